// Reading and setting leverage (GET account/leverage-info, POST account/set-leverage): scopes as in leverage.ts, refusals of
// the 591xx codes, and the margin that moves when an isolated position is open (reference section 5.3).

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { ALGO_REFUSALS } from "./algo/algo-refusals.ts"
import { absolute, readPositive, ZERO } from "./amounts.ts"
import { addPositionBill } from "./bills.ts"
import { DIVISION_SCALE } from "./instruments.ts"
import { byLeverage, leverageKey, leverageOf } from "./leverage.ts"
import { available, availableForSpot, marginFigures, requirement } from "./margin.ts"
import type { Account, Market } from "./model.ts"
import { list, type Parameters, text } from "./parameters.ts"
import { largestAt } from "./position-tiers.ts"
import { averageEntry, isHeld, type MarginMode, type Position, type PosSide, worth } from "./positions.ts"
import { planAccountPush, pushBalancesAndPositions } from "./pushes.ts"
import { parameterError, parameterMissing, REFUSALS, type Refusal } from "./refusals.ts"
import { keepAccount, note, type World } from "./world.ts"

type Rows = Record<string, unknown>[] | Refusal

/** What a leverage is set for. */
interface LeverageScope {
  readonly market: Market
  readonly instType: Position["instType"]
  readonly mgnMode: MarginMode
  readonly posSide: PosSide
}

const INSTRUMENTS_MAX = 20

function scopeOf(market: Market, mgnMode: MarginMode, posSide: PosSide): LeverageScope {
  const { instType } = market.spec
  return { market, instType: instType === "SPOT" ? "MARGIN" : instType, mgnMode, posSide }
}

/** The sides that are told: both in long/short mode, though only isolated ones differ. */
function sidesOf(account: Account, market: Market): readonly PosSide[] {
  return account.posMode === "long_short_mode" && market.spec.instType !== "SPOT" ? ["long", "short"] : ["net"]
}

export function leverageInfo(world: World, account: Account, query: Parameters): Rows {
  const mgnMode = text(query, "mgnMode")
  if (mgnMode === "") return parameterMissing("mgnMode")
  if (mgnMode !== "cross" && mgnMode !== "isolated") return parameterError("mgnMode")
  const instIds = list(query, "instId")
  if (instIds.length === 0) return parameterMissing("instId")
  if (instIds.length > INSTRUMENTS_MAX) return parameterError("instId")
  const rows: Record<string, unknown>[] = []
  for (const instId of instIds) {
    const market = world.markets.get(instId)
    if (market === undefined) return REFUSALS.instIdUnknown
    for (const posSide of sidesOf(account, market)) {
      const lever = leverageOf(account, scopeOf(market, mgnMode, posSide))
      rows.push({ ccy: "", instId, lever, mgnMode, posSide })
    }
  }
  return rows
}

export function setLeverage(world: World, account: Account, body: Parameters): Rows {
  const asked = readScope(world, account, body)
  if ("code" in asked) return asked
  const { market, mgnMode, posSide } = asked
  const lever = readPositive(text(body, "lever"))
  if (text(body, "lever") === "") return parameterMissing("lever")
  if (lever === undefined) return parameterError("lever")
  if (Decimals.greaterThan(lever, { coefficient: BigInt(market.spec.maxLeverage), scale: 0 })) {
    return REFUSALS.leverageTooHigh
  }
  if (Decimals.lessThan(lever, Decimals.ONE)) return REFUSALS.leverageTooLow
  const row = { lever: format(lever), mgnMode, instId: market.spec.instId, posSide }
  if (format(lever) === leverageOf(account, asked)) return [row]
  const refusal = changeLeverage(world, account, asked, lever)
  if (refusal !== undefined) return refusal
  note(world, "leverage-set", { uid: account.uid, instId: market.spec.instId, mgnMode, posSide, lever: format(lever) })
  return [row]
}

function readScope(world: World, account: Account, body: Parameters): LeverageScope | Refusal {
  const mgnMode = text(body, "mgnMode")
  if (mgnMode === "") return parameterMissing("mgnMode")
  if (mgnMode !== "cross" && mgnMode !== "isolated") return parameterError("mgnMode")
  const instId = text(body, "instId")
  if (instId === "") return text(body, "ccy") === "" ? parameterMissing("instId") : REFUSALS.accountMode
  const market = world.markets.get(instId)
  if (market === undefined) return REFUSALS.instIdUnknown
  if (account.acctLv === "1" || (account.acctLv === "3" && mgnMode === "isolated")) return REFUSALS.accountMode
  const given = text(body, "posSide")
  const perSide = mgnMode === "isolated" && account.posMode === "long_short_mode" && market.spec.instType !== "SPOT"
  if (!perSide) return scopeOf(market, mgnMode, "net")
  return given === "long" || given === "short" ? scopeOf(market, mgnMode, given) : parameterError("posSide")
}

/** Everything that hangs on this leverage. */
function affected(account: Account, scope: LeverageScope): Position[] {
  const key = leverageKey(scope)
  return [...account.positions.values()].filter((position) => leverageKey(position) === key)
}

function changeLeverage(world: World, account: Account, scope: LeverageScope, lever: Decimal): Refusal | undefined {
  const positions = affected(account, scope)
  const pending = positions.some(
    ({ exposure, reducers }) =>
      reducers.size > 0 || !Decimals.isZero(Decimals.add(exposure.buySize, exposure.sellSize)),
  )
  if (pending) return pendingRefusal(scope)
  const { market, mgnMode } = scope
  const waits = [...account.algos.live.values()].some((algo) => algo.market === market && algo.tdMode === mgnMode)
  if (waits) return mgnMode === "cross" ? ALGO_REFUSALS.crossAlgosPending : ALGO_REFUSALS.isolatedAlgosPending
  const most = largestAt(scope.market.spec, lever)
  if (positions.some(({ size }) => Decimals.greaterThan(absolute(size), most))) return REFUSALS.leverageBeyondTier
  const held = positions.filter(isHeld)
  return scope.mgnMode === "isolated"
    ? setIsolated(world, account, scope, held, lever)
    : setCross(world, account, scope, held, lever)
}

function pendingRefusal({ instType, mgnMode }: LeverageScope): Refusal {
  if (instType === "MARGIN") return REFUSALS.marginOrdersPending
  return mgnMode === "cross" ? REFUSALS.crossOrdersPending : REFUSALS.isolatedOrdersPending
}

function setCross(
  world: World,
  account: Account,
  scope: LeverageScope,
  held: readonly Position[],
  lever: Decimal,
): Refusal | undefined {
  const key = leverageKey(scope)
  const before = account.leverage.get(key)
  account.leverage.set(key, format(lever))
  const short = held.some(({ ccy }) => isShort(world, account, ccy))
  if (short) {
    if (before === undefined) account.leverage.delete(key)
    else account.leverage.set(key, before)
    return REFUSALS.leverageNeedsEquity
  }
  for (const position of held) account.changedPositions.add(position.key)
  for (const { ccy } of held) account.changedCurrencies.add(ccy)
  if (held.length === 0) account.changedCurrencies.add(scope.market.spec.settleCcy)
  finish(world, account, held)
  return undefined
}

/** More is needed than there is. */
function isShort(world: World, account: Account, ccy: string): boolean {
  const needed = requirement(marginFigures(account, ccy))
  return Decimals.isPositive(needed) && Decimals.isNegative(available(world, account, ccy))
}

/** An isolated position gets the margin of its new leverage, or gives back what it no longer needs. */
function setIsolated(
  world: World,
  account: Account,
  scope: LeverageScope,
  held: readonly Position[],
  lever: Decimal,
): Refusal | undefined {
  const changes = held.map((position) => ({
    position,
    change: Decimals.subtract(entryMargin(position, lever), position.margin),
  }))
  for (const { position, change } of changes) {
    if (Decimals.greaterThan(change, availableForSpot(world, account, position.ccy)))
      return REFUSALS.leverageNeedsMargin
  }
  account.leverage.set(leverageKey(scope), format(lever))
  for (const { position, change } of changes) moveIsolatedMargin(world, account, position, change)
  finish(world, account, held)
  return undefined
}

function entryMargin(position: Position, lever: Decimal): Decimal {
  const entry = averageEntry(position)
  return entry === undefined ? ZERO : byLeverage(worth(position, entry, absolute(position.size)), lever, DIVISION_SCALE)
}

/** Moves margin to an isolated position, from it when below zero: bill type 6, sub-type 160 or 161. */
export function moveIsolatedMargin(world: World, account: Account, position: Position, change: Decimal): void {
  if (Decimals.isZero(change)) return
  position.margin = Decimals.add(position.margin, change)
  position.updatedMs = world.nowMs
  account.changedPositions.add(position.key)
  addPositionBill(world, account, position, {
    type: "6",
    subType: Decimals.isPositive(change) ? "160" : "161",
    ccy: position.ccy,
    change: Decimals.negate(change),
    positionChange: change,
    size: format(absolute(change)),
  })
  note(world, "margin-moved", {
    uid: account.uid,
    instId: position.market.spec.instId,
    posId: position.posId,
    posSide: position.posSide,
    ccy: position.ccy,
    change: format(change),
    margin: format(position.margin),
  })
  keepAccount(world, account)
}

function finish(world: World, account: Account, held: readonly Position[]): void {
  keepAccount(world, account)
  planAccountPush(world, account)
  if (held.length === 0) return
  const ccys = [...new Set(held.map(({ ccy }) => ccy))]
  pushBalancesAndPositions(world, account, { eventType: "set_leverage", ccys, positions: held })
}
