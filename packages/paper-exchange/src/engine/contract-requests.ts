// What anybody may ask about contracts' terms: position tiers and past deliveries (OKX "Get position tiers", "Get
// delivery/exercise history"). It reads.

import { tradeTypes } from "./instrument-rows.ts"
import { list, type Parameters, text, wholeNumber } from "./parameters.ts"
import { tierRows } from "./position-tiers.ts"
import { parameterError, parameterMissing, REFUSALS, type Refusal } from "./refusals.ts"
import type { World } from "./world.ts"

type Rows = Record<string, unknown>[] | Refusal

const TIERED = ["MARGIN", "SWAP", "FUTURES"] as const
const FAMILIES_MAX = 5

export function positionTiers(world: World, query: Parameters): Rows {
  const instType = TIERED.find((type) => type === text(query, "instType"))
  const tdMode = text(query, "tdMode")
  if (text(query, "instType") === "") return parameterMissing("instType")
  if (instType === undefined) return parameterError("instType")
  if (tdMode === "") return parameterMissing("tdMode")
  if (tdMode !== "cross" && tdMode !== "isolated") return parameterError("tdMode")
  const name = instType === "MARGIN" ? "instId" : "instFamily"
  const wanted = list(query, name).concat(name === "instFamily" ? list(query, "uly") : [])
  if (wanted.length === 0) return parameterMissing(name)
  if (wanted.length > FAMILIES_MAX) return parameterError(name)
  const tier = text(query, "tier")
  const rows: Record<string, unknown>[] = []
  for (const asked of wanted) {
    const market = [...world.markets.values()].find(
      ({ spec }) => spec[name] === asked && tradeTypes(spec).some((type) => type === instType),
    )
    if (market === undefined) return REFUSALS.instIdUnknown
    rows.push(...tierRows(market.spec, instType).filter((row) => tier === "" || row.tier === tier))
  }
  return rows
}

/** Newest first, those of one moment together. */
export function deliveryHistory(world: World, query: Parameters): Rows {
  const instType = text(query, "instType")
  const family = text(query, "instFamily") || text(query, "uly")
  if (instType === "") return parameterMissing("instType")
  if (instType !== "FUTURES" && instType !== "OPTION") return parameterError("instType")
  if (family === "") return parameterMissing("instFamily")
  const limit = text(query, "limit") === "" ? 100 : wholeNumber(text(query, "limit"))
  if (limit === undefined || limit < 1) return parameterError("limit")
  const after = wholeNumber(text(query, "after")) ?? Number.POSITIVE_INFINITY
  const before = wholeNumber(text(query, "before")) ?? 0
  const byTime = new Map<number, Record<string, string>[]>()
  for (const { atMs, uly, instId, price } of world.deliveries) {
    if (uly !== family || instType !== "FUTURES" || atMs >= after || atMs <= before) continue
    const details = byTime.get(atMs) ?? []
    details.push({ insId: instId, px: price, type: "delivery" })
    byTime.set(atMs, details)
  }
  return [...byTime]
    .reverse()
    .slice(0, Math.min(limit, 100))
    .map(([atMs, details]) => ({ details, ts: String(atMs) }))
}
