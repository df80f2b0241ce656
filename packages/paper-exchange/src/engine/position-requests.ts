// Positions on request: reading them, closing one, moving margin to an isolated one, and the position and account mode that
// hang on there being none (reference sections 4.4 and 5.3).

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { absolute, readPositive } from "./amounts.ts"
import { cancelUnsolicited } from "./change.ts"
import { dollarPrice } from "./dollars.ts"
import { DIVISION_SCALE, quoteValue } from "./instruments.ts"
import { byLeverage, leverageDecimal } from "./leverage.ts"
import { moveIsolatedMargin } from "./leverage-requests.ts"
import { accountMargin, availableForSpot, maintenanceMargin, positionMargin } from "./margin.ts"
import type { Account, AccountLevel, Order, PositionMode } from "./model.ts"
import { isTrue, list, type Parameters, text } from "./parameters.ts"
import { placeOrder } from "./place.ts"
import { positionRow, shownSize } from "./position-rows.ts"
import {
  isHeld,
  type MarginMode,
  type Position,
  type PosSide,
  positionValue,
  reduces,
  unrealizedPnl,
} from "./positions.ts"
import { planAccountPush, pushBalancesAndPositions } from "./pushes.ts"
import { indexPrice, markPrice } from "./reference-prices.ts"
import { parameterError, parameterMissing, REFUSALS, type Refusal } from "./refusals.ts"
import { keepAccount, note, type World } from "./world.ts"

type Rows = Record<string, unknown>[] | Refusal

/** Open ones; with instId or posId also those that are closed and still have their id. */
export function positions(world: World, account: Account, query: Parameters): Rows {
  const instType = text(query, "instType")
  const instIds = list(query, "instId")
  const posIds = list(query, "posId")
  if (instIds.length > 10) return parameterError("instId")
  if (posIds.length > 20) return parameterError("posId")
  const named = instIds.length > 0 || posIds.length > 0
  return [...account.positions.values()]
    .filter((position) => instType === "" || position.instType === instType)
    .filter((position) => instIds.length === 0 || instIds.includes(position.market.spec.instId))
    .filter((position) => posIds.length === 0 || posIds.includes(position.posId))
    .filter((position) => isHeld(position) || (named && position.posId !== ""))
    .map((position) => positionRow(world, account, position))
}

/** GET account/account-position-risk. */
export function positionRisk(world: World, account: Account, query: Parameters): Rows {
  const instType = text(query, "instType")
  const held = [...account.positions.values()].filter(
    (position) => isHeld(position) && (instType === "" || position.instType === instType),
  )
  return [
    {
      adjEq: account.acctLv === "3" ? format(accountMargin(world, account).equity) : "",
      balData: [...account.balances]
        .filter(([, { cash }]) => !Decimals.isZero(cash))
        .map(([ccy, { cash }]) => ({
          ccy,
          disEq: format(Decimals.multiply(cash, dollarPrice(world, ccy))),
          eq: format(cash),
        })),
      posData: held.map((position) => riskRow(world, account, position)),
      ts: String(world.nowMs),
    },
  ]
}

function riskRow(world: World, account: Account, position: Position): Record<string, string> {
  const { market } = position
  const value = positionValue(position)
  return {
    baseBal: "",
    ccy: position.ccy,
    idxPx: format(indexPrice(market)),
    imr: format(positionMargin(account, position)),
    instId: market.spec.instId,
    instType: position.instType,
    markPx: format(markPrice(market)),
    mgnMode: position.mgnMode,
    mmr: format(maintenanceMargin(position)),
    notionalCcy: format(value),
    notionalUsd: format(quoteValue(market.spec, markPrice(market), absolute(position.size))),
    ...shownSize(position),
    posId: position.posId,
    posSide: position.posSide,
    quoteBal: "",
    upl: format(unrealizedPnl(position)),
    usdPx: format(dollarPrice(world, position.ccy)),
  }
}

function isBusy(account: Account): boolean {
  if (account.openOrders.size > 0 || [...account.positions.values()].some(isHeld)) return true
  return [...account.algos.live.values()].some(({ positionKey }) => positionKey !== undefined)
}

export function setPositionMode(world: World, account: Account, body: Parameters): Rows {
  const posMode = text(body, "posMode")
  if (posMode === "") return parameterMissing("posMode")
  if (!isPositionMode(posMode)) return parameterError("posMode")
  if (account.acctLv === "1") return REFUSALS.accountMode
  if (posMode !== account.posMode) {
    if (isBusy(account)) return REFUSALS.positionsExist
    account.posMode = posMode
    note(world, "position-mode-set", { uid: account.uid, posMode })
    keepAccount(world, account)
  }
  return [{ posMode }]
}

function isPositionMode(text: string): text is PositionMode {
  return text === "net_mode" || text === "long_short_mode"
}

function isAccountLevel(text: string): text is AccountLevel {
  return text === "1" || text === "2" || text === "3"
}

/** POST account/set-account-level; Portfolio margin is not offered here. */
export function setAccountLevel(world: World, account: Account, body: Parameters): Rows {
  const acctLv = text(body, "acctLv")
  if (acctLv === "") return parameterMissing("acctLv")
  if (acctLv === "4") return REFUSALS.levelUnavailable
  if (!isAccountLevel(acctLv)) return parameterError("acctLv")
  if (acctLv !== account.acctLv) {
    if (account.openOrders.size > 0) return REFUSALS.levelHasOrders
    if ([...account.positions.values()].some(isHeld)) return REFUSALS.levelHasPositions
    account.acctLv = acctLv
    note(world, "account-level-set", { uid: account.uid, acctLv })
    keepAccount(world, account)
  }
  return [{ acctLv }]
}

/** The position that instId, mgnMode, posSide and ccy of a request mean. */
function find(account: Account, body: Parameters, mgnMode: MarginMode): Position | undefined | Refusal {
  const instId = text(body, "instId")
  const given = text(body, "posSide")
  const ccy = text(body, "ccy")
  const candidates = [...account.positions.values()].filter(
    (position) => position.market.spec.instId === instId && position.mgnMode === mgnMode,
  )
  const margin = candidates.some(({ instType }) => instType === "MARGIN")
  if (account.posMode === "long_short_mode" && !margin) {
    if (given !== "long" && given !== "short") return parameterError("posSide")
  } else if (given !== "" && given !== "net") return parameterError("posSide")
  return candidates.find(
    (position) => isHeld(position) && isSide(position.posSide, given) && (ccy === "" || position.ccy === ccy),
  )
}

function isSide(posSide: PosSide, given: string): boolean {
  return given === "" || posSide === given
}

/** Closes a whole position by a market order of the system. */
export function closePosition(world: World, account: Account, body: Parameters): Rows {
  const instId = text(body, "instId")
  const mgnMode = text(body, "mgnMode")
  const market = world.markets.get(instId)
  if (instId === "") return parameterMissing("instId")
  if (market === undefined) return REFUSALS.instIdUnknown
  if (mgnMode !== "cross" && mgnMode !== "isolated") return parameterError("mgnMode")
  const position = find(account, body, mgnMode)
  if (position === undefined) return REFUSALS.noPosition
  if ("code" in position) return position
  const side = Decimals.isPositive(position.size) ? "sell" : "buy"
  const closing = [...account.openOrders.values()].filter(
    (order) => order.position === position && order.side === side && (position.posSide === "net" || reduces(order)),
  )
  if (closing.length > 0 && !isTrue(body, "autoCxl")) return REFUSALS.closeOrdersPending
  for (const order of closing) cancelUnsolicited(world, order, "17")
  const clOrdId = text(body, "clOrdId")
  const tag = text(body, "tag")
  const placed = placeClosing(world, account, position, { clOrdId, tag })
  return "code" in placed ? placed : [{ instId, posSide: position.posSide, clOrdId, tag }]
}

function placeClosing(
  world: World,
  account: Account,
  position: Position,
  ids: { readonly clOrdId: string; readonly tag: string },
): Order | Refusal {
  const { market, mgnMode, posSide, ccy, size, instType } = position
  const buy = Decimals.isNegative(size)
  // In quote currency what the debt costs and one per cent on top: what is too much goes to the balance.
  const inQuote = instType === "MARGIN" && buy
  const amount = inQuote
    ? Decimals.round(Decimals.multiply(Decimals.multiply(absolute(size), market.lastPrice), ON_TOP), 8, "up")
    : absolute(size)
  const lots = inQuote ? amount : Decimals.roundToMultiple(amount, market.spec.lotSize, "down")
  return placeOrder(
    world,
    account,
    market,
    {
      tdMode: mgnMode,
      side: buy ? "buy" : "sell",
      ...(instType === "MARGIN" ? { ccy } : { posSide }),
      ordType: "market",
      sz: format(lots),
      ...ids,
      reduceOnly: "true",
    },
    "system",
  )
}

const ON_TOP = { coefficient: 101n, scale: 2 } as const

/** POST account/position/margin-balance: adds margin to an isolated position or takes it back. */
export function adjustMargin(world: World, account: Account, body: Parameters): Rows {
  const type = text(body, "type")
  const amount = readPositive(text(body, "amt"))
  for (const name of ["instId", "posSide", "type", "amt"]) {
    if (text(body, name) === "") return parameterMissing(name)
  }
  if (type !== "add" && type !== "reduce") return parameterError("type")
  if (amount === undefined) return parameterError("amt")
  if (!world.markets.has(text(body, "instId"))) return REFUSALS.instIdUnknown
  const position = find(account, body, "isolated")
  if (position === undefined) return REFUSALS.marginWithoutPosition
  if ("code" in position) return position
  if (type === "add") {
    if (Decimals.greaterThan(amount, availableForSpot(world, account, position.ccy))) return REFUSALS.marginUnavailable
  } else if (position.reducers.size > 0) {
    return REFUSALS.marginWhileClosing
  } else if (Decimals.greaterThan(amount, removable(account, position))) return REFUSALS.marginBeyondLimit
  moveIsolatedMargin(world, account, position, type === "add" ? amount : Decimals.negate(amount))
  planAccountPush(world, account)
  pushBalancesAndPositions(world, account, { eventType: "adjust_margin", ccys: [position.ccy], positions: [position] })
  const leverage = Decimals.divide(positionValue(position), position.margin, { scale: 8, rounding: "halfEven" })
  return [
    {
      amt: format(amount),
      ccy: position.ccy,
      instId: position.market.spec.instId,
      leverage: format(leverage),
      posSide: position.posSide,
      type,
    },
  ]
}

/** What an isolated position can spare: beyond the initial margin at the mark price, losses counted and profits not. */
function removable(account: Account, position: Position): Decimal {
  const upl = unrealizedPnl(position)
  const worthNow = Decimals.isNegative(upl) ? Decimals.add(position.margin, upl) : position.margin
  const needed = byLeverage(positionValue(position), leverageDecimal(account, position), DIVISION_SCALE)
  const spare = Decimals.subtract(worthNow, needed)
  return Decimals.maximum(Decimals.ZERO, spare)
}
