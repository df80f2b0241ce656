// What OKX should hold by our books: the baseline, executions booked since (SPOT: what was traded and its fee; contracts: the position), and movements
// from bills (everything else that changes a balance, profit and fees of contracts included). evolve.ts calls it; decide-funds.ts compares.

import type { AccountState } from "./account-state.ts"
import { add, type Decimal, negate, ZERO } from "./decimal.ts"
import type { Fill, Order } from "./order.ts"
import type { AccountEvent } from "./order-event.ts"
import { type CashChange, cashChangesOf, flatPosition, withExecution } from "./position.ts"
import type { Symbol } from "./symbol.ts"
import { later, type Millis } from "./time.ts"

type EventOf<Type extends AccountEvent["type"]> = Extract<AccountEvent, { type: Type }>

/** Bills that may be read again: so far before the last complete moment. */
export const BILLS_OVERLAP_MS = 60_000

/** What OKX should hold of a currency; zero for one that the baseline does not name. */
export function expectedBalance(state: AccountState, currency: string): Decimal {
  return state.funds.get(currency)?.expected ?? ZERO
}

/** What one execution changes of the balances that are compared: SPOT alone, since contracts change them by bills. */
export function balanceChangesOf(order: Order, fill: Fill): readonly CashChange[] {
  return order.market.kind === "spot" ? cashChangesOf(order, fill) : []
}

/** Contracts, signed, that one execution adds to the position. */
export function contractsOf(order: Order, fill: Fill): Decimal {
  if (order.market.kind === "spot") return ZERO
  return order.side === "buy" ? fill.quantity : negate(fill.quantity)
}

/** Adds an execution to balances and position, unless the baseline contains it. `changes` are those of the fill. */
export function bookExecution(
  state: AccountState,
  order: Order,
  fill: Fill,
  changes: readonly CashChange[] = cashChangesOf(order, fill),
): void {
  const spot = order.market.kind === "spot"
  if (spot && state.baseline !== undefined) {
    for (const { currency, amount } of changes) move(state, currency, amount, fill.at)
  }
  if (spot || fill.at <= positionFrom(state, order.symbol)) return
  const position = state.positions.get(order.symbol) ?? flatPosition(order.symbol)
  const { side, market } = order
  const execution = { side, quantity: fill.quantity, price: fill.price, contractValue: market.contractValue }
  state.positions.set(order.symbol, withExecution(position, execution))
}

export function bookMovement(state: AccountState, event: EventOf<"FundsMoved">): void {
  move(state, event.currency, event.change, event.movedAt)
  state.billsBooked.set(event.billId, event.movedAt)
}

/** The books begin with what OKX holds. What is known to have happened after it was read is added again. */
export function setBaseline(state: AccountState, event: EventOf<"AccountBaseline">): void {
  const { balances, positions, exchangeAt } = event
  state.baseline = new Map(balances.map(({ currency, amount }) => [currency, amount]))
  state.baselineAt = exchangeAt ?? event.at
  state.funds.clear()
  for (const { currency, amount, asOf } of balances) {
    state.funds.set(currency, { expected: amount, countsFrom: asOf ?? state.baselineAt })
  }
  if (exchangeAt === undefined) {
    for (const { symbol, contracts } of positions) state.positions.set(symbol, { ...flatPosition(symbol), contracts })
    return
  }
  state.otherPositionsFrom = exchangeAt
  state.positions.clear()
  for (const { symbol, contracts, asOf } of positions) {
    state.positions.set(symbol, { ...flatPosition(symbol), contracts })
    state.positionsFrom.set(symbol, asOf ?? exchangeAt)
  }
  for (const order of state.orders.values()) {
    for (const fill of order.fills) bookExecution(state, order, fill)
  }
}

export function rebase(state: AccountState, event: EventOf<"BooksRebased">): void {
  const { currency, symbol, change } = event
  if (currency !== undefined) {
    const { expected, countsFrom } = state.funds.get(currency) ?? { expected: ZERO, countsFrom: state.baselineAt }
    state.funds.set(currency, { expected: add(expected, change), countsFrom })
  }
  if (symbol !== undefined) {
    const position = state.positions.get(symbol) ?? flatPosition(symbol)
    const contracts = add(position.contracts, change)
    // What was not traded here has no price here.
    const { entryPrice: _none, ...rest } = position
    state.positions.set(symbol, { ...rest, contracts })
  }
}

/** Bills up to here are complete; those from before the overlap are not read again and need not be remembered. */
export function billsCompleteTo(state: AccountState, billsUpTo: Millis): void {
  state.billsUpTo = billsUpTo
  for (const [billId, movedAt] of state.billsBooked) {
    if (later(movedAt, 2 * BILLS_OVERLAP_MS) < billsUpTo) state.billsBooked.delete(billId)
  }
}

function positionFrom(state: AccountState, symbol: Symbol): Millis {
  return state.positionsFrom.get(symbol) ?? state.otherPositionsFrom
}

function move(state: AccountState, currency: string, amount: Decimal, at: Millis): void {
  const { expected, countsFrom } = state.funds.get(currency) ?? { expected: ZERO, countsFrom: state.baselineAt }
  if (at > countsFrom) state.funds.set(currency, { expected: add(expected, amount), countsFrom })
}
