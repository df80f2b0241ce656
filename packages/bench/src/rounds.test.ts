// Medians, interleaving, ratios and goals of a bench whose subjects are known.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { Subject } from "./bench.ts"
import { measure, median } from "./rounds.ts"

function subject(name: string, values: readonly number[], more: Partial<Subject> = {}, ran: string[] = []): Subject {
  let round = 0
  return {
    name,
    unit: "ops/s",
    better: "higher",
    round: async () => {
      ran.push(name)
      return { value: values[round++] ?? 0, beside: { "p50 ms": round } }
    },
    ...more,
  }
}

test("an odd and an even count of values, so the middle one or the mean of two", () => {
  assert.equal(median([9, 1, 5]), 5)
  assert.equal(median([4, 1, 3, 2]), 2.5)
  assert.ok(Number.isNaN(median([])))
})

test("two subjects and three rounds, so they take turns and the first round does not count", async () => {
  const ran: string[] = []
  const subjects = [subject("a", [1_000_000, 10, 30, 20], {}, ran), subject("b", [0, 40, 40, 40], {}, ran)]
  const [a, b] = await measure({ subjects }, 3)
  assert.deepEqual(ran, ["a", "b", "a", "b", "a", "b", "a", "b"])
  assert.deepEqual([a?.median, a?.least, a?.most, a?.ratio, a?.rounds], [20, 10, 30, 1, [10, 30, 20]])
  assert.deepEqual([b?.median, b?.ratio], [40, 2])
  assert.deepEqual(a?.beside, { "p50 ms": 3 })
})

test("units that differ, so each is compared with the first of its own", async () => {
  const subjects = [subject("a", [0, 10]), subject("b", [0, 4], { unit: "ms" }), subject("c", [0, 8], { unit: "ms" })]
  const figures = await measure({ subjects }, 1)
  assert.deepEqual(
    figures.map(({ ratio }) => ratio),
    [1, 1, 2],
  )
})

test("goals above and below, so the median decides by what is better", async () => {
  const subjects = [
    subject("fast enough", [0, 10], { goal: 10 }),
    subject("too slow", [0, 9], { goal: 10 }),
    subject("soon enough", [0, 9], { unit: "ms", better: "lower", goal: 10 }),
    subject("too late", [0, 11], { unit: "ms", better: "lower", goal: 10 }),
    subject("no goal", [0, 11]),
  ]
  const figures = await measure({ subjects }, 1)
  assert.deepEqual(
    figures.map(({ reached }) => reached),
    [true, false, true, false, undefined],
  )
})
