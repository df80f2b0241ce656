// Events as text: JSON in which every decimal is a string and which parses back to the very same values. It relies on plain.ts and revive.ts for where the decimals
// are, so a new one must be listed there; a test sends every event through and back. Orders are order-text.ts's, whole states are state-codec.ts's.

import { type AccountState, emptyAccount } from "./account-state.ts"
import { invariant } from "./errors.ts"
import { evolve } from "./evolve.ts"
import type { AccountId } from "./ids.ts"
import type { OmsEvent } from "./order-event.ts"
import { eventForText, toPlain } from "./plain.ts"
import { reviveInEvent } from "./revive.ts"

export function encodeEvent(event: OmsEvent): string {
  return JSON.stringify(eventForText(event))
}

/** The events of a turn as one list, at two thirds of what one by one costs. */
export function encodeEvents(events: readonly OmsEvent[]): string {
  return JSON.stringify(events.map((event) => eventForText(event)))
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

/** The state after a sequence of events, from nothing. */
export function replay(account: AccountId, events: Iterable<OmsEvent>): AccountState {
  const state = emptyAccount(account)
  for (const event of events) evolve(state, event)
  return state
}
