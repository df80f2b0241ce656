// The states of an order and the one table of legal transitions; design: order-protocol, "The table". It relies on nothing.
// A test enumerates every pair against the table; evolve asks it before it changes a state, so a wrong edge stops the process.

import { InvalidOrderStatus, InvalidStateTransition, unreachable } from "./errors.ts"
import type { Millis } from "./time.ts"

export const ORDER_STATES = [
  "Created",
  "Validated",
  "Submitted",
  "Acknowledged",
  "PartiallyFilled",
  "Filled",
  "Cancelled",
  "Rejected",
  "Failed",
  "Expired",
] as const
/** What is known of an order, one word; what we asked (pending) and do not know (doubt) are axes of their own. */
export type OrderState = (typeof ORDER_STATES)[number]

/** The coarse status that reports and other systems use; derived, never stored. */
export type OrderStatus = "Created" | "Submitted" | "Partial" | "Filled" | "Cancelled" | "Rejected" | "Failed"

/** Where an order comes from when it is not there yet. */
export type OrderOrigin = "None"

export type TransitionCause =
  | "command"
  | "adopted"
  | "checks passed"
  | "refused by our checks"
  | "request leaves"
  | "cancelled while queued"
  | "never sent"
  | "exchange report"
  | "refused by OKX"
  | "proven never placed"
  | "corrected"

type Edge = readonly [from: OrderState | OrderOrigin, to: OrderState, cause: TransitionCause]

/** Every legal transition with its cause; nothing else is legal. */
export const TRANSITIONS: readonly Edge[] = [
  ["None", "Created", "command"],
  ["None", "Acknowledged", "adopted"],
  ["None", "PartiallyFilled", "adopted"],
  ["None", "Filled", "adopted"],
  ["None", "Cancelled", "adopted"],
  ["Created", "Validated", "checks passed"],
  ["Created", "Rejected", "refused by our checks"],
  ["Validated", "Submitted", "request leaves"],
  ["Validated", "Cancelled", "cancelled while queued"], // nothing was sent, so nothing needs the exchange's word
  ["Validated", "Failed", "never sent"], // queue time over, refused before the first byte, or found so at a restart
  ["Submitted", "Acknowledged", "exchange report"],
  ["Submitted", "PartiallyFilled", "exchange report"], // a fill may overtake the acknowledgement
  ["Submitted", "Filled", "exchange report"],
  ["Submitted", "Cancelled", "exchange report"], // post-only that would take: OKX says only "canceled"
  ["Submitted", "Expired", "exchange report"],
  ["Submitted", "Rejected", "refused by OKX"],
  ["Submitted", "Failed", "proven never placed"],
  ["Acknowledged", "PartiallyFilled", "exchange report"],
  ["Acknowledged", "Filled", "exchange report"],
  ["Acknowledged", "Cancelled", "exchange report"],
  ["Acknowledged", "Expired", "exchange report"],
  ["PartiallyFilled", "PartiallyFilled", "exchange report"],
  ["PartiallyFilled", "Filled", "exchange report"],
  ["PartiallyFilled", "Cancelled", "exchange report"],
  ["PartiallyFilled", "Expired", "exchange report"],
  ["Cancelled", "Cancelled", "corrected"], // a late fill: the total grows, the state stays
  ["Cancelled", "Filled", "corrected"], // the late fill completed the order
  ["Expired", "Expired", "corrected"],
  ["Expired", "Filled", "corrected"],
  ["Failed", "Acknowledged", "corrected"], // the exchange proves us wrong: reserved again, a break, trading halted
  ["Failed", "PartiallyFilled", "corrected"],
  ["Failed", "Filled", "corrected"],
  ["Failed", "Cancelled", "corrected"],
  ["Rejected", "Acknowledged", "corrected"],
  ["Rejected", "PartiallyFilled", "corrected"],
  ["Rejected", "Filled", "corrected"],
  ["Rejected", "Cancelled", "corrected"],
  ["Expired", "Acknowledged", "corrected"],
  ["Expired", "PartiallyFilled", "corrected"],
  ["Expired", "Cancelled", "corrected"],
]

/** From, then to. */
const CAUSES = new Map<OrderState | OrderOrigin, Map<OrderState, TransitionCause>>()
for (const [from, to, cause] of TRANSITIONS) {
  const causes = CAUSES.get(from)
  if (causes === undefined) CAUSES.set(from, new Map([[to, cause]]))
  else causes.set(to, cause)
}
const CANCELLABLE: ReadonlySet<OrderState> = new Set<OrderState>([
  "Validated",
  "Submitted",
  "Acknowledged",
  "PartiallyFilled",
])

/** The cause of the edge, or undefined when the table has no such edge. */
export function transitionCause(from: OrderState | OrderOrigin, to: OrderState): TransitionCause | undefined {
  return CAUSES.get(from)?.get(to)
}

export function canTransition(from: OrderState | OrderOrigin, to: OrderState): boolean {
  return CAUSES.get(from)?.has(to) === true
}

/** Filled, Cancelled, Rejected, Failed, Expired. Asked several times of every event, so it compares and looks nothing up. */
export function isTerminal(state: OrderState): boolean {
  switch (state) {
    case "Filled":
    case "Cancelled":
    case "Rejected":
    case "Failed":
    case "Expired":
      return true
    case "Created":
    case "Validated":
    case "Submitted":
    case "Acknowledged":
    case "PartiallyFilled":
      return false
    default:
      return unreachable(state)
  }
}

/** Not terminal: it has, or may have, a claim on the account. */
export function isActive(state: OrderState): boolean {
  return !isTerminal(state)
}

/** A cancel makes sense: from Validated (nothing was sent) to PartiallyFilled. */
export function canCancel(state: OrderState): boolean {
  return CANCELLABLE.has(state)
}

export function statusOf(state: OrderState): OrderStatus {
  switch (state) {
    case "Created":
    case "Validated":
      return "Created"
    case "Submitted":
    case "Acknowledged":
      return "Submitted"
    case "PartiallyFilled":
      return "Partial"
    case "Filled":
      return "Filled"
    case "Cancelled":
    case "Expired":
      return "Cancelled"
    case "Rejected":
      return "Rejected"
    case "Failed":
      return "Failed"
    default:
      return unreachable(state)
  }
}

/** Throws InvalidOrderStatus unless text is one of the ten states. */
export function parseOrderState(text: unknown, field = "state"): OrderState {
  const state = ORDER_STATES.find((known) => known === text)
  if (state === undefined) throw new InvalidOrderStatus(field, text, `one of ${ORDER_STATES.join(", ")}`)
  return state
}

/** One step of an order's life. */
export interface Transition {
  readonly from: OrderState | OrderOrigin
  readonly to: OrderState
  readonly at: Millis
  readonly reason: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** The life of one order as a value: where it is and how it came there. Every step makes a new machine. */
export class OrderStateMachine {
  readonly orderId: string
  readonly state: OrderState
  readonly history: readonly Transition[]

  private constructor(orderId: string, state: OrderState, history: readonly Transition[]) {
    this.orderId = orderId
    this.state = state
    this.history = history
  }

  /** The first step; throws InvalidStateTransition unless an order may start there. */
  static start(orderId: string, to: OrderState, step: { at: Millis; reason: string }): OrderStateMachine {
    return new OrderStateMachine(orderId, to, [checkedStep(orderId, "None", to, step)])
  }

  /** The machine of an order that was read back; the history is trusted, it was checked when it was made. */
  static of(order: { orderId: string; state: OrderState; history: readonly Transition[] }): OrderStateMachine {
    return new OrderStateMachine(order.orderId, order.state, order.history)
  }

  /** The next step; throws InvalidStateTransition naming from, to and order when the table has no such edge. */
  transition(
    to: OrderState,
    step: { at: Millis; reason: string; metadata?: Readonly<Record<string, string>> },
  ): OrderStateMachine {
    return new OrderStateMachine(this.orderId, to, [...this.history, checkedStep(this.orderId, this.state, to, step)])
  }

  get isTerminal(): boolean {
    return isTerminal(this.state)
  }

  get isActive(): boolean {
    return isActive(this.state)
  }

  get canCancel(): boolean {
    return canCancel(this.state)
  }

  /** Milliseconds since the last step. */
  timeInState(now: Millis): number {
    return now - (this.history.at(-1)?.at ?? now)
  }

  /** Milliseconds from the first step to the final one, or to now while the order is active. */
  lifetime(now: Millis): number {
    const end = this.isTerminal ? (this.history.at(-1)?.at ?? now) : now
    return end - (this.history[0]?.at ?? end)
  }
}

/** A step that the table allows; throws InvalidStateTransition otherwise. */
export function checkedStep(
  orderId: string,
  from: OrderState | OrderOrigin,
  to: OrderState,
  step: { at: Millis; reason: string; metadata?: Readonly<Record<string, string>> },
): Transition {
  if (!canTransition(from, to)) throw new InvalidStateTransition(from, to, orderId)
  const { at, reason, metadata } = step
  return metadata === undefined ? { from, to, at, reason } : { from, to, at, reason, metadata }
}
