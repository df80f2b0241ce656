// What the timeline says of an event beside what it changed: where it came from, the words that were given with it, what went over the wire in a form that can
// be read. Pure; an event of a kind that it does not know has its cause and nothing more.

import type { TimelineEvent } from "@okx-oms/api"

const CAUSES: Readonly<Record<string, string>> = {
  command: "by a command",
  reply: "by OKX's reply",
  push: "by OKX's push",
  query: "asked OKX for the order",
  pending: "from OKX's open orders",
  history: "from OKX's order history",
  deadline: "a deadline passed",
  reconciliation: "the books were compared",
  recovery: "at the start",
}

export function causeText(cause: string): string {
  return CAUSES[cause] ?? cause
}

/** In one line what the change of the order does not say by itself. */
export function eventDetails(event: TimelineEvent): string {
  const told = detailsOf(event).filter((part): part is string => typeof part === "string" && part !== "")
  return told.join(" · ")
}

function detailsOf(event: TimelineEvent): readonly unknown[] {
  switch (event.type) {
    case "OrderCreated":
    case "OrderAdopted":
      return [termsOf(event), event.reason]
    case "OrderSubmitted":
      return [`by ${event.transport}`, attempt(event.attempt), `void after ${event.expiresAt}`]
    case "OrderRejected":
      return [event.by === "okx" ? "OKX refused it" : "our checks refused it", event.code, event.reason]
    case "OrderFailed":
      return [event.proof === "not-sent" ? "it was never sent" : "proven never placed", event.reason]
    case "CancelRequested":
      return [event.reason, attempt(event.attempt)]
    case "CancelRefused":
    case "AmendRefused":
      return [event.code, event.reason]
    case "OrderInDoubt":
      return doubtDetails(event.doubt)
    case "DoubtResolved":
      return [VERDICTS[String(event.verdict)] ?? event.verdict, event.evidence]
    case "OrderPartiallyFilled":
    case "OrderFilled":
    case "FillBooked":
    case "FillCorrected":
      return [fillDetails(event.fill), event.reason]
    default:
      return [event.reason]
  }
}

function termsOf({ side, quantity, symbol, price, orderType, strategy }: TimelineEvent): string {
  return `${side} ${quantity} ${symbol}${price === undefined ? "" : ` at ${price}`}, ${String(orderType).replaceAll("_", "-")}, strategy ${strategy}`
}

const VERDICTS: Readonly<Record<string, string>> = {
  found: "OKX has it",
  "never-placed": "it was never placed",
  "beyond-memory": "OKX has forgotten it",
}

function attempt(number: unknown): string {
  return typeof number === "number" && number > 1 ? `attempt ${number}` : ""
}

function doubtDetails(doubt: unknown): readonly unknown[] {
  if (typeof doubt !== "object" || doubt === null) return []
  const { asked, answer, next } = doubt as Readonly<Record<string, unknown>>
  return [`asked: ${asked}`, `answer: ${answer}`, `next: ${next}`]
}

function fillDetails(fill: unknown): string {
  if (typeof fill !== "object" || fill === null) return "without its execution yet"
  const { quantity, price, fees, liquidity } = fill as Readonly<Record<string, unknown>>
  const charged = Array.isArray(fees) ? fees.map((fee) => `fee ${fee.amount} ${fee.currency}`) : []
  return [`${quantity} at ${price}`, liquidity, ...charged].join(", ")
}

/** JSON with one field a line; what is no JSON (a page of a proxy, a message that was cut) as it came. */
export function prettyPayload(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
