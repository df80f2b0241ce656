// Events of the journal in words for people: a title with its tone. Pure; an event of a newer server gets its own name in words.

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
