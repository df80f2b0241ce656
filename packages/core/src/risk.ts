// The checks between a sound order and the exchange, as a list: halted, reduce-only, value, count, collar, position, balance. Fail-closed: what cannot
// be checked is denied. Orders in doubt count in full. A denied order is recorded as Created and Rejected; nothing is sent.

import type { AccountState } from "./account-state.ts"
import { type Price, type Quantity, remainingQuantity, toQuantity } from "./amount.ts"
import { claimedExposure } from "./contested.ts"
import {
  add,
  compare,
  type Decimal,
  format,
  isNegative,
  maximum,
  minimum,
  multiply,
  negate,
  ONE,
  subtract,
  ZERO,
} from "./decimal.ts"
import type { Facts, SymbolLimits } from "./facts.ts"
import type { OrderTerms } from "./instrument-rules.ts"
import type { Order } from "./order.ts"
import type { PlaceOrder } from "./order-command.ts"
import type { Refusal } from "./refusal.ts"
import { type Claim, claimOf, claimOfOpen, reservedUnconfirmed } from "./reservation.ts"
import type { Symbol } from "./symbol.ts"

/** Everything a check looks at. `price` is the limit price, or the last price for market orders. */
export interface Candidate {
  readonly order: PlaceOrder
  readonly terms: OrderTerms
  readonly state: AccountState
  readonly facts: Facts
  readonly limits: SymbolLimits
  readonly last: Price
  readonly price: Price
}

/** What an amendment asks for: absolute targets, the filled part included. */
export interface AmendTargets {
  readonly price?: Price
  readonly quantity?: Quantity
}

/** Named after what it denies with. */
export interface RiskCheck {
  readonly name: Refusal["code"]
  readonly check: (candidate: Candidate) => Refusal | undefined
}

/** In the order in which they are told: the first that denies decides. */
export const RISK_CHECKS: readonly RiskCheck[] = [
  { name: "reduce-only-mode", check: checkReduceOnlyMode },
  { name: "price-outside-collar", check: checkCollar },
  { name: "notional-above-limit", check: checkNotional },
  { name: "open-orders-above-limit", check: checkOpenOrders },
  { name: "position-above-limit", check: checkPosition },
  { name: "balance-insufficient", check: checkBalance },
]

function usablePrice(symbol: Symbol, limits: SymbolLimits, facts: Facts): { readonly price: Price } | Refusal {
  const last = facts.lastPrice(symbol)
  if (last !== undefined && last.ageMs <= limits.lastPriceMaxAgeMs) return last
  return { code: "price-unknown", symbol, ageMs: last?.ageMs ?? null, limitMs: limits.lastPriceMaxAgeMs }
}

/** The first check that denies the order, or undefined when it may go. */
export function checkRisk(
  order: PlaceOrder,
  terms: OrderTerms,
  state: AccountState,
  facts: Facts,
): Refusal | undefined {
  if (state.trading.mode === "halt") return { code: "trading-halted", reason: state.trading.reason }
  const candidate = candidateOf(order, terms, state, facts)
  if ("code" in candidate) return candidate
  for (const { check } of RISK_CHECKS) {
    const refusal = check(candidate)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

/** What the checks look at, or why there is no price to look with. */
export function candidateOf(
  order: PlaceOrder,
  terms: OrderTerms,
  state: AccountState,
  facts: Facts,
): Candidate | Refusal {
  const limits = facts.limits(order.symbol)
  const last = usablePrice(order.symbol, limits, facts)
  if ("code" in last) return last
  return { order, terms, state, facts, limits, last: last.price, price: order.price ?? last.price }
}

/**
 * The same checks for an amendment, as far as it asks for more: a larger quantity counts as an order of the difference, a new price must stay in the
 * collar, and a higher one within the limit of the position. While trading is halted only a smaller quantity is taken: a new price is a new order in all but name.
 */
export function checkAmendRisk(
  open: Order,
  change: AmendTargets,
  state: AccountState,
  facts: Facts,
): Refusal | undefined {
  const { more, grows, moves } = wishedOf(open, change)
  if (!grows && !moves) return undefined
  const { mode, reason } = state.trading
  if (mode === "halt") return { code: "trading-halted", reason }
  const instrument = facts.instrument(open.symbol)
  const price = change.price ?? open.price
  // Neither can be: the form of the amendment was checked before, and what rests has a price.
  if (instrument === undefined || price === undefined) return undefined
  const { strategy, symbol, side, unit, tradeMode, reduceOnly } = open
  const limits = facts.limits(symbol)
  const last = usablePrice(symbol, limits, facts)
  if ("code" in last) return last
  const terms: OrderTerms = { instrument, unit, tradeMode, reduceOnly }
  const order = { strategy, symbol, side, type: "limit", price } as const
  const whole = { ...order, quantity: change.quantity ?? open.quantity }
  const candidate = { order: whole, terms, state, facts, limits, last: last.price, price }
  const refusal =
    (grows ? checkReduceOnlyMode(candidate) : undefined) ?? checkCollar(candidate) ?? checkNotional(candidate)
  if (refusal !== undefined) return refusal
  const added = { ...candidate, order: { ...order, quantity: toQuantity(grows ? more : ZERO) } }
  return (
    (grows ? checkPosition(added) : undefined) ??
    (moves ? checkPositionMoved(candidate, open) : undefined) ??
    checkDearer(candidate, open)
  )
}

/** Whether the amendment is judged by the market's price: one that only makes the order smaller is not. */
export function needsPriceToAmend(open: Order, change: AmendTargets): boolean {
  const { grows, moves } = wishedOf(open, change)
  return grows || moves
}

function wishedOf(open: Order, { quantity, price }: AmendTargets): { more: Decimal; grows: boolean; moves: boolean } {
  const more = quantity === undefined ? ZERO : subtract(quantity, open.quantity)
  const moves = price !== undefined && (open.price === undefined || compare(price, open.price) !== 0)
  return { more, grows: compare(more, ZERO) > 0, moves }
}

/** A higher price makes the same order reach further: what is left of it counts at the new one, as if it were placed so, in place of what it counts for now. */
function checkPositionMoved(candidate: Candidate, open: Order): Refusal | undefined {
  const { order, terms, price, last } = candidate
  if (open.price !== undefined && compare(price, open.price) <= 0) return undefined
  const rest = remainingQuantity(order.quantity, open.filledQuantity)
  const resting = remainingQuantity(open.quantity, open.filledQuantity)
  const counted = multiply(multiply(resting, terms.instrument.contractValue), last)
  return checkPosition({ ...candidate, order: { ...order, quantity: rest } }, counted)
}

/** What the amended order takes from the account beyond what the open one holds already. */
function checkDearer(candidate: Candidate, open: Order): Refusal | undefined {
  const rest = remainingQuantity(candidate.order.quantity, open.filledQuantity)
  const need = needOf({ ...candidate, order: { ...candidate.order, quantity: rest } })
  if (need === undefined) return undefined
  const held = claimOfOpen(open, lastOf(candidate, open.symbol))
  const amount = held === undefined ? need.amount : subtract(need.amount, held.amount)
  return checkAvailable(candidate, { currency: need.currency, amount })
}

function checkReduceOnlyMode(candidate: Candidate): Refusal | undefined {
  const { state, order, terms } = candidate
  if (state.trading.mode !== "reduce-only") return undefined
  const reduces = terms.reduceOnly || (terms.instrument.kind === "spot" && order.side === "sell")
  return reduces ? undefined : { code: "reduce-only-mode", reason: state.trading.reason }
}

/** Only the side that costs: a buy far below the market is harmless, a buy far above it is a typing error. */
function checkCollar({ order, limits, last }: Candidate): Refusal | undefined {
  if (order.price === undefined) return undefined
  const outside =
    order.side === "buy"
      ? compare(order.price, highestOf(limits, last)) > 0
      : compare(order.price, lowestOf(limits, last)) < 0
  if (!outside) return undefined
  const { lowest, highest } = collarOf(limits, last)
  const shown = { price: format(order.price), lowest: format(lowest), highest: format(highest), last: format(last) }
  return { code: "price-outside-collar", ...shown }
}

/** The prices between which a limit price may lie, each on its own side. */
export function collarOf(limits: SymbolLimits, last: Price): { readonly lowest: Decimal; readonly highest: Decimal } {
  return { lowest: lowestOf(limits, last), highest: highestOf(limits, last) }
}

function lowestOf(limits: SymbolLimits, last: Price): Decimal {
  return multiply(last, subtract(ONE, limits.priceCollar))
}

function highestOf(limits: SymbolLimits, last: Price): Decimal {
  return multiply(last, add(ONE, limits.priceCollar))
}

function checkNotional(candidate: Candidate): Refusal | undefined {
  const value = valueOf(candidate)
  const limit = candidate.limits.maxOrderNotional
  if (compare(value, limit) <= 0) return undefined
  const currency = candidate.terms.instrument.quoteCurrency
  return { code: "notional-above-limit", notional: format(value), limit: format(limit), currency }
}

function checkOpenOrders({ state, order, limits }: Candidate): Refusal | undefined {
  const open = claimedExposure(state, order.symbol).openOrders
  if (open < limits.maxOpenOrders) return undefined
  return { code: "open-orders-above-limit", open, limit: limits.maxOpenOrders, symbol: order.symbol }
}

/**
 * The worst case: every open order on this side fills and none on the other. Orders that reduce always pass. A SPOT sale gives away coins that
 * the account has (checkBalance), so it makes no position. `counted`: what of it open orders hold already, in quote currency.
 */
function checkPosition(candidate: Candidate, counted = ZERO): Refusal | undefined {
  const { order, terms, limits } = candidate
  if (terms.instrument.kind === "spot" && order.side === "sell") return undefined
  const reached = positionReached(candidate)
  if (reached === undefined) return { code: "position-unknown", symbol: order.symbol }
  const worst = subtract(add(reached, valueOf(candidate)), counted)
  if (compare(worst, limits.maxPositionNotional) <= 0) return undefined
  const currency = terms.instrument.quoteCurrency
  return {
    code: "position-above-limit",
    position: `${format(worst)} ${currency}`,
    limit: `${format(limits.maxPositionNotional)} ${currency}`,
    symbol: order.symbol,
  }
}

/** What the position on the side of the order can reach without it: what is held and every open order of that side, in quote currency. */
export function positionReached(
  candidate: Pick<Candidate, "state" | "terms" | "facts" | "last"> & Sided,
): Decimal | undefined {
  const { state, order, terms, last } = candidate
  const held = heldPosition(candidate)
  if (held === undefined) return undefined
  const exposure = claimedExposure(state, order.symbol)
  const { contractValue } = terms.instrument
  const buy = order.side === "buy"
  const units = multiply(multiply(buy ? exposure.buy : exposure.sell, contractValue), last)
  const openValue = add(units, buy ? exposure.buyQuote : exposure.sellQuote)
  return add(multiply(multiply(buy ? held : negate(held), contractValue), last), openValue)
}

interface Sided {
  readonly order: Pick<PlaceOrder, "symbol" | "side">
}

/**
 * Contracts held (the larger of what OKX tells and what our fills say, on the side of the order), or for SPOT what this manager
 * has bought net since its journal began: coins that were there before are not its position. What OKX has filled counts before its
 * executions are known.
 */
function heldPosition({
  state,
  order,
  terms,
  facts,
}: Pick<Candidate, "state" | "terms" | "facts"> & Sided): Decimal | undefined {
  const unbooked = state.exposures.get(order.symbol)?.unbooked ?? ZERO
  if (terms.instrument.kind === "spot") return add(state.cash.get(terms.instrument.baseCurrency) ?? ZERO, unbooked)
  if (state.baseline === undefined) return undefined
  const folded = add(state.positions.get(order.symbol)?.contracts ?? ZERO, unbooked)
  const told = facts.position(order.symbol)?.contracts ?? folded
  return order.side === "buy" ? maximum(folded, told) : minimum(folded, told)
}

function checkBalance(candidate: Candidate): Refusal | undefined {
  const need = needOf(candidate)
  return need === undefined ? undefined : checkAvailable(candidate, need)
}

function checkAvailable(candidate: Candidate, need: Claim): Refusal | undefined {
  if (compare(need.amount, ZERO) <= 0) return undefined
  const available = availableOf(candidate, need.currency)
  if (available === undefined) return { code: "balance-unknown", currency: need.currency }
  if (compare(need.amount, available) <= 0) return undefined
  return {
    code: "balance-insufficient",
    needed: format(need.amount),
    available: format(isNegative(available) ? ZERO : available),
    currency: need.currency,
  }
}

/** What orders may still use: OKX's word less what it does not count yet. Below zero when more was sent than there is. */
export function availableOf(candidate: Candidate, currency: string): Decimal | undefined {
  const balance = candidate.facts.balance(currency)
  return balance === undefined
    ? undefined
    : subtract(
        balance.available,
        reservedUnconfirmed(candidate.state, currency, (symbol) => lastOf(candidate, symbol)),
      )
}

/** What the order takes from the account: quote for a SPOT buy, base for a SPOT sell. Margin of contracts is OKX's to judge (51008). */
export function needOf({ order, terms, price }: Candidate): Claim | undefined {
  const { instrument, unit } = terms
  if (instrument.kind !== "spot") return undefined
  return claimOf({ side: order.side, unit, market: instrument, price }, order.quantity, order.type)
}

/** The price at which open orders without one are valued: of their own symbol where it is known. */
function lastOf({ facts, last }: Candidate, symbol: Symbol): Price {
  return facts.lastPrice(symbol)?.price ?? last
}

/** Value in quote currency at the order's price (market orders: at the last price). */
export function valueOf({ order, terms, price }: Candidate): Decimal {
  if (terms.unit === "quote") return order.quantity
  return multiply(multiply(price, order.quantity), terms.instrument.contractValue)
}
