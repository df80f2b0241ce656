// Colour, where it is wanted. States are told by word and by colour, never by colour alone; text from elsewhere cannot move the cursor or change colours.

/** What a colour stands for; the words of the page's legend. */
export type Ink =
  | "working"
  | "filled"
  | "cancelled"
  | "rejected"
  | "doubt"
  | "warning"
  | "buy"
  | "sell"
  | "dim"
  | "bold"
  | "live"

const CODES: Readonly<Record<Ink, string>> = {
  working: "34",
  filled: "32",
  cancelled: "90",
  rejected: "31",
  doubt: "35;1",
  warning: "33",
  buy: "32",
  sell: "31",
  dim: "2",
  bold: "1",
  live: "41;97;1",
}

export type Paint = (text: string, ink: Ink | undefined) => string

export function painter(isColoured: boolean): Paint {
  if (!isColoured) return (text) => text
  return (text, ink) => (ink === undefined || text === "" ? text : `\u001b[${CODES[ink]}m${text}\u001b[0m`)
}

/** Control and direction characters of foreign text, shown as one mark each: an order's reason must not be able to write over the screen. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "\u00b7")
}
