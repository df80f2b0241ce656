// How late the event loop ran lately, from perf_hooks. The measure begins anew when it is read, though at most every ten seconds, so that two who read do not
// leave each other with next to nothing.

import { monitorEventLoopDelay } from "node:perf_hooks"

const RESOLUTION_MS = 10
const NANOSECONDS = 1e9
const KEPT_MS = 10_000

export interface LoopDelayFigure {
  /** "1" is the worst. */
  readonly quantile: "0.5" | "0.99" | "1"
  readonly seconds: number
}

export class LoopDelay implements Disposable {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  readonly #now: () => number
  #begunAtMs: number

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
    this.#begunAtMs = now()
    this.#histogram.enable()
  }

  read(): readonly LoopDelayFigure[] {
    const figures: readonly LoopDelayFigure[] = [
      { quantile: "0.5", seconds: late(this.#histogram.percentile(50)) },
      { quantile: "0.99", seconds: late(this.#histogram.percentile(99)) },
      { quantile: "1", seconds: late(this.#histogram.max) },
    ]
    if (this.#now() - this.#begunAtMs >= KEPT_MS) {
      this.#histogram.reset()
      this.#begunAtMs = this.#now()
    }
    return figures
  }

  [Symbol.dispose](): void {
    this.#histogram.disable()
  }
}

/** Node counts from one turn of its timer to the next: what is more than the timer's own step is lateness. */
function late(nanoseconds: number): number {
  return Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION_MS / 1000)
}
