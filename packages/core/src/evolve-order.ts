// The fold of one order: each event makes the next version of the value. Used by evolve.ts alone; indexes and the account are its work.

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
import { add, multiply } from "./decimal.ts"
import { invariant, unreachable } from "./errors.ts"
import { type Fill, hasFill, largerQuantity, type Order, type PendingAmend } from "./order.ts"
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

export function startCreated(event: EventOf<"OrderCreated">): Order {
  const { type: _type, version: _version, cause: _cause, at, ...asked } = event
  return {
    ...UNTOUCHED,
    ...asked,
    source: "command",
    state: "Created",
    history: [checkedStep(event.orderId, "None", "Created", { at, reason: "placed" })],
    createdAt: at,
  }
}

export function startAdopted(event: EventOf<"OrderAdopted">): Order {
  const { type: _type, version: _version, cause: _cause, at, fill, filledQuantity, exchangeAverage, ...rest } = event
  const { exchangeCreatedAt, state, reason, ...told } = rest
  const order: Order = {
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
  return withExecutions(
    order,
    { filledQuantity, ...(fill && { fill }), ...(exchangeAverage && { exchangeAverage }) },
    event,
  )
}

/** The order after one more event. */
export function withEvent(order: Order, event: LaterEvent): Order {
  const next = { ...applied(order, event), seq: event.seq }
  invariant(next.state === order.state || next.history.length > order.history.length, `${event.type} leaves a trace`)
  return next
}

function applied(order: Order, event: LaterEvent): Order {
  switch (event.type) {
    case "OrderValidated":
      return step(order, event, "Validated", "checks passed")
    case "OrderSubmitted":
      return submitted(order, event)
    case "OrderAcknowledged":
      return step(known(order, event), event, "Acknowledged", event.cause)
    case "OrderPartiallyFilled":
      return step(withExecutions(known(order, event), event, event), event, "PartiallyFilled", event.cause)
    case "OrderFilled":
      return step(settled(withExecutions(known(order, event), event, event)), event, "Filled", event.cause)
    case "OrderCancelled":
      return { ...step(settled(known(order, event)), event, "Cancelled", event.reason), reason: event.reason }
    case "OrderExpired":
      return { ...step(settled(known(order, event)), event, "Expired", event.reason), reason: event.reason }
    case "OrderRejected": {
      const rejected = { ...step(settled(order), event, "Rejected", event.reason), reason: event.reason }
      return event.refusal === undefined ? rejected : { ...rejected, refusal: event.refusal }
    }
    case "OrderFailed":
      return { ...step(settled(order), event, "Failed", event.reason), reason: event.reason }
    case "OrderCorrected":
      return corrected(order, event)
    case "FillBooked":
      return withExecutions(order, event, event)
    case "FillCorrected":
      return withCorrection(order, event)
    case "OrderInDoubt":
      return { ...order, doubt: event.doubt }
    case "DoubtResolved":
      return withoutDoubt(order)
    case "OrderAmended":
    case "OrderRestated":
      return restated(order, event)
    default:
      return withPending(order, event)
  }
}

type PendingEvent = EventOf<
  "CancelRequested" | "CancelAccepted" | "CancelRefused" | "AmendRequested" | "AmendAccepted" | "AmendRefused"
>

function withPending(order: Order, event: PendingEvent): Order {
  switch (event.type) {
    case "CancelRequested": {
      const { requestId, at, reason, attempt } = event
      return { ...order, pendingCancel: { requestId, at, reason, attempts: attempt, accepted: false } }
    }
    case "CancelAccepted":
      return order.pendingCancel === undefined
        ? order
        : { ...order, pendingCancel: { ...order.pendingCancel, accepted: true } }
    case "CancelRefused":
      return { ...withoutCancel(order), cancelRefusedAt: event.at }
    case "AmendRequested": {
      const { requestId, at, price, quantity, expiresAt } = event
      const target = { ...(price && { price }), ...(quantity && { quantity }) }
      const pendingAmend: PendingAmend = { requestId, at, expiresAt, accepted: false, ...target }
      return { ...order, pendingAmend }
    }
    case "AmendAccepted":
      return order.pendingAmend === undefined
        ? order
        : { ...order, pendingAmend: { ...order.pendingAmend, accepted: true } }
    case "AmendRefused":
      return withoutAmend(order)
    default:
      return unreachable(event)
  }
}

function submitted(order: Order, event: EventOf<"OrderSubmitted">): Order {
  const { requestId, transport, expiresAt, attempt } = event
  const sent = { ...order, requestId, transport, expiresAt, attempts: attempt }
  // A second attempt, after proof that the first was not executed, leaves the state where it is.
  if (order.state === "Submitted") return sent
  return { ...step(sent, event, "Submitted", `sent by ${transport}`), submittedAt: event.at }
}

function corrected(order: Order, event: EventOf<"OrderCorrected">): Order {
  const { completedAt: _ended, ...reopened } = withExecutions(known(order, event), event, event)
  const next = { ...step(reopened, event, event.to, event.reason), reason: event.reason }
  return isTerminal(event.to) ? { ...next, completedAt: event.at } : next
}

function restated(order: Order, event: EventOf<"OrderAmended"> | EventOf<"OrderRestated">): Order {
  const { quantity, price, exchangeUpdatedAt } = event
  const next = { ...order, quantity, exchangeUpdatedAt, ...(price && { price }) }
  const ours =
    event.type === "OrderAmended" && event.requestId !== undefined && event.requestId === order.pendingAmend?.requestId
  if (ours) return withoutAmend(next)
  const { pendingAmend } = order
  return pendingAmend === undefined ? next : { ...next, pendingAmend: { ...pendingAmend, restated: true } }
}

/** One step of the state; steps that repeat a state (a further fill) are part of the history too. */
function step(order: Order, event: OrderEvent, to: OrderState, reason: string): Order {
  const transition = checkedStep(order.orderId, order.state, to, { at: event.at, reason })
  const history = [...order.history, transition]
  return isTerminal(to) ? { ...order, state: to, history, completedAt: event.at } : { ...order, state: to, history }
}

/** The exchange's id and the moment we first knew that the exchange has the order. */
function known(order: Order, event: { okxOrderId?: Order["okxOrderId"]; at: Order["createdAt"] }): Order {
  if (event.okxOrderId === undefined) return order
  const acknowledgedAt = order.acknowledgedAt ?? event.at
  return { ...order, okxOrderId: event.okxOrderId, acknowledgedAt }
}

/** A finished order has nothing pending and no doubt. */
function settled(order: Order): Order {
  return withoutDoubt(withoutAmend(withoutCancel(order)))
}

function withoutDoubt(order: Order): Order {
  if (order.doubt === undefined) return order
  const { doubt: _doubt, ...rest } = order
  return rest
}

function withoutCancel(order: Order): Order {
  if (order.pendingCancel === undefined) return order
  const { pendingCancel: _cancel, ...rest } = order
  return rest
}

function withoutAmend(order: Order): Order {
  if (order.pendingAmend === undefined) return order
  const { pendingAmend: _amend, ...rest } = order
  return rest
}

interface Executions {
  readonly filledQuantity: Quantity
  readonly fill?: Fill
  readonly exchangeAverage?: Price
}

/** Books the fill, once, and raises the total; what the total counts beyond the booked fills is missing. */
function withExecutions(order: Order, execution: Executions, event: { at: Order["createdAt"] }): Order {
  const { fill, exchangeAverage } = execution
  invariant(
    fill === undefined || !hasFill(order, fill.tradeId),
    `fill ${fill?.tradeId} of ${order.orderId} booked twice`,
  )
  const fills = fill === undefined ? order.fills : [...order.fills, fill]
  let booked = remainingQuantity(order.filledQuantity, order.fillsMissing)
  let filledValue = order.filledValue
  if (fill !== undefined) {
    booked = toQuantity(add(booked, fill.quantity))
    filledValue = addNotional(filledValue, toNotional(multiply(fill.price, fill.quantity)))
  }
  const filledQuantity = largerQuantity(largerQuantity(order.filledQuantity, execution.filledQuantity), booked)
  const fillsMissing = remainingQuantity(filledQuantity, booked)
  const complete = fillsMissing.coefficient === 0n
  const average = complete ? averagePrice(filledValue, booked) : (exchangeAverage ?? order.averagePrice)
  return {
    ...order,
    fills,
    fees: fill === undefined ? order.fees : fill.fees.reduce(withFee, order.fees),
    filledQuantity,
    fillsMissing,
    filledValue,
    ...(average && { averagePrice: average }),
    ...(order.firstFillAt === undefined && filledQuantity.coefficient > 0n && { firstFillAt: event.at }),
  }
}

/** One booked execution replaced or taken back: everything that follows from executions is derived anew from all of them. */
function withCorrection(order: Order, event: EventOf<"FillCorrected">): Order {
  const { tradeId, fill, filledQuantity } = event
  invariant(hasFill(order, tradeId), `fill ${tradeId} of ${order.orderId} is corrected and was never booked`)
  invariant(
    fill === undefined || fill.tradeId === tradeId || !hasFill(order, fill.tradeId),
    `fill ${fill?.tradeId} of ${order.orderId} booked twice`,
  )
  const fills = order.fills.flatMap((booked) => (booked.tradeId === tradeId ? (fill ?? []) : booked))
  let booked = NO_QUANTITY
  let filledValue = NO_NOTIONAL
  let fees: Order["fees"] = []
  for (const one of fills) {
    booked = toQuantity(add(booked, one.quantity))
    filledValue = addNotional(filledValue, toNotional(multiply(one.price, one.quantity)))
    fees = one.fees.reduce(withFee, fees)
  }
  const total = largerQuantity(filledQuantity, booked)
  const { averagePrice: _before, ...rest } = order
  const average = averagePrice(filledValue, booked)
  const fillsMissing = remainingQuantity(total, booked)
  return {
    ...rest,
    fills,
    fees,
    filledQuantity: total,
    fillsMissing,
    filledValue,
    ...(average && { averagePrice: average }),
  }
}

function withFee(fees: Order["fees"], fee: { readonly currency: string; readonly amount: Fee }): Order["fees"] {
  const known = fees.some((entry) => entry.currency === fee.currency)
  if (!known) return [...fees, fee]
  return fees.map((entry) =>
    entry.currency === fee.currency ? { currency: entry.currency, amount: addFee(entry.amount, fee.amount) } : entry,
  )
}
