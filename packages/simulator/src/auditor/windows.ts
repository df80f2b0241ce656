// OKX's windows as they are documented (okx-v5 reference, section 8), counted at the moment of sending: per instrument and operation 60 single requests and
// 300 orders of batches in 2 s, per sub-account 1,000 new and amended orders in 2 s.

const WINDOW_MS = 2_000
const SINGLE_MAX = 60
const BATCH_MAX = 300
const ACCOUNT_MAX = 1_000
/** A cancel may wait when its own window is this full. */
const BUSY_SHARE = 0.8

interface Taken {
  readonly atMs: number
  readonly count: number
}

/** What was taken within the last two seconds, oldest first, and its sum. */
interface Window {
  readonly limit: number
  readonly taken: Taken[]
  sum: number
  /** When it was last as full as lets a cancel wait; -Infinity before. */
  busyUntilMs: number
}

export class Windows {
  readonly #taken = new Map<string, Window>()

  /** Counts one request; says which window it does not fit into, if any. */
  take(operation: "place" | "amend" | "cancel", symbol: string, count: number, atMs: number): string | undefined {
    const form = count === 1 ? "single" : "batch"
    const limits: [string, number][] = [[`${operation}-${form} ${symbol}`, count === 1 ? SINGLE_MAX : BATCH_MAX]]
    if (operation !== "cancel") limits.push(["account", ACCOUNT_MAX])
    let full: string | undefined
    for (const [name, limit] of limits) {
      const window = this.#at(name, limit, atMs)
      window.taken.push({ atMs, count })
      window.sum += count
      const used = window.sum
      if (used > limit) full ??= `${used} in 2 s through the window ${name}, which takes ${limit}`
    }
    return full
  }

  /** Until when a cancel had reason to wait for its own window; Infinity while it still has. */
  busyUntilMs(operation: "cancel", symbol: string, atMs: number): number {
    const windows = [
      this.#at(`${operation}-single ${symbol}`, SINGLE_MAX, atMs),
      this.#at(`${operation}-batch ${symbol}`, BATCH_MAX, atMs),
    ]
    return Math.max(...windows.map((window) => (isBusy(window) ? Number.POSITIVE_INFINITY : window.busyUntilMs)))
  }

  #at(name: string, limit: number, atMs: number): Window {
    const known = this.#taken.get(name)
    const window = known ?? { limit, taken: [], sum: 0, busyUntilMs: Number.NEGATIVE_INFINITY }
    if (known === undefined) this.#taken.set(name, window)
    const { taken } = window
    for (let oldest = taken[0]; oldest !== undefined && atMs - oldest.atMs >= WINDOW_MS; oldest = taken[0]) {
      if (isBusy(window)) window.busyUntilMs = oldest.atMs + WINDOW_MS
      taken.shift()
      window.sum -= oldest.count
    }
    return window
  }
}

function isBusy({ sum, limit }: Window): boolean {
  return sum >= limit * BUSY_SHARE
}
