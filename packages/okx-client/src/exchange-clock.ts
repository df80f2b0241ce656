// The exchange's time for everyone in this process who signs, sets expTime or judges an age: our monotonic clock plus
// the offset last learnt. It relies on clock-offset.ts for the arithmetic; who asks OKX for samples is rest.ts.

import { type ExchangeTime, millis } from "@okx-oms/core"
import {
  addSample,
  type ClockReading,
  type ClockSamples,
  NO_SAMPLES,
  readClock,
  type TimeSample,
} from "./clock-offset.ts"
import type { Timing } from "./timing.ts"

/** The manager's clock counts whole milliseconds, at both ends of a sample. */
const CLOCK_STEP_MS = 2

export class ExchangeClock {
  readonly #timing: Timing
  #samples: ClockSamples = NO_SAMPLES

  constructor(timing: Timing) {
    this.#timing = timing
  }

  observe(sample: TimeSample): void {
    this.#samples = addSample(this.#samples, sample)
  }

  /** Exchange time in ms since 1970, with fraction; undefined until the first sample. */
  now(): number | undefined {
    const monotonicMs = this.#timing.monotonicMs()
    const reading = readClock(this.#samples, monotonicMs)
    return reading === undefined ? undefined : monotonicMs + reading.offsetMs
  }

  /** In the manager's words, whole milliseconds; undefined until the first sample. */
  exchangeTime(): ExchangeTime | undefined {
    const monotonicMs = this.#timing.monotonicMs()
    const reading = readClock(this.#samples, monotonicMs)
    if (reading === undefined) return undefined
    const { offsetMs, uncertaintyMs, disputedMs } = reading
    const time = { at: millis(Math.floor(monotonicMs + offsetMs)), uncertaintyMs: uncertaintyMs + CLOCK_STEP_MS }
    return disputedMs > 0 ? { ...time, disputedMs: Math.ceil(disputedMs) } : time
  }

  /** Offset and its bound; undefined until the first sample. */
  reading(): ClockReading | undefined {
    return readClock(this.#samples, this.#timing.monotonicMs())
  }
}
