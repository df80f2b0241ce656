// The account endpoints: configuration, balances, fees, limits and cancel-all-after (reference sections 4.7, 4.8 and 5.3).
// Positions, leverage and sizes have files of their own.

import { format } from "@okx-oms/core"
import { accountRow } from "./account-rows.ts"
import { cancelUnsolicited } from "./change.ts"
import { DELIVERY_FEE } from "./delivery.ts"
import type { Account, ApiKey } from "./model.ts"
import { isIdentifier, list, type Parameters, text, wholeNumber } from "./parameters.ts"
import { parameterCount, parameterError, parameterMissing, REFUSALS, type Refusal } from "./refusals.ts"
import { keepAccount, note, type World } from "./world.ts"

type Rows = Record<string, unknown>[] | Refusal

export function accountConfig({ account, ...key }: ApiKey): Rows {
  return [
    {
      acctLv: account.acctLv,
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
      posMode: account.posMode,
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

const FEE_TYPES: readonly string[] = ["SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION"]

/** Rates by instType; the deprecated fields beside feeGroup are filled as clients still read them. */
export function tradeFee(world: World, account: Account, query: Parameters): Rows {
  const instType = text(query, "instType")
  if (instType === "") return parameterMissing("instType")
  if (!FEE_TYPES.includes(instType)) return parameterError("instType")
  const instId = text(query, "instId")
  const named = world.markets.get(instId)?.spec.instType
  if (instId !== "" && named === undefined) return REFUSALS.instIdUnknown
  const pair = instType === "SPOT" || instType === "MARGIN"
  if (named !== undefined && named !== (pair ? "SPOT" : instType)) return REFUSALS.otherType
  const maker = format(pair ? account.fees.spotMaker : account.fees.swapMaker)
  const taker = format(pair ? account.fees.spotTaker : account.fees.swapTaker)
  // Contracts: without a letter those of coin-margined ones, with U those of USDT-margined ones.
  return [
    {
      category: "1",
      delivery: instType === "FUTURES" ? format(DELIVERY_FEE) : "",
      exercise: "",
      feeGroup: [{ groupId: "1", maker, taker, rpiMaker: maker, elpMaker: maker }],
      fiat: [],
      instType,
      level: account.level,
      maker,
      makerU: pair ? "" : maker,
      makerUSDC: pair ? "" : maker,
      ruleType: "normal",
      taker,
      takerU: pair ? "" : taker,
      takerUSDC: pair ? "" : taker,
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
