// Events and orders as text: JSON in which every decimal is a string and which parses back to the very same values. It relies on plain.ts and
// revive.ts for the decimals; whole states are state-codec.ts's.

import { type AccountState, emptyAccount } from "./account-state.ts"
import { invariant } from "./errors.ts"
import { evolve } from "./evolve.ts"
import type { AccountId } from "./ids.ts"
import type { Order } from "./order.ts"
import type { OmsEvent } from "./order-event.ts"
import { toPlain } from "./plain.ts"
import { reviveInEvent, reviveInOrder } from "./revive.ts"

export function encodeEvent(event: OmsEvent): string {
  return JSON.stringify(toPlain(event))
}

/** Reads what encodeEvent wrote. The text is trusted: the journal's hash chain vouches for it. */
export function decodeEvent(text: string): OmsEvent {
  return reviveEvent(JSON.parse(text))
}

/** The same from an already parsed value, which is changed in place. */
export function reviveEvent(parsed: unknown): OmsEvent {
  const isEvent = typeof parsed === "object" && parsed !== null && "seq" in parsed && "type" in parsed
  if (!isEvent) invariant(false, "an event has seq and type")
  reviveInEvent(parsed)
  return parsed as OmsEvent
}

/** An event as plain JSON value (decimals as strings), for streams and pages. */
export function plainEvent(event: OmsEvent): Record<string, unknown> {
  return toPlain(event) as Record<string, unknown>
}

export function encodeOrder(order: Order): string {
  return JSON.stringify(toPlain(order))
}

export function decodeOrder(text: string): Order {
  const parsed = JSON.parse(text)
  reviveInOrder(parsed)
  return parsed as Order
}

/** The state after a sequence of events, from nothing. */
export function replay(account: AccountId, events: Iterable<OmsEvent>): AccountState {
  const state = emptyAccount(account)
  for (const event of events) evolve(state, event)
  return state
}
