// The average price of ten fills, by our decimals and by the libraries that a program would take otherwise: read ten prices and quantities, multiply, add,
// divide to 18 digits, write the result. All must give the same one. It relies on core and on the libraries.

import { Decimals } from "@okx-oms/core"
import Big from "big.js"
import { BigNumber } from "bignumber.js"
import ccxt from "ccxt"
import { Decimal } from "decimal.js"

const DIGITS = 18
const FILLS = 10

interface Fill {
  readonly price: string
  readonly quantity: string
}

/** As many orders of ten fills, all different. */
export function fillsOf(orders: number): readonly (readonly Fill[])[] {
  return Array.from({ length: orders }, (_, order) =>
    Array.from({ length: FILLS }, (_, at) => ({
      price: `${91_500 + ((order * 7 + at * 13) % 900)}.${(order + at) % 10}`,
      quantity: `0.00${String(12_345 + order * 31 + at * 17).padStart(6, "0")}`,
    })),
  )
}

const AveragesBig = Object.assign(Big, { DP: DIGITS })
const AveragesNumber = BigNumber.clone({ DECIMAL_PLACES: DIGITS, ROUNDING_MODE: BigNumber.ROUND_HALF_EVEN })
const AveragesDecimal = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_EVEN })
const { Precise } = ccxt

/** By their names in the table; ours first. */
export const AVERAGES: Readonly<Record<string, (fills: readonly Fill[]) => string>> = {
  "decimals, ours": (fills) => {
    let value = Decimals.ZERO
    let quantity = Decimals.ZERO
    for (const fill of fills) {
      const traded = Decimals.decimal(fill.quantity)
      value = Decimals.add(value, Decimals.multiply(Decimals.decimal(fill.price), traded))
      quantity = Decimals.add(quantity, traded)
    }
    return Decimals.format(Decimals.divide(value, quantity, { scale: DIGITS, rounding: "halfEven" }))
  },
  "decimals, ccxt Precise": (fills) => {
    let value = new Precise("0")
    let quantity = new Precise("0")
    for (const fill of fills) {
      const traded = new Precise(fill.quantity)
      value = value.add(new Precise(fill.price).mul(traded))
      quantity = quantity.add(traded)
    }
    return value.div(quantity, DIGITS).toString()
  },
  "decimals, decimal.js": (fills) => {
    let value = new AveragesDecimal(0)
    let quantity = new AveragesDecimal(0)
    for (const fill of fills) {
      value = value.plus(new AveragesDecimal(fill.price).times(fill.quantity))
      quantity = quantity.plus(fill.quantity)
    }
    return value.div(quantity).toFixed(DIGITS)
  },
  "decimals, bignumber.js": (fills) => {
    let value = new AveragesNumber(0)
    let quantity = new AveragesNumber(0)
    for (const fill of fills) {
      value = value.plus(new AveragesNumber(fill.price).times(fill.quantity))
      quantity = quantity.plus(fill.quantity)
    }
    return value.div(quantity).toFixed(DIGITS)
  },
  "decimals, big.js": (fills) => {
    let value = new AveragesBig("0")
    let quantity = new AveragesBig("0")
    for (const fill of fills) {
      const traded = new AveragesBig(fill.quantity)
      value = value.plus(new AveragesBig(fill.price).times(traded))
      quantity = quantity.plus(traded)
    }
    return value.div(quantity).toFixed()
  },
}

/** Throws unless all say the same, the last digit apart: not all round it alike. */
export function assertAlike(fills: readonly Fill[]): void {
  const told = Object.entries(AVERAGES).map(([name, average]) => ({ name, digits: average(fills).slice(0, DIGITS) }))
  for (const { name, digits } of told) {
    if (digits !== told[0]?.digits)
      throw new Error(`Invariant: ${name} says ${digits}, ${told[0]?.name} ${told[0]?.digits}`)
  }
}
