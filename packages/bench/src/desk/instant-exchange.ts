// The exchange as the least that an order manager can be given: in this process, it takes everything at once, knows no limit of rate, and says a moment later
// what became of it. What is measured over it is the manager. It keeps books enough that a comparison finds nothing to complain of.

import {
  type Balance,
  Decimals,
  type ExchangeFill,
  type ExchangeInput,
  type ExchangeOrder,
  type ExchangeTime,
  type Millis,
  millis,
  type OkxOrderId,
  okxOrderIdFromWire,
  symbolParts,
  toQuantity,
} from "@okx-oms/core"
import type {
  DeadManAnswer,
  ExchangeGateway,
  ExchangeReads,
  ExchangeRequest,
  GatewayStatus,
  Placement,
  ReadResult,
} from "@okx-oms/trading"
import { BY_SYMBOL, INSTRUMENTS, LAST_PRICES, plenty } from "./settings.ts"

/** Executions that a comparison is shown: few, since they lie in the same memory as what is measured, and all were pushed. */
const FILLS_KEPT_MS = 5_000
/** Executions between two looks at which are older. */
const FORGET_EVERY = 256
const NOTHING = toQuantity(Decimals.ZERO)

type Placed = Extract<ExchangeRequest, { type: "place" }>
type Cancelled = Extract<ExchangeRequest, { type: "cancel" }>

export interface InstantOptions {
  readonly balances?: readonly Balance[]
  readonly fillsAtOnce?: boolean
}

export class InstantExchange implements ExchangeGateway {
  readonly reads: ExchangeReads
  /** Orders that rest. */
  readonly open = new Map<string, ExchangeOrder>()
  /** Reads that were asked for, by kind. */
  readonly asked: Partial<Record<keyof ExchangeReads, number>> = {}
  readonly #totals: Map<string, Balance>
  readonly #fills: ExchangeFill[] = []
  #sink: ((input: ExchangeInput) => void) | undefined
  #soon: ExchangeInput[] = []
  #serial = 3_000_000_000_000_000
  #trade = 0

  readonly #fillsAtOnce: boolean

  /** `balances`: what the account holds; default more than can be spent. `fillsAtOnce`: no order rests. */
  constructor({ balances = plenty(Date.now() - 60_000), fillsAtOnce = false }: InstantOptions = {}) {
    this.#fillsAtOnce = fillsAtOnce
    this.#totals = new Map(balances.map((balance) => [balance.currency, balance]))
    this.reads = this.#makeReads()
  }

  /** Orders that rest here before the manager knows of them: as after a restart. */
  adopt(orders: Iterable<ExchangeOrder>): void {
    for (const order of orders) this.open.set(order.okxOrderId, order)
  }

  /** The rest of an order is executed at its price, and pushed. */
  fill(okxOrderId: OkxOrderId): void {
    const order = this.open.get(okxOrderId)
    if (order?.price === undefined) return
    const { symbol, clOrdId, side, price, quantity } = order
    const at = millis(Date.now())
    const fill: ExchangeFill = {
      ...{ symbol, okxOrderId, side, price, quantity, at, fees: [], liquidity: "maker" },
      ...(clOrdId !== undefined && { clOrdId }),
      tradeId: String(++this.#trade),
    }
    this.#book(fill)
    this.open.delete(okxOrderId)
    this.#say({
      type: "OrderReport",
      source: "push",
      order: { ...order, state: "filled", filled: quantity, averagePrice: price, fill, updatedAt: at },
    })
  }

  // ---- the port --------------------------------------------------------------------------------------------------------------

  async start(sink: (input: ExchangeInput) => void): Promise<void> {
    this.#sink = sink
    this.#tellPrices()
    sink({ type: "BalanceReport", balances: [...this.#totals.values()] })
    sink({ type: "PositionReport", positions: [] })
    sink({ type: "FeedUp" })
  }

  instruments() {
    return BY_SYMBOL
  }

  watch(): void {}

  askPrice(): void {}

  exchangeTime(): ExchangeTime {
    return { at: millis(Date.now()), uncertaintyMs: 1 }
  }

  transportFor(): "ws" {
    return "ws"
  }

  takeBudget(): { ok: true } {
    return { ok: true }
  }

  send(...requests: readonly ExchangeRequest[]): void {
    for (const request of requests) this.#send(request)
  }

  #send(request: ExchangeRequest): void {
    switch (request.type) {
      case "place":
        this.#place(request)
        return
      case "cancel":
        this.#cancel(request)
        return
      case "amend":
        throw new Error("Invariant: no bench amends here")
    }
  }

  reconnect(): void {}

  async deadMan(): Promise<DeadManAnswer> {
    return { ok: true }
  }

  troubled(): boolean {
    return false
  }

  status(): GatewayStatus {
    return { privateFeed: "up", publicFeed: "up", clockOffsetMs: 0, troubled: false, rateBudget: {} }
  }

  async close(): Promise<void> {
    this.#sink = undefined
  }

  // ---- inside ----------------------------------------------------------------------------------------------------------------

  #place(request: Placed): void {
    const { requestId } = request
    for (const placement of request.orders) {
      const order = this.#accepted(placement)
      this.open.set(order.okxOrderId, order)
      const outcome = { kind: "accepted", okxOrderId: order.okxOrderId } as const
      this.#say({ type: "PlaceReply", orderId: placement.orderId, requestId, outcome })
      this.#say({ type: "OrderReport", source: "push", order })
      if (this.#fillsAtOnce) this.fill(order.okxOrderId)
    }
  }

  #accepted({ orderId: _ours, ...terms }: Placement): ExchangeOrder {
    const at = millis(Date.now())
    const okxOrderId = okxOrderIdFromWire(String(++this.#serial))
    return { ...terms, okxOrderId, state: "live", filled: NOTHING, category: "normal", createdAt: at, updatedAt: at }
  }

  #cancel({ requestId, target }: Cancelled): void {
    const { orderId, okxOrderId } = target
    const order = okxOrderId === undefined ? undefined : this.open.get(okxOrderId)
    if (order === undefined) {
      const outcome = { kind: "refused", code: "51400", message: "nothing rests", retryable: false } as const
      this.#say({ type: "CancelReply", orderId, requestId, outcome })
      return
    }
    this.open.delete(order.okxOrderId)
    const outcome = { kind: "accepted", okxOrderId: order.okxOrderId } as const
    this.#say({ type: "CancelReply", orderId, requestId, outcome })
    this.#say({
      type: "OrderReport",
      source: "push",
      order: { ...order, state: "canceled", updatedAt: millis(Date.now()) },
    })
  }

  /** What happened in one moment is told together, after the manager has done with its turn: as a socket would. */
  #say(input: ExchangeInput): void {
    if (this.#soon.length === 0) setImmediate(() => this.#tellAll())
    this.#soon.push(input)
  }

  #tellAll(): void {
    const told = this.#soon
    this.#soon = []
    for (const input of told) this.#sink?.(input)
  }

  #tellPrices(): void {
    const at = millis(Date.now())
    for (const [book, lastPrice] of LAST_PRICES.entries()) {
      const symbol = INSTRUMENTS[book]?.symbol
      if (symbol !== undefined) this.#sink?.({ type: "PriceReport", symbol, lastPrice, at })
    }
  }

  #book(fill: ExchangeFill): void {
    const { symbol, side, price, quantity, at } = fill
    const { base, quote } = symbolParts(symbol)
    const value = Decimals.multiply(price, quantity)
    this.#move(base, side === "buy" ? quantity : Decimals.negate(quantity), at)
    this.#move(quote, side === "buy" ? Decimals.negate(value) : value, at)
    this.#fills.push(fill)
    if (this.#trade % FORGET_EVERY !== 0) return
    const kept = this.#fills.findIndex((one) => one.at > at - FILLS_KEPT_MS)
    this.#fills.splice(0, kept)
  }

  #move(currency: string, change: Decimals.Decimal, updatedAt: Millis): void {
    const known = this.#totals.get(currency)
    if (known === undefined) return
    const total = Decimals.add(known.total, change)
    this.#totals.set(currency, { ...known, total, available: total, updatedAt })
  }

  #makeReads(): ExchangeReads {
    const since = <Row extends { readonly at: Millis }>(rows: readonly Row[], from: number) =>
      rows.filter(({ at }) => at >= from)
    return {
      order: ({ okxOrderId, clOrdId }) =>
        this.#read("order", () => {
          if (okxOrderId !== undefined) return this.open.get(okxOrderId)
          return [...this.open.values()].find((order) => order.clOrdId === clOrdId)
        }),
      openOrders: () => this.#read("openOrders", () => [...this.open.values()]),
      orderHistory: () => this.#read("orderHistory", () => []),
      fills: (query) =>
        this.#read("fills", () =>
          since(this.#fills, query.since ?? 0).filter(
            ({ okxOrderId }) => (query.okxOrderId ?? okxOrderId) === okxOrderId,
          ),
        ),
      bills: () => this.#read("bills", () => []),
      balances: () => this.#read("balances", () => [...this.#totals.values()]),
      positions: () => this.#read("positions", () => []),
      confirmTime: async () => true,
    }
  }

  async #read<Value>(kind: keyof ExchangeReads, look: () => Value): Promise<ReadResult<Value>> {
    this.asked[kind] = (this.asked[kind] ?? 0) + 1
    const begunAt = millis(Date.now())
    const value = look()
    await new Promise<void>((resolve) => setImmediate(resolve))
    return { kind: "ok", value, begunAt }
  }
}
