// What a read shows and no push had told in time: a break that the read itself repairs. A push has two seconds; what is younger is an ordinary race and no
// difference. Decided from exchange times alone: when the change took place there, and when the read began.

import { type AccountState, findByExchangeIds } from "./account-state.ts"
import { compare, format } from "./decimal.ts"
import { breakFound, breakOver } from "./decision.ts"
import type { ExchangeFill, ExchangeOrder } from "./exchange.ts"
import type { Facts } from "./facts.ts"
import type { Order } from "./order.ts"
import type { AccountEventBody, EventBody } from "./order-event.ts"
import { isActive } from "./order-state.ts"
import type { Millis } from "./time.ts"

/** How long the push of a change may take before it counts as missed. Milliseconds. */
export const PUSH_DUE_MS = 2_000

/** True when the push of what happened at `at` should have come before a read that began at `begunAt` (both exchange time). */
export function pushWasDue(at: Millis, begunAt: Millis | undefined): begunAt is Millis {
  return begunAt !== undefined && at + PUSH_DUE_MS <= begunAt
}

interface Shown {
  readonly source: string
  readonly order: ExchangeOrder
  readonly begunAt?: Millis
  /** The order was asked for because it had left the list of open orders. */
  readonly wasMissing?: boolean
}

/** The break for what `events`, decided from a read, had to catch up on; none when a push may still be on its way. `order` is as it was before. */
export function differenceShown(
  order: Order,
  shown: Shown,
  events: readonly EventBody[],
  facts: Facts,
): readonly AccountEventBody[] {
  const { order: told, begunAt, source } = shown
  // An order in doubt has its own record of what was not known; one that was never seen live has nothing to differ from.
  if (order.doubt !== undefined || !isActive(order.state) || !pushWasDue(told.updatedAt, begunAt)) return []
  const caughtUp = kindOf(order, told, events, shown.wasMissing ?? false)
  if (caughtUp === undefined) return []
  const draft = {
    kind: caughtUp.kind,
    orderId: order.orderId,
    ours: `${order.state}, ${termsOf(order, order.filledQuantity)}`,
    theirs: `${told.state}, ${termsOf(told, told.filled)}`,
    evidence: `${source} read begun at ${begunAt}, change of ${told.updatedAt}: ${begunAt - told.updatedAt} ms without its push`,
    action: "repaired",
  } as const
  return breakOver(facts, draft, caughtUp.done)
}

type Kind = "missing-order" | "state-mismatch" | "terms-mismatch" | "fill-mismatch"

function kindOf(
  order: Order,
  told: ExchangeOrder,
  events: readonly EventBody[],
  wasMissing: boolean,
): { readonly kind: Kind; readonly done: string } | undefined {
  const has = (...types: readonly EventBody["type"][]): boolean => events.some(({ type }) => types.includes(type))
  if (has("OrderFilled", "OrderCancelled", "OrderExpired")) {
    const done = `its end is booked: ${told.state}`
    return { kind: wasMissing ? "missing-order" : "state-mismatch", done }
  }
  if (compare(told.filled, order.filledQuantity) > 0 && has("OrderPartiallyFilled")) {
    return { kind: "fill-mismatch", done: "the total is booked, the executions are fetched" }
  }
  if (has("OrderRestated", "OrderAmended")) {
    return { kind: "terms-mismatch", done: "price and quantity are booked as OKX shows them" }
  }
  if (has("OrderAcknowledged")) return { kind: "state-mismatch", done: "it is acknowledged" }
  return undefined
}

/** The break for an execution that a list showed and no push had told in time. `raisesTotal`: the total did not count it already. */
export function missedFill(
  order: Order,
  read: {
    readonly fill: ExchangeFill
    readonly source: string
    readonly begunAt?: Millis
    readonly raisesTotal: boolean
  },
  facts: Facts,
): readonly AccountEventBody[] {
  const { fill, source, begunAt, raisesTotal } = read
  if (!raisesTotal || order.doubt !== undefined || !pushWasDue(fill.at, begunAt)) return []
  if (order.source === "exchange" && wasBeforeAdoption(order, fill.at, facts)) return []
  const draft = {
    kind: "missed-fill",
    orderId: order.orderId,
    ours: `filled ${format(order.filledQuantity)}, trade ${fill.tradeId} not known`,
    theirs: `trade ${fill.tradeId}: ${format(fill.quantity)} at ${format(fill.price)}`,
    evidence: `${source} of fills begun at ${begunAt}, executed at ${fill.at}: ${begunAt - fill.at} ms without its push`,
    action: "repaired",
  } as const
  return breakOver(facts, draft, "the execution is booked")
}

/** OKX lists an execution of an order that it does not have when asked, and no journal knows: a person must look. */
export function orphaned(state: AccountState, fill: ExchangeFill, facts: Facts): readonly AccountEventBody[] {
  if (findByExchangeIds(state, fill) !== undefined) return []
  return breakFound(state, facts, {
    kind: "missed-fill",
    subject: fill.okxOrderId,
    ours: "no such order",
    theirs: `trade ${fill.tradeId}: ${fill.side} ${format(fill.quantity)} ${fill.symbol} at ${format(fill.price)}`,
    evidence: `listed among the fills, executed at ${fill.at}; the order does not exist when asked for`,
    action: "needs a person",
  })
}

/** Executions from before an order was adopted were never ours to be pushed. */
function wasBeforeAdoption(order: Order, at: Millis, facts: Facts): boolean {
  if (facts.exchange === undefined || order.acknowledgedAt === undefined) return true
  return at <= order.acknowledgedAt + (facts.exchange.at - facts.now)
}

function termsOf(terms: Pick<Order, "quantity" | "price">, filled: Order["filledQuantity"]): string {
  const price = terms.price === undefined ? "" : ` at ${format(terms.price)}`
  return `${format(terms.quantity)}${price}, filled ${format(filled)}`
}
