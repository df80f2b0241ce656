// Market data as clients see it: the rows of trades, tickers, mark prices and price limits, for REST and channels alike, and
// what a print does to the market's records. How the market moves is market.ts's business, when rows are pushed
// public-feed.ts's (reference sections 5.2 and 7.5).

import { format } from "@okx-oms/core"
import { addTrade, dayFigures } from "./candles.ts"
import { priceOfTicks, tradeVolumes } from "./instruments.ts"
import type { Market, PublicTrade } from "./model.ts"
import { bestLevel } from "./order-book.ts"
import { priceBand } from "./price-band.ts"
import { planFlush } from "./public-feed.ts"
import { pushRow } from "./public-sending.ts"
import { indexCandles, indexPrice, markPrice, tellWatchers } from "./reference-prices.ts"
import type { World } from "./world.ts"

const TRADES_KEPT = 5_000

/** Records a print: last price, candles, trade list, trades channel. */
export function printTrade(world: World, market: Market, trade: PublicTrade): void {
  const { spec } = market
  market.lastPrice = trade.price
  market.lastSize = trade.size
  market.trades.push(trade)
  if (market.trades.length >= 2 * TRADES_KEPT) market.trades.splice(0, market.trades.length - TRADES_KEPT)
  const { base, quote } = tradeVolumes(spec, trade.price, trade.size)
  addTrade(market.candles, { atMs: world.nowMs, price: trade.price, size: trade.size, base, quote })
  if (market.subscriptions.size > 0) {
    pushRow(world, market, "trades", () => tradeRow(market, trade, true))
    pushRow(world, market, "trades-all", () => tradeRow(market, trade, false))
  }
  planFlush(world, market)
  tellWatchers(world, market)
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

export function tickerRow(world: World, market: Market): Record<string, string> {
  const { spec } = market
  const day = dayFigures(market.candles, world.nowMs, market.lastPrice)
  const ask = bestLevel(market.book, "sell")
  const bid = bestLevel(market.book, "buy")
  return {
    instType: spec.instType,
    instId: spec.instId,
    last: format(market.lastPrice),
    lastSz: format(market.lastSize),
    askPx: ask === undefined ? "" : format(priceOfTicks(spec, ask.ticks)),
    askSz: ask === undefined ? "" : format(ask.total),
    bidPx: bid === undefined ? "" : format(priceOfTicks(spec, bid.ticks)),
    bidSz: bid === undefined ? "" : format(bid.total),
    open24h: format(day.open),
    high24h: format(day.high),
    low24h: format(day.low),
    volCcy24h: format(spec.instType === "SPOT" ? day.volumeQuote : day.volumeBase),
    vol24h: format(day.volume),
    sodUtc0: format(day.openUtc0),
    sodUtc8: format(day.openUtc8),
    ts: String(world.nowMs),
  }
}

/** `instId` is the name of the index. */
export function indexTickerRow(world: World, market: Market, instId: string): Record<string, string> {
  const price = indexPrice(market)
  const day = dayFigures(indexCandles(market), world.nowMs, price)
  return {
    instId,
    idxPx: format(price),
    high24h: format(day.high),
    sodUtc0: format(day.openUtc0),
    open24h: format(day.open),
    low24h: format(day.low),
    sodUtc8: format(day.openUtc8),
    ts: String(world.nowMs),
  }
}

/** `instType` is MARGIN where the mark price of a pair is asked for. */
export function markPriceRow(
  world: World,
  market: Market,
  instType: string = market.spec.instType,
): Record<string, string> {
  return { instType, instId: market.spec.instId, markPx: format(markPrice(market)), ts: String(world.nowMs) }
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
