// Orders, fills, instruments, receipts and events as the contract shows them: plain JSON rows whose columns are always there.
// It relies on core for every derived word; the schemas of these rows are in schemas.ts.

import {
  type Decimal,
  type Fee,
  format,
  type Instrument,
  isOrderEvent,
  type Millis,
  millis,
  type OmsEvent,
  type Order,
  type OrderSide,
  type OrderState,
  type Price,
  plainEvent,
  type Quantity,
  remainingOf,
  reviveEvent,
  statusOf,
} from "@okx-oms/core"
import type { EventRow, FillRow, InstrumentRow, OrderDetail, OrderRow, ReceiptRow } from "./contract/order-schemas.ts"
import { parseTimeText, timeText, timeTextOrNull } from "./time-text.ts"

/** With which kind of money an account trades; every row of it says so. */
export type Mode = OrderRow["mode"]

/** An order as one row of a list. */
export function orderRow(order: Order, mode: Mode): OrderRow {
  const { submittedAt, acknowledgedAt } = order
  const remaining = remainingOf(order)
  const wasAcknowledged = submittedAt !== undefined && acknowledgedAt !== undefined
  return {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId ?? null,
    clOrdId: order.clOrdId ?? null,
    okxOrderId: order.okxOrderId ?? null,
    account: order.account,
    mode,
    strategy: order.strategy,
    source: order.source,
    symbol: order.symbol,
    side: order.side,
    type: order.orderType,
    tradeMode: order.tradeMode,
    reduceOnly: order.reduceOnly,
    state: order.state,
    status: statusOf(order.state),
    quantity: format(order.quantity),
    unit: order.unit,
    price: decimalOrNull(order.price),
    filledQuantity: format(order.filledQuantity),
    remainingQuantity: decimalOrNull(remaining),
    fillsMissing: format(order.fillsMissing),
    averagePrice: decimalOrNull(order.averagePrice),
    fees: order.fees.map(({ currency, amount }) => ({ currency, amount: format(amount) })),
    pending: pendingOf(order),
    doubt: doubtOf(order),
    reason: order.reason ?? null,
    refusalCode: order.refusal?.code ?? null,
    timeLimitMs: order.timeLimitMs ?? null,
    transport: order.transport ?? null,
    createdAt: timeText(order.createdAt),
    submittedAt: timeTextOrNull(submittedAt),
    acknowledgedAt: timeTextOrNull(acknowledgedAt),
    firstFillAt: timeTextOrNull(order.firstFillAt),
    completedAt: timeTextOrNull(order.completedAt),
    ackLatencyMs: wasAcknowledged ? acknowledgedAt - submittedAt : null,
    seq: order.seq,
  }
}

/** An order with the steps of its life. */
export function orderDetail(order: Order, mode: Mode): OrderDetail {
  return {
    ...orderRow(order, mode),
    history: order.history.map(({ from, to, at, reason, metadata }) => ({
      from,
      to,
      at: timeText(at),
      reason,
      metadata: metadata === undefined ? null : { ...metadata },
    })),
  }
}

/** What fillRow needs to know of one execution; the manager's history rows are of this shape. */
export interface FillFacts {
  readonly seq: number
  readonly orderId: string
  readonly clientOrderId?: string
  readonly clOrdId?: string
  readonly okxOrderId: string
  readonly account: string
  readonly strategy: string
  readonly symbol: string
  readonly side: OrderSide
  readonly tradeId: string
  readonly price: Price
  readonly quantity: Quantity
  readonly unit: "base" | "contracts"
  readonly fees: readonly { readonly currency: string; readonly amount: Fee }[]
  readonly liquidity: "maker" | "taker" | "unknown"
  readonly at: Millis
  readonly provisional?: true
}

export function fillRow(fill: FillFacts, mode: Mode): FillRow {
  return {
    seq: fill.seq,
    orderId: fill.orderId,
    clientOrderId: fill.clientOrderId ?? null,
    clOrdId: fill.clOrdId ?? null,
    okxOrderId: fill.okxOrderId,
    account: fill.account,
    mode,
    strategy: fill.strategy,
    symbol: fill.symbol,
    side: fill.side,
    tradeId: fill.tradeId,
    price: format(fill.price),
    quantity: format(fill.quantity),
    unit: fill.unit,
    fees: fill.fees.map(({ currency, amount }) => ({ currency, amount: format(amount) })),
    liquidity: fill.liquidity,
    at: timeText(fill.at),
    provisional: fill.provisional === true,
  }
}

/** The execution that the event tells of, if it does; `order` is the event's own, as it stands after it or later. */
export function eventFillRow(event: OmsEvent, order: Order, mode: Mode): FillRow | undefined {
  if (!isOrderEvent(event) || !("fill" in event) || event.fill === undefined) return undefined
  const okxOrderId = "okxOrderId" in event ? event.okxOrderId : order.okxOrderId
  if (okxOrderId === undefined) return undefined
  const { seq, fill } = event
  const unit = order.unit === "contracts" ? "contracts" : "base"
  return fillRow({ ...order, ...fill, unit, okxOrderId, seq }, mode)
}

export function receiptRow(
  receipt: {
    readonly orderId: string
    readonly clientOrderId?: string
    readonly seq: number
    readonly state: OrderState
    readonly pendingCancel: boolean
  },
  { account, mode }: { readonly account: string; readonly mode: Mode },
): ReceiptRow {
  const { orderId, clientOrderId = null, seq, state, pendingCancel } = receipt
  return { orderId, clientOrderId, account, mode, seq, state, pendingCancel }
}

export function instrumentRow(instrument: Instrument): InstrumentRow {
  return {
    symbol: instrument.symbol,
    kind: instrument.kind,
    baseCurrency: instrument.baseCurrency,
    quoteCurrency: instrument.quoteCurrency,
    settleCurrency: instrument.settleCurrency,
    tickSize: format(instrument.tickSize),
    lotSize: format(instrument.lotSize),
    minSize: format(instrument.minSize),
    maxLimitSize: format(instrument.maxLimitSize),
    maxMarketSize: format(instrument.maxMarketSize),
    contractValue: format(instrument.contractValue),
    linear: instrument.linear,
    state: instrument.state,
  }
}

/** The name of every field of an event that holds a time, in any depth. */
const TIME_FIELDS: ReadonlySet<string> = new Set([
  "at",
  "since",
  "nextAt",
  "expiresAt",
  "notFoundAt",
  "exchangeCreatedAt",
  "exchangeUpdatedAt",
  "fillsUpTo",
  "billsUpTo",
  "movedAt",
  "asOf",
  "exchangeAt",
  "createdAt",
  "submittedAt",
  "acknowledgedAt",
  "firstFillAt",
  "completedAt",
])
/** Objects whose every value is a time. */
const TIME_OBJECTS: ReadonlySet<string> = new Set(["absentFrom"])
/** Facts for people, of any form: never touched. */
const OPAQUE_FIELDS: ReadonlySet<string> = new Set(["refusal", "metadata"])

/** An event as the contract shows it; eventFromRow gives the very same event back. */
export function eventRow(event: OmsEvent): EventRow {
  return withTimes(plainEvent(event), false, (time) =>
    typeof time === "number" ? timeText(millis(time)) : time,
  ) as EventRow
}

/** The event of a row, for whoever folds the stream (core's evolve). The row is trusted to be one of ours, and stays as it is. */
export function eventFromRow(row: EventRow): OmsEvent {
  return reviveEvent(withTimes(row, false, (time) => (typeof time === "string" ? (parseTimeText(time) ?? time) : time)))
}

/** A copy with every time converted. Written out, for a page folds hundreds of events a second: a general clone took longer than the fold. */
function withTimes(value: unknown, allTimes: boolean, convert: (time: unknown) => unknown): unknown {
  if (typeof value !== "object" || value === null) return allTimes ? convert(value) : value
  if (Array.isArray(value)) return value.map((item) => withTimes(item, allTimes, convert))
  const copy: Record<string, unknown> = {}
  for (const key in value) {
    const field = (value as Readonly<Record<string, unknown>>)[key]
    const isTime = allTimes || TIME_FIELDS.has(key)
    if (typeof field !== "object" || field === null || OPAQUE_FIELDS.has(key))
      copy[key] = isTime ? convert(field) : field
    else copy[key] = withTimes(field, (isTime && Array.isArray(field)) || TIME_OBJECTS.has(key), convert)
  }
  return copy
}

function decimalOrNull(value: Decimal | undefined): string | null {
  return value === undefined ? null : format(value)
}

function pendingOf({ pendingCancel, pendingAmend }: Order): OrderRow["pending"] {
  return {
    cancel:
      pendingCancel === undefined
        ? null
        : {
            requestId: pendingCancel.requestId,
            at: timeText(pendingCancel.at),
            reason: pendingCancel.reason,
            attempts: pendingCancel.attempts,
            accepted: pendingCancel.accepted,
          },
    amend:
      pendingAmend === undefined
        ? null
        : {
            requestId: pendingAmend.requestId,
            at: timeText(pendingAmend.at),
            price: decimalOrNull(pendingAmend.price),
            quantity: decimalOrNull(pendingAmend.quantity),
            accepted: pendingAmend.accepted,
          },
  }
}

function doubtOf({ doubt }: Order): OrderRow["doubt"] {
  if (doubt === undefined) return null
  const { since, asked, answer, next, nextAt, asks } = doubt
  return { since: timeText(since), asked, answer, next, nextAt: timeText(nextAt), asks }
}
