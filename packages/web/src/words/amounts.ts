// Decimal text as columns show it: at the scale of a tick, cut where nobody reads, never calculated with. Sums are core's Decimals.

import { groupSign } from "./writing.ts"

export const DIGITS_SHOWN = 8

/** Digits after the point of a step such as "0.01". */
export function scaleOf(step: string): number {
  const point = step.indexOf(".")
  return point < 0 ? 0 : step.length - point - 1
}

/** The same amount with at least so many digits after the point, so that a column lines up. Nothing is cut off. */
export function padded(text: string, scale: number): string {
  const missing = scale - scaleOf(text)
  if (missing <= 0) return text
  return `${text}${text.includes(".") ? "" : "."}${"0".repeat(missing)}`
}

/** At most so many digits after the point, with "…" for what is cut off; the whole belongs into the title. */
export function shortDecimal(text: string, scale = DIGITS_SHOWN): string {
  const cut = scaleOf(text) - scale
  if (cut <= 0) return text
  return `${text.slice(0, scale === 0 ? -cut - 1 : -cut)}…`
}

/** "1234567.5" -> "1,234,567.5", with the sign that the person chose. */
export function grouped(text: string): string {
  const [whole = "", part] = text.split(".", 2)
  const parted = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, groupSign())
  return part === undefined ? parted : `${parted}.${part}`
}

/** "+1.5" for gains; minus and zero as they are. */
export function signed(text: string): string {
  return /^-|^0(?:\.0*)?$/.test(text) ? text : `+${text}`
}

/** What an amount counts: "BTC", "USDT", "ct". */
export function unitText(symbol: string, unit: "base" | "quote" | "contracts"): string {
  const [base = "", quote = ""] = symbol.split("-")
  if (unit === "contracts") return "ct"
  return unit === "quote" ? quote : base
}
