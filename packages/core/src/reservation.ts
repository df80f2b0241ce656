// What SPOT orders take from the account's cash, and what those take, or add by an amendment, that the exchange has not confirmed yet: its available balance does not
// count them. The second is kept as running sums, so that a placement costs the same behind one unconfirmed order or a thousand. evolve.ts keeps the sums, risk.ts reads them.

import type { AccountState } from "./account-state.ts"
import type { Price } from "./amount.ts"
import { add, type Decimal, divide, maximum, multiply, subtract, ZERO } from "./decimal.ts"
import { type Order, remainingOf } from "./order.ts"
import type { Symbol } from "./symbol.ts"

/** An amount of one currency that an order takes, or would take. */
export interface Claim {
  readonly currency: string
  readonly amount: Decimal
}

export interface Claimant {
  readonly side: "buy" | "sell"
  readonly unit: string
  readonly price?: Price | undefined
  readonly market: { readonly baseCurrency: string; readonly quoteCurrency: string }
}

/** OKX freezes 5 % more for market orders (okx-v5 reference, section 11). */
const MARKET_ORDER_MARGIN = { coefficient: 105n, scale: 2 }

/** Quote for a buy, base for a sell; undefined when only a price could tell and there is none. */
export function claimOf({ side, unit, price, market }: Claimant, quantity: Decimal, type: string): Claim | undefined {
  const buy = side === "buy"
  const currency = buy ? market.quoteCurrency : market.baseCurrency
  if (buy === (unit === "quote")) return { currency, amount: quantity }
  if (price === undefined) return undefined
  if (!buy) return { currency, amount: divide(quantity, price, { scale: 18, rounding: "ceiling" }) }
  const value = multiply(price, quantity)
  return { currency, amount: type === "market" ? multiply(value, MARKET_ORDER_MARGIN) : value }
}

/** What the rest of an order takes; `last` is the price at which one without a price is valued. */
export function claimOfOpen(open: Order, last: Price | undefined): Claim | undefined {
  const { side, unit, market, price } = open
  const quantity = remainingOf(open) ?? open.quantity
  return claimOf({ side, unit, market, price: price ?? last }, quantity, open.orderType)
}

/** Called with every change of an order: `before` is undefined for a new one. */
export function noteReservation(state: AccountState, before: Order | undefined, after: Order): void {
  if (after.market.kind !== "spot") return
  const was = before !== undefined && isUncounted(before)
  const is = isUncounted(after)
  if (!was && !is) return
  if (was && is && sameClaim(before, after)) return
  if (was) reserve(state, before, -1)
  if (is) reserve(state, after, 1)
}

/** The exchange's available balance may not count it, or not all of it. */
function isUncounted(order: Order): boolean {
  return isUnconfirmed(order) || order.pendingAmend !== undefined
}

/** All of an unconfirmed order, undefined when only the market's price tells; of a confirmed one what its amendment adds. */
function uncountedOf(order: Order): Claim | undefined {
  const { pendingAmend } = order
  const held = claimOfOpen(order, undefined)
  if (isUnconfirmed(order) || pendingAmend === undefined || held === undefined) return held
  const { price = order.price, quantity = order.quantity } = pendingAmend
  const wanted = claimOfOpen({ ...order, quantity, ...(price && { price }) }, undefined)
  return { ...held, amount: maximum(subtract(wanted?.amount ?? ZERO, held.amount), ZERO) }
}

/** Validated or Submitted. */
export function isUnconfirmed({ state }: Order): boolean {
  return state === "Validated" || state === "Submitted"
}

/** What unconfirmed orders and amendments under way hold of a currency. `lastOf` values those without a price. */
export function reservedUnconfirmed(state: AccountState, currency: string, lastOf: (symbol: Symbol) => Price): Decimal {
  let reserved = state.reserved.get(currency) ?? ZERO
  for (const orderId of state.reservedAtMarket) {
    const open = state.orders.get(orderId)
    if (open === undefined) continue
    const claim = claimOfOpen(open, lastOf(open.symbol))
    if (claim?.currency === currency) reserved = add(reserved, claim.amount)
  }
  return reserved
}

function sameClaim(before: Order, after: Order): boolean {
  const sameTerms = before.quantity === after.quantity && before.price === after.price
  const sameStage = isUnconfirmed(before) === isUnconfirmed(after) && before.pendingAmend === after.pendingAmend
  return sameTerms && sameStage && before.filledQuantity === after.filledQuantity
}

function reserve(state: AccountState, order: Order, direction: 1 | -1): void {
  const claim = uncountedOf(order)
  if (claim === undefined) {
    if (direction === 1) state.reservedAtMarket.add(order.orderId)
    else state.reservedAtMarket.delete(order.orderId)
    return
  }
  const { currency, amount } = claim
  const reserved = state.reserved.get(currency) ?? ZERO
  const next = direction === 1 ? add(reserved, amount) : subtract(reserved, amount)
  if (next.coefficient === 0n) state.reserved.delete(currency)
  else state.reserved.set(currency, next)
}
