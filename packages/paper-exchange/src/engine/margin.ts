// What positions and their orders need, and what is left: initial and maintenance margin, equity, margin ratio, and the price
// at which a position would be liquidated. In Futures mode every currency stands for its own cross positions, in Multi-currency
// mode all stand together in US dollars; an isolated position has its own margin. Source: reference section 5.3, the formulas
// of OKX "Get positions" and "Get balance". It reads; nothing is changed here.

import { type Decimal, Decimals } from "@okx-oms/core"
import { absolute, ratio, ZERO } from "./amounts.ts"
import { dollarPrice } from "./dollars.ts"
import { DIVISION_SCALE } from "./instruments.ts"
import { byLeverage, leverageDecimal } from "./leverage.ts"
import type { Account } from "./model.ts"
import type { Side } from "./order-book.ts"
import { tierOf } from "./position-tiers.ts"
import { isHeld, type Position, positionValue, unrealizedPnl } from "./positions.ts"
import type { World } from "./world.ts"

const { add, subtract, multiply, divide, negate, isNegative, isPositive, isZero, maximum } = Decimals

/** Initial margin of a cross position at the mark price; the margin that an isolated one was given. */
export function positionMargin(account: Account, position: Position): Decimal {
  if (position.mgnMode === "isolated") return position.margin
  return byLeverage(positionValue(position), leverageDecimal(account, position), DIVISION_SCALE)
}

export function maintenanceRate(position: Position): Decimal {
  return tierOf(position.market.spec, absolute(position.size)).maintenanceRate
}

/** Below this the position cannot be kept. */
export function maintenanceMargin(position: Position): Decimal {
  return multiply(positionValue(position), maintenanceRate(position))
}

/** What a liquidation would cost; it counts to what a margin ratio is measured by. */
function liquidationFee(account: Account, position: Position): Decimal {
  return multiply(positionValue(position), liquidationRate(account, position))
}

function liquidationRate(account: Account, position: Position): Decimal {
  return absolute(position.instType === "MARGIN" ? account.fees.spotTaker : account.fees.swapTaker)
}

/** Margin for the open orders of a position beyond its own: orders that only reduce it need none. */
export function ordersMargin(
  account: Account,
  position: Position,
  extra?: { readonly side: Side; readonly value: Decimal },
): Decimal {
  const { exposure } = position
  let buys = exposure.buyValue
  let sells = exposure.sellValue
  if (extra?.side === "buy") buys = add(buys, extra.value)
  if (extra?.side === "sell") sells = add(sells, extra.value)
  if (isZero(buys) && isZero(sells)) return ZERO
  return byLeverage(ordersValue(position, buys, sells), leverageDecimal(account, position), DIVISION_SCALE)
}

/** By how much the value could grow: in net mode orders against the position first reduce it. */
function ordersValue(position: Position, buys: Decimal, sells: Decimal): Decimal {
  if (position.posSide === "long") return buys
  if (position.posSide === "short") return sells
  if (isZero(position.size)) return maximum(buys, sells)
  const held = positionValue(position)
  const signed = isNegative(position.size) ? negate(held) : held
  const worst = maximum(maximum(add(signed, buys), subtract(sells, signed)), held)
  return subtract(worst, held)
}

/** What the positions of an account mean for one margin currency. */
export interface MarginFigures {
  /** Of cross positions. */
  readonly upl: Decimal
  readonly positionMargin: Decimal
  readonly maintenance: Decimal
  readonly liquidationFee: Decimal
  readonly value: Decimal
  /** Of cross and isolated orders. */
  readonly crossOrders: Decimal
  readonly isolatedOrders: Decimal
  readonly isolatedMargin: Decimal
  readonly isolatedUpl: Decimal
}

/** Of an account without positions. */
export const NO_FIGURES: MarginFigures = {
  upl: ZERO,
  positionMargin: ZERO,
  maintenance: ZERO,
  liquidationFee: ZERO,
  value: ZERO,
  crossOrders: ZERO,
  isolatedOrders: ZERO,
  isolatedMargin: ZERO,
  isolatedUpl: ZERO,
}

export function marginFigures(account: Account, ccy: string): MarginFigures {
  if (account.positions.size === 0) return NO_FIGURES
  const sums = { ...NO_FIGURES }
  for (const position of account.positions.values()) {
    if (position.ccy !== ccy) continue
    const isolated = position.mgnMode === "isolated"
    const orders = ordersMargin(account, position)
    if (isolated) sums.isolatedOrders = add(sums.isolatedOrders, orders)
    else sums.crossOrders = add(sums.crossOrders, orders)
    if (!isHeld(position)) continue
    const upl = unrealizedPnl(position)
    if (isolated) {
      sums.isolatedMargin = add(sums.isolatedMargin, position.margin)
      sums.isolatedUpl = add(sums.isolatedUpl, upl)
      continue
    }
    sums.upl = add(sums.upl, upl)
    sums.positionMargin = add(sums.positionMargin, positionMargin(account, position))
    sums.maintenance = add(sums.maintenance, maintenanceMargin(position))
    sums.liquidationFee = add(sums.liquidationFee, liquidationFee(account, position))
    sums.value = add(sums.value, positionValue(position))
  }
  return sums
}

/** Everything the cross positions and all orders of a currency hold back. */
export function requirement(figures: MarginFigures): Decimal {
  if (figures === NO_FIGURES) return ZERO
  return add(figures.positionMargin, add(figures.crossOrders, figures.isolatedOrders))
}

/** Cash less what SPOT orders hold back. */
function unfrozen(account: Account, ccy: string): Decimal {
  const balance = account.balances.get(ccy)
  return balance === undefined ? ZERO : subtract(balance.cash, balance.frozen)
}

/** What may be used of a currency for cross positions: profit that is not realised counts. May be below zero. */
export function available(world: World, account: Account, ccy: string): Decimal {
  if (account.acctLv === "3") return availableTogether(world, account, ccy)
  if (account.positions.size === 0) return unfrozen(account, ccy)
  const figures = marginFigures(account, ccy)
  return subtract(add(unfrozen(account, ccy), figures.upl), requirement(figures))
}

/** Multi-currency: what all currencies leave, in one of them. */
function availableTogether(world: World, account: Account, ccy: string): Decimal {
  const price = dollarPrice(world, ccy)
  if (isZero(price)) return ZERO
  const { equity, initial } = accountMargin(world, account)
  return divide(subtract(equity, initial), price, { scale: DIVISION_SCALE, rounding: "down" })
}

/** For SPOT and isolated margin: unrealised profit buys nothing, losses count in full. At or above zero. */
export function availableForSpot(world: World, account: Account, ccy: string): Decimal {
  const cash = unfrozen(account, ccy)
  if (account.positions.size === 0) return maximum(ZERO, cash)
  const figures = marginFigures(account, ccy)
  const own = subtract(isNegative(figures.upl) ? add(cash, figures.upl) : cash, requirement(figures))
  if (account.acctLv !== "3") return maximum(ZERO, own)
  // All stand together: a currency may be spent as long as the account as a whole can spare it.
  return maximum(ZERO, Decimals.minimum(cash, availableTogether(world, account, ccy)))
}

export interface AccountMargin {
  readonly equity: Decimal
  readonly initial: Decimal
  readonly maintenance: Decimal
  readonly liquidationFee: Decimal
  readonly orders: Decimal
  readonly value: Decimal
  readonly upl: Decimal
}

/** The account as a whole in US dollars. What SPOT orders hold back is as good as the currency itself. */
export function accountMargin(world: World, account: Account): AccountMargin {
  const sums = {
    equity: ZERO,
    initial: ZERO,
    maintenance: ZERO,
    liquidationFee: ZERO,
    orders: ZERO,
    value: ZERO,
    upl: ZERO,
  }
  for (const [ccy, balance] of account.balances) {
    const price = dollarPrice(world, ccy)
    const figures = marginFigures(account, ccy)
    const orders = add(figures.crossOrders, figures.isolatedOrders)
    sums.equity = add(sums.equity, multiply(price, add(balance.cash, figures.upl)))
    sums.initial = add(sums.initial, multiply(price, requirement(figures)))
    sums.maintenance = add(sums.maintenance, multiply(price, figures.maintenance))
    sums.liquidationFee = add(sums.liquidationFee, multiply(price, figures.liquidationFee))
    sums.orders = add(sums.orders, multiply(price, orders))
    sums.value = add(sums.value, multiply(price, figures.value))
    sums.upl = add(sums.upl, multiply(price, figures.upl))
  }
  return sums
}

/** At or below 1 it is liquidated; undefined without anything to liquidate. */
export function marginRatio(world: World, account: Account, position: Position): Decimal | undefined {
  if (!isHeld(position)) return undefined
  if (position.mgnMode === "isolated") {
    const needed = add(maintenanceMargin(position), liquidationFee(account, position))
    return ratio(add(position.margin, unrealizedPnl(position)), needed, DIVISION_SCALE)
  }
  return crossRatio(world, account, position.ccy)
}

/** The margin ratio of all cross positions that stand together with those of a currency. */
export function crossRatio(world: World, account: Account, ccy: string): Decimal | undefined {
  if (account.acctLv === "3") {
    const { equity, maintenance, liquidationFee: fee } = accountMargin(world, account)
    return isZero(maintenance) ? undefined : ratio(equity, add(maintenance, fee), DIVISION_SCALE)
  }
  const figures = marginFigures(account, ccy)
  if (isZero(figures.maintenance)) return undefined
  const equity = subtract(add(unfrozen(account, ccy), figures.upl), figures.isolatedOrders)
  return ratio(equity, add(figures.maintenance, figures.liquidationFee), DIVISION_SCALE)
}

/**
 * The mark price at which the margin ratio would be 1, everything else standing still; undefined when no price would do it.
 * With m for what stands behind the position beside its own profit: a linear long has m + (P - entry) = rate x P.
 */
export function liquidationPrice(world: World, account: Account, position: Position): Decimal | undefined {
  const rate = add(maintenanceRate(position), liquidationRate(account, position))
  return isHeld(position) ? priceOfRuin(position, standsBehind(world, account, position), rate) : undefined
}

/** The price at which closing an isolated position takes all of its margin, fee included; undefined when none does. */
export function bankruptcyPrice(account: Account, position: Position): Decimal | undefined {
  return isHeld(position) ? priceOfRuin(position, position.margin, liquidationRate(account, position)) : undefined
}

function priceOfRuin(position: Position, behind: Decimal, rate: Decimal): Decimal | undefined {
  const { spec } = position.market
  const long = isPositive(position.size)
  const kept = long ? subtract(Decimals.ONE, rate) : add(Decimals.ONE, rate)
  const units = multiply(absolute(position.size), spec.contractValue)
  const { entryValue } = position
  if (spec.contractType === "inverse") {
    // The coin value is units / P: the sides of the equation change places.
    const grown = long ? add(Decimals.ONE, rate) : subtract(Decimals.ONE, rate)
    return quotient(multiply(units, grown), long ? add(behind, entryValue) : subtract(entryValue, behind))
  }
  if (position.instType === "MARGIN" && position.ccy !== spec.quoteCcy) {
    const coins = multiply(units, kept)
    return quotient(entryValue, long ? add(behind, coins) : subtract(coins, behind))
  }
  return quotient(long ? subtract(entryValue, behind) : add(entryValue, behind), multiply(units, kept))
}

function quotient(over: Decimal, under: Decimal): Decimal | undefined {
  if (!isPositive(over) || !isPositive(under)) return undefined
  return divide(over, under, { scale: DIVISION_SCALE, rounding: "halfEven" })
}

function standsBehind(world: World, account: Account, position: Position): Decimal {
  if (position.mgnMode === "isolated") return position.margin
  const own = add(maintenanceMargin(position), liquidationFee(account, position))
  const upl = unrealizedPnl(position)
  if (account.acctLv === "3") {
    const price = dollarPrice(world, position.ccy)
    const { equity, maintenance, liquidationFee: fee } = accountMargin(world, account)
    const spare = isZero(price) ? ZERO : ratio(subtract(equity, add(maintenance, fee)), price, DIVISION_SCALE)
    return subtract(add(spare, own), upl)
  }
  const figures = marginFigures(account, position.ccy)
  const others = subtract(add(figures.maintenance, figures.liquidationFee), own)
  const equity = subtract(add(unfrozen(account, position.ccy), figures.upl), figures.isolatedOrders)
  return subtract(subtract(equity, upl), others)
}
