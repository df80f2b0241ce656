// Chase orders: a post-only order at the best price of its side, or a little behind it, that is moved whenever the best price
// moves, until it is filled or has chased too far (reference section 4.9; OKX "Chase order"). The moves are made at the end of
// each turn, so that a turn in which the book changes often makes one.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { amendFromOutside } from "../change.ts"
import { priceOfTicks } from "../instruments.ts"
import type { Order } from "../model.ts"
import { bestLevel } from "../order-book.ts"
import { closeOrder, isOpen } from "../order-life.ts"
import type { World } from "../world.ts"
import { placeChild } from "./algo-children.ts"
import { changedAlgo, endAlgo, isLive } from "./algo-life.ts"
import type { Algo, ChaseTerms } from "./algo-model.ts"

/** Places its order; it chases from there. */
export function startChase(world: World, algo: Algo): void {
  const { chase, size } = algo
  const price = chase === undefined ? undefined : chasePrice(algo, chase)
  if (price === undefined || size === undefined) {
    endAlgo(world, algo, "order_failed", "51140")
    return
  }
  const placed = placeChild(world, algo, { ordType: "post_only", price, size, source: "34" })
  if ("code" in placed) {
    endAlgo(world, algo, "order_failed", placed.code)
    return
  }
  algo.ordIds = [placed.ordId]
  algo.actualPrice = price
  algo.actualSize = size
  algo.triggeredMs = world.nowMs
  if (!isOpen(placed)) {
    endAlgo(world, algo, "canceled")
    return
  }
  changedAlgo(world, algo)
  world.algos.chases.add(algo)
}

/** Moves the orders of all chases to where the best prices are now. */
export function followBest(world: World): void {
  for (const algo of world.algos.chases) {
    const order = chasingOrder(algo)
    if (order === undefined || algo.chase === undefined) continue
    follow(world, algo, order, algo.chase)
  }
}

/** The open order of a chase. */
export function chasingOrder(algo: Algo): Order | undefined {
  const order = algo.account.orders.get(algo.ordIds[0] ?? "")
  return order !== undefined && isOpen(order) ? order : undefined
}

function follow(world: World, algo: Algo, order: Order, chase: ChaseTerms): void {
  const price = chasePrice(algo, chase)
  if (price === undefined || order.price === undefined || Decimals.equals(price, order.price)) return
  if (isTooFar(algo, chase, price)) {
    closeOrder(world, order, "canceled", "42")
    return
  }
  // What keeps its order where it is (a limit, a fault) keeps it there until the best price moves on.
  amendFromOutside(world, order, { newPx: format(price) }, "1")
}

function chasePrice({ market, side }: Algo, { chaseType, chaseValue }: ChaseTerms): Decimal | undefined {
  const best = bestLevel(market.book, side)
  if (best === undefined) return undefined
  const own = priceOfTicks(market.spec, best.ticks)
  const distance = chaseType === "distance" ? chaseValue : Decimals.multiply(own, chaseValue)
  const exact = side === "buy" ? Decimals.subtract(own, distance) : Decimals.add(own, distance)
  const price = Decimals.roundToMultiple(exact, market.spec.tickSize, side === "buy" ? "down" : "up")
  return Decimals.isPositive(price) ? price : undefined
}

/** Measured from the price at which it began. */
function isTooFar(algo: Algo, { maxChaseType, maxChaseValue }: ChaseTerms, price: Decimal): boolean {
  const { actualPrice } = algo
  if (maxChaseType === "" || actualPrice === undefined) return false
  const gone = Decimals.absolute(Decimals.subtract(price, actualPrice))
  const most = maxChaseType === "distance" ? maxChaseValue : Decimals.multiply(actualPrice, maxChaseValue)
  return Decimals.greaterThan(gone, most)
}

/** Its order has come to its end, and with it the chase. */
export function endChase(world: World, order: Order): void {
  const algo = order.account.algos.byId.get(order.spawn?.algoId ?? "")
  if (algo === undefined) return
  world.algos.chases.delete(algo)
  if (!isLive(algo)) return
  algo.actualSize = order.filled
  endAlgo(world, algo, order.state === "filled" ? "effective" : "canceled")
}
