// What executions earned, by average cost and to the last digit: each fill that closes something realises the difference to what the closed part had cost, and
// carries its fees in quote currency. What was held before the first fill counts as nothing. Pure; which fills there are, and when, is the caller's.

import type { FillRow } from "@okx-oms/api"
import { type Decimal, Decimals, decimal } from "@okx-oms/core"

const { add, negate, multiply, divide, subtract, isZero, isPositive, absolute, lessThan, sum, ZERO } = Decimals

/** Digits of the cost that a part of a holding keeps. What is rounded off one part is in the other: closed in full, nothing is lost. */
const COST_SCALE = 18

/** What a symbol's fills are reckoned in. Inverse contracts and instruments that are not known have none: their profit is not told here. */
export interface Terms {
  readonly kind: "spot" | "swap"
  readonly baseCurrency: string
  readonly quoteCurrency: string
  /** Base currency in one unit of quantity: 1 for spot. */
  readonly contractValue: Decimal
}

/** Of one fill; amounts in quote currency. */
export interface FillProfit {
  /** Price times quantity. */
  readonly value: Decimal
  /** Realised by what it closed, without fees. */
  readonly gross: Decimal
  /** Fees in quote currency, and those in base currency at the fill's own price; below zero is charged. */
  readonly fees: Decimal
  readonly net: Decimal
  /** In a third currency: counted in nothing above. */
  readonly otherFees: FillRow["fees"]
}

/** What the fills of one symbol hold after the last of them. */
export interface Holding {
  /** Signed: above zero bought. Spot in base currency, else contracts. */
  readonly quantity: Decimal
  /** What it cost, in quote currency, of the sign of the quantity. */
  readonly cost: Decimal
}

export const NOTHING_HELD: Holding = { quantity: ZERO, cost: ZERO }

export function profitOf(fill: FillRow, held: Holding, terms: Terms): { profit: FillProfit; held: Holding } {
  const price = decimal(fill.price)
  const unitValue = multiply(price, terms.contractValue)
  const traded = decimal(fill.quantity)
  const amountIn = (currency: string): Decimal =>
    sum(fill.fees.filter((fee) => fee.currency === currency).map(({ amount }) => decimal(amount)))
  // A fee in the coin that is traded: so much less is held, and that much is paid at this price.
  const baseFee = terms.kind === "spot" ? amountIn(terms.baseCurrency) : ZERO
  const moved = add(fill.side === "buy" ? traded : negate(traded), baseFee)
  const fees = add(amountIn(terms.quoteCurrency), multiply(baseFee, price))
  const { gross, after } = moveBy(moved, unitValue, held)
  const isKnown = (currency: string): boolean =>
    currency === terms.quoteCurrency || (terms.kind === "spot" && currency === terms.baseCurrency)
  const otherFees = fill.fees.filter(({ currency }) => !isKnown(currency))
  const value = multiply(traded, unitValue)
  return { profit: { value, gross, fees, net: add(gross, fees), otherFees }, held: after }
}

/** `moved` is signed; `unitValue` is what one of it is worth at the price. */
function moveBy(moved: Decimal, unitValue: Decimal, held: Holding): { gross: Decimal; after: Holding } {
  const quantity = add(held.quantity, moved)
  const isGrowing = isZero(held.quantity) || isZero(moved) || isPositive(held.quantity) === isPositive(moved)
  if (isGrowing) return { gross: ZERO, after: { quantity, cost: add(held.cost, multiply(moved, unitValue)) } }
  if (lessThan(absolute(moved), absolute(held.quantity))) {
    const cost = divide(multiply(held.cost, quantity), held.quantity, { scale: COST_SCALE, rounding: "halfEven" })
    const gross = subtract(multiply(negate(moved), unitValue), subtract(held.cost, cost))
    return { gross, after: { quantity, cost } }
  }
  // Closed in full; what is left of the fill opens the other way.
  const gross = subtract(multiply(held.quantity, unitValue), held.cost)
  return { gross, after: { quantity, cost: multiply(quantity, unitValue) } }
}
