// Small things said often about exact decimals: reading a parameter, writing "" for nothing, an average.
// It relies on core's decimals only.

import { type Decimal, Decimals, format, parseDecimal } from "@okx-oms/core"

export const ZERO = Decimals.ZERO
export const { absolute } = Decimals

/** OKX takes numbers of at most this many characters. */
const NUMBER_LENGTH_MAX = 32

/** A decimal above zero, or undefined. */
export function readPositive(text: string): Decimal | undefined {
  if (text.length > NUMBER_LENGTH_MAX) return undefined
  const value = parseDecimal(text)
  return value !== undefined && Decimals.isPositive(value) ? value : undefined
}

/** sum / count to 16 digits; undefined for no count. */
export function average(sum: Decimal, count: Decimal): Decimal | undefined {
  return Decimals.isZero(count) ? undefined : Decimals.divide(sum, count, { scale: 16, rounding: "halfEven" })
}

/** The text of a value, or `none` where there is no value. */
export function textOf(value: Decimal | undefined, none: string): string {
  return value === undefined ? none : format(value)
}

/** The text of a value that mostly is the constant nothing. */
export function mostlyZero(value: Decimal | undefined): string {
  return value === undefined || value === ZERO ? "0" : format(value)
}

/** a / b to `scale` digits, toward zero. b above zero. */
export function ratio(a: Decimal, b: Decimal, scale = 8): Decimal {
  return Decimals.isZero(b) ? ZERO : Decimals.divide(a, b, { scale, rounding: "down" })
}
