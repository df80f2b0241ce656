// What stands below the rows while something is going on with them: the selection with its one button, the amendment with what it comes to, a cancel of many with
// what was refused. Below, so that no row moves under the pointer.

import type { OrderEntry } from "../live/order-entry.ts"
import { Button } from "../ui/button.tsx"
import { AMEND_FIELDS, checkDraft } from "./amend-draft.ts"
import { AmendInput, useAmendSend } from "./amend-input.tsx"
import { counted, sentence } from "./order-desk.ts"
import { lineOf, type Steps } from "./order-facts.ts"
import { useBulk, useDraft, useFate, useOrderDesk } from "./use-order-desk.tsx"

interface SelectionBarProps {
  readonly count: number
  /** Of those, how many a cancel makes sense for. */
  readonly cancellable: number
  readonly onCancel: () => void
  readonly onClear: () => void
}

export function SelectionBar({ count, cancellable, onCancel, onClear }: SelectionBarProps) {
  if (count === 0) return null
  const rest = count - cancellable
  return (
    <section className="order-bar" aria-label="Selection">
      <span role="status">
        <strong>{counted(count)}</strong> selected
        {rest > 0 && <span className="soft">{` · ${rest} of them cannot be cancelled now`}</span>}
      </span>
      <span className="order-bar-acts">
        <Button onClick={onClear}>Select none</Button>
        <Button look="danger" disabled={cancellable === 0} onClick={onCancel}>
          Cancel {counted(cancellable)}
        </Button>
      </span>
    </section>
  )
}

interface AmendBarProps {
  readonly entry: OrderEntry
  readonly steps: Steps | undefined
  /** The fields are here: the row has no room for them. */
  readonly hasFields: boolean
}

export function AmendBar({ entry, steps, hasFields }: AmendBarProps) {
  const desk = useOrderDesk()
  const draft = useDraft(entry.key)
  const fate = useFate(entry.key)
  const send = useAmendSend(entry, steps)
  if (draft === undefined) return null
  const { change, fault, summary } = checkDraft(draft, entry.row, steps)
  const problem = fate?.what === "amend" ? fate.problem : undefined
  const isSending = fate?.what === "amend" && problem === undefined
  const told = fault?.text ?? (problem === undefined ? summary : sentence(problem))
  return (
    <section className="order-bar" aria-label="Amendment">
      <span className="order-bar-words">
        <strong>Amend</strong> {lineOf(entry.row, steps)}
        <span role="status" className="toned" data-tone={(fault ?? problem) ? "bad" : "soft"}>
          {told === "" ? "Nothing is changed yet." : told}
        </span>
      </span>
      {hasFields && (
        <span className="order-bar-fields">
          {AMEND_FIELDS.map((field) => (
            <span key={field} className="order-bar-field">
              <span className="soft">{field}</span>
              <AmendInput entry={entry} steps={steps} draft={draft} field={field} />
            </span>
          ))}
        </span>
      )}
      <span className="order-bar-acts">
        <Button onClick={() => desk.leaveAmend()}>
          Leave it <kbd>Esc</kbd>
        </Button>
        <Button look="accent" disabled={change === undefined} isBusy={isSending} onClick={() => send(draft)}>
          Send amendment <kbd>Enter</kbd>
        </Button>
      </span>
    </section>
  )
}

/** How far a cancel of many is; afterwards only what was refused, until somebody has read it. */
export function BulkBar() {
  const bulk = useBulk()
  const desk = useOrderDesk()
  if (bulk === undefined) return null
  const { total, done, asked, failures, isOver } = bulk
  return (
    <section className="order-bar order-bulk" aria-label="Cancel of many">
      <span role="status">
        {isOver ? (
          <>
            Cancel of <strong>{counted(asked)}</strong> asked for,{" "}
            <strong className="toned" data-tone="bad">
              {failures.length} refused
            </strong>
          </>
        ) : (
          `Asking for cancels: ${done} of ${total === 0 ? "…" : total}`
        )}
      </span>
      {isOver && (
        <span className="order-bar-acts">
          <Button onClick={() => desk.forgetBulk()}>Read</Button>
        </span>
      )}
      {failures.length > 0 && (
        <ul className="order-failures" tabIndex={0} aria-label="Refused cancels">
          {failures.map(({ key, line, problem }) => (
            <li key={key}>
              <strong>{line}</strong> <span className="soft">{sentence(problem)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
