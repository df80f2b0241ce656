// Candles of one instrument, made from its trades: one-minute candles are kept, longer ones are summed from them.
// It relies on exact decimals; who may read them is the caller's business.

import { type Decimal, Decimals, format } from "@okx-oms/core"

export interface Candle {
  readonly startMs: number
  open: Decimal
  high: Decimal
  low: Decimal
  close: Decimal
  /** Base currency (SPOT) or contracts (SWAP). */
  volume: Decimal
  /** Base currency. */
  volumeBase: Decimal
  /** Quote currency. */
  volumeQuote: Decimal
}

export interface CandleSeries {
  /** Oldest first, without gaps in use (a minute without trades has no candle), at most KEPT_MINUTES. */
  readonly minutes: Candle[]
}

const MINUTE_MS = 60_000
/** Two days and a bit: enough for every bar a client asks for by default and for the 24 h figures. */
const KEPT_MINUTES = 3_000

/** Lengths of the bars that can be asked for; days start at 00:00 UTC+8 without the suffix, at 00:00 UTC with it. */
const BARS: Readonly<Record<string, { lengthMs: number; offsetMs: number }>> = {
  "1m": { lengthMs: MINUTE_MS, offsetMs: 0 },
  "3m": { lengthMs: 3 * MINUTE_MS, offsetMs: 0 },
  "5m": { lengthMs: 5 * MINUTE_MS, offsetMs: 0 },
  "15m": { lengthMs: 15 * MINUTE_MS, offsetMs: 0 },
  "30m": { lengthMs: 30 * MINUTE_MS, offsetMs: 0 },
  "1H": { lengthMs: 60 * MINUTE_MS, offsetMs: 0 },
  "2H": { lengthMs: 120 * MINUTE_MS, offsetMs: 0 },
  "4H": { lengthMs: 240 * MINUTE_MS, offsetMs: 0 },
  "6H": { lengthMs: 360 * MINUTE_MS, offsetMs: 480 * MINUTE_MS },
  "12H": { lengthMs: 720 * MINUTE_MS, offsetMs: 480 * MINUTE_MS },
  "1D": { lengthMs: 1440 * MINUTE_MS, offsetMs: 480 * MINUTE_MS },
  "6Hutc": { lengthMs: 360 * MINUTE_MS, offsetMs: 0 },
  "12Hutc": { lengthMs: 720 * MINUTE_MS, offsetMs: 0 },
  "1Dutc": { lengthMs: 1440 * MINUTE_MS, offsetMs: 0 },
}

export function isBar(text: string): boolean {
  return Object.hasOwn(BARS, text)
}

export function createCandles(): CandleSeries {
  return { minutes: [] }
}

export interface CandleTrade {
  readonly atMs: number
  readonly price: Decimal
  readonly size: Decimal
  readonly base: Decimal
  readonly quote: Decimal
}

export function addTrade(series: CandleSeries, trade: CandleTrade): void {
  const startMs = trade.atMs - (trade.atMs % MINUTE_MS)
  const last = series.minutes.at(-1)
  if (last !== undefined && last.startMs >= startMs) {
    last.high = Decimals.maximum(last.high, trade.price)
    last.low = Decimals.minimum(last.low, trade.price)
    last.close = trade.price
    last.volume = Decimals.add(last.volume, trade.size)
    last.volumeBase = Decimals.add(last.volumeBase, trade.base)
    last.volumeQuote = Decimals.add(last.volumeQuote, trade.quote)
    return
  }
  series.minutes.push({
    startMs,
    open: trade.price,
    high: trade.price,
    low: trade.price,
    close: trade.price,
    volume: trade.size,
    volumeBase: trade.base,
    volumeQuote: trade.quote,
  })
  if (series.minutes.length > KEPT_MINUTES) series.minutes.splice(0, series.minutes.length - KEPT_MINUTES)
}

/** Candles of one bar, oldest first, of which the last may still be open. Unknown bars give none. */
export function candlesOf(series: CandleSeries, bar: string): Candle[] {
  const length = BARS[bar]
  if (length === undefined) return []
  const summed: Candle[] = []
  for (const minute of series.minutes) {
    const startMs = barStart(minute.startMs, length)
    const last = summed.at(-1)
    if (last === undefined || last.startMs !== startMs) summed.push({ ...minute, startMs })
    else join(last, minute)
  }
  return summed
}

/** The candle that is open at nowMs, or the last one before it. */
export function currentCandle(series: CandleSeries, bar: string): Candle | undefined {
  const length = BARS[bar]
  const newest = series.minutes.at(-1)
  if (length === undefined || newest === undefined) return undefined
  const startMs = barStart(newest.startMs, length)
  let at = series.minutes.length - 1
  while (at > 0 && (series.minutes[at - 1]?.startMs ?? 0) >= startMs) at--
  const first = series.minutes[at]
  if (first === undefined) return undefined
  const summed = { ...first, startMs }
  for (const minute of series.minutes.slice(at + 1)) join(summed, minute)
  return summed
}

/** The 9-tuple of OKX: ts, o, h, l, c, vol, volCcy, volCcyQuote, confirm. */
export function candleRow(candle: Candle, bar: string, nowMs: number): string[] {
  const closed = candle.startMs + (BARS[bar]?.lengthMs ?? 0) <= nowMs
  return [
    String(candle.startMs),
    format(candle.open),
    format(candle.high),
    format(candle.low),
    format(candle.close),
    format(candle.volume),
    format(candle.volumeBase),
    format(candle.volumeQuote),
    closed ? "1" : "0",
  ]
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

const DAY_MS = 1440 * MINUTE_MS

/** The last 24 hours, from the minutes that are kept; `last` stands in where there is none. */
export function dayFigures(series: CandleSeries, nowMs: number, last: Decimal): DayFigures {
  let figures: Candle | undefined
  let openUtc0: Decimal | undefined
  let openUtc8: Decimal | undefined
  const utc0 = nowMs - (nowMs % DAY_MS)
  const utc8 = barStart(nowMs, { lengthMs: DAY_MS, offsetMs: 480 * MINUTE_MS })
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

function barStart(atMs: number, bar: { lengthMs: number; offsetMs: number }): number {
  return atMs - ((atMs + bar.offsetMs) % bar.lengthMs)
}

function join(into: Candle, next: Candle): void {
  into.high = Decimals.maximum(into.high, next.high)
  into.low = Decimals.minimum(into.low, next.low)
  into.close = next.close
  into.volume = Decimals.add(into.volume, next.volume)
  into.volumeBase = Decimals.add(into.volumeBase, next.volumeBase)
  into.volumeQuote = Decimals.add(into.volumeQuote, next.volumeQuote)
}
