// MARGIN positions: a long borrows quote currency and owns the coin it bought, a short borrows the coin and owns what it was
// sold for. Fees come off what is received, so they are part of the position. What is bought beyond a debt and is too little
// to trade goes to the balance. Source: reference sections 5.3 and 11; OKX "Get positions", "MARGIN".

import { type Decimal, Decimals } from "@okx-oms/core"
import { absolute, ZERO } from "./amounts.ts"
import type { Side } from "./order-book.ts"
import { type Closing, gainOf, noteClosing, noteOpening, type Position, shareOf } from "./positions.ts"

const { add, subtract, multiply, negate, isPositive, isZero, minimum, lessThan } = Decimals

export interface MarginTrade {
  readonly side: Side
  readonly price: Decimal
  /** Base currency, as traded. */
  readonly size: Decimal
  /** In the currency received, at or below zero when charged. */
  readonly fee: Decimal
}

export interface MarginMove extends Closing {
  /** Base currency that closed; zero when the trade only opened. */
  readonly closed: Decimal
  readonly opened: Decimal
  /** Base currency beyond the debt that goes to the balance. */
  readonly surplus: Decimal
}

/** True when the trade is on the other side of what is held. */
function isAgainst(position: Position, side: Side): boolean {
  return !isZero(position.size) && isPositive(position.size) !== (side === "buy")
}

/** Opens with the whole trade; what closed is nothing. */
export function openMargin(position: Position, trade: MarginTrade): void {
  const { base, quote } = amounts(trade)
  position.size = add(position.size, trade.side === "buy" ? base : negate(base))
  position.entryValue = add(position.entryValue, quote)
  noteOpening(position, base, quote)
}

/** What the position gets or gives: base with the fee of a buy taken off, quote with that of a sell. */
function amounts({ side, price, size, fee }: MarginTrade): { base: Decimal; quote: Decimal } {
  const value = multiply(price, size)
  return side === "buy" ? { base: add(size, fee), quote: value } : { base: size, quote: add(value, fee) }
}

/**
 * Trades into a MARGIN position. The closing part pays the debt and leaves the profit; the rest opens the other way, unless
 * `reduceOnly` or too small for the pair, when it is the balance's.
 */
export function moveMargin(position: Position, trade: MarginTrade, reduceOnly: boolean): MarginMove {
  if (!isAgainst(position, trade.side)) {
    openMargin(position, trade)
    return { pnl: ZERO, released: ZERO, closed: ZERO, opened: amounts(trade).base, surplus: ZERO }
  }
  const { base, quote } = amounts(trade)
  const long = isPositive(position.size)
  const held = absolute(position.size)
  const closed = minimum(base, held)
  const rest = subtract(base, closed)
  const goesToBalance = isZero(rest) || reduceOnly || lessThan(rest, position.market.spec.minSize)
  const surplus = goesToBalance ? rest : ZERO
  // What became of the quote currency for the surplus counts into the profit: the coin itself is not part of it.
  const value = goesToBalance ? quote : shareOf(quote, closed, base)
  const cost = shareOf(position.entryValue, closed, held)
  const released = shareOf(position.margin, closed, held)
  position.entryValue = subtract(position.entryValue, cost)
  position.margin = subtract(position.margin, released)
  position.size = add(position.size, long ? negate(closed) : closed)
  noteClosing(position, closed, value)
  const pnl = gainOf(position, long, cost, value, trade.price)
  return { pnl, released, closed, opened: goesToBalance ? ZERO : rest, surplus }
}

/** Opens with what a trade left beyond closing, at what it cost. */
export function openRest(position: Position, trade: MarginTrade, opened: Decimal): void {
  const { base, quote } = amounts(trade)
  position.size = add(position.size, trade.side === "buy" ? opened : negate(opened))
  const value = subtract(quote, shareOf(quote, subtract(base, opened), base))
  position.entryValue = add(position.entryValue, value)
  noteOpening(position, opened, value)
}
