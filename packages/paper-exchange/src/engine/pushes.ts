// The private channels' pushes: orders at once and one per event, balance_and_position at once, account and positions
// gathered for 50 ms and repeated every 5 s (reference sections 7.3 and 7.4). It relies on the rows; sending is world.ts's.

import { format } from "@okx-oms/core"
import { accountRow, accountTotals, balanceDetails } from "./account-rows.ts"
import { textOf } from "./amounts.ts"
import type { FaultName } from "./fault-table.ts"
import type { Strike } from "./faults.ts"
import { balanceOf } from "./ledger.ts"
import type { Account, Order } from "./model.ts"
import { type OrderNews, pushOrderRow } from "./order-rows.ts"
import { positionRow, shownSize } from "./position-rows.ts"
import { averageEntry, isHeld, type Position } from "./positions.ts"
import { withExtraFields } from "./serve.ts"
import { type Subscription, wants } from "./session.ts"
import { note, sendPush, type World } from "./world.ts"

const GATHER_MS = 50
const REGULAR_MS = 5_000

/** Tells the owner what just happened to an order. */
export function pushOrder(world: World, order: Order, news: OrderNews = {}): void {
  if (order.hidden && staysHidden(world, order, news)) return
  const subscriptions = order.account.subscriptions.get("orders")
  if (subscriptions === undefined || news.silent === true) return
  let row: string | undefined
  for (const subscription of subscriptions) {
    if (!wants(subscription, order.market, order.instType)) continue
    if (world.faults.anySet || subscription.muted) {
      pushFaultily(world, subscription, order, news)
      continue
    }
    row ??= JSON.stringify(pushOrderRow(order, news))
    sendPush(world, subscription.connection, order.account, pushText(subscription, row))
  }
}

/** A trade or an end brings it to light before its time. */
function staysHidden(world: World, order: Order, news: OrderNews): boolean {
  const rests = order.state === "live" || order.state === "partially_filled"
  if (rests && world.nowMs < order.visibleMs && news.fill === undefined) return true
  order.hidden = false
  order.visibleMs = Math.min(order.visibleMs, world.nowMs)
  return false
}

function pushText(subscription: Subscription, row: string): string {
  return `{"arg":${subscription.argText},"data":[${row}]}`
}

/** One order's push on one subscription, with what may become of it before it is sent. */
function pushFaultily(world: World, subscription: Subscription, order: Order, news: OrderNews): void {
  const { account, ordId, clOrdId } = order
  const about = { uid: account.uid, connectionId: subscription.connection.id, ordId, clOrdId }
  const struck = (fault: FaultName): Strike | undefined =>
    world.faults.struck(fault, { uid: account.uid, nowMs: world.nowMs })
  const sendRow = (row: Record<string, unknown>): void => {
    if (subscription.muted || subscription.connection.subscriptions.get(subscription.key) !== subscription) return
    sendPush(world, subscription.connection, account, pushText(subscription, JSON.stringify(row)))
  }
  const sendLater = (row: Record<string, unknown>, delayMs: number): void => {
    world.scheduler.at(world.nowMs + delayMs, () => sendRow(row))
  }
  if (!subscription.muted && struck("muted-channel") !== undefined) {
    subscription.muted = true
    note(world, "channel-muted", about)
  }
  if (subscription.muted) return
  const whole = alteredRow(world, order, news, struck)
  const hidden = news.fill === undefined ? undefined : struck("filled-without-fill")
  if (hidden === undefined) {
    sendRow(whole)
  } else {
    note(world, "pushes-altered", { ...about, fault: "filled-without-fill", tradeId: news.fill?.tradeId })
    sendRow({ ...whole, ...WITHOUT_FILL })
    if (hidden.delayMs > 0) sendLater(whole, hidden.delayMs)
  }
  const later = { ...whole, uTime: String(order.updatedMs + 1) }
  if (struck("duplicate-pushes") !== undefined) {
    note(world, "pushes-duplicated", about)
    sendRow(hidden === undefined ? later : { ...later, ...WITHOUT_FILL })
  }
  const repeated = news.fill === undefined ? undefined : struck("repeated-fills")
  if (repeated !== undefined) {
    note(world, "pushes-duplicated", { ...about, tradeId: news.fill?.tradeId, byMs: repeated.delayMs })
    sendLater(later, repeated.delayMs)
  }
}

/** The row as it is, or with a state or fields that nobody knows. */
function alteredRow(
  world: World,
  order: Order,
  news: OrderNews,
  struck: (fault: FaultName) => Strike | undefined,
): Record<string, unknown> {
  const { uid } = order.account
  const { ordId, clOrdId } = order
  let row = pushOrderRow(order, news)
  const strange = struck("unknown-state")
  if (strange !== undefined) {
    note(world, "pushes-altered", { uid, ordId, clOrdId, fault: "unknown-state", state: strange.code })
    row = { ...row, state: strange.code }
  }
  if (struck("extra-fields") !== undefined) {
    note(world, "pushes-altered", { uid, ordId, clOrdId, fault: "extra-fields" })
    row = withExtraFields(row)
  }
  return row
}

/** What a push says that is no fill. */
const WITHOUT_FILL = {
  execType: "",
  fillFee: "0",
  fillFeeCcy: "",
  fillMarkPx: "",
  fillPnl: "0",
  fillPx: "",
  fillSz: "0",
  fillTime: "",
  tradeId: "",
} as const

/** balance_and_position after a fill: the fastest news of a balance. */
export function pushBalanceAndPosition(world: World, order: Order, tradeId: string): void {
  const { account, market, position } = order
  if (!account.subscriptions.has("balance_and_position")) return
  const { spec } = market
  pushBalancesAndPositions(world, account, {
    eventType: EVENT_TYPES[order.category],
    ccys: position === undefined ? [spec.baseCcy, spec.quoteCcy] : [position.ccy],
    positions: position === undefined ? [] : [position],
    trades: [{ instId: spec.instId, tradeId }],
  })
}

const EVENT_TYPES = {
  normal: "filled",
  twap: "filled",
  full_liquidation: "liquidation",
  partial_liquidation: "liquidation",
  adl: "adl",
  delivery: "delivered",
} as const

export interface AccountNews {
  readonly eventType: string
  readonly ccys: readonly string[]
  readonly positions: readonly Position[]
  readonly trades?: readonly { readonly instId: string; readonly tradeId: string }[]
}

/** What changed at once, and why (reference section 7.3). */
export function pushBalancesAndPositions(world: World, account: Account, news: AccountNews): void {
  const subscriptions = account.subscriptions.get("balance_and_position")
  if (subscriptions === undefined) return
  const row = JSON.stringify({
    pTime: String(world.nowMs),
    eventType: news.eventType,
    balData: news.ccys.map((ccy) => balanceData(account, ccy)),
    posData: news.positions.map(positionData),
    trades: news.trades ?? [],
  })
  for (const subscription of subscriptions) {
    sendPush(world, subscription.connection, account, `{"arg":${subscription.argText},"data":[${row}]}`)
  }
}

function balanceData(account: Account, ccy: string): Record<string, string> {
  const balance = balanceOf(account, ccy)
  return { ccy, cashBal: format(balance.cash), uTime: String(balance.updatedMs) }
}

function positionData(position: Position): Record<string, string> {
  const { pos, posCcy } = shownSize(position)
  return {
    posId: position.posId,
    tradeId: position.lastTradeId,
    instId: position.market.spec.instId,
    instType: position.instType,
    mgnMode: position.mgnMode,
    posSide: position.posSide,
    pos,
    ccy: position.ccy,
    posCcy,
    avgPx: textOf(averageEntry(position), ""),
    nonSettleAvgPx: "",
    settledPnl: "",
    uTime: String(position.updatedMs),
  }
}

/** Makes sure that what changed on the account is pushed within 50 ms. */
export function planAccountPush(world: World, account: Account): void {
  if (account.flushPlanned || account.subscriptions.size === 0) return
  if (account.changedCurrencies.size === 0 && account.changedPositions.size === 0) return
  account.flushPlanned = true
  world.scheduler.at(world.nowMs + GATHER_MS, () => flushAccount(world, account))
}

function flushAccount(world: World, account: Account): void {
  account.flushPlanned = false
  const ccys = [...account.changedCurrencies]
  const keys = [...account.changedPositions]
  account.changedCurrencies.clear()
  account.changedPositions.clear()
  if (ccys.length > 0) {
    for (const subscription of account.subscriptions.get("account") ?? []) pushAccountEvent(world, subscription, ccys)
  }
  if (keys.length > 0) {
    for (const subscription of account.subscriptions.get("positions") ?? []) {
      pushPositionsEvent(world, subscription, keys)
    }
  }
}

function pushAccountEvent(world: World, subscription: Subscription, ccys: readonly string[]): void {
  const { account } = subscription
  if (account === undefined) return
  const wanted = subscription.ccy === undefined ? ccys : ccys.filter((ccy) => ccy === subscription.ccy)
  if (wanted.length === 0) return
  const details = wanted.map((ccy) => balanceDetails(world, account, ccy))
  const row = accountTotals(world, account, "push", details)
  sendPush(
    world,
    subscription.connection,
    account,
    `{"arg":${subscription.argText},"eventType":"event_update","data":[${JSON.stringify(row)}]}`,
  )
}

function pushPositionsEvent(world: World, subscription: Subscription, keys: readonly string[]): void {
  const { account } = subscription
  if (account === undefined) return
  const rows: unknown[] = []
  for (const key of keys) {
    const position = account.positions.get(key)
    if (position === undefined || !wants(subscription, position.market, position.instType)) continue
    rows.push({ ...positionRow(world, account, position), pTime: String(world.nowMs) })
  }
  if (rows.length === 0) return
  const text = `{"arg":${subscription.argText},"eventType":"event_update","data":${JSON.stringify(rows)}}`
  sendPush(world, subscription.connection, account, text)
}

/** Tells the owner of a position that it is near its liquidation (channel liquidation-warning). */
export function pushWarning(world: World, account: Account, position: Position): void {
  let row: string | undefined
  for (const subscription of account.subscriptions.get("liquidation-warning") ?? []) {
    if (!wants(subscription, position.market, position.instType)) continue
    row ??= JSON.stringify({ ...positionRow(world, account, position), pTime: String(world.nowMs) })
    sendPush(world, subscription.connection, account, pushText(subscription, row))
  }
}

/** The first push after a subscription, and the regular one every 5 s while it lasts. */
export function startSnapshots(world: World, subscription: Subscription): void {
  pushSnapshot(world, subscription)
  if (subscription.channel === "balance_and_position" || subscription.eventsOnly) return
  const repeat = (): void => {
    const { connection } = subscription
    if (connection.closed || connection.subscriptions.get(subscription.key) !== subscription) return
    pushSnapshot(world, subscription)
    // After a jump of the clock there is one push, not one for every five seconds jumped over.
    world.scheduler.at(Math.max(world.nowMs, world.targetMs) + REGULAR_MS, repeat)
  }
  world.scheduler.at(world.nowMs + REGULAR_MS, repeat)
}

export function pushSnapshot(world: World, subscription: Subscription): void {
  const { account, connection, argText } = subscription
  if (account === undefined) return
  switch (subscription.channel) {
    case "account": {
      const row = JSON.stringify(accountRow(world, account, "push", subscription.ccy))
      const text = `{"arg":${argText},"eventType":"snapshot","curPage":1,"lastPage":true,"data":[${row}]}`
      sendPush(world, connection, account, text)
      return
    }
    case "positions": {
      const rows = [...account.positions.values()]
        .filter((position) => isHeld(position) && wants(subscription, position.market, position.instType))
        .map((position) => ({ ...positionRow(world, account, position), pTime: String(world.nowMs) }))
      const text = `{"arg":${argText},"eventType":"snapshot","curPage":1,"lastPage":true,"data":${JSON.stringify(rows)}}`
      sendPush(world, connection, account, text)
      return
    }
    default: {
      const owned = [...account.balances].filter(([, balance]) => balance.cash.coefficient !== 0n)
      const open = [...account.positions.values()].filter(isHeld)
      const row = JSON.stringify({
        pTime: String(world.nowMs),
        eventType: "snapshot",
        balData: owned.map(([ccy]) => balanceData(account, ccy)),
        posData: open.map(positionData),
        trades: open.map((position) => ({ instId: position.market.spec.instId, tradeId: position.lastTradeId })),
      })
      sendPush(world, connection, account, `{"arg":${argText},"data":[${row}]}`)
    }
  }
}
