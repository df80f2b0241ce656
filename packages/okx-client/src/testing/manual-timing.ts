// Time for tests: it stands still until told to move, and then runs what is due in order, with promises in between.

import type { Timing } from "../timing.ts"

/** A clock that moves only when told to, and runs what is due in order. */
export class ManualTiming implements Timing {
  nowMs = 1_000
  readonly #due: { readonly atMs: number; readonly run: () => void }[] = []

  /** How many timers are set. */
  get waiting(): number {
    return this.#due.length
  }

  monotonicMs(): number {
    return this.nowMs
  }

  random(): number {
    return 0.5
  }

  schedule(delayMs: number, run: () => void): () => void {
    const entry = { atMs: this.nowMs + delayMs, run }
    this.#due.push(entry)
    return () => {
      const index = this.#due.indexOf(entry)
      if (index >= 0) this.#due.splice(index, 1)
    }
  }

  /** Time passes and nothing runs, as in a process that stood still: what fell due meanwhile comes after it. */
  sleep(forMs: number): void {
    this.nowMs += forMs
  }

  async advance(byMs: number): Promise<void> {
    const endMs = this.nowMs + byMs
    for (;;) {
      await settled()
      const next = this.#due.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (next === undefined) break
      this.#due.splice(this.#due.indexOf(next), 1)
      this.nowMs = Math.max(this.nowMs, next.atMs)
      next.run()
    }
    this.nowMs = endMs
    await settled()
  }
}

/** Lets every promise that is ready run on. */
export async function settled(): Promise<void> {
  for (let index = 0; index < 10; index++) await Promise.resolve()
}
