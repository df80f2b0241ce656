// Merging what the exchange shows into what we know. Reports come late, doubled and in any order: fills count once by their key in any state, the state
// moves forward only by (rank, filled total), price and quantity by uTime. What cannot be merged is a break, never a guess.

import type { AccountState } from "./account-state.ts"
import { findByExchangeIds } from "./account-state.ts"
import { type Price, type Quantity, toQuantity } from "./amount.ts"
import { cancelSentence, isExpirySource, TIME_LIMIT_REASON } from "./cancel-source.ts"
import { decideAdoption } from "./decide-adopt.ts"
import { decideAmendShown } from "./decide-amend-shown.ts"
import { contradictionIn, waitsForReport } from "./decide-contradiction.ts"
import { decideFillShownAgain, replacesProvisional } from "./decide-correction.ts"
import { differenceShown, missedFill } from "./decide-difference.ts"
import { add, compare, format } from "./decimal.ts"
import { breakFound, endedUnsent, haltedBecause, resurrected, withdrawn } from "./decision.ts"
import type { Draft } from "./draft.ts"
import { unreachable } from "./errors.ts"
import type { ExchangeFill, ExchangeOrder, ReportSource } from "./exchange.ts"
import type { Facts } from "./facts.ts"
import type { OkxOrderId } from "./ids.ts"
import { bookedQuantity, type Fill, fillFrom, hasFill, isComplete, largerQuantity, type Order } from "./order.ts"
import type { EventBody, OrderEventBody } from "./order-event.ts"
import { isActive, type OrderState } from "./order-state.ts"
import type { Millis } from "./time.ts"

/** No read lags further behind than this, even while OKX is in trouble. */
const STALE_READ_MS = 30_000

const NO_EVENTS: readonly EventBody[] = []

export interface OrderReport {
  readonly source: ReportSource
  readonly order: ExchangeOrder
  /** Exchange time at which the read began; absent for pushes. */
  readonly begunAt?: Millis
  /** The order was asked for because it had left the list of open orders. */
  readonly wasMissing?: boolean
}

export function decideOrderReport(state: AccountState, shown: OrderReport, facts: Facts): readonly EventBody[] {
  const { replaced, report } = withoutReplacing(state, shown)
  const told = report.order
  const order = findByExchangeIds(state, told)
  if (order === undefined) return decideAdoption(state, report, facts)
  const contradiction = contradictionIn(state, order, report, facts)
  if (contradiction !== undefined) return contradiction
  const unsent = withdrawn(order)
  const found = foundEvents(order, report)
  const amended = decideAmendShown(unsent.order, report, facts)
  const progressed = progress(state, unsent.order, report, facts)
  const news = joined(replaced, unsent.events, found, amended, progressed)
  return joined(news, differenceShown(order, report, news, facts))
}

/** All of them in their order. Nearly always one list alone has any: then it is that one. */
function joined(...lists: readonly (readonly EventBody[])[]): readonly EventBody[] {
  let said = NO_EVENTS
  for (const events of lists) if (events.length > 0) said = said.length === 0 ? events : [...said, ...events]
  return said
}

/** An execution in the report for which a provisional one stands takes its place; the rest of the report is merged without it. */
function withoutReplacing(
  state: AccountState,
  report: OrderReport,
): { readonly replaced: readonly EventBody[]; readonly report: OrderReport } {
  const { fill } = report.order
  const order = fill === undefined ? undefined : findByExchangeIds(state, report.order)
  const isOurs = order !== undefined && order.okxOrderId === report.order.okxOrderId
  if (fill === undefined || !isOurs || hasFill(order, fill.tradeId)) return { replaced: NO_EVENTS, report }
  const replaced = replacesProvisional(order, fill)
  if (replaced === undefined) return { replaced: NO_EVENTS, report }
  const { fill: _replaced, ...told } = report.order
  return { replaced: [replaced], report: { ...report, order: told } }
}

export function decideFillReport(
  state: AccountState,
  report: { source: ReportSource; fill: ExchangeFill; begunAt?: Millis },
  facts: Facts,
): readonly EventBody[] {
  const { fill } = report
  const order = findByExchangeIds(state, fill)
  // An execution of an order that is not known: the shell asks for the order, and its report adopts it.
  if (order === undefined || waitsForReport(order, fill)) return []
  const contradiction = contradictionIn(state, order, report, facts)
  if (contradiction !== undefined) return contradiction
  if (hasFill(order, fill.tradeId))
    return report.source === "push" ? [] : decideFillShownAgain(state, order, fill, facts)
  const replaced = replacesProvisional(order, fill)
  if (replaced !== undefined) return [replaced]
  const booked = toQuantity(add(bookedQuantity(order), fill.quantity))
  const raisesTotal = compare(booked, order.filledQuantity) > 0
  return [...fillEvents(state, order, fill, facts), ...missedFill(order, { ...report, raisesTotal }, facts)]
}

/** An execution that is not booked yet. */
function fillEvents(state: AccountState, order: Order, fill: ExchangeFill, facts: Facts): readonly EventBody[] {
  const { orderId } = order
  const booked = toQuantity(add(bookedQuantity(order), fill.quantity))
  const known = fillFrom(fill)
  if (isActive(order.state) && order.state !== "Validated") {
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
  const unsent = withdrawn(order)
  const filledQuantity = largerQuantity(order.filledQuantity, booked)
  return [
    ...unsent.events,
    ...lateFill(state, unsent.order, { fill: known, filledQuantity, okxOrderId: fill.okxOrderId }, facts),
  ]
}

/** A fill for an order that was called final. */
function lateFill(
  state: AccountState,
  order: Order,
  late: { fill: Fill; filledQuantity: Quantity; okxOrderId: OkxOrderId },
  facts: Facts,
): readonly EventBody[] {
  const { orderId } = order
  const { fill, filledQuantity, okxOrderId } = late
  if (order.state === "Filled" || compare(filledQuantity, order.filledQuantity) <= 0) {
    const booked = { type: "FillBooked", orderId, fill, filledQuantity } as const
    return [booked, ...overfilled(state, order, booked, facts)]
  }
  if (order.state === "Cancelled" || (order.state === "Expired" && order.okxOrderId !== undefined)) {
    const to = isComplete(order, filledQuantity) ? "Filled" : order.state
    const reason = `late fill ${fill.tradeId}`
    const lateNews = { type: "OrderCorrected", orderId, okxOrderId, to, filledQuantity, fill, reason } as const
    return endedUnsent(order) ? [lateNews, ...resurrected(state, order, reason, facts)] : [lateNews]
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

/** OKX called the order filled with this total; an execution beyond it is one too many, there or here. */
function overfilled(
  state: AccountState,
  order: Order,
  booked: { readonly fill: Fill; readonly filledQuantity: Quantity },
  facts: Facts,
): readonly EventBody[] {
  if (compare(booked.filledQuantity, order.filledQuantity) <= 0) return []
  return breakFound(state, facts, {
    kind: "fill-mismatch",
    orderId: order.orderId,
    ours: `filled ${format(booked.filledQuantity)}`,
    theirs: `filled ${format(order.filledQuantity)}`,
    evidence: `fill ${booked.fill.tradeId}`,
    action: "needs a person",
  })
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
  readonly exchangeAverage?: Price
  /** A fill that is not booked yet, or a larger total. */
  readonly isNews: boolean
}

function shownExecution(order: Order, told: ExchangeOrder): Shown {
  const fill = told.fill === undefined || hasFill(order, told.fill.tradeId) ? undefined : fillFrom(told.fill)
  const booked = fill === undefined ? bookedQuantity(order) : toQuantity(add(bookedQuantity(order), fill.quantity))
  const filledQuantity = largerQuantity(largerQuantity(order.filledQuantity, told.filled), booked)
  const isNews = fill !== undefined || compare(filledQuantity, order.filledQuantity) > 0
  const shown: Draft<Shown> = { filledQuantity, isNews }
  if (fill !== undefined) shown.fill = fill
  if (told.averagePrice !== undefined) shown.exchangeAverage = told.averagePrice
  return shown
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

type Executed = Extract<OrderEventBody, { type: "OrderPartiallyFilled" | "OrderFilled" }>

function execution(type: Executed["type"], order: Order, told: ExchangeOrder, shown: Shown): OrderEventBody {
  const { orderId } = order
  const { okxOrderId } = told
  const { filledQuantity, fill, exchangeAverage } = shown
  const executed: Draft<Executed> = { type, orderId, okxOrderId, filledQuantity }
  if (fill !== undefined) executed.fill = fill
  if (exchangeAverage !== undefined) executed.exchangeAverage = exchangeAverage
  return executed
}

type Ended = Extract<OrderEventBody, { type: "OrderExpired" | "OrderCancelled" }>

function ended(order: Order, told: ExchangeOrder): OrderEventBody {
  const { orderId } = order
  const { okxOrderId } = told
  const reason = told.cancelReason || order.pendingCancel?.reason || cancelSentence(told.cancelSource)
  const timeLimit = order.pendingCancel?.reason === TIME_LIMIT_REASON
  const expired = timeLimit || isExpirySource(told.cancelSource)
  const over: Draft<Ended> = { type: expired ? "OrderExpired" : "OrderCancelled", orderId, okxOrderId, reason }
  if (told.cancelSource !== undefined && told.cancelSource !== "") over.cancelSource = told.cancelSource
  return over
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
  if (order.state === "Filled") return bookedOnly(state, order, shown, facts)
  const { isNews: _isNews, ...executions } = shown
  const events = { orderId, okxOrderId, ...executions }
  const seenByExchange = order.okxOrderId !== undefined
  if (order.state === "Cancelled" || (order.state === "Expired" && seenByExchange)) {
    const to = told.state === "filled" ? "Filled" : order.state
    const grows = compare(shown.filledQuantity, order.filledQuantity) > 0
    const wrong = endedUnsent(order) ? resurrected(state, order, `${report.source}: ${told.state}`, facts) : []
    const reason = `late news: ${told.state}, filled ${format(told.filled)}`
    if (grows || to === "Filled") return [{ type: "OrderCorrected", ...events, to, reason }, ...wrong]
    const alive = endedUnsent(order) ? wrong : livesOn(state, order, report, facts)
    return [...bookedOnly(state, order, shown, facts), ...alive]
  }
  const to = targetState(told, shown)
  const reason = `OKX has the order (${told.state}) that we called ${order.state}`
  return [
    { type: "OrderCorrected", ...events, to, reason },
    ...resurrected(state, order, `${report.source}: ${told.state}`, facts),
  ]
}

/** A read begun long after we called the order ended shows it live. No report is as stale as that, so one of the books is wrong. */
function livesOn(state: AccountState, order: Order, report: OrderReport, facts: Facts): readonly EventBody[] {
  const { begunAt, order: told, source } = report
  if (told.state !== "live" && told.state !== "partially_filled") return []
  if (begunAt === undefined || facts.exchange === undefined || order.completedAt === undefined) return []
  const begunAtWall = begunAt - (facts.exchange.at - facts.now)
  if (begunAtWall <= order.completedAt + STALE_READ_MS) return []
  const found = breakFound(state, facts, {
    kind: "contradiction",
    orderId: order.orderId,
    ours: order.state,
    theirs: told.state,
    evidence: `${source}, begun ${begunAtWall - order.completedAt} ms after its end here`,
    action: "needs a person",
  })
  const why = `order ${order.orderId}, called ${order.state} here, is live at OKX`
  return [...found, ...haltedBecause(state, why, order.orderId)]
}

/** The total is known; only the execution itself is new. */
function bookedOnly(state: AccountState, order: Order, shown: Shown, facts: Facts): readonly EventBody[] {
  const { fill, filledQuantity } = shown
  if (fill === undefined) return []
  const { orderId } = order
  return [
    { type: "FillBooked", orderId, fill, filledQuantity },
    ...overfilled(state, order, { fill, filledQuantity }, facts),
  ]
}

function targetState(told: ExchangeOrder, shown: Shown): OrderState {
  if (told.state === "filled") return "Filled"
  if (told.state === "canceled") return "Cancelled"
  return shown.filledQuantity.coefficient > 0n ? "PartiallyFilled" : "Acknowledged"
}
