// The public endpoints about the exchange and its instruments: time, status, instruments, mark prices, limits, funding,
// open interest, deliveries (reference sections 5.1 and 5.2). Unknown parameters are ignored, as on the real exchange.
// Books, trades and candles are market-requests.ts's.

import { format, parseDecimal } from "@okx-oms/core"
import { readPositive } from "./amounts.ts"
import {
  convertedSize,
  estimatedPriceRow,
  fundingHistoryRows,
  fundingRateRow,
  openInterestRow,
  premiumRows,
} from "./derivative-data.ts"
import { instrumentRow, tradeTypes } from "./instrument-rows.ts"
import type { InstrumentSpec, TradeType } from "./instruments.ts"
import type { Market } from "./model.ts"
import { type Parameters, text, wholeNumber } from "./parameters.ts"
import { markPriceRow, priceLimitRow } from "./public-data.ts"
import { eitherParameter, parameterError, parameterMissing, REFUSALS, type Refusal } from "./refusals.ts"
import { gatewayMs, type World } from "./world.ts"

export type Rows = unknown[] | Refusal

const INST_TYPES = ["SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS"]

export function time(world: World): Rows {
  return [{ ts: String(gatewayMs(world)) }]
}

/** No maintenance is planned here. */
export function status(): Rows {
  return []
}

export function instruments(world: World, query: Parameters): Rows {
  const found = selected(world, query, tradeTypes)
  if ("code" in found) return found
  const margin = text(query, "instType") === "MARGIN"
  return found.map(({ spec }) => instrumentRow(spec, margin ? "MARGIN" : spec.instType, world.nowMs))
}

/** By instType, or by instId alone, when a pair is told as MARGIN (recorded by ccxt). */
export function markPrices(world: World, query: Parameters): Rows {
  if (text(query, "instType") === "" && text(query, "instId") !== "") {
    return one(world, query, (market) => {
      const { instType } = market.spec
      return [markPriceRow(world, market, instType === "SPOT" ? "MARGIN" : instType)]
    })
  }
  const found = selected(world, query, tradeTypes)
  const instType = text(query, "instType")
  return "code" in found ? found : found.map((market) => markPriceRow(world, market, instType))
}

export function openInterests(world: World, query: Parameters): Rows {
  const found = selected(world, query)
  if ("code" in found) return found
  return found.filter(({ spec }) => spec.instType !== "SPOT").map((market) => openInterestRow(world, market))
}

/** Markets by instType (required) and, where given, instId, instFamily or the old uly. */
export function selected(
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
      spec.state !== "expired" &&
      (instId === "" || spec.instId === instId) &&
      (family === "" || spec.instFamily === family),
  )
  return instId !== "" && found.length === 0 ? REFUSALS.instIdUnknown : found
}

/** The market that instId, which is required, names. */
export function one(world: World, query: Parameters, row: (market: Market) => Rows): Rows {
  const instId = text(query, "instId")
  if (instId === "") return parameterMissing("instId")
  const market = world.markets.get(instId)
  return market === undefined ? REFUSALS.instIdUnknown : row(market)
}

export function priceLimit(world: World, query: Parameters): Rows {
  return one(world, query, (market) => [priceLimitRow(world, market)])
}

/** Of one SWAP, or of all for ANY. */
export function fundingRate(world: World, query: Parameters): Rows {
  if (text(query, "instId") === "ANY") {
    const swaps = [...world.markets.values()].filter(({ spec }) => spec.instType === "SWAP")
    return swaps.map((market) => fundingRateRow(world, market))
  }
  return oneSwap(world, query, (market) => [fundingRateRow(world, market)])
}

export function fundingRateHistory(world: World, query: Parameters): Rows {
  const window = readWindow(query, 400)
  if ("code" in window) return window
  return oneSwap(world, query, (market) => fundingHistoryRows(world, market, window))
}

export function premiumHistory(world: World, query: Parameters): Rows {
  const window = readWindow(query, 100)
  return "code" in window ? window : oneSwap(world, query, (market) => premiumRows(world, market, window))
}

function oneSwap(world: World, query: Parameters, row: (market: Market) => Rows): Rows {
  return one(world, query, (market) => (market.spec.instType === "SWAP" ? row(market) : REFUSALS.instIdUnknown))
}

export interface TimeWindow {
  readonly beforeMs: number
  readonly afterMs: number
  readonly limit: number
}

/** OKX names the older end `after` and the newer `before`; both are left out of the answer. */
export function readWindow(query: Parameters, limitMax: number, usual = limitMax): TimeWindow | Refusal {
  const after = text(query, "after")
  const before = text(query, "before")
  const limit = text(query, "limit") === "" ? usual : wholeNumber(text(query, "limit"))
  const beforeMs = after === "" ? Number.POSITIVE_INFINITY : wholeNumber(after)
  const afterMs = before === "" ? 0 : wholeNumber(before)
  if (beforeMs === undefined) return parameterError("after")
  if (afterMs === undefined) return parameterError("before")
  if (limit === undefined || limit < 1) return parameterError("limit")
  return { beforeMs, afterMs, limit: Math.min(limit, limitMax) }
}

/** Empty until an hour before the delivery. */
export function estimatedPrice(world: World, query: Parameters): Rows {
  return one(world, query, (market) => {
    if (market.spec.instType !== "FUTURES") return parameterError("instId")
    const row = estimatedPriceRow(world, market)
    return row === undefined ? [] : [row]
  })
}

/** The families of a type, as one list. */
export function underlyings(world: World, query: Parameters): Rows {
  const instType = text(query, "instType")
  if (instType === "") return parameterMissing("instType")
  if (!["SWAP", "FUTURES", "OPTION"].includes(instType)) return parameterError("instType")
  const families = [...world.markets.values()]
    .filter(({ spec }) => spec.instType === instType)
    .map(({ spec }) => spec.instFamily)
  return [[...new Set(families)]]
}

export function convertContractCoin(world: World, query: Parameters): Rows {
  const size = parseDecimal(text(query, "sz"))
  const type = text(query, "type") || "1"
  const unit = text(query, "unit") || "coin"
  if (text(query, "sz") === "") return parameterMissing("sz")
  if (size === undefined || size.coefficient <= 0n) return parameterError("sz")
  if (type !== "1" && type !== "2") return parameterError("type")
  if (unit !== "coin" && unit !== "usds") return parameterError("unit")
  return one(world, query, (market) => {
    const { spec } = market
    if (spec.instType === "SPOT") return parameterError("instId")
    const needsPrice = spec.contractType === "inverse" || unit === "usds"
    if (needsPrice && text(query, "px") === "") return eitherParameter("px", "unit")
    const price = text(query, "px") === "" ? market.lastPrice : readPositive(text(query, "px"))
    if (price === undefined) return parameterError("px")
    const asked = { toContracts: type === "1", size, price, inQuote: unit === "usds" }
    const sz = convertedSize(market, asked, text(query, "opType") === "open" ? "down" : "halfEven")
    return [{ instId: spec.instId, px: text(query, "px"), sz: format(sz), type, unit }]
  })
}
