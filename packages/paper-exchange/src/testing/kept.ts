// A store in memory for tests: the newest value under each key, through JSON as on disk, and an exchange made of it.

import type { ExchangeOptions } from "../engine/exchange.ts"
import type { SavedState, StateChange } from "../engine/state.ts"
import { Desk } from "./desk.ts"

export class Kept {
  readonly #changes = new Map<string, StateChange>()

  /** Writes down what has changed at a desk. */
  take(desk: Desk): void {
    for (const change of desk.exchange.takeChanges()) {
      const key = `${change.kind}:${change.key}`
      if (change.value === undefined) this.#changes.delete(key)
      else this.#changes.set(key, JSON.parse(JSON.stringify(change)))
    }
  }

  /** What a store would give back. */
  state(): SavedState {
    const of = (kind: StateChange["kind"]): unknown[] =>
      [...this.#changes.values()].filter((change) => change.kind === kind).map(({ value }) => value)
    const [exchange] = of("exchange")
    if (typeof exchange !== "object") throw new Error("nothing was taken yet")
    return JSON.parse(
      JSON.stringify({
        ...exchange,
        accounts: of("account"),
        orders: of("order"),
        algos: of("algo"),
        fills: of("fill"),
        bills: of("bill"),
        log: of("log"),
      }),
    )
  }

  /** A desk at an exchange that comes back with all of it. */
  reopen(options: Partial<ExchangeOptions>, nowMs: number): Desk {
    const desk = new Desk({ ...options, startedAtMs: nowMs, saved: this.state() })
    desk.nowMs = nowMs
    return desk
  }
}
