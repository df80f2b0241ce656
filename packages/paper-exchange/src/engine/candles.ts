// Candles of one instrument, made from its trades: one-minute candles are kept, closed ones are folded into hours, and every
// bar of OKX is summed from these when it is asked for. Minutes without a trade are flat, as on OKX.
// It relies on exact decimals and on bars.ts for where a bar begins; who may read them is the caller's business.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { type Bar, barStart, DAY_MS, HOUR_MS, MINUTE_MS, nextBarStart, UTC_PLUS_8_MS } from "./bars.ts"

export interface Candle {
  readonly startMs: number
  open: Decimal
  high: Decimal
  low: Decimal
  close: Decimal
  /** Base currency (SPOT) or contracts. */
  volume: Decimal
  /** Base currency. */
  volumeBase: Decimal
  /** Quote currency. */
  volumeQuote: Decimal
}

export interface CandleSeries {
  /** Oldest first; a minute without trades has none. The last may be open. */
  readonly minutes: Candle[]
  /** Oldest first, of closed minutes, so that the newest may lack some. */
  readonly hours: Candle[]
  /** Seconds that had trades, for the bar of one second. */
  readonly seconds: Candle[]
  /** What was before the first minute, made when somebody asks for it (past-candles.ts). */
  past: (() => readonly Candle[]) | undefined
  /** Counts every change, so that who pushes candles sees whether there is news. */
  changes: number
}

/** Two days and a bit. */
const KEPT_MINUTES = 3_000
const KEPT_HOURS = 9_000
const KEPT_SECONDS = 600
/** As many candles of one bar as OKX gives. */
export const CANDLES_MAX = 1_440

export function createCandles(): CandleSeries {
  return { minutes: [], hours: [], seconds: [], past: undefined, changes: 0 }
}

export interface CandleTrade {
  readonly atMs: number
  readonly price: Decimal
  readonly size: Decimal
  readonly base: Decimal
  readonly quote: Decimal
}

export function addTrade(series: CandleSeries, trade: CandleTrade): void {
  series.changes++
  put(series.seconds, trade, trade.atMs - (trade.atMs % 1_000), KEPT_SECONDS)
  const startMs = trade.atMs - (trade.atMs % MINUTE_MS)
  const open = series.minutes.at(-1)
  if (open !== undefined && open.startMs < startMs) closeMinute(series, open)
  put(series.minutes, trade, startMs, KEPT_MINUTES)
}

/** A price without a trade: of an index or a mark. */
export function notePrice(series: CandleSeries, atMs: number, price: Decimal): void {
  addTrade(series, { atMs, price, size: Decimals.ZERO, base: Decimals.ZERO, quote: Decimals.ZERO })
}

function put(candles: Candle[], trade: CandleTrade, startMs: number, kept: number): void {
  const last = candles.at(-1)
  if (last !== undefined && last.startMs >= startMs) {
    last.high = Decimals.maximum(last.high, trade.price)
    last.low = Decimals.minimum(last.low, trade.price)
    last.close = trade.price
    last.volume = Decimals.add(last.volume, trade.size)
    last.volumeBase = Decimals.add(last.volumeBase, trade.base)
    last.volumeQuote = Decimals.add(last.volumeQuote, trade.quote)
    return
  }
  candles.push({
    startMs,
    open: trade.price,
    high: trade.price,
    low: trade.price,
    close: trade.price,
    volume: trade.size,
    volumeBase: trade.base,
    volumeQuote: trade.quote,
  })
  // Dropped by the hundred, so that not every new candle moves all others.
  if (candles.length > kept + 100) candles.splice(0, candles.length - kept)
}

function closeMinute(series: CandleSeries, minute: Candle): void {
  const startMs = minute.startMs - (minute.startMs % HOUR_MS)
  const last = series.hours.at(-1)
  if (last !== undefined && last.startMs === startMs) {
    join(last, minute)
    return
  }
  series.hours.push({ ...minute, startMs })
  if (series.hours.length > KEPT_HOURS + 100) series.hours.splice(0, series.hours.length - KEPT_HOURS)
}

export interface CandleWindow {
  /** Bars that start before this time; all when undefined. */
  readonly beforeMs?: number
  /** Bars that start after this time. */
  readonly afterMs?: number
  readonly limit: number
  /** Only so many bars back from now. */
  readonly reach?: number
}

/** The newest candles of one bar in the window, newest first; the first may still be open at nowMs. */
export function candlesOf(series: CandleSeries, bar: Bar, nowMs: number, window: CandleWindow): Candle[] {
  const summed = sum(sourceOf(series, bar), bar, nowMs, window.reach ?? CANDLES_MAX)
  const found: Candle[] = []
  for (let at = summed.length - 1; at >= 0 && found.length < window.limit; at--) {
    const candle = summed[at]
    if (candle === undefined || candle.startMs <= (window.afterMs ?? Number.NEGATIVE_INFINITY)) break
    if (candle.startMs < (window.beforeMs ?? Number.POSITIVE_INFINITY)) found.push(candle)
  }
  return found
}

/** The finest candles that reach far enough back for the bar. */
function sourceOf(series: CandleSeries, bar: Bar): readonly Candle[] {
  if (bar.lengthMs < MINUTE_MS) return series.seconds
  if (bar.lengthMs < HOUR_MS) return series.minutes
  const past = series.past?.() ?? []
  const open = series.minutes.at(-1)
  return open === undefined ? [...past, ...series.hours] : [...past, ...series.hours, open]
}

/** Bars up to now, oldest first, the empty ones between flat at the last price. */
function sum(source: readonly Candle[], bar: Bar, nowMs: number, reach: number): Candle[] {
  const summed: Candle[] = []
  const oldestMs = nowMs - bar.lengthMs * (reach + 1)
  for (const candle of source) {
    const startMs = barStart(candle.startMs, bar)
    if (startMs < oldestMs) continue
    const last = summed.at(-1)
    if (last !== undefined && last.startMs === startMs) {
      join(last, candle)
      continue
    }
    if (last !== undefined) fillUp(summed, last, startMs, bar)
    summed.push({ ...candle, startMs })
  }
  const last = summed.at(-1)
  if (last !== undefined) fillUp(summed, last, nowMs + 1, bar)
  return summed
}

/** Flat bars after `last` that start before endMs. */
function fillUp(summed: Candle[], last: Candle, endMs: number, bar: Bar): void {
  for (let startMs = nextBarStart(last.startMs, bar); startMs < endMs; startMs = nextBarStart(startMs, bar)) {
    summed.push(flat(startMs, last.close))
  }
}

function flat(startMs: number, price: Decimal): Candle {
  const { ZERO } = Decimals
  return {
    startMs,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: ZERO,
    volumeBase: ZERO,
    volumeQuote: ZERO,
  }
}

/** The candle that is open at nowMs and the one before it; flat where nothing was traded. */
export function newestCandles(series: CandleSeries, bar: Bar, nowMs: number): Candle[] {
  return candlesOf(series, bar, nowMs, { limit: 2, reach: 2 })
}

/** The 9-tuple of OKX: ts, o, h, l, c, vol, volCcy, volCcyQuote, confirm. */
export function candleRow(candle: Candle, bar: Bar, nowMs: number, spot: boolean): string[] {
  return [
    ...prices(candle),
    format(candle.volume),
    format(spot ? candle.volumeQuote : candle.volumeBase),
    format(candle.volumeQuote),
    confirmed(candle, bar, nowMs),
  ]
}

/** Of an index or mark price: ts, o, h, l, c, confirm. */
export function priceCandleRow(candle: Candle, bar: Bar, nowMs: number): string[] {
  return [...prices(candle), confirmed(candle, bar, nowMs)]
}

function prices(candle: Candle): string[] {
  return [String(candle.startMs), format(candle.open), format(candle.high), format(candle.low), format(candle.close)]
}

function confirmed(candle: Candle, bar: Bar, nowMs: number): string {
  return nextBarStart(candle.startMs, bar) <= nowMs ? "1" : "0"
}

export interface DayFigures {
  readonly open: Decimal
  readonly high: Decimal
  readonly low: Decimal
  readonly volume: Decimal
  readonly volumeBase: Decimal
  readonly volumeQuote: Decimal
  /** Opening prices at 00:00 UTC and 00:00 UTC+8. */
  readonly openUtc0: Decimal
  readonly openUtc8: Decimal
}

/** The last 24 hours, from the minutes that are kept; `last` stands in where there is none. */
export function dayFigures(series: CandleSeries, nowMs: number, last: Decimal): DayFigures {
  let figures: Candle | undefined
  let openUtc0: Decimal | undefined
  let openUtc8: Decimal | undefined
  const utc0 = nowMs - (nowMs % DAY_MS)
  const utc8 = nowMs - ((nowMs + UTC_PLUS_8_MS) % DAY_MS)
  for (const minute of series.minutes) {
    if (minute.startMs < nowMs - DAY_MS) continue
    if (minute.startMs >= utc0) openUtc0 ??= minute.open
    if (minute.startMs >= utc8) openUtc8 ??= minute.open
    if (figures === undefined) figures = { ...minute }
    else join(figures, minute)
  }
  return {
    open: figures?.open ?? last,
    high: figures?.high ?? last,
    low: figures?.low ?? last,
    volume: figures?.volume ?? Decimals.ZERO,
    volumeBase: figures?.volumeBase ?? Decimals.ZERO,
    volumeQuote: figures?.volumeQuote ?? Decimals.ZERO,
    openUtc0: openUtc0 ?? figures?.open ?? last,
    openUtc8: openUtc8 ?? figures?.open ?? last,
  }
}

function join(into: Candle, next: Candle): void {
  into.high = Decimals.maximum(into.high, next.high)
  into.low = Decimals.minimum(into.low, next.low)
  into.close = next.close
  into.volume = Decimals.add(into.volume, next.volume)
  into.volumeBase = Decimals.add(into.volumeBase, next.volumeBase)
  into.volumeQuote = Decimals.add(into.volumeQuote, next.volumeQuote)
}
