// Amounts: what their doors take and refuse, and that sums and averages are exact.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import {
  AVERAGE_PRICE_SCALE,
  addFee,
  addNotional,
  addQuantity,
  averagePrice,
  NO_NOTIONAL,
  NO_QUANTITY,
  parseNotional,
  parsePrice,
  parseQuantity,
  remainingQuantity,
  toFee,
  toNotional,
  toPrice,
  toQuantity,
} from "./amount.ts"
import { add, compare, decimal, divide, equals, format, multiply, subtract, ZERO } from "./decimal.ts"
import { InvalidAmount, InvalidPrice, InvalidQuantity, InvalidValue } from "./errors.ts"

test("a price or a quantity as text above zero, so the amount", () => {
  assert.equal(format(parsePrice("67000.10")), "67000.1")
  assert.equal(format(parseQuantity("0.00000001")), "0.00000001")
  assert.equal(format(parseNotional("-12.5")), "-12.5")
})

test("zero, below zero, a number or no decimal, so the error names field, value and what is right", () => {
  const price = (value: unknown) => () => parsePrice(value, "orders[3].price")
  assert.throws(price("0"), (error) => error instanceof InvalidPrice && error instanceof InvalidValue)
  assert.throws(price("0"), {
    message: 'orders[3].price: expected a price above zero, got "0"',
    field: "orders[3].price",
  })
  assert.throws(price("-1"), InvalidPrice)
  assert.throws(price(67000.1), { message: /got a number$/ })
  assert.throws(price(null), { message: /got a null$/ })
  assert.throws(price(undefined), { message: /got a undefined$/ })
  assert.throws(price("1e5"), { message: /a plain decimal string of at most 64 characters, got "1e5"$/ })
  assert.throws(() => parseQuantity("0"), InvalidQuantity)
  assert.throws(() => parseQuantity("-0.1"), { message: 'quantity: expected a quantity above zero, got "-0.1"' })
  assert.throws(() => parseQuantity({}), InvalidQuantity)
  assert.throws(() => parseNotional("x"), InvalidAmount)
  assert.throws(
    () => parsePrice("9".repeat(500)),
    ({ message }: Error) => message.length < 200,
  )
})

test("decimals out of range minted, so the error; a quantity may be zero, a notional and a fee may be anything", () => {
  assert.throws(() => toPrice(ZERO), InvalidPrice)
  assert.throws(() => toPrice(decimal("-1")), InvalidPrice)
  assert.throws(() => toQuantity(decimal("-0.1")), InvalidQuantity)
  assert.equal(format(toQuantity(ZERO)), "0")
  assert.equal(format(toNotional(decimal("-3"))), "-3")
  assert.equal(format(toFee(decimal("-3"))), "-3")
})

test("what is left of a quantity, so never below zero", () => {
  assert.equal(format(remainingQuantity(parseQuantity("1"), parseQuantity("0.3"))), "0.7")
  assert.equal(format(remainingQuantity(parseQuantity("1"), parseQuantity("1"))), "0")
  assert.equal(format(remainingQuantity(parseQuantity("1"), parseQuantity("1.00000001"))), "0")
})

test("sums of one kind, so exact", () => {
  assert.equal(format(addQuantity(parseQuantity("0.1"), parseQuantity("0.2"))), "0.3")
  assert.equal(format(addNotional(toNotional(decimal("-0.1")), toNotional(decimal("0.3")))), "0.2")
  assert.equal(format(addFee(toFee(decimal("-0.00000001")), toFee(decimal("-0.000000000002")))), "-0.000000010002")
})

test("nothing filled, so no average; thirds, so 18 digits and ties to even", () => {
  assert.equal(averagePrice(NO_NOTIONAL, NO_QUANTITY), undefined)
  const average = averagePrice(toNotional(decimal("20")), parseQuantity("3"))
  assert.equal(average && format(average), "6.666666666666666667")
})

test("any fills, so their average times the quantity is the value, within half of the last digit", () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 14n }).map((coefficient) => ({ coefficient, scale: 8 }))
  const fills = fc.array(fc.tuple(amount, amount), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(fills, (made) => {
      let total = ZERO
      let quantity = ZERO
      for (const [price, size] of made) {
        total = add(total, multiply(price, size))
        quantity = add(quantity, size)
      }
      const average = averagePrice(toNotional(total), toQuantity(quantity))
      assert.ok(average)
      const error = subtract(multiply(average, quantity), total)
      const half = divide(quantity, decimal("2"), { scale: 12, rounding: "up" })
      const limit = multiply(half, { coefficient: 1n, scale: AVERAGE_PRICE_SCALE })
      assert.ok(compare(error, limit) <= 0 && compare(multiply(error, decimal("-1")), limit) <= 0)
      const prices = made.map(([price]) => price)
      assert.ok(
        prices.some((price) => compare(price, average) <= 0) && prices.some((price) => compare(price, average) >= 0),
      )
      if (made.length === 1) assert.ok(equals(average, prices[0] ?? ZERO))
    }),
  )
})
