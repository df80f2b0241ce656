// The answer of decide, and the small makers of events that several deciders share.

import { type AccountState, breakSubject, openBreak } from "./account-state.ts"
import type { BreakAction, BreakKind } from "./break-kind.ts"
import type { Decimal } from "./decimal.ts"
import type { Facts } from "./facts.ts"
import { breakIdFrom, type OrderId } from "./ids.ts"
import type { Order } from "./order.ts"
import type { AccountEventBody, EventBody, EventCause, OrderEventBody } from "./order-event.ts"
import type { Refusal } from "./refusal.ts"

/** Events that follow, and when the caller is told no, why. A denied order has both: it is recorded as Rejected. */
export interface Decision {
  readonly cause: EventCause
  readonly events: readonly EventBody[]
  readonly refusal?: Refusal
  /** The order that an equal earlier request made: the answer is that order (and its refusal, if it was denied), nothing happens. */
  readonly replayOf?: OrderId
  /** A placement that OKX provably did not execute and that may go again before its time is over. */
  readonly retry?: { readonly orderId: OrderId; readonly code: string; readonly message: string }
}

export function refuse(refusal: Refusal): Decision {
  return { cause: "command", events: [], refusal }
}

export interface BreakDraft {
  readonly kind: BreakKind
  readonly orderId?: OrderId
  readonly subject?: string
  readonly ours: string
  readonly theirs: string
  readonly evidence: string
  readonly action: BreakAction
  readonly difference?: Decimal
}

/** A break, unless one of the same kind is open about the same thing already: one difference is reported once. */
export function breakFound(state: AccountState, facts: Facts, draft: BreakDraft): readonly AccountEventBody[] {
  if (openBreak(state, draft.kind, breakSubject(draft)) !== undefined) return []
  return [{ type: "BreakFound", breakId: breakIdFrom(facts.serial()), ...draft }]
}

/** A break whose cause is over with the very events that report it: recorded, counted, and resolved at once with what was done. */
export function breakOver(facts: Facts, draft: BreakDraft, resolution: string): readonly AccountEventBody[] {
  const breakId = breakIdFrom(facts.serial())
  return [
    { type: "BreakFound", breakId, ...draft },
    { type: "BreakResolved", breakId, resolution },
  ]
}

/** A halt, unless trading is halted already. It ends what still waits in our queue, for nothing new may leave. */
export function haltedBecause(state: AccountState, reason: string, about?: OrderId): readonly EventBody[] {
  if (state.trading.mode === "halt") return []
  return [{ type: "TradingHalted", mode: "halt", reason }, ...queueEnded(state, reason, about)]
}

/** What waits in our queue was never sent, so a halt ends it here and now. `about` is decided elsewhere. */
export function queueEnded(state: AccountState, reason: string, about?: OrderId): readonly OrderEventBody[] {
  const queued = [...state.waiting].filter((orderId) => orderId !== about)
  return queued.map((orderId) => ({
    type: "OrderCancelled",
    orderId,
    reason: `trading halted: ${reason}; it was still queued, nothing was sent`,
  }))
}

/**
 * OKX speaks of an order that waits in our queue: then another sends under our ids. It is called failed at once, so that it does not leave a
 * second time, and what OKX says of it is merged into that.
 */
export function withdrawn(order: Order): { readonly order: Order; readonly events: readonly OrderEventBody[] } {
  if (order.state !== "Validated") return { order, events: [] }
  const reason = "not sent from here, yet OKX speaks of it"
  return {
    order: { ...order, state: "Failed" },
    events: [{ type: "OrderFailed", orderId: order.orderId, reason, proof: "not-sent" }],
  }
}

/** Cancelled in our queue, so never sent, and the table has no way back: only a person can tell what OKX means. */
export function endedUnsent(order: Order): boolean {
  return order.state === "Cancelled" && order.okxOrderId === undefined
}

/** A cancel of an order that never came to be has nothing to cancel. */
export function cancelMoot(order: Order): readonly OrderEventBody[] {
  if (order.pendingCancel === undefined) return []
  const { requestId } = order.pendingCancel
  return [
    {
      type: "CancelRefused",
      orderId: order.orderId,
      requestId,
      code: "never-placed",
      reason: "the order was never placed",
    },
  ]
}

/** The exchange proves us wrong: the worst we can be told, so nothing new goes out until a person has looked. */
export function resurrected(state: AccountState, order: Order, evidence: string, facts: Facts): readonly EventBody[] {
  const { orderId } = order
  const draft = {
    kind: "resurrected",
    orderId,
    ours: order.state,
    theirs: evidence,
    evidence,
    action: "needs a person",
  } as const
  return [
    ...breakFound(state, facts, draft),
    ...haltedBecause(state, `order ${orderId}, called ${order.state} here, exists at OKX`, orderId),
  ]
}
