// What a new order must satisfy, in the order OKX checks it: form, instrument, size, price, duplicates, limits, funds.
// Pure reading: the answer is a parsed order or a refusal; nothing is changed. Source: reference sections 4.1, 9.2 and 11.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { tradeModeOf } from "./account-mode.ts"
import { readPositive } from "./amounts.ts"
import { type InstrumentState, quoteValue, type TradeType, ticksOfPrice } from "./instruments.ts"
import { leverageOf } from "./leverage.ts"
import { availableForSpot } from "./margin.ts"
import { checkPositionFunds, checkPositionLimit } from "./margin-checks.ts"
import type { Account, Market, OrdType, StpMode } from "./model.ts"
import type { Side } from "./order-book.ts"
import { isOpen } from "./order-life.ts"
import { isIdentifier, isTrue, type Parameters, text } from "./parameters.ts"
import { type Position, type PosSide, positionOf, reduces } from "./positions.ts"
import { priceBand } from "./price-band.ts"
import { checkReducing } from "./reduce-only.ts"
import {
  contractsTooMany,
  insufficientFunds,
  parameterError,
  parameterMissing,
  priceOutOfBand,
  REFUSALS,
  type Refusal,
} from "./refusals.ts"
import type { World } from "./world.ts"

/** An order that may be placed. */
export interface CheckedOrder {
  readonly market: Market
  readonly side: Side
  readonly ordType: OrdType
  readonly tdMode: string
  readonly instType: TradeType
  readonly posSide: PosSide
  readonly ccy: string
  readonly position: Position | undefined
  readonly tgtCcy: "" | "base_ccy" | "quote_ccy"
  readonly clOrdId: string
  readonly tag: string
  readonly reduceOnly: boolean
  readonly banAmend: boolean
  readonly stpMode: StpMode
  readonly size: Decimal
  readonly price: Decimal | undefined
  readonly priceTicks: number | undefined
  readonly lever: string
}

const ORDER_TYPES: readonly string[] = ["market", "limit", "post_only", "ioc", "fok", "optimal_limit_ioc"]
const STP_MODES: readonly string[] = ["cancel_maker", "cancel_taker", "cancel_both"]
const PENDING_MAX = 4_000
const PENDING_OF_SYMBOL_MAX = 500
/** USD; pairs and contracts here are quoted in dollars or coins of a dollar. */
const LIMIT_VALUE_MAX: Decimal = { coefficient: 20_000_000n, scale: 0 }

export function checkPlacement(
  world: World,
  account: Account,
  market: Market,
  parameters: Parameters,
): CheckedOrder | Refusal {
  const form = checkForm(account, market, parameters)
  if ("code" in form) return form
  const refusal = checkSize(form) ?? checkPending(account, form)
  if (refusal !== undefined) return refusal
  const priced = checkPrice(form, parameters)
  if ("code" in priced) return priced
  return checkFunds(world, account, priced) ?? checkValue(priced) ?? priced
}

/** What one limit order may be worth, told as maxLmtAmt of every instrument. */
function checkValue({ market, price, size }: CheckedOrder): Refusal | undefined {
  if (price === undefined) return undefined
  return Decimals.greaterThan(quoteValue(market.spec, price, size), LIMIT_VALUE_MAX)
    ? REFUSALS.limitWorthTooMuch
    : undefined
}

function checkForm(account: Account, market: Market, parameters: Parameters): CheckedOrder | Refusal {
  const pair = market.spec.instType === "SPOT"
  const side = text(parameters, "side")
  const ordType = text(parameters, "ordType")
  const tdMode = text(parameters, "tdMode")
  const stpMode = text(parameters, "stpMode") || "cancel_maker"
  for (const name of ["tdMode", "side", "ordType", "sz"]) {
    if (text(parameters, name) === "") return parameterMissing(name)
  }
  if (side !== "buy" && side !== "sell") return parameterError("side")
  if (!isOrderType(ordType) || (pair && ordType === "optimal_limit_ioc")) return parameterError("ordType")
  const mode = tradeModeOf(account, market, parameters)
  if ("code" in mode) return mode
  const clOrdId = text(parameters, "clOrdId")
  if (clOrdId !== "" && !isIdentifier(clOrdId)) return parameterError("clOrdId")
  const tag = text(parameters, "tag")
  if (tag !== "" && !isIdentifier(tag, 16)) return parameterError("tag")
  if (!isStpMode(stpMode)) return parameterError("stpMode")
  if (stpMode === "cancel_both" && ordType === "fok") return REFUSALS.stpWithFok
  const tgtCcy = text(parameters, "tgtCcy")
  if (tgtCcy !== "" && tgtCcy !== "base_ccy" && tgtCcy !== "quote_ccy") return parameterError("tgtCcy")
  const closed = refusalOfState(market.spec.state, ordType)
  if (closed !== undefined) return closed
  const size = readPositive(text(parameters, "sz"))
  if (size === undefined) return parameterError("sz")
  return {
    market,
    side,
    ordType,
    tdMode,
    instType: mode.instType,
    posSide: mode.scope?.posSide ?? "net",
    ccy: mode.scope?.ccy ?? "",
    position: mode.scope === undefined ? undefined : positionOf(account, mode.scope),
    tgtCcy: ordType === "market" ? sizeUnit(mode.instType, side, tgtCcy) : "",
    clOrdId,
    tag,
    reduceOnly: mode.reduceOnly,
    banAmend: isTrue(parameters, "banAmend"),
    stpMode,
    size,
    price: undefined,
    priceTicks: undefined,
    lever: mode.scope === undefined ? "" : leverageOf(account, mode.scope),
  }
}

/** SPOT market orders are sized as told, buys in quote currency unless told otherwise; those of MARGIN always like that. */
function sizeUnit(instType: TradeType, side: Side, told: CheckedOrder["tgtCcy"]): CheckedOrder["tgtCcy"] {
  const usual = side === "buy" ? "quote_ccy" : "base_ccy"
  if (instType === "SPOT") return told || usual
  return instType === "MARGIN" ? usual : ""
}

function refusalOfState(state: InstrumentState, ordType: OrdType): Refusal | undefined {
  switch (state) {
    case "live":
    case "test":
      return undefined
    case "post_only":
      return ordType === "post_only" ? undefined : REFUSALS.postOnlyNow
    case "preopen":
      return REFUSALS.notListedYet
    case "settling":
      return REFUSALS.beingSettled
    case "expired":
      return REFUSALS.contractExpired
    case "suspend":
    case "rebase":
      return REFUSALS.suspended
  }
}

/** Minimum, step and maximum. A quote amount is judged by the base it would buy at the last price. */
export function checkSize(order: Pick<CheckedOrder, "market" | "size" | "tgtCcy" | "ordType">): Refusal | undefined {
  const { spec, lastPrice } = order.market
  const { size } = order
  if (order.tgtCcy === "quote_ccy") {
    const least = Decimals.multiply(spec.minSize, lastPrice)
    if (Decimals.lessThan(size, least)) return REFUSALS.belowMinimum
    return Decimals.greaterThan(size, spec.maxMarketSize) ? REFUSALS.marketAmountTooLarge : undefined
  }
  if (Decimals.lessThan(size, spec.minSize)) {
    return Decimals.lessThan(spec.minSize, Decimals.ONE) || spec.contractType === undefined
      ? REFUSALS.belowMinimum
      : REFUSALS.belowOneContract
  }
  if (!Decimals.isMultipleOf(size, spec.lotSize)) return REFUSALS.lotSize
  if (order.ordType !== "market") {
    if (!Decimals.greaterThan(size, spec.maxLimitSize)) return undefined
    return spec.contractType === undefined ? REFUSALS.amountTooLarge : contractsTooMany(format(spec.maxLimitSize))
  }
  if (spec.instType === "SPOT") {
    const value = Decimals.multiply(size, lastPrice)
    return Decimals.greaterThan(value, spec.maxMarketSize) ? REFUSALS.marketAmountTooLarge : undefined
  }
  return Decimals.greaterThan(size, spec.maxMarketSize) ? REFUSALS.marketSizeTooLarge : undefined
}

function checkPending(account: Account, order: CheckedOrder): Refusal | undefined {
  if (order.clOrdId !== "") {
    const known = account.latestByClOrdId.get(order.clOrdId)
    if (known !== undefined && isOpen(known)) return REFUSALS.duplicateClOrdId
  }
  if (account.openOrders.size >= PENDING_MAX) return REFUSALS.tooManyOrders
  const sameSymbol = account.openPerInstrument.get(order.market.spec.instId) ?? 0
  return sameSymbol >= PENDING_OF_SYMBOL_MAX ? REFUSALS.tooManyOrdersOfSymbol : undefined
}

function checkPrice(order: CheckedOrder, parameters: Parameters): CheckedOrder | Refusal {
  const { market, ordType } = order
  if (ordType === "market") return order
  const band = priceBand(market)
  const edge = order.side === "buy" ? band.buyTicks : band.sellTicks
  const edgePrice = order.side === "buy" ? band.buyLimit : band.sellLimit
  if (ordType === "optimal_limit_ioc") return { ...order, price: edgePrice, priceTicks: edge }
  const given = text(parameters, "px")
  if (given === "") return REFUSALS.priceMissing
  const read = readPrice(market, given)
  if ("code" in read) return read
  if (isInBand(order.side, read.ticks, edge)) return { ...order, price: read.price, priceTicks: read.ticks }
  if (text(parameters, "pxAmendType") === "1") return { ...order, price: edgePrice, priceTicks: edge }
  return priceOutOfBand(format(band.buyLimit), format(band.sellLimit))
}

/** A price as given: form, length and tick. */
export function readPrice(market: Market, given: string): { price: Decimal; ticks: number } | Refusal {
  if (given.length > 32) return REFUSALS.priceTooLong
  const price = readPositive(given)
  const ticks = price === undefined ? undefined : ticksOfPrice(market.spec, price)
  return price === undefined || ticks === undefined ? parameterError("px") : { price, ticks }
}

export function isInBand(side: Side, ticks: number, edge: number): boolean {
  return side === "buy" ? ticks <= edge : ticks >= edge
}

/** Funds for priced orders; SPOT market orders are weighed against the book when they are executed. */
export function checkFunds(
  world: World,
  account: Account,
  order: Pick<
    CheckedOrder,
    "market" | "side" | "price" | "size" | "ordType" | "position" | "reduceOnly" | "posSide" | "tgtCcy"
  >,
): Refusal | undefined {
  const { market, side, size, position } = order
  const { spec } = market
  if (position !== undefined) {
    if (reduces(order)) return order.tgtCcy === "quote_ccy" ? undefined : checkReducing(order, position)
    return checkPositionLimit(account, position, order) ?? checkPositionFunds(world, account, position, order)
  }
  if (order.ordType === "market" || order.price === undefined) return undefined
  const ccy = side === "buy" ? spec.quoteCcy : spec.baseCcy
  const needed = side === "buy" ? Decimals.multiply(order.price, size) : size
  return Decimals.greaterThan(needed, availableForSpot(world, account, ccy))
    ? insufficientFunds(ccy, "balance")
    : undefined
}

function isOrderType(value: string): value is OrdType {
  return ORDER_TYPES.includes(value)
}

function isStpMode(value: string): value is StpMode {
  return STP_MODES.includes(value)
}
