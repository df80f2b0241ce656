// Market data rows: ticker, book, public trade and candle, the same over REST and WebSocket.
// Levels of a book keep OKX's order, best first. Source: okx-v5 reference, sections 5.2 and 7.5.

import type { Decimal } from "@okx-oms/core"
import Type from "typebox"
import { decimalOf, LateNumber, LateText, neededDecimal, neededMillis, rowReader, Text, text } from "../field.ts"

export interface OkxTicker {
  readonly instType: string
  readonly instId: string
  readonly last: Decimal | undefined
  readonly lastSz: Decimal | undefined
  readonly askPx: Decimal | undefined
  readonly askSz: Decimal | undefined
  readonly bidPx: Decimal | undefined
  readonly bidSz: Decimal | undefined
  readonly open24h: Decimal | undefined
  readonly high24h: Decimal | undefined
  readonly low24h: Decimal | undefined
  /** Quote currency for SPOT, base currency for derivatives. */
  readonly volCcy24h: Decimal | undefined
  /** Base currency for SPOT, contracts for derivatives. */
  readonly vol24h: Decimal | undefined
  readonly ts: number
}

export interface OkxLevel {
  readonly px: Decimal
  readonly sz: Decimal
  readonly orders: number
}

export interface OkxBook {
  readonly asks: readonly OkxLevel[]
  readonly bids: readonly OkxLevel[]
  readonly ts: number
  readonly seqId: number | undefined
}

export interface OkxTrade {
  readonly instId: string
  readonly tradeId: string
  readonly px: Decimal
  readonly sz: Decimal
  /** The taker's side. */
  readonly side: "buy" | "sell"
  readonly ts: number
}

export interface OkxCandle {
  /** Opening time. */
  readonly ts: number
  readonly open: Decimal
  readonly high: Decimal
  readonly low: Decimal
  readonly close: Decimal
  /** Base currency for SPOT, contracts for derivatives. */
  readonly vol: Decimal
  readonly volCcy: Decimal | undefined
  readonly volCcyQuote: Decimal | undefined
  /** True once the candle is complete. */
  readonly confirmed: boolean
}

const TickerRow = Type.Object({
  instType: LateText,
  instId: Text,
  last: LateText,
  lastSz: LateText,
  askPx: LateText,
  askSz: LateText,
  bidPx: LateText,
  bidSz: LateText,
  open24h: LateText,
  high24h: LateText,
  low24h: LateText,
  volCcy24h: LateText,
  vol24h: LateText,
  ts: Text,
})
const Level = Type.Array(Type.String(), { minItems: 2, maxItems: 8 })
const BookRow = Type.Object({
  asks: Type.Array(Level),
  bids: Type.Array(Level),
  ts: Text,
  seqId: LateNumber,
})
const TradeRow = Type.Object({
  instId: Text,
  tradeId: Text,
  px: Text,
  sz: Text,
  side: Type.Union([Type.Literal("buy"), Type.Literal("sell")]),
  ts: Text,
})
const CandleRow = Type.Array(Type.String(), { minItems: 6, maxItems: 16 })

const readTicker = rowReader("ticker", TickerRow)
const readBook = rowReader("book", BookRow)
const readTrade = rowReader("trade", TradeRow)
const readCandle = rowReader("candle", CandleRow)

export function tickerRecord(value: unknown): OkxTicker {
  const row = readTicker(value)
  return {
    instType: text(row.instType),
    instId: row.instId,
    last: decimalOf(row.last, "last"),
    lastSz: decimalOf(row.lastSz, "lastSz"),
    askPx: decimalOf(row.askPx, "askPx"),
    askSz: decimalOf(row.askSz, "askSz"),
    bidPx: decimalOf(row.bidPx, "bidPx"),
    bidSz: decimalOf(row.bidSz, "bidSz"),
    open24h: decimalOf(row.open24h, "open24h"),
    high24h: decimalOf(row.high24h, "high24h"),
    low24h: decimalOf(row.low24h, "low24h"),
    volCcy24h: decimalOf(row.volCcy24h, "volCcy24h"),
    vol24h: decimalOf(row.vol24h, "vol24h"),
    ts: neededMillis(row.ts, "ts"),
  }
}

export function bookRecord(value: unknown): OkxBook {
  const row = readBook(value)
  return {
    asks: row.asks.map(level),
    bids: row.bids.map(level),
    ts: neededMillis(row.ts, "ts"),
    seqId: row.seqId ?? undefined,
  }
}

export function tradeRecord(value: unknown): OkxTrade {
  const row = readTrade(value)
  return {
    instId: row.instId,
    tradeId: row.tradeId,
    px: neededDecimal(row.px, "px"),
    sz: neededDecimal(row.sz, "sz"),
    side: row.side,
    ts: neededMillis(row.ts, "ts"),
  }
}

/** Nine texts; spot-like instruments of earlier years have fewer, then the later ones are undefined. */
export function candleRecord(value: unknown): OkxCandle {
  const [ts, open, high, low, close, vol, volCcy, volCcyQuote, confirm] = readCandle(value)
  return {
    ts: neededMillis(ts, "ts"),
    open: neededDecimal(open, "open"),
    high: neededDecimal(high, "high"),
    low: neededDecimal(low, "low"),
    close: neededDecimal(close, "close"),
    vol: neededDecimal(vol, "vol"),
    volCcy: decimalOf(volCcy, "volCcy"),
    volCcyQuote: decimalOf(volCcyQuote, "volCcyQuote"),
    confirmed: confirm === "1",
  }
}

function level(tuple: readonly string[]): OkxLevel {
  return {
    px: neededDecimal(tuple[0], "px"),
    sz: neededDecimal(tuple[1], "sz"),
    orders: Number(tuple[3] ?? "0"),
  }
}

export const TICKER_EXAMPLE = {
  instType: "SPOT",
  instId: "BTC-USDT",
  last: "60000.1",
  lastSz: "0.01",
  askPx: "60000.2",
  askSz: "1.5",
  bidPx: "60000.1",
  bidSz: "0.7",
  open24h: "59000",
  high24h: "61000",
  low24h: "58500.5",
  volCcy24h: "123456789.1",
  vol24h: "2057.6",
  ts: "1795000000400",
} as const

export const BOOK_EXAMPLE = {
  asks: [["60000.2", "1.5", "0", "3"]],
  bids: [["60000.1", "0.7", "0", "2"]],
  ts: "1795000000401",
  seqId: 9690930615,
} as const

export const TRADE_EXAMPLE = {
  instId: "BTC-USDT",
  tradeId: "700000009",
  px: "60000.1",
  sz: "0.25",
  side: "sell",
  ts: "1795000000402",
} as const

export const CANDLE_EXAMPLE = [
  "1795000000000",
  "60000",
  "60010",
  "59990",
  "60001",
  "12.5",
  "750000",
  "750000",
  "0",
] as const
