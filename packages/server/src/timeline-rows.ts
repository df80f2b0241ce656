// The timeline of an order: each event with the time since the step before and with what went over the wire for it. It relies on the request ids of the events
// and on the order of times; what cannot be told apart stands with the event that it came before.

import { eventRow, type TimelineEvent, timeText } from "@okx-oms/api"
import type { OmsEvent } from "@okx-oms/core"
import type { WireMessage } from "@okx-oms/trading"

/** The manager's time and the wall's may differ by their rounding. */
const ROUNDING_MS = 2
const REQUESTS: ReadonlySet<string> = new Set(["OrderSubmitted", "CancelRequested", "AmendRequested"])

export interface TimelinePart {
  /** Of one order, oldest first. */
  readonly events: readonly OmsEvent[]
  readonly wire: readonly WireMessage[]
  /** Events come before or after these on other pages: messages of those are theirs. */
  readonly isFirst: boolean
  readonly isLast: boolean
}

export function timelineRows({ events, wire, isFirst, isLast }: TimelinePart): TimelineEvent[] {
  const messages = new Map<OmsEvent, WireMessage[]>()
  for (const message of wire) {
    const event = eventOf(message, events, isLast)
    if (event === undefined) continue
    const known = messages.get(event)
    if (known === undefined) messages.set(event, [message])
    else known.push(message)
  }
  return events.map((event, index) => {
    const before = events[index - 1]
    const isBegin = before === undefined && isFirst
    return {
      ...eventRow(event),
      sincePreviousMs: before === undefined ? (isBegin ? 0 : null) : Math.max(0, event.at - before.at),
      wire: (messages.get(event) ?? []).map(messageRow),
    }
  })
}

function eventOf(message: WireMessage, events: readonly OmsEvent[], isLast: boolean): OmsEvent | undefined {
  const asked =
    message.requestId === undefined
      ? undefined
      : events.find(
          (event) => REQUESTS.has(event.type) && "requestId" in event && event.requestId === message.requestId,
        )
  if (message.direction === "sent") return asked
  const cause = message.what === "push" ? "push" : "reply"
  const after = events.find((event) => event.cause === cause && event.at >= message.at - ROUNDING_MS)
  // No news came of it: then it stands with the request that it answers, or with the step after which it came.
  const before = events.findLast((event) => event.at <= message.at + ROUNDING_MS)
  return after ?? asked ?? (before === events.at(-1) && !isLast ? undefined : before)
}

function messageRow({ at, direction, transport, what, text, roundTripMs }: WireMessage): TimelineEvent["wire"][number] {
  return { at: timeText(at), direction, transport, what, text, roundTripMs: roundTripMs ?? null }
}
