// Decimals against two oracles: known values written by hand, and exact rational numbers (numerator and denominator) that share no code with
// the thing under test. Every operation must agree to the last digit; only divide and round may lose digits, in the named direction.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import {
  absolute,
  add,
  compare,
  type Decimal,
  decimal,
  divide,
  equals,
  format,
  formatFixed,
  fromInteger,
  greaterThan,
  isMultipleOf,
  isNegative,
  isPositive,
  isZero,
  lessThan,
  MAX_DECIMAL_TEXT,
  maximum,
  minimum,
  multiply,
  negate,
  ONE,
  parseDecimal,
  type Rounding,
  round,
  roundToMultiple,
  subtract,
  sum,
  ZERO,
} from "./decimal.ts"

/** top / bottom, bottom above zero. */
type Rational = readonly [top: bigint, bottom: bigint]

const ROUNDINGS: readonly Rounding[] = ["down", "up", "floor", "ceiling", "halfEven"]

function rational({ coefficient, scale }: Decimal): Rational {
  return [coefficient, 10n ** BigInt(scale)]
}

function same(value: Decimal, [top, bottom]: Rational): void {
  const [own, ownBottom] = rational(value)
  assert.equal(own * bottom, top * ownBottom, `${format(value)} is not ${top}/${bottom}`)
}

/** The integer next to top/bottom, found by looking at floor and ceiling and choosing as a person would. */
function nearInteger([top, bottom]: Rational, rounding: Rounding): bigint {
  let floor = top / bottom
  if (floor * bottom > top) floor -= 1n
  if (floor * bottom === top) return floor
  const ceiling = floor + 1n
  const below = top - floor * bottom
  const above = ceiling * bottom - top
  const nearest = below < above ? floor : below > above ? ceiling : floor % 2n === 0n ? floor : ceiling
  const chosen = { floor, ceiling, down: top < 0n ? ceiling : floor, up: top < 0n ? floor : ceiling, halfEven: nearest }
  return chosen[rounding]
}

const anyDecimal = fc.record({
  coefficient: fc.oneof(
    fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
    fc.bigInt({ min: -50n, max: 50n }),
    // Around the end of what a number holds exactly.
    fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }),
  ),
  scale: fc.integer({ min: 0, max: 32 }),
})
const nonZero = anyDecimal.filter((value) => value.coefficient !== 0n)
const above = anyDecimal.map(absolute).filter((value) => value.coefficient > 0n)
const anyRounding = fc.constantFrom(...ROUNDINGS)

function property<Values extends [unknown, ...unknown[]]>(
  name: string,
  arbitraries: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  check: (...values: Values) => void,
): void {
  test(name, () =>
    fc.assert(
      fc.property(...arbitraries, (...values: Values) => check(...values)),
      { numRuns: 500 },
    ),
  )
}

test("plain decimal text, so its value; anything else, so nothing", () => {
  const values: readonly (readonly [string, bigint, number])[] = [
    ["0", 0n, 0],
    ["-0", 0n, 0],
    ["0.0", 0n, 0],
    ["7", 7n, 0],
    ["-12", -12n, 0],
    ["0.1", 1n, 1],
    ["-0.05", -5n, 2],
    ["100.00", 100n, 0],
    ["1.2300", 123n, 2],
    ["67000.1", 670001n, 1],
    ["0.000000000000000001", 1n, 18],
    ["99999999999999999999999999999999", 99999999999999999999999999999999n, 0],
  ]
  for (const [text, coefficient, scale] of values) assert.deepEqual(parseDecimal(text), { coefficient, scale }, text)
  const refused = [
    "",
    " ",
    "1 ",
    " 1",
    "+1",
    "1e3",
    "1E-8",
    "0x10",
    "007",
    "00.1",
    ".5",
    "5.",
    "-",
    "--1",
    "1.2.3",
    "1,000",
    "NaN",
    "Infinity",
    "١",
    "1\n",
    "-.5",
    "12345678901234567890.",
    ".12345678901234567890",
    "012345678901234567890",
    "1234567890 1234567890",
    "1.23456789.01234567890",
  ]
  for (const text of refused) assert.equal(parseDecimal(text), undefined, JSON.stringify(text))
})

test("text from outside longer than 64 characters, so nothing; our own totals may be longer, so they read back", () => {
  const longest = `0.${"1".repeat(MAX_DECIMAL_TEXT - 2)}`
  assert.ok(parseDecimal(longest))
  assert.equal(parseDecimal(`${longest}1`), undefined)
  assert.equal(parseDecimal("9".repeat(MAX_DECIMAL_TEXT + 1)), undefined)
  const product = multiply(decimal(longest), decimal(longest))
  assert.ok(format(product).length > MAX_DECIMAL_TEXT)
  assert.ok(equals(decimal(format(product)), product))
})

test("text of our own that is no decimal, so RangeError that shows it", () => {
  assert.throws(() => decimal("1e5"), { name: "RangeError", message: 'not a plain decimal: "1e5"' })
  assert.throws(() => decimal(""), RangeError)
})

test("numbers that floats get wrong, so the exact value", () => {
  assert.equal(format(add(decimal("0.1"), decimal("0.2"))), "0.3")
  assert.equal(format(multiply(decimal("1.1"), decimal("1.1"))), "1.21")
  assert.equal(format(subtract(decimal("0.3"), decimal("0.1"))), "0.2")
  assert.equal(format(multiply(decimal("9007199254740993"), decimal("3"))), "27021597764222979")
  assert.equal(format(sum(Array.from({ length: 1000 }, () => decimal("0.001")))), "1")
  assert.equal(format(sum([])), "0")
})

test("halves and thirds, so each rounding by its name", () => {
  const cases: readonly (readonly [string, Record<Rounding, string>])[] = [
    ["2.5", { down: "2", up: "3", floor: "2", ceiling: "3", halfEven: "2" }],
    ["3.5", { down: "3", up: "4", floor: "3", ceiling: "4", halfEven: "4" }],
    ["-2.5", { down: "-2", up: "-3", floor: "-3", ceiling: "-2", halfEven: "-2" }],
    ["-3.5", { down: "-3", up: "-4", floor: "-4", ceiling: "-3", halfEven: "-4" }],
    ["0.5", { down: "0", up: "1", floor: "0", ceiling: "1", halfEven: "0" }],
    ["-0.4", { down: "0", up: "-1", floor: "-1", ceiling: "0", halfEven: "0" }],
    ["2.51", { down: "2", up: "3", floor: "2", ceiling: "3", halfEven: "3" }],
    ["7", { down: "7", up: "7", floor: "7", ceiling: "7", halfEven: "7" }],
  ]
  for (const [text, expected] of cases) {
    for (const rounding of ROUNDINGS) {
      assert.equal(format(round(decimal(text), 0, rounding)), expected[rounding], `${text} ${rounding}`)
      assert.equal(
        format(divide(decimal(text), ONE, { scale: 0, rounding })),
        expected[rounding],
        `${text} / 1 ${rounding}`,
      )
    }
  }
  assert.equal(format(divide(ONE, decimal("3"), { scale: 6, rounding: "down" })), "0.333333")
  assert.equal(format(divide(decimal("-2"), decimal("3"), { scale: 6, rounding: "halfEven" })), "-0.666667")
  assert.equal(format(divide(decimal("1"), decimal("-8"), { scale: 2, rounding: "halfEven" })), "-0.12")
})

test("division by zero, so RangeError; zero divided, so zero", () => {
  assert.throws(() => divide(ONE, ZERO, { scale: 2, rounding: "down" }), {
    name: "RangeError",
    message: "division by zero",
  })
  assert.ok(isZero(divide(ZERO, decimal("-3"), { scale: 2, rounding: "up" })))
})

test("ticks and lots, so the multiple next to the value", () => {
  const cases: readonly (readonly [string, string, Rounding, string])[] = [
    ["67000.17", "0.1", "floor", "67000.1"],
    ["67000.17", "0.1", "ceiling", "67000.2"],
    ["67000.2", "0.1", "ceiling", "67000.2"],
    ["0.3", "0.25", "halfEven", "0.25"],
    ["0.375", "0.25", "halfEven", "0.5"],
    ["-0.3", "0.25", "floor", "-0.5"],
    ["17", "5", "down", "15"],
    ["0.00000123", "0.0000005", "up", "0.0000015"],
  ]
  for (const [value, step, rounding, expected] of cases) {
    assert.equal(
      format(roundToMultiple(decimal(value), decimal(step), rounding)),
      expected,
      `${value} ${step} ${rounding}`,
    )
  }
  assert.ok(isMultipleOf(decimal("67000.10"), decimal("0.1")))
  assert.ok(isMultipleOf(ZERO, decimal("0.1")))
  assert.ok(!isMultipleOf(decimal("67000.15"), decimal("0.1")))
  assert.ok(isMultipleOf(decimal("1"), decimal("0.00000001")))
})

test("text with fixed places, so padded, rounded half to even and without a negative zero", () => {
  const cases: readonly (readonly [string, number, string])[] = [
    ["1.5", 2, "1.50"],
    ["0", 2, "0.00"],
    ["0.125", 2, "0.12"],
    ["0.135", 2, "0.14"],
    ["-0.004", 2, "0.00"],
    ["-1.005", 2, "-1.00"],
    ["-1.015", 2, "-1.02"],
    ["0.05", 1, "0.0"],
    ["1234.5", 0, "1234"],
    ["0.5", 0, "0"],
    ["-7", 0, "-7"],
    ["0.000001", 8, "0.00000100"],
  ]
  for (const [text, places, expected] of cases)
    assert.equal(formatFixed(decimal(text), places), expected, `${text} ${places}`)
})

property("any decimal, so its text is canonical and reads back to the same value", [anyDecimal], (value) => {
  const text = format(value)
  assert.match(text, /^(?:0|-?(?:[1-9]\d*(?:\.\d*[1-9])?|0\.\d*[1-9]))$/)
  same(decimal(text), rational(value))
  assert.equal(format(decimal(text)), text)
})

property(
  "digits as many as a number just holds or just not, a point anywhere and zeros at the end, so every digit is read",
  [fc.bigInt({ min: 10n ** 12n, max: 10n ** 18n }), fc.nat(11), fc.nat(3), fc.boolean()],
  (digits, places, zeros, negative) => {
    const written = `${digits}${"0".repeat(zeros)}`
    const point = written.length - places - zeros
    const text = `${negative ? "-" : ""}${written.slice(0, point)}${places + zeros > 0 ? "." : ""}${written.slice(point)}`
    same(decimal(text), [negative ? -digits : digits, 10n ** BigInt(places)])
  },
)

property(
  "a value in memory with more zeros, so the same text and an equal value",
  [anyDecimal, fc.integer({ min: 0, max: 9 })],
  (value, zeros) => {
    const padded = { coefficient: value.coefficient * 10n ** BigInt(zeros), scale: value.scale + zeros }
    assert.equal(format(padded), format(value))
    assert.ok(equals(padded, value))
  },
)

property("add, subtract, multiply and negate, so what rational numbers give", [anyDecimal, anyDecimal], (a, b) => {
  const [[p, q], [r, s]] = [rational(a), rational(b)]
  same(add(a, b), [p * s + r * q, q * s])
  same(subtract(a, b), [p * s - r * q, q * s])
  same(multiply(a, b), [p * r, q * s])
  same(negate(a), [-p, q])
  same(absolute(a), [p < 0n ? -p : p, q])
})

property(
  "divide, so the rational quotient rounded as named",
  [anyDecimal, nonZero, fc.integer({ min: 0, max: 40 }), anyRounding],
  (a, b, scale, rounding) => {
    const [[p, q], [r, s]] = [rational(a), rational(b)]
    const sign = r < 0n ? -1n : 1n
    const expected = nearInteger([sign * p * s * 10n ** BigInt(scale), sign * q * r], rounding)
    assert.deepEqual(divide(a, b, { scale, rounding }), { coefficient: expected, scale })
  },
)

property(
  "round, so at most the scale, as named, and nothing more is lost",
  [anyDecimal, fc.integer({ min: 0, max: 32 }), anyRounding],
  (value, scale, rounding) => {
    const rounded = round(value, scale, rounding)
    const [top, bottom] = rational(value)
    assert.ok(rounded.scale <= Math.max(scale, 0) || rounded.scale === value.scale)
    same(rounded, [nearInteger([top * 10n ** BigInt(scale), bottom], rounding), 10n ** BigInt(scale)])
  },
)

property(
  "roundToMultiple, so a multiple, the next one in the named direction",
  [anyDecimal, above, anyRounding],
  (value, step, rounding) => {
    const rounded = roundToMultiple(value, step, rounding)
    const [[p, q], [r, s]] = [rational(value), rational(step)]
    same(rounded, [nearInteger([p * s, q * r], rounding) * r, s])
    assert.ok(isMultipleOf(rounded, step))
    assert.equal(isMultipleOf(value, step), (p * s) % (q * r) === 0n)
  },
)

property("compare, so the order of the rational numbers, and its relatives agree", [anyDecimal, anyDecimal], (a, b) => {
  const [[p, q], [r, s]] = [rational(a), rational(b)]
  const expected = p * s < r * q ? -1 : p * s > r * q ? 1 : 0
  assert.equal(compare(a, b), expected)
  assert.equal(compare(b, a), expected === 0 ? 0 : -expected)
  assert.equal(lessThan(a, b), expected < 0)
  assert.equal(greaterThan(a, b), expected > 0)
  assert.equal(equals(a, b), expected === 0)
  same(minimum(a, b), expected <= 0 ? [p, q] : [r, s])
  same(maximum(a, b), expected >= 0 ? [p, q] : [r, s])
})

property("the sign of a value, so one of zero, positive and negative", [anyDecimal], (value) => {
  const { coefficient } = value
  assert.deepEqual(
    [isNegative(value), isZero(value), isPositive(value)],
    [coefficient < 0n, coefficient === 0n, coefficient > 0n],
  )
})

property("an integer, so the decimal of it", [fc.maxSafeInteger()], (value) => {
  assert.equal(format(fromInteger(value)), String(value))
  assert.equal(format(fromInteger(BigInt(value))), String(value))
})
