// Samples of an account's figures: bounded, one a second, rates between them.

import assert from "node:assert/strict"
import { test } from "node:test"
import { SAMPLES_MAX, Samples } from "./samples.ts"

const measured = { count: 1, p50Ms: 2, p90Ms: 3, p99Ms: 4, maxMs: 5 }
const stats = (seq: number, total = 0) => ({
  latency: { submitToWire: measured, submitToAck: measured, append: measured },
  seq,
  total,
})

test("a second of events, so the rate is what the journal grew by", () => {
  const samples = new Samples()
  samples.takeTrading({ inbox: { length: 3, limit: 10 } })
  samples.takeStats(stats(100, 10), 1_000)
  samples.takeStats(stats(150, 12), 3_000)
  assert.deepEqual(
    samples.list.map(({ eventsPerSecond, ordersPerSecond, inbox }) => [eventsPerSecond, ordersPerSecond, inbox]),
    [
      [null, null, 3],
      [25, 1, 3],
    ],
  )
})

test("asked twice within a second, so one sample is kept", () => {
  const samples = new Samples()
  assert.equal(samples.takeStats(stats(1), 1_000), true)
  assert.equal(samples.takeStats(stats(9), 1_400), false)
  assert.equal(samples.takeStats(stats(9), 2_000), true)
  assert.equal(samples.list.length, 2)
})

test("hidden for a while, so no rate is claimed for it and the lines break", () => {
  const samples = new Samples()
  samples.takeStats(stats(1), 1_000)
  samples.takeStats(stats(5_000), 60_000)
  assert.deepEqual(
    samples.list.map(({ ackP50Ms, eventsPerSecond }) => [ackP50Ms, eventsPerSecond]),
    [
      [2, null],
      [null, null],
      [2, null],
    ],
  )
})

test("a journal that begins anew, so there is no rate below zero", () => {
  const samples = new Samples()
  samples.takeStats(stats(500), 1_000)
  samples.takeStats(stats(3), 2_000)
  assert.equal(samples.list.at(-1)?.eventsPerSecond, null)
})

test("an hour of samples, so only the last ten minutes are kept", () => {
  const samples = new Samples()
  for (let second = 0; second < 3_600; second++) samples.takeStats(stats(second), second * 1_000)
  assert.equal(samples.list.length, SAMPLES_MAX)
  assert.equal(samples.list.at(-1)?.at, 3_599_000)
})
