import assert from "node:assert/strict"
import { test } from "node:test"
import { backoffMs } from "./backoff.ts"

const backoff = { baseMs: 250, maxMs: 30_000 }

test("the longest wait doubles up to the limit, so a long outage is asked about every 30 s at most", () => {
  const longest = [1, 2, 3, 4, 8, 9, 60].map((attempt) => backoffMs(backoff, attempt, 1))
  assert.deepEqual(longest, [250, 500, 1_000, 2_000, 30_000, 30_000, 30_000])
})

test("the wait is drawn from zero upwards, so clients that failed together come back apart", () => {
  assert.equal(backoffMs(backoff, 5, 0), 0)
  assert.equal(backoffMs(backoff, 5, 0.5), 2_000)
})
