import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import {
  addSample,
  type ClockSamples,
  DISTRUST_MS,
  DRIFT_PER_MS,
  NO_SAMPLES,
  readClock,
  SAMPLES_MAX,
} from "./clock-offset.ts"

test("without a sample there is no reading, so nobody judges by a guessed clock", () => {
  assert.equal(readClock(NO_SAMPLES, 5), undefined)
})

test("one sample gives server minus the middle of the round trip, so half the trip is the uncertainty", () => {
  const samples = addSample(NO_SAMPLES, { t0Ms: 1_000, t1Ms: 1_040, serverMs: 500_000 })
  const reading = readClock(samples, 1_000)
  assert.deepEqual(reading, { offsetMs: 500_000 - 1_020, uncertaintyMs: 21, disputedMs: 0 })
})

test("uncertainty grows with age by the drift, so an old sample is trusted less", () => {
  const samples = addSample(NO_SAMPLES, { t0Ms: 0, t1Ms: 10, serverMs: 0 })
  const later = readClock(samples, 60_000)
  assert.equal(later?.uncertaintyMs, 5 + 1 + 60_000 * DRIFT_PER_MS)
})

test("the sample with the smallest bound is trusted, so a slow answer does not spoil the clock", () => {
  let samples = addSample(NO_SAMPLES, { t0Ms: 0, t1Ms: 20, serverMs: 1_000_010 })
  samples = addSample(samples, { t0Ms: 100, t1Ms: 900, serverMs: 1_000_300 })
  assert.equal(readClock(samples, 900)?.offsetMs, 1_000_000)
})

test("a sample contradicts the trusted ones, so it is followed at once and disputed for a minute", () => {
  let samples = addSample(NO_SAMPLES, { t0Ms: 0, t1Ms: 20, serverMs: 1_000_010 })
  samples = addSample(samples, { t0Ms: 100, t1Ms: 200, serverMs: 1_005_150 })
  assert.equal(samples.trusted.length, 1)
  assert.deepEqual(readClock(samples, 200), {
    offsetMs: 1_005_000,
    uncertaintyMs: 51 + 100 * DRIFT_PER_MS,
    disputedMs: 5_000,
  })
  assert.equal(readClock(samples, 200 + DISTRUST_MS - 1)?.disputedMs, 5_000)
  assert.equal(readClock(samples, 200 + DISTRUST_MS)?.disputedMs, 0)
})

test("the clock comes back to what was trusted before, so the step is forgotten at once", () => {
  let samples = addSample(NO_SAMPLES, { t0Ms: 0, t1Ms: 20, serverMs: 1_000_010 })
  samples = addSample(samples, { t0Ms: 100, t1Ms: 120, serverMs: 1_060_110 })
  samples = addSample(samples, { t0Ms: 200, t1Ms: 220, serverMs: 1_000_210 })
  assert.deepEqual([samples.trusted.length, samples.stepped], [2, undefined])
  assert.equal(readClock(samples, 220)?.offsetMs, 1_000_000)
})

test("the clock steps and steps on, so the distrust begins anew with the larger step", () => {
  let samples = addSample(NO_SAMPLES, { t0Ms: 0, t1Ms: 20, serverMs: 1_000_010 })
  samples = addSample(samples, { t0Ms: 100, t1Ms: 120, serverMs: 1_060_110 })
  samples = addSample(samples, { t0Ms: 30_100, t1Ms: 30_120, serverMs: 1_080_110 })
  assert.equal(readClock(samples, 30_120)?.offsetMs, 1_050_000)
  assert.equal(readClock(samples, 30_120 + DISTRUST_MS - 1)?.disputedMs, 60_000)
})

test("a step that lasts, so after its minute it is the clock", () => {
  let samples = addSample(NO_SAMPLES, { t0Ms: 0, t1Ms: 20, serverMs: 1_000_010 })
  samples = addSample(samples, { t0Ms: 100, t1Ms: 120, serverMs: 1_060_110 })
  samples = addSample(samples, { t0Ms: 70_000, t1Ms: 70_020, serverMs: 1_130_010 })
  assert.equal(samples.stepped, undefined)
  assert.equal(readClock(samples, 70_020)?.offsetMs, 1_060_000)
})

test("a sample that ends before it began or has no number is ignored, so it cannot poison the clock", () => {
  assert.equal(addSample(NO_SAMPLES, { t0Ms: 10, t1Ms: 9, serverMs: 1 }).trusted.length, 0)
  assert.equal(addSample(NO_SAMPLES, { t0Ms: 1, t1Ms: 9, serverMs: Number.NaN }).trusted.length, 0)
})

test("however slow and lopsided the trips, the true offset stays within the bound, so a verdict may rely on it", () => {
  const trip = fc.record({ gap: fc.integer({ min: 0, max: 60_000 }), out: fc.nat(2_000), back: fc.nat(2_000) })
  fc.assert(
    fc.property(
      fc.array(trip, { minLength: 1, maxLength: 20 }),
      fc.double({ min: -DRIFT_PER_MS, max: DRIFT_PER_MS, noNaN: true }),
      fc.nat(600_000),
      (trips, drift, wait) => {
        const server = (monoMs: number) => 1_700_000_000_000 + monoMs * (1 + drift)
        let samples: ClockSamples = NO_SAMPLES
        let now = 0
        for (const { gap, out, back } of trips) {
          const t0Ms = now + gap
          const t1Ms = t0Ms + out + back
          samples = addSample(samples, { t0Ms, t1Ms, serverMs: Math.floor(server(t0Ms + out)) })
          now = t1Ms
        }
        now += wait
        const reading = readClock(samples, now)
        assert.ok(reading !== undefined && samples.trusted.length <= SAMPLES_MAX)
        assert.ok(Math.abs(now + reading.offsetMs - server(now)) <= reading.uncertaintyMs + 1e-3)
      },
    ),
    { numRuns: 500 },
  )
})
