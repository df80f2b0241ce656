// The cells of the blotter that are more than a figure: the status with what goes on, type and flags, how much is filled, the fields of an amendment, the button
// that cancels. Each reads what it needs of the desk, so that a row is drawn anew for its own sake only.

import { useNow } from "../live/clock.ts"
import { useRefusal } from "../live/hooks.ts"
import type { OrderEntry } from "../live/order-entry.ts"
import { Figure, ShareBar } from "../ui/figure.tsx"
import { scaleOf, unitText } from "../words/amounts.ts"
import { filledShare } from "../words/order-words.ts"
import type { Tone } from "../words/tone.ts"
import { AmendInput } from "./amend-input.tsx"
import { flagsOf, notionalOf, quantityScale, type Steps, typeWord, whyNotCancel } from "./order-facts.ts"
import { lastReason, orderStatus } from "./order-status.ts"
import { useDraft, useFate, useOrderActs } from "./use-order-desk.tsx"

interface CellProps {
  readonly entry: OrderEntry
  readonly steps: Steps | undefined
}

interface StatusProps extends CellProps {
  /** The reason of its end stands here too: no other column has it. */
  readonly hasReason?: boolean
}

/** Colour and word, and beside them what goes on. */
export function StatusCell(props: StatusProps) {
  // Only what counts down looks at the clock.
  return props.entry.inDoubt ? <CountingStatus {...props} /> : <StatusAt {...props} now={0} />
}

function CountingStatus(props: StatusProps) {
  return <StatusAt {...props} now={useNow()} />
}

function StatusAt({ entry: { key, row }, steps, hasReason = false, now }: StatusProps & { readonly now: number }) {
  const fate = useFate(key)
  const refusal = useRefusal(key)
  const told = orderStatus(row, { now, steps, fate, refusal })
  const { word, tone, detailTone, full } = told
  const detail = hasReason || told.detail !== row.reason ? told.detail : ""
  return (
    <span className="order-status" title={full === "" ? undefined : full} data-tone={tone}>
      <span className="status-dot" aria-hidden="true" />
      <span className="toned">{word}</span>
      {detail !== "" && (
        <span className="order-status-detail" data-tone={detailTone ?? "soft"}>
          {detail}
        </span>
      )}
    </span>
  )
}

export function SideCell({ entry: { row } }: Pick<CellProps, "entry">) {
  return (
    <span className="toned order-side" data-tone={row.side}>
      {row.side}
    </span>
  )
}

export function TypeCell({ entry: { row } }: Pick<CellProps, "entry">) {
  return (
    <span className="order-type">
      {typeWord(row)}
      {flagsOf(row).map(({ text, short, title }) => (
        <span key={text} className="order-flag" title={title}>
          {short}
        </span>
      ))}
    </span>
  )
}

/** The price, or the field for another one while the row is being amended. */
export function PriceCell({ entry, steps }: CellProps) {
  const draft = useDraft(entry.key)
  if (draft !== undefined) return <AmendInput entry={entry} steps={steps} draft={draft} field="price" />
  if (entry.row.price === null) return <span className="soft">market</span>
  return <Figure text={entry.row.price} scale={scaleOf(steps?.tickSize ?? "")} />
}

export function QuantityCell({ entry, steps }: CellProps) {
  const draft = useDraft(entry.key)
  if (draft !== undefined) return <AmendInput entry={entry} steps={steps} draft={draft} field="quantity" />
  const { quantity, symbol, unit } = entry.row
  return <Figure text={quantity} scale={unit === "quote" ? 0 : quantityScale(steps)} unit={unitText(symbol, unit)} />
}

const BAR_TONES: Readonly<Partial<Record<OrderEntry["state"], Tone>>> = { Filled: "filled", PartiallyFilled: "filled" }

export function FilledCell({ entry: { row }, steps }: CellProps) {
  const isNothing = Number(row.filledQuantity) === 0
  const missing = row.fillsMissing === "0" ? "" : `${row.fillsMissing} of it without its execution yet`
  return (
    <span className="order-filled" title={missing === "" ? undefined : missing}>
      <ShareBar share={filledShare(row)} tone={BAR_TONES[row.state] ?? "cancelled"} />
      {isNothing ? <span className="soft">0</span> : <Figure text={row.filledQuantity} scale={quantityScale(steps)} />}
    </span>
  )
}

export function NotionalCell({ entry: { row }, steps }: CellProps) {
  const notional = notionalOf(row, steps)
  return <Figure text={notional?.text} />
}

export function ReasonCell({ entry: { key, row } }: Pick<CellProps, "entry">) {
  const reason = lastReason(row, useRefusal(key))
  return (
    <span className="soft" title={reason === "" ? undefined : reason}>
      {reason}
    </span>
  )
}

/** Out of the way of Tab: from the keyboard it is X. */
export function CancelCell({ entry, stepsOf }: Pick<CellProps, "entry"> & StepsOf) {
  const { cancel } = useOrderActs(stepsOf)
  const fate = useFate(entry.key)
  const why = whyNotCancel(entry.row)
  const isSending = fate?.what === "cancel" && fate.problem === undefined
  if (why !== undefined && entry.row.pending.cancel === null) return null
  return (
    <button
      type="button"
      className="order-cancel"
      tabIndex={-1}
      disabled={why !== undefined || isSending}
      aria-busy={isSending || undefined}
      title={why ?? "Cancel this order (X)"}
      onClick={() => cancel(entry)}
    >
      {why === undefined && !isSending ? "Cancel" : "…"}
    </button>
  )
}

export interface StepsOf {
  readonly stepsOf: (row: OrderEntry["row"]) => Steps | undefined
}
