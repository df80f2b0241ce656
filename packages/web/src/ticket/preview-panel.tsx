// What would become of the order: value, fee and distance at a glance, then every check with its numbers, passed or denied in words.

import type { InstrumentRow, PlaceRequest, Preview } from "@okx-oms/api"
import { problemWords } from "../words/problem-words.ts"
import { type CheckWords, checkWords, previewFacts, verdictOf } from "./preview-words.ts"
import type { PreviewNow } from "./use-preview.ts"

export function PreviewPanel({
  now: { preview, isOld, error },
  request,
  missing,
  hasFaults,
  instrument,
}: {
  readonly now: PreviewNow
  readonly request: PlaceRequest | undefined
  readonly missing: readonly string[]
  readonly hasFaults: boolean
  readonly instrument: InstrumentRow | undefined
}) {
  return (
    <section className="ticket-preview" aria-label="Preview" data-old={(preview !== undefined && isOld) || undefined}>
      {error !== null ? (
        <p className="soft">The preview could not be asked for. {problemWords(error).text}</p>
      ) : preview === undefined || request === undefined ? (
        <p className="soft">{waitingWords(missing, hasFaults)}</p>
      ) : (
        <Told preview={preview} request={request} isOld={isOld} instrument={instrument} />
      )}
    </section>
  )
}

function waitingWords(missing: readonly string[], hasFaults: boolean): string {
  if (hasFaults) return "Cost and checks appear when the fields above are right."
  if (missing.length > 0) return `Cost and checks appear with ${missing.map((name) => `a ${name}`).join(" and ")}.`
  return "Asking for cost and checks…"
}

/** `isOld`: the numbers are of what stood there a moment ago. They stay, dimmed, so that nothing jumps; its verdict does not. */
function Told({
  preview,
  request,
  isOld,
  instrument,
}: {
  readonly preview: Preview
  readonly request: PlaceRequest
  readonly isOld: boolean
  readonly instrument: InstrumentRow | undefined
}) {
  const { replayOf, checks } = preview
  const verdict = verdictOf(preview, request)
  return (
    <>
      <dl className="ticket-facts">
        {previewFacts(preview, instrument, request.type).map(({ id, title, text, more, tone }) => (
          <div key={id} data-fact={id} data-tone={tone} title={more}>
            <dt>{title}</dt>
            <dd className="toned">{text}</dd>
          </div>
        ))}
      </dl>
      {replayOf !== null && !isOld && (
        <p className="ticket-verdict" data-tone="warn">
          Placed before as {replayOf}: sending it again gives that order's receipt and places nothing.
        </p>
      )}
      {isOld ? (
        <p className="ticket-verdict soft">Being checked…</p>
      ) : (
        <p className="ticket-verdict" data-tone={verdict.tone}>
          <span className="toned">{verdict.text}</span>
          {verdict.more !== "" && <span>: {verdict.more}</span>}
        </p>
      )}
      {checks.length > 0 && <Checks checks={checks.map((check) => checkWords(check, preview))} />}
    </>
  )
}

function Checks({ checks }: { readonly checks: readonly CheckWords[] }) {
  return (
    <table className="ticket-checks">
      <caption className="unseen">Checks before sending</caption>
      <tbody>
        {checks.map(({ name, title, numbers, more, word, tone }) => (
          <tr key={name} data-check={name} data-tone={tone}>
            <th scope="row">{title}</th>
            <td className="number" title={more}>
              {numbers}
            </td>
            <td className="toned">{word}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
