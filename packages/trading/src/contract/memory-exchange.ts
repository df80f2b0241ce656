// A tiny exchange in memory for the memory gateway: orders that rest until a test fills, changes or cancels them, every version kept with its time, so
// that a read can show the books as they were. It matches nothing by itself and knows no balance.

import {
  type ClOrdId,
  Decimals,
  decimal,
  type ExchangeFill,
  type ExchangeOrder,
  later,
  type Millis,
  type OkxOrderId,
  okxOrderIdFromWire,
  type Price,
  parsePrice,
  type Quantity,
  toFee,
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
    return { order: this.#change(order, { filled, state, averagePrice: price }), fill }
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

  /** As OKX does with what was cancelled unfilled long ago. */
  forget(naming: Naming): void {
    const order = this.find(naming)
    if (order !== undefined) this.#orders.delete(order.okxOrderId)
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
