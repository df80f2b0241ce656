// What is public about contracts beside their prices: funding rate and its history, premium, open interest, estimated
// delivery price (OKX "Get funding rate", "Get open interest"). Rates follow the averaged premium of the market over its
// index; before the exchange began, they are drawn from the seed. Charging them to positions is not done here.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { absolute } from "./amounts.ts"
import { HOUR_MS } from "./bars.ts"
import { tradeVolumes } from "./instruments.ts"
import type { Market } from "./model.ts"
import { hashedFraction } from "./random.ts"
import { indexPrice, markPrice, toNumber } from "./reference-prices.ts"
import type { World } from "./world.ts"

export const FUNDING_MS = 8 * HOUR_MS
/** Per eight hours, as fractions: OKX's interest, the width within which the premium does not count, and the limits. */
const INTEREST = 0.0001
const WIDTH = 0.0005
const RATE_MAX = 0.015
const HISTORY_MS = 90 * 24 * HOUR_MS

/** When the running funding period ends. */
export function fundingTimeMs(world: World): number {
  return world.nowMs - (world.nowMs % FUNDING_MS) + FUNDING_MS
}

/** What longs pay shorts at the end of the running period, as a fraction of the value; below zero the other way. */
export function fundingRate(market: Market): Decimal {
  return rateOf(market.reference.premium)
}

/** The rate that was settled at this time: as it was then, or drawn when the exchange did not exist yet. */
export function settledRate(world: World, market: Market, settledMs: number): Decimal {
  const known = market.settledRates.get(settledMs)
  if (known !== undefined) return known
  if (world.options.market === "scripted") return rateOf(0)
  const drawn = hashedFraction(world.options.seed, market.spec.instId, settledMs, "funding")
  return rateOf((drawn - 0.5) * 0.0012)
}

/** Keeps the rate of the period that ends now; for the exchange's own clock. */
export function settleFunding(world: World, market: Market): void {
  const settledMs = world.nowMs - (world.nowMs % FUNDING_MS)
  market.settledRates.set(settledMs, fundingRate(market))
  for (const old of market.settledRates.keys()) {
    if (old < settledMs - HISTORY_MS) market.settledRates.delete(old)
  }
}

function rateOf(premium: number): Decimal {
  const rate = premium + Math.max(-WIDTH, Math.min(WIDTH, INTEREST - premium))
  return fraction(Math.max(-RATE_MAX, Math.min(RATE_MAX, rate)))
}

/** To sixteen digits, as OKX writes rates. */
function fraction(value: number): Decimal {
  return { coefficient: BigInt(Math.round(value * 1e12)) * 10_000n, scale: 16 }
}

/** With all sixteen digits. */
function rateText(rate: Decimal): string {
  const { coefficient } = Decimals.round(rate, 16, "halfEven")
  const digits = (coefficient < 0n ? -coefficient : coefficient).toString().padStart(17, "0")
  return `${coefficient < 0n ? "-" : ""}${digits.slice(0, -16)}.${digits.slice(-16)}`
}

export function fundingRateRow(world: World, market: Market): Record<string, string> {
  const fundingTime = fundingTimeMs(world)
  return {
    formulaType: "withRate",
    fundingRate: rateText(fundingRate(market)),
    fundingTime: String(fundingTime),
    impactValue: "10000.0000000000000000",
    instId: market.spec.instId,
    instType: market.spec.instType,
    interestRate: rateText(fraction(INTEREST)),
    maxFundingRate: String(RATE_MAX),
    method: "current_period",
    minFundingRate: String(-RATE_MAX),
    nextFundingRate: "",
    nextFundingTime: String(fundingTime + FUNDING_MS),
    premium: rateText(fraction(market.reference.premium)),
    prevFundingTime: String(fundingTime - FUNDING_MS),
    settFundingRate: rateText(settledRate(world, market, fundingTime - FUNDING_MS)),
    settState: "settled",
    ts: String(world.nowMs),
  }
}

/** Settled rates, newest first, of settlement times in (afterMs, beforeMs). */
export function fundingHistoryRows(
  world: World,
  market: Market,
  window: { readonly beforeMs: number; readonly afterMs: number; readonly limit: number },
): Record<string, string>[] {
  const { instId, instType } = market.spec
  const rows: Record<string, string>[] = []
  const oldestMs = Math.max(world.nowMs - HISTORY_MS, window.afterMs + 1)
  let settledMs = fundingTimeMs(world) - FUNDING_MS
  for (; settledMs >= oldestMs && rows.length < window.limit; settledMs -= FUNDING_MS) {
    if (settledMs >= window.beforeMs) continue
    const rate = rateText(settledRate(world, market, settledMs))
    rows.push({
      formulaType: "withRate",
      fundingRate: rate,
      fundingTime: String(settledMs),
      instId,
      instType,
      method: "current_period",
      realizedRate: rate,
    })
  }
  return rows
}

/** The premium once a minute, newest first: what it is now, and before that what the seed says. */
export function premiumRows(
  world: World,
  market: Market,
  window: { readonly beforeMs: number; readonly afterMs: number; readonly limit: number },
): Record<string, string>[] {
  const rows: Record<string, string>[] = []
  const { instId } = market.spec
  const newestMs = world.nowMs - (world.nowMs % 60_000)
  const firstMs = Math.min(newestMs, Number.isFinite(window.beforeMs) ? window.beforeMs - 1 : newestMs)
  for (let atMs = firstMs - (firstMs % 60_000); atMs > window.afterMs && rows.length < window.limit; atMs -= 60_000) {
    const still = world.options.market === "scripted"
    const drawn = still ? 0 : (hashedFraction(world.options.seed, instId, atMs, "premium") - 0.5) * 0.0008
    const premium = atMs === newestMs ? market.reference.premium : drawn
    rows.push({ instId, premium: rateText(fraction(premium)), ts: String(atMs) })
  }
  return rows
}

/** What others hold of a contract, in quote currency. */
const OTHERS_WORTH = 400_000_000

/** Contracts held long, by the accounts here and by others. */
export function openInterest(world: World, market: Market): Decimal {
  const { spec } = market
  let held = Decimals.ZERO
  for (const account of world.accounts.values()) {
    for (const position of account.positions.values()) {
      if (position.market === market) held = Decimals.add(held, absolute(position.size))
    }
  }
  const unit = toNumber(tradeVolumes(spec, spec.startPrice, Decimals.ONE).quote)
  const share = 0.5 + hashedFraction(world.options.seed, spec.instId, "open interest")
  const others = BigInt(Math.round((OTHERS_WORTH * share) / unit))
  return Decimals.add(held, { coefficient: others, scale: 0 })
}

export function openInterestRow(world: World, market: Market): Record<string, string> {
  const { instId, instType } = market.spec
  const contracts = openInterest(world, market)
  const { base, quote } = tradeVolumes(market.spec, markPrice(market), contracts)
  return {
    instId,
    instType,
    oi: format(contracts),
    oiCcy: format(base),
    oiUsd: format(quote),
    ts: String(world.nowMs),
  }
}

/** Of a future within the hour before its delivery; undefined before. */
export function estimatedPriceRow(world: World, market: Market): Record<string, string> | undefined {
  const { instId, instType } = market.spec
  const { expiryMs } = market.spec
  if (expiryMs === undefined || world.nowMs < expiryMs - HOUR_MS) return undefined
  return { instId, instType, settlePx: format(indexPrice(market)), ts: String(world.nowMs) }
}

/** Converts between coins and contracts (GET convert-contract-coin); contracts are whole lots. */
export function convertedSize(
  market: Market,
  asked: { readonly toContracts: boolean; readonly size: Decimal; readonly price: Decimal; readonly inQuote: boolean },
  rounding: "down" | "halfEven",
): Decimal {
  const { spec } = market
  const inverse = spec.contractType === "inverse"
  const unit = tradeVolumes(spec, asked.price, Decimals.ONE)
  const one = asked.inQuote && !inverse ? unit.quote : unit.base
  if (!asked.toContracts) return Decimals.multiply(asked.size, one)
  const exact = inverse
    ? Decimals.divide(Decimals.multiply(asked.size, asked.price), spec.contractValue, {
        scale: 16,
        rounding: "halfEven",
      })
    : Decimals.divide(asked.size, one, { scale: 16, rounding: "halfEven" })
  return Decimals.roundToMultiple(exact, spec.lotSize, rounding)
}
