// Reading what is particular to each kind of algo order: legs, trigger, trailing, TWAP and chase terms, with the rules and
// codes that OKX has for them (reference section 4.9; OKX "Place algo order" and the error codes 51046 to 51416).

import { type Decimal, Decimals, parseDecimal } from "@okx-oms/core"
import { readPositive } from "../amounts.ts"
import type { Market } from "../model.ts"
import type { Side } from "../order-book.ts"
import { isTrue, type Parameters, text, wholeNumber } from "../parameters.ts"
import { eitherParameter, parameterError, parameterMissing, type Refusal, refuse } from "../refusals.ts"
import type { AlgoType, ChaseTerms, Leg, TrailTerms, TriggerTerms, TwapTerms } from "./algo-model.ts"
import { ALGO_REFUSALS } from "./algo-refusals.ts"
import {
  checkActivation,
  checkLegSide,
  isRefused,
  priceNow,
  readLeg,
  readNamedPrice,
  readOrderPrice,
  readPriceType,
  readTrail,
} from "./legs.ts"

export interface AlgoTerms {
  readonly tp: Leg | undefined
  readonly sl: Leg | undefined
  readonly trigger: TriggerTerms | undefined
  readonly trail: TrailTerms | undefined
  readonly twap: TwapTerms | undefined
  readonly chase: ChaseTerms | undefined
}

const NO_TERMS: AlgoTerms = {
  tp: undefined,
  sl: undefined,
  trigger: undefined,
  trail: undefined,
  twap: undefined,
  chase: undefined,
}

export interface TermsOf {
  readonly market: Market
  readonly ordType: AlgoType
  readonly side: Side
  readonly size: Decimal | undefined
}

export function readTerms(of: TermsOf, parameters: Parameters): AlgoTerms | Refusal {
  switch (of.ordType) {
    case "conditional":
    case "oco":
      return readLegs(of, parameters)
    case "trigger":
      return readTrigger(of.market, parameters)
    case "move_order_stop":
      return readMoving(of, parameters)
    case "twap":
      return readTwap(of, parameters)
    case "chase":
      return readChase(of.market, parameters)
  }
}

function readLegs({ market, ordType, side }: TermsOf, parameters: Parameters): AlgoTerms | Refusal {
  const tp = readLeg(market, parameters, "tp", { ratios: false, side })
  if ("code" in tp) return tp
  const sl = readLeg(market, parameters, "sl", { ratios: false, side })
  if ("code" in sl) return sl
  if (tp.leg === undefined && sl.leg === undefined) return eitherParameter("tpTriggerPx", "slTriggerPx")
  if (ordType === "oco" && tp.leg === undefined) return parameterMissing("tpTriggerPx")
  if (ordType === "oco" && sl.leg === undefined) return parameterMissing("slTriggerPx")
  if (tp.leg?.kind === "limit") {
    if (sl.leg === undefined) return ALGO_REFUSALS.limitNeedsStop
    if (!isTrue(parameters, "cxlOnClosePos")) return ALGO_REFUSALS.limitNeedsCancel
  }
  for (const [name, leg] of [
    ["tp", tp.leg],
    ["sl", sl.leg],
  ] as const) {
    const refusal = leg === undefined ? undefined : checkLegSide(market, name, leg, side)
    if (refusal !== undefined) return refusal
  }
  return { ...NO_TERMS, tp: tp.leg, sl: sl.leg }
}

function readTrigger(market: Market, parameters: Parameters): AlgoTerms | Refusal {
  const priceType = readPriceType(market, parameters, "triggerPxType")
  if (isRefused(priceType)) return priceType
  const triggerPrice = readNamedPrice(market, parameters, "triggerPx")
  if ("code" in triggerPrice) return triggerPrice
  // ccxt and old clients write ordPx.
  const name = text(parameters, "orderPx") === "" && text(parameters, "ordPx") !== "" ? "ordPx" : "orderPx"
  const order = readOrderPrice(market, parameters, name)
  if ("code" in order) return order
  const advance = text(parameters, "advanceOrdType")
  if (advance !== "" && advance !== "fok" && advance !== "ioc") return parameterError("advanceOrdType")
  if (text(parameters, "tgtCcy") === "quote_ccy") return ALGO_REFUSALS.triggerTgtCcy
  const rises = Decimals.compare(triggerPrice, priceNow(market, priceType)) >= 0
  return { ...NO_TERMS, trigger: { triggerPrice, priceType, orderPrice: order.price, advance, rises } }
}

function readMoving({ market, side }: TermsOf, parameters: Parameters): AlgoTerms | Refusal {
  const read = readTrail(market, parameters)
  if ("code" in read) return read
  if (read.trail === undefined) return eitherParameter("callbackRatio", "callbackSpread")
  return checkActivation(market, read.trail, side) ?? { ...NO_TERMS, trail: read.trail }
}

const INTERVAL_MAX_S = 3_600
const VARIANCE_LEAST: Decimal = { coefficient: 1n, scale: 4 }
const VARIANCE_MOST: Decimal = { coefficient: 1n, scale: 2 }

function readTwap({ market, size }: TermsOf, parameters: Parameters): AlgoTerms | Refusal {
  const variance = text(parameters, "pxVar")
  const spread = text(parameters, "pxSpread")
  if (variance === "" && spread === "") return eitherParameter("pxVar", "pxSpread")
  if (variance !== "" && spread !== "") return refuse("50016", "Parameter pxVar does not match parameter pxSpread")
  const priceVariance = variance === "" ? undefined : parseDecimal(variance)
  if (variance !== "" && (priceVariance === undefined || !isVariance(priceVariance))) return ALGO_REFUSALS.twapVariance
  const priceSpread = spread === "" ? undefined : parseDecimal(spread)
  if (spread !== "" && (priceSpread === undefined || Decimals.isNegative(priceSpread))) {
    return parameterError("pxSpread")
  }
  for (const name of ["szLimit", "pxLimit", "timeInterval"]) {
    if (text(parameters, name) === "") return parameterMissing(name)
  }
  const sliceSize = readPositive(text(parameters, "szLimit"))
  if (sliceSize === undefined) return parameterError("szLimit")
  if (!Decimals.isMultipleOf(sliceSize, market.spec.lotSize)) return ALGO_REFUSALS.twapLimit
  if (Decimals.lessThan(sliceSize, market.spec.minSize)) return ALGO_REFUSALS.twapLimit
  if (Decimals.greaterThan(sliceSize, market.spec.maxLimitSize)) return ALGO_REFUSALS.twapAverage
  if (size !== undefined && Decimals.lessThan(size, sliceSize)) return ALGO_REFUSALS.twapTotal
  const priceLimit = readNamedPrice(market, parameters, "pxLimit")
  if ("code" in priceLimit) return priceLimit
  const seconds = wholeNumber(text(parameters, "timeInterval"))
  if (seconds === undefined || seconds < 1 || seconds > INTERVAL_MAX_S) return ALGO_REFUSALS.twapInterval
  const intervalMs = seconds * 1_000
  return { ...NO_TERMS, twap: { priceVariance, priceSpread, sliceSize, priceLimit, intervalMs } }
}

function isVariance(value: Decimal): boolean {
  return Decimals.compare(value, VARIANCE_LEAST) >= 0 && Decimals.compare(value, VARIANCE_MOST) <= 0
}

function readChase(market: Market, parameters: Parameters): AlgoTerms | Refusal {
  if (market.spec.instType === "SPOT") return parameterError("ordType")
  const chaseType = text(parameters, "chaseType") || "distance"
  if (chaseType !== "distance" && chaseType !== "ratio") return parameterError("chaseType")
  const chaseValue = parseDecimal(text(parameters, "chaseVal") || "0")
  if (chaseValue === undefined || Decimals.isNegative(chaseValue)) return parameterError("chaseVal")
  const maxChaseType = text(parameters, "maxChaseType")
  const most = text(parameters, "maxChaseVal")
  if ((maxChaseType === "") !== (most === "")) {
    return refuse("50016", "Parameter maxChaseType does not match parameter maxChaseVal")
  }
  if (maxChaseType !== "" && maxChaseType !== "distance" && maxChaseType !== "ratio") {
    return parameterError("maxChaseType")
  }
  const maxChaseValue = most === "" ? Decimals.ZERO : readPositive(most)
  if (maxChaseValue === undefined) return parameterError("maxChaseVal")
  return { ...NO_TERMS, chase: { chaseType, chaseValue, maxChaseType, maxChaseValue } }
}
