// What reads that lag behind still see: orders as they were a moment ago, and orders that were open then. Kept only while a
// fault may ask for it (stale-order, stale-pending, stale-history), so it costs nothing otherwise. It changes no order's present.

import type { FaultName } from "./fault-table.ts"
import { compareIds } from "./identifiers.ts"
import type { Account, Order } from "./model.ts"
import type { World } from "./world.ts"

const LAGGING: readonly FaultName[] = ["stale-order", "stale-pending", "stale-history"]
/** Changes remembered per order, and closed orders per account; the oldest go first. */
const CHANGES_MAX = 64
const CLOSED_MAX = 10_000

/** How far behind the account's reads may be, 0 when none is stale. */
function lagMs(world: World, account: Account): number {
  let most = 0
  for (const fault of LAGGING) {
    most = Math.max(most, world.faults.delayMaxMs(fault, { uid: account.uid, nowMs: world.nowMs }))
  }
  return most
}

/** To be called before an order changes. */
export function rememberPast(world: World, order: Order): void {
  if (!world.faults.anySet) return
  const keptMs = lagMs(world, order.account)
  if (keptMs === 0) return
  order.past ??= []
  order.past.push({ untilMs: world.nowMs, was: { ...order, past: undefined } })
  if (order.past.length > CHANGES_MAX) order.past.shift()
}

/** To be called when an order has closed. */
export function rememberClosed(world: World, order: Order): void {
  if (!world.faults.anySet) return
  const { account } = order
  const keptMs = lagMs(world, account)
  if (keptMs === 0) return
  const { lately } = account
  lately.push(order)
  const gone = lately.findIndex(({ updatedMs }) => updatedMs >= world.nowMs - keptMs)
  const surplus = Math.max(gone, lately.length - CLOSED_MAX)
  if (surplus > 0) lately.splice(0, surplus)
}

/** The order as it was at that time; undefined when it was not yet there. */
export function orderAsOf(order: Order, atMs: number): Order | undefined {
  if (order.createdMs > atMs) return undefined
  return order.past?.find(({ untilMs }) => untilMs > atMs)?.was ?? order
}

/** Every order of the account as it was when it was open at that time, oldest first. */
export function openAsOf(account: Account, atMs: number, isOpen: (order: Order) => boolean): Order[] {
  const found = new Map<string, Order>()
  for (const order of [...account.lately, ...account.openOrders.values()]) {
    const was = orderAsOf(order, atMs)
    if (was !== undefined && isOpen(was)) found.set(was.ordId, was)
  }
  return [...found.values()].sort((a, b) => compareIds(a.ordId, b.ordId))
}
