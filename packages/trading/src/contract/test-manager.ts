// A whole manager in memory for its tests: clock, gateway and journal that a test holds in its hands, and the few words that most tests say. Not part of what other
// packages use.

import assert from "node:assert/strict"
import {
  type ClientOrderId,
  decimal,
  type OmsEvent,
  type Order,
  type OrderId,
  type PlaceOrder,
  parseAccountId,
  parseClientOrderId,
  parsePrice,
  parseQuantity,
  parseStrategyId,
  parseSymbol,
  type SymbolLimits,
} from "@okx-oms/core"
import type { Receipt } from "../answers.ts"
import type { OrderManagerConfig } from "../manager-config.ts"
import { OrderManager } from "../order-manager.ts"
import type { AppendResult, Journal, Log } from "../ports.ts"
import { MemoryClock } from "./memory-clock.ts"
import { MemoryGateway, type MemoryGatewayOptions } from "./memory-gateway.ts"
import { MemoryJournal } from "./memory-journal.ts"

export const ACCOUNT = parseAccountId("test")
export const BTC = parseSymbol("BTC-USDT")
export const ETH = parseSymbol("ETH-USDT")

const LIMITS: SymbolLimits = {
  maxOrderNotional: decimal("1000000000"),
  maxPositionNotional: decimal("1000000000"),
  maxOpenOrders: 100_000,
  priceCollar: decimal("0.9"),
  lastPriceMaxAgeMs: 2 ** 40,
}

const SILENT: Log = { info() {}, warn() {}, error() {} }

/** A journal whose appends a test can hold open, make fail, and look at. */
export class HeldJournal implements Journal {
  readonly inner: MemoryJournal
  /** The events of each append, in order. */
  readonly appends: (readonly OmsEvent[])[] = []
  #gate: Promise<void> | undefined
  #open: (() => void) | undefined
  #broken: Error | undefined

  constructor(inner = new MemoryJournal()) {
    this.inner = inner
  }

  /** Appends wait from now on until release(). */
  hold(): void {
    this.#gate = new Promise((resolve) => {
      this.#open = resolve
    })
  }

  release(): void {
    this.#open?.()
    this.#gate = undefined
  }

  /** The next append throws. */
  breakNext(error: Error): void {
    this.#broken = error
  }

  load(account: Parameters<Journal["load"]>[0]): ReturnType<Journal["load"]> {
    return this.inner.load(account)
  }

  async append(...args: Parameters<Journal["append"]>): Promise<AppendResult> {
    this.appends.push(args[3])
    await this.#gate
    const broken = this.#broken
    this.#broken = undefined
    if (broken !== undefined) throw broken
    return this.inner.append(...args)
  }

  read(...args: Parameters<Journal["read"]>): ReturnType<Journal["read"]> {
    return this.inner.read(...args)
  }

  lookup(...args: Parameters<Journal["lookup"]>): ReturnType<Journal["lookup"]> {
    return this.inner.lookup(...args)
  }

  saveSnapshot(...args: Parameters<Journal["saveSnapshot"]>): Promise<void> {
    return this.inner.saveSnapshot(...args)
  }

  close(): Promise<void> {
    return this.inner.close()
  }
}

export interface TestManagerOptions {
  readonly config?: Partial<OrderManagerConfig>
  readonly gateway?: Partial<MemoryGatewayOptions>
  /** What was there before: the exchange and the journal of an earlier manager. */
  readonly after?: TestManager
  /** False: not started. */
  readonly start?: boolean
}

export class TestManager {
  readonly clock: MemoryClock
  readonly gateway: MemoryGateway
  readonly journal: HeldJournal
  readonly manager: OrderManager
  /** Why the manager stopped by itself. */
  readonly stops: string[] = []

  private constructor(options: TestManagerOptions) {
    const { after } = options
    this.clock = after?.clock ?? new MemoryClock()
    this.gateway =
      after === undefined ? new MemoryGateway({ clock: this.clock, ...options.gateway }) : after.gateway.reborn()
    this.journal = new HeldJournal(after?.journal.inner.crash("kept"))
    const config: OrderManagerConfig = {
      account: ACCOUNT,
      newTag: () => "testtag",
      limits: () => LIMITS,
      onStopped: (why) => this.stops.push(why),
      ...options.config,
    }
    this.manager = new OrderManager(config, {
      journal: this.journal,
      gateway: this.gateway,
      clock: this.clock,
      log: SILENT,
    })
  }

  /** Started, compared and ready, unless told otherwise. */
  static async start(options: TestManagerOptions = {}): Promise<TestManager> {
    const desk = new TestManager(options)
    if (options.start === false) return desk
    await desk.during(desk.manager.start())
    await desk.clock.advance(100)
    return desk
  }

  /** The result of something that needs time to pass, at most ten minutes of it. */
  async during<Value>(work: Promise<Value>): Promise<Value> {
    let done = false
    const watched = work.finally(() => {
      done = true
    })
    // Its failure is the caller's; here it only must not count as unheard.
    watched.catch(() => undefined)
    for (let step = 0; !done; step++) {
      if (step >= 60_000) throw new Error("ten minutes passed without an end")
      await this.clock.advance(step < 1_000 ? 1 : 10)
    }
    return watched
  }

  wish(change: Partial<PlaceOrder> = {}): PlaceOrder {
    return {
      strategy: parseStrategyId("manual"),
      symbol: BTC,
      side: "buy",
      type: "limit",
      quantity: parseQuantity("1"),
      ...(change.type !== "market" && { price: parsePrice("100") }),
      ...change,
    }
  }

  /** Placed and durable; what OKX makes of it needs time. */
  async submit(change: Partial<PlaceOrder> = {}): Promise<Receipt> {
    const answer = this.manager.submitOrder(this.wish(change))
    await this.clock.rest()
    const told = await answer
    assert.ok(told.ok, told.ok ? "" : told.refusal.code)
    return told.value
  }

  /** Placed, and OKX has said that it rests. */
  async resting(change: Partial<PlaceOrder> = {}): Promise<Order> {
    const { orderId } = await this.submit(change)
    await this.clock.advance(50)
    const order = await this.order(orderId)
    assert.equal(order.state, "Acknowledged")
    return order
  }

  async order(orderId: OrderId): Promise<Order> {
    const order = await this.manager.getOrder({ orderId })
    assert.ok(order !== undefined, `order ${orderId} is known`)
    return order
  }

  async state(orderId: OrderId): Promise<string> {
    return (await this.order(orderId)).state
  }

  /** Every event of the journal. */
  async events(): Promise<OmsEvent[]> {
    const events: OmsEvent[] = []
    for await (const run of this.journal.read(ACCOUNT, 1)) events.push(...run)
    return events
  }

  async typesOf(orderId: OrderId): Promise<string[]> {
    return (await this.events())
      .filter((event) => "orderId" in event && event.orderId === orderId)
      .map(({ type }) => type)
  }
}

export function clientId(text: string): ClientOrderId {
  return parseClientOrderId(text)
}
