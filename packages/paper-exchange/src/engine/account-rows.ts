// How an account and a position are written (GET account/balance, account/positions and their channels). Fields that do
// not apply to a Futures-mode account hold "" as on the real exchange (reference section 5.3). It changes nothing.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { absolute, ratio, textOf, ZERO } from "./amounts.ts"
import {
  available,
  availableForSpot,
  averageEntry,
  leverageOf,
  markPrice,
  positionMargin,
  positionValue,
  swapFigures,
  unrealizedPnl,
} from "./ledger.ts"
import type { Account, Position } from "./model.ts"
import type { World } from "./world.ts"

const { add, multiply, subtract, maximum } = Decimals

/** Which of the two shapes: the push has names the REST answer has not, and the other way round. */
export type RowKind = "rest" | "push"

const DOLLARS = new Set(["USDT", "USDC", "USD", "USDG"])

/** US dollars for one unit, from the market of this exchange; 0 for a currency nothing here trades. */
export function dollarPrice(world: World, ccy: string): Decimal {
  if (DOLLARS.has(ccy)) return Decimals.ONE
  return world.markets.get(`${ccy}-USDT`)?.lastPrice ?? world.markets.get(`${ccy}-USDT-SWAP`)?.lastPrice ?? ZERO
}

/** One object of GET account/balance: all currencies with something in them, or the one that is asked for. */
export function accountRow(
  world: World,
  account: Account,
  kind: RowKind,
  only?: string | readonly string[],
): Record<string, unknown> {
  const wanted = typeof only === "string" ? [only] : only
  const owned = [...account.balances].filter(
    ([ccy, { cash, frozen }]) =>
      (cash.coefficient !== 0n || frozen.coefficient !== 0n) && (wanted === undefined || wanted.includes(ccy)),
  )
  const details = owned.map(([ccy]) => balanceDetails(world, account, ccy, kind))
  return accountTotals(world, account, kind, details)
}

/** The account as a whole, with the currencies that are to be told. */
export function accountTotals(
  world: World,
  account: Account,
  kind: RowKind,
  details: readonly Record<string, unknown>[],
): Record<string, unknown> {
  let total = ZERO
  let upl = ZERO
  let newest = 0
  for (const [ccy, balance] of account.balances) {
    const figures = swapFigures(world, account, ccy)
    total = add(total, multiply(add(balance.cash, figures.upl), dollarPrice(world, ccy)))
    upl = add(upl, figures.upl)
    newest = Math.max(newest, balance.updatedMs)
  }
  return {
    adjEq: "",
    availEq: "",
    borrowFroz: "",
    delta: "",
    deltaLever: "",
    deltaNeutralStatus: "",
    details,
    imr: "",
    isoEq: "0",
    mgnRatio: "",
    mmr: "",
    notionalUsd: "",
    notionalUsdForBorrow: "",
    notionalUsdForFutures: "",
    notionalUsdForOption: "",
    notionalUsdForSwap: "",
    ordFroz: "",
    totalEq: format(total),
    uTime: String(kind === "push" ? world.nowMs : Math.max(newest, 1)),
    upl: format(upl),
  }
}

/** One currency of an account. */
export function balanceDetails(
  world: World,
  account: Account,
  ccy: string,
  kind: RowKind = "push",
): Record<string, unknown> {
  const balance = account.balances.get(ccy)
  const cash = balance?.cash ?? ZERO
  const spotFrozen = balance?.frozen ?? ZERO
  const figures = swapFigures(world, account, ccy)
  const equity = add(cash, figures.upl)
  const dollars = multiply(equity, dollarPrice(world, ccy))
  const orderFrozen = add(spotFrozen, figures.ordersMargin)
  const row: Record<string, unknown> = {
    accAvgPx: "",
    availBal: format(availableForSpot(world, account, ccy)),
    availEq: format(maximum(ZERO, available(world, account, ccy))),
    borrowFroz: "",
    cashBal: format(cash),
    ccy,
    clSpotInUseAmt: "",
    colBorrAutoConversion: "0",
    colRes: "0",
    collateralEnabled: false,
    collateralRestrict: false,
    crossLiab: "",
    disEq: format(dollars),
    eq: format(equity),
    eqUsd: format(dollars),
    fixedBal: "0",
    frozenBal: format(add(spotFrozen, figures.margin)),
    frpType: "0",
    imr: format(figures.margin),
    interest: "",
    isoEq: "0",
    isoLiab: "",
    isoUpl: "0",
    liab: "",
    maxLoan: "",
    maxSpotInUseAmt: "",
    mgnRatio: "",
    mmr: "",
    notionalLever: figures.value.coefficient === 0n ? "0" : format(ratio(figures.value, maximum(equity, Decimals.ONE))),
    openAvgPx: "",
    ordFrozen: format(orderFrozen),
    rewardBal: "0",
    smtSyncEq: "0",
    spotBal: "",
    spotCopyTradingEq: "0",
    spotInUseAmt: "",
    spotIsoBal: "0",
    spotUpl: "",
    spotUplRatio: "",
    stgyEq: "0",
    totalPnl: "",
    totalPnlRatio: "",
    twap: "0",
    uTime: String(balance?.updatedMs ?? 0),
    upl: format(figures.upl),
    uplLiab: "",
  }
  if (kind === "push") return { ...row, coinUsdPrice: format(dollarPrice(world, ccy)) }
  return { ...row, autoLendStatus: "unsupported", autoLendMtAmt: "0", maxSpotInUse: "" }
}

const MAINTENANCE_RATE: Decimal = { coefficient: 4n, scale: 3 }

/** Fields of OKX's row that mean nothing for a net SWAP position in Futures mode: "". */
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
    "liqPx",
    "margin",
    "maxSpotInUseAmt",
    "mgnRatio",
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

/** A position of GET account/positions and the positions channel. */
export function positionRow(account: Account, position: Position): Record<string, unknown> {
  const { market } = position
  const upl = unrealizedPnl(position)
  const margin = positionMargin(account, position)
  const value = positionValue(position)
  const closed = position.size.coefficient === 0n
  return {
    ...NOT_APPLICABLE,
    adl: closed ? "" : "1",
    availPos: closed ? "0" : format(absolute(position.size)),
    avgPx: textOf(averageEntry(position), ""),
    bePx: textOf(breakEven(account, position), ""),
    cTime: String(position.createdMs),
    ccy: market.spec.quoteCcy,
    closeOrderAlgo: [],
    fee: format(position.fee),
    fundingFee: "0",
    idxPx: format(market.lastPrice),
    imr: closed ? "" : format(margin),
    instId: market.spec.instId,
    instType: market.spec.instType,
    last: format(market.lastPrice),
    lever: leverageOf(account, market),
    liqPenalty: "0",
    markPx: format(markPrice(market)),
    mgnMode: "cross",
    mmr: closed ? "" : format(multiply(value, MAINTENANCE_RATE)),
    notionalUsd: closed ? "" : format(value),
    pnl: format(position.pnl),
    pos: format(position.size),
    posId: position.posId,
    posSide: "net",
    realizedPnl: format(position.realizedPnl),
    tradeId: position.lastTradeId,
    uTime: String(position.updatedMs),
    upl: closed ? "" : format(upl),
    uplLastPx: closed ? "" : format(upl),
    uplRatio: closed ? "" : format(ratio(upl, maximum(margin, Decimals.ONE))),
    uplRatioLastPx: closed ? "" : format(ratio(upl, maximum(margin, Decimals.ONE))),
    usdPx: "1",
  }
}

/** The price at which closing as taker pays back the entry and both fees. */
function breakEven(account: Account, position: Position): Decimal | undefined {
  const entry = averageEntry(position)
  if (entry === undefined) return undefined
  const fees = multiply(entry, multiply(account.fees.swapTaker, { coefficient: 2n, scale: 0 }))
  return position.size.coefficient > 0n ? subtract(entry, fees) : add(entry, fees)
}
