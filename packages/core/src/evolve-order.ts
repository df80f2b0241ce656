// The fold of one order: each event makes the next version of the value. Indexes and the account are evolve.ts's work.

import {
  addFee,
  addNotional,
  averagePrice,
  type Fee,
  NO_NOTIONAL,
  NO_QUANTITY,
  type Price,
  type Quantity,
  remainingQuantity,
  toNotional,
  toQuantity,
} from "./amount.ts"
import { appended } from "./appended.ts"
import { add, multiply } from "./decimal.ts"
import type { Draft } from "./draft.ts"
import { invariant, unreachable } from "./errors.ts"
import { type Fill, hasFill, largerQuantity, type Order } from "./order.ts"
import type { OrderEvent, OrderEventBody, Stamped } from "./order-event.ts"
import { checkedStep, isTerminal, type OrderState } from "./order-state.ts"

type EventOf<Type extends OrderEventBody["type"]> = Stamped<Extract<OrderEventBody, { type: Type }>>
type LaterEvent = Exclude<OrderEvent, { type: "OrderCreated" | "OrderAdopted" | "OrderRecalled" }>

const UNTOUCHED = {
  filledQuantity: NO_QUANTITY,
  fillsMissing: NO_QUANTITY,
  filledValue: NO_NOTIONAL,
  fees: [],
  fills: [],
  attempts: 0,
} as const

/** The order after an event about it, by itself: for who keeps orders and no account. `before` may be undefined only where the event brings the order along. */
export function orderAfter(before: Order | undefined, event: OrderEvent): Order {
  switch (event.type) {
    case "OrderCreated":
    case "OrderAdopted":
      if (before !== undefined) invariant(false, `order ${event.orderId} begins twice`)
      return event.type === "OrderCreated" ? startCreated(event) : startAdopted(event)
    case "OrderRecalled":
      return { ...event.order, seq: event.seq }
    default:
      if (before === undefined) invariant(false, `event ${event.type} of unknown order ${event.orderId}`)
      return withEvent(before, event)
  }
}

/** Field by field: gathering "what is left" of an event costs more than all the rest of the fold. */
export function startCreated(event: EventOf<"OrderCreated">): Order {
  const { orderId, at, clientOrderId, price, timeLimitMs } = event
  const order: Draft<Order> = {
    orderId,
    clOrdId: event.clOrdId,
    account: event.account,
    strategy: event.strategy,
    symbol: event.symbol,
    market: event.market,
    side: event.side,
    orderType: event.orderType,
    tradeMode: event.tradeMode,
    reduceOnly: event.reduceOnly,
    quantity: event.quantity,
    unit: event.unit,
    intent: event.intent,
    tag: event.tag,
    source: "command",
    state: "Created",
    history: [checkedStep(orderId, "None", "Created", { at, reason: "placed" })],
    filledQuantity: UNTOUCHED.filledQuantity,
    fillsMissing: UNTOUCHED.fillsMissing,
    filledValue: UNTOUCHED.filledValue,
    fees: UNTOUCHED.fees,
    fills: UNTOUCHED.fills,
    attempts: UNTOUCHED.attempts,
    createdAt: at,
    seq: event.seq,
  }
  if (clientOrderId !== undefined) order.clientOrderId = clientOrderId
  if (price !== undefined) order.price = price
  if (timeLimitMs !== undefined) order.timeLimitMs = timeLimitMs
  return order
}

export function startAdopted(event: EventOf<"OrderAdopted">): Order {
  const { type: _type, version: _version, cause: _cause, at, fill, filledQuantity, exchangeAverage, ...rest } = event
  const { exchangeCreatedAt, state, reason, ...told } = rest
  const order: Draft<Order> = {
    ...UNTOUCHED,
    ...told,
    intent: "",
    source: "exchange",
    state,
    reason,
    history: [checkedStep(event.orderId, "None", state, { at, reason })],
    createdAt: exchangeCreatedAt,
    acknowledgedAt: at,
    ...(isTerminal(state) ? { completedAt: at } : {}),
  }
  execute(order, { filledQuantity, ...(fill && { fill }), ...(exchangeAverage && { exchangeAverage }) }, event)
  return order
}

/** The order after one more event. */
export function withEvent(order: Order, event: LaterEvent): Order {
  const next = draftOf(order, event)
  apply(next, event)
  next.seq = event.seq
  const traced = next.state === order.state || next.history.length > order.history.length
  if (!traced) invariant(false, `${event.type} leaves a trace`)
  return next
}

/** A copy, without what the event ends. Fields are left out, not deleted: an object that lost a field is slow for the rest of its life. */
function draftOf(order: Order, event: LaterEvent): Draft<Order> {
  switch (event.type) {
    case "OrderFilled":
    case "OrderCancelled":
    case "OrderExpired":
    case "OrderRejected":
    case "OrderFailed":
      return settled(order)
    case "OrderCorrected": {
      const { completedAt: _ended, ...reopened } = order
      return reopened
    }
    case "FillCorrected": {
      const { averagePrice: _before, ...rest } = order
      return rest
    }
    case "DoubtResolved":
      return withoutDoubt(order)
    case "CancelRefused":
      return withoutCancel(order)
    case "AmendRefused":
      return withoutAmend(order)
    case "OrderAmended":
      return isOurAmendment(order, event) ? withoutAmend(order) : { ...order }
    default:
      return { ...order }
  }
}

function apply(next: Draft<Order>, event: LaterEvent): void {
  switch (event.type) {
    case "OrderValidated":
      step(next, event, "Validated", "checks passed")
      return
    case "OrderSubmitted":
      submit(next, event)
      return
    case "OrderAcknowledged":
      identify(next, event)
      step(next, event, "Acknowledged", event.cause)
      return
    case "OrderPartiallyFilled":
    case "OrderFilled":
      identify(next, event)
      execute(next, event, event)
      step(next, event, event.type === "OrderFilled" ? "Filled" : "PartiallyFilled", event.cause)
      return
    case "OrderCancelled":
    case "OrderExpired":
      identify(next, event)
      step(next, event, event.type === "OrderExpired" ? "Expired" : "Cancelled", event.reason)
      next.reason = event.reason
      return
    case "OrderRejected":
    case "OrderFailed":
      step(next, event, event.type === "OrderRejected" ? "Rejected" : "Failed", event.reason)
      next.reason = event.reason
      if (event.type === "OrderRejected" && event.refusal !== undefined) next.refusal = event.refusal
      return
    case "OrderCorrected":
      identify(next, event)
      execute(next, event, event)
      step(next, event, event.to, event.reason)
      next.reason = event.reason
      return
    case "FillBooked":
      execute(next, event, event)
      return
    case "FillCorrected":
      correct(next, event)
      return
    case "OrderInDoubt":
      next.doubt = event.doubt
      return
    case "DoubtResolved":
      return
    case "OrderAmended":
    case "OrderRestated":
      restate(next, event)
      return
    default:
      applyPending(next, event)
  }
}

type PendingEvent = EventOf<
  "CancelRequested" | "CancelAccepted" | "CancelRefused" | "AmendRequested" | "AmendAccepted" | "AmendRefused"
>

function applyPending(next: Draft<Order>, event: PendingEvent): void {
  switch (event.type) {
    case "CancelRequested": {
      const { requestId, at, reason, attempt } = event
      next.pendingCancel = { requestId, at, reason, attempts: attempt, accepted: false }
      return
    }
    case "CancelAccepted":
      if (next.pendingCancel !== undefined) next.pendingCancel = { ...next.pendingCancel, accepted: true }
      return
    case "CancelRefused":
      next.cancelRefusedAt = event.at
      return
    case "AmendRequested": {
      const { requestId, at, price, quantity, expiresAt } = event
      const target = { ...(price && { price }), ...(quantity && { quantity }) }
      next.pendingAmend = { requestId, at, expiresAt, accepted: false, ...target }
      return
    }
    case "AmendAccepted":
      if (next.pendingAmend !== undefined) next.pendingAmend = { ...next.pendingAmend, accepted: true }
      return
    case "AmendRefused":
      return
    default:
      unreachable(event)
  }
}

function submit(next: Draft<Order>, event: EventOf<"OrderSubmitted">): void {
  const { requestId, transport, expiresAt, attempt, at } = event
  next.requestId = requestId
  next.transport = transport
  next.expiresAt = expiresAt
  next.attempts = attempt
  // A second attempt, after proof that the first was not executed, leaves the state where it is.
  if (next.state === "Submitted") return
  step(next, event, "Submitted", `sent by ${transport}`)
  next.submittedAt = at
}

function isOurAmendment({ pendingAmend }: Order, { requestId }: EventOf<"OrderAmended">): boolean {
  return requestId !== undefined && requestId === pendingAmend?.requestId
}

function restate(next: Draft<Order>, event: EventOf<"OrderAmended"> | EventOf<"OrderRestated">): void {
  const { quantity, price, exchangeUpdatedAt } = event
  const replaced = { quantity: next.quantity, ...(next.price && { price: next.price }) }
  const isSameMoment = exchangeUpdatedAt === next.exchangeUpdatedAt
  next.replacedTerms = appended(isSameMoment ? (next.replacedTerms ?? []) : [], replaced)
  next.quantity = quantity
  next.exchangeUpdatedAt = exchangeUpdatedAt
  if (price !== undefined) next.price = price
  // Our own amendment is not there any more: what waits still is another.
  if (next.pendingAmend !== undefined) next.pendingAmend = { ...next.pendingAmend, restated: true }
}

/** One step of the state; steps that repeat a state (a further fill) are part of the history too. */
function step(next: Draft<Order>, event: OrderEvent, to: OrderState, reason: string): void {
  const transition = checkedStep(next.orderId, next.state, to, { at: event.at, reason })
  next.state = to
  next.history = appended(next.history, transition)
  if (isTerminal(to)) next.completedAt = event.at
}

/** The exchange's id and the moment we first knew that the exchange has the order. */
function identify(next: Draft<Order>, event: { okxOrderId?: Order["okxOrderId"]; at: Order["createdAt"] }): void {
  if (event.okxOrderId === undefined) return
  next.okxOrderId = event.okxOrderId
  next.acknowledgedAt ??= event.at
}

/** A finished order has nothing pending and no doubt. */
function settled(order: Order): Draft<Order> {
  if (order.pendingCancel === undefined && order.pendingAmend === undefined && order.doubt === undefined)
    return { ...order }
  const { pendingCancel: _cancel, pendingAmend: _amend, doubt: _doubt, ...rest } = order
  return rest
}

function withoutDoubt(order: Order): Draft<Order> {
  const { doubt: _doubt, ...rest } = order
  return rest
}

function withoutCancel(order: Order): Draft<Order> {
  const { pendingCancel: _cancel, ...rest } = order
  return rest
}

function withoutAmend(order: Order): Draft<Order> {
  const { pendingAmend: _amend, ...rest } = order
  return rest
}

interface Executions {
  readonly filledQuantity: Quantity
  readonly fill?: Fill
  readonly exchangeAverage?: Price
}

/** Books the fill, once, and raises the total; what the total counts beyond the booked fills is missing. */
function execute(next: Draft<Order>, execution: Executions, event: { at: Order["createdAt"] }): void {
  const { fill, exchangeAverage } = execution
  let booked = remainingQuantity(next.filledQuantity, next.fillsMissing)
  if (fill !== undefined) {
    if (hasFill(next, fill.tradeId)) invariant(false, `fill ${fill.tradeId} of ${next.orderId} booked twice`)
    next.fills = appended(next.fills, fill)
    for (const fee of fill.fees) next.fees = withFee(next.fees, fee)
    booked = toQuantity(add(booked, fill.quantity))
    next.filledValue = addNotional(next.filledValue, toNotional(multiply(fill.price, fill.quantity)))
  }
  next.filledQuantity = largerQuantity(largerQuantity(next.filledQuantity, execution.filledQuantity), booked)
  next.fillsMissing = remainingQuantity(next.filledQuantity, booked)
  const complete = next.fillsMissing.coefficient === 0n
  const average = complete ? averagePrice(next.filledValue, booked) : exchangeAverage
  if (average !== undefined) next.averagePrice = average
  if (next.filledQuantity.coefficient > 0n) next.firstFillAt ??= event.at
}

/** One booked execution replaced or taken back: everything that follows from executions is derived anew from all of them. */
function correct(next: Draft<Order>, event: EventOf<"FillCorrected">): void {
  const { tradeId, fill, filledQuantity } = event
  invariant(hasFill(next, tradeId), `fill ${tradeId} of ${next.orderId} is corrected and was never booked`)
  invariant(
    fill === undefined || fill.tradeId === tradeId || !hasFill(next, fill.tradeId),
    `fill ${fill?.tradeId} of ${next.orderId} booked twice`,
  )
  next.fills = next.fills.flatMap((booked) => (booked.tradeId === tradeId ? (fill ?? []) : booked))
  let booked = NO_QUANTITY
  next.filledValue = NO_NOTIONAL
  next.fees = []
  for (const one of next.fills) {
    booked = toQuantity(add(booked, one.quantity))
    next.filledValue = addNotional(next.filledValue, toNotional(multiply(one.price, one.quantity)))
    next.fees = one.fees.reduce(withFee, next.fees)
  }
  next.filledQuantity = largerQuantity(filledQuantity, booked)
  next.fillsMissing = remainingQuantity(next.filledQuantity, booked)
  const average = averagePrice(next.filledValue, booked)
  if (average !== undefined) next.averagePrice = average
}

function withFee(fees: Order["fees"], fee: { readonly currency: string; readonly amount: Fee }): Order["fees"] {
  const known = fees.some((entry) => entry.currency === fee.currency)
  if (!known) return appended(fees, fee)
  return fees.map((entry) =>
    entry.currency === fee.currency ? { currency: entry.currency, amount: addFee(entry.amount, fee.amount) } : entry,
  )
}
