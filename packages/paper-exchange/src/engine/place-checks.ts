// What a new order must satisfy, in the order OKX checks it: form, instrument, size, price, duplicates, limits, funds.
// Pure reading: the answer is a parsed order or a refusal; nothing is changed. Source: reference sections 4.1, 9.2 and 11.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { absolute, readPositive } from "./amounts.ts"
import { notional, settleCcy, ticksOfPrice } from "./instruments.ts"
import { available, availableForSpot, leverageOf, ordersMargin } from "./ledger.ts"
import type { Account, Market, OrdType, StpMode } from "./model.ts"
import type { Side } from "./order-book.ts"
import { isOpen } from "./order-life.ts"
import { isIdentifier, isTrue, type Parameters, text } from "./parameters.ts"
import { priceBand } from "./price-band.ts"
import {
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
  return checkReduceOnly(account, priced) ?? checkFunds(world, account, priced) ?? priced
}

function checkForm(account: Account, market: Market, parameters: Parameters): CheckedOrder | Refusal {
  const spot = market.spec.instType === "SPOT"
  const side = text(parameters, "side")
  const ordType = text(parameters, "ordType")
  const tdMode = text(parameters, "tdMode")
  const stpMode = text(parameters, "stpMode") || "cancel_maker"
  for (const name of ["tdMode", "side", "ordType", "sz"]) {
    if (text(parameters, name) === "") return parameterMissing(name)
  }
  if (spot ? tdMode !== "cash" : tdMode !== "cross" && tdMode !== "isolated") return parameterError("tdMode")
  if (tdMode === "isolated") return REFUSALS.accountMode
  if (side !== "buy" && side !== "sell") return parameterError("side")
  if (!isOrderType(ordType) || (spot && ordType === "optimal_limit_ioc")) return parameterError("ordType")
  const posSide = text(parameters, "posSide")
  if (!spot && posSide !== "" && posSide !== "net") return parameterError("posSide")
  const clOrdId = text(parameters, "clOrdId")
  if (clOrdId !== "" && !isIdentifier(clOrdId)) return parameterError("clOrdId")
  const tag = text(parameters, "tag")
  if (tag !== "" && !isIdentifier(tag, 16)) return parameterError("tag")
  if (!isStpMode(stpMode)) return parameterError("stpMode")
  if (stpMode === "cancel_both" && ordType === "fok") return REFUSALS.stpWithFok
  const tgtCcy = text(parameters, "tgtCcy")
  if (tgtCcy !== "" && tgtCcy !== "base_ccy" && tgtCcy !== "quote_ccy") return parameterError("tgtCcy")
  if (market.spec.state !== "live" && !(market.spec.state === "post_only" && ordType === "post_only")) {
    return REFUSALS.suspended
  }
  const size = readPositive(text(parameters, "sz"))
  if (size === undefined) return parameterError("sz")
  return {
    market,
    side,
    ordType,
    tdMode,
    tgtCcy: spot && ordType === "market" ? tgtCcy || (side === "buy" ? "quote_ccy" : "base_ccy") : "",
    clOrdId,
    tag,
    reduceOnly: !spot && isTrue(parameters, "reduceOnly"),
    banAmend: isTrue(parameters, "banAmend"),
    stpMode,
    size,
    price: undefined,
    priceTicks: undefined,
    lever: spot ? "" : leverageOf(account, market),
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
  if (Decimals.lessThan(size, spec.minSize)) return REFUSALS.belowMinimum
  if (!Decimals.isMultipleOf(size, spec.lotSize)) return REFUSALS.lotSize
  if (order.ordType !== "market") {
    return Decimals.greaterThan(size, spec.maxLimitSize) ? REFUSALS.amountTooLarge : undefined
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

/** Reduce-only orders must be against the position and not larger than it; nothing is trimmed (reference section 4.1). */
function checkReduceOnly(account: Account, order: CheckedOrder): Refusal | undefined {
  if (!order.reduceOnly) return undefined
  const position = account.positions.get(order.market.spec.instId)
  const against = order.side === "sell" ? 1n : -1n
  if (position === undefined || position.size.coefficient * against <= 0n) return REFUSALS.noReducible
  return Decimals.greaterThan(order.size, absolute(position.size)) ? REFUSALS.reduceTooLarge : undefined
}

/** Funds for priced orders; SPOT market orders are weighed against the book when they are executed. */
export function checkFunds(
  world: World,
  account: Account,
  order: Pick<CheckedOrder, "market" | "side" | "price" | "size" | "ordType">,
): Refusal | undefined {
  const { market, side, size } = order
  const { spec } = market
  if (spec.instType === "SWAP") {
    const ccy = settleCcy(spec)
    const value = notional(spec, order.price ?? market.lastPrice, size)
    const more = Decimals.subtract(ordersMargin(account, market, { side, value }), ordersMargin(account, market))
    const fee = Decimals.multiply(value, absolute(account.fees.swapTaker))
    const needed = Decimals.isZero(more) ? more : Decimals.add(more, fee)
    return Decimals.isPositive(needed) && Decimals.greaterThan(needed, available(world, account, ccy))
      ? insufficientFunds(ccy, "margin")
      : undefined
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
