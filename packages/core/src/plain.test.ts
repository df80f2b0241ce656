// What a program makes of our values before it gives them to JSON: the same facts, every amount with the digits that it had.

import assert from "node:assert/strict"
import { test } from "node:test"
import { decimal } from "./decimal.ts"
import { toPlain } from "./plain.ts"

test("amounts in any depth, so each is its exact text, and the rest stays", () => {
  const value = {
    price: decimal("90000.10"),
    fees: [{ currency: "BTC", amount: decimal("-0.000000000000000001") }],
    at: 1_769_851_800_250,
    doubt: { since: null, asked: "place" },
    reason: undefined,
  }
  assert.throws(() => JSON.stringify(value), /BigInt/)
  assert.equal(
    JSON.stringify(toPlain(value)),
    '{"price":"90000.1","fees":[{"currency":"BTC","amount":"-0.000000000000000001"}],"at":1769851800250,"doubt":{"since":null,"asked":"place"}}',
  )
})

test("a list and a value that is no object, so they are what they were", () => {
  assert.deepEqual(toPlain([decimal("1"), "word", 7, true, null]), ["1", "word", 7, true, null])
  assert.equal(toPlain(undefined), undefined)
})
