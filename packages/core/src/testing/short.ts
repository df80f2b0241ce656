// Events in a few words, so that a table of "given, when, then" can be read down a column.

import { format } from "../decimal.ts"
import type { EventBody } from "../order-event.ts"

/** One event: its name without "Order", and the facts that a decider chose. */
export function short(event: EventBody): string {
  const name = event.type.replace(/^Order(?!s)/, "")
  return [name, ...factsOf(event)].filter((part) => part !== "").join(" ")
}

/** The events in order; "-" when nothing follows. */
export function shortAll(events: readonly EventBody[]): string {
  return events.length === 0 ? "-" : events.map(short).join(", ")
}

function factsOf(event: EventBody): string[] {
  switch (event.type) {
    case "OrderPartiallyFilled":
    case "OrderFilled":
    case "FillBooked":
    case "FillCorrected":
      return [format(event.filledQuantity), event.fill === undefined ? "" : `+${event.fill.tradeId}`]
    case "OrderCorrected":
      return [event.to, format(event.filledQuantity), event.fill === undefined ? "" : `+${event.fill.tradeId}`]
    case "OrderAdopted":
      return [event.state, format(event.filledQuantity)]
    case "OrderAmended":
    case "OrderRestated":
      return [`${format(event.quantity)}@${event.price === undefined ? "" : format(event.price)}`]
    case "OrderRejected":
      return [event.by, event.code]
    case "OrderFailed":
      return [event.proof]
    case "DoubtResolved":
      return [event.verdict]
    case "CancelRequested":
    case "OrderSubmitted":
      return [`#${event.attempt}`]
    case "CancelRefused":
    case "AmendRefused":
      return [event.code]
    case "BreakFound":
      return [event.kind]
    case "TradingHalted":
      return [event.mode]
    default:
      return []
  }
}
