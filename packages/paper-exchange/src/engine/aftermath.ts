// What comes after, unasked: cancels and amends that nobody wanted, orders of others, liquidations, fills of orders whose
// cancel has gone out, fees that are corrected later. Faults of fault-table.ts decide whether; it relies on the ledger for the money, so that every balance stays the sum
// of its bills.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { correctFee } from "./booking.ts"
import { amendFromOutside, cancelUnsolicited } from "./change.ts"
import type { FaultName } from "./fault-table.ts"
import type { Strike } from "./faults.ts"
import { fillFromOutside, halfOf, partOf } from "./fill-from-outside.ts"
import { availableForSpot } from "./margin.ts"
import { bookFill, nextTradeId } from "./match.ts"
import type { Account, Fill, Order } from "./model.ts"
import { isOpen, noteClosed } from "./order-life.ts"
import { rememberPast } from "./past.ts"
import { placeOrder } from "./place.ts"
import { planAccountPush, pushBalanceAndPosition, pushOrder } from "./pushes.ts"
import { reducePosition } from "./system-orders.ts"
import { type Aftermath, keepOrder, note, type World } from "./world.ts"

/** Every cancelSource that the reference lists for orders that nobody cancelled, and numbers that no table has. */
export const CANCEL_SOURCES: readonly string[] = [
  ...["0", "2", "3", "4", "6", "7", "9", "10", "13", "14", "15", "17", "20", "21", "22", "23", "27", "31", "32", "33"],
  ...["36", "37", "38", "39", "42", "43", "44", "45", "46", "99", "777"],
]
/** Market maker protection: the order's last state is mmp_canceled. */
const MMP_SOURCES: readonly string[] = ["38", "39"]

export function createAftermath(world: World): Aftermath {
  const struck = (fault: FaultName, order: Order): Strike | undefined =>
    world.faults.anySet ? world.faults.struck(fault, { uid: order.account.uid, nowMs: world.nowMs }) : undefined
  const later = (delayMs: number, act: () => void): void => {
    world.scheduler.at(world.nowMs + delayMs, act)
  }
  return {
    rested(order) {
      const cancels = struck("unsolicited-cancels", order)
      if (cancels !== undefined) {
        const source = cancels.code || (CANCEL_SOURCES[world.random.integer(0, CANCEL_SOURCES.length - 1)] ?? "0")
        later(cancels.delayMs, () => cancelUnsolicited(world, order, source, lastStateOf(source)))
      }
      // What others do is not followed by more of it.
      if (order.origin !== "api") return
      const amends = struck("unsolicited-amends", order)
      if (amends !== undefined) later(amends.delayMs, () => amendUnsolicited(world, order))
      const external = struck("external-orders", order)
      if (external !== undefined) later(external.delayMs, () => placeLike(world, order))
    },
    cancelled(order) {
      if (order.ordType !== "limit" && order.ordType !== "post_only") return
      const strike = struck("late-fills", order)
      if (strike !== undefined) later(strike.delayMs, () => fillLate(world, order))
    },
    filled(order, fill) {
      const corrects = struck("fee-corrections", order)
      if (corrects !== undefined) later(corrects.delayMs, () => correctFill(world, order, fill))
      if (order.origin !== "api" || order.position === undefined) return
      const reduces = struck("position-reductions", order)
      if (reduces !== undefined) later(reduces.delayMs, () => reduceUnasked(world, order))
    },
  }
}

export function lastStateOf(cancelSource: string): "canceled" | "mmp_canceled" {
  return MMP_SOURCES.includes(cancelSource) ? "mmp_canceled" : "canceled"
}

/** Half the size by the system, or the next worse price by a person; nothing when the rules do not allow it. */
function amendUnsolicited(world: World, order: Order): void {
  const { market, price, size } = order
  if (!isOpen(order) || price === undefined) return
  if (world.random.chance(0.5)) {
    amendFromOutside(world, order, { newSz: format(halfOf(order, size)) }, "4")
    return
  }
  const { tickSize } = market.spec
  const worse = order.side === "buy" ? Decimals.subtract(price, tickSize) : Decimals.add(price, tickSize)
  amendFromOutside(world, order, { newPx: format(worse) }, "1")
}

function placeLike(world: World, { account, market, side, price, size, tdMode }: Order): void {
  if (price === undefined) return
  const { instId } = market.spec
  const like = { instId, tdMode, side, ordType: "limit", px: format(price), sz: format(size), tag: "web" }
  placeOrder(world, account, market, like, "web")
}

const REDUCTIONS = ["full_liquidation", "partial_liquidation", "adl"] as const

function reduceUnasked(world: World, { account, market, position }: Order): void {
  if (position === undefined) return
  const category = REDUCTIONS[world.random.integer(0, REDUCTIONS.length - 1)] ?? "adl"
  const size = category === "full_liquidation" ? undefined : market.spec.lotSize
  reducePosition(world, account, position, { category, size, price: undefined, pushed: world.random.chance(0.5) })
}

/** A fill of an order that was told to be cancelled. Without the funds for it, it does not come. */
function fillLate(world: World, order: Order): void {
  const rest = Decimals.subtract(order.size, order.filled)
  const { price, market, account } = order
  if (isOpen(order) || order.state === "filled" || price === undefined || !Decimals.isPositive(rest)) return
  const size = partOf(world, order, rest)
  if (!hasFunds(world, order, price, size)) return
  const tradeId = nextTradeId(market)
  const fill = bookFill(world, order, { tradeId, price, size, execType: "M" })
  if (Decimals.equals(size, rest)) {
    order.state = "filled"
    order.cancelSource = ""
    noteClosed(world, order)
  }
  keepOrder(world, order)
  pushOrder(world, order, { fill })
  pushBalanceAndPosition(world, order, tradeId)
  planAccountPush(world, account)
  world.algos.filled(order, size)
}

function hasFunds(world: World, order: Order, price: Decimal, size: Decimal): boolean {
  const { spec } = order.market
  if (order.position !== undefined) return true
  const ccy = order.side === "buy" ? spec.quoteCcy : spec.baseCcy
  const needed = order.side === "buy" ? Decimals.multiply(price, size) : size
  return Decimals.compare(needed, availableForSpot(world, order.account, ccy)) <= 0
}

const HALF: Decimal = { coefficient: 5n, scale: 1 }

/** The fee of one fill is half of what it was, or half as much again. */
function correctFill(world: World, order: Order, fill: Fill): void {
  const half = Decimals.multiply(fill.fee, HALF)
  const change = world.random.chance(0.5) ? half : Decimals.negate(half)
  rememberPast(world, order)
  const corrected = correctFee(world, order, fill, change)
  if (corrected === undefined) return
  order.fee = Decimals.add(order.fee, change)
  if (order.lastFill === fill) order.lastFill = corrected
  keepOrder(world, order)
  planAccountPush(world, order.account)
  note(world, "fee-corrected", {
    uid: order.account.uid,
    instId: order.market.spec.instId,
    ordId: order.ordId,
    clOrdId: order.clOrdId,
    tradeId: fill.tradeId,
    fee: format(corrected.fee),
    feeWas: format(fill.fee),
    feeCcy: fill.feeCcy,
  })
}

/** The shifting-pages fault: one drawn open order of the account is done before a page is read. */
export function completeBeforePage(world: World, account: Account): void {
  if (!world.faults.anySet || account.openOrders.size === 0) return
  if (!world.faults.strikes("shifting-pages", { uid: account.uid, nowMs: world.nowMs })) return
  const resting = [...account.openOrders.values()].filter((order) => order.resting !== undefined)
  const order = resting[world.random.integer(0, resting.length - 1)]
  if (order !== undefined) fillFromOutside(world, order, Decimals.subtract(order.size, order.filled))
}
