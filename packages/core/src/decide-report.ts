// Merging what the exchange shows into what we know. Reports come late, doubled and in any order: fills count once by their key in any state, the state
// moves forward only by (rank, filled total), price and quantity by uTime. What cannot be merged is a break, never a guess.

import type { AccountState } from "./account-state.ts"
import { findByExchangeIds } from "./account-state.ts"
import { type Quantity, toQuantity } from "./amount.ts"
import { cancelSentence, isExpirySource, TIME_LIMIT_REASON } from "./cancel-source.ts"
import { decideAdoption } from "./decide-adopt.ts"
import { decideAmendShown } from "./decide-amend-shown.ts"
import { add, compare, format } from "./decimal.ts"
import { breakFound, resurrected } from "./decision.ts"
import { unreachable } from "./errors.ts"
import type { ExchangeFill, ExchangeOrder, ReportSource } from "./exchange.ts"
import type { Facts } from "./facts.ts"
import { bookedQuantity, type Fill, fillFrom, hasFill, largerQuantity, type Order } from "./order.ts"
import type { EventBody, OrderEventBody } from "./order-event.ts"
import { isActive, type OrderState } from "./order-state.ts"
import type { Millis } from "./time.ts"

export interface OrderReport {
  readonly source: ReportSource
  readonly order: ExchangeOrder
  /** Exchange time at which the read began; absent for pushes. */
  readonly begunAt?: Millis
}

export function decideOrderReport(state: AccountState, report: OrderReport, facts: Facts): readonly EventBody[] {
  const told = report.order
  const order = findByExchangeIds(state, told)
  if (order === undefined) return decideAdoption(state, report, facts)
  const contradiction = contradictionIn(order, told)
  if (contradiction !== undefined) {
    const { ours, theirs } = contradiction
    const evidence = `${report.source} of ${told.symbol}, clOrdId ${told.clOrdId ?? ""}, ordId ${told.okxOrderId}`
    return breakFound(state, facts, {
      kind: "contradiction",
      orderId: order.orderId,
      ours,
      theirs,
      evidence,
      action: "needs a person",
    })
  }
  const found = foundEvents(order, report)
  const amended = decideAmendShown(order, report, facts)
  return [...found, ...amended, ...progress(state, order, report, facts)]
}

export function decideFillReport(
  state: AccountState,
  report: { source: ReportSource; fill: ExchangeFill },
  facts: Facts,
): readonly EventBody[] {
  const { fill } = report
  const order = findByExchangeIds(state, fill)
  // An execution of an order that is not known: the shell asks for the order, and its report adopts it.
  if (order === undefined || hasFill(order, fill.tradeId)) return []
  const { orderId } = order
  const booked = toQuantity(add(bookedQuantity(order), fill.quantity))
  const known = fillFrom(fill)
  if (isActive(order.state)) {
    const doubt: readonly OrderEventBody[] =
      order.doubt === undefined ? [] : [resolved(order, `a fill ${fill.tradeId}`)]
    if (order.state !== "Submitted" && compare(booked, order.filledQuantity) <= 0) {
      return [{ type: "FillBooked", orderId, fill: known, filledQuantity: order.filledQuantity }]
    }
    const filledQuantity = largerQuantity(order.filledQuantity, booked)
    // Whether this completes the order is the exchange's to say: it may have been resized meanwhile.
    return [
      ...doubt,
      { type: "OrderPartiallyFilled", orderId, okxOrderId: fill.okxOrderId, fill: known, filledQuantity },
    ]
  }
  return lateFill(
    state,
    order,
    { fill: known, filledQuantity: largerQuantity(order.filledQuantity, booked), told: fill },
    facts,
  )
}

/** A fill for an order that was called final. */
function lateFill(
  state: AccountState,
  order: Order,
  late: { fill: Fill; filledQuantity: Quantity; told: ExchangeFill },
  facts: Facts,
): readonly EventBody[] {
  const { orderId } = order
  const { fill, filledQuantity, told } = late
  if (order.state === "Filled" || compare(filledQuantity, order.filledQuantity) <= 0) {
    return [{ type: "FillBooked", orderId, fill, filledQuantity }]
  }
  const { okxOrderId } = told
  if (order.state === "Cancelled" || order.state === "Expired") {
    return [
      {
        type: "OrderCorrected",
        orderId,
        okxOrderId,
        to: order.state,
        filledQuantity,
        fill,
        reason: `late fill ${fill.tradeId}`,
      },
    ]
  }
  const correction = {
    orderId,
    okxOrderId,
    to: "PartiallyFilled",
    filledQuantity,
    fill,
    reason: `fill ${fill.tradeId} of an order that we called ${order.state}`,
  } as const
  return [{ type: "OrderCorrected", ...correction }, ...resurrected(state, order, `fill ${fill.tradeId}`, facts)]
}

/** Another order under the same id of ours: merging it would corrupt both. */
function contradictionIn(order: Order, told: ExchangeOrder): { ours: string; theirs: string } | undefined {
  if (order.okxOrderId !== undefined && order.okxOrderId !== told.okxOrderId) {
    return { ours: `ordId ${order.okxOrderId}`, theirs: `ordId ${told.okxOrderId}` }
  }
  if (order.symbol === told.symbol && order.side === told.side) return undefined
  return { ours: `${order.side} ${order.symbol}`, theirs: `${told.side} ${told.symbol}` }
}

function foundEvents(order: Order, report: OrderReport): readonly OrderEventBody[] {
  if (order.doubt === undefined) return []
  return [resolved(order, `${report.source} shows ordId ${report.order.okxOrderId} ${report.order.state}`)]
}

function resolved(order: Order, evidence: string): OrderEventBody {
  return { type: "DoubtResolved", orderId: order.orderId, verdict: "found", evidence }
}

interface Shown {
  readonly filledQuantity: Quantity
  readonly fill?: Fill
  readonly exchangeAverage?: ExchangeOrder["averagePrice"]
  /** A fill that is not booked yet, or a larger total. */
  readonly isNews: boolean
}

function shownExecution(order: Order, told: ExchangeOrder): Shown {
  const fill = told.fill === undefined || hasFill(order, told.fill.tradeId) ? undefined : fillFrom(told.fill)
  const booked = fill === undefined ? bookedQuantity(order) : toQuantity(add(bookedQuantity(order), fill.quantity))
  const filledQuantity = largerQuantity(largerQuantity(order.filledQuantity, told.filled), booked)
  return {
    filledQuantity,
    ...(fill && { fill }),
    ...(told.averagePrice && { exchangeAverage: told.averagePrice }),
    isNews: fill !== undefined || compare(filledQuantity, order.filledQuantity) > 0,
  }
}

/** What the report adds to the order's state and total; nothing when it is old news. */
function progress(state: AccountState, order: Order, report: OrderReport, facts: Facts): readonly EventBody[] {
  const told = report.order
  const shown = shownExecution(order, told)
  if (!isActive(order.state)) return correction(state, order, report, shown, facts)
  switch (told.state) {
    case "live":
    case "partially_filled":
      return working(order, told, shown)
    case "filled":
      return [execution("OrderFilled", order, told, shown)]
    case "canceled": {
      const last = shown.isNews ? [execution("OrderPartiallyFilled", order, told, shown)] : []
      return [...last, ended(order, told)]
    }
    default:
      return unreachable(told.state)
  }
}

function working(order: Order, told: ExchangeOrder, shown: Shown): readonly OrderEventBody[] {
  const { orderId } = order
  const { okxOrderId } = told
  const filledBefore = order.state === "PartiallyFilled"
  const hasFilled = shown.filledQuantity.coefficient > 0n
  if (hasFilled && (shown.isNews || !filledBefore)) {
    // A fill that the total counted already is only booked: the state says nothing new.
    if (filledBefore && shown.fill !== undefined && compare(shown.filledQuantity, order.filledQuantity) === 0) {
      return [{ type: "FillBooked", orderId, fill: shown.fill, filledQuantity: shown.filledQuantity }]
    }
    return [execution("OrderPartiallyFilled", order, told, shown)]
  }
  return order.state === "Submitted" ? [{ type: "OrderAcknowledged", orderId, okxOrderId }] : []
}

function execution(
  type: "OrderPartiallyFilled" | "OrderFilled",
  order: Order,
  told: ExchangeOrder,
  shown: Shown,
): OrderEventBody {
  const { isNews: _news, ...execution } = shown
  return { type, orderId: order.orderId, okxOrderId: told.okxOrderId, ...definedOnly(execution) }
}

function definedOnly(shown: Omit<Shown, "isNews">): {
  filledQuantity: Quantity
  fill?: Fill
  exchangeAverage?: NonNullable<Shown["exchangeAverage"]>
} {
  const { filledQuantity, fill, exchangeAverage } = shown
  return { filledQuantity, ...(fill && { fill }), ...(exchangeAverage && { exchangeAverage }) }
}

function ended(order: Order, told: ExchangeOrder): OrderEventBody {
  const { orderId } = order
  const { okxOrderId } = told
  const source = told.cancelSource === undefined || told.cancelSource === "" ? {} : { cancelSource: told.cancelSource }
  const reason = told.cancelReason || order.pendingCancel?.reason || cancelSentence(told.cancelSource)
  const timeLimit = order.pendingCancel?.reason === TIME_LIMIT_REASON
  const expired = timeLimit || isExpirySource(told.cancelSource)
  return { type: expired ? "OrderExpired" : "OrderCancelled", orderId, okxOrderId, reason, ...source }
}

/** The report speaks of an order that we called final. */
function correction(
  state: AccountState,
  order: Order,
  report: OrderReport,
  shown: Shown,
  facts: Facts,
): readonly EventBody[] {
  const told = report.order
  const { orderId } = order
  const { okxOrderId } = told
  const events = { orderId, okxOrderId, ...definedOnly(shown) }
  if (order.state === "Filled") {
    return shown.fill === undefined
      ? []
      : [{ type: "FillBooked", orderId, fill: shown.fill, filledQuantity: shown.filledQuantity }]
  }
  const seenByExchange = order.okxOrderId !== undefined
  if (order.state === "Cancelled" || (order.state === "Expired" && seenByExchange)) {
    const to = told.state === "filled" ? "Filled" : order.state
    const grows = compare(shown.filledQuantity, order.filledQuantity) > 0
    if (grows || to === "Filled")
      return [
        { type: "OrderCorrected", ...events, to, reason: `late news: ${told.state}, filled ${format(told.filled)}` },
      ]
    return shown.fill === undefined
      ? []
      : [{ type: "FillBooked", orderId, fill: shown.fill, filledQuantity: shown.filledQuantity }]
  }
  const to = targetState(told, shown)
  const reason = `OKX has the order (${told.state}) that we called ${order.state}`
  return [
    { type: "OrderCorrected", ...events, to, reason },
    ...resurrected(state, order, `${report.source}: ${told.state}`, facts),
  ]
}

function targetState(told: ExchangeOrder, shown: Shown): OrderState {
  if (told.state === "filled") return "Filled"
  if (told.state === "canceled") return "Cancelled"
  return shown.filledQuantity.coefficient > 0n ? "PartiallyFilled" : "Acknowledged"
}
