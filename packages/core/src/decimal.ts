// Exact decimal arithmetic: a bigint coefficient and a decimal scale, value = coefficient / 10^scale.
// It relies on nothing. Meaning (price, quantity, fee) is given by the brands in amount.ts; no operation here
// loses a digit, and the only one that could (divide, round) takes its rounding by name.

/** An exact decimal. `scale` is 0..MAX_SCALE digits after the point; trailing zeros are allowed in memory, never in text. */
export interface Decimal {
  readonly coefficient: bigint
  readonly scale: number
}

/** down: toward zero · up: away from zero · floor: toward -infinity · ceiling: toward +infinity · halfEven: nearest, ties to even. */
export type Rounding = "down" | "up" | "floor" | "ceiling" | "halfEven"

/** OKX accepts 32 characters for px and sz and sends fees with more digits; 64 is room for both and a limit for bad input. */
export const MAX_DECIMAL_TEXT = 64
export const MAX_SCALE = 64

export const ZERO: Decimal = { coefficient: 0n, scale: 0 }
export const ONE: Decimal = { coefficient: 1n, scale: 0 }

/** A number carries nearly all texts of so many digits exactly, and is read and written faster than a bigint. */
const NUMBER_DIGITS = 16
const SAFE_MAX = BigInt(Number.MAX_SAFE_INTEGER)

const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/
const POWERS: readonly bigint[] = Array.from({ length: 2 * MAX_SCALE + 1 }, (_, exponent) => 10n ** BigInt(exponent))

function powerOfTen(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent)
}

/** Reads plain decimal text ("0.1", "-12", "007" is refused): no exponent, no sign but "-", no blanks. Undefined when it is not one. */
export function parseDecimal(text: string): Decimal | undefined {
  return text.length > MAX_DECIMAL_TEXT ? undefined : read(text)
}

/** Reads decimal text that the program itself wrote, of any length: a product has more digits than its factors. Throws RangeError for anything else. */
export function decimal(text: string): Decimal {
  const parsed = read(text)
  if (parsed === undefined) throw new RangeError(`not a plain decimal: ${JSON.stringify(text.slice(0, 80))}`)
  return parsed
}

export function fromInteger(value: bigint | number): Decimal {
  return { coefficient: BigInt(value), scale: 0 }
}

/** Canonical text: no exponent, no trailing zeros after the point, "0" for zero. */
export function format(value: Decimal): string {
  const negative = value.coefficient < 0n
  const size = negative ? -value.coefficient : value.coefficient
  let digits = size <= SAFE_MAX ? String(Number(size)) : size.toString()
  if (value.scale === 0) return negative ? `-${digits}` : digits
  if (digits.length <= value.scale) digits = digits.padStart(value.scale + 1, "0")
  const point = digits.length - value.scale
  let end = digits.length
  while (end > point && digits.charCodeAt(end - 1) === 48) end--
  const text = end === point ? digits.slice(0, point) : `${digits.slice(0, point)}.${digits.slice(point, end)}`
  return negative ? `-${text}` : text
}

/** Text with exactly `places` digits after the point, for people; rounds half to even where digits are lost. */
export function formatFixed(value: Decimal, places: number): string {
  const rounded = round(value, places, "halfEven")
  const digits = (rounded.coefficient < 0n ? -rounded.coefficient : rounded.coefficient).toString()
  const padded = (digits + "0".repeat(places - rounded.scale)).padStart(places + 1, "0")
  const sign = rounded.coefficient < 0n ? "-" : ""
  return places === 0 ? sign + padded : `${sign}${padded.slice(0, -places)}.${padded.slice(-places)}`
}

export function add(a: Decimal, b: Decimal): Decimal {
  // Sums of what is open or filled begin and end at zero: nothing to make then.
  if (b.coefficient === 0n && b.scale <= a.scale) return a
  if (a.coefficient === 0n && a.scale <= b.scale) return b
  if (a.scale === b.scale) return { coefficient: a.coefficient + b.coefficient, scale: a.scale }
  return a.scale > b.scale
    ? { coefficient: a.coefficient + b.coefficient * powerOfTen(a.scale - b.scale), scale: a.scale }
    : { coefficient: a.coefficient * powerOfTen(b.scale - a.scale) + b.coefficient, scale: b.scale }
}

export function negate(value: Decimal): Decimal {
  return { coefficient: -value.coefficient, scale: value.scale }
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  if (b.coefficient === 0n && b.scale <= a.scale) return a
  if (a.scale === b.scale) return { coefficient: a.coefficient - b.coefficient, scale: a.scale }
  return a.scale > b.scale
    ? { coefficient: a.coefficient - b.coefficient * powerOfTen(a.scale - b.scale), scale: a.scale }
    : { coefficient: a.coefficient * powerOfTen(b.scale - a.scale) - b.coefficient, scale: b.scale }
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  // The contract value of every SPOT market.
  if (b === ONE) return a
  return { coefficient: a.coefficient * b.coefficient, scale: a.scale + b.scale }
}

/** a / b with `scale` digits after the point. Throws RangeError when b is zero. */
export function divide(a: Decimal, b: Decimal, options: { scale: number; rounding: Rounding }): Decimal {
  if (b.coefficient === 0n) throw new RangeError("division by zero")
  const shift = options.scale + b.scale - a.scale
  const numerator = shift >= 0 ? a.coefficient * powerOfTen(shift) : a.coefficient
  const denominator = shift >= 0 ? b.coefficient : b.coefficient * powerOfTen(-shift)
  return { coefficient: divideInteger(numerator, denominator, options.rounding), scale: options.scale }
}

/** The value with at most `scale` digits after the point. */
export function round(value: Decimal, scale: number, rounding: Rounding): Decimal {
  if (value.scale <= scale) return value
  return { coefficient: divideInteger(value.coefficient, powerOfTen(value.scale - scale), rounding), scale }
}

/** The multiple of `step` (> 0) next to `value` in the named direction. */
export function roundToMultiple(value: Decimal, step: Decimal, rounding: Rounding): Decimal {
  const scale = Math.max(value.scale, step.scale)
  const whole = divideInteger(atScale(value, scale), atScale(step, scale), rounding)
  return { coefficient: whole * step.coefficient, scale: step.scale }
}

/** True when value is an exact multiple of step (> 0). */
export function isMultipleOf(value: Decimal, step: Decimal): boolean {
  const scale = Math.max(value.scale, step.scale)
  return atScale(value, scale) % atScale(step, scale) === 0n
}

/** -1, 0 or 1 as a is below, equal to or above b. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  if (a === b) return 0
  const scale = Math.max(a.scale, b.scale)
  const left = a.scale === scale ? a.coefficient : atScale(a, scale)
  const right = b.scale === scale ? b.coefficient : atScale(b, scale)
  return left < right ? -1 : left > right ? 1 : 0
}

export function equals(a: Decimal, b: Decimal): boolean {
  return compare(a, b) === 0
}

export function lessThan(a: Decimal, b: Decimal): boolean {
  return compare(a, b) < 0
}

export function greaterThan(a: Decimal, b: Decimal): boolean {
  return compare(a, b) > 0
}

export function isZero(value: Decimal): boolean {
  return value.coefficient === 0n
}

export function isPositive(value: Decimal): boolean {
  return value.coefficient > 0n
}

export function isNegative(value: Decimal): boolean {
  return value.coefficient < 0n
}

export function absolute(value: Decimal): Decimal {
  return value.coefficient < 0n ? negate(value) : value
}

export function minimum(a: Decimal, b: Decimal): Decimal {
  return compare(a, b) <= 0 ? a : b
}

export function maximum(a: Decimal, b: Decimal): Decimal {
  return compare(a, b) >= 0 ? a : b
}

export function sum(values: Iterable<Decimal>): Decimal {
  let total = ZERO
  for (const value of values) total = add(total, value)
  return total
}

function read(text: string): Decimal | undefined {
  const begin = text.charCodeAt(0) === 45 ? 1 : 0
  const { length } = text
  // A point may be among them.
  if (length - begin > NUMBER_DIGITS + 1) return readLong(text)
  let value = 0
  let point = -1
  for (let at = begin; at < length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit >= 0 && digit <= 9) value = value * 10 + digit
    else if (digit === -2 && point < 0) point = at
    else return undefined
  }
  const whole = (point < 0 ? length : point) - begin
  if (whole < 1 || point === length - 1 || (whole > 1 && text.charCodeAt(begin) === 48)) return undefined
  if (value > Number.MAX_SAFE_INTEGER) return readLong(text)
  let scale = point < 0 ? 0 : length - point - 1
  for (; scale > 0 && value % 10 === 0; scale--) value /= 10
  return { coefficient: BigInt(begin === 1 ? -value : value), scale }
}

function readLong(text: string): Decimal | undefined {
  if (!PLAIN.test(text)) return undefined
  const point = text.indexOf(".")
  if (point < 0) return { coefficient: BigInt(text), scale: 0 }
  let end = text.length
  while (text.charCodeAt(end - 1) === 48) end--
  const scale = Math.max(0, end - point - 1)
  return { coefficient: BigInt(text.slice(0, point) + text.slice(point + 1, point + 1 + scale)), scale }
}

function atScale(value: Decimal, scale: number): bigint {
  return value.scale === scale ? value.coefficient : value.coefficient * powerOfTen(scale - value.scale)
}

function divideInteger(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const quotient = numerator / denominator
  const remainder = numerator % denominator
  if (remainder === 0n) return quotient
  const sign = numerator < 0n === denominator < 0n ? 1n : -1n
  switch (rounding) {
    case "down":
      return quotient
    case "up":
      return quotient + sign
    case "floor":
      return sign < 0n ? quotient - 1n : quotient
    case "ceiling":
      return sign > 0n ? quotient + 1n : quotient
    case "halfEven": {
      const twice = (remainder < 0n ? -remainder : remainder) * 2n
      const size = denominator < 0n ? -denominator : denominator
      if (twice < size || (twice === size && quotient % 2n === 0n)) return quotient
      return quotient + sign
    }
  }
}
