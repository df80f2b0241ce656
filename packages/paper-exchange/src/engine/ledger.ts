// Balances and holds: what an account owns of a currency, and what its open orders hold back of it. How trades change it is
// booking.ts's, what positions need is margin.ts's. It relies on model.ts; it sends nothing itself.

import { type Decimal, Decimals } from "@okx-oms/core"
import { ZERO } from "./amounts.ts"
import type { Account, Balance, Order } from "./model.ts"
import { reduces, worth } from "./positions.ts"
import type { World } from "./world.ts"

const { add, subtract, multiply, isZero } = Decimals

export function balanceOf(account: Account, ccy: string): Balance {
  let balance = account.balances.get(ccy)
  if (balance === undefined) {
    balance = { cash: ZERO, frozen: ZERO, updatedMs: 0 }
    account.balances.set(ccy, balance)
  }
  return balance
}

/** Holds back what an open order may need (SPOT), or counts it into the exposure of its position. */
export function freeze(world: World, order: Order): void {
  order.held = true
  hold(world, order, subtract(order.size, order.filled))
}

/** Gives back what is still held for an order that is done, or about to be frozen anew. */
export function release(world: World, order: Order): void {
  if (!order.held) return
  order.held = false
  order.position?.reducers.delete(order)
  hold(world, order, ZERO)
}

/** Gives back the part that belongs to a fill of an order: `size` is about to be filled. */
export function releaseFilled(world: World, order: Order, size: Decimal): void {
  if (order.held) hold(world, order, subtract(subtract(order.size, order.filled), size))
}

/** Brings what is held for an order to what `rest` of it may need. */
function hold(world: World, order: Order, rest: Decimal): void {
  const { account, market, position } = order
  if (position !== undefined) {
    holdExposure(world, order, rest)
    return
  }
  const needed = order.side === "buy" ? multiply(order.price ?? market.lastPrice, rest) : rest
  if (isZero(needed) && isZero(order.frozen)) return
  const ccy = order.side === "buy" ? market.spec.quoteCcy : market.spec.baseCcy
  const balance = balanceOf(account, ccy)
  balance.frozen = add(balance.frozen, subtract(needed, order.frozen))
  order.frozen = needed
  touch(world, account, ccy)
}

function holdExposure(world: World, order: Order, rest: Decimal): void {
  const { account, position } = order
  if (position === undefined) return
  if (reduces(order)) {
    if (isZero(rest)) position.reducers.delete(order)
    else position.reducers.add(order)
    return
  }
  const { exposure } = position
  const value = worth(position, order.price ?? order.market.lastPrice, rest)
  const change = subtract(value, order.frozen)
  const sizeChange = subtract(rest, order.counted)
  order.frozen = value
  order.counted = rest
  if (order.side === "buy") {
    exposure.buySize = add(exposure.buySize, sizeChange)
    exposure.buyValue = add(exposure.buyValue, change)
  } else {
    exposure.sellSize = add(exposure.sellSize, sizeChange)
    exposure.sellValue = add(exposure.sellValue, change)
  }
  touch(world, account, position.ccy)
}

/** Changes the cash of a currency; the bill is the caller's. */
export function addCash(world: World, account: Account, ccy: string, change: Decimal): Balance {
  const balance = balanceOf(account, ccy)
  balance.cash = add(balance.cash, change)
  touch(world, account, ccy)
  return balance
}

/** Marks a balance as changed now. */
export function touch(world: World, account: Account, ccy: string): void {
  account.changedCurrencies.add(ccy)
  const balance = account.balances.get(ccy)
  if (balance !== undefined) balance.updatedMs = world.nowMs
}
