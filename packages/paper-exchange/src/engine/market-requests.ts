// The endpoints about what happens on the markets: tickers, books, trades, candles of trades, index and mark prices
// (reference section 5.2). It relies on the rows that the channels push too.

import { format } from "@okx-oms/core"
import { type Bar, barNamed } from "./bars.ts"
import { BOOK_DEPTH, bookRow, fullBookRow } from "./book-views.ts"
import {
  CANDLES_MAX,
  type CandleSeries,
  type CandleWindow,
  candleRow,
  candlesOf,
  dayFigures,
  priceCandleRow,
} from "./candles.ts"
import type { Market } from "./model.ts"
import { type Parameters, text, wholeNumber } from "./parameters.ts"
import { marketOfIndex } from "./public-channels.ts"
import { indexTickerRow, tickerRow, tradeRow } from "./public-data.ts"
import { one, type Rows, readWindow, selected } from "./public-requests.ts"
import { indexCandles, indexOf, indexPrice, markCandles, toNumber } from "./reference-prices.ts"
import { eitherParameter, parameterError, parameterMissing, REFUSALS } from "./refusals.ts"
import type { World } from "./world.ts"

const FULL_BOOK_DEPTH = 5_000

export function tickers(world: World, query: Parameters): Rows {
  const found = selected(world, query)
  return "code" in found ? found : found.map((market) => tickerRow(world, market))
}

export function ticker(world: World, query: Parameters): Rows {
  return one(world, query, (market) => [tickerRow(world, market)])
}

/** Names of indexes, each with the market it comes from. */
function indexes(world: World): Map<string, Market> {
  const found = new Map<string, Market>()
  for (const { spec } of world.markets.values()) {
    const name = indexOf(spec)
    const source = marketOfIndex(world, name)
    if (source !== undefined) found.set(name, source)
  }
  return found
}

export function indexTickers(world: World, query: Parameters): Rows {
  const instId = text(query, "instId")
  const quoteCcy = text(query, "quoteCcy")
  if (instId === "" && quoteCcy === "") return eitherParameter("quoteCcy", "instId")
  const found = [...indexes(world)].filter(
    ([name]) => (instId === "" || name === instId) && (quoteCcy === "" || name.endsWith(`-${quoteCcy}`)),
  )
  if (instId !== "" && found.length === 0) return REFUSALS.instIdUnknown
  return found.map(([name, market]) => indexTickerRow(world, market, name))
}

/** One component: the market here. */
export function indexComponents(world: World, query: Parameters): Rows {
  const index = text(query, "index")
  if (index === "") return parameterMissing("index")
  const market = marketOfIndex(world, index)
  if (market === undefined) return parameterError("index")
  const price = format(indexPrice(market))
  const symbol = market.spec.instId.replace("-", "/")
  const components = [{ symbol, symPx: price, wgt: "1", cnvPx: price, exch: "OKX" }]
  return [{ components, last: price, index, ts: String(world.nowMs) }]
}

export function books(world: World, query: Parameters): Rows {
  return depthOf(world, query, BOOK_DEPTH, bookRow)
}

export function fullBooks(world: World, query: Parameters): Rows {
  return depthOf(world, query, FULL_BOOK_DEPTH, fullBookRow)
}

/** The book without a depth to choose: 25 levels. */
export function booksLite(world: World, query: Parameters): Rows {
  return one(world, query, (market) => [bookRow(world, market, 25)])
}

function depthOf(
  world: World,
  query: Parameters,
  depthMax: number,
  row: (world: World, market: Market, depth: number) => unknown,
): Rows {
  const depth = text(query, "sz") === "" ? 1 : wholeNumber(text(query, "sz"))
  if (depth === undefined || depth < 1) return parameterError("sz")
  return one(world, query, (market) => [row(world, market, Math.min(depth, depthMax))])
}

export function trades(world: World, query: Parameters): Rows {
  const limit = text(query, "limit") === "" ? 100 : wholeNumber(text(query, "limit"))
  if (limit === undefined || limit < 1) return parameterError("limit")
  return one(world, query, (market) =>
    market.trades
      .slice(-Math.min(limit, 500))
      .reverse()
      .map((trade) => tradeRow(market, trade, false)),
  )
}

/** Newest first; `type` 1 pages by trade id, 2 by time (then only with `after`). */
export function tradeHistory(world: World, query: Parameters): Rows {
  const type = text(query, "type") || "1"
  if (type !== "1" && type !== "2") return parameterError("type")
  const window = readWindow(query, 100)
  if ("code" in window) return window
  return one(world, query, (market) => {
    const found = market.trades.filter(({ tradeId, atMs }) => {
      const place = type === "1" ? Number(tradeId) : atMs
      return place < window.beforeMs && (type === "2" || place > window.afterMs)
    })
    return found
      .slice(-window.limit)
      .reverse()
      .map((trade) => tradeRow(market, trade, false))
  })
}

export function candles(world: World, query: Parameters): Rows {
  return tradeCandles(world, query, CANDLES_MAX)
}

/** As candles, and as far back as there is anything. */
export function candleHistory(world: World, query: Parameters): Rows {
  return tradeCandles(world, query, Number.POSITIVE_INFINITY)
}

function tradeCandles(world: World, query: Parameters, reach: number): Rows {
  return chart(query, 300, (bar, window) =>
    one(world, query, (market) => {
      const spot = market.spec.instType === "SPOT"
      return candlesOf(market.candles, bar, world.nowMs, { ...window, reach }).map((candle) =>
        candleRow(candle, bar, world.nowMs, spot),
      )
    }),
  )
}

export function markPriceCandles(world: World, query: Parameters): Rows {
  return chart(query, 100, (bar, window) =>
    one(world, query, (market) => priceRows(world, markCandles(market), bar, window)),
  )
}

export function indexPriceCandles(world: World, query: Parameters): Rows {
  return chart(query, 100, (bar, window) => {
    const instId = text(query, "instId")
    if (instId === "") return parameterMissing("instId")
    const market = marketOfIndex(world, instId)
    return market === undefined ? REFUSALS.instIdUnknown : priceRows(world, indexCandles(market), bar, window)
  })
}

function priceRows(world: World, series: CandleSeries, bar: Bar, window: CandleWindow): string[][] {
  return candlesOf(series, bar, world.nowMs, window).map((candle) => priceCandleRow(candle, bar, world.nowMs))
}

function chart(query: Parameters, limitMax: number, rows: (bar: Bar, window: CandleWindow) => Rows): Rows {
  const bar = barNamed(text(query, "bar") || "1m")
  if (bar === undefined) return parameterError("bar")
  const window = readWindow(query, limitMax, 100)
  return "code" in window ? window : rows(bar, window)
}

const CNY_PER_USD = 7.1

/** What all markets together traded within a day. */
export function platformVolume(world: World): Rows {
  let usd = 0
  for (const market of world.markets.values()) {
    usd += toNumber(dayFigures(market.candles, world.nowMs, market.lastPrice).volumeQuote)
  }
  const whole = (value: number): string => String(Math.round(value))
  return [{ volUsd: whole(usd), volCny: whole(usd * CNY_PER_USD), ts: String(world.nowMs) }]
}

export function exchangeRate(): Rows {
  return [{ usdCny: String(CNY_PER_USD) }]
}
