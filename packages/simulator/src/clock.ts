// The manager's clock for one life of the process: a monotonic clock that starts anew with each life, and a wall clock that somebody may set. Timers run through
// the life, so a process that sleeps runs none and a dead one never.

import { type Millis, millis } from "@okx-oms/core"
import type { Clock } from "@okx-oms/trading"
import type { ProcessLife } from "./process-life.ts"
import type { Timeline } from "./timeline.ts"

/** Real time at which every world begins, in milliseconds since 1970. */
export const WORLD_BEGINS_MS = 1_790_000_000_000

/** The machine's wall clock: it outlives the process. Off by skewMs, which a time server or an operator changes. */
export interface WallClock {
  skewMs: number
}

export class LifeClock implements Clock {
  readonly #timeline: Timeline
  readonly #life: ProcessLife
  readonly #wall: WallClock
  readonly #monoAheadMs: number
  #soon: (() => void)[] = []

  /** monoStartMs: what the monotonic clock shows when the process begins. */
  constructor(options: { timeline: Timeline; life: ProcessLife; wall: WallClock; monoStartMs: number }) {
    this.#timeline = options.timeline
    this.#life = options.life
    this.#wall = options.wall
    this.#monoAheadMs = options.monoStartMs - options.life.bornAtMs
  }

  wall(): Millis {
    return millis(WORLD_BEGINS_MS + this.#timeline.nowMs + Math.trunc(this.#wall.skewMs))
  }

  mono(): Millis {
    return millis(this.#timeline.nowMs + this.#monoAheadMs)
  }

  /** First come, first run, as setImmediate does; other things of the same instant may come between. */
  soon(run: () => void): void {
    this.#soon.push(run)
    this.#life.after(0, "outside", () => this.#soon.shift()?.())
  }

  timer(delayMs: number, run: () => void): () => void {
    if (!(delayMs >= 0 && delayMs < 2 ** 31)) throw new RangeError(`a timer of ${delayMs} ms`)
    return this.#life.after(delayMs, "timer", run)
  }
}
