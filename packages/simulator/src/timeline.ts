// The one time of a world: a heap of what is to happen, in virtual milliseconds. What falls on the same instant happens in an order that the seed draws,
// because nothing may depend on it. After each happening everything that it set off in promises comes to rest before the next one.

import type { Chance } from "./random.ts"

interface Happening {
  readonly atMs: number
  readonly tie: number
  run: (() => void) | undefined
}

/** Turns of the event loop asked for at once: the loop's own overhead is shared by this many happenings. */
const HOPS = 32

export class Timeline {
  readonly #ties: Chance
  readonly #heap: Happening[] = []
  #nowMs = 0
  #steps = 0
  #live = 0
  #failure: { readonly error: unknown } | undefined

  constructor(ties: Chance) {
    this.#ties = ties
  }

  /** Virtual milliseconds since the world began; whole. */
  get nowMs(): number {
    return this.#nowMs
  }

  /** Happenings so far. */
  get steps(): number {
    return this.#steps
  }

  /** Happenings that wait. */
  get waiting(): number {
    return this.#live
  }

  /** Happens once after delayMs (0 or more; a part of a millisecond counts as a whole one). The returned function calls it off. */
  after(delayMs: number, run: () => void): () => void {
    if (!(delayMs >= 0 && Number.isFinite(delayMs))) throw new RangeError(`something after ${delayMs} ms`)
    const happening = { atMs: this.#nowMs + Math.ceil(delayMs), tie: this.#ties.word(), run }
    push(this.#heap, happening)
    this.#live++
    return () => {
      if (happening.run === undefined) return
      Object.assign(happening, { run: undefined })
      this.#live--
    }
  }

  at(atMs: number, run: () => void): () => void {
    return this.after(Math.max(0, atMs - this.#nowMs), run)
  }

  /**
   * Lets time pass until untilMs or until `over` holds, whichever comes first. Everything that happened has come to rest when it resolves. Rejects with
   * what a happening threw.
   */
  async run(untilMs: number, over: () => boolean = () => false): Promise<void> {
    await this.#settled()
    if (!over()) await this.#happenings(untilMs, over)
    this.#throwFailure()
    if (!over()) this.#nowMs = Math.max(this.#nowMs, untilMs)
  }

  /** Lets promises settle; time stands. */
  async rest(): Promise<void> {
    await this.run(this.#nowMs)
  }

  #happenings(untilMs: number, over: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      let asked = 0
      let done = false
      const hop = (): void => {
        asked--
        // Between two immediates of one round Node runs all promise jobs: each happening finds the last one settled.
        if (!done) done = this.#failure !== undefined || over() || !this.#next(untilMs)
        if (asked > 0) return
        if (done) resolve()
        else ask()
      }
      const ask = (): void => {
        asked = HOPS
        for (let count = 0; count < HOPS; count++) hopLater(hop)
      }
      ask()
    })
  }

  /** Runs the next happening; false when none is due by untilMs. */
  #next(untilMs: number): boolean {
    for (;;) {
      const first = this.#heap[0]
      if (first === undefined || first.atMs > untilMs) return false
      pop(this.#heap)
      const { run } = first
      if (run === undefined) continue
      first.run = undefined
      this.#live--
      this.#nowMs = Math.max(this.#nowMs, first.atMs)
      this.#steps++
      try {
        run()
      } catch (error) {
        this.#failure = { error }
      }
      return true
    }
  }

  #settled(): Promise<void> {
    return new Promise((resolve) => hopLater(resolve))
  }

  #throwFailure(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure.error
  }
}

/** Taken before any guard replaces it: the only real thing in a world is the turn of the event loop. */
const hopLater: (run: () => void) => void = setImmediate

function before(a: Happening, b: Happening): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.tie < b.tie)
}

// A heap of its own, like the one behind the manager's deadlines: a mistake that both shared would not show.

function push(heap: Happening[], added: Happening): void {
  let at = heap.length
  heap.push(added)
  while (at > 0) {
    const parentAt = (at - 1) >> 1
    const parent = heap[parentAt]
    if (parent === undefined || !before(added, parent)) break
    heap[at] = parent
    at = parentAt
  }
  heap[at] = added
}

function pop(heap: Happening[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  let at = 0
  for (;;) {
    const leftAt = 2 * at + 1
    const left = heap[leftAt]
    if (left === undefined) break
    const right = heap[leftAt + 1]
    const smallerAt = right !== undefined && before(right, left) ? leftAt + 1 : leftAt
    const smaller = heap[smallerAt]
    if (smaller === undefined || !before(smaller, last)) break
    heap[at] = smaller
    at = smallerAt
  }
  heap[at] = last
}
