// The public endpoints: time, instruments, market data, limits, status (reference sections 5.1 and 5.2).
// Unknown parameters are ignored, as on the real exchange.

import { candleRow, candlesOf, isBar } from "./candles.ts"
import { instrumentRow, tradeTypes } from "./instrument-rows.ts"
import type { InstrumentSpec, TradeType } from "./instruments.ts"
import type { Market } from "./model.ts"
import { type Parameters, text, wholeNumber } from "./parameters.ts"
import { BOOK_DEPTH, bookRow, fundingRateRow, markPriceRow, priceLimitRow, tickerRow, tradeRow } from "./public-data.ts"
import { parameterError, parameterMissing, REFUSALS, type Refusal } from "./refusals.ts"
import { gatewayMs, type World } from "./world.ts"

type Rows = unknown[] | Refusal

const INST_TYPES = ["SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS"]

export function time(world: World): Rows {
  return [{ ts: String(gatewayMs(world)) }]
}

export function instruments(world: World, query: Parameters): Rows {
  const found = selected(world, query, tradeTypes)
  if ("code" in found) return found
  const margin = text(query, "instType") === "MARGIN"
  return found.map(({ spec }) => instrumentRow(spec, margin ? "MARGIN" : spec.instType, world.nowMs))
}

export function tickers(world: World, query: Parameters): Rows {
  const found = selected(world, query)
  return "code" in found ? found : found.map((market) => tickerRow(world, market))
}

export function markPrices(world: World, query: Parameters): Rows {
  const found = selected(world, query)
  return "code" in found ? found : found.map((market) => markPriceRow(world, market))
}

/** Markets by instType (required) and, where given, instId, instFamily or the old uly. */
function selected(
  world: World,
  query: Parameters,
  typesOf: (spec: InstrumentSpec) => readonly TradeType[] = (spec) => [spec.instType],
): Market[] | Refusal {
  const instType = text(query, "instType")
  if (instType === "") return parameterMissing("instType")
  if (!INST_TYPES.includes(instType)) return parameterError("instType")
  const instId = text(query, "instId")
  const family = text(query, "instFamily") || text(query, "uly")
  const found = [...world.markets.values()].filter(
    ({ spec }) =>
      typesOf(spec).some((type) => type === instType) &&
      (instId === "" || spec.instId === instId) &&
      (family === "" || spec.instFamily === family),
  )
  return instId !== "" && found.length === 0 ? REFUSALS.instIdUnknown : found
}

function one(world: World, query: Parameters, row: (market: Market) => Rows): Rows {
  const instId = text(query, "instId")
  if (instId === "") return parameterMissing("instId")
  const market = world.markets.get(instId)
  return market === undefined ? REFUSALS.instIdUnknown : row(market)
}

export function ticker(world: World, query: Parameters): Rows {
  return one(world, query, (market) => [tickerRow(world, market)])
}

export function books(world: World, query: Parameters): Rows {
  const depth = text(query, "sz") === "" ? 1 : wholeNumber(text(query, "sz"))
  if (depth === undefined || depth < 1) return parameterError("sz")
  return one(world, query, (market) => [bookRow(world, market, Math.min(depth, BOOK_DEPTH))])
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

export function candles(world: World, query: Parameters): Rows {
  const bar = text(query, "bar") || "1m"
  const limit = text(query, "limit") === "" ? 100 : wholeNumber(text(query, "limit"))
  if (!isBar(bar)) return parameterError("bar")
  if (limit === undefined || limit < 1) return parameterError("limit")
  const after = wholeNumber(text(query, "after")) ?? Number.POSITIVE_INFINITY
  const before = wholeNumber(text(query, "before")) ?? 0
  return one(world, query, (market) =>
    candlesOf(market.candles, bar)
      .filter((candle) => candle.startMs < after && candle.startMs > before)
      .slice(-Math.min(limit, 300))
      .reverse()
      .map((candle) => candleRow(candle, bar, world.nowMs)),
  )
}

export function priceLimit(world: World, query: Parameters): Rows {
  return one(world, query, (market) => [priceLimitRow(world, market)])
}

export function fundingRate(world: World, query: Parameters): Rows {
  return one(world, query, (market) =>
    market.spec.instType === "SWAP" ? [fundingRateRow(world, market)] : REFUSALS.instIdUnknown,
  )
}

/** No maintenance is planned here. */
export function status(): Rows {
  return []
}
