// The exchange's time for everyone in this process who signs, sets expTime or judges an age: our monotonic clock plus
// the offset last learnt. It relies on clock-offset.ts for the arithmetic; who asks OKX for samples is rest.ts.

import {
  addSample,
  type ClockReading,
  type ClockSamples,
  NO_SAMPLES,
  readClock,
  type TimeSample,
} from "./clock-offset.ts"
import type { Timing } from "./timing.ts"

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

  /** Offset and its bound; undefined until the first sample. */
  reading(): ClockReading | undefined {
    return readClock(this.#samples, this.#timing.monotonicMs())
  }
}
