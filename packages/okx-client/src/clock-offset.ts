// What OKX's clock says, from samples of GET /public/time. Pure: samples and the present are passed in. It keeps the
// last few samples and trusts the one with the smallest error bound now; taking samples is exchange-clock.ts's work.

/** One question for the time. t0 and t1 are our monotonic clock just before asking and just after hearing. */
export interface TimeSample {
  readonly t0Ms: number
  readonly t1Ms: number
  readonly serverMs: number
}

/** The newest samples, newest last; at most SAMPLES_MAX. */
export type ClockSamples = readonly TimeSample[]

export interface ClockReading {
  /** Exchange time minus monotonic time. */
  readonly offsetMs: number
  /** The true offset lies within offsetMs +- uncertaintyMs. */
  readonly uncertaintyMs: number
}

export const NO_SAMPLES: ClockSamples = []
export const SAMPLES_MAX = 8
/** How fast two honest clocks may run apart: 100 parts per million, 6 ms a minute. */
export const DRIFT_PER_MS = 100e-6
/** OKX cuts its time to whole milliseconds. */
const SERVER_RESOLUTION_MS = 1

/** The samples with one more. A sample that contradicts the trusted reading (a clock stepped) makes all older ones void. */
export function addSample(samples: ClockSamples, sample: TimeSample): ClockSamples {
  if (!isUsable(sample)) return samples
  const before = readClock(samples, sample.t1Ms)
  const now = readSample(sample, sample.t1Ms)
  const contradicts =
    before !== undefined && Math.abs(before.offsetMs - now.offsetMs) > before.uncertaintyMs + now.uncertaintyMs
  return contradicts ? [sample] : [...samples.slice(1 - SAMPLES_MAX), sample]
}

/** The best reading at `monotonicMs`; undefined before the first sample. */
export function readClock(samples: ClockSamples, monotonicMs: number): ClockReading | undefined {
  let best: ClockReading | undefined
  for (const sample of samples) {
    const reading = readSample(sample, monotonicMs)
    if (best === undefined || reading.uncertaintyMs < best.uncertaintyMs) best = reading
  }
  return best
}

/** offset = server - (t0 + t1) / 2; uncertainty = half the round trip + resolution + drift since then. */
function readSample(sample: TimeSample, monotonicMs: number): ClockReading {
  const age = Math.max(0, monotonicMs - sample.t0Ms)
  return {
    offsetMs: sample.serverMs - (sample.t0Ms + sample.t1Ms) / 2,
    uncertaintyMs: (sample.t1Ms - sample.t0Ms) / 2 + SERVER_RESOLUTION_MS + age * DRIFT_PER_MS,
  }
}

function isUsable(sample: TimeSample): boolean {
  return Number.isFinite(sample.serverMs) && sample.t1Ms >= sample.t0Ms
}
