// The routes of markets: instruments and what OKX's public feed says of them.

import Type from "typebox"
import { AT } from "./examples.ts"
import {
  BOOK_DEPTH_DEFAULT,
  BOOK_DEPTH_MAX,
  BookSchema,
  CANDLE_BARS,
  CANDLES_LIMIT_MAX,
  CandlesSchema,
  MarketTradesSchema,
  TRADES_LIMIT_MAX,
} from "./market-schemas.ts"
import { InstrumentPageSchema } from "./order-schemas.ts"
import { accountRoute } from "./route.ts"
import { pageIn, symbolIn, words } from "./schema-parts.ts"

const ofSymbol = { symbol: symbolIn } as const
const marketProblems = ["instrument-unknown", "market-unavailable", "answer-late"] as const

export const marketRoutes = {
  getInstruments: accountRoute({
    operationId: "getInstruments",
    method: "GET",
    path: "/v1/instruments",
    scope: "read",
    tag: "market",
    summary: "What may be traded, by name",
    query: { symbol: Type.Optional(symbolIn), kind: Type.Optional(words(["spot", "swap"])), ...pageIn },
    reply: InstrumentPageSchema,
    example: {
      query: { kind: "spot", limit: 1 },
      reply: {
        instruments: [
          {
            symbol: "BTC-USDT",
            kind: "spot",
            baseCurrency: "BTC",
            quoteCurrency: "USDT",
            settleCurrency: "",
            tickSize: "0.1",
            lotSize: "0.00000001",
            minSize: "0.00001",
            maxLimitSize: "9999999999",
            maxMarketSize: "1000000",
            contractValue: "1",
            linear: true,
            state: "live",
          },
        ],
        nextCursor: null,
        seq: 0,
      },
    },
  }),

  getBook: accountRoute({
    operationId: "getBook",
    method: "GET",
    path: "/v1/books/{symbol}",
    scope: "read",
    tag: "market",
    summary: "The order book, best prices first",
    params: ofSymbol,
    query: {
      depth: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: BOOK_DEPTH_MAX,
          default: BOOK_DEPTH_DEFAULT,
          description: "Prices per side.",
        }),
      ),
    },
    reply: BookSchema,
    problems: marketProblems,
    example: {
      params: { symbol: "BTC-USDT" },
      query: { depth: 1 },
      reply: {
        symbol: "BTC-USDT",
        bids: [{ price: "29999.9", quantity: "0.8", orders: 3 }],
        asks: [{ price: "30000", quantity: "1.25", orders: 2 }],
        at: AT,
        ageMs: 40,
      },
    },
  }),

  getMarketTrades: accountRoute({
    operationId: "getMarketTrades",
    method: "GET",
    path: "/v1/trades/{symbol}",
    scope: "read",
    tag: "market",
    summary: "The market's last trades, newest first",
    params: ofSymbol,
    query: {
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: TRADES_LIMIT_MAX, default: 100, description: "Trades." }),
      ),
    },
    reply: MarketTradesSchema,
    problems: marketProblems,
    example: {
      params: { symbol: "BTC-USDT" },
      query: { limit: 1 },
      reply: {
        symbol: "BTC-USDT",
        trades: [{ tradeId: "71", price: "30000", quantity: "0.01", side: "buy", at: AT }],
      },
    },
  }),

  getCandles: accountRoute({
    operationId: "getCandles",
    method: "GET",
    path: "/v1/candles/{symbol}",
    scope: "read",
    tag: "market",
    summary: "Candles, oldest first",
    params: ofSymbol,
    query: {
      bar: Type.Optional(words(CANDLE_BARS, "Length of a candle. Default 1m.")),
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: CANDLES_LIMIT_MAX, default: 100, description: "Candles." }),
      ),
    },
    reply: CandlesSchema,
    problems: marketProblems,
    example: {
      params: { symbol: "BTC-USDT" },
      query: { bar: "1m", limit: 1 },
      reply: {
        symbol: "BTC-USDT",
        bar: "1m",
        candles: [
          {
            at: "2026-01-31T09:30:00.000Z",
            open: "29990",
            high: "30010.5",
            low: "29985",
            close: "30000",
            volume: "12.5",
            complete: false,
          },
        ],
      },
    },
  }),
} as const
