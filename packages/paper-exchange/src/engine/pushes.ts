// The private channels' pushes: orders at once and one per event, balance_and_position at once, account and positions
// gathered for 50 ms and repeated every 5 s (reference sections 7.3 and 7.4). It relies on the rows; sending is world.ts's.

import { format } from "@okx-oms/core"
import { accountRow, balanceDetails, positionRow } from "./account-rows.ts"
import { balanceOf } from "./ledger.ts"
import type { Account, Order } from "./model.ts"
import { type OrderNews, pushOrderRow } from "./order-rows.ts"
import { type Subscription, wants } from "./session.ts"
import { note, sendPush, type World } from "./world.ts"

const GATHER_MS = 50
const REGULAR_MS = 5_000

/** Tells the owner what just happened to an order. */
export function pushOrder(world: World, order: Order, news: OrderNews = {}): void {
  const subscriptions = order.account.subscriptions.get("orders")
  if (subscriptions === undefined) return
  let row: string | undefined
  for (const subscription of subscriptions) {
    if (!wants(subscription, order.market)) continue
    row ??= JSON.stringify(pushOrderRow(order, news))
    sendPush(world, subscription.connection, order.account, `{"arg":${subscription.argText},"data":[${row}]}`)
    if (!world.faults.strikes("duplicate-pushes", { uid: order.account.uid, nowMs: world.nowMs })) continue
    const again = JSON.stringify({ ...pushOrderRow(order, news), uTime: String(order.updatedMs + 1) })
    note(world, "pushes-duplicated", { uid: order.account.uid, ordId: order.ordId })
    sendPush(world, subscription.connection, order.account, `{"arg":${subscription.argText},"data":[${again}]}`)
  }
}

/** balance_and_position after a fill: the fastest news of a balance. */
export function pushBalanceAndPosition(world: World, order: Order, tradeId: string): void {
  const { account, market } = order
  const subscriptions = account.subscriptions.get("balance_and_position")
  if (subscriptions === undefined) return
  const { spec } = market
  const spot = spec.instType === "SPOT"
  const ccys = spot ? [spec.baseCcy, spec.quoteCcy] : [spec.quoteCcy]
  const row = JSON.stringify({
    pTime: String(world.nowMs),
    eventType: "filled",
    balData: ccys.map((ccy) => balanceData(account, ccy)),
    posData: spot ? [] : positionData(account, [spec.instId]),
    trades: [{ instId: spec.instId, tradeId }],
  })
  for (const subscription of subscriptions) {
    sendPush(world, subscription.connection, account, `{"arg":${subscription.argText},"data":[${row}]}`)
  }
}

function balanceData(account: Account, ccy: string): Record<string, string> {
  const balance = balanceOf(account, ccy)
  return { ccy, cashBal: format(balance.cash), uTime: String(balance.updatedMs) }
}

function positionData(account: Account, instIds: Iterable<string>): Record<string, string>[] {
  const rows: Record<string, string>[] = []
  for (const instId of instIds) {
    const position = account.positions.get(instId)
    if (position === undefined) continue
    rows.push({
      posId: position.posId,
      tradeId: position.lastTradeId,
      instId,
      instType: position.market.spec.instType,
      mgnMode: "cross",
      posSide: "net",
      pos: format(position.size),
      ccy: position.market.spec.quoteCcy,
      posCcy: "",
      avgPx: String(positionRowValue(position.market.spec.instId, account)),
      nonSettleAvgPx: "",
      settledPnl: "",
      uTime: String(position.updatedMs),
    })
  }
  return rows
}

function positionRowValue(instId: string, account: Account): string {
  const position = account.positions.get(instId)
  return position === undefined ? "" : String(positionRow(account, position).avgPx)
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
  const instIds = [...account.changedPositions]
  account.changedCurrencies.clear()
  account.changedPositions.clear()
  if (ccys.length > 0) {
    for (const subscription of account.subscriptions.get("account") ?? []) pushAccountEvent(world, subscription, ccys)
  }
  if (instIds.length > 0) {
    for (const subscription of account.subscriptions.get("positions") ?? []) {
      pushPositionsEvent(world, subscription, instIds)
    }
  }
}

function pushAccountEvent(world: World, subscription: Subscription, ccys: readonly string[]): void {
  const { account } = subscription
  if (account === undefined) return
  const wanted = subscription.ccy === undefined ? ccys : ccys.filter((ccy) => ccy === subscription.ccy)
  if (wanted.length === 0) return
  const details = wanted.map((ccy) => balanceDetails(world, account, ccy))
  const row = { ...accountRow(world, account, "push"), details }
  sendPush(
    world,
    subscription.connection,
    account,
    `{"arg":${subscription.argText},"eventType":"event_update","data":[${JSON.stringify(row)}]}`,
  )
}

function pushPositionsEvent(world: World, subscription: Subscription, instIds: readonly string[]): void {
  const { account } = subscription
  if (account === undefined) return
  const rows: unknown[] = []
  for (const instId of instIds) {
    const position = account.positions.get(instId)
    if (position === undefined || !wants(subscription, position.market)) continue
    rows.push({ ...positionRow(account, position), pTime: String(world.nowMs) })
  }
  if (rows.length === 0) return
  const text = `{"arg":${subscription.argText},"eventType":"event_update","data":${JSON.stringify(rows)}}`
  sendPush(world, subscription.connection, account, text)
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
        .filter((position) => position.size.coefficient !== 0n && wants(subscription, position.market))
        .map((position) => ({ ...positionRow(account, position), pTime: String(world.nowMs) }))
      const text = `{"arg":${argText},"eventType":"snapshot","curPage":1,"lastPage":true,"data":${JSON.stringify(rows)}}`
      sendPush(world, connection, account, text)
      return
    }
    default: {
      const owned = [...account.balances].filter(([, balance]) => balance.cash.coefficient !== 0n)
      const open = [...account.positions.values()].filter((position) => position.size.coefficient !== 0n)
      const row = JSON.stringify({
        pTime: String(world.nowMs),
        eventType: "snapshot",
        balData: owned.map(([ccy]) => balanceData(account, ccy)),
        posData: positionData(
          account,
          open.map((position) => position.market.spec.instId),
        ),
        trades: open.map((position) => ({ instId: position.market.spec.instId, tradeId: position.lastTradeId })),
      })
      sendPush(world, connection, account, `{"arg":${argText},"data":[${row}]}`)
    }
  }
}
