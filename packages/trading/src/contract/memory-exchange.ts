// A tiny exchange in memory for the memory gateway: orders that rest until a test fills, changes or cancels them, every version kept with its time, so
// that a read can show the books as they were. It matches nothing by itself and knows no balance.

import {
  averagePrice,
  type Balance,
  type ClOrdId,
  type Decimal,
  Decimals,
  decimal,
  type ExchangeBill,
  type ExchangeFill,
  type ExchangeOrder,
  later,
  type Millis,
  type MovementKind,
  type OkxOrderId,
  okxOrderIdFromWire,
  type Price,
  parsePrice,
  type Quantity,
  symbolParts,
  toFee,
  toNotional,
  toQuantity,
} from "@okx-oms/core"
import type { Placement } from "../ports.ts"

interface Version {
  readonly at: Millis
  readonly order: ExchangeOrder
}

export interface Naming {
  readonly clOrdId?: ClOrdId | string
  readonly okxOrderId?: OkxOrderId | string
}

export class MemoryExchange {
  readonly #now: () => Millis
  readonly #orders = new Map<OkxOrderId, Version[]>()
  readonly #bills: ExchangeBill[] = []
  readonly #fills: { readonly at: Millis; readonly fill: ExchangeFill }[] = []
  #lastId = 0
  #lastTrade = 0

  /** `now` is the exchange's time. */
  constructor(now: () => Millis) {
    this.#now = now
  }

  /** A new order that rests. */
  place(placement: Placement | Omit<Placement, "clOrdId">): ExchangeOrder {
    const now = this.#now()
    const { orderId: _ours, ...terms } = placement
    const order: ExchangeOrder = {
      ...terms,
      okxOrderId: okxOrderIdFromWire(`700${String(++this.#lastId).padStart(6, "0")}`),
      state: "live",
      filled: toQuantity(decimal("0")),
      category: "normal",
      createdAt: now,
      updatedAt: now,
    }
    this.#orders.set(order.okxOrderId, [{ at: now, order }])
    return order
  }

  /** One execution of so much; the order is filled when nothing is left. */
  fill(
    naming: Naming,
    quantity: string,
    options: { readonly price?: string } = {},
  ): { order: ExchangeOrder; fill: ExchangeFill } {
    const order = this.#live(naming)
    const traded = toQuantity(decimal(quantity))
    const price = options.price === undefined ? (order.price ?? parsePrice("100")) : parsePrice(options.price)
    const { symbol, okxOrderId, clOrdId, side } = order
    const fee = toFee(Decimals.round(Decimals.multiply(Decimals.multiply(price, traded), decimal("-0.001")), 12, "up"))
    const fill: ExchangeFill = {
      ...{ symbol, okxOrderId, side, price, quantity: traded },
      ...(clOrdId !== undefined && { clOrdId }),
      tradeId: String(++this.#lastTrade),
      fees: [{ currency: "USDT", amount: fee }],
      liquidity: "maker",
      at: this.#now(),
    }
    this.#fills.push({ at: this.#now(), fill })
    const filled = toQuantity(Decimals.add(order.filled, traded))
    const state = Decimals.compare(filled, order.quantity) >= 0 ? "filled" : "partially_filled"
    return { order: this.#change(order, { filled, state, averagePrice: this.#average(okxOrderId) ?? price }), fill }
  }

  /** The newest execution was something else: later reads tell it so, nothing is pushed. */
  correctFill(change: Partial<Pick<ExchangeFill, "price" | "quantity" | "fees">>): void {
    const newest = this.#fills.pop()
    if (newest !== undefined) this.#fills.push({ ...newest, fill: { ...newest.fill, ...change } })
  }

  /** Ends what rests; undefined when nothing rests under the name. */
  cancel(naming: Naming, cancelSource = "1"): ExchangeOrder | undefined {
    const order = this.find(naming)
    return order === undefined || !isLive(order) ? undefined : this.#change(order, { state: "canceled", cancelSource })
  }

  /** New terms; undefined when nothing rests under the name. A quantity at or below what is filled fills the order. */
  amend(naming: Naming, change: { readonly price?: Price; readonly quantity?: Quantity }): ExchangeOrder | undefined {
    const order = this.find(naming)
    if (order === undefined || !isLive(order)) return undefined
    const quantity = toQuantity(Decimals.maximum(change.quantity ?? order.quantity, order.filled))
    const state = Decimals.equals(quantity, order.filled) ? "filled" : order.state
    return this.#change(order, { quantity, state, ...(change.price && { price: change.price }) })
  }

  /** The order as it is now, or as it was at a time. */
  find(naming: Naming, asOf: Millis = this.#now()): ExchangeOrder | undefined {
    for (const versions of this.#orders.values()) {
      const order = versions.findLast(({ at }) => at <= asOf)?.order
      if (order === undefined) continue
      if (naming.clOrdId === undefined ? order.okxOrderId === naming.okxOrderId : order.clOrdId === naming.clOrdId)
        return order
    }
    return undefined
  }

  all(asOf: Millis = this.#now()): readonly ExchangeOrder[] {
    return [...this.#orders.values()].flatMap((versions) => versions.findLast(({ at }) => at <= asOf)?.order ?? [])
  }

  open(asOf: Millis = this.#now()): readonly ExchangeOrder[] {
    return this.all(asOf).filter(isLive)
  }

  fills(asOf: Millis = this.#now()): readonly ExchangeFill[] {
    return this.#fills.flatMap(({ at, fill }) => (at <= asOf ? [fill] : []))
  }

  /** Something else than an execution changes a balance: a transfer, funding ... */
  move(currency: string, change: string, kind: MovementKind = "transfer"): ExchangeBill {
    const billId = String(800_000 + this.#bills.length)
    const bill: ExchangeBill = { billId, currency, change: decimal(change), kind, at: this.#now() }
    this.#bills.push(bill)
    return bill
  }

  bills(asOf: Millis = this.#now()): readonly ExchangeBill[] {
    return this.#bills.filter(({ at }) => at <= asOf)
  }

  /** What executions and movements did to each currency, and when last. */
  changes(asOf: Millis = this.#now()): ReadonlyMap<string, { readonly amount: Decimal; readonly at: Millis }> {
    const changes = new Map<string, { readonly amount: Decimal; readonly at: Millis }>()
    const change = (currency: string, amount: Decimal, at: Millis): void => {
      const known = changes.get(currency)
      if (known === undefined) changes.set(currency, { amount, at })
      else changes.set(currency, { amount: Decimals.add(known.amount, amount), at: at > known.at ? at : known.at })
    }
    for (const { symbol, side, price, quantity, fees, at } of this.fills(asOf)) {
      const { base, quote } = symbolParts(symbol)
      const value = Decimals.multiply(price, quantity)
      change(base, side === "buy" ? quantity : Decimals.negate(quantity), at)
      change(quote, side === "buy" ? Decimals.negate(value) : value, at)
      for (const fee of fees) change(fee.currency, fee.amount, at)
    }
    for (const bill of this.bills(asOf)) change(bill.currency, bill.change, bill.at)
    return changes
  }

  /** What an account holds that began with `begun`. */
  holding(begun: readonly Balance[], asOf: Millis = this.#now()): readonly Balance[] {
    const changes = this.changes(asOf)
    return begun.map((balance) => {
      const change = changes.get(balance.currency)
      if (change === undefined) return balance
      return { ...balance, total: Decimals.add(balance.total, change.amount), updatedAt: change.at }
    })
  }

  /** As OKX does with what was cancelled unfilled long ago. */
  forget(naming: Naming): void {
    const order = this.find(naming)
    if (order !== undefined) this.#orders.delete(order.okxOrderId)
  }

  #average(okxOrderId: OkxOrderId): Price | undefined {
    const own = this.#fills.flatMap(({ fill }) => (fill.okxOrderId === okxOrderId ? [fill] : []))
    const sum = (amounts: readonly Decimal[]): Decimal => amounts.reduce(Decimals.add, decimal("0"))
    const value = sum(own.map(({ price, quantity }) => Decimals.multiply(price, quantity)))
    return averagePrice(toNotional(value), toQuantity(sum(own.map(({ quantity }) => quantity))))
  }

  #live(naming: Naming): ExchangeOrder {
    const order = this.find(naming)
    if (order === undefined || !isLive(order)) throw new Error(`nothing rests under ${JSON.stringify(naming)}`)
    return order
  }

  #change(order: ExchangeOrder, change: Partial<ExchangeOrder>): ExchangeOrder {
    const now = this.#now()
    const updatedAt = now > order.updatedAt ? now : later(order.updatedAt, 1)
    const next = { ...order, ...change, updatedAt }
    this.#orders.get(order.okxOrderId)?.push({ at: now, order: next })
    return next
  }
}

export function isLive(order: ExchangeOrder): boolean {
  return order.state === "live" || order.state === "partially_filled"
}
