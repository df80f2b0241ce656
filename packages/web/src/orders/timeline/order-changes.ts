// What is different between two versions of an order, field by field in words, for the timeline. Pure; a field that is not named here does not matter to a
// person.

import { type Doubt, format, type Order } from "@okx-oms/core"
import { grouped, unitText } from "../../words/amounts.ts"
import { durationText } from "../../words/time.ts"

export interface OrderChange {
  readonly what: string
  /** "" when there was nothing before. */
  readonly before: string
  readonly after: string
}

type Show = (order: Order) => string

const unit = ({ symbol, unit: of }: Order): string => unitText(symbol, of)
const amount = (value: Parameters<typeof format>[0] | undefined): string =>
  value === undefined ? "" : grouped(format(value))

/** In the order in which a person reads them. */
const FIELDS: readonly (readonly [what: string, show: Show])[] = [
  ["state", ({ state }) => state],
  ["price", ({ price }) => amount(price)],
  ["quantity", (order) => `${amount(order.quantity)} ${unit(order)}`],
  ["filled", (order) => (order.filledQuantity.coefficient === 0n ? "" : amount(order.filledQuantity))],
  ["average", ({ averagePrice }) => amount(averagePrice)],
  ["fills owed", ({ fillsMissing }) => (fillsMissing.coefficient === 0n ? "" : amount(fillsMissing))],
  ["fees", ({ fees }) => fees.map((fee) => `${amount(fee.amount)} ${fee.currency}`).join(", ")],
  ["cancel", ({ pendingCancel }) => pendingText(pendingCancel)],
  ["amend", pendingAmendText],
  ["doubt", ({ doubt }) => doubtText(doubt)],
  ["attempts", ({ attempts }) => (attempts < 2 ? "" : String(attempts))],
  ["OKX's id", ({ okxOrderId = "" }) => okxOrderId],
  ["reason", ({ reason = "" }) => reason],
]

/** Without `before` the order begins: what it is then is told by its terms, so only its state counts as new. */
export function changesBetween(before: Order | undefined, after: Order): readonly OrderChange[] {
  if (before === after) return []
  if (before === undefined) return [{ what: "state", before: "", after: after.state }]
  return FIELDS.map(([what, show]) => ({ what, before: show(before), after: show(after) })).filter(
    (change) => change.before !== change.after,
  )
}

function pendingText(pending: Order["pendingCancel"]): string {
  if (pending === undefined) return ""
  const attempt = pending.attempts > 1 ? `, attempt ${pending.attempts}` : ""
  return `${pending.accepted ? "taken by OKX" : "requested"}${attempt}`
}

function pendingAmendText({ pendingAmend, ...order }: Order): string {
  if (pendingAmend === undefined) return ""
  const { price, quantity, accepted } = pendingAmend
  const targets = [price && amount(price), quantity && `${amount(quantity)} ${unit(order)}`].filter(Boolean).join(", ")
  return `${accepted ? "taken by OKX" : "requested"}: ${targets}`
}

function doubtText(doubt: Doubt | undefined): string {
  if (doubt === undefined) return ""
  return doubt.asks === 0 ? "open" : `asked ${doubt.asks === 1 ? "once" : `${doubt.asks} times`}`
}

/** "+12 ms", "+1.204 s", "+3 min": how long after the step before. */
export function deltaText(ms: number | null): string {
  if (ms === null) return ""
  if (ms < 1_000) return `+${ms} ms`
  return ms < 60_000 ? `+${(ms / 1_000).toFixed(3)} s` : `+${durationText(ms)}`
}
