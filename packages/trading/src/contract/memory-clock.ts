// Time that stands until it is told to move. Whoever holds the clock advances it; timers run in their order, and between two of them everything that was
// set off comes to rest. Timers of the same instant run in an order that the seed draws, because nothing may depend on it.

import { type Millis, millis } from "@okx-oms/core"
import type { Clock } from "../ports.ts"

export interface MemoryClockOptions {
  /** Wall time at the beginning; default 1,700,000,000,000. */
  readonly wall?: number
  /** Monotonic time at the beginning; default 1,000,000, far from the wall's, so that a mix-up shows. */
  readonly mono?: number
  /** Default 1. */
  readonly seed?: number
}

interface Timer {
  readonly at: number
  readonly tie: number
  readonly run: () => void
}

/** More rounds than this without coming to rest is a loop that feeds itself. */
const ROUNDS_MAX = 10_000

export class MemoryClock implements Clock {
  readonly #timers = new Set<Timer>()
  #soon: (() => void)[] = []
  #wallAhead: number
  #mono: number
  #randomState: number
  #fired = 0

  constructor(options: MemoryClockOptions = {}) {
    this.#mono = options.mono ?? 1_000_000
    this.#wallAhead = (options.wall ?? 1_700_000_000_000) - this.#mono
    this.#randomState = (options.seed ?? 1) >>> 0
  }

  wall(): Millis {
    return millis(this.#mono + this.#wallAhead)
  }

  mono(): Millis {
    return millis(this.#mono)
  }

  soon(run: () => void): void {
    this.#soon.push(run)
  }

  timer(delayMs: number, run: () => void): () => void {
    if (!(delayMs >= 0 && delayMs < 2 ** 31)) throw new RangeError(`a timer of ${delayMs} ms`)
    const timer = { at: this.#mono + Math.ceil(delayMs), tie: this.#random(), run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.size
  }

  /** How many timers have run. */
  get fired(): number {
    return this.#fired
  }

  /** Lets time pass. Every timer that comes due on the way runs at its own moment, and what it sets off comes to rest before the next one. */
  async advance(byMs: number): Promise<void> {
    const end = this.#mono + byMs
    await this.rest()
    for (let next = this.#nextBy(end); next !== undefined; next = this.#nextBy(end)) {
      this.#mono = Math.max(this.#mono, next.at)
      this.#timers.delete(next)
      this.#fired++
      next.run()
      await this.rest()
    }
    this.#mono = end
  }

  /** Moves the wall clock alone, as an operator or a time server does. */
  setWall(to: number): void {
    this.#wallAhead = to - this.#mono
  }

  /** Runs what is to run soon and lets promises settle until nothing is left. Time stands. */
  async rest(): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      await new Promise<void>((resolve) => setImmediate(resolve))
      if (this.#soon.length === 0) return
      const due = this.#soon
      this.#soon = []
      for (const run of due) run()
    }
    throw new Error("the clock finds no rest: something runs itself again and again")
  }

  #nextBy(end: number): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.at > end) continue
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.tie < first.tie)) first = timer
    }
    return first
  }

  /** mulberry32: uniform in [0, 1). */
  #random(): number {
    this.#randomState = (this.#randomState + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#randomState ^ (this.#randomState >>> 15), this.#randomState | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
