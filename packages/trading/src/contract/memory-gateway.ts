// The exchange gateway in memory: what the manager's tests and the simulator send to. It keeps what was sent, does with each request what it was told, pushes of
// its own accord or only when told, and reads from its own books, late or not at all when told. Nothing in it is random; time is the clock's.

import {
  type Balance,
  decimal,
  type ExchangeInput,
  type ExchangeOrder,
  type ExchangePosition,
  type ExchangeTime,
  type Instrument,
  later,
  type Millis,
  millis,
  type OrderId,
  parsePrice,
  type RequestId,
  type RequestOutcome,
  type Symbol,
} from "@okx-oms/core"
import type {
  DeadManAnswer,
  ExchangeGateway,
  ExchangeReads,
  ExchangeRequest,
  GatewayStatus,
  Placement,
  ReadResult,
} from "../ports.ts"
import type { MemoryClock } from "./memory-clock.ts"
import { isLive, MemoryExchange, type Naming } from "./memory-exchange.ts"
import type { Fate } from "./memory-fate.ts"
import { MEMORY_INSTRUMENTS } from "./memory-instruments.ts"

export interface MemoryGatewayOptions {
  readonly clock: MemoryClock
  readonly instruments?: readonly Instrument[]
  /** The exchange's clock minus the wall's; default 1,000. */
  readonly aheadMs?: number
  /** Half a round trip; default 100. Undefined cannot be known: use `clockKnown`. */
  readonly uncertaintyMs?: number
  /** From sending to doing, and from doing to the answer; default 10 each. */
  readonly travelMs?: number
  /** The exchange to speak to; default a new one. */
  readonly exchange?: MemoryExchange
}

type Read = keyof ExchangeReads

export class MemoryGateway implements ExchangeGateway {
  readonly exchange: MemoryExchange
  /** Every request that was sent, in order. */
  readonly sent: ExchangeRequest[] = []
  readonly watched = new Set<Symbol>()
  readonly reads: ExchangeReads
  /** Every read that was asked for, in order. */
  readonly asked: Read[] = []
  /** Reads that fail while they are here. */
  readonly failing = new Set<Read>()
  /** Placements that may still leave; budgets come back only when set. */
  budget = Number.POSITIVE_INFINITY
  /** When to ask for budget again, from now. */
  budgetAgainMs = 500
  /** Whether the private feed tells what happens. */
  pushing = true
  /** Whether reads tell executions; else they answer in full and show none. */
  tellsFills = true
  /** Why the connection was to be replaced, each time. */
  readonly reconnects: string[] = []
  /** Whether a new connection tells again what the old one kept to itself. */
  heals = false
  /** Whether the exchange takes words to its dead-man's switch. */
  deadManWorks = true
  /** Every word to the switch, in order. */
  readonly deadManHeard: { readonly timeoutS: number; readonly tag: string; readonly at: Millis }[] = []
  /** Whether the exchange's clock is known. */
  clockKnown = true
  unwell = false
  transport: "ws" | "rest" = "ws"
  /** Reads show the books as they were so long ago. */
  readLagMs = 0
  readTakesMs = 5
  /** From sending to doing, and from doing to the answer. */
  travelMs: number
  uncertaintyMs: number
  balances: readonly Balance[]
  positions: readonly ExchangePosition[] = []
  readonly #clock: MemoryClock
  readonly #aheadMs: number
  readonly #prices = new Map<Symbol, string>()
  readonly #instruments: ReadonlyMap<Symbol, Instrument>
  readonly #fates: Record<ExchangeRequest["type"], Fate[]> = { place: [], cancel: [], amend: [] }
  /** Sent and not answered, for good or for now. */
  readonly #unanswered = new Set<{ readonly request: ExchangeRequest; readonly orderId: OrderId }>()
  #sink: ((input: ExchangeInput) => void) | undefined
  #feed: "down" | "up" = "down"
  #closed = false
  #disarm: () => void = () => {}

  constructor(options: MemoryGatewayOptions) {
    this.#clock = options.clock
    this.#aheadMs = options.aheadMs ?? 1_000
    this.travelMs = options.travelMs ?? 10
    this.uncertaintyMs = options.uncertaintyMs ?? 100
    this.#instruments = new Map((options.instruments ?? MEMORY_INSTRUMENTS).map((one) => [one.symbol, one]))
    this.exchange = options.exchange ?? new MemoryExchange(() => this.now)
    this.reads = this.#makeReads()
    const updatedAt = later(this.now, -60_000)
    this.balances = ["BTC", "ETH", "USDT"].map((currency) => ({
      ...{ currency, total: decimal("1000000"), available: decimal("1000000"), updatedAt },
    }))
  }

  /** The exchange's true time. */
  get now(): Millis {
    return later(this.#clock.wall(), this.#aheadMs)
  }

  // ---- the port --------------------------------------------------------------------------------------------------------------

  async start(sink: (input: ExchangeInput) => void): Promise<void> {
    this.#sink = sink
    for (const { symbol } of this.#instruments.values()) this.price(symbol, "100")
    this.tell({ type: "BalanceReport", balances: this.balances })
    this.tell({ type: "PositionReport", positions: this.positions })
    this.feedUp()
  }

  instruments(): ReadonlyMap<Symbol, Instrument> {
    return this.#instruments
  }

  watch(symbols: readonly Symbol[]): void {
    for (const symbol of symbols) this.watched.add(symbol)
  }

  askPrice(symbol: Symbol): void {
    this.#after(this.travelMs, () => this.price(symbol, this.#prices.get(symbol) ?? "100"))
  }

  exchangeTime(): ExchangeTime | undefined {
    return this.clockKnown ? { at: this.now, uncertaintyMs: this.uncertaintyMs } : undefined
  }

  transportFor(_symbol: Symbol): "ws" | "rest" {
    return this.transport
  }

  takeBudget({ count }: { readonly count: number }): { ok: true } | { ok: false; retryAt: Millis } {
    if (count > this.budget) return { ok: false, retryAt: later(this.#clock.mono(), this.budgetAgainMs) }
    this.budget -= count
    return { ok: true }
  }

  send(...requests: readonly ExchangeRequest[]): void {
    for (const request of requests) this.#send(request)
  }

  #send(request: ExchangeRequest): void {
    this.sent.push(request)
    if (this.#closed) {
      for (const orderId of ordersOf(request)) this.#answer(request, orderId, { kind: "not-sent", message: "closed" })
      return
    }
    const sent = ordersOf(request).map((orderId) => ({
      item: { request, orderId },
      fate: this.#fates[request.type].shift() ?? "done",
    }))
    for (const { item } of sent) this.#unanswered.add(item)
    this.#after(this.travelMs, () => {
      for (const { item, fate } of sent) this.#arrive(item, fate)
    })
  }

  reconnect(reason: string): void {
    if (this.#feed === "down") return
    this.reconnects.push(reason)
    this.#after(this.travelMs, () => {
      if (this.#feed === "down") return
      if (this.heals) this.pushing = true
      this.feedUp()
    })
  }

  async deadMan({ timeoutS, tag }: Parameters<ExchangeGateway["deadMan"]>[0]): Promise<DeadManAnswer> {
    await new Promise<void>((resolve) => this.#after(this.travelMs, resolve))
    if (this.#closed || !this.deadManWorks) return { ok: false, code: "50001", message: "unavailable" }
    this.deadManHeard.push({ timeoutS, tag, at: this.now })
    this.#disarm()
    this.#disarm = () => {}
    if (timeoutS === 0) return { ok: true }
    // The exchange fires whatever has become of us.
    this.#disarm = this.#clock.timer(timeoutS * 1_000, () => {
      for (const order of this.exchange.open()) if (order.tag === tag) this.cancelThere(order, "20")
    })
    return { ok: true, triggersAt: later(this.now, timeoutS * 1_000) }
  }

  troubled(): boolean {
    return this.unwell
  }

  status(): GatewayStatus {
    const troubled = this.unwell
    const rateBudget = { place: { left: this.budget, limit: 60 } }
    return { privateFeed: this.#feed, publicFeed: this.#feed, troubled, rateBudget, clockOffsetMs: -this.#aheadMs }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#feed = "down"
    for (const { request, orderId } of this.#unanswered) {
      this.#answer(request, orderId, { kind: "unknown", code: "closed", message: "closed before the answer" })
    }
    this.#unanswered.clear()
  }

  /** A new gateway to the same exchange, as after a restart of ours; this one is closed and says nothing more. */
  reborn(): MemoryGateway {
    this.#closed = true
    this.#sink = undefined
    const clock = this.#clock
    return new MemoryGateway({ clock, aheadMs: this.#aheadMs, travelMs: this.travelMs, exchange: this.exchange })
  }

  // ---- what a test does -------------------------------------------------------------------------------------------------------

  /** The next requests of this kind, one by one, meet these fates; after them everything is done again. In a batch each order has its own. */
  next(type: ExchangeRequest["type"], ...fates: readonly Fate[]): void {
    this.#fates[type].push(...fates)
  }

  tell(input: ExchangeInput): void {
    if (!this.#closed) this.#sink?.(input)
  }

  feedUp(): void {
    this.#feed = "up"
    this.tell({ type: "FeedUp" })
  }

  feedDown(reason = "the connection was lost"): void {
    this.#feed = "down"
    this.tell({ type: "FeedDown", reason })
  }

  price(symbol: Symbol, lastPrice: string): void {
    this.#prices.set(symbol, lastPrice)
    this.tell({ type: "PriceReport", symbol, lastPrice: parsePrice(lastPrice), at: this.now })
  }

  /** Pushes the order as it is now. */
  push(naming: Naming): void {
    const order = this.exchange.find(naming)
    if (order !== undefined) this.tell({ type: "OrderReport", source: "push", order })
  }

  /** An execution at the exchange, pushed when the feed tells. */
  fill(naming: Naming, quantity: string, options: { readonly price?: string } = {}): void {
    const { order, fill } = this.exchange.fill(naming, quantity, options)
    this.#pushed({ ...order, fill })
  }

  /** Somebody cancels at the exchange. */
  cancelThere(naming: Naming, cancelSource?: string): void {
    const order = this.exchange.cancel(naming, cancelSource)
    if (order !== undefined) this.#pushed(order)
  }

  /** Somebody places at the exchange, without us. */
  placeThere(placement: Parameters<MemoryExchange["place"]>[0]): ExchangeOrder {
    const order = this.exchange.place(placement)
    this.#pushed(order)
    return order
  }

  /** The placements that were sent, batches taken apart. */
  get placed(): readonly Placement[] {
    return this.sent.flatMap((request) => (request.type === "place" ? request.orders : []))
  }

  // ---- inside ----------------------------------------------------------------------------------------------------------------

  #arrive(item: { readonly request: ExchangeRequest; readonly orderId: OrderId }, fate: Fate): void {
    if (this.#closed) return
    const { request, orderId } = item
    const outcome = this.#outcomeOf(request, orderId, fate)
    if (outcome === undefined) return
    this.#after(this.travelMs, () => {
      if (this.#unanswered.delete(item)) this.#answer(request, orderId, outcome)
    })
  }

  /** Does what the fate says and gives the answer; undefined when none comes. */
  #outcomeOf(request: ExchangeRequest, orderId: OrderId, fate: Fate): RequestOutcome | undefined {
    if (typeof fate === "object" && "unknown" in fate)
      return { kind: "unknown", code: fate.unknown, message: "unclear" }
    if (typeof fate === "object") {
      return { kind: "refused", code: fate.refused, message: "refused", retryable: fate.retryable ?? false }
    }
    switch (fate) {
      case "vanishes":
        return undefined
      case "not sent":
        return { kind: "not-sent", message: "no connection" }
      case "unknown, not done":
        return { kind: "unknown", code: "50004", message: "timeout" }
      case "unknown":
        this.#do(request, orderId)
        return { kind: "unknown", code: "50004", message: "timeout" }
      case "lost":
        this.#do(request, orderId)
        return undefined
      case "done":
        return this.#do(request, orderId)
    }
  }

  #do(request: ExchangeRequest, orderId: OrderId): RequestOutcome {
    const expired = request.type !== "cancel" && this.now > request.expiresAt
    if (expired) return { kind: "refused", code: "50036", message: "the request came after expTime", retryable: false }
    switch (request.type) {
      case "place": {
        const placement = request.orders.find((one) => one.orderId === orderId)
        if (placement === undefined) throw new Error(`${orderId} is not in its request`)
        return this.#accepted(this.exchange.place(placement), "51000")
      }
      case "cancel":
        return this.#accepted(this.exchange.cancel(request.target), "51400")
      case "amend": {
        const { requestId, price, quantity } = request
        const amended = this.exchange.amend(request.target, { ...(price && { price }), ...(quantity && { quantity }) })
        if (amended === undefined) return this.#accepted(undefined, "51503")
        return this.#accepted({ ...amended, amend: { requestId, result: "done", code: "0", message: "" } }, "51503")
      }
    }
  }

  #accepted(order: ExchangeOrder | undefined, otherwise: string): RequestOutcome {
    if (order === undefined) return { kind: "refused", code: otherwise, message: "nothing rests", retryable: false }
    this.#pushed(order)
    return { kind: "accepted", okxOrderId: order.okxOrderId }
  }

  #pushed(order: ExchangeOrder): void {
    if (!this.pushing || this.#feed === "down") return
    this.#after(this.travelMs, () => {
      if (this.#feed === "up") this.tell({ type: "OrderReport", source: "push", order })
    })
  }

  #answer(request: ExchangeRequest, orderId: OrderId, outcome: RequestOutcome): void {
    const requestId: RequestId = request.requestId
    const type = ({ place: "PlaceReply", cancel: "CancelReply", amend: "AmendReply" } as const)[request.type]
    this.#sink?.({ type, orderId, requestId, outcome })
  }

  #after(delayMs: number, run: () => void): void {
    this.#clock.timer(delayMs, run)
  }

  #makeReads(): ExchangeReads {
    return {
      order: (target) => this.#read("order", (asOf) => this.exchange.find(target, asOf)),
      openOrders: () => this.#read("openOrders", (asOf) => this.exchange.open(asOf)),
      orderHistory: ({ symbol, since }) =>
        this.#read("orderHistory", (asOf) =>
          this.exchange
            .all(asOf)
            .filter((order) => !isLive(order) && order.createdAt >= since && (symbol ?? order.symbol) === order.symbol),
        ),
      fills: ({ okxOrderId, since = millis(0) }) =>
        this.#read("fills", (asOf) => {
          const told = this.tellsFills ? this.exchange.fills(asOf) : []
          return told.filter((fill) => fill.at >= since && (okxOrderId ?? fill.okxOrderId) === fill.okxOrderId)
        }),
      bills: (query) => this.#read("bills", (asOf) => this.exchange.bills(asOf).filter(({ at }) => at >= query.since)),
      balances: () => this.#read("balances", (asOf) => this.exchange.holding(this.balances, asOf)),
      positions: () => this.#read("positions", () => this.positions),
      confirmTime: async () => (await this.#read("confirmTime", () => this.now)).kind === "ok" && this.clockKnown,
    }
  }

  /** The answer shows the books at the moment of the asking, less the lag, and comes later. */
  async #read<Value>(read: Read, look: (asOf: Millis) => Value): Promise<ReadResult<Value>> {
    this.asked.push(read)
    const begunAt = this.now
    const value = look(later(begunAt, -this.readLagMs))
    await new Promise<void>((resolve) => this.#after(this.readTakesMs, resolve))
    if (this.failing.has(read)) return { kind: "failed", code: "50001", message: "unavailable" }
    return { kind: "ok", value, begunAt }
  }
}

function ordersOf(request: ExchangeRequest): readonly OrderId[] {
  return request.type === "place" ? request.orders.map(({ orderId }) => orderId) : [request.target.orderId]
}
