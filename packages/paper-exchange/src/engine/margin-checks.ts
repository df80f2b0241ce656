// Whether an account may open more of a position: the largest that its leverage allows (51004) and the margin for it (51008),
// for new orders and amended ones (reference sections 5.3 and 9.2). It reads; what reduces is reduce-only.ts's.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { absolute, ZERO } from "./amounts.ts"
import { leverageDecimal, leverageOf } from "./leverage.ts"
import { available, availableForSpot, ordersMargin } from "./margin.ts"
import type { Account, Order } from "./model.ts"
import type { Side } from "./order-book.ts"
import { largestAt } from "./position-tiers.ts"
import { isHeld, type Position, worth } from "./positions.ts"
import { pendingReduction } from "./reduce-only.ts"
import { insufficientFunds, REFUSALS, type Refusal, refuse } from "./refusals.ts"
import type { World } from "./world.ts"

const { add, subtract, multiply, isZero, isPositive, isNegative, greaterThan, maximum } = Decimals

/** What is to be opened or, beyond what is held, turned around. */
type Wish = Pick<Order, "side" | "price" | "size" | "tgtCcy">

/** The size in contracts or base currency; a quote amount by the last price. */
function sizeOf(position: Position, wish: Wish): Decimal {
  if (wish.tgtCcy !== "quote_ccy") return wish.size
  return Decimals.divide(wish.size, position.market.lastPrice, { scale: 16, rounding: "up" })
}

/** Position and open orders of this side together must fit the leverage's tier. */
export function checkPositionLimit(account: Account, position: Position, wish: Wish): Refusal | undefined {
  const { exposure, market } = position
  const size = sizeOf(position, wish)
  const pending = wish.side === "buy" ? exposure.buySize : exposure.sellSize
  const held = directed(position, wish.side)
  const total = add(add(size, pending), held)
  const most = largestAt(market.spec, leverageDecimal(account, position))
  return greaterThan(total, most) ? beyondTier(account, position, wish.side, { most, size, held, pending }) : undefined
}

/** What is held, above zero when it is of this side. */
function directed(position: Position, side: Side): Decimal {
  return side === "buy" ? position.size : Decimals.negate(position.size)
}

interface TierFacts {
  readonly most: Decimal
  readonly size: Decimal
  readonly held: Decimal
  readonly pending: Decimal
}

function beyondTier(account: Account, position: Position, side: Side, facts: TierFacts): Refusal {
  const { mgnMode, posSide, market } = position
  const net = posSide === "net"
  const way = net ? `${side} ` : ""
  const mode = net ? "buy/sell" : "long/short"
  const subCode = net ? netSubCode(mgnMode === "cross", side) : mgnMode === "cross" ? "1102" : "1101"
  const [most, size, held, pending] = [facts.most, facts.size, facts.held, facts.pending].map(format)
  return refuse(
    "51004",
    `Order failed. For ${mgnMode} ${mode} mode of ${market.spec.instId}, the sum of current ${way}order size, position quantity, and pending ${way}orders can't be more than ${most}(contracts) which is the maximum position amount under current leverage. Please lower the leverage or use a new sub-account to place the order again (current leverage: ${leverageOf(account, position)}x, current ${way}order size: ${size} contracts, position quantity: ${held} contracts, pending ${way}orders: ${pending} contracts).`,
    subCode,
  )
}

function netSubCode(cross: boolean, side: Side): string {
  if (cross) return side === "buy" ? "1106" : "1107"
  return side === "buy" ? "1104" : "1105"
}

/** Margin for what the order could add, and the fee of it. */
export function checkPositionFunds(
  world: World,
  account: Account,
  position: Position,
  wish: Wish,
): Refusal | undefined {
  const { ccy, market } = position
  const size = sizeOf(position, wish)
  const value = worth(position, wish.price ?? market.lastPrice, size)
  const extra = { side: wish.side, value }
  const more = subtract(ordersMargin(account, position, extra), ordersMargin(account, position))
  if (!isPositive(more)) return checkReversal(position, wish.side, size)
  const { swapTaker, spotTaker } = account.fees
  const rate = position.instType === "MARGIN" ? spotTaker : swapTaker
  const needed = add(more, multiply(value, absolute(rate)))
  const isolated = position.mgnMode === "isolated"
  const free = isolated ? availableForSpot(world, account, ccy) : available(world, account, ccy)
  if (!greaterThan(needed, free)) return checkReversal(position, wish.side, size)
  return insufficientFunds(ccy, isolated ? "balance" : "margin")
}

/** Beside reduce-only orders a MARGIN position must not be turned around. */
function checkReversal(position: Position, side: Side, size: Decimal): Refusal | undefined {
  if (position.instType !== "MARGIN" || position.reducers.size === 0 || !isHeld(position)) return undefined
  const against = isNegative(position.size) === (side === "buy")
  if (!against) return undefined
  const left = maximum(ZERO, subtract(absolute(position.size), pendingReduction(position)))
  return greaterThan(size, left) && !isZero(size) ? REFUSALS.reverseBesideReduceOnly : undefined
}
