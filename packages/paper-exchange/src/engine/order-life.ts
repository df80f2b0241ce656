// An order's life apart from its trades: it becomes known, rests, closes, and is forgotten when OKX forgets it
// (cancelled without a fill after 2 h, anything else after 3 months; reference section 10.5, RETENTION in world.ts).

import { Decimals, format } from "@okx-oms/core"
import { compareIds } from "./identifiers.ts"
import { freeze, release } from "./ledger.ts"
import type { Account, Order, OrderState } from "./model.ts"
import { addResting, createResting, removeResting } from "./order-book.ts"
import type { OrderNews } from "./order-rows.ts"
import { rememberClosed, rememberPast } from "./past.ts"
import { planAccountPush, pushOrder } from "./pushes.ts"
import { keepOrder, note, type World } from "./world.ts"

/** Closed orders remembered per account; the oldest go first. */
const ORDERS_MAX = 200_000

export function isOpen(order: Order): boolean {
  return order.state === "live" || order.state === "partially_filled"
}

function countOpen({ account, market }: Order, by: 1 | -1): void {
  const { instId } = market.spec
  account.openPerInstrument.set(instId, (account.openPerInstrument.get(instId) ?? 0) + by)
}

/** Makes an accepted order findable. */
export function register(world: World, order: Order): void {
  const { account } = order
  account.orders.set(order.ordId, order)
  countOpen(order, 1)
  account.openOrders.set(order.ordId, order)
  account.orderList.push(order)
  if (order.clOrdId !== "") account.latestByClOrdId.set(order.clOrdId, order)
  world.algos.accepted(order)
  keepOrder(world, order)
}

/** Puts the rest of an order into the book. */
export function rest(order: Order, ticks: number): void {
  const resting = createResting<Order | undefined>(
    order.side,
    ticks,
    order,
    Decimals.subtract(order.size, order.filled),
  )
  order.resting = resting
  addResting(order.market.book, resting)
}

/** Takes an order out of the book; it stays open and nothing is released. */
export function unrest(order: Order): void {
  if (order.resting === undefined) return
  removeResting(order.market.book, order.resting)
  order.resting = undefined
}

/** The end of an order: out of the book, nothing held back any more, its owner told. */
export function closeOrder(
  world: World,
  order: Order,
  state: Extract<OrderState, "filled" | "canceled" | "mmp_canceled">,
  cancelSource: string,
  news: OrderNews = {},
): void {
  const { account } = order
  // A fill that completes it has remembered what was before.
  if (state !== "filled") rememberPast(world, order)
  unrest(order)
  release(world, order)
  order.state = state
  order.cancelSource = cancelSource
  order.cancelling = false
  order.updatedMs = world.nowMs
  if (account.openOrders.delete(order.ordId)) countOpen(order, -1)
  rememberClosed(world, order)
  keepOrder(world, order)
  noteClosed(world, order)
  pushOrder(world, order, news)
  planAccountPush(world, account)
  world.algos.closed(order)
  if (state !== "filled") world.aftermath.cancelled(order)
}

/** Tells the log that an order has come to this end. */
export function noteClosed(world: World, order: Order): void {
  note(world, order.state === "filled" ? "order-filled" : "order-cancelled", {
    uid: order.account.uid,
    instId: order.market.spec.instId,
    ordId: order.ordId,
    clOrdId: order.clOrdId,
    accFillSz: format(order.filled),
    cancelSource: order.cancelSource,
    state: order.state,
  })
}

/** True while OKX still shows a closed order in GET order and orders-history. */
export function isRemembered(world: World, order: Order): boolean {
  if (isOpen(order)) return true
  const { unfilledMs, archiveMs } = world.options.retention
  return world.nowMs - order.updatedMs < (isUnfilled(order) ? unfilledMs : archiveMs)
}

/** Cancelled without a fill: the kind that is forgotten first. */
export function isUnfilled(order: Order): boolean {
  return order.state !== "filled" && order.filled.coefficient === 0n
}

/** Forgets what is beyond its time. Costs one walk over the orders; the exchange runs it once a minute. */
export function forgetOldOrders(world: World, account: Account): void {
  const kept: Order[] = []
  const surplus = account.orderList.length - ORDERS_MAX
  let position = 0
  for (const order of account.orderList) {
    const tooMany = position++ < surplus && !isOpen(order)
    if (!tooMany && isRemembered(world, order)) {
      kept.push(order)
      continue
    }
    account.orders.delete(order.ordId)
    if (account.latestByClOrdId.get(order.clOrdId) === order) account.latestByClOrdId.delete(order.clOrdId)
    if (world.options.keepChanges) world.changed.forgottenOrders.add(order.ordId)
  }
  if (kept.length === account.orderList.length) return
  account.orderList.length = 0
  for (const order of kept) account.orderList.push(order)
}

/** The order that an ordId or clOrdId of a request means (ordId wins), whatever its state. */
export function findOrder(account: Account, ids: { ordId: string; clOrdId: string }): Order | undefined {
  return ids.ordId === "" ? account.latestByClOrdId.get(ids.clOrdId) : account.orders.get(ids.ordId)
}

/** Puts orders of an earlier run back where they were, oldest first so that priority is kept. */
export function restoreOrders(world: World, orders: readonly Order[], ticksOf: (order: Order) => number): void {
  for (const order of [...orders].sort((a, b) => compareIds(a.ordId, b.ordId))) {
    const { account } = order
    account.orders.set(order.ordId, order)
    account.orderList.push(order)
    if (order.clOrdId !== "") account.latestByClOrdId.set(order.clOrdId, order)
    if (!isOpen(order)) continue
    account.openOrders.set(order.ordId, order)
    countOpen(order, 1)
    freeze(world, order)
    rest(order, ticksOf(order))
  }
}
