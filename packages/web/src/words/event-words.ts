// Events of the journal in words for people: a title with its tone, and what each tells in one line. Pure; knows events by their fields only, so that an
// event of a newer server is still shown.

import type { Tone } from "./tone.ts"

const TONES: readonly (readonly [pattern: RegExp, tone: Tone])[] = [
  [/Filled|FillBooked|Resumed|BreakResolved/, "good"],
  [/Doubt/, "doubt"],
  [/Rejected|Failed|Refused|BreakFound|Halted/, "bad"],
  [/Cancel|Expired/, "soft"],
  [/Acknowledged|Submitted|Amend/, "busy"],
]

/** "OrderCancelRequested" -> "Order cancel requested", with its tone. */
export function eventTitle(type: string): { readonly text: string; readonly tone: Tone } {
  if (type === "ReconciliationCompleted") return { text: "Books compared", tone: "soft" }
  const text = type.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return { text, tone: TONES.find(([pattern]) => pattern.test(type))?.[1] ?? "quiet" }
}

/** What an event tells in one line. `about` is the order's own line, where it is known. */
export function eventFacts(event: Readonly<Record<string, unknown>>, about?: string): string {
  const { fill, refusal, doubt } = event
  const facts = [
    about ?? event.orderId,
    event.type === "OrderCreated" && event.clientOrderId,
    isRecord(fill) && `${fill.quantity} at ${fill.price}`,
    event.kind !== undefined && `${event.kind}: ${event.ours} here, ${event.theirs} there`,
    event.openThere !== undefined && `${event.openHere} open here, ${event.openThere} there, ${event.tookMs} ms`,
    isRecord(refusal) ? refusal.code : event.code,
    event.reason,
    event.resolution,
    isRecord(doubt) && `${doubt.answer}; next: ${doubt.next}`,
  ]
  return facts.filter((fact) => fact !== undefined && fact !== false && fact !== null && fact !== "").join(" · ")
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null
}
