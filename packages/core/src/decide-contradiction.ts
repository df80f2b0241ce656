// Another order of OKX under an id of ours: OKX lets a clOrdId be used again after an order's end, and another program may have used ours before our order arrived.
// Merging it would corrupt both, so nothing is merged: a break with both sides, a halt, and our own order keeps its reservation until a person has looked.

import type { AccountState } from "./account-state.ts"
import { doubtContradicted } from "./decide-doubt.ts"
import { compare, equals, format } from "./decimal.ts"
import { breakFound, haltedBecause } from "./decision.ts"
import type { ExchangeFill, ExchangeOrder, ReportSource } from "./exchange.ts"
import type { Facts } from "./facts.ts"
import type { Order } from "./order.ts"
import type { EventBody } from "./order-event.ts"

/** What OKX shows under an id of the order: the order itself, or an execution. */
export type ShownUnderId =
  | { readonly source: ReportSource; readonly order: ExchangeOrder }
  | { readonly source: ReportSource; readonly fill: ExchangeFill }

type Told = ExchangeOrder | ExchangeFill

/** What follows when the order shown is another than ours; undefined when it is ours, or may be. */
export function contradictionIn(
  state: AccountState,
  order: Order,
  shown: ShownUnderId,
  facts: Facts,
): readonly EventBody[] | undefined {
  const told = "order" in shown ? shown.order : shown.fill
  const ours = differenceOf(state, order, shown)
  if (ours === undefined) return undefined
  const theirs = `ordId ${told.okxOrderId}: ${termsOf(told)}`
  const doubted = doubtContradicted(order, `OKX shows another order under its id: ${theirs}`, facts)
  // A stranger that a person has looked at is no news: it may rest for days.
  if (told.okxOrderId !== order.okxOrderId && strangerBreak(state, order, told) === "resolved") return doubted
  const found = breakFound(state, facts, {
    ...{ kind: "contradiction", orderId: order.orderId, subject: told.okxOrderId, ours, theirs },
    evidence: evidenceOf(shown),
    action: "needs a person",
  })
  const why = `under an id of order ${order.orderId} OKX shows another order, ordId ${told.okxOrderId}`
  return [...found, ...haltedBecause(state, why), ...doubted]
}

/**
 * The execution does not show whose it is, the order's own report does, and brings its executions: OKX had seen the id before, or our order as we sent it cannot
 * have traded so.
 */
export function waitsForReport(order: Order, fill: ExchangeFill): boolean {
  if (order.state !== "Submitted") return false
  const same = order.symbol === fill.symbol && order.side === fill.side
  return order.doubt?.duplicate === true || (same && !mayBeExecutionOf(order, fill))
}

/** Our side of the contradiction, when there is one. */
function differenceOf(state: AccountState, order: Order, shown: ShownUnderId): string | undefined {
  const told = "order" in shown ? shown.order : shown.fill
  const owner = state.byOkxOrderId.get(told.okxOrderId)
  if (order.okxOrderId !== undefined && order.okxOrderId !== told.okxOrderId)
    return `ordId ${order.okxOrderId}: ${termsOf(order)}`
  if (owner !== undefined && owner !== order.orderId) return `ordId ${told.okxOrderId} is order ${owner}`
  const same = order.symbol === told.symbol && order.side === told.side
  if (same && (order.okxOrderId !== undefined || mayBeFirstSight(state, order, shown))) return undefined
  return `${order.state}: ${termsOf(order)}`
}

/** What is shown may be our order, which OKX has not confirmed to us yet. */
function mayBeFirstSight(state: AccountState, order: Order, shown: ShownUnderId): boolean {
  if ("fill" in shown)
    return mayBeExecutionOf(order, shown.fill) && strangerBreak(state, order, shown.fill) === undefined
  if (strangerBreak(state, order, shown.order) !== undefined) return false
  if (sameTerms(order, shown.order)) return true
  // Under an id that OKX had seen before, only what is ours in every term is ours.
  return order.doubt?.duplicate !== true && mayBeChangedThere(order, shown.order)
}

/** Price and quantity as we sent them. */
function sameTerms(order: Order, told: ExchangeOrder): boolean {
  if (!equals(order.quantity, told.quantity)) return false
  if (order.price === undefined || told.price === undefined) return order.price === told.price
  return equals(order.price, told.price)
}

/** Somebody, or OKX itself, may have changed our order before we saw it: then it carries our tag, and shows that it was touched after it was made. */
function mayBeChangedThere(order: Order, told: ExchangeOrder): boolean {
  if (told.tag !== order.tag) return false
  // OKX cuts a reduce-only order to the position as it comes in; only pushes say so.
  const cut = order.reduceOnly && compare(told.quantity, order.quantity) < 0
  return cut || told.amendSource !== undefined || told.updatedAt > told.createdAt
}

/** Our order can have traded so: not more than it is, and not beyond its limit. */
function mayBeExecutionOf(order: Order, fill: ExchangeFill): boolean {
  if (order.unit !== "quote" && compare(fill.quantity, order.quantity) > 0) return false
  if (order.price === undefined) return true
  const beyond = compare(fill.price, order.price)
  return order.side === "buy" ? beyond <= 0 : beyond >= 0
}

/** The break that says of this order of OKX that it is not ours. */
function strangerBreak(state: AccountState, order: Order, told: Told): "open" | "resolved" | undefined {
  if ((state.breakCounts.get("contradiction") ?? 0) === 0) return undefined
  let found: "open" | "resolved" | undefined
  for (const { kind, orderId, subject, resolvedAt } of state.breaks.values()) {
    if (kind !== "contradiction" || orderId !== order.orderId || subject !== told.okxOrderId) continue
    if (resolvedAt === undefined) return "open"
    found = "resolved"
  }
  return found
}

function evidenceOf(shown: ShownUnderId): string {
  const told = "order" in shown ? shown.order : shown.fill
  const ids = `clOrdId ${told.clOrdId ?? ""}, ordId ${told.okxOrderId}`
  if ("fill" in shown)
    return `${shown.source} of ${told.symbol}, ${ids}: trade ${shown.fill.tradeId} at ${shown.fill.at}`
  const { tag, state, filled, createdAt, updatedAt } = shown.order
  const times = `made at ${createdAt}, changed at ${updatedAt}`
  return `${shown.source} of ${told.symbol}, ${ids}, tag "${tag}": ${state}, filled ${format(filled)}, ${times}`
}

function termsOf({ side, symbol, quantity, price }: Pick<Order, "side" | "symbol" | "quantity" | "price">): string {
  return `${side} ${format(quantity)} ${symbol}${price === undefined ? "" : ` at ${format(price)}`}`
}
