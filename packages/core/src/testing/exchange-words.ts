// What the exchange would say, for tests: reports of orders and fills in its words, with everything that a test does not care about filled in.

import { parsePrice, toFee, toQuantity } from "../amount.ts"
import { decimal } from "../decimal.ts"
import type { ExchangeFill, ExchangeOrder } from "../exchange.ts"
import { okxOrderIdFromWire } from "../ids.ts"
import type { Order } from "../order.ts"
import { millis } from "../time.ts"
import { BEGIN } from "./desk.ts"

export const OKX_ID = okxOrderIdFromWire("7001")

type Naming = Pick<Order, "symbol" | "side" | "clOrdId" | "okxOrderId">

export interface FillWords {
  readonly tradeId?: string
  readonly quantity?: string
  readonly price?: string
  /** USDT, negative = charged. */
  readonly fee?: string
  readonly at?: number
}

export function fillOf(order: Naming, words: FillWords = {}): ExchangeFill {
  return {
    symbol: order.symbol,
    okxOrderId: order.okxOrderId ?? OKX_ID,
    ...(order.clOrdId !== undefined && { clOrdId: order.clOrdId }),
    tradeId: words.tradeId ?? "t1",
    side: order.side,
    price: parsePrice(words.price ?? "100"),
    quantity: toQuantity(decimal(words.quantity ?? "0.4")),
    fees: [{ currency: "USDT", amount: toFee(decimal(words.fee ?? "-0.04")) }],
    liquidity: "maker",
    at: millis(words.at ?? BEGIN),
  }
}

export interface ReportWords {
  readonly state?: ExchangeOrder["state"]
  readonly filled?: string
  readonly fill?: FillWords
  readonly price?: string
  readonly quantity?: string
  readonly updatedAt?: number
  readonly tag?: string
  readonly more?: Partial<ExchangeOrder>
}

export function reportOf(order: Order, words: ReportWords = {}): ExchangeOrder {
  const price = words.price === undefined ? order.price : parsePrice(words.price)
  return {
    symbol: order.symbol,
    okxOrderId: order.okxOrderId ?? OKX_ID,
    ...(order.clOrdId !== undefined && { clOrdId: order.clOrdId }),
    tag: words.tag ?? order.tag,
    side: order.side,
    orderType: order.orderType,
    tradeMode: order.tradeMode,
    reduceOnly: order.reduceOnly,
    ...(price && { price }),
    quantity: words.quantity === undefined ? order.quantity : toQuantity(decimal(words.quantity)),
    unit: order.unit,
    state: words.state ?? "live",
    filled: toQuantity(decimal(words.filled ?? "0")),
    ...(words.fill && { fill: fillOf(order, words.fill) }),
    category: "normal",
    createdAt: millis(BEGIN),
    updatedAt: millis(words.updatedAt ?? BEGIN + 1),
    ...words.more,
  }
}
