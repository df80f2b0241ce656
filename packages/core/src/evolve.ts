// The fold: what an event does to the state of an account. It never refuses, for what is in the journal has happened; a transition that
// the table does not have is a bug and stops the process. The same events give the same state on any machine, in the browser too.

import {
  type AccountState,
  BREAKS_MAX,
  type Break,
  breakSubject,
  CLOSED_ORDER_RETENTION_MS,
  CLOSED_ORDERS_MAX,
} from "./account-state.ts"
import { toFee } from "./amount.ts"
import { isContested, isContestedAtRest } from "./contested.ts"
import { add, type Decimal, equals, negate, ZERO } from "./decimal.ts"
import { invariant, unreachable } from "./errors.ts"
import { startAdopted, startCreated, withEvent } from "./evolve-order.ts"
import { noteExposure } from "./exposure.ts"
import { billsCompleteTo, bookExecution, bookMovement, rebase, setBaseline } from "./funds.ts"
import type { BreakId, OrderId } from "./ids.ts"
import { type Fill, type Order, owesExecutions } from "./order.ts"
import { type AccountEvent, isOrderEvent, type OmsEvent, type OrderEvent } from "./order-event.ts"
import { isActive } from "./order-state.ts"
import { isText, type KeptOrder, type RestingOrder } from "./orders.ts"
import { cashChangesOf } from "./position.ts"
import { isUnconfirmed, noteReservation } from "./reservation.ts"

const NONE: readonly KeptOrder[] = []

/**
 * Applies one event. Events come in sequence: event.seq must be state.seq + 1. Returns the closed orders that leave memory with it, in their last
 * version: whoever speaks of them in the same turn must bring them back by OrderRecalled, for the journal does not have that version yet.
 */
export function evolve(state: AccountState, event: OmsEvent): readonly KeptOrder[] {
  // Asked of every event: the words are made only when they are needed.
  if (event.seq !== state.seq + 1) invariant(false, `event ${event.seq} follows ${state.seq}`)
  if (event.account !== state.account)
    invariant(false, `event of account ${event.account} in the books of ${state.account}`)
  state.seq = event.seq
  state.at = event.at
  if (isOrderEvent(event)) evolveOrder(state, event)
  else evolveAccount(state, event)
  return forgetClosedOrders(state)
}

function evolveOrder(state: AccountState, event: OrderEvent): void {
  const before = state.orders.get(event.orderId)
  if (event.type === "OrderRecalled") {
    invariant(before === undefined, `order ${event.orderId} recalled while in memory`)
    index(state, undefined, { ...event.order, seq: event.seq })
    return
  }
  if (event.type === "OrderCreated" || event.type === "OrderAdopted") {
    invariant(before === undefined, `order ${event.orderId} begins twice`)
    const order = event.type === "OrderCreated" ? startCreated(event) : startAdopted(event)
    state.counts[order.state]++
    index(state, undefined, order)
    for (const fill of order.fills) bookFill(state, order, fill)
    return
  }
  if (before === undefined) invariant(false, `event ${event.type} of unknown order ${event.orderId}`)
  const after = withEvent(before, event)
  if (after.state !== before.state) {
    state.counts[before.state]--
    state.counts[after.state]++
  }
  index(state, before, after)
  if (after.fills === before.fills) return
  if (event.type === "FillCorrected") {
    correctBooked(state, { before, after, event })
    return
  }
  for (let booked = before.fills.length; booked < after.fills.length; booked++) {
    const fill = after.fills[booked]
    if (fill !== undefined) bookFill(state, after, fill)
  }
}

/** Keeps every index in step with one order; the only place that writes them. Also used to rebuild them from a snapshot. */
export function index(state: AccountState, before: Order | undefined, after: Order): void {
  const { orderId } = after
  state.orders.set(orderId, after)
  if (after.clOrdId !== undefined && before?.clOrdId === undefined) state.byClOrdId.set(after.clOrdId, orderId)
  if (after.okxOrderId !== undefined && before?.okxOrderId === undefined)
    state.byOkxOrderId.set(after.okxOrderId, orderId)
  if (before === undefined && after.clientOrderId !== undefined) state.byClientOrderId.set(after.clientOrderId, orderId)
  const wasActive = before !== undefined && isActive(before.state)
  const active = isActive(after.state)
  member(state.open, orderId, wasActive, active)
  member(state.waiting, orderId, before?.state === "Validated", after.state === "Validated")
  member(state.unconfirmed, orderId, before !== undefined && isUnconfirmed(before), isUnconfirmed(after))
  member(state.inDoubt, orderId, before?.doubt !== undefined, after.doubt !== undefined)
  member(state.fillsMissing, orderId, before !== undefined && owesExecutions(before), owesExecutions(after))
  noteExposure(state, before, after)
  noteReservation(state, before, after)
  // Open again: an end that was none must not make it leave memory early when it ends once more.
  if (before === undefined || active !== wasActive) {
    if (active) state.closed.delete(orderId)
    else state.closed.add(orderId, state.at)
  }
}

/** The same for an order of a snapshot that is at rest: nothing but its ids leads to it, and when it ended the snapshot says. */
export function indexResting(state: AccountState, resting: RestingOrder): void {
  const { orderId, clOrdId, okxOrderId, clientOrderId } = resting
  state.orders.keepText(resting)
  if (clOrdId !== undefined) state.byClOrdId.set(clOrdId, orderId)
  if (okxOrderId !== undefined) state.byOkxOrderId.set(okxOrderId, orderId)
  if (clientOrderId !== undefined) state.byClientOrderId.set(clientOrderId, orderId)
}

/** Most events leave most sets as they are: those are not looked into. */
function member(set: Set<OrderId>, orderId: OrderId, did: boolean, does: boolean): void {
  if (does === did) return
  if (does) set.add(orderId)
  else set.delete(orderId)
}

/** The corrected execution is taken back, as if it had gone the other way at its price, and what stands in its place is booked. */
function correctBooked(
  state: AccountState,
  { before, after, event }: { before: Order; after: Order; event: Extract<OrderEvent, { type: "FillCorrected" }> },
): void {
  const was = before.fills.find(({ tradeId }) => tradeId === event.tradeId)
  invariant(was !== undefined, `fill ${event.tradeId} of ${before.orderId} is booked`)
  const { fill } = event
  const sameTrade = fill !== undefined && equals(fill.price, was.price) && equals(fill.quantity, was.quantity)
  if (sameTrade && before.market.kind !== "spot") {
    // Another fee alone: the position is what it was.
    for (const change of was.fees) addCash(state, { ...change, amount: negate(change.amount) })
    for (const change of fill.fees) addCash(state, change)
    return
  }
  const fees = was.fees.map(({ currency, amount }) => ({ currency, amount: toFee(negate(amount)) }))
  bookFill(state, { ...before, side: before.side === "buy" ? "sell" : "buy" }, { ...was, fees })
  if (fill !== undefined) bookFill(state, after, fill)
}

function bookFill(state: AccountState, order: Order, fill: Fill): void {
  const changes = cashChangesOf(order, fill)
  for (const change of changes) addCash(state, change)
  bookExecution(state, order, fill, changes)
}

function addCash(
  state: AccountState,
  { currency, amount }: { readonly currency: string; readonly amount: Decimal },
): void {
  state.cash.set(currency, add(state.cash.get(currency) ?? ZERO, amount))
}

/** Removes closed orders from memory by event time and number, so that every fold of the journal forgets at the same event. */
function forgetClosedOrders(state: AccountState): readonly KeptOrder[] {
  let forgotten: KeptOrder[] | undefined
  for (let oldest = state.closed.oldest; oldest !== undefined; oldest = state.closed.oldest) {
    const [orderId, endedAt] = oldest
    if (state.closed.size <= CLOSED_ORDERS_MAX && endedAt + CLOSED_ORDER_RETENTION_MS > state.at) break
    state.closed.delete(orderId)
    const order = state.orders.peek(orderId)
    if (order === undefined) continue
    if (isStillAskedAbout(state, order)) {
      // Still asked about: it stays another while, and the number of such orders is not for memory to limit.
      state.closed.add(orderId, state.at)
      if (state.closed.size > CLOSED_ORDERS_MAX) break
      continue
    }
    forgotten ??= []
    forgotten.push(order)
    state.orders.delete(orderId)
    // Another's id may lead to a later order by now.
    if (order.clOrdId !== undefined && state.byClOrdId.get(order.clOrdId) === orderId)
      state.byClOrdId.delete(order.clOrdId)
    if (order.okxOrderId !== undefined) state.byOkxOrderId.delete(order.okxOrderId)
    if (order.clientOrderId !== undefined) state.byClientOrderId.delete(order.clientOrderId)
  }
  return forgotten ?? NONE
}

function isStillAskedAbout(state: AccountState, order: KeptOrder): boolean {
  if (isText(order)) return isContestedAtRest(state, order)
  return owesExecutions(order) || order.doubt !== undefined || isContested(state, order)
}

/** A break with its place in the index; also used to rebuild that from a snapshot. */
export function keepBreak(state: AccountState, found: Break): void {
  state.breaks.set(found.breakId, found)
  const subject = breakSubject(found)
  const ofKind = state.openBreaksOf.get(found.kind) ?? new Map<string, readonly BreakId[]>()
  const others = (ofKind.get(subject) ?? []).filter((breakId) => breakId !== found.breakId)
  const open = found.resolvedAt === undefined ? [...others, found.breakId] : others
  if (open.length > 0) ofKind.set(subject, open)
  else ofKind.delete(subject)
  if (ofKind.size > 0) state.openBreaksOf.set(found.kind, ofKind)
  else state.openBreaksOf.delete(found.kind)
}

/** Resolved breaks leave memory when there are too many; open ones stay until somebody resolves them. */
function forgetResolvedBreaks(state: AccountState): void {
  if (state.breaks.size <= BREAKS_MAX) return
  for (const [breakId, known] of state.breaks) {
    if (known.resolvedAt === undefined) continue
    state.breaks.delete(breakId)
    if (state.breaks.size <= BREAKS_MAX) return
  }
}

function evolveAccount(state: AccountState, event: AccountEvent): void {
  switch (event.type) {
    case "EpochStarted":
      invariant(event.epoch > state.epoch, `epoch ${event.epoch} follows ${state.epoch}`)
      state.epoch = event.epoch
      state.tag = event.tag
      return
    case "AccountBaseline":
      setBaseline(state, event)
      return
    case "FundsMoved":
      bookMovement(state, event)
      return
    case "BooksRebased":
      rebase(state, event)
      return
    case "BreakFound": {
      const { type: _type, version: _version, seq: _seq, account: _account, cause: _cause, at, ...found } = event
      keepBreak(state, { ...found, foundAt: at })
      state.openBreaks++
      state.breakCounts.set(event.kind, (state.breakCounts.get(event.kind) ?? 0) + 1)
      return
    }
    case "BreakResolved": {
      const found = state.breaks.get(event.breakId)
      invariant(found !== undefined && found.resolvedAt === undefined, `break ${event.breakId} is not open`)
      keepBreak(state, { ...found, resolvedAt: event.at, resolution: event.resolution })
      state.openBreaks--
      forgetResolvedBreaks(state)
      return
    }
    case "VisibilityWidened":
      state.widened.set(event.because, { visibilityMs: event.visibilityMs, until: event.until })
      return
    case "TradingHalted":
      state.trading = { mode: event.mode, reason: event.reason, since: event.at }
      return
    case "TradingResumed":
      state.trading = { mode: "open", reason: event.reason, since: event.at }
      return
    case "ReconciliationCompleted":
      state.fillsUpTo = event.fillsUpTo
      if (event.billsUpTo !== undefined) billsCompleteTo(state, event.billsUpTo)
      return
    default:
      unreachable(event)
  }
}
