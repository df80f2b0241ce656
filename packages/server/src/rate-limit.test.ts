// How fast a token may ask.

import assert from "node:assert/strict"
import { test } from "node:test"
import { RateLimiter } from "./rate-limit.ts"

function limiter(limit = { perSecond: 10, burst: 3 }) {
  let now = 1_000
  const made = new RateLimiter(limit, () => now)
  return {
    take: (key: string) => made.take(key),
    pass: (ms: number) => {
      now += ms
    },
  }
}

test("a full bucket, so its burst goes at once and the next is told to the millisecond when to come", () => {
  const { take, pass } = limiter()
  assert.deepEqual([take("a"), take("a"), take("a"), take("a")], [0, 0, 0, 100])
  pass(60)
  assert.equal(take("a"), 40)
  pass(40)
  assert.equal(take("a"), 0)
  assert.equal(take("a"), 100)
})

test("keys, so one does not take from another", () => {
  const { take } = limiter()
  for (let count = 0; count < 5; count++) take("a")
  assert.equal(take("b"), 0)
})

test("a long rest, so no more than the burst has gathered", () => {
  const { take, pass } = limiter()
  take("a")
  pass(3_600_000)
  assert.deepEqual([take("a"), take("a"), take("a"), take("a") > 0], [0, 0, 0, true])
})

test("refused, so nothing is taken: a thousand refusals do not put the next one off", () => {
  const { take, pass } = limiter()
  for (let count = 0; count < 1_000; count++) take("a")
  pass(100)
  assert.equal(take("a"), 0)
})

test("a steady rate over a minute, so exactly burst and rate times time are let in", () => {
  const { take, pass } = limiter({ perSecond: 7, burst: 5 })
  let taken = 0
  for (let ms = 0; ms < 60_000; ms += 5) {
    if (take("a") === 0) taken++
    pass(5)
  }
  assert.ok(Math.abs(taken - (5 + 7 * 60)) <= 1, String(taken))
})

test("more keys than are kept, so a busy one among the newest is still held to its limit", () => {
  const { take } = limiter()
  for (let key = 0; key < 5_000; key++) take(String(key))
  assert.deepEqual([take("4999"), take("4999"), take("4999")], [0, 0, 100])
})
