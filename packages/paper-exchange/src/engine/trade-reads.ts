// What an account can read of its orders, fills and bills (reference sections 4.5, 4.6 and 10.5). Each answers rows or a
// refusal. A read may lag behind (the stale faults, each endpoint by itself); past.ts tells what it sees then.

import { completeBeforePage } from "./aftermath.ts"
import { orderIds } from "./change.ts"
import type { FaultName } from "./fault-table.ts"
import type { Account, BillRecord, FillRecord, Order } from "./model.ts"
import { findOrder, isOpen, isRemembered, isUnfilled } from "./order-life.ts"
import { restOrderRow } from "./order-rows.ts"
import { pageOf, readPage } from "./paging.ts"
import { list, type Parameters, text } from "./parameters.ts"
import { openAsOf, orderAsOf } from "./past.ts"
import { parameterError, parameterMissing, REFUSALS, type Refusal } from "./refusals.ts"
import type { World } from "./world.ts"

type Rows = Record<string, unknown>[] | Refusal

const INST_TYPES = ["SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS"]

export function readOrder(world: World, account: Account, query: Parameters): Rows {
  const instId = text(query, "instId")
  if (instId === "") return parameterMissing("instId")
  const market = world.markets.get(instId)
  if (market === undefined) return REFUSALS.instIdUnknown
  const ids = orderIds(query)
  if (ids.ordId === "" && ids.clOrdId === "") return REFUSALS.idRequired
  const order = findOrder(account, ids)
  if (order === undefined || order.market !== market) return REFUSALS.orderUnknown
  const seen = orderAsOf(order, readMs(world, account, "stale-order"))
  if (seen === undefined || !isRemembered(world, seen) || world.nowMs < order.visibleMs) return REFUSALS.orderUnknown
  return [restOrderRow(seen)]
}

/** The time whose state of affairs a read shows: now, or earlier when its fault strikes. */
function readMs(world: World, account: Account, fault: FaultName): number {
  if (!world.faults.anySet) return world.nowMs
  return world.nowMs - (world.faults.struck(fault, { uid: account.uid, nowMs: world.nowMs })?.delayMs ?? 0)
}

export function readPending(world: World, account: Account, query: Parameters): Rows {
  const page = readPage(query)
  if ("code" in page) return page
  const filter = orderFilter(query, ["live", "partially_filled"])
  if ("code" in filter) return filter
  completeBeforePage(world, account)
  const seenMs = readMs(world, account, "stale-pending")
  const open = seenMs < world.nowMs ? openAsOf(account, seenMs, isOpen) : [...account.openOrders.values()]
  const found = pageOf(
    {
      records: open,
      idOf: (order) => order.ordId,
      timeOf: (order) => order.createdMs,
      accepts: (order) => world.nowMs >= order.visibleMs && filter.accepts(order),
      beginAlone: "closest",
    },
    page,
  )
  return found.map(restOrderRow)
}

export function readHistory(world: World, account: Account, query: Parameters, archive: boolean): Rows {
  if (text(query, "instType") === "") return parameterMissing("instType")
  const page = readPage(query)
  if ("code" in page) return page
  const filter = orderFilter(query, ["filled", "canceled", "mmp_canceled"])
  if ("code" in filter) return filter
  const { unfilledMs, ordersMs, archiveMs } = world.options.retention
  const kept = (order: Order): boolean => {
    if (isOpen(order)) return false
    const ageMs = world.nowMs - order.updatedMs
    return isUnfilled(order) ? !archive && ageMs < unfilledMs : ageMs < (archive ? archiveMs : ordersMs)
  }
  const seenMs = readMs(world, account, "stale-history")
  const seen = (order: Order): Order => orderAsOf(order, seenMs) ?? order
  const accepts = (order: Order): boolean => {
    if (order.createdMs > seenMs || world.nowMs < order.visibleMs) return false
    const was = seen(order)
    return kept(was) && filter.accepts(was)
  }
  const found = pageOf(
    {
      records: account.orderList,
      idOf: (order) => order.ordId,
      timeOf: (order) => order.createdMs,
      accepts,
      beginAlone: "closest",
    },
    page,
  )
  return found.map((order) => restOrderRow(seen(order)))
}

/** The filters that the order lists share: instType, instFamily, instId, ordType (several by comma), state. */
function orderFilter(query: Parameters, states: readonly string[]): { accepts: (order: Order) => boolean } | Refusal {
  const instType = text(query, "instType")
  if (instType !== "" && !INST_TYPES.includes(instType)) return parameterError("instType")
  const state = text(query, "state")
  if (state !== "" && !states.includes(state)) return parameterError("state")
  const instId = text(query, "instId")
  const instFamily = text(query, "instFamily") || text(query, "uly")
  const ordTypes = list(query, "ordType")
  const category = text(query, "category")
  return {
    accepts: (order) =>
      (instType === "" || order.instType === instType) &&
      (instId === "" || order.market.spec.instId === instId) &&
      (instFamily === "" || order.market.spec.instFamily === instFamily) &&
      (state === "" || order.state === state) &&
      (ordTypes.length === 0 || ordTypes.includes(order.ordType)) &&
      (category === "" || category === order.category),
  }
}

export function readFills(world: World, account: Account, query: Parameters, history: boolean): Rows {
  const instType = text(query, "instType")
  if (history && instType === "") return parameterMissing("instType")
  if (instType !== "" && !INST_TYPES.includes(instType)) return parameterError("instType")
  const page = readPage(query)
  if ("code" in page) return page
  const instId = text(query, "instId")
  const instFamily = text(query, "instFamily") || text(query, "uly")
  const ordId = text(query, "ordId")
  const subTypes = list(query, "subType")
  const { archiveMs, fillsMs } = world.options.retention
  const since = world.nowMs - (history ? archiveMs : fillsMs)
  const seenMs = readMs(world, account, "stale-fills")
  const found = pageOf(
    {
      records: account.fills,
      idOf: (fill) => fill.billId,
      timeOf: (fill) => fill.atMs,
      accepts: (fill) =>
        fill.atMs > since &&
        fill.atMs <= seenMs &&
        (instType === "" || fill.instType === instType) &&
        (instId === "" || fill.instId === instId) &&
        (instFamily === "" || fill.instId.startsWith(`${instFamily}-`)) &&
        (ordId === "" || fill.ordId === ordId) &&
        (subTypes.length === 0 || subTypes.includes(fill.subType)),
      beginAlone: "newest",
    },
    page,
  )
  return found.map(fillRow)
}

function fillRow(fill: FillRecord): Record<string, unknown> {
  return {
    instType: fill.instType,
    instId: fill.instId,
    tradeId: fill.tradeId,
    ordId: fill.ordId,
    clOrdId: fill.clOrdId,
    billId: fill.billId,
    subType: fill.subType,
    tag: fill.tag,
    fillPx: fill.price,
    fillSz: fill.size,
    fillIdxPx: "",
    fillPnl: fill.pnl,
    fillPxVol: "",
    fillPxUsd: "",
    fillMarkVol: "",
    fillFwdPx: "",
    fillMarkPx: "",
    side: fill.side,
    posSide: fill.posSide ?? "net",
    execType: fill.execType,
    feeCcy: fill.feeCcy,
    fee: fill.fee,
    ts: String(fill.atMs),
    fillTime: String(fill.atMs),
    feeRate: fill.feeRate,
    tradeQuoteCcy: fill.tradeQuoteCcy,
  }
}

export function readBills(world: World, account: Account, query: Parameters, archive: boolean): Rows {
  const page = readPage(query)
  if ("code" in page) return page
  const names = ["instType", "instId", "ccy", "mgnMode", "type", "subType"] as const
  const filters = names.map((name) => ({ name, value: text(query, name) })).filter(({ value }) => value !== "")
  const { archiveMs, ordersMs } = world.options.retention
  const since = world.nowMs - (archive ? archiveMs : ordersMs)
  const found = pageOf(
    {
      records: account.bills,
      idOf: (bill) => bill.billId,
      timeOf: (bill) => bill.atMs,
      accepts: (bill) => bill.atMs > since && filters.every(({ name, value }) => bill[name] === value),
      beginAlone: "closest",
    },
    page,
  )
  return found.map(billRow)
}

function billRow(bill: BillRecord): Record<string, unknown> {
  // Margin that was moved carries trade 0 and a time, other bills without a trade nothing (recorded in 2024).
  const tradeId = bill.tradeId === "" && bill.type === "6" ? "0" : bill.tradeId
  return {
    bal: bill.bal,
    balChg: bill.balChg,
    billId: bill.billId,
    ccy: bill.ccy,
    clOrdId: bill.clOrdId,
    earnAmt: "",
    earnApr: "",
    execType: bill.execType,
    fee: bill.fee,
    fillFwdPx: "",
    fillIdxPx: "",
    fillMarkPx: "",
    fillMarkVol: "",
    fillPxUsd: "",
    fillPxVol: "",
    fillTime: tradeId === "" ? "" : String(bill.atMs),
    from: "",
    instId: bill.instId,
    instType: bill.instType,
    interest: "0",
    mgnMode: bill.mgnMode,
    notes: "",
    ordId: bill.ordId,
    pnl: bill.pnl,
    posBal: bill.posBal ?? "0",
    posBalChg: bill.posBalChg ?? "0",
    px: bill.px,
    subType: bill.subType,
    sz: bill.sz,
    tag: bill.tag,
    to: "",
    tradeId,
    ts: String(bill.atMs),
    type: bill.type,
  }
}
