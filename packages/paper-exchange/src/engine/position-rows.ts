// How a position is written (GET account/positions, the positions channel): names and blanks as recorded from the exchange,
// imr for cross and margin for isolated positions, a MARGIN position with what it owns and owes (reference section 5.3).
// It changes nothing.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { closingAlgoRows } from "./algo/algo-rows.ts"
import { absolute, ratio, textOf } from "./amounts.ts"
import { dollarPrice } from "./dollars.ts"
import { DIVISION_SCALE, quoteValue } from "./instruments.ts"
import { byLeverage, leverageDecimal, leverageOf } from "./leverage.ts"
import { liquidationPrice, maintenanceMargin, marginRatio, positionMargin } from "./margin.ts"
import type { Account } from "./model.ts"
import { averageEntry, isHeld, type Position, realizedPnl, unrealizedPnl, worth } from "./positions.ts"
import { closable } from "./reduce-only.ts"
import { indexPrice, markPrice } from "./reference-prices.ts"
import type { World } from "./world.ts"

const { add, subtract, multiply, divide, negate, isPositive, isNegative } = Decimals

/** Fields of OKX's row that nothing here has a value for. */
const NOT_APPLICABLE = Object.fromEntries(
  [
    "baseBal",
    "baseBorrowed",
    "baseInterest",
    "bizRefId",
    "bizRefType",
    "clSpotInUseAmt",
    "deltaBS",
    "deltaPA",
    "gammaBS",
    "gammaPA",
    "hedgedPos",
    "interest",
    "liab",
    "liabCcy",
    "maxSpotInUseAmt",
    "nonSettleAvgPx",
    "optVal",
    "pendingCloseOrdLiabVal",
    "posCcy",
    "quoteBal",
    "quoteBorrowed",
    "quoteInterest",
    "settledPnl",
    "spotInUseAmt",
    "spotInUseCcy",
    "thetaBS",
    "thetaPA",
    "vegaBS",
    "vegaPA",
  ].map((field) => [field, ""]),
)

/** Size and currency as told: signed in net mode, never in long/short mode; of MARGIN what it owns. */
export function shownSize(position: Position): { pos: string; posCcy: string } {
  const { size, entryValue, posSide, instType, market } = position
  if (instType !== "MARGIN") return { pos: format(posSide === "net" ? size : absolute(size)), posCcy: "" }
  if (isNegative(size)) return { pos: format(entryValue), posCcy: market.spec.quoteCcy }
  return { pos: format(size), posCcy: isPositive(size) ? market.spec.baseCcy : "" }
}

export function positionRow(world: World, account: Account, position: Position): Record<string, unknown> {
  const { market } = position
  const held = isHeld(position)
  return {
    ...NOT_APPLICABLE,
    adl: held ? "1" : "",
    avgPx: textOf(averageEntry(position), ""),
    bePx: textOf(breakEven(account, position), ""),
    cTime: String(position.createdMs),
    ccy: position.ccy,
    closeOrderAlgo: closingAlgoRows(account, position.key),
    fee: format(position.fee),
    fundingFee: format(position.fundingFee),
    idxPx: format(indexPrice(market)),
    instId: market.spec.instId,
    instType: position.instType,
    last: format(market.lastPrice),
    lever: leverageOf(account, position),
    liqPenalty: format(position.liqPenalty),
    markPx: format(markPrice(market)),
    mgnMode: position.mgnMode,
    pnl: format(position.pnl),
    posId: position.posId,
    posSide: position.posSide,
    realizedPnl: format(realizedPnl(position)),
    tradeId: position.lastTradeId,
    uTime: String(position.updatedMs),
    usdPx: format(dollarPrice(world, position.ccy)),
    ...shownSize(position),
    ...(held ? openFields(world, account, position) : CLOSED_FIELDS),
    ...(held && position.instType === "MARGIN" ? borrowedFields(position) : {}),
  }
}

const CLOSED_FIELDS = {
  availPos: "0",
  imr: "",
  liqPx: "",
  margin: "",
  mgnRatio: "",
  mmr: "",
  notionalUsd: "",
  upl: "",
  uplLastPx: "",
  uplRatio: "",
  uplRatioLastPx: "",
} as const

function openFields(world: World, account: Account, position: Position): Record<string, string> {
  const { market, mgnMode, size } = position
  const upl = unrealizedPnl(position)
  const lastUpl = unrealizedPnl(position, market.lastPrice)
  const invested = entryMargin(account, position)
  const shown = (value: Decimal): string => format(Decimals.round(value, DIVISION_SCALE, "halfEven"))
  return {
    availPos: position.instType === "MARGIN" ? shownSize(position).pos : format(closable(position)),
    imr: mgnMode === "cross" ? shown(positionMargin(account, position)) : "",
    liqPx: textOf(liquidationPrice(world, account, position), ""),
    margin: mgnMode === "isolated" ? format(position.margin) : "",
    mgnRatio: textOf(marginRatio(world, account, position), ""),
    mmr: shown(maintenanceMargin(position)),
    notionalUsd: format(quoteValue(market.spec, markPrice(market), absolute(size))),
    upl: shown(upl),
    uplLastPx: shown(lastUpl),
    uplRatio: format(ratio(upl, invested, DIVISION_SCALE)),
    uplRatioLastPx: format(ratio(lastUpl, invested, DIVISION_SCALE)),
  }
}

/** The margin that the position was opened with; profit is told as a part of it. */
function entryMargin(account: Account, position: Position): Decimal {
  const entry = averageEntry(position)
  if (entry === undefined) return Decimals.ZERO
  return byLeverage(worth(position, entry, absolute(position.size)), leverageDecimal(account, position), DIVISION_SCALE)
}

function borrowedFields({ size, entryValue, market }: Position): Record<string, string> {
  const { baseCcy, quoteCcy } = market.spec
  const long = isPositive(size)
  return {
    interest: "0",
    liab: format(long ? negate(entryValue) : size),
    liabCcy: long ? quoteCcy : baseCcy,
    pendingCloseOrdLiabVal: "0",
  }
}

/** The price at which closing as taker pays back the entry and both fees. */
function breakEven(account: Account, position: Position): Decimal | undefined {
  const entry = averageEntry(position)
  if (entry === undefined || position.instType === "MARGIN") return undefined
  const rate = absolute(account.fees.swapTaker)
  const more = add(Decimals.ONE, rate)
  const less = subtract(Decimals.ONE, rate)
  const [over, under] = isPositive(position.size) ? [more, less] : [less, more]
  return divide(multiply(entry, over), under, { scale: DIVISION_SCALE, rounding: "halfEven" })
}
