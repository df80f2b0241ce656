// Money: what an account owns, holds back and may still use. How trades change it is booking.ts's. It relies on model.ts; it
// sends nothing itself.

import { type Decimal, Decimals } from "@okx-oms/core"
import { absolute, ZERO } from "./amounts.ts"
import { notional, settleCcy } from "./instruments.ts"
import type { Account, Balance, Market, OpenExposure, Order, Position } from "./model.ts"
import type { World } from "./world.ts"

const { add, subtract, multiply, divide, negate, isNegative, isZero, maximum } = Decimals

/** Digits kept where a division cannot be exact (margin, average price). */
export const DIVISION_SCALE = 16
export const DEFAULT_LEVERAGE = "3"

export function balanceOf(account: Account, ccy: string): Balance {
  let balance = account.balances.get(ccy)
  if (balance === undefined) {
    balance = { cash: ZERO, frozen: ZERO, updatedMs: 0 }
    account.balances.set(ccy, balance)
  }
  return balance
}

export function exposureOf(account: Account, market: Market): OpenExposure {
  let exposure = account.exposure.get(market.spec.instId)
  if (exposure === undefined) {
    exposure = { buySize: ZERO, sellSize: ZERO, buyValue: ZERO, sellValue: ZERO }
    account.exposure.set(market.spec.instId, exposure)
  }
  return exposure
}

export function leverageOf(account: Account, market: Market): string {
  return account.leverage.get(market.spec.instId) ?? DEFAULT_LEVERAGE
}

export function markPrice(market: Market): Decimal {
  return market.lastPrice
}

/** Profit of the open contracts at the mark price. */
export function unrealizedPnl(position: Position): Decimal {
  if (isZero(position.size)) return ZERO
  const value = notional(position.market.spec, markPrice(position.market), absolute(position.size))
  const gain = subtract(value, position.entryValue)
  return isNegative(position.size) ? negate(gain) : gain
}

export function positionValue(position: Position): Decimal {
  return notional(position.market.spec, markPrice(position.market), absolute(position.size))
}

function byLeverage(account: Account, market: Market, value: Decimal): Decimal {
  const leverage = Decimals.divide(value, leverageDecimal(account, market), { scale: DIVISION_SCALE, rounding: "up" })
  return leverage
}

function leverageDecimal(account: Account, market: Market): Decimal {
  const [whole = "1", fraction] = leverageOf(account, market).split(".")
  const scale = fraction?.length ?? 0
  return { coefficient: BigInt(whole + (fraction ?? "")), scale }
}

/** Initial margin of a position. */
export function positionMargin(account: Account, position: Position): Decimal {
  return byLeverage(account, position.market, positionValue(position))
}

/** Margin for the open orders of one SWAP beyond the position's: orders that only reduce it need none. */
export function ordersMargin(
  account: Account,
  market: Market,
  extra?: { side: "buy" | "sell"; value: Decimal },
): Decimal {
  const exposure = account.exposure.get(market.spec.instId)
  const position = account.positions.get(market.spec.instId)
  const held = position === undefined ? ZERO : positionValue(position)
  const signed = position !== undefined && isNegative(position.size) ? negate(held) : held
  let buys = exposure?.buyValue ?? ZERO
  let sells = exposure?.sellValue ?? ZERO
  if (extra?.side === "buy") buys = add(buys, extra.value)
  if (extra?.side === "sell") sells = add(sells, extra.value)
  const worst = maximum(maximum(add(signed, buys), subtract(sells, signed)), held)
  return byLeverage(account, market, subtract(worst, held))
}

/** What may be used of a currency: cash less what SPOT orders hold back; for a settle currency also profit and margins. */
export function available(world: World, account: Account, ccy: string): Decimal {
  const balance = account.balances.get(ccy)
  const cash = balance === undefined ? ZERO : subtract(balance.cash, balance.frozen)
  const { margin, upl } = swapFigures(world, account, ccy)
  // Profit that is not realised does not buy coins, losses count in full.
  return subtract(add(cash, upl), margin)
}

/** As available, for buying on SPOT: unrealised profit is left out. */
export function availableForSpot(world: World, account: Account, ccy: string): Decimal {
  const balance = account.balances.get(ccy)
  const cash = balance === undefined ? ZERO : subtract(balance.cash, balance.frozen)
  const { margin, upl } = swapFigures(world, account, ccy)
  return maximum(ZERO, subtract(isNegative(upl) ? add(cash, upl) : cash, margin))
}

export interface SwapFigures {
  readonly upl: Decimal
  readonly positionMargin: Decimal
  readonly ordersMargin: Decimal
  readonly margin: Decimal
  readonly value: Decimal
}

export function swapFigures(world: World, account: Account, ccy: string): SwapFigures {
  let upl = ZERO
  let positionsNeed = ZERO
  let ordersNeed = ZERO
  let value = ZERO
  for (const instId of account.exposure.keys()) {
    const market = world.markets.get(instId)
    if (market === undefined || settleCcy(market.spec) !== ccy) continue
    ordersNeed = add(ordersNeed, ordersMargin(account, market))
  }
  for (const position of account.positions.values()) {
    if (isZero(position.size) || settleCcy(position.market.spec) !== ccy) continue
    upl = add(upl, unrealizedPnl(position))
    positionsNeed = add(positionsNeed, positionMargin(account, position))
    value = add(value, positionValue(position))
  }
  return { upl, positionMargin: positionsNeed, ordersMargin: ordersNeed, margin: add(positionsNeed, ordersNeed), value }
}

/** Holds back what an open order may need (SPOT), or counts it into the exposure (SWAP). */
export function freeze(world: World, order: Order): void {
  const { account, market } = order
  order.held = true
  const rest = subtract(order.size, order.filled)
  const price = order.price ?? market.lastPrice
  if (market.spec.instType === "SWAP") {
    changeExposure(order, rest, notional(market.spec, price, rest))
    return
  }
  order.frozen = order.side === "buy" ? multiply(price, rest) : rest
  const ccy = order.side === "buy" ? market.spec.quoteCcy : market.spec.baseCcy
  const balance = balanceOf(account, ccy)
  balance.frozen = add(balance.frozen, order.frozen)
  touch(world, account, ccy)
}

/** Gives back what is still held for an order that is done, or about to be frozen anew. */
export function release(world: World, order: Order): void {
  const { account, market } = order
  if (!order.held) return
  order.held = false
  if (market.spec.instType === "SWAP") {
    const rest = subtract(order.size, order.filled)
    changeExposure(order, negate(rest), negate(notional(market.spec, order.price ?? market.lastPrice, rest)))
    touch(world, account, settleCcy(market.spec))
    return
  }
  if (isZero(order.frozen)) return
  const ccy = order.side === "buy" ? market.spec.quoteCcy : market.spec.baseCcy
  const balance = balanceOf(account, ccy)
  balance.frozen = subtract(balance.frozen, order.frozen)
  order.frozen = ZERO
  touch(world, account, ccy)
}

/** Gives back the part that belongs to a fill of a resting order. */
export function releaseFilled(world: World, order: Order, size: Decimal): void {
  const { account, market } = order
  if (!order.held) return
  if (market.spec.instType === "SWAP") {
    changeExposure(order, negate(size), negate(notional(market.spec, order.price ?? market.lastPrice, size)))
    return
  }
  if (isZero(order.frozen)) return
  const part = order.side === "buy" ? multiply(order.price ?? ZERO, size) : size
  const ccy = order.side === "buy" ? market.spec.quoteCcy : market.spec.baseCcy
  const balance = balanceOf(account, ccy)
  balance.frozen = subtract(balance.frozen, part)
  order.frozen = subtract(order.frozen, part)
  touch(world, account, ccy)
}

function changeExposure(order: Order, size: Decimal, value: Decimal): void {
  const exposure = exposureOf(order.account, order.market)
  if (order.side === "buy") {
    exposure.buySize = add(exposure.buySize, size)
    exposure.buyValue = add(exposure.buyValue, value)
  } else {
    exposure.sellSize = add(exposure.sellSize, size)
    exposure.sellValue = add(exposure.sellValue, value)
  }
  order.account.changedCurrencies.add(settleCcy(order.market.spec))
}

/** Average entry price of an open position. */
export function averageEntry(position: Position): Decimal | undefined {
  if (isZero(position.size)) return undefined
  const units = multiply(absolute(position.size), position.market.spec.contractValue)
  return divide(position.entryValue, units, { scale: DIVISION_SCALE, rounding: "halfEven" })
}

/** Marks a balance as changed now. */
export function touch(world: World, account: Account, ccy: string): void {
  account.changedCurrencies.add(ccy)
  const balance = account.balances.get(ccy)
  if (balance !== undefined) balance.updatedMs = world.nowMs
}
