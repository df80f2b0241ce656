// What a new algo order must satisfy: form, instrument, size, the prices of its kind, duplicates, limits. Pure reading: the
// answer is a parsed order or a refusal. Funds are not looked at before it is triggered. Source: reference section 4.9, OKX
// "Place algo order".

import { type Decimal, Decimals } from "@okx-oms/core"
import { readPositive } from "../amounts.ts"
import type { Account, Market } from "../model.ts"
import type { Side } from "../order-book.ts"
import { isIdentifier, isTrue, type Parameters, text } from "../parameters.ts"
import { checkSize } from "../place-checks.ts"
import { parameterError, parameterMissing, REFUSALS, type Refusal } from "../refusals.ts"
import { checkRoom } from "./algo-life.ts"
import type { AlgoType, Attached, ChaseTerms, Leg, TrailTerms, TriggerTerms, TwapTerms } from "./algo-model.ts"
import { ALGO_REFUSALS } from "./algo-refusals.ts"
import { type AlgoScope, closableSize, positionOfAlgo, readScope } from "./algo-scope.ts"
import { readTerms } from "./algo-terms.ts"
import { NOTHING_ATTACHED, readAttached } from "./attached.ts"

/** An algo order that may be placed. */
export interface CheckedAlgo extends AlgoScope {
  readonly market: Market
  readonly ordType: AlgoType
  readonly side: Side
  readonly algoClOrdId: string
  readonly clOrdId: string
  readonly tag: string
  readonly tgtCcy: "" | "base_ccy" | "quote_ccy"
  readonly closesPosition: boolean
  readonly cxlOnClosePos: boolean
  readonly size: Decimal | undefined
  readonly tp: Leg | undefined
  readonly sl: Leg | undefined
  readonly trigger: TriggerTerms | undefined
  readonly trail: TrailTerms | undefined
  readonly twap: TwapTerms | undefined
  readonly chase: ChaseTerms | undefined
  readonly attached: readonly Attached[]
}

const ALGO_TYPES: readonly string[] = ["conditional", "oco", "trigger", "move_order_stop", "twap", "chase"]

/** Reads an algo order. `nextId` gives the ids of what it carries along. */
export function checkAlgo(
  account: Account,
  market: Market,
  parameters: Parameters,
  nextId: () => string,
): CheckedAlgo | Refusal {
  for (const name of ["tdMode", "side", "ordType"]) {
    if (text(parameters, name) === "") return parameterMissing(name)
  }
  const ordType = text(parameters, "ordType")
  if (ordType === "iceberg" || ordType === "smart_iceberg") return ALGO_REFUSALS.iceberg
  if (!isAlgoType(ordType)) return parameterError("ordType")
  const side = text(parameters, "side")
  if (side !== "buy" && side !== "sell") return parameterError("side")
  const scope = readScope(account, market, side, parameters)
  if ("code" in scope) return scope
  const named = readNames(account, parameters)
  if ("code" in named) return named
  if (market.spec.state !== "live") return REFUSALS.suspended
  const sized = readSize(market, scope, { ordType, side }, parameters)
  if ("code" in sized) return sized
  const terms = readTerms({ market, ordType, side, size: sized.size }, parameters)
  if ("code" in terms) return terms
  const checked: CheckedAlgo = {
    ...scope,
    ...named,
    ...terms,
    market,
    ordType,
    side,
    ...sized,
    attached: NOTHING_ATTACHED,
  }
  const refusal = checkWhole(account, checked, parameters)
  if (refusal !== undefined) return refusal
  if (terms.trigger === undefined) return checked
  const attached = readAttached(account, carrierOf(checked), { attachAlgoOrds: parameters.attachAlgoOrds }, nextId)
  return "code" in attached ? attached : { ...checked, attached }
}

function isAlgoType(value: string): value is AlgoType {
  return ALGO_TYPES.includes(value)
}

/** A trigger order as what something is attached to. */
export function carrierOf(algo: Pick<CheckedAlgo, "market" | "side" | "size" | "trigger" | "tgtCcy" | "reduces">) {
  const { market, side, trigger, tgtCcy } = algo
  return {
    market,
    side,
    ordType: trigger?.orderPrice === undefined ? "market" : "limit",
    tgtCcy: tgtCcy === "" && side === "buy" ? "quote_ccy" : tgtCcy,
    reduces: algo.reduces,
    size: algo.size ?? Decimals.ZERO,
    price: trigger?.orderPrice,
    triggerPrice: trigger?.triggerPrice,
  }
}

function readNames(
  account: Account,
  parameters: Parameters,
): Pick<CheckedAlgo, "algoClOrdId" | "clOrdId" | "tag"> | Refusal {
  const clOrdId = text(parameters, "clOrdId")
  // Clients of before algoClOrdId send clOrdId, and it is taken as such.
  const algoClOrdId = text(parameters, "algoClOrdId") || clOrdId
  if (algoClOrdId !== "" && !isIdentifier(algoClOrdId)) return parameterError("algoClOrdId")
  const tag = text(parameters, "tag")
  if (tag !== "" && !isIdentifier(tag, 16)) return parameterError("tag")
  if (algoClOrdId !== "" && account.algos.reservedIds.has(algoClOrdId)) return ALGO_REFUSALS.algoClOrdIdExists
  return { algoClOrdId, clOrdId, tag }
}

type Sized = Pick<CheckedAlgo, "size" | "tgtCcy" | "closesPosition" | "cxlOnClosePos">

function readSize(
  market: Market,
  scope: AlgoScope,
  { ordType, side }: { readonly ordType: AlgoType; readonly side: Side },
  parameters: Parameters,
): Sized | Refusal {
  const fraction = text(parameters, "closeFraction")
  const given = text(parameters, "sz")
  const cxlOnClosePos = isTrue(parameters, "cxlOnClosePos")
  if (cxlOnClosePos && !scope.reduces) return parameterError("cxlOnClosePos")
  if (fraction !== "") {
    if (fraction !== "1") return parameterError("closeFraction")
    if (market.spec.instType === "SPOT") return ALGO_REFUSALS.closeFractionType
    if (ordType !== "conditional" && ordType !== "oco") return parameterError("closeFraction")
    if (!scope.reduces) return ALGO_REFUSALS.closeFractionReduces
    return { size: undefined, tgtCcy: "", closesPosition: true, cxlOnClosePos }
  }
  if (given === "") return parameterMissing("sz")
  const size = readPositive(given)
  if (size === undefined) return parameterError("sz")
  const tgtCcy = text(parameters, "tgtCcy")
  if (tgtCcy !== "" && tgtCcy !== "base_ccy" && tgtCcy !== "quote_ccy") return parameterError("tgtCcy")
  const unit = scope.instType === "SPOT" ? unitOf(ordType, side, tgtCcy, parameters) : ""
  return { size, tgtCcy: unit, closesPosition: false, cxlOnClosePos }
}

/** The unit of a SPOT order's size: only a one-way buy at the market is sized in quote currency without being told so. */
function unitOf(
  ordType: AlgoType,
  side: Side,
  given: "" | "base_ccy" | "quote_ccy",
  parameters: Parameters,
): Sized["tgtCcy"] {
  const oneWay = ordType === "conditional" || ordType === "trigger"
  const prices = ["tpOrdPx", "slOrdPx", "orderPx", "ordPx"]
    .map((name) => text(parameters, name))
    .filter((px) => px !== "")
  const atMarket = ordType === "move_order_stop" || (prices.length > 0 && prices.every((price) => price === "-1"))
  if (!atMarket) return ""
  if (given !== "") return given
  return oneWay && side === "buy" ? "quote_ccy" : "base_ccy"
}

/** What needs all of it together: sizes by how it will be executed, the position it closes, duplicates, limits. */
function checkWhole(account: Account, checked: CheckedAlgo, parameters: Parameters): Refusal | undefined {
  const { market, ordType, closesPosition, cxlOnClosePos, tp, sl, size } = checked
  if (closesPosition) {
    const priced = [tp, sl].some((leg) => leg?.orderPrice !== undefined)
    if (priced) return ALGO_REFUSALS.closeFractionMarket
  }
  if (closesPosition || cxlOnClosePos) {
    const position = positionOfAlgo({ account, positionKey: checked.positionKey })
    if (Decimals.isZero(closableSize(position, checked.side))) return ALGO_REFUSALS.noPositionForAlgo
  }
  if (closesPosition && hasClosing(account, checked)) return ALGO_REFUSALS.oneClosingOrder
  if (text(parameters, "attachAlgoOrds") !== "" && ordType !== "trigger") return parameterError("attachAlgoOrds")
  const refusal = size === undefined ? undefined : checkAlgoSize(checked, size)
  return refusal ?? checkRoom(account, market, ordType)
}

function hasClosing(account: Account, checked: CheckedAlgo): boolean {
  for (const algo of account.algos.live.values()) {
    if (!algo.closesPosition || algo.market !== checked.market) continue
    if (algo.posSide === checked.posSide && algo.tdMode === checked.tdMode && algo.side === checked.side) return true
  }
  return false
}

/** Also for an amended size. */
export function checkAlgoSize(
  { market, tgtCcy }: Pick<CheckedAlgo, "market" | "tgtCcy">,
  size: Decimal,
): Refusal | undefined {
  // What exceeds one market order of contracts is split when it is triggered.
  const atMarket = market.spec.instType === "SPOT" && tgtCcy !== ""
  const refusal = checkSize({ market, size, tgtCcy, ordType: atMarket ? "market" : "limit" })
  switch (refusal?.code) {
    case "51005":
    case "51101":
      return ALGO_REFUSALS.amountOutOfRange
    case "51185":
    case "51201":
    case "51202":
    case "51203":
      return ALGO_REFUSALS.stopAmount
    default:
      return refusal
  }
}
