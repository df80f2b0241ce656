// Sizes of a market as columns show them: as many digits for all of them, cut and never rounded up. The exact text stands in the title of its cell. Pure.

import { type Decimal, Decimals, decimal, formatFixed } from "@okx-oms/core"
import { grouped, scaleOf } from "../words/amounts.ts"

const DIGITS_MAX = 4

/** Digits after the point for sizes that come in these lots. */
export function sizeDigits(lot: string): number {
  return Math.min(DIGITS_MAX, scaleOf(lot))
}

/** What is less than the last digit is told as less, never as nothing. */
export function sizeText(text: string, digits: number): string {
  const value = decimal(text)
  const cut: Decimal = Decimals.round(value, digits, "down")
  if (Decimals.isZero(cut) && !Decimals.isZero(value))
    return `<${formatFixed({ coefficient: 1n, scale: digits }, digits)}`
  return grouped(formatFixed(cut, digits))
}
