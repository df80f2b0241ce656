// One open break: what it is in words, what the books and what OKX say side by side, what shows it, what was done, and the click that ends it.

import { BREAK_SENTENCES } from "@okx-oms/core"
import { useState } from "react"
import { hrefOf } from "../app/routes.ts"
import { clientOf } from "../live/client.ts"
import { useOrder } from "../live/hooks.ts"
import { useCommand } from "../live/use-command.ts"
import { Button } from "../ui/button.tsx"
import { Confirm } from "../ui/confirm.tsx"
import { TextField } from "../ui/field.tsx"
import { Age, StatusWord } from "../ui/figure.tsx"
import { Notice, useTell } from "../ui/notice.tsx"
import { orderLine } from "../words/order-words.ts"
import { ACTION_WORDS, BREAK_WORDS, changesBooks, withClocks } from "./break-words.ts"
import { amountBetween, differing, type Piece } from "./difference.ts"
import type { AccountBreak } from "./use-breaks.ts"

/** Of the resolution, by the contract. */
const NOTE_LENGTH_MAX = 200

export function BreakCard({
  found,
  isSeveral,
  isPointedAt,
  onResolved,
}: {
  readonly found: AccountBreak
  /** Several accounts are looked at: the card says whose it is. */
  readonly isSeveral: boolean
  /** Somebody came here for this one. */
  readonly isPointedAt: boolean
  readonly onResolved: () => void
}) {
  const { breakId, kind, account, foundAt, evidence, action } = found
  const words = BREAK_WORDS[kind]
  const done = ACTION_WORDS[action]
  return (
    <article className="break" aria-label={words.title} data-break={breakId} data-pointed={isPointedAt || undefined}>
      <header className="break-head">
        <h3>{words.title}</h3>
        <StatusWord word={done.word} tone={done.tone} detail={done.detail} />
        <span className="soft break-when">
          {isSeveral && `${account} · `}
          <code>{kind}</code> · <Age since={foundAt} /> ago
        </span>
      </header>
      <p className="soft">{BREAK_SENTENCES[kind]}</p>
      <Sides found={found} />
      <dl className="break-facts">
        <dt>About</dt>
        <dd>
          <About found={found} isLong />
        </dd>
        <dt>Evidence</dt>
        <dd>{withClocks(evidence)}</dd>
        <dt>What to do</dt>
        <dd>{words.advice}</dd>
      </dl>
      <Resolve found={found} onResolved={onResolved} />
    </article>
  )
}

function Sides({ found: { ours, theirs } }: { readonly found: AccountBreak }) {
  const pieces = differing(withClocks(ours), withClocks(theirs))
  const amount = amountBetween(ours, theirs)
  return (
    <div className="break-sides">
      <Side title="Our books" pieces={pieces.ours} />
      <Side title="OKX" pieces={pieces.theirs} />
      {amount !== undefined && (
        <p className="break-between">
          <span className="soft">OKX minus books</span> <strong>{amount}</strong>
        </p>
      )}
    </div>
  )
}

function Side({ title, pieces }: { readonly title: string; readonly pieces: readonly Piece[] }) {
  // A piece is known by where it begins.
  let from = 0
  const placed = pieces.map((piece) => {
    const at = from
    from += piece.text.length
    return { ...piece, at }
  })
  return (
    <div className="break-side">
      <h4>{title}</h4>
      <p>
        {placed.map(({ text, isDifferent, at }) =>
          isDifferent ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
        )}
      </p>
    </div>
  )
}

export function About({
  found: { orderId, subject, account },
  isLong = false,
}: {
  readonly found: AccountBreak
  /** Also what the order is, where it is known. */
  readonly isLong?: boolean
}) {
  const order = useOrder(orderId === null ? undefined : `${account}/${orderId}`)
  if (orderId !== null)
    return (
      <>
        {isLong && order !== undefined && `${orderLine(order.row)}, `}
        <a href={hrefOf("reconciliation", "", { order: `${account}/${orderId}` })} title="Open the order's timeline">
          order {orderId}
        </a>
      </>
    )
  return <span>{subject ?? "the account"}</span>
}

function Resolve({ found, onResolved }: { readonly found: AccountBreak; readonly onResolved: () => void }) {
  const { account, breakId, kind, ours, theirs, subject } = found
  const words = BREAK_WORDS[kind]
  const [note, setNote] = useState("")
  const [isAsking, setAsking] = useState(false)
  const tell = useTell()
  const { send, isSending, problem } = useCommand((resolution: string) =>
    clientOf(account).resolveBreak(breakId, resolution),
  )
  const resolve = async (): Promise<void> => {
    const resolution = note.trim() === "" ? words.note : note.trim()
    if ((await send(resolution)) === undefined) return
    setAsking(false)
    tell(`Resolved: ${words.title}.`, "good")
    onResolved()
  }
  const isFar = changesBooks(found)
  return (
    <form
      className="break-resolve"
      onSubmit={(event) => {
        event.preventDefault()
        if (isFar) setAsking(true)
        else void resolve()
      }}
    >
      <TextField
        label="What was found and done (kept in the journal)"
        placeholder={words.note}
        maxLength={NOTE_LENGTH_MAX}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      <Button type="submit" isBusy={isSending}>
        {isFar ? "Take OKX's amount…" : "Resolve"}
      </Button>
      {problem !== undefined && !isAsking && <Notice tone="bad">{`${problem.text} ${problem.advice}`.trim()}</Notice>}
      {isAsking && (
        <Confirm
          title={`Take OKX's amount of ${subject ?? "it"} into the books?`}
          action="Take it into the books"
          onConfirm={() => void resolve()}
          onClose={() => setAsking(false)}
          isBusy={isSending}
          problem={problem}
        >
          <p>{`The books say ${ours}, OKX says ${theirs} (${amountBetween(ours, theirs) ?? "another amount"}). From then on the books go on from OKX's amount, and the difference is explained by your word alone.`}</p>
        </Confirm>
      )}
    </form>
  )
}
