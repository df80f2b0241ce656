// Exponents of laws that are known.

import assert from "node:assert/strict"
import { test } from "node:test"
import { exponentOf, linearithmic } from "./exponent.ts"

const SIZES = [100, 1_000, 10_000]

for (const power of [0, 1, 1.5, 2]) {
  test(`cost is size to the power of ${power}, so that is the exponent`, () => {
    const points = SIZES.map((size) => ({ size, cost: 7 * size ** power }))
    assert.ok(Math.abs(exponentOf(points) - power) < 1e-9)
  })
}

test("n log n, so a little above one, and less so for larger sizes", () => {
  const small = linearithmic(SIZES)
  const large = linearithmic(SIZES.map((size) => size * 1_000))
  assert.ok(small > 1.1 && small < 1.2, String(small))
  assert.ok(large > 1 && large < small)
})

test("one size, so there is nothing to tell", () => {
  assert.ok(Number.isNaN(exponentOf([{ size: 1, cost: 1 }])))
})
