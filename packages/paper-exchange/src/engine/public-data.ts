// Market data as clients see it: rows for REST and the pushes of the public channels, gathered for 100 ms (trades at once).
// It relies on the market's records; how the market moves is market.ts's business (reference sections 5.2 and 7.5).

import { format } from "@okx-oms/core"
import { addTrade, candleRow, currentCandle, dayFigures } from "./candles.ts"
import { baseAmount, priceOfTicks, quoteValue } from "./instruments.ts"
import type { Market, PublicTrade } from "./model.ts"
import { type Level, levelsOf, type Side } from "./order-book.ts"
import { priceBand } from "./price-band.ts"
import { isSilenced, type World } from "./world.ts"

const FLUSH_MS = 100
const TRADES_KEPT = 500
export const BOOK_DEPTH = 400

/** Records a print: last price, candles, trade list, trades channel. */
export function printTrade(world: World, market: Market, trade: PublicTrade): void {
  const { spec } = market
  market.lastPrice = trade.price
  market.lastSize = trade.size
  market.trades.push(trade)
  if (market.trades.length >= 2 * TRADES_KEPT) market.trades.splice(0, market.trades.length - TRADES_KEPT)
  const base = baseAmount(spec, trade.price, trade.size)
  const quote = quoteValue(spec, trade.price, trade.size)
  addTrade(market.candles, { atMs: world.nowMs, price: trade.price, size: trade.size, base, quote })
  if (market.subscriptions.size > 0) {
    push(world, market, "trades", () => tradeRow(market, trade, true))
    push(world, market, "trades-all", () => tradeRow(market, trade, false))
  }
  planFlush(world, market)
}

export function tradeRow(market: Market, trade: PublicTrade, aggregated: boolean): Record<string, unknown> {
  const row = {
    instId: market.spec.instId,
    tradeId: trade.tradeId,
    px: format(trade.price),
    sz: format(trade.size),
    side: trade.side,
    ts: String(trade.atMs),
    source: "0",
  }
  return aggregated ? { ...row, count: String(trade.count), seqId: market.bookSequence } : row
}

/** Sends one row to everybody on a public channel of the market. */
function push(world: World, market: Market, channel: string, row: () => unknown): void {
  const subscriptions = market.subscriptions.get(channel)
  if (subscriptions === undefined) return
  const text = JSON.stringify(row())
  for (const { connection, argText } of subscriptions) {
    if (connection.closed || isSilenced(world, connection)) continue
    world.outgoing.push({ kind: "frame", connectionId: connection.id, text: `{"arg":${argText},"data":[${text}]}` })
  }
}

/** Makes sure that the gathered channels of a market are pushed within 100 ms, if anybody listens. */
export function planFlush(world: World, market: Market): void {
  if (market.subscriptions.size === 0) {
    market.book.buy.touched.clear()
    market.book.sell.touched.clear()
    return
  }
  if (market.flushPlanned) return
  market.flushPlanned = true
  world.scheduler.at(world.nowMs + FLUSH_MS, () => flush(world, market))
}

function flush(world: World, market: Market): void {
  market.flushPlanned = false
  pushBookUpdate(world, market)
  push(world, market, "bbo-tbt", () => bookRow(world, market, 1))
  push(world, market, "books5", () => ({ ...bookRow(world, market, 5), instId: market.spec.instId }))
  push(world, market, "tickers", () => tickerRow(world, market))
  push(world, market, "mark-price", () => markPriceRow(world, market))
  push(world, market, "price-limit", () => priceLimitRow(world, market))
  for (const channel of market.subscriptions.keys()) {
    if (!channel.startsWith("candle")) continue
    const bar = channel.slice("candle".length)
    const candle = currentCandle(market.candles, bar)
    if (candle !== undefined) push(world, market, channel, () => candleRow(candle, bar, world.nowMs))
  }
}

function pushBookUpdate(world: World, market: Market): void {
  const { book } = market
  if (book.buy.touched.size === 0 && book.sell.touched.size === 0) return
  const changed = (side: Side): string[][] =>
    [...book[side].touched].map((ticks) => {
      const level = book[side].levels.get(ticks)
      return level === undefined ? [format(priceOfTicks(market.spec, ticks)), "0", "0", "0"] : levelRow(market, level)
    })
  const asks = changed("sell")
  const bids = changed("buy")
  book.buy.touched.clear()
  book.sell.touched.clear()
  const prevSeqId = market.bookSequence
  // Sequence numbers jump; what counts is that each names the one before.
  market.bookSequence += 1 + ((asks.length + bids.length) % 7)
  const subscriptions = market.subscriptions.get("books")
  if (subscriptions === undefined) return
  const row = { asks, bids, ts: String(world.nowMs), checksum: 0, seqId: market.bookSequence, prevSeqId }
  const text = JSON.stringify(row)
  for (const { connection, argText } of subscriptions) {
    if (connection.closed || isSilenced(world, connection)) continue
    const frame = `{"arg":${argText},"action":"update","data":[${text}]}`
    world.outgoing.push({ kind: "frame", connectionId: connection.id, text: frame })
  }
}

/** The first push of the books channel. Changes gathered so far go out first, to those who had the book before. */
export function bookSnapshot(world: World, market: Market, argText: string): string {
  pushBookUpdate(world, market)
  const row = { ...bookRow(world, market, BOOK_DEPTH), checksum: 0, prevSeqId: -1 }
  return `{"arg":${argText},"action":"snapshot","data":[${JSON.stringify(row)}]}`
}

function levelRow(market: Market, level: Level<unknown>): string[] {
  return [format(priceOfTicks(market.spec, level.ticks)), format(level.total), "0", String(level.count)]
}

/** Asks and bids, best first, with time and sequence number. */
export function bookRow(world: World, market: Market, depth: number): Record<string, unknown> {
  return {
    asks: levelsOf(market.book, "sell", depth).map((level) => levelRow(market, level)),
    bids: levelsOf(market.book, "buy", depth).map((level) => levelRow(market, level)),
    ts: String(world.nowMs),
    seqId: market.bookSequence,
  }
}

export function tickerRow(world: World, market: Market): Record<string, string> {
  const day = dayFigures(market.candles, world.nowMs, market.lastPrice)
  const ask = levelsOf(market.book, "sell", 1)[0]
  const bid = levelsOf(market.book, "buy", 1)[0]
  const spot = market.spec.instType === "SPOT"
  return {
    instType: market.spec.instType,
    instId: market.spec.instId,
    last: format(market.lastPrice),
    lastSz: format(market.lastSize),
    askPx: ask === undefined ? "" : format(priceOfTicks(market.spec, ask.ticks)),
    askSz: ask === undefined ? "" : format(ask.total),
    bidPx: bid === undefined ? "" : format(priceOfTicks(market.spec, bid.ticks)),
    bidSz: bid === undefined ? "" : format(bid.total),
    open24h: format(day.open),
    high24h: format(day.high),
    low24h: format(day.low),
    volCcy24h: format(spot ? day.volumeQuote : day.volumeBase),
    vol24h: format(day.volume),
    sodUtc0: format(day.openUtc0),
    sodUtc8: format(day.openUtc8),
    ts: String(world.nowMs),
  }
}

export function markPriceRow(world: World, market: Market): Record<string, string> {
  const { instType, instId } = market.spec
  return { instType, instId, markPx: format(market.lastPrice), ts: String(world.nowMs) }
}

export function priceLimitRow(world: World, market: Market): Record<string, unknown> {
  const band = priceBand(market)
  const { instType, instId } = market.spec
  return {
    instType,
    instId,
    buyLmt: format(band.buyLimit),
    sellLmt: format(band.sellLimit),
    enabled: true,
    ts: String(world.nowMs),
  }
}

const EIGHT_HOURS_MS = 8 * 3_600_000

/** Funding of a SWAP: a constant 0.01 % per 8 h is announced; positions here are not charged. */
export function fundingRateRow(world: World, market: Market): Record<string, string> {
  const fundingTime = world.nowMs - (world.nowMs % EIGHT_HOURS_MS) + EIGHT_HOURS_MS
  return {
    formulaType: "withRate",
    fundingRate: "0.0001000000000000",
    fundingTime: String(fundingTime),
    impactValue: "10000.0000000000000000",
    instId: market.spec.instId,
    instType: market.spec.instType,
    interestRate: "0.0001000000000000",
    maxFundingRate: "0.015",
    method: "current_period",
    minFundingRate: "-0.015",
    nextFundingRate: "",
    nextFundingTime: String(fundingTime + EIGHT_HOURS_MS),
    premium: "0.0000000000000000",
    prevFundingTime: String(fundingTime - EIGHT_HOURS_MS),
    settFundingRate: "0.0001000000000000",
    settState: "settled",
    ts: String(world.nowMs),
  }
}
