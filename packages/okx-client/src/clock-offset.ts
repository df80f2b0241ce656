// What OKX's clock says, from samples of GET /public/time. Pure: samples and the present are passed in. It keeps the
// last few samples and trusts the one with the smallest error bound now; taking samples is exchange-clock.ts's work.

/** One question for the time. t0 and t1 are our monotonic clock just before asking and just after hearing. */
export interface TimeSample {
  readonly t0Ms: number
  readonly t1Ms: number
  readonly serverMs: number
}

/** What was sampled, and how far the newest samples contradict the ones before. */
export interface ClockSamples {
  /** The newest that agree with each other, newest last; at most SAMPLES_MAX. */
  readonly trusted: readonly TimeSample[]
  /** Set for DISTRUST_MS after the clock stepped: either reading may be the true one. */
  readonly stepped?: {
    /** What was trusted before; where the clock goes back to it, the step was the error. */
    readonly before: readonly TimeSample[]
    /** Monotonic time of the step. */
    readonly atMs: number
    readonly gapMs: number
  }
}

export interface ClockReading {
  /** Exchange time minus monotonic time. */
  readonly offsetMs: number
  /** The true offset lies within offsetMs +- uncertaintyMs, unless the clock's last step is taken back. */
  readonly uncertaintyMs: number
  /** How far the clock stepped within the last DISTRUST_MS: 0 mostly. What is concluded from it must hold by either reading. */
  readonly disputedMs: number
}

export const NO_SAMPLES: ClockSamples = { trusted: [] }
export const SAMPLES_MAX = 8
/** How fast two honest clocks may run apart: 100 parts per million, 6 ms a minute. */
export const DRIFT_PER_MS = 100e-6
/** A clock that stepped is believed for conclusions after this long without another step. For sending it is followed at once: OKX judges expTime by it. */
export const DISTRUST_MS = 60_000
/** OKX cuts its time to whole milliseconds. */
const SERVER_RESOLUTION_MS = 1

/**
 * The samples with one more. One that contradicts the trusted reading (a clock stepped: OKX's, or ours while the machine slept) is followed, and
 * disputed for a while; one that agrees with what was trusted before takes the step back.
 */
export function addSample(samples: ClockSamples, sample: TimeSample): ClockSamples {
  if (!isUsable(sample)) return samples
  const { trusted, stepped } = samples
  const gapMs = gapBetween(trusted, sample)
  const distrusted = stepped !== undefined && sample.t1Ms - stepped.atMs < DISTRUST_MS
  if (gapMs === 0) {
    const kept = [...trusted.slice(1 - SAMPLES_MAX), sample]
    return distrusted ? { trusted: kept, stepped } : { trusted: kept }
  }
  if (!distrusted) return { trusted: [sample], stepped: { before: trusted, atMs: sample.t1Ms, gapMs } }
  if (gapBetween(stepped.before, sample) === 0) return { trusted: [...stepped.before.slice(1 - SAMPLES_MAX), sample] }
  const { before } = stepped
  return { trusted: [sample], stepped: { before, atMs: sample.t1Ms, gapMs: Math.max(gapMs, stepped.gapMs) } }
}

/** The best reading at `monotonicMs`; undefined before the first sample. */
export function readClock(samples: ClockSamples, monotonicMs: number): ClockReading | undefined {
  const best = bestOf(samples.trusted, monotonicMs)
  const { stepped } = samples
  if (best === undefined || stepped === undefined || monotonicMs - stepped.atMs >= DISTRUST_MS) return best
  return { ...best, disputedMs: stepped.gapMs }
}

/** How far apart the two readings are when they contradict each other; 0 when both can be true. */
function gapBetween(trusted: readonly TimeSample[], sample: TimeSample): number {
  const before = bestOf(trusted, sample.t1Ms)
  const now = readSample(sample, sample.t1Ms)
  const gapMs = before === undefined ? 0 : Math.abs(before.offsetMs - now.offsetMs)
  return before === undefined || gapMs <= before.uncertaintyMs + now.uncertaintyMs ? 0 : gapMs
}

function bestOf(samples: readonly TimeSample[], monotonicMs: number): ClockReading | undefined {
  let best: TimeSample | undefined
  let leastMs = Number.POSITIVE_INFINITY
  for (const sample of samples) {
    const uncertaintyMs = uncertaintyOf(sample, monotonicMs)
    if (uncertaintyMs >= leastMs) continue
    best = sample
    leastMs = uncertaintyMs
  }
  return best === undefined ? undefined : readSample(best, monotonicMs)
}

/** offset = server - (t0 + t1) / 2. */
function readSample(sample: TimeSample, monotonicMs: number): ClockReading {
  return {
    offsetMs: sample.serverMs - (sample.t0Ms + sample.t1Ms) / 2,
    uncertaintyMs: uncertaintyOf(sample, monotonicMs),
    disputedMs: 0,
  }
}

/** Half the round trip + resolution + drift since then. */
function uncertaintyOf({ t0Ms, t1Ms }: TimeSample, monotonicMs: number): number {
  const ageMs = Math.max(0, monotonicMs - t0Ms)
  return (t1Ms - t0Ms) / 2 + SERVER_RESOLUTION_MS + ageMs * DRIFT_PER_MS
}

function isUsable(sample: TimeSample): boolean {
  return Number.isFinite(sample.serverMs) && sample.t1Ms >= sample.t0Ms
}
