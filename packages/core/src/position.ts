// What fills did to the account: exact changes of each currency, and net contracts with entry price and realised profit.
// It relies on fills alone; what the exchange says of balances and positions is compared with this, never mixed into it.

import { type Price, type Quantity, toPrice } from "./amount.ts"
import {
  absolute,
  add,
  compare,
  type Decimal,
  divide,
  isPositive,
  isZero,
  multiply,
  negate,
  subtract,
  ZERO,
} from "./decimal.ts"
import type { Fill, Order, OrderSide } from "./order.ts"
import type { Symbol } from "./symbol.ts"

/** Net contracts of one SWAP. */
export interface Position {
  readonly symbol: Symbol
  /** Signed: above zero long, below zero short. */
  readonly contracts: Decimal
  readonly entryPrice?: Price
  /** In quote currency, fees not included. */
  readonly realisedProfit: Decimal
}

/** What one currency gained (above zero) or lost. */
export interface CashChange {
  readonly currency: string
  readonly amount: Decimal
}

/** Digits kept in an average entry price. */
const ENTRY_PRICE_SCALE = 18

export function flatPosition(symbol: Symbol): Position {
  return { symbol, contracts: ZERO, realisedProfit: ZERO }
}

/** The position after one execution; the entry price averages when it grows and stays when it shrinks. */
export function withExecution(
  position: Position,
  execution: { side: OrderSide; quantity: Quantity; price: Price; contractValue: Decimal },
): Position {
  const { symbol, entryPrice } = position
  const signed = execution.side === "buy" ? execution.quantity : negate(execution.quantity)
  const contracts = add(position.contracts, signed)
  if (isZero(position.contracts)) return { ...position, contracts, entryPrice: execution.price }
  // A baseline position without a known entry price: its size is exact, its profit cannot be told. What is left beyond it has its own price.
  if (entryPrice === undefined) {
    const turned = !isZero(contracts) && isPositive(contracts) !== isPositive(position.contracts)
    return turned ? { ...position, contracts, entryPrice: execution.price } : { ...position, contracts }
  }
  if (isPositive(position.contracts) === isPositive(signed)) {
    const cost = add(multiply(position.contracts, entryPrice), multiply(signed, execution.price))
    const average = divide(cost, contracts, { scale: ENTRY_PRICE_SCALE, rounding: "halfEven" })
    return { ...position, contracts, entryPrice: toPrice(average) }
  }
  const closesAll = compare(absolute(signed), absolute(position.contracts)) >= 0
  const closed = closesAll ? position.contracts : negate(signed)
  const profit = multiply(multiply(subtract(execution.price, entryPrice), closed), execution.contractValue)
  const realisedProfit = add(position.realisedProfit, profit)
  if (isZero(contracts)) return { symbol, contracts: ZERO, realisedProfit }
  return { symbol, contracts, entryPrice: closesAll ? execution.price : entryPrice, realisedProfit }
}

/** What one fill changed in each currency: traded amounts for SPOT, fees for every market. */
export function cashChangesOf(order: Order, fill: Fill): readonly CashChange[] {
  const changes: CashChange[] = []
  if (order.market.kind === "spot") {
    const quote = multiply(fill.price, fill.quantity)
    const bought = order.side === "buy"
    changes.push({ currency: order.market.baseCurrency, amount: bought ? fill.quantity : negate(fill.quantity) })
    changes.push({ currency: order.market.quoteCurrency, amount: bought ? negate(quote) : quote })
  }
  for (const fee of fill.fees) changes.push({ currency: fee.currency, amount: fee.amount })
  return changes
}
