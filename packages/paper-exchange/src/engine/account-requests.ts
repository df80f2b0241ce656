// The account endpoints: configuration, balances, positions, leverage, sizes, fees, limits, and the two that act on many
// orders at once (cancel-all-after, close-position). Source: reference sections 4.4, 4.7, 4.8 and 5.3.

import { Decimals, format } from "@okx-oms/core"
import { accountRow, positionRow } from "./account-rows.ts"
import { absolute, readPositive, ZERO } from "./amounts.ts"
import { cancelUnsolicited } from "./change.ts"
import { settleCcy } from "./instruments.ts"
import { available, availableForSpot, leverageOf } from "./ledger.ts"
import type { Account, ApiKey, Market } from "./model.ts"
import { isIdentifier, isTrue, list, type Parameters, text, wholeNumber } from "./parameters.ts"
import { placeOrder } from "./place.ts"
import { planAccountPush } from "./pushes.ts"
import { parameterCount, parameterError, parameterMissing, REFUSALS, type Refusal } from "./refusals.ts"
import { keepAccount, note, type World } from "./world.ts"

type Rows = Record<string, unknown>[] | Refusal

export function accountConfig({ account, ...key }: ApiKey): Rows {
  return [
    {
      acctLv: "2",
      acctStpMode: "cancel_maker",
      autoLoan: false,
      ctIsoMode: "automatic",
      enableSpotBorrow: false,
      feeType: "0",
      greeksType: "PA",
      ip: key.addresses.join(","),
      kycLv: "3",
      label: key.label,
      level: account.level,
      levelTmp: "",
      liquidationGear: "-1",
      mainUid: account.mainUid,
      mgnIsoMode: "automatic",
      opAuth: "1",
      perm: key.permissions.join(","),
      posMode: "net_mode",
      roleType: "0",
      settleCcy: "USDT",
      settleCcyList: ["USDT"],
      spotBorrowAutoRepay: false,
      spotOffsetType: "",
      spotRoleType: "0",
      spotTraderInsts: [],
      stgyType: "0",
      traderInsts: [],
      type: account.mainUid === account.uid ? "0" : "1",
      uid: account.uid,
    },
  ]
}

export function balance(world: World, account: Account, query: Parameters): Rows {
  const ccys = list(query, "ccy")
  if (ccys.length > 20) return parameterCount("ccy", 20)
  return [accountRow(world, account, "rest", ccys.length === 0 ? undefined : ccys)]
}

export function positions(account: Account, query: Parameters): Rows {
  const instType = text(query, "instType")
  const instIds = list(query, "instId")
  const posIds = list(query, "posId")
  return [...account.positions.values()]
    .filter((position) => instType === "" || position.market.spec.instType === instType)
    .filter((position) => instIds.length === 0 || instIds.includes(position.market.spec.instId))
    .filter((position) => posIds.length === 0 || posIds.includes(position.posId))
    .filter((position) => !Decimals.isZero(position.size) || instIds.length > 0 || posIds.length > 0)
    .map((position) => positionRow(account, position))
}

export function leverageInfo(world: World, account: Account, query: Parameters): Rows {
  const mgnMode = text(query, "mgnMode")
  if (mgnMode === "") return parameterMissing("mgnMode")
  const rows: Record<string, unknown>[] = []
  for (const instId of list(query, "instId")) {
    const market = world.markets.get(instId)
    if (market === undefined) return REFUSALS.instIdUnknown
    rows.push({ ccy: "", instId, lever: leverageOf(account, market), mgnMode, posSide: "net" })
  }
  return rows
}

export function setLeverage(world: World, account: Account, body: Parameters): Rows {
  const instId = text(body, "instId")
  const lever = readPositive(text(body, "lever"))
  const mgnMode = text(body, "mgnMode")
  if (text(body, "lever") === "") return parameterMissing("lever")
  if (lever === undefined) return parameterError("lever")
  if (mgnMode !== "cross" && mgnMode !== "isolated") return parameterError("mgnMode")
  const market = world.markets.get(instId)
  if (market === undefined) return REFUSALS.instIdUnknown
  if (market.spec.instType !== "SWAP" || mgnMode === "isolated") return REFUSALS.accountMode
  if (Decimals.greaterThan(lever, { coefficient: BigInt(market.spec.maxLeverage), scale: 0 })) {
    return REFUSALS.leverageTooHigh
  }
  if (Decimals.lessThan(lever, Decimals.ONE)) return REFUSALS.leverageTooLow
  account.leverage.set(instId, format(lever))
  account.changedCurrencies.add(settleCcy(market.spec))
  if (account.positions.has(instId)) account.changedPositions.add(instId)
  keepAccount(world, account)
  planAccountPush(world, account)
  return [{ lever: format(lever), mgnMode, instId, posSide: "net" }]
}

export function setPositionMode(account: Account, body: Parameters): Rows {
  const posMode = text(body, "posMode")
  if (posMode !== "net_mode" && posMode !== "long_short_mode") return parameterError("posMode")
  const busy =
    account.openOrders.size > 0 || [...account.positions.values()].some((held) => !Decimals.isZero(held.size))
  if (posMode === "long_short_mode") return busy ? REFUSALS.positionsExist : REFUSALS.accountMode
  return [{ posMode }]
}

/** Largest order in base currency and quote currency (SPOT) or contracts (SWAP). */
export function maxSize(world: World, account: Account, query: Parameters): Rows {
  return perInstrument(world, query, (market) => {
    const { spec } = market
    const price = readPositive(text(query, "px")) ?? market.lastPrice
    if (spec.instType === "SPOT") {
      const quote = availableForSpot(world, account, spec.quoteCcy)
      const buy = Decimals.divide(quote, price, { scale: 16, rounding: "down" })
      const sell = availableForSpot(world, account, spec.baseCcy)
      return { instId: spec.instId, ccy: spec.baseCcy, maxBuy: format(buy), maxSell: format(sell) }
    }
    const contract = Decimals.multiply(price, spec.contractValue)
    const lever = readPositive(text(query, "leverage") || leverageOf(account, market)) ?? Decimals.ONE
    const power = Decimals.multiply(Decimals.maximum(ZERO, available(world, account, settleCcy(spec))), lever)
    const open = Decimals.roundToMultiple(
      Decimals.divide(power, contract, { scale: 8, rounding: "down" }),
      spec.lotSize,
      "down",
    )
    const held = account.positions.get(spec.instId)?.size ?? ZERO
    const twice = Decimals.multiply(absolute(held), { coefficient: 2n, scale: 0 })
    const closesBuy = Decimals.isNegative(held) ? twice : ZERO
    const closesSell = Decimals.isPositive(held) ? twice : ZERO
    return {
      instId: spec.instId,
      ccy: settleCcy(spec),
      maxBuy: format(Decimals.add(open, closesBuy)),
      maxSell: format(Decimals.add(open, closesSell)),
    }
  })
}

export function maxAvailableSize(world: World, account: Account, query: Parameters): Rows {
  return perInstrument(world, query, (market) => {
    const { spec } = market
    if (spec.instType === "SPOT") {
      return {
        instId: spec.instId,
        availBuy: format(availableForSpot(world, account, spec.quoteCcy)),
        availSell: format(availableForSpot(world, account, spec.baseCcy)),
      }
    }
    const free = format(Decimals.maximum(ZERO, available(world, account, settleCcy(spec))))
    return { instId: spec.instId, availBuy: free, availSell: free }
  })
}

function perInstrument(world: World, query: Parameters, row: (market: Market) => Record<string, unknown>): Rows {
  const instIds = list(query, "instId")
  if (instIds.length === 0) return parameterMissing("instId")
  if (instIds.length > 5) return parameterCount("instId", 5)
  if (text(query, "tdMode") === "") return parameterMissing("tdMode")
  const rows: Record<string, unknown>[] = []
  for (const instId of instIds) {
    const market = world.markets.get(instId)
    if (market === undefined) return REFUSALS.instIdUnknown
    rows.push(row(market))
  }
  return rows
}

export function tradeFee(world: World, account: Account, query: Parameters): Rows {
  const instType = text(query, "instType")
  if (instType === "") return parameterMissing("instType")
  const spot = instType === "SPOT" || instType === "MARGIN"
  const maker = format(spot ? account.fees.spotMaker : account.fees.swapMaker)
  const taker = format(spot ? account.fees.spotTaker : account.fees.swapTaker)
  return [
    {
      category: "1",
      delivery: "",
      exercise: "",
      feeGroup: [{ groupId: "1", maker, taker, rpiMaker: maker, elpMaker: maker }],
      fiat: [],
      instType,
      level: account.level,
      maker: spot ? maker : "",
      makerU: spot ? "" : maker,
      makerUSDC: "",
      ruleType: "normal",
      taker: spot ? taker : "",
      takerU: spot ? "" : taker,
      takerUSDC: "",
      ts: String(world.nowMs),
    },
  ]
}

const TIMERS_MAX = 20

/** Arms, re-arms or disarms the dead man's switch of the account or of one tag. Times are milliseconds. */
export function cancelAllAfter(world: World, account: Account, body: Parameters): Rows {
  const timeOut = wholeNumber(text(body, "timeOut"))
  const tag = text(body, "tag")
  if (text(body, "timeOut") === "") return parameterMissing("timeOut")
  if (timeOut === undefined || (timeOut !== 0 && (timeOut < 10 || timeOut > 120))) return parameterError("timeOut")
  if (tag !== "" && !isIdentifier(tag, 16)) return parameterError("tag")
  const known = account.cancelTimers.get(tag)
  const tagged = [...account.cancelTimers.keys()].filter((timer) => timer !== "").length
  if (timeOut > 0 && known === undefined && tag !== "" && tagged >= TIMERS_MAX) return REFUSALS.tooManyTimers
  known?.drop()
  account.cancelTimers.delete(tag)
  const triggerMs = timeOut === 0 ? 0 : world.nowMs + timeOut * 1_000
  if (triggerMs > 0) armCancelTimer(world, account, tag, triggerMs)
  note(world, "cancel-timer-set", { uid: account.uid, tag, triggerMs })
  keepAccount(world, account)
  return [{ triggerTime: String(triggerMs), tag, ts: String(world.nowMs) }]
}

export function armCancelTimer(world: World, account: Account, tag: string, triggerMs: number): void {
  const drop = world.scheduler.at(triggerMs, () => {
    account.cancelTimers.delete(tag)
    keepAccount(world, account)
    const orders = [...account.openOrders.values()].filter((order) => tag === "" || order.tag === tag)
    note(world, "cancel-timer-fired", { uid: account.uid, tag, orders: orders.length })
    for (const order of orders) cancelUnsolicited(world, order, "20")
  })
  account.cancelTimers.set(tag, { tag, triggerMs, drop })
}

/** Closes a whole position by a market order of the system. */
export function closePosition(world: World, account: Account, body: Parameters): Rows {
  const instId = text(body, "instId")
  const mgnMode = text(body, "mgnMode")
  const market = world.markets.get(instId)
  if (instId === "") return parameterMissing("instId")
  if (market === undefined) return REFUSALS.instIdUnknown
  if (mgnMode !== "cross" && mgnMode !== "isolated") return parameterError("mgnMode")
  const position = account.positions.get(instId)
  if (position === undefined || Decimals.isZero(position.size) || mgnMode === "isolated") return REFUSALS.noPosition
  const side = Decimals.isPositive(position.size) ? "sell" : "buy"
  const closing = [...account.openOrders.values()].filter((order) => order.market === market && order.side === side)
  if (closing.length > 0 && !isTrue(body, "autoCxl")) {
    return { code: "51115", msg: "Cancel all pending close-orders before liquidation." }
  }
  for (const order of closing) cancelUnsolicited(world, order, "17")
  const clOrdId = text(body, "clOrdId")
  const tag = text(body, "tag")
  const sz = format(absolute(position.size))
  const placed = placeOrder(
    world,
    account,
    market,
    { tdMode: "cross", side, ordType: "market", sz, clOrdId, tag, reduceOnly: "true" },
    "system",
  )
  return "code" in placed ? placed : [{ instId, posSide: "net", clOrdId, tag }]
}

export function accountRateLimit(world: World): Rows {
  return [
    {
      accRateLimit: "1000",
      fillRatio: "",
      mainFillRatio: "",
      nextAccRateLimit: "1000",
      ts: String(world.nowMs),
    },
  ]
}

export function currencies(world: World): Rows {
  const known = new Set<string>()
  for (const { spec } of world.markets.values()) known.add(spec.baseCcy).add(spec.quoteCcy)
  return [...known].map((ccy) => ({
    ccy,
    name: ccy,
    chain: `${ccy}-Paper`,
    ctAddr: "",
    logoLink: "",
    canDep: false,
    canWd: false,
    canInternal: false,
    depEstOpenTime: "",
    wdEstOpenTime: "",
    minDep: "0",
    minWd: "0",
    minInternal: "0",
    maxWd: "0",
    wdTickSz: "8",
    wdQuota: "0",
    usedWdQuota: "0",
    fee: "0",
    minFee: "0",
    maxFee: "0",
    minFeeForCtAddr: "",
    maxFeeForCtAddr: "",
    burningFeeRate: "",
    mainNet: false,
    needTag: false,
    minDepArrivalConfirm: "1",
    minWdUnlockConfirm: "1",
    depQuotaFixed: "",
    usedDepQuotaFixed: "",
    depQuoteDailyLayer2: "",
  }))
}
