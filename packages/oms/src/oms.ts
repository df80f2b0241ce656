// An open order manager with all that it needs: its journal, its connection to OKX and the manager itself, opened and closed together. The operations are the
// manager's; added here are plain strings for placing, pages of history, and waiting for an order's end. What returns a promise never throws at
// once: a mistake in one of many orders must not cost the receipts of those that were sent.

import {
  type AccountId,
  type Balance,
  type Break,
  type BreakId,
  type ExchangePosition,
  type Instrument,
  type Symbol as InstrumentSymbol,
  isTerminal,
  type LimitUse,
  type OmsEvent,
  type Order,
  type OrderPreview,
  type OrderStats,
  type PlaceOrder,
  type PlaceOrderText,
  type Price,
  placeOrderFrom,
  type StateCopy,
  type SymbolLimits,
} from "@okx-oms/core"
import type {
  Answer,
  Comparison,
  EventQuery,
  ExchangeGateway,
  FillQuery,
  FillRow,
  History,
  Journal,
  LatencyHistograms,
  ManagerStatus,
  MarketReads,
  OrderManager,
  OrderQuery,
  Page,
  Performance,
  Published,
  Receipt,
  ReconciliationResult,
  SubscribeOptions,
  WireMessages,
} from "@okx-oms/trading"
import type { Mode } from "./settings.ts"
import {
  type CancelFilterText,
  type ChangeText,
  cancelFilterFrom,
  changeFrom,
  type OrderRefText,
  orderFrom,
  orderRefFrom,
} from "./text.ts"

export interface OmsParts {
  readonly mode: Mode
  readonly durability: string
  readonly manager: OrderManager
  readonly journal: Journal & History
  readonly gateway: ExchangeGateway & { readonly market: MarketReads; readonly wire: WireMessages }
  /** Limits of symbols without their own, and the symbols whose limits are shown in any case. */
  readonly limits: { readonly common: SymbolLimits; readonly symbols: readonly InstrumentSymbol[] }
}

/** The limits in force and what is used of them. */
export interface LimitsInForce {
  readonly common: SymbolLimits
  readonly symbols: readonly LimitUse[]
}

export interface OmsStatus extends ManagerStatus {
  /** How an append becomes durable, in the journal's words. */
  readonly durability: string
}

type Sequenced = { readonly seq: number }

/** Orders on a page of history when the caller does not say. */
const HISTORY_PAGE = 100
/** Between two looks at an order of a manager that publishes no more. */
const CLOSED_POLL_MS = 50

export class Oms {
  readonly mode: Mode
  readonly account: AccountId
  /** Pages of orders, fills and events, of any age. */
  readonly history: History
  /** Books, trades, candles and fee rates, for display: they yield to everything that orders need. */
  readonly market: MarketReads
  /** What was said about orders lately, as it was on the wire. */
  readonly wire: WireMessages
  readonly #parts: OmsParts
  readonly #manager: OrderManager
  #closing: Promise<void> | undefined

  constructor(parts: OmsParts) {
    this.mode = parts.mode
    this.account = parts.manager.account
    this.history = parts.journal
    this.market = parts.gateway.market
    this.wire = parts.gateway.wire
    this.#parts = parts
    this.#manager = parts.manager
  }

  /** Places an order written in plain strings. Rejects with InvalidValue, which names a field that cannot be. */
  async placeOrder(order: PlaceOrderText): Promise<Answer<Receipt>> {
    return this.submitOrder(placeOrderFrom(order))
  }

  /** See OrderManager.submitOrder. */
  async submitOrder(order: PlaceOrder): Promise<Answer<Receipt>> {
    return this.#manager.submitOrder(order)
  }

  async submitBatch(orders: readonly PlaceOrder[]): Promise<readonly Answer<Receipt>[]> {
    return this.#manager.submitBatch(orders)
  }

  /** What would become of the order now; nothing is recorded and nothing is sent. */
  async previewOrder(order: PlaceOrder | PlaceOrderText): Promise<OrderPreview> {
    return this.#manager.previewOrder(orderFrom(order))
  }

  /** See OrderManager.cancelOrder: accepted is not cancelled; follow the events or untilClosed. */
  async cancelOrder(ref: OrderRefText, reason?: string): Promise<Answer<Receipt>> {
    return this.#manager.cancelOrder(orderRefFrom(ref), reason)
  }

  /** See OrderManager.amendOrder: durable is not amended; follow the events or until. */
  async amendOrder(ref: OrderRefText, change: ChangeText): Promise<Answer<Receipt>> {
    return this.#manager.amendOrder(orderRefFrom(ref), changeFrom(change))
  }

  /** Ours that fit the filter, each answered for itself. */
  async cancelAll(filter: CancelFilterText = {}): Promise<readonly Answer<Receipt>[]> {
    return this.#manager.cancelAll(cancelFilterFrom(filter))
  }

  async getOrder(ref: OrderRefText): Promise<Order | undefined> {
    return this.#manager.getOrder(orderRefFrom(ref))
  }

  async getActiveOrders(): Promise<readonly Order[]> {
    return this.#manager.getActiveOrders()
  }

  async getOrdersInDoubt(): Promise<readonly Order[]> {
    return this.#manager.getOrdersInDoubt()
  }

  /** See OrderManager.getBooks. */
  async getBooks(): Promise<StateCopy> {
    return this.#manager.getBooks()
  }

  /** Orders of any age and state, newest first, by pages; history has fills and events too. */
  async getHistory(query: Partial<Omit<OrderQuery, "account">> = {}): Promise<Page<Order>> {
    return this.history.orders({ limit: HISTORY_PAGE, ...query, account: this.account })
  }

  /** Executions, newest first, by pages; of one order when `orderId` is given. */
  async getFills(query: Partial<Omit<FillQuery, "account">> = {}): Promise<Page<FillRow>> {
    return this.history.fills({ limit: HISTORY_PAGE, ...query, account: this.account })
  }

  /** Every event of one order, oldest first, by pages; undefined when the order is not known. */
  async getTimeline(
    ref: OrderRefText,
    query: Partial<Pick<EventQuery, "cursor" | "limit">> = {},
  ): Promise<Page<OmsEvent> | undefined> {
    const order = await this.getOrder(ref)
    if (order === undefined) return undefined
    return this.history.events({ limit: HISTORY_PAGE, ...query, account: this.account, orderId: order.orderId })
  }

  async getStats(): Promise<OrderStats & Sequenced> {
    return this.#manager.getStats()
  }

  /** The configured symbols and every one with an open order or a position; or only the one that is named. */
  async getLimits(symbol?: InstrumentSymbol): Promise<LimitsInForce> {
    const { common, symbols } = this.#parts.limits
    const uses = await this.#manager.getLimits(symbol === undefined ? symbols : [symbol])
    return { common, symbols: symbol === undefined ? uses : uses.filter((use) => use.symbol === symbol) }
  }

  /** The same as performance() as counts in buckets, for histograms. */
  get latencies(): LatencyHistograms {
    return this.#manager.latencies
  }

  /** How long orders took since this start, and how many there were. */
  performance(): Performance {
    return this.#manager.performance()
  }

  async getBreaks(which: "all" | "open" | "resolved" = "all"): Promise<readonly Break[]> {
    return this.#manager.getBreaks(which)
  }

  getBalances(): readonly Balance[] {
    return this.#manager.getBalances()
  }

  getPositions(): readonly ExchangePosition[] {
    return this.#manager.getPositions()
  }

  instruments(): ReadonlyMap<InstrumentSymbol, Instrument> {
    return this.#manager.instruments()
  }

  lastPrice(symbol: InstrumentSymbol): { readonly price: Price; readonly ageMs: number } | undefined {
    return this.#manager.lastPrice(symbol)
  }

  /** The same of a symbol that is followed from now on; waits at most 2 s for its first price. */
  async followPrice(symbol: InstrumentSymbol): Promise<{ readonly price: Price; readonly ageMs: number } | undefined> {
    return this.#manager.followPrice(symbol)
  }

  subscribeEvents(options: SubscribeOptions = {}): AsyncIterableIterator<Published> {
    return this.#manager.subscribeEvents(options)
  }

  async halt(mode: "halt" | "reduce-only", reason: string): Promise<Answer<Sequenced>> {
    return this.#manager.halt(mode, reason)
  }

  async resume(reason: string): Promise<Answer<Sequenced>> {
    return this.#manager.resume(reason)
  }

  async resolveBreak(breakId: BreakId, resolution: string): Promise<Answer<Sequenced>> {
    return this.#manager.resolveBreak(breakId, resolution)
  }

  async startReconciliation(): Promise<ReconciliationResult> {
    return this.#manager.startReconciliation()
  }

  /** The last comparisons since the start, newest first, those included that counted for nothing. */
  getComparisons(): readonly Comparison[] {
    return this.#manager.getComparisons()
  }

  /** True once placements may leave; false after timeoutMs. */
  async whenReady(timeoutMs: number): Promise<boolean> {
    return this.#manager.whenReady(timeoutMs)
  }

  status(): OmsStatus {
    return { ...this.#manager.status(), durability: this.#parts.durability }
  }

  /** The order once it is terminal, or as it stands after timeoutMs; undefined when it is not known. */
  async untilClosed(ref: OrderRefText, timeoutMs: number): Promise<Order | undefined> {
    return this.until(ref, ({ state }) => isTerminal(state), timeoutMs)
  }

  /** The order once it is as wanted, or terminal, or as it stands after timeoutMs; undefined when it is not known. */
  async until(ref: OrderRefText, wanted: (order: Order) => boolean, timeoutMs: number): Promise<Order | undefined> {
    const giveUpAt = performance.now() + timeoutMs
    for (;;) {
      // Read before the order, so that no event between the two is missed.
      const { seq } = this.status()
      const order = await this.getOrder(ref)
      const restMs = giveUpAt - performance.now()
      if (order === undefined || wanted(order) || isTerminal(order.state) || restMs <= 0) return order
      await this.#newsAfter(seq, restMs)
    }
  }

  /** Finishes what is under way and closes connection and journal. Orders at OKX stay as they are, unless `onStop` says otherwise. */
  close(): Promise<void> {
    this.#closing ??= this.#closeParts()
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** Resolves at the first event after seq, at a resync, when the manager closes, or after timeoutMs. */
  async #newsAfter(seq: number, timeoutMs: number): Promise<void> {
    const events = this.subscribeEvents({ fromSeq: seq + 1 })
    const timer = setTimeout(() => void events.return?.(), timeoutMs)
    const { done } = await events.next()
    clearTimeout(timer)
    await events.return?.()
    // A closed stream answers at once for ever: then only time is left to wait for.
    if (done === true) await new Promise((resolve) => setTimeout(resolve, Math.min(timeoutMs, CLOSED_POLL_MS)))
  }

  async #closeParts(): Promise<void> {
    const { manager, gateway, journal } = this.#parts
    try {
      await manager.close()
    } finally {
      await gateway.close()
      await journal.close()
    }
  }
}
