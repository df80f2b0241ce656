// A resting order that is filled out of turn, as by a trade that somebody else made: at its own price, as maker, without a
// print. Faults need it where the moment of a fill matters and the price does not.

import { type Decimal, Decimals } from "@okx-oms/core"
import { fillOrder, nextTradeId } from "./match.ts"
import type { Order } from "./model.ts"
import { shrinkResting } from "./order-book.ts"
import type { World } from "./world.ts"

/** Fills `size` of it; nothing happens to an order that does not rest. */
export function fillFromOutside(world: World, order: Order, size: Decimal): void {
  const { resting, price, market } = order
  if (resting === undefined || price === undefined || !Decimals.isPositive(size)) return
  shrinkResting(market.book, resting, size)
  fillOrder(world, order, { tradeId: nextTradeId(market), price, size, execType: "M" })
}

/** A drawn part of an amount in whole lots: everything half of the time, else about half of it. */
export function partOf(world: World, order: Order, amount: Decimal): Decimal {
  return world.random.chance(0.5) ? amount : halfOf(order, amount)
}

/** About half of an amount in whole lots, at least one. */
export function halfOf(order: Order, amount: Decimal): Decimal {
  const { lotSize } = order.market.spec
  const half = Decimals.divide(amount, { coefficient: 2n, scale: 0 }, { scale: amount.scale + 1, rounding: "down" })
  return Decimals.maximum(lotSize, Decimals.roundToMultiple(half, lotSize, "down"))
}
