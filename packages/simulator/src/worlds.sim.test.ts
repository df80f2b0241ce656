import assert from "node:assert/strict"
import { test } from "node:test"
import { runSeed } from "./run-seed.ts"
import { repeatCommand } from "./shrink.ts"

/** Worlds for so long, at least MIN and at most MAX of them. */
const TIME_MS = 20_000
const MIN = 8
const MAX = 120

test("the same seed twice is the same world, so what once failed can be seen again", async () => {
  for (const seed of [3, 8]) {
    const [first, second] = [await runSeed(seed), await runSeed(seed)]
    assert.equal(first.traceHash, second.traceHash)
    assert.equal(first.steps, second.steps)
    assert.ok(first.orders > 0)
  }
  const [one, other] = [await runSeed(3), await runSeed(8)]
  assert.notEqual(one.traceHash, other.traceHash)
})

test("worlds of every kind of trouble break no promise, so the manager can be trusted with money", async () => {
  const startedAtMs = performance.now()
  const broken: string[] = []
  let seed = 1
  for (; seed <= MAX && (seed <= MIN || performance.now() - startedAtMs < TIME_MS); seed++) {
    const { violation } = await runSeed(seed)
    if (violation !== undefined) broken.push(`seed ${seed}: ${violation.message}\n  ${repeatCommand(seed, {})}`)
  }
  assert.deepEqual(broken, [], `of ${seed - 1} worlds`)
})
