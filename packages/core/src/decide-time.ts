// What time does to an order: when the shell must look at it again (attentionOf), and what a deadline that has come means. And what a restart means:
// what was never sent has failed, what was sent without an answer is in doubt.

import type { AccountState } from "./account-state.ts"
import { TIME_LIMIT_REASON } from "./cancel-source.ts"
import { clockAtStart } from "./decide-clock.ts"
import { startDoubt } from "./decide-doubt.ts"
import { rejectedByOkx } from "./decide-reply.ts"
import { breakFound, type Decision } from "./decision.ts"
import { unreachable } from "./errors.ts"
import { CLOCK_UNCERTAINTY_MAX_MS, type Facts } from "./facts.ts"
import { type OrderId, requestIdFrom } from "./ids.ts"
import { isComplete, isOurs, type Order, owesExecutions } from "./order.ts"
import type { EventBody, OrderEventBody } from "./order-event.ts"
import { isActive } from "./order-state.ts"
import { later, type Millis, millis } from "./time.ts"

/** What to do about an order when its time has come: some is decided here, the rest is a question to OKX that the shell asks. */
export type AttentionKind =
  | "queue-over"
  | "ask-doubt"
  | "ask-silent"
  | "ask-cancel"
  | "ask-amend"
  | "fetch-fills"
  | "ask-complete"
  | "time-limit"

export interface Attention {
  readonly kind: AttentionKind
  /** Wall time. */
  readonly at: Millis
}

/** How long things may take before the manager looks after them. Milliseconds. */
export interface Patience {
  /** A validated order may wait this long to leave. */
  readonly queueMs: number
  /** A submitted order without any answer is asked about after this. */
  readonly submittedMs: number
  /** A cancel or amendment without a final word is asked about after this. */
  readonly pendingMs: number
  /** Missing fills are fetched after this, so that a push on its way can still bring them. */
  readonly fillsMs: number
}

export const DEFAULT_PATIENCE: Patience = { queueMs: 10_000, submittedMs: 5_000, pendingMs: 2_000, fillsMs: 400 }

/** The most attempts to cancel one order before it is a person's problem. */
export const CANCEL_ATTEMPTS_MAX = 5

/** A refused cancel at the time limit is tried again after this. Milliseconds. */
const TIME_LIMIT_AGAIN_MS = 30_000

/**
 * The next moment at which this order needs a look; undefined while only OKX can move it. `notBefore` holds a kind of look back, so that one which
 * must be repeated for long does not keep the others from their turn.
 */
export function attentionOf(
  order: Order,
  patience: Patience,
  notBefore: (kind: AttentionKind) => Millis | undefined = () => undefined,
): Attention | undefined {
  let first: Attention | undefined
  for (const { kind, at } of looksAt(order, patience)) {
    const held = notBefore(kind)
    const time = held !== undefined && held > at ? held : at
    if (first === undefined || time < first.at) first = { kind, at: time }
  }
  return first
}

function looksAt(order: Order, patience: Patience): readonly Attention[] {
  const candidates: Attention[] = []
  if (order.state === "Validated") candidates.push({ kind: "queue-over", at: later(order.createdAt, patience.queueMs) })
  if (order.doubt !== undefined) candidates.push({ kind: "ask-doubt", at: order.doubt.nextAt })
  else if (order.state === "Submitted") {
    candidates.push({ kind: "ask-silent", at: later(order.submittedAt ?? order.createdAt, patience.submittedMs) })
  }
  if (order.pendingCancel !== undefined && order.doubt === undefined) {
    candidates.push({ kind: "ask-cancel", at: later(order.pendingCancel.at, patience.pendingMs) })
  }
  if (order.pendingAmend !== undefined)
    candidates.push({ kind: "ask-amend", at: later(order.pendingAmend.at, patience.pendingMs) })
  if (owesExecutions(order))
    candidates.push({ kind: "fetch-fills", at: later(order.firstFillAt ?? order.createdAt, patience.fillsMs) })
  // Everything asked for is filled, yet OKX has not said "filled": its last message is late or lost.
  if (order.state === "PartiallyFilled" && isComplete(order, order.filledQuantity)) {
    candidates.push({ kind: "ask-complete", at: later(order.history.at(-1)?.at ?? order.createdAt, patience.fillsMs) })
  }
  if (order.timeLimitMs !== undefined && isActive(order.state) && order.pendingCancel === undefined) {
    // A program that wants no limit may say so by the largest number: then there is no such time.
    const limit = millis(Math.min(order.createdAt + order.timeLimitMs, Number.MAX_SAFE_INTEGER))
    const again = order.cancelRefusedAt === undefined ? limit : later(order.cancelRefusedAt, TIME_LIMIT_AGAIN_MS)
    candidates.push({ kind: "time-limit", at: millis(Math.max(again, limit)) })
  }
  return candidates
}

export type Deadline =
  | {
      readonly type: "Deadline"
      readonly kind: "queue-over" | "time-limit" | "still-live" | "ask-silent"
      readonly orderId: OrderId
    }
  /** The waiting time after a refusal that allows another attempt is over. */
  | {
      readonly type: "Deadline"
      readonly kind: "retry"
      readonly orderId: OrderId
      readonly code: string
      readonly message: string
      readonly mayLeave: boolean
    }

export function decideDeadline(state: AccountState, deadline: Deadline, facts: Facts): Decision {
  const order = state.orders.get(deadline.orderId)
  if (order === undefined) return { cause: "deadline", events: [] }
  return { cause: "deadline", events: eventsOf(state, order, deadline, facts) }
}

function eventsOf(state: AccountState, order: Order, deadline: Deadline, facts: Facts): readonly EventBody[] {
  const { orderId } = order
  switch (deadline.kind) {
    case "queue-over":
      if (order.state !== "Validated") return []
      return [
        {
          type: "OrderFailed",
          orderId,
          reason: "not sent: it could not leave within the queue time",
          proof: "not-sent",
        },
      ]
    case "time-limit":
      return timeLimit(order, facts)
    case "still-live":
      return stillLive(state, order, facts)
    case "ask-silent":
      if (order.state !== "Submitted" || order.doubt !== undefined) return []
      return [startDoubt(order, "no answer in time", facts)]
    case "retry":
      return retry(state, order, deadline, facts)
    default:
      return unreachable(deadline)
  }
}

/** The order has outlived its own limit: it is cancelled, and only when OKX confirms that is it Expired. */
function timeLimit(order: Order, facts: Facts): readonly OrderEventBody[] {
  if (!isActive(order.state) || order.pendingCancel !== undefined || !isOurs(order)) return []
  const { orderId } = order
  if (order.state === "Validated")
    return [{ type: "OrderCancelled", orderId, reason: `${TIME_LIMIT_REASON}; it was still queued, nothing was sent` }]
  return [
    {
      type: "CancelRequested",
      orderId,
      requestId: requestIdFrom(facts.serial()),
      reason: TIME_LIMIT_REASON,
      attempt: 1,
    },
  ]
}

/** A read shows that the order lives although its cancel was asked for: it is asked again, a few times. */
function stillLive(state: AccountState, order: Order, facts: Facts): readonly EventBody[] {
  const pending = order.pendingCancel
  if (pending === undefined || !isActive(order.state)) return []
  const { orderId } = order
  if (pending.attempts < CANCEL_ATTEMPTS_MAX) {
    return [
      {
        type: "CancelRequested",
        orderId,
        requestId: requestIdFrom(facts.serial()),
        reason: pending.reason,
        attempt: pending.attempts + 1,
      },
    ]
  }
  const reason = `OKX still shows the order live after ${pending.attempts} cancels`
  const draft = {
    kind: "cancel-ineffective",
    orderId,
    ours: "cancel requested",
    theirs: order.state,
    evidence: reason,
    action: "needs a person",
  } as const
  return [
    { type: "CancelRefused", orderId, requestId: pending.requestId, code: "cancel-ineffective", reason },
    ...breakFound(state, facts, draft),
  ]
}

function retry(
  state: AccountState,
  order: Order,
  deadline: Extract<Deadline, { kind: "retry" }>,
  facts: Facts,
): readonly OrderEventBody[] {
  if (order.state !== "Submitted" || order.okxOrderId !== undefined || order.doubt !== undefined) return []
  const { orderId, expiresAt, transport, attempts } = order
  const { exchange } = facts
  const inTime =
    exchange !== undefined &&
    exchange.uncertaintyMs <= CLOCK_UNCERTAINTY_MAX_MS &&
    expiresAt !== undefined &&
    exchange.at < expiresAt
  // Nothing of it is at OKX, so for a halt it is one that still waits: it stays here.
  const unwanted = order.pendingCancel !== undefined || state.trading.mode === "halt"
  if (!inTime || !deadline.mayLeave || transport === undefined || unwanted) {
    return rejectedByOkx(order, deadline.code, deadline.message)
  }
  return [
    {
      type: "OrderSubmitted",
      orderId,
      requestId: requestIdFrom(facts.serial()),
      transport,
      expiresAt,
      attempt: attempts + 1,
    },
  ]
}

export interface Recover {
  readonly type: "Recover"
  /** How far the machine's clock is behind the journal's newest event; absent when it is not. Milliseconds. */
  readonly clockBehindMs?: number
}

/** After a restart: Validated was provably never sent, Submitted without an answer is in doubt. The rest is the reconciliation's. */
export function decideRecovery(state: AccountState, { clockBehindMs = 0 }: Recover, facts: Facts): Decision {
  const events: EventBody[] = []
  for (const orderId of state.unconfirmed) {
    const order = state.orders.get(orderId)
    if (order === undefined) continue
    if (order.state === "Validated") {
      events.push({
        type: "OrderFailed",
        orderId,
        reason: "not sent: the process ended before it left",
        proof: "not-sent",
      })
    } else if (order.doubt === undefined) {
      events.push(startDoubt(order, "the process ended before an answer came", facts))
    }
  }
  return { cause: "recovery", events: [...events, ...clockAtStart(state, clockBehindMs, facts)] }
}
