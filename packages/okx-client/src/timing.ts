// Time, delay and chance as the client sees them. Everything that waits takes a Timing, so that a simulator can own
// the clock and the dice; systemTiming is the real one. What OKX's clock says is exchange-clock.ts's matter.

/** Cancels what was scheduled; harmless when it already ran. */
export type Cancel = () => void

export interface Timing {
  /** Milliseconds since an arbitrary start; never steps back. */
  monotonicMs(): number
  /** Runs once, `delayMs` (>= 0) from now. */
  schedule(delayMs: number, run: () => void): Cancel
  /** A number in [0, 1). */
  random(): number
}

export const systemTiming: Timing = {
  monotonicMs: () => performance.now(),
  schedule(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}

/** Resolves after `delayMs`. */
export function pause(timing: Timing, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    timing.schedule(delayMs, resolve)
  })
}
