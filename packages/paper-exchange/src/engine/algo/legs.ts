// Reading take profits, stop losses and trailing terms the way OKX does, for algo orders and for what orders carry along:
// which parameters belong together, which price types an instrument has, on which side of a price a trigger must lie.

import { type Decimal, Decimals, parseDecimal } from "@okx-oms/core"
import type { Market } from "../model.ts"
import type { Side } from "../order-book.ts"
import { type Parameters, text } from "../parameters.ts"
import { readPrice } from "../place-checks.ts"
import { indexPrice, markPrice } from "../reference-prices.ts"
import { parameterError, parameterMissing, type Refusal, refuse } from "../refusals.ts"
import type { Leg, TrailTerms } from "./algo-model.ts"
import { ALGO_REFUSALS, wrongSideOf } from "./algo-refusals.ts"
import type { PriceType } from "./price-arms.ts"

/** What a price of that type is now. */
export function priceNow(market: Market, priceType: PriceType): Decimal {
  switch (priceType) {
    case "last":
      return market.lastPrice
    case "index":
      return indexPrice(market)
    case "mark":
      return markPrice(market)
  }
}

export function isPriceType(value: string): value is PriceType {
  return value === "last" || value === "index" || value === "mark"
}

/** The trigger price type of that parameter; `last` when it is absent, the only one that SPOT has. */
export function readPriceType(market: Market, parameters: Parameters, name: string): PriceType | Refusal {
  const given = text(parameters, name) || "last"
  if (!isPriceType(given)) return parameterError(name)
  if (given !== "last" && market.spec.instType === "SPOT") return ALGO_REFUSALS.spotTriggersByLast
  return given
}

export function isRefused(value: PriceType | Refusal): value is Refusal {
  return typeof value !== "string"
}

/** A price of that parameter; its absence and any other form are refused by its name. */
export function readNamedPrice(market: Market, parameters: Parameters, name: string): Decimal | Refusal {
  const given = text(parameters, name)
  if (given === "") return parameterMissing(name)
  const read = readPrice(market, given)
  if ("code" in read) return read.code === "51000" ? parameterError(name) : read
  return read.price
}

/** As readNamedPrice, but "-1" means the market. */
export function readOrderPrice(
  market: Market,
  parameters: Parameters,
  name: string,
): { readonly price: Decimal | undefined } | Refusal {
  if (text(parameters, name) === "-1") return { price: undefined }
  const price = readNamedPrice(market, parameters, name)
  return "code" in price ? price : { price }
}

/** Parameter names of one leg: "tp" or "sl" with the endings of the endpoint. */
export type LegName = "tp" | "sl"

/** Reads a leg; undefined when nothing of it is given. `ratios`: it may be given as a ratio of the price of entry. */
export function readLeg(
  market: Market,
  parameters: Parameters,
  leg: LegName,
  options: { readonly ratios: boolean; readonly side: Side },
): { readonly leg: Leg | undefined } | Refusal {
  const trigger = text(parameters, `${leg}TriggerPx`)
  const ratio = options.ratios ? text(parameters, `${leg}TriggerRatio`) : ""
  const ordPx = text(parameters, `${leg}OrdPx`)
  if (trigger === "" && ratio === "" && ordPx === "") return { leg: undefined }
  const kind = leg === "tp" ? text(parameters, "tpOrdKind") || "condition" : "condition"
  if (kind !== "condition" && kind !== "limit") return parameterError("tpOrdKind")
  const priceType = readPriceType(market, parameters, `${leg}TriggerPxType`)
  if (isRefused(priceType)) return priceType
  if (kind === "limit") return readLimitTakeProfit(market, parameters)
  if (trigger !== "" && ratio !== "") {
    return refuse("50016", `Parameter ${leg}TriggerPx does not match parameter ${leg}TriggerRatio`)
  }
  const order = readOrderPrice(market, parameters, `${leg}OrdPx`)
  if ("code" in order) return order
  const common = { priceType, orderPrice: order.price, kind } as const
  if (ratio !== "") {
    const triggerRatio = readRatio(market, ratio, leg, options.side)
    if ("code" in triggerRatio) return triggerRatio
    if (priceType !== "last") return ALGO_REFUSALS.ratioOnSpot
    return { leg: { ...common, triggerPrice: undefined, triggerRatio } }
  }
  const triggerPrice = readNamedPrice(market, parameters, `${leg}TriggerPx`)
  if ("code" in triggerPrice) return triggerPrice
  return { leg: { ...common, triggerPrice, triggerRatio: undefined } }
}

/** A limit take profit needs no trigger price: it rests at tpOrdPx. */
function readLimitTakeProfit(market: Market, parameters: Parameters): { leg: Leg } | Refusal {
  if (market.spec.instType === "SPOT") return ALGO_REFUSALS.limitOnSpot
  if (text(parameters, "tpOrdPx") === "-1") return ALGO_REFUSALS.limitAtMarket
  const orderPrice = readNamedPrice(market, parameters, "tpOrdPx")
  if ("code" in orderPrice) return orderPrice
  return { leg: { triggerPrice: undefined, triggerRatio: undefined, priceType: "last", orderPrice, kind: "limit" } }
}

const RATIO_STEP: Decimal = { coefficient: 1n, scale: 4 }
const MINUS_ONE = Decimals.negate(Decimals.ONE)

/** A signed distance from the price of entry. A stop loss of a long may also be given by its size alone (0..1). */
function readRatio(market: Market, given: string, leg: LegName, side: Side): Decimal | Refusal {
  if (market.spec.instType === "SPOT") return ALGO_REFUSALS.ratioOnSpot
  const ratio = parseDecimal(given)
  if (ratio === undefined || Decimals.isZero(ratio) || !Decimals.isMultipleOf(ratio, RATIO_STEP)) {
    return ALGO_REFUSALS.ratioSigns
  }
  const upward = (leg === "tp") === (side === "buy")
  if (upward) return Decimals.isPositive(ratio) ? ratio : ALGO_REFUSALS.ratioSigns
  const signed = leg === "sl" && Decimals.isPositive(ratio) ? Decimals.negate(ratio) : ratio
  return Decimals.isNegative(signed) && Decimals.greaterThan(signed, MINUS_ONE) ? signed : ALGO_REFUSALS.ratioSigns
}

/** True when the leg of an order to `side` waits for a rising price. */
export function legRises(leg: LegName, side: Side): boolean {
  return (leg === "tp") === (side === "sell")
}

/** A trigger that the price has passed already is refused; one that it stands on goes off at once. */
export function checkLegSide(market: Market, leg: LegName, terms: Leg, side: Side): Refusal | undefined {
  if (terms.triggerPrice === undefined) return undefined
  const distance = Decimals.compare(terms.triggerPrice, priceNow(market, terms.priceType))
  const passed = legRises(leg, side) ? distance < 0 : distance > 0
  return passed ? wrongSideOf(leg, side, terms.priceType) : undefined
}

const RATIO_LEAST: Decimal = { coefficient: 1n, scale: 4 }

/** callbackRatio or callbackSpread and perhaps activePx; undefined when none of them is given. */
export function readTrail(market: Market, parameters: Parameters): { trail: TrailTerms | undefined } | Refusal {
  const ratio = text(parameters, "callbackRatio")
  const spread = text(parameters, "callbackSpread")
  const active = text(parameters, "activePx")
  if (ratio === "" && spread === "") {
    return active === ""
      ? { trail: undefined }
      : refuse("50015", "Either parameter callbackRatio or callbackSpread is required")
  }
  if (ratio !== "" && spread !== "") {
    return refuse("50016", "Parameter callbackRatio does not match parameter callbackSpread")
  }
  const activePrice = active === "" ? undefined : readNamedPrice(market, parameters, "activePx")
  if (activePrice !== undefined && "code" in activePrice) return activePrice
  if (spread !== "") {
    const callbackSpread = readNamedPrice(market, parameters, "callbackSpread")
    if ("code" in callbackSpread) return callbackSpread
    return { trail: { callbackRatio: undefined, callbackSpread, activePrice } }
  }
  const callbackRatio = parseDecimal(ratio)
  if (callbackRatio === undefined) return parameterError("callbackRatio")
  if (!Decimals.greaterThan(callbackRatio, RATIO_LEAST) || Decimals.greaterThan(callbackRatio, Decimals.ONE)) {
    return ALGO_REFUSALS.callbackRate
  }
  return { trail: { callbackRatio, callbackSpread: undefined, activePrice } }
}

/** A trailing stop that sells is activated above the last price, one that buys below it. */
export function checkActivation(market: Market, { activePrice }: TrailTerms, side: Side): Refusal | undefined {
  if (activePrice === undefined) return undefined
  const distance = Decimals.compare(activePrice, market.lastPrice)
  if (side === "sell") return distance < 0 ? ALGO_REFUSALS.trailSell : undefined
  return distance > 0 ? ALGO_REFUSALS.trailBuy : undefined
}
