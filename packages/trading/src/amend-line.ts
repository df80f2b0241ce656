// Amendments that wait for their turn, not yet durable: of one order one is under way at a time, and each takes a place of the rate budget. Whoever may go is
// woken and nobody else: the first of an order when the one before it has its final word, and of the orders of a symbol the first for which there is room.

import { type AccountState, isTerminal, later, type Millis, type Order, type OrderId, type Symbol } from "@okx-oms/core"
import type { News } from "./news.ts"
import type { Clock, ExchangeGateway } from "./ports.ts"

interface Desk {
  readonly state: Pick<AccountState, "orders">
  readonly gateway: Pick<ExchangeGateway, "takeBudget">
  readonly clock: Pick<Clock, "mono" | "timer">
  readonly news: Pick<News, "watch">
  /** Nothing new is decided any more. */
  readonly over: () => boolean
}

/** The amendments of one order that wait, oldest first. */
interface Line {
  readonly waiting: Set<(mayGo: boolean) => void>
  readonly unwatch: () => void
  /** The first waits for nothing but the rate budget of this symbol. */
  wants?: Symbol
}

/** Orders whose first waits for nothing but the rate budget, oldest first. */
interface Wanting {
  readonly orders: Set<OrderId>
  stopTimer: () => void
}

export class AmendLine {
  readonly #desk: Desk
  readonly #lines = new Map<OrderId, Line>()
  /** Orders with an amendment that may go and whose outcome is not durable yet. */
  readonly #deciding = new Set<OrderId>()
  readonly #wanting = new Map<Symbol, Wanting>()

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /**
   * True once an amendment of the order may be decided: its place in the budget is taken, unless there is nothing to amend any more. decided() has to follow.
   * False after waitMs, or when all is over.
   */
  turn(orderId: OrderId, waitMs: number): Promise<boolean> {
    if (!this.#lines.has(orderId) && this.#goesAtOnce(orderId)) return Promise.resolve(true)
    return new Promise((resolve) => {
      const go = (mayGo: boolean): void => {
        stopTimer()
        this.#leave(orderId, go)
        if (mayGo) this.#deciding.add(orderId)
        resolve(mayGo)
      }
      const stopTimer = this.#desk.clock.timer(waitMs, () => go(false))
      this.#lineOf(orderId).waiting.add(go)
      this.#look(orderId)
    })
  }

  /** The outcome of the amendment whose turn it was is durable: the next may look. */
  decided(orderId: OrderId): void {
    this.#deciding.delete(orderId)
    this.#look(orderId)
  }

  #goesAtOnce(orderId: OrderId): boolean {
    const order = this.#free(orderId)
    if (order === "busy") return false
    if (order !== "moot" && (this.#wanting.has(order.symbol) || this.#taken(order.symbol) !== true)) return false
    this.#deciding.add(orderId)
    return true
  }

  /** The order when nothing of it is under way; moot when it can be amended no more, which is for the books to say. */
  #free(orderId: OrderId): Order | "busy" | "moot" {
    if (this.#deciding.has(orderId)) return "busy"
    const order = this.#desk.state.orders.get(orderId)
    if (order === undefined || isTerminal(order.state)) return "moot"
    return order.pendingAmend === undefined ? order : "busy"
  }

  /** True when a place is taken, else the monotonic time to ask again: at least a millisecond on, lest a budget that is late with its word keep us busy. */
  #taken(symbol: Symbol): true | Millis {
    const { gateway, clock } = this.#desk
    const budget = gateway.takeBudget({ operation: "amend", symbol, count: 1 })
    if (budget.ok) return true
    const soonest = later(clock.mono(), 1)
    return budget.retryAt > soonest ? budget.retryAt : soonest
  }

  /** What has become possible for those who wait for this order. */
  #look(orderId: OrderId): void {
    const line = this.#lines.get(orderId)
    if (line === undefined) return
    const order = this.#free(orderId)
    if (this.#desk.over()) for (const go of [...line.waiting]) go(false)
    else if (order === "moot") for (const go of [...line.waiting]) go(true)
    else if (order !== "busy" && line.wants === undefined) this.#want(line, order)
  }

  #want(line: Line, { orderId, symbol }: Order): void {
    line.wants = symbol
    const wanting = this.#wanting.get(symbol)
    // Whoever waits already is woken when there is room, and this one after them.
    if (wanting !== undefined) {
      wanting.orders.add(orderId)
      return
    }
    this.#wanting.set(symbol, { orders: new Set([orderId]), stopTimer: () => undefined })
    this.#spend(symbol)
  }

  /** Lets go as many as there is room for; the others when there is again. */
  #spend(symbol: Symbol): void {
    const wanting = this.#wanting.get(symbol)
    for (const orderId of wanting?.orders ?? []) {
      const taken = this.#taken(symbol)
      if (taken !== true) {
        const waitMs = Math.max(1, taken - this.#desk.clock.mono())
        if (wanting !== undefined) wanting.stopTimer = this.#desk.clock.timer(waitMs, () => this.#spend(symbol))
        return
      }
      const line = this.#lines.get(orderId)
      if (line !== undefined) this.#wantsNoMore(orderId, line)
      const [first] = line?.waiting ?? []
      first?.(true)
    }
  }

  #wantsNoMore(orderId: OrderId, line: Line): void {
    const wanting = line.wants === undefined ? undefined : this.#wanting.get(line.wants)
    if (line.wants === undefined || wanting === undefined) return
    wanting.orders.delete(orderId)
    if (wanting.orders.size === 0) {
      wanting.stopTimer()
      this.#wanting.delete(line.wants)
    }
    delete line.wants
  }

  #lineOf(orderId: OrderId): Line {
    const known = this.#lines.get(orderId)
    if (known !== undefined) return known
    const line: Line = { waiting: new Set(), unwatch: this.#desk.news.watch(orderId, () => this.#look(orderId)) }
    this.#lines.set(orderId, line)
    return line
  }

  #leave(orderId: OrderId, go: (mayGo: boolean) => void): void {
    const line = this.#lines.get(orderId)
    line?.waiting.delete(go)
    if (line === undefined || line.waiting.size > 0) return
    this.#wantsNoMore(orderId, line)
    line.unwatch()
    this.#lines.delete(orderId)
  }
}
