// When the public channels of a market push: trades at once, what is ticked by tick within 10 ms, the rest gathered for
// 100 ms, and what changes slowly (candles, open interest, funding, signs of life) on a beat of one second, all of it only
// while somebody listens (reference section 7.5). What a row says is written by the files of the channels.

import { type Bar, barNamed, nextBarStart } from "./bars.ts"
import {
  type BookView,
  bookRow,
  CHANGE_CHANNELS,
  numberBook,
  pushBookChanges,
  pushBookHeartbeats,
} from "./book-views.ts"
import { type Candle, type CandleSeries, candleRow, newestCandles, priceCandleRow } from "./candles.ts"
import { fundingRateRow, openInterestRow } from "./derivative-data.ts"
import type { Market } from "./model.ts"
import { indexTickerRow, markPriceRow, priceLimitRow, tickerRow } from "./public-data.ts"
import { pushNews, pushRow, sendRows } from "./public-sending.ts"
import { indexCandles, indexSource, markCandles } from "./reference-prices.ts"
import type { Subscription } from "./session.ts"
import type { World } from "./world.ts"

/** What a market's channels have been told. */
export interface MarketFeed {
  flushPlanned: boolean
  fastFlushPlanned: boolean
  beating: boolean
  beats: number
  /** The last row of channels that push only news, without its time. */
  readonly pushed: Map<string, string>
  readonly views: Map<string, BookView>
  /** How far each candle channel has been told: changes of the series, and when its bar ends. */
  readonly candles: Map<string, { changes: number; endMs: number }>
}

export function createFeed(): MarketFeed {
  return {
    flushPlanned: false,
    fastFlushPlanned: false,
    beating: false,
    beats: 0,
    pushed: new Map(),
    views: new Map(),
    candles: new Map(),
  }
}

const FLUSH_MS = 100
const FAST_FLUSH_MS = 10
const BEAT_MS = 1_000
const FAST_CHANNELS = ["bbo-tbt", "books-l2-tbt", "books50-l2-tbt"]
const BOOK_CHANNELS = [...FAST_CHANNELS, "books", "books5"]

/** Makes sure that the channels of a market tell what has happened to it, if anybody listens. */
export function planFlush(world: World, market: Market): void {
  const { feed, subscriptions } = market
  if (subscriptions.size === 0) {
    numberBook(market)
    return
  }
  if (!feed.flushPlanned) {
    feed.flushPlanned = true
    world.scheduler.at(world.nowMs + FLUSH_MS, () => flush(world, market))
  }
  if (feed.fastFlushPlanned || !FAST_CHANNELS.some((channel) => subscriptions.has(channel))) return
  feed.fastFlushPlanned = true
  world.scheduler.at(world.nowMs + FAST_FLUSH_MS, () => {
    feed.fastFlushPlanned = false
    pushFast(world, market)
  })
}

/** Something has changed in the book, by whomever: told to those who look at the book. */
export function planBookFlush(world: World, market: Market): void {
  const { subscriptions, feed } = market
  if (subscriptions.size === 0 || (feed.flushPlanned && feed.fastFlushPlanned)) return
  if (BOOK_CHANNELS.some((channel) => subscriptions.has(channel))) planFlush(world, market)
}

/** The order of the channels is fixed at OKX: bbo-tbt, books-l2-tbt, books50-l2-tbt, books, books5. */
function pushFast(world: World, market: Market): void {
  pushNews(world, market, "bbo-tbt", () => bookRow(world, market, 1))
  pushBookChanges(world, market, "books-l2-tbt")
  pushBookChanges(world, market, "books50-l2-tbt")
}

function flush(world: World, market: Market): void {
  market.feed.flushPlanned = false
  pushFast(world, market)
  pushBookChanges(world, market, "books")
  pushNews(world, market, "books5", () => ({ ...bookRow(world, market, 5), instId: market.spec.instId }))
  pushRow(world, market, "tickers", () => tickerRow(world, market))
  pushNews(world, market, "mark-price", () => markPriceRow(world, market))
  pushNews(world, market, "price-limit", () => priceLimitRow(world, market))
  pushIndexTickers(world, market, false)
  numberBook(market)
}

/** Subscribed by the name of the index, of which one market may have two (BTC-USDT and BTC-USD). */
function pushIndexTickers(world: World, market: Market, always: boolean): void {
  for (const subscription of market.subscriptions.get("index-tickers") ?? []) {
    const row = indexTickerRow(world, market, subscription.instId ?? "")
    const key = `index-tickers ${subscription.argText}`
    const told = `${row.idxPx} ${row.high24h} ${row.low24h}`
    if (!always && market.feed.pushed.get(key) === told) continue
    market.feed.pushed.set(key, told)
    sendRows(world, subscription, [row])
  }
}

/** Channels that tell something even when nothing happens, by the seconds between their messages. */
const SLOW: readonly [channel: string, seconds: number, push: (world: World, market: Market) => void][] = [
  ["mark-price", 10, (world, market) => pushRow(world, market, "mark-price", () => markPriceRow(world, market))],
  ["index-tickers", 60, (world, market) => pushIndexTickers(world, market, true)],
  [
    "open-interest",
    3,
    (world, market) => pushNews(world, market, "open-interest", () => openInterestRow(world, market)),
  ],
  ["funding-rate", 60, (world, market) => pushRow(world, market, "funding-rate", () => fundingRateRow(world, market))],
]

export function isCandleChannel(channel: string): boolean {
  return /^(mark-price-|index-)?candle/.test(channel)
}

/** True for channels that need the beat. */
function needsBeat(channel: string): boolean {
  return isCandleChannel(channel) || CHANGE_CHANNELS.has(channel) || SLOW.some(([name]) => name === channel)
}

/** Begins the beat of a market when a channel needs it; it ends by itself when none does any more. */
export function startBeat(world: World, market: Market, channel: string): void {
  const { feed } = market
  if (feed.beating || !needsBeat(channel)) return
  feed.beating = true
  const beat = (): void => {
    if (![...market.subscriptions.keys()].some(needsBeat)) {
      feed.beating = false
      return
    }
    feed.beats++
    for (const [name, seconds, push] of SLOW) {
      if (feed.beats % seconds === 0 && market.subscriptions.has(name)) push(world, market)
    }
    for (const name of market.subscriptions.keys()) if (isCandleChannel(name)) pushCandles(world, market, name)
    pushBookHeartbeats(world, market)
    // After a jump of the clock there is one beat, not one for every second jumped over.
    world.scheduler.at(Math.max(world.nowMs, world.targetMs) + BEAT_MS, beat)
  }
  world.scheduler.at(world.nowMs + BEAT_MS, beat)
}

/** The candles of a channel's name, as it shows them. */
export function candlesOfChannel(
  market: Market,
  channel: string,
): { series: CandleSeries; row: typeof priceCandleRow; bar: Bar } | undefined {
  const bar = barNamed(channel.slice(channel.indexOf("candle") + "candle".length))
  if (bar === undefined) return undefined
  if (channel.startsWith("mark-price-")) return { series: markCandles(market), row: priceCandleRow, bar }
  if (channel.startsWith("index-")) return { series: indexCandles(indexSource(market)), row: priceCandleRow, bar }
  const spot = market.spec.instType === "SPOT"
  return { series: market.candles, row: (candle, length, nowMs) => candleRow(candle, length, nowMs, spot), bar }
}

/** The open candle when it has changed; before it the one that closed since, with its last word. */
function pushCandles(world: World, market: Market, channel: string): void {
  const { feed } = market
  const found = candlesOfChannel(market, channel)
  if (found === undefined) return
  const { series, row, bar } = found
  const told = feed.candles.get(channel)
  const closed = told !== undefined && world.nowMs >= told.endMs
  if (told?.changes === series.changes && !closed) return
  const [open, before] = newestCandles(series, bar, world.nowMs)
  if (open === undefined) return
  feed.candles.set(channel, toldOf(series, open, bar))
  const rows = closed && before !== undefined ? [before, open] : [open]
  for (const candle of rows) pushRow(world, market, channel, () => row(candle, bar, world.nowMs))
}

function toldOf(series: CandleSeries, open: Candle, bar: Bar): { changes: number; endMs: number } {
  return { changes: series.changes, endMs: nextBarStart(open.startMs, bar) }
}

/** The first message of a candle channel. */
export function sendFirstCandle(world: World, subscription: Subscription, market: Market): void {
  const found = candlesOfChannel(market, subscription.channel)
  if (found === undefined) return
  const [open] = newestCandles(found.series, found.bar, world.nowMs)
  if (open === undefined) return
  const { candles } = market.feed
  if (!candles.has(subscription.channel)) candles.set(subscription.channel, toldOf(found.series, open, found.bar))
  sendRows(world, subscription, [found.row(open, found.bar, world.nowMs)])
}
