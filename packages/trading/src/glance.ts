// A short look at OKX's open orders between two comparisons, while orders rest: what the orders channel keeps to itself shows here within seconds. It only reads and
// feeds; an order of ours that is not in the list calls for a whole comparison.

import { type AccountState, type Input, later, type Millis } from "@okx-oms/core"
import { feedRows, newsAmong } from "./listed-news.ts"
import type { ExchangeReads } from "./ports.ts"
import type { Timers } from "./timers.ts"

/** With more open orders the look would cost more pages than it is worth; the comparison at its interval must do. */
const OPEN_MAX = 300
/** An order confirmed this shortly before the look need not be in the list yet. */
const SETTLING_MS = 2_000

interface Desk {
  readonly state: AccountState
  readonly reads: Pick<ExchangeReads, "openOrders">
  readonly timers: Timers
  readonly everyMs: number
  /** The time of events. */
  readonly now: () => Millis
  readonly feed: (input: Input) => void
  /** The feed is up and the books are not being compared at this moment. */
  readonly isTime: () => boolean
  readonly suspect: () => void
  readonly over: () => boolean
}

export class Glance {
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** Looks every everyMs from now on. */
  begin(): void {
    const { timers, everyMs, over } = this.#desk
    timers.after("glance", everyMs, () => {
      void this.#look().finally(() => {
        if (!over()) this.begin()
      })
    })
  }

  async #look(): Promise<void> {
    const { state, reads, isTime, suspect, now, over } = this.#desk
    if (!isTime() || state.open.size === 0 || state.open.size > OPEN_MAX) return
    const settledBefore = later(now(), -SETTLING_MS)
    const result = await reads.openOrders()
    if (result.kind === "failed" || over()) return
    const { unknown, different } = newsAmong(state, result.value)
    feedRows(this.#desk, [...unknown, ...different], result)
    const there = new Set(result.value.map(({ okxOrderId }) => okxOrderId))
    for (const orderId of state.open) {
      const order = state.orders.get(orderId)
      if (order?.okxOrderId === undefined || order.acknowledgedAt === undefined) continue
      if (order.acknowledgedAt < settledBefore && !there.has(order.okxOrderId)) return suspect()
    }
  }
}
