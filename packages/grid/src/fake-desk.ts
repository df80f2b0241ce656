// A desk made of memory for the tests of the grid: an order manager and its exchange in one, with a price that the test moves. It keeps what a real one
// promises (an id is taken once, orders are read as they are now) and misbehaves where a real one may: pages lag, answers get lost, news come twice.

import { type Decimal, Decimals, decimal, type OrderState } from "@okx-oms/core"
import {
  type Desk,
  type DeskChange,
  type DeskFill,
  type DeskOrder,
  type DeskOrderWithFills,
  DeskUnavailable,
  type Placement,
  type PlaceResult,
} from "./desk.ts"
import type { GridMarket } from "./grid-plan.ts"

export const MARKET: GridMarket = {
  symbol: "BTC-USDT",
  baseCurrency: "BTC",
  quoteCurrency: "USDT",
  tickSize: decimal("0.1"),
  lotSize: decimal("0.00000001"),
  minSize: decimal("0.00001"),
}

/** What goes wrong with one request: lost before it arrives, lost after it was done, or nothing. */
export type Fault = "before" | "after" | undefined

const MAKER_FEE = decimal("-0.0008")
const OPEN: ReadonlySet<OrderState> = new Set<OrderState>(["Acknowledged", "PartiallyFilled"])
const PAGE_LENGTH = 7

export class FakeDesk implements Desk {
  readonly name = "a desk made of memory"
  readonly orderFills = new Map<string, DeskFill[]>()
  readonly changed: string[] = []
  /** Every client order id that was ever asked for, repetitions included. */
  readonly asked: string[] = []
  now = 1_000_000
  price: Decimal
  /** The newest so many changes are missing in the pages. */
  lag = 0
  /** Set to refuse: recorded as rejected, or not at all. */
  refusal: { readonly kind: "denied" | "refused"; readonly code: string } | undefined
  fault: () => Fault = () => undefined
  /** What the exchange answers to a post-only order of which it holds that it would take. */
  wouldTake: (order: Placement) => boolean
  readonly #orders = new Map<string, DeskOrder>()
  /** Every version of every order, and every fill, as they came about. */
  readonly #log: ({ readonly order: DeskOrder } | { readonly fill: DeskFill })[] = []
  #serial = 0
  #seq = 0

  constructor(price: string) {
    this.price = decimal(price)
    this.wouldTake = ({ side, price: limit }) =>
      side === "buy" ? Decimals.compare(limit, this.price) >= 0 : Decimals.compare(limit, this.price) <= 0
  }

  get all(): readonly DeskOrder[] {
    return [...this.#orders.values()]
  }

  get open(): readonly DeskOrder[] {
    return this.all.filter(({ state }) => OPEN.has(state))
  }

  get fillsNow(): readonly DeskFill[] {
    return [...this.orderFills.values()].flat()
  }

  /** Moves the price in small steps; orders that it meets are filled on the way. */
  moveTo(text: string): void {
    const target = decimal(text)
    const up = Decimals.compare(target, this.price) > 0
    this.price = target
    const met = this.open.filter(({ side, price }) =>
      side === "sell" ? up && Decimals.compare(price, target) <= 0 : !up && Decimals.compare(price, target) >= 0,
    )
    for (const order of met) this.fill(order.clientOrderId)
  }

  /** Fills what is left of an order, or a part of it. */
  fill(clientOrderId: string, part?: string): void {
    const order = this.#orders.get(clientOrderId)
    if (order === undefined || !OPEN.has(order.state)) throw new Error(`${clientOrderId} is not open`)
    const quantity = part === undefined ? Decimals.subtract(order.quantity, order.filled) : decimal(part)
    const { orderId, side, price } = order
    const feeBase = side === "buy" ? quantity : Decimals.multiply(price, quantity)
    const fees = [{ currency: side === "buy" ? "BTC" : "USDT", amount: Decimals.multiply(feeBase, MAKER_FEE) }]
    const fill: DeskFill = {
      ...{ orderId, clientOrderId, tradeId: String(++this.#serial), side, price, quantity, fees },
      at: this.now,
    }
    this.orderFills.set(orderId, [...(this.orderFills.get(orderId) ?? []), fill])
    this.#log.push({ fill })
    const filled = Decimals.add(order.filled, quantity)
    const isFull = Decimals.compare(filled, order.quantity) >= 0
    this.#change(order, { filled, state: isFull ? "Filled" : "PartiallyFilled" })
  }

  /** Ends an open order as somebody else would. */
  end(clientOrderId: string, how: Partial<DeskOrder> = {}): void {
    const order = this.#orders.get(clientOrderId)
    if (order !== undefined) this.#change(order, { state: "Cancelled", ...how })
  }

  async instrument(): Promise<GridMarket> {
    return MARKET
  }

  async lastPrice(): Promise<Decimal | undefined> {
    return this.price
  }

  async place(placement: Placement): Promise<PlaceResult> {
    const fault = this.fault()
    this.asked.push(placement.clientOrderId)
    if (fault === "before") throw new DeskUnavailable("lost on the way")
    const result = this.#place(placement)
    if (fault === "after") throw new DeskUnavailable("the answer was lost")
    return result
  }

  async cancel(orderId: string, reason: string): Promise<void> {
    const fault = this.fault()
    if (fault === "before") throw new DeskUnavailable("lost on the way")
    const order = this.all.find((one) => one.orderId === orderId)
    if (order !== undefined && OPEN.has(order.state)) {
      this.#change(order, { state: "Cancelled", cancelSource: "1", cancelReason: reason, reason })
    }
    if (fault === "after") throw new DeskUnavailable("the answer was lost")
  }

  async order(clientOrderId: string): Promise<DeskOrderWithFills | undefined> {
    if (this.fault() !== undefined) throw new DeskUnavailable("no answer")
    const order = this.#orders.get(clientOrderId)
    return order === undefined ? undefined : { order, fills: this.orderFills.get(order.orderId) ?? [] }
  }

  async openOrders(): Promise<readonly DeskOrder[]> {
    if (this.fault() !== undefined) throw new DeskUnavailable("no answer")
    return this.open
  }

  async *orders(): AsyncGenerator<readonly DeskOrder[]> {
    const rows = new Map<string, DeskOrder>()
    for (const entry of this.#logUntilLag()) if ("order" in entry) rows.set(entry.order.orderId, entry.order)
    yield* pages([...rows.values()].reverse())
  }

  async *fills(since = 0): AsyncGenerator<readonly DeskFill[]> {
    const rows = this.#logUntilLag().flatMap((entry) => ("fill" in entry && entry.fill.at >= since ? entry.fill : []))
    yield* pages(rows.reverse())
  }

  async *changes(): AsyncGenerator<DeskChange> {}

  /** The news since the last call, as the stream would bring them. */
  takeNews(): readonly DeskChange[] {
    return this.changed.splice(0).map((clientOrderId) => {
      return { type: "order", orderId: this.#orders.get(clientOrderId)?.orderId ?? "", clientOrderId }
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #place({ clientOrderId, side, price, quantity }: Placement): PlaceResult {
    const known = this.#orders.get(clientOrderId)
    if (known !== undefined) {
      const isSame = Decimals.equals(known.price, price) && Decimals.equals(known.quantity, quantity)
      return isSame ? { kind: "taken", orderId: known.orderId } : { kind: "different", message: "taken by another" }
    }
    if (this.refusal?.kind === "refused") return { kind: "refused", code: this.refusal.code, message: "not now" }
    const orderId = `o${String(++this.#serial).padStart(18, "0")}`
    const order: DeskOrder = {
      ...{ orderId, clientOrderId, side, price, quantity },
      ...{ filled: Decimals.ZERO, state: "Acknowledged", seq: 0 },
    }
    this.#change(order, {})
    if (this.refusal !== undefined) {
      this.#change(order, { state: "Rejected", reason: this.refusal.code })
      return { kind: "denied", orderId, code: this.refusal.code, message: "denied" }
    }
    if (this.wouldTake({ clientOrderId, side, price, quantity })) {
      this.#change(order, { state: "Cancelled", cancelSource: "31", reason: "post-only would have taken liquidity" })
    }
    return { kind: "taken", orderId }
  }

  #change(order: DeskOrder, change: Partial<DeskOrder>): void {
    const state = change.state ?? order.state
    const completedAt = OPEN.has(state) ? {} : { completedAt: this.now }
    const next: DeskOrder = { ...order, ...change, ...completedAt, seq: ++this.#seq }
    this.#orders.set(order.clientOrderId, next)
    this.#log.push({ order: next })
    this.changed.push(order.clientOrderId)
  }

  #logUntilLag() {
    return this.#log.slice(0, Math.max(0, this.#log.length - this.lag))
  }
}

function* pages<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let at = 0; at < rows.length || at === 0; at += PAGE_LENGTH) yield rows.slice(at, at + PAGE_LENGTH)
}
