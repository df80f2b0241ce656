// Breaks in words for people: what the kind is called, what to do about it, what a click on "resolve" will say in the journal. Pure; docs/breaks.md says the same
// at length.

import type { BreakRow } from "@okx-oms/api"
import { clockText } from "../words/time.ts"
import type { Tone } from "../words/tone.ts"

export interface BreakWords {
  readonly title: string
  /** What a person does about it. */
  readonly advice: string
  /** What the journal keeps when nothing else is written. */
  readonly note: string
}

const LOOKED = "looked into; nothing more to do"

export const BREAK_WORDS: Readonly<Record<BreakRow["kind"], BreakWords>> = {
  "journal-behind": {
    title: "Order with our tag, not in our journal",
    advice:
      "Find out why: an old backup, or a second installation with the same tag. Cancel the order at OKX if nobody wants it, then resume trading.",
    note: LOOKED,
  },
  resurrected: {
    title: "Order that we had given up lives",
    advice: "Look at the order here and at OKX, cancel it if it is not wanted, then resume trading.",
    note: LOOKED,
  },
  contradiction: {
    title: "Another order under our id",
    advice: "Find out who placed the stranger, cancel what is not wanted, resolve, then resume trading.",
    note: "the stranger was looked into",
  },
  "reply-mismatch": {
    title: "Reply about another order",
    advice: "Look for a second order at OKX and cancel it.",
    note: LOOKED,
  },
  "external-order": {
    title: "Order that was not placed here",
    advice: "Nothing, if it is known. It is shown and never touched; cancel it where it was placed.",
    note: "known: placed outside on purpose",
  },
  "missing-order": {
    title: "Order that had ended without a word",
    advice: "Nothing: it is asked for and booked. Many of them mean that the feed loses messages.",
    note: LOOKED,
  },
  "state-mismatch": {
    title: "State that no push had told",
    advice: "Nothing: it is booked. Many of them mean that the feed loses messages.",
    note: LOOKED,
  },
  "terms-mismatch": {
    title: "Price or quantity that no push had told",
    advice: "Nothing: it is booked. Many of them mean that the feed loses messages.",
    note: LOOKED,
  },
  "fill-mismatch": {
    title: "Filled total differs",
    advice: "Compare the executions of the order with the fills at OKX.",
    note: "executions compared with OKX's fills",
  },
  "missed-fill": {
    title: "Execution that no push had told",
    advice: "Nothing when it was booked; if it needs a person, look at the fill at OKX.",
    note: LOOKED,
  },
  "balance-mismatch": {
    title: "Balance that the books do not explain",
    advice: "Find the movement in OKX's account of the currency. Resolving takes the difference into the books.",
    note: "OKX's amount is right",
  },
  "position-mismatch": {
    title: "Position that the books do not explain",
    advice: "Find the trade at OKX. Resolving takes the difference into the books.",
    note: "OKX's position is right",
  },
  "cancel-ineffective": {
    title: "Cancel without effect",
    advice: "Cancel the order on OKX's page.",
    note: "cancelled at OKX by hand",
  },
  "doubt-unresolved": {
    title: "Doubt that could not be settled",
    advice: "Look whether OKX is well. It is asked on; the exposure stays reserved.",
    note: LOOKED,
  },
  "clock-behind": {
    title: "This machine's clock is behind",
    advice: "Set the machine's clock and keep it set by a time server.",
    note: "the clock is set",
  },
}

/** Resolving one of these changes the books: they take OKX's amount. */
export function changesBooks({ kind }: Pick<BreakRow, "kind">): boolean {
  return kind === "balance-mismatch" || kind === "position-mismatch"
}

export const ACTION_WORDS: Readonly<
  Record<BreakRow["action"], { readonly word: string; readonly tone: Tone; readonly detail: string }>
> = {
  repaired: { word: "repaired", tone: "good", detail: "the books follow OKX already" },
  adopted: { word: "adopted", tone: "busy", detail: "shown here, not touched" },
  waiting: { word: "waiting", tone: "warn", detail: "it is looked at again by itself" },
  "needs a person": { word: "needs a person", tone: "bad", detail: "nothing more happens by itself" },
}

/** Moments that evidence tells in milliseconds since 1970, as times of day; ids are longer and stay. */
export function withClocks(text: string): string {
  return text.replaceAll(/(?<!\d)(?:1[5-9]|[2-4]\d)\d{11}(?!\d)/g, (ms) =>
    clockText(new Date(Number(ms)).toISOString()),
  )
}

export const TRIGGER_WORDS = {
  start: "at the start",
  reconnect: "after a reconnect",
  interval: "by the clock",
  demand: "asked for",
  suspicion: "on suspicion",
} as const
