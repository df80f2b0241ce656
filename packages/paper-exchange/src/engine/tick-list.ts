// The prices of one side of a book that have orders, in order, as whole ticks: a list of short sorted runs.
// Adding and removing cost O(log n) to find the place and at most one run to shift, the best price is at hand.
// It relies on nothing and knows no orders.

/** Runs are split above twice this many and dropped when empty. */
const RUN = 64

/** Distinct numbers, kept from the smallest to the largest. */
export class TickList {
  readonly #runs: number[][] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  get smallest(): number | undefined {
    return this.#runs[0]?.[0]
  }

  get largest(): number | undefined {
    return this.#runs.at(-1)?.at(-1)
  }

  /** Adds a number that is not there yet. */
  add(ticks: number): void {
    this.#size++
    const at = this.#runOf(ticks)
    const run = this.#runs[at]
    if (run === undefined) {
      this.#runs.push([ticks])
      return
    }
    run.splice(lowerBound(run, ticks), 0, ticks)
    if (run.length > 2 * RUN) this.#runs.splice(at + 1, 0, run.splice(RUN))
  }

  /** Takes a number out; nothing happens when it is not there. */
  remove(ticks: number): void {
    const at = this.#runOf(ticks)
    const run = this.#runs[at]
    if (run === undefined) return
    const place = lowerBound(run, ticks)
    if (run[place] !== ticks) return
    this.#size--
    run.splice(place, 1)
    if (run.length === 0) this.#runs.splice(at, 1)
  }

  /** Calls `visit` from the smallest up, or from the largest down, until it answers false. */
  walk(from: "smallest" | "largest", visit: (ticks: number) => boolean): void {
    const runs = this.#runs
    if (from === "smallest") {
      for (const run of runs) for (const ticks of run) if (!visit(ticks)) return
      return
    }
    for (let at = runs.length - 1; at >= 0; at--) {
      const run = runs[at] ?? []
      for (let place = run.length - 1; place >= 0; place--) if (!visit(run[place] ?? 0)) return
    }
  }

  /** The last run that begins at or below `ticks`; the first one when none does. */
  #runOf(ticks: number): number {
    const runs = this.#runs
    let low = 0
    let high = runs.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((runs[middle]?.[0] ?? 0) <= ticks) low = middle + 1
      else high = middle
    }
    return Math.max(0, low - 1)
  }
}

/** Where `ticks` stands, or would stand. */
function lowerBound(run: readonly number[], ticks: number): number {
  let low = 0
  let high = run.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((run[middle] ?? 0) < ticks) low = middle + 1
    else high = middle
  }
  return low
}
