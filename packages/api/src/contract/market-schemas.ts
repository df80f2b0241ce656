// What is said of markets: books, trades, candles and what an order would cost. Facts of the moment from OKX's public feed: none of it is journaled,
// and each answer says how old it is.

import Type, { type Static } from "typebox"
import { ProblemSchema } from "./order-schemas.ts"
import { decimalText, modeWord, orNull, seq, sideWord, time, words } from "./schema-parts.ts"

export const BOOK_DEPTH_MAX = 400
export const BOOK_DEPTH_DEFAULT = 20
export const TRADES_LIMIT_MAX = 500
export const CANDLES_LIMIT_MAX = 300
/** OKX's bar words: minutes, hours, days. Days begin at 00:00 UTC. */
export const CANDLE_BARS = ["1m", "3m", "5m", "15m", "30m", "1H", "2H", "4H", "6H", "12H", "1D"] as const

const ageMs = Type.Number({ minimum: 0, description: "Milliseconds since OKX said it." })

const bookLevel = Type.Object({
  price: decimalText,
  quantity: decimalText,
  orders: Type.Integer({ minimum: 0, description: "How many orders rest at this price." }),
})
/** Best price first on both sides. */
export const BookSchema = Type.Object({
  symbol: Type.String(),
  bids: Type.Array(bookLevel, { maxItems: BOOK_DEPTH_MAX }),
  asks: Type.Array(bookLevel, { maxItems: BOOK_DEPTH_MAX }),
  at: time,
  ageMs,
})
export type Book = Static<typeof BookSchema>

export const MarketTradeSchema = Type.Object({
  tradeId: Type.String(),
  price: decimalText,
  quantity: decimalText,
  /** Of the taker. */
  side: sideWord,
  at: time,
})
export type MarketTrade = Static<typeof MarketTradeSchema>
/** Newest first. */
export const MarketTradesSchema = Type.Object({
  symbol: Type.String(),
  trades: Type.Array(MarketTradeSchema, { maxItems: TRADES_LIMIT_MAX }),
})
export type MarketTrades = Static<typeof MarketTradesSchema>

export const CandleSchema = Type.Object({
  /** When it began. */
  at: time,
  open: decimalText,
  high: decimalText,
  low: decimalText,
  close: decimalText,
  /** Base currency for SPOT, contracts for SWAP. */
  volume: decimalText,
  /** False: the bar is not over. */
  complete: Type.Boolean(),
})
export type Candle = Static<typeof CandleSchema>
/** Oldest first, so that a chart draws them as they come. */
export const CandlesSchema = Type.Object({
  symbol: Type.String(),
  bar: words(CANDLE_BARS),
  candles: Type.Array(CandleSchema, { maxItems: CANDLES_LIMIT_MAX }),
})
export type Candles = Static<typeof CandlesSchema>

/** What would become of an order, were it placed now. Nothing is recorded and nothing is sent. */
export const PreviewSchema = Type.Object({
  account: Type.String(),
  mode: modeWord,
  /** True: it would be taken and sent as things are at this moment. */
  accepted: Type.Boolean(),
  /** Why not; null when accepted. */
  problem: orNull(ProblemSchema),
  /** The order that the same request placed before: placing it again gives its receipt and sends nothing. */
  replayOf: orNull(Type.String()),
  /** At its price (market orders: at the last price), in quote currency; null where there is no price. */
  notional: orNull(decimalText),
  /** What the account would be charged at most, in feeCurrency, by its fee rates: below zero is a rebate; null where they are not known. */
  feeEstimate: orNull(decimalText),
  /** A SPOT purchase pays in what it buys. */
  feeCurrency: orNull(Type.String()),
  /** The rate of the estimate, as a part of the value: 0.001 is 0.1 %. */
  feeRate: orNull(decimalText),
  lastPrice: orNull(decimalText),
  bestBid: orNull(decimalText),
  bestAsk: orNull(decimalText),
  /** How far its price is from the middle of the book, in percent: above zero is worse for the order. null for market orders. */
  distancePercent: orNull(decimalText),
  /** Each check in the order in which it is made, named after what it denies with; those behind one that cannot be made are left out. */
  checks: Type.Array(
    Type.Object({
      name: Type.String(),
      passed: Type.Boolean(),
      /** The number that was compared and its limit; null where the check has none. */
      value: orNull(decimalText),
      limit: orNull(decimalText),
      /** What the limit would still leave after this order; below zero when it is too much. */
      left: orNull(decimalText),
    }),
  ),
  seq,
})
export type Preview = Static<typeof PreviewSchema>
