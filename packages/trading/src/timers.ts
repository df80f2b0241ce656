// Timers by name: one of each, a new one replaces the old, all end together. What runs when is their owner's.

import type { Clock } from "./ports.ts"

export class Timers {
  readonly #clock: Clock
  readonly #running = new Map<string, () => void>()
  #ended = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Runs once after delayMs, in place of an earlier timer of the same name. Nothing runs after end(). */
  after(name: string, delayMs: number, run: () => void): void {
    this.#running.get(name)?.()
    if (this.#ended) return
    const cancel = this.#clock.timer(delayMs, () => {
      this.#running.delete(name)
      run()
    })
    this.#running.set(name, cancel)
  }

  end(): void {
    this.#ended = true
    for (const cancel of this.#running.values()) cancel()
    this.#running.clear()
  }
}
