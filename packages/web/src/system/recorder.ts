// Keeps the last ten minutes of every account's figures while the page is open, so that a plot is not empty when one begins to look. It asks for nothing: it
// hears what the header (and, more often, the system screen) ask for anyway. A hidden page asks for nothing, so nothing is kept of that time.

import type { Stats, Trading } from "@okx-oms/api"
import type { QueryClient } from "@tanstack/react-query"
import { useSyncExternalStore } from "react"
import { type Sample, Samples } from "./samples.ts"

const NONE: readonly Sample[] = []
/** A server has few; of more nothing is kept. */
const ACCOUNTS_MAX = 64

class Recorder {
  readonly #accounts = new Map<string, Samples>()
  readonly #listeners = new Set<() => void>()

  /** Hears every answer of these queries until the function that it gives is called. */
  follow(queries: QueryClient): () => void {
    return queries.getQueryCache().subscribe((event) => {
      if (event.type !== "updated" || event.action.type !== "success") return
      const [what, account] = event.query.queryKey
      if (typeof account !== "string") return
      if (what === "stats") this.#takeStats(account, event.query.state.data as Stats)
      if (what === "trading") this.#of(account)?.takeTrading(event.query.state.data as Trading)
    })
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  list(account: string): readonly Sample[] {
    return this.#accounts.get(account)?.list ?? NONE
  }

  #takeStats(account: string, stats: Stats): void {
    if (this.#of(account)?.takeStats(stats, Date.now()) !== true) return
    for (const listener of this.#listeners) listener()
  }

  #of(account: string): Samples | undefined {
    const known = this.#accounts.get(account)
    if (known !== undefined || this.#accounts.size >= ACCOUNTS_MAX) return known
    const made = new Samples()
    this.#accounts.set(account, made)
    return made
  }
}

/** Of the page. */
export const recorder = new Recorder()

/** Oldest first; drawn anew with each sample. */
export function useSamples(account: string | undefined): readonly Sample[] {
  return useSyncExternalStore(recorder.subscribe, () => (account === undefined ? NONE : recorder.list(account)))
}
