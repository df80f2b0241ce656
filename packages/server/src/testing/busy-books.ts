// An account with very many open orders that change all the time, to measure what readers do with them. Nothing is decided here: the events are those that a busy
// day at an exchange brings, folded by core's evolve as always. Which orders change and how is the same in every run.

import {
  type AccountId,
  addQuantity,
  Decimals,
  decimal,
  isActive,
  millis,
  type Order,
  type OrderId,
  orderIdsFrom,
  parsePrice,
  parseQuantity,
  parseStrategyId,
  requestIdFrom,
  serialOf,
  toFee,
} from "@okx-oms/core"
import type { OrderRef } from "@okx-oms/trading"
import { INSTRUMENTS } from "./memory-market.ts"
import { MemoryOms, START } from "./memory-oms.ts"

/** Of ids: in the first ten digits. */
const EPOCH = 1_790_000_000
const STRATEGIES = ["maker-east", "maker-west", "basis", "swing"].map((name) => parseStrategyId(name))
/** What an order is of, and one execution of it. */
const SIZES = {
  spot: { quantity: parseQuantity("0.4"), execution: parseQuantity("0.01") },
  swap: { quantity: parseQuantity("40"), execution: parseQuantity("1") },
} as const
/** Out of a hundred changes: so many are executions, and so many others are amendments. The rest ends an order and places the next. */
const FILLS = 70
const AMENDMENTS = 25

export class BusyBooks extends MemoryOms {
  readonly #open: OrderId[] = []
  readonly #epoch: number
  #serial = 0
  #trade = 0
  #drawn: number

  constructor(account: AccountId, index: number) {
    super(account)
    this.wait(Date.now() - START)
    this.#epoch = EPOCH + index
    this.#drawn = 7_919 * (index + 1)
  }

  /** By the id that is asked for most: a list of thousands is not searched. */
  override async getOrder(ref: OrderRef): Promise<Order | undefined> {
    return "orderId" in ref && ref.orderId !== undefined ? this.state.orders.get(ref.orderId) : super.getOrder(ref)
  }

  /** An order that rests at the exchange. */
  place(): void {
    const [symbol, instrument] = [...INSTRUMENTS][this.#draw(INSTRUMENTS.size)] ?? []
    const strategy = STRATEGIES[this.#draw(STRATEGIES.length)]
    if (symbol === undefined || instrument === undefined || strategy === undefined)
      throw new Error("Invariant: there is a market and a strategy")
    const { kind, baseCurrency, quoteCurrency, contractValue } = instrument
    const ids = orderIdsFrom(this.#nextSerial())
    const { orderId } = ids
    this.emit("command", {
      type: "OrderCreated",
      ...ids,
      ...{ strategy, symbol, side: this.#draw(2) === 0 ? "buy" : "sell", orderType: "limit" },
      market: { kind, baseCurrency, quoteCurrency, contractValue },
      tradeMode: kind === "spot" ? "cash" : "cross",
      reduceOnly: false,
      quantity: SIZES[kind].quantity,
      unit: kind === "spot" ? "base" : "contracts",
      price: this.#price(),
      intent: orderId,
      tag: "busybooks",
    })
    this.emit("command", { type: "OrderValidated", orderId })
    this.acknowledge(orderId)
    this.#open.push(orderId)
  }

  /** One order becomes another in a way that happens on any day. */
  change(): void {
    const place = this.#draw(this.#open.length)
    const orderId = this.#open[place]
    const order = orderId === undefined ? undefined : this.state.orders.get(orderId)
    if (order === undefined || !isActive(order.state)) throw new Error("Invariant: what is listed as open is open")
    const kind = this.#draw(100)
    if (kind < FILLS) this.#fill(order, place)
    else if (kind < FILLS + AMENDMENTS) this.#amend(order)
    else this.#end(order, place)
  }

  #fill(order: Order, place: number): void {
    const { orderId, okxOrderId, quantity, filledQuantity, price = this.#price() } = order
    if (okxOrderId === undefined) throw new Error("Invariant: open orders are acknowledged")
    const { execution } = SIZES[order.market.kind === "spot" ? "spot" : "swap"]
    const total = addQuantity(filledQuantity, execution)
    const isWhole = Decimals.equals(total, quantity)
    const fees = [{ currency: "USDT", amount: toFee(decimal("-0.3")) }]
    const fill = {
      tradeId: `t${++this.#trade}`,
      price,
      quantity: execution,
      fees,
      liquidity: "maker",
      at: this.#at(),
    } as const
    const type = isWhole ? "OrderFilled" : "OrderPartiallyFilled"
    this.emit("push", { type, orderId, okxOrderId, filledQuantity: total, fill })
    if (isWhole) this.#replace(place)
  }

  #amend({ orderId, quantity }: Order): void {
    this.emit("push", {
      type: "OrderAmended",
      orderId,
      price: this.#price(),
      quantity,
      exchangeUpdatedAt: this.#at(),
    })
  }

  #end({ orderId, okxOrderId }: Order, place: number): void {
    const requestId = requestIdFrom(this.#nextSerial())
    this.emit("command", { type: "CancelRequested", orderId, requestId, reason: "moved away", attempt: 1 })
    const ofOkx = okxOrderId === undefined ? {} : { okxOrderId }
    this.emit("push", { type: "OrderCancelled", orderId, ...ofOkx, reason: "moved away" })
    this.#replace(place)
  }

  #replace(place: number): void {
    const last = this.#open.pop()
    if (last !== undefined && place < this.#open.length) this.#open[place] = last
    this.place()
  }

  #price() {
    return parsePrice((30_000 + this.#draw(20_000) / 10).toFixed(1))
  }

  #at() {
    return millis(Date.now())
  }

  #nextSerial(): string {
    return serialOf(this.#epoch, ++this.#serial)
  }

  /** From 0 to below `count`, the same in every run (Park and Miller). */
  #draw(count: number): number {
    this.#drawn = (this.#drawn * 48_271) % 2_147_483_647
    return this.#drawn % count
  }
}
