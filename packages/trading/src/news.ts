// Who waits for something to happen to an order, or for a price: woken by the event itself, or when the time is over. It says that something happened, not what;
// who is woken looks for himself.

import type { OrderId, Symbol } from "@okx-oms/core"
import type { Clock } from "./ports.ts"

export class News {
  readonly #clock: Clock
  readonly #waiting = new Map<OrderId | Symbol, Set<() => void>>()
  #over = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** How many wait. */
  get size(): number {
    return [...this.#waiting.values()].reduce((sum, { size }) => sum + size, 0)
  }

  /** Resolves at the next news of it, after waitMs, or at the end of all news. */
  of(subject: OrderId | Symbol, waitMs: number): Promise<void> {
    if (this.#over || waitMs <= 0) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = (): void => {
        stopTimer()
        forget()
        resolve()
      }
      const stopTimer = this.#clock.timer(Math.ceil(waitMs), wake)
      const forget = this.watch(subject, wake)
    })
  }

  /** Runs at every news of it, and at the end of all news, until the returned function is called. */
  watch(subject: OrderId | Symbol, run: () => void): () => void {
    const waiting = this.#waiting.get(subject) ?? new Set()
    this.#waiting.set(subject, waiting)
    // Its own, so that two who watch with the same function do not stop each other.
    const told = (): void => run()
    waiting.add(told)
    return () => this.#forget(subject, told)
  }

  #forget(subject: OrderId | Symbol, told: () => void): void {
    const waiting = this.#waiting.get(subject)
    waiting?.delete(told)
    if (waiting?.size === 0) this.#waiting.delete(subject)
  }

  tell(subjects: Iterable<OrderId | Symbol>): void {
    if (this.#waiting.size === 0) return
    for (const subject of subjects) for (const wake of [...(this.#waiting.get(subject) ?? [])]) wake()
  }

  end(): void {
    this.#over = true
    this.tell([...this.#waiting.keys()])
  }
}
