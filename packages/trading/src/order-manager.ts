// The order manager of one account, as callers see it: commands in, answers once durable, orders and events out. It resolves references to orders and turns answers
// of the engine into receipts; the engine runs the turns, core decides.

import {
  type AccountId,
  type AmendTargets,
  type Balance,
  type Break,
  type BreakId,
  type Command,
  copyState,
  type Draft,
  type ExchangePosition,
  type Instrument,
  type Symbol as InstrumentSymbol,
  type LimitUse,
  limitUse,
  needsPriceToAmend,
  type Order,
  type OrderId,
  type OrderPreview,
  type OrderStats,
  orderIdsFrom,
  type PlaceOrder,
  type Price,
  previewPlace,
  type Refusal,
  requestIdFrom,
  type StateCopy,
  statsOf,
} from "@okx-oms/core"
import { AmendLine } from "./amend-line.ts"
import type { Answer, OrderRef, Receipt } from "./answers.ts"
import { OutcomeUnknown } from "./answers.ts"
import { closeManager } from "./close-manager.ts"
import { BATCH_MAX } from "./dispatch.ts"
import { Engine } from "./engine.ts"
import type { Published, SubscribeOptions } from "./event-hub.ts"
import type { WorkResult } from "./inbox.ts"
import type { LatencyHistograms, Performance } from "./latencies.ts"
import type { OnStop, OrderManagerConfig, OrderManagerDeps } from "./manager-config.ts"
import { type ManagerStatus, managerStatus } from "./manager-status.ts"
import type { OrderKey } from "./ports.ts"
import type { Comparison, ReconciliationResult } from "./reconciler.ts"

export interface CancelFilter {
  readonly symbol?: InstrumentSymbol
  readonly strategy?: string
}

/** How long an amendment waits for the one before it and for the rate budget. */
const AMEND_QUEUE_MS = 10_000
/** How long an order waits for a price where there is none, or only one that is too old. */
const PRICE_WAIT_MS = 2_000

export class OrderManager {
  readonly account: AccountId
  readonly #deps: OrderManagerDeps
  readonly #engine: Engine
  readonly #onStop: OnStop
  readonly #limits: OrderManagerConfig["limits"]
  readonly #amendLine: AmendLine
  #closing: Promise<void> | undefined

  constructor(config: OrderManagerConfig, deps: OrderManagerDeps) {
    this.account = config.account
    this.#deps = deps
    this.#onStop = config.onStop ?? "keep"
    this.#limits = config.limits
    this.#engine = new Engine(config, deps)
    const { state, news } = this.#engine
    this.#amendLine = new AmendLine({ ...deps, state, news, over: () => this.#engine.stopped !== undefined })
  }

  /** Replays the journal and connects. Throws JournalUnavailable or ExchangeUnavailable with advice. */
  start(): Promise<void> {
    return this.#engine.start()
  }

  /** Resolves true once the feed is up and the books were compared, false after timeoutMs. */
  whenReady(timeoutMs: number): Promise<boolean> {
    return this.#engine.whenOpen(timeoutMs)
  }

  /** Resolves once the order is durable (or refused); what OKX makes of it comes as events. Throws OutcomeUnknown when the manager stops meanwhile. */
  async submitOrder(order: PlaceOrder): Promise<Answer<Receipt>> {
    const serials = this.#engine.serials
    if (serials === undefined) return this.#notReady()
    const { latencies } = this.#engine
    const askedAtMs = latencies.now()
    await this.#priceOf(order.symbol)
    const ids = orderIdsFrom(serials.next())
    latencies.asked(ids.orderId, askedAtMs)
    const result = await this.#run({ type: "PlaceOrder", order, ids })
    const { refusal, replayOf } = result
    if (refusal === undefined) return this.#receipt(replayOf ?? ids.orderId, replayOf !== undefined)
    if (replayOf !== undefined) return { ok: false, refusal, orderId: replayOf, replayed: true }
    return this.#refused(refusal, ids.orderId)
  }

  /** What would become of the order now: every check of a placement with its numbers. Nothing is recorded and nothing is sent. */
  async previewOrder(order: PlaceOrder): Promise<OrderPreview> {
    await this.#priceOf(order.symbol)
    const { clientOrderId } = order
    const earlier = clientOrderId === undefined ? undefined : await this.getOrder({ clientOrderId })
    const { state } = this.#engine
    return this.#engine.durable(() => previewPlace(order, { state, facts: this.#engine.facts(), earlier }))
  }

  /** Each order is answered for itself; they share one turn when they fit. At most 20. */
  async submitBatch(orders: readonly PlaceOrder[]): Promise<readonly Answer<Receipt>[]> {
    if (orders.length > BATCH_MAX) {
      const refusal: Refusal = { code: "batch-too-large", path: "orders", count: orders.length, maximum: BATCH_MAX }
      return orders.map(() => ({ ok: false, refusal }))
    }
    return Promise.all(orders.map((order) => this.submitOrder(order)))
  }

  /** Resolves once the wish is durable and on its way; only OrderCancelled says that the order is cancelled. Idempotent. */
  async cancelOrder(ref: OrderRef, reason = "cancelled by the user"): Promise<Answer<Receipt>> {
    const serials = this.#engine.serials
    if (serials === undefined) return this.#notReady()
    // A cancel waits for nothing: it is decided in the next turn, after whatever it cancels has become durable.
    const order = this.#inMemory(ref) ?? (await this.getOrder(ref))
    if (order === undefined) return this.#notFound(ref)
    const { orderId } = order
    const requestId = requestIdFrom(serials.next())
    return this.#change(order, { type: "CancelOrder", orderId, requestId, reason })
  }

  /** Absolute targets: the new total quantity (filled part included) and the new price. Resolves once the wish is durable. */
  async amendOrder(ref: OrderRef, change: AmendTargets): Promise<Answer<Receipt>> {
    const serials = this.#engine.serials
    if (serials === undefined) return this.#notReady()
    const order = await this.getOrder(ref)
    if (order === undefined) return this.#notFound(ref)
    const { orderId } = order
    if (needsPriceToAmend(order, change)) await this.#priceOf(order.symbol)
    // One amendment of an order is under way at a time, and each takes from the rate budget: others wait here, not yet durable.
    if (!(await this.#amendLine.turn(orderId, AMEND_QUEUE_MS)))
      return { ok: false, refusal: { code: "amend-pending", orderId } }
    try {
      return await this.#change(order, {
        ...{ type: "AmendOrder", orderId, requestId: requestIdFrom(serials.next()) },
        ...change,
      })
    } finally {
      this.#amendLine.decided(orderId)
    }
  }

  /** Cancels our open orders that match; adopted orders are not touched. */
  async cancelAll(filter: CancelFilter = {}, reason = "cancel all"): Promise<readonly Answer<Receipt>[]> {
    const { open, orders } = this.#engine.state
    const active = [...open].flatMap((orderId) => orders.get(orderId) ?? [])
    const matching = active.filter((order) => {
      const symbol = filter.symbol === undefined || order.symbol === filter.symbol
      return (
        order.source === "command" && symbol && (filter.strategy === undefined || order.strategy === filter.strategy)
      )
    })
    return Promise.all(matching.map(({ orderId }) => this.cancelOrder({ orderId }, reason)))
  }

  /** By any id, closed orders of any age included. */
  async getOrder(ref: OrderRef): Promise<Order | undefined> {
    const known = await this.#engine.durable(() => this.#inMemory(ref))
    if (known !== undefined) return known
    const [found] = await this.#deps.journal.lookup(this.account, [keyOf(ref)])
    return found
  }

  /** Every order that is not terminal, adopted ones included, oldest first. */
  async getActiveOrders(): Promise<readonly Order[]> {
    const { state } = this.#engine
    return this.#engine.durable(() => [...state.open].flatMap((orderId) => state.orders.get(orderId) ?? []))
  }

  /** The whole of the books at one durable moment, for who encodes or reads them at leisure; costs references, not orders. */
  async getBooks(): Promise<StateCopy> {
    const { state } = this.#engine
    return this.#engine.durable(() => copyState(state))
  }

  /** Orders whose placement has an unknown outcome. */
  async getOrdersInDoubt(): Promise<readonly Order[]> {
    const { state } = this.#engine
    return this.#engine.durable(() => [...state.inDoubt].flatMap((orderId) => state.orders.get(orderId) ?? []))
  }

  async getStats(): Promise<OrderStats & { readonly seq: number }> {
    const { state } = this.#engine
    return this.#engine.durable(() => ({ ...statsOf(state), seq: state.seq }))
  }

  /** The limits of these symbols, and of every symbol with an open order or a position, and what of them is used. By name. */
  async getLimits(symbols: Iterable<InstrumentSymbol> = []): Promise<readonly LimitUse[]> {
    const { state } = this.#engine
    return this.#engine.durable(() => {
      const facts = this.#engine.facts()
      const wanted = new Set(symbols)
      for (const [symbol, { openOrders }] of state.exposures) if (openOrders > 0) wanted.add(symbol)
      for (const { symbol, contracts } of state.positions.values()) if (contracts.coefficient !== 0n) wanted.add(symbol)
      const instruments = [...wanted].sort().flatMap((symbol) => facts.instrument(symbol) ?? [])
      return instruments.map((instrument) => limitUse(instrument, { state, facts }))
    })
  }

  /** The same as counts in buckets, for histograms. */
  get latencies(): LatencyHistograms {
    return this.#engine.latencies
  }

  /** How long orders took since this start. */
  performance(): Performance {
    return this.#engine.latencies.summary()
  }

  /** Differences with OKX, newest last: all that are kept (at most 1,000 resolved ones), only open ones, or only resolved ones. */
  async getBreaks(which: "all" | "open" | "resolved" = "all"): Promise<readonly Break[]> {
    const { breaks } = this.#engine.state
    const belongs = ({ resolvedAt }: Break): boolean =>
      which === "all" || (which === "open") === (resolvedAt === undefined)
    return this.#engine.durable(() => [...breaks.values()].filter(belongs))
  }

  /** OKX's newest word, for display; the books are compared with it, not made of it. */
  getBalances(): readonly Balance[] {
    return this.#engine.market.balances()
  }

  getPositions(): readonly ExchangePosition[] {
    return this.#engine.market.positions()
  }

  instruments(): ReadonlyMap<InstrumentSymbol, Instrument> {
    return this.#deps.gateway.instruments()
  }

  lastPrice(symbol: InstrumentSymbol): { readonly price: Price; readonly ageMs: number } | undefined {
    return this.#engine.market.lastPrice(symbol, this.#deps.clock.mono())
  }

  /** The last price of a symbol, which is followed from now on; waited for at most 2 s when nobody followed it before. */
  async followPrice(symbol: InstrumentSymbol): Promise<{ readonly price: Price; readonly ageMs: number } | undefined> {
    await this.#priceOf(symbol)
    return this.lastPrice(symbol)
  }

  /** Every event from fromSeq on (default: from now), gap-free, or an explicit resync that ends the stream. */
  subscribeEvents(options: SubscribeOptions = {}): AsyncIterableIterator<Published> {
    return this.#engine.hub.subscribe(options)
  }

  /** Stops new orders (halt also ends what waits unsent); cancels still go out. */
  halt(mode: "halt" | "reduce-only", reason: string): Promise<Answer<{ readonly seq: number }>> {
    return this.#command({ type: "HaltTrading", mode, reason })
  }

  resume(reason: string): Promise<Answer<{ readonly seq: number }>> {
    return this.#command({ type: "ResumeTrading", reason })
  }

  resolveBreak(breakId: BreakId, resolution: string): Promise<Answer<{ readonly seq: number }>> {
    return this.#command({ type: "ResolveBreak", breakId, resolution })
  }

  /** Compares the books with OKX now. */
  startReconciliation(): Promise<ReconciliationResult> {
    return this.#engine.reconcile("demand")
  }

  /** The last comparisons since the start, newest first, those included that counted for nothing. */
  getComparisons(): readonly Comparison[] {
    return this.#engine.reconciler.recent
  }

  status(): ManagerStatus {
    return managerStatus(this.#engine, this.#deps)
  }

  /** Finishes what is under way, does with open orders what `onStop` says, keeps a snapshot. The gateway and the journal are closed by whoever made them. */
  close(): Promise<void> {
    this.#closing ??= closeManager(this.#engine, {
      onStop: this.#onStop,
      ...this.#deps,
      cancelAll: () => this.cancelAll({}, "the manager stops"),
    })
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /**
   * What the checks need. A symbol that nobody followed yet is followed from its first order on; one so quiet that OKX pushed nothing for long is asked for, in time
   * for the next order, and waited for where the price that is there is too old.
   */
  async #priceOf(symbol: InstrumentSymbol): Promise<void> {
    const known = this.lastPrice(symbol)
    const { lastPriceMaxAgeMs } = this.#limits(symbol)
    if (known !== undefined && known.ageMs <= lastPriceMaxAgeMs / 2) return
    if (!this.instruments().has(symbol)) return
    if (known === undefined) this.#deps.gateway.watch([symbol])
    else this.#deps.gateway.askPrice(symbol)
    if (known === undefined || known.ageMs > lastPriceMaxAgeMs) await this.#engine.news.of(symbol, PRICE_WAIT_MS)
  }

  #inMemory(ref: OrderRef): Order | undefined {
    const { state } = this.#engine
    const orderId =
      "orderId" in ref
        ? ref.orderId
        : "clientOrderId" in ref
          ? state.byClientOrderId.get(ref.clientOrderId)
          : "okxOrderId" in ref
            ? state.byOkxOrderId.get(ref.okxOrderId)
            : state.byClOrdId.get(ref.clOrdId)
    return orderId === undefined ? undefined : state.orders.get(orderId)
  }

  async #change(order: Order, command: Command): Promise<Answer<Receipt>> {
    // A closed order outside memory has nothing to decide: the journal's word on it is final enough to refuse.
    if (!this.#engine.state.orders.has(order.orderId)) {
      return { ok: false, refusal: { code: "order-closed", orderId: order.orderId, state: order.state } }
    }
    const result = await this.#run(command)
    return result.refusal === undefined ? this.#receipt(order.orderId, false) : { ok: false, refusal: result.refusal }
  }

  async #command(command: Command): Promise<Answer<{ readonly seq: number }>> {
    if (this.#engine.serials === undefined) return this.#notReady()
    const result = await this.#run(command)
    return result.refusal === undefined
      ? { ok: true, value: { seq: this.#engine.state.seq } }
      : { ok: false, refusal: result.refusal }
  }

  #run(input: Command): Promise<WorkResult> {
    return new Promise((resolve, reject) => {
      // Behind the cancels of a stop nothing new may come to rest, however long they take.
      const closing = input.type === "PlaceOrder" && this.#closing !== undefined ? "it is closing" : undefined
      const refusing = this.#engine.refusing ?? closing
      if (refusing !== undefined) return resolve({ refusal: { code: "manager-stopped", why: refusing } })
      const taken = this.#engine.offer({ input, done: resolve, failed: reject })
      if (!taken) resolve({ refusal: { code: "inbox-full", limit: this.#engine.inbox.limitOf(input) } })
    })
  }

  #receipt(orderId: OrderId, replayed: boolean): Answer<Receipt> {
    const { state } = this.#engine
    const order = state.orders.get(orderId)
    if (order === undefined) throw new OutcomeUnknown(`order ${orderId} left memory at once`)
    const { clientOrderId, pendingCancel } = order
    const value: Draft<Receipt> = {
      orderId,
      seq: state.seq,
      state: order.state,
      replayed,
      pendingCancel: pendingCancel !== undefined,
    }
    if (clientOrderId !== undefined) value.clientOrderId = clientOrderId
    return { ok: true, value }
  }

  /** A denied order is in the books; a malformed one is not. */
  #refused(refusal: Refusal, orderId: OrderId): Answer<never> {
    return this.#engine.state.orders.has(orderId) ? { ok: false, refusal, orderId } : { ok: false, refusal }
  }

  #notReady(): Answer<never> {
    const { refusing } = this.#engine
    if (refusing !== undefined) return { ok: false, refusal: { code: "manager-stopped", why: refusing } }
    return { ok: false, refusal: { code: "not-ready", why: "it is starting" } }
  }

  #notFound(ref: OrderRef): Answer<never> {
    return { ok: false, refusal: { code: "order-not-found", id: keyOf(ref).value } }
  }
}

function keyOf(ref: OrderRef): OrderKey {
  if ("orderId" in ref) return { kind: "orderId", value: ref.orderId }
  if ("clientOrderId" in ref) return { kind: "clientOrderId", value: ref.clientOrderId }
  if ("okxOrderId" in ref) return { kind: "okxOrderId", value: ref.okxOrderId }
  return { kind: "clOrdId", value: ref.clOrdId }
}
