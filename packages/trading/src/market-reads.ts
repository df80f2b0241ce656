// Questions about the market and about what trading costs: for people who look and for orders that are being thought about, never for the books. They
// go by the same port family as the manager's own questions, and yield to all of them.

import type { Decimal, Millis, OrderSide, Price, Quantity, Symbol } from "@okx-oms/core"

export interface MarketLevel {
  readonly price: Price
  readonly quantity: Quantity
  /** How many orders rest at this price. */
  readonly orders: number
}

/** Best price first on both sides. */
export interface MarketBook {
  readonly bids: readonly MarketLevel[]
  readonly asks: readonly MarketLevel[]
  /** Exchange time. */
  readonly at: Millis
}

export interface MarketTrade {
  readonly tradeId: string
  readonly price: Price
  /** Base currency or contracts. */
  readonly quantity: Quantity
  /** Of the taker. */
  readonly side: OrderSide
  readonly at: Millis
}

export interface MarketCandle {
  /** When it began. */
  readonly at: Millis
  readonly open: Price
  readonly high: Price
  readonly low: Price
  readonly close: Price
  /** Base currency or contracts. */
  readonly volume: Decimal
  /** False: the bar is not over. */
  readonly complete: boolean
}

/** Parts of the traded value: below zero is charged, above is a rebate. */
export interface FeeRates {
  readonly maker: Decimal
  readonly taker: Decimal
}

/** failed: OKX did not answer, or its rate limits leave no room for a mere look. `ageMs`: since OKX said it, by its own clock. */
export type MarketAnswer<Value> =
  | { readonly kind: "ok"; readonly value: Value; readonly ageMs: number }
  | { readonly kind: "failed"; readonly code: string; readonly message: string }

/** Answers may be some hundred milliseconds old: equal questions in a row share one. Nothing here throws. */
export interface MarketReads {
  /** 1-400 prices a side. */
  book(symbol: Symbol, depth: number): Promise<MarketAnswer<MarketBook>>
  /** 1-500, newest first. */
  trades(symbol: Symbol, limit: number): Promise<MarketAnswer<readonly MarketTrade[]>>
  /** 1-300, oldest first; `bar` in OKX's words (1m, 1H, 1D). */
  candles(symbol: Symbol, bar: string, limit: number): Promise<MarketAnswer<readonly MarketCandle[]>>
  /** What this account pays. */
  feeRates(symbol: Symbol): Promise<MarketAnswer<FeeRates>>
}
