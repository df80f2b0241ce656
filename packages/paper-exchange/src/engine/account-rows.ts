// How an account and its currencies are written (GET account/balance and the account channel). Fields that do not apply to the
// account's mode hold "" as on the real exchange (reference section 5.3). It changes nothing.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { mostlyZero, ratio, textOf, ZERO } from "./amounts.ts"
import { dollarPrice } from "./dollars.ts"
import { DIVISION_SCALE } from "./instruments.ts"
import {
  accountMargin,
  available,
  availableForSpot,
  crossRatio,
  type MarginFigures,
  marginFigures,
  NO_FIGURES,
  requirement,
} from "./margin.ts"
import type { Account } from "./model.ts"
import { positionValue } from "./positions.ts"
import type { World } from "./world.ts"

const { add, multiply, maximum, isZero, isNegative, negate } = Decimals

/** Which of the two shapes: the push has names the REST answer has not, and the other way round. */
export type RowKind = "rest" | "push"

/** One object of GET account/balance: all currencies with something in them, or the one that is asked for. */
export function accountRow(
  world: World,
  account: Account,
  kind: RowKind,
  only?: string | readonly string[],
): Record<string, unknown> {
  const wanted = typeof only === "string" ? [only] : only
  const details: Record<string, unknown>[] = []
  for (const [ccy, { cash, frozen }] of account.balances) {
    if (wanted !== undefined && !wanted.includes(ccy)) continue
    const empty = isZero(cash) && isZero(frozen) && isZero(marginFigures(account, ccy).isolatedMargin)
    if (!empty) details.push(balanceDetails(world, account, ccy, kind))
  }
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
  let isolated = ZERO
  let newest = 0
  for (const [ccy, balance] of account.balances) {
    newest = Math.max(newest, balance.updatedMs)
    const price = dollarPrice(world, ccy)
    const figures = marginFigures(account, ccy)
    if (figures === NO_FIGURES) {
      total = add(total, multiply(balance.cash, price))
      continue
    }
    const isolatedEquity = add(figures.isolatedMargin, figures.isolatedUpl)
    isolated = add(isolated, multiply(price, isolatedEquity))
    total = add(total, multiply(add(add(balance.cash, figures.upl), isolatedEquity), price))
    upl = add(upl, multiply(price, add(figures.upl, figures.isolatedUpl)))
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
    isoEq: format(isolated),
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
    ...(account.acctLv === "3" ? togetherFields(world, account) : {}),
  }
}

/** What only an account whose currencies stand together has. */
function togetherFields(world: World, account: Account): Record<string, string> {
  const margin = accountMargin(world, account)
  return {
    adjEq: format(margin.equity),
    availEq: format(maximum(ZERO, Decimals.subtract(margin.equity, margin.initial))),
    borrowFroz: "0",
    imr: format(margin.initial),
    mgnRatio: isZero(margin.maintenance)
      ? ""
      : format(ratio(margin.equity, add(margin.maintenance, margin.liquidationFee), DIVISION_SCALE)),
    mmr: format(margin.maintenance),
    notionalUsd: format(margin.value),
    notionalUsdForBorrow: "0",
    notionalUsdForFutures: format(valueOf(world, account, "FUTURES")),
    notionalUsdForOption: "0",
    notionalUsdForSwap: format(valueOf(world, account, "SWAP")),
    ordFroz: format(margin.orders),
  }
}

function valueOf(world: World, account: Account, instType: string): Decimal {
  let value = ZERO
  for (const position of account.positions.values()) {
    if (position.instType !== instType || position.size.coefficient === 0n) continue
    value = add(value, multiply(dollarPrice(world, position.ccy), positionValue(position)))
  }
  return value
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
  const figures = marginFigures(account, ccy)
  const none = figures === NO_FIGURES
  const isolatedEquity = none ? ZERO : add(figures.isolatedMargin, figures.isolatedUpl)
  const equity = none ? cash : add(add(cash, figures.upl), isolatedEquity)
  const price = dollarPrice(world, ccy)
  const dollars = multiply(equity, price)
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
    frozenBal: format(none ? spotFrozen : add(add(spotFrozen, requirement(figures)), isolatedEquity)),
    frpType: "0",
    interest: "",
    isoEq: mostlyZero(isolatedEquity),
    isoLiab: "",
    isoUpl: mostlyZero(figures.isolatedUpl),
    liab: "",
    maxLoan: "",
    maxSpotInUseAmt: "",
    notionalLever: isZero(figures.value) ? "0" : format(ratio(figures.value, maximum(equity, Decimals.ONE))),
    openAvgPx: "",
    ordFrozen: format(none ? spotFrozen : add(spotFrozen, add(figures.crossOrders, figures.isolatedOrders))),
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
    upl: none ? "0" : format(add(figures.upl, figures.isolatedUpl)),
    uplLiab: "",
    ...marginFields(world, account, ccy, figures),
    ...(account.acctLv === "3" ? borrowFields(cash) : {}),
  }
  if (kind === "push") return { ...row, coinUsdPrice: format(price) }
  return { ...row, autoLendStatus: "unsupported", autoLendMtAmt: "0", maxSpotInUse: "" }
}

/** Margin of cross positions: by currency in Futures mode, of the account as a whole in Multi-currency mode. */
function marginFields(world: World, account: Account, ccy: string, figures: MarginFigures): Record<string, string> {
  if (account.acctLv === "1") return { imr: "", mgnRatio: "", mmr: "" }
  if (figures === NO_FIGURES) return { imr: "0", mgnRatio: "", mmr: "0" }
  const initial = add(figures.positionMargin, figures.crossOrders)
  const ofCurrency = account.acctLv === "2"
  return {
    imr: format(initial),
    mgnRatio: ofCurrency ? textOf(crossRatio(world, account, ccy), "") : "",
    mmr: format(figures.maintenance),
  }
}

/** A balance below zero is a debt; nothing is lent otherwise. */
function borrowFields(cash: Decimal): Record<string, unknown> {
  const debt = isNegative(cash) ? format(negate(cash)) : "0"
  return {
    borrowFroz: "0",
    collateralEnabled: true,
    crossLiab: debt,
    interest: "0",
    isoLiab: "0",
    liab: debt,
    maxLoan: "0",
    uplLiab: "0",
  }
}
