// Counting by the second: what is shown of a minute, over gaps and when the clock is set back.

import assert from "node:assert/strict"
import { test } from "node:test"
import { createTraffic } from "./traffic.ts"

const START_MS = 1_790_000_000_000

test("ten requests and five frames in one second, so the minute shows them together once that second is over", () => {
  const traffic = createTraffic()
  for (let count = 0; count < 10; count++) traffic.request(START_MS + count)
  for (let count = 0; count < 5; count++) traffic.frame(START_MS + 500)
  assert.equal(traffic.view(START_MS + 900).lastMinute.at(-1), 0)
  const view = traffic.view(START_MS + 1_000)
  assert.deepEqual([view.requests, view.frames, view.lastMinute.at(-1), view.perSecond], [10, 5, 15, 3])
  assert.equal(view.lastMinute.length, 60)
})

test("a request each second for two minutes, so the minute is full of ones", () => {
  const traffic = createTraffic()
  for (let second = 0; second < 120; second++) traffic.request(START_MS + second * 1_000)
  const view = traffic.view(START_MS + 120_000)
  assert.deepEqual([view.requests, view.perSecond], [120, 1])
  assert.deepEqual(view.lastMinute, new Array(60).fill(1))
})

test("nothing for a while, so old seconds move on and out", () => {
  const traffic = createTraffic()
  traffic.request(START_MS)
  assert.equal(traffic.view(START_MS + 60_000).lastMinute[0], 1)
  assert.deepEqual(traffic.view(START_MS + 61_000).lastMinute, new Array(60).fill(0))
  traffic.request(START_MS + 3_600_000)
  assert.deepEqual(
    traffic.view(START_MS + 3_601_000).lastMinute.filter((one) => one > 0),
    [1],
  )
})

test("the clock is set back, so counting begins anew", () => {
  const traffic = createTraffic()
  for (let count = 0; count < 7; count++) traffic.request(START_MS)
  traffic.request(START_MS - 10_000)
  assert.deepEqual(
    traffic.view(START_MS - 9_000).lastMinute.filter((one) => one > 0),
    [1],
  )
})
