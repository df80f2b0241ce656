// The comparison of our books with OKX's: open orders both ways, the missing ones by id, fills since the last known minus an overlap, balances and
// positions. It only reads and feeds what it read; what follows is core's. One run at a time; a failed read makes the run count for nothing.

import {
  type AccountEventBody,
  type AccountState,
  type Decimal,
  type Facts,
  type Input,
  later,
  type Millis,
  millis,
  type Order,
} from "@okx-oms/core"
import { type Inquiries, inParallel } from "./inquiries.ts"
import type { Clock, ExchangeGateway, Log } from "./ports.ts"

export type Trigger = Extract<AccountEventBody, { type: "ReconciliationCompleted" }>["trigger"]

/** Fills are read again from this far before the last complete moment: rows may appear late (okx-v5 reference, section 10.6). */
const FILLS_OVERLAP_MS = 60_000
/** An order that OKX confirmed this shortly before a read may not be in the list yet. */
const SETTLING_MS = 2_000
const CONCURRENT_MAX = 4

interface Desk {
  readonly state: AccountState
  readonly gateway: Pick<ExchangeGateway, "reads">
  readonly clock: Clock
  readonly facts: () => Facts
  readonly feed: (input: Input) => void
  /** Resolves when everything fed so far has been decided and is durable. */
  readonly settled: () => Promise<void>
  readonly inquiries: Inquiries
  readonly log: Log
}

export interface ReconciliationResult {
  readonly ok: boolean
  /** Why it counts for nothing; absent when ok. */
  readonly why?: string
}

export class Reconciler {
  readonly #desk: Desk
  #running: Promise<ReconciliationResult> | undefined
  #lastCompletedAt: Millis | undefined

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** Monotonic time of the last complete run. */
  get lastCompletedAt(): Millis | undefined {
    return this.#lastCompletedAt
  }

  /** Compares once. While a run is under way, its result is shared. */
  run(trigger: Trigger): Promise<ReconciliationResult> {
    this.#running ??= this.#compare(trigger).finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** Compares from the beginning: a run under way is waited for and not shared, since what it read may be older than the asking. */
  async runAfresh(trigger: Trigger): Promise<ReconciliationResult> {
    await this.#running?.catch(() => undefined)
    return this.run(trigger)
  }

  async #compare(trigger: Trigger): Promise<ReconciliationResult> {
    const { state, gateway, clock, feed, settled } = this.#desk
    const startedAt = clock.mono()
    const breaksBefore = state.openBreaks
    const since =
      state.fillsUpTo === 0 ? this.#firstFillsFrom() : millis(Math.max(0, state.fillsUpTo - FILLS_OVERLAP_MS))
    const pending = await gateway.reads.openOrders()
    if (pending.kind === "failed") return this.#failed(trigger, `open orders: ${pending.code} ${pending.message}`)
    const before = this.#openConfirmed(trigger, pending.begunAt)
    const { begunAt } = pending
    for (const order of pending.value) feed({ type: "OrderReport", source: "pending", order, begunAt })
    const [fills, balances, positions] = await Promise.all([
      gateway.reads.fills({ since }),
      gateway.reads.balances(),
      gateway.reads.positions(),
    ])
    if (fills.kind === "failed") return this.#failed(trigger, `fills: ${fills.code} ${fills.message}`)
    for (const fill of fills.value) feed({ type: "FillReport", source: "history", fill })
    if (balances.kind === "ok" && positions.kind === "ok") this.#baseline(balances.value, positions.value)
    await settled()
    const there = new Set(pending.value.map((order) => order.okxOrderId))
    await this.#askMissing(before.filter((order) => order.okxOrderId !== undefined && !there.has(order.okxOrderId)))
    await settled()
    feed({
      type: "Reconciled",
      trigger,
      openHere: [...state.open].filter((orderId) => this.#isConfirmed(orderId)).length,
      openThere: pending.value.length,
      breaks: Math.max(0, state.openBreaks - breaksBefore),
      tookMs: clock.mono() - startedAt,
      fillsUpTo: fills.begunAt,
    })
    await settled()
    this.#lastCompletedAt = clock.mono()
    return { ok: true }
  }

  #failed(trigger: Trigger, why: string): ReconciliationResult {
    this.#desk.log.warn("reconciliation could not be completed; it will be tried again", { trigger, why })
    return { ok: false, why }
  }

  /** At a first start there is no past to compare: fills count from the moment the journal began. */
  #firstFillsFrom(): Millis {
    return this.#desk.facts().exchange?.at ?? this.#desk.facts().now
  }

  #isConfirmed(orderId: Order["orderId"]): boolean {
    const order = this.#desk.state.orders.get(orderId)
    return order !== undefined && (order.state === "Acknowledged" || order.state === "PartiallyFilled")
  }

  /** Confirmed orders here. At an interval only those that settled: what was placed this moment is the pushes' business. */
  #openConfirmed(trigger: Trigger, begunAt: Millis): Order[] {
    return [...this.#desk.state.open].flatMap((orderId) => {
      const order = this.#desk.state.orders.get(orderId)
      if (order === undefined || !this.#isConfirmed(orderId)) return []
      return trigger !== "interval" || this.#isSettled(order, begunAt) ? [order] : []
    })
  }

  /** Confirmed long enough before the read began that every read must show it, unless it ended. */
  #isSettled(order: Order, begunAt: Millis): boolean {
    const { now, exchange } = this.#desk.facts()
    const readAt = later(now, begunAt - (exchange?.at ?? begunAt))
    return later(order.acknowledgedAt ?? order.createdAt, SETTLING_MS) <= readAt
  }

  async #askMissing(missing: readonly Order[]): Promise<void> {
    const { state, gateway, feed, inquiries } = this.#desk
    const jobs = missing.map((was) => async () => {
      const order = state.orders.get(was.orderId)
      // It may have ended meanwhile by a push.
      if (order === undefined || !state.open.has(order.orderId)) return
      const { symbol, okxOrderId } = order
      const result = await gateway.reads.order({ symbol, ...(okxOrderId !== undefined && { okxOrderId }) })
      if (result.kind === "failed") return
      if (result.value !== undefined) {
        feed({ type: "OrderReport", source: "query", order: result.value, begunAt: result.begunAt })
      } else if (this.#isSettled(order, result.begunAt)) await inquiries.vanished(order)
    })
    await inParallel(jobs, CONCURRENT_MAX)
  }

  #baseline(
    balances: readonly { currency: string; total: Decimal }[],
    positions: readonly { symbol: Order["symbol"]; contracts: Decimal }[],
  ): void {
    if (this.#desk.state.baseline !== undefined) return
    this.#desk.feed({
      type: "SetBaseline",
      balances: balances.map(({ currency, total }) => ({ currency, amount: total })),
      positions: positions.map(({ symbol, contracts }) => ({ symbol, contracts })),
    })
  }
}
