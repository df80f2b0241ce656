// Orders, fills and events as tables: which columns, in which order, and which of them go first on a narrow terminal. The fields for programs are those of the
// contract's schemas.

import {
  type EventRow,
  type FillRow,
  FillRowSchema,
  type OrderRow,
  OrderRowSchema,
  type TimelineEvent,
} from "@okx-oms/api"
import type { Ink } from "./paint.ts"
import type { Precision } from "./precision.ts"
import type { Fact } from "./session.ts"
import type { Column } from "./table.ts"
import { clockWords, feeWords, percentOf, sideInk, spanWords, stateInk, stateWords, timeWords } from "./words.ts"

export const ORDER_FIELDS: readonly string[] = Object.keys(OrderRowSchema.properties)
export const FILL_FIELDS: readonly string[] = Object.keys(FillRowSchema.properties)

/** What every table of orders shows, each in its own place. */
export function coreColumns(precision: Precision) {
  return {
    state: { title: "state", text: stateWords, ink: stateInk },
    symbol: { title: "symbol", text: ({ symbol }) => symbol },
    side: { title: "side", text: ({ side }) => side, ink: sideInk },
    price: {
      title: "price",
      right: true,
      text: ({ symbol, price }) => (price === null ? "market" : precision.price(symbol, price)),
    },
    quantity: {
      title: "quantity",
      right: true,
      text: ({ symbol, quantity, unit }) => precision.quantity(symbol, quantity, unit),
    },
  } satisfies Readonly<Record<string, Column<OrderRow>>>
}

export function orderColumns(precision: Precision, nowMs: number): readonly Column<OrderRow>[] {
  const { state, symbol, side, price, quantity } = coreColumns(precision)
  return [
    { title: "created (UTC)", spare: 4, text: ({ createdAt }) => clockWords(createdAt, nowMs) },
    state,
    symbol,
    side,
    { title: "type", spare: 0.5, text: ({ type, reduceOnly }) => (reduceOnly ? `${type} reduce` : type) },
    price,
    quantity,
    {
      title: "filled",
      right: true,
      spare: 1,
      text: ({ symbol, filledQuantity, unit }) =>
        precision.quantity(symbol, filledQuantity, unit === "quote" ? "base" : unit),
    },
    {
      title: "average",
      right: true,
      spare: 3,
      mayBeEmpty: true,
      text: ({ symbol, averagePrice }) => precision.average(symbol, averagePrice),
    },
    { title: "strategy", spare: 7, text: ({ strategy }) => strategy },
    { title: "client id", spare: 6, mayBeEmpty: true, text: ({ clientOrderId }) => clientOrderId ?? "" },
    { title: "order", text: ({ orderId }) => orderId },
    { title: "reason", spare: 5, mayBeEmpty: true, mayBeCut: true, text: (order) => whyOf(order) },
  ]
}

/** What a person should know beside the state: the doubt first, then the reason. */
export function whyOf({ doubt, reason }: Pick<OrderRow, "doubt" | "reason">): string {
  return doubt === null ? (reason ?? "") : `${doubt.answer}; ${doubt.next}`
}

/** One order, all sides of it. */
export function orderFacts(order: OrderRow, precision: Precision): readonly Fact[] {
  const { symbol, unit, pending, doubt } = order
  const percent = unit === "quote" ? undefined : percentOf(order.filledQuantity, order.quantity)
  const fact = (name: string, text: string | null, ink?: Ink): readonly Fact[] =>
    text === null || text === "" ? [] : [{ name, text, ink }]
  return [
    ...fact("state", stateWords(order), stateInk(order)),
    ...fact("order", order.orderId),
    ...fact("client id", order.clientOrderId),
    ...fact(
      "OKX ids",
      [order.clOrdId && `clOrdId ${order.clOrdId}`, order.okxOrderId && `ordId ${order.okxOrderId}`]
        .filter(Boolean)
        .join(", "),
    ),
    ...fact(
      "account",
      `${order.account}, strategy ${order.strategy}${order.source === "exchange" ? ", not placed here" : ""}`,
    ),
    ...fact(
      "wish",
      `${order.side} ${precision.quantity(symbol, order.quantity, unit)} ${symbol} ${order.type}${order.price === null ? "" : ` at ${precision.price(symbol, order.price)}`}${order.reduceOnly ? ", reduce-only" : ""}`,
      order.side,
    ),
    ...fact(
      "filled",
      `${precision.quantity(symbol, order.filledQuantity, unit === "quote" ? "base" : unit)}${percent === undefined ? "" : ` (${percent} %)`}${order.averagePrice === null ? "" : ` at ${precision.average(symbol, order.averagePrice)}`}`,
    ),
    ...fact("fees", feeWords(order.fees)),
    ...fact(
      "cancel",
      pending.cancel &&
        `asked ${timeWords(pending.cancel.at)} (${pending.cancel.reason}), ${cancelWords(pending.cancel, doubt)}`,
      "warning",
    ),
    ...fact(
      "amend",
      pending.amend &&
        `asked ${timeWords(pending.amend.at)}${pending.amend.price === null ? "" : ` to price ${pending.amend.price}`}${pending.amend.quantity === null ? "" : ` to quantity ${pending.amend.quantity}`}`,
      "warning",
    ),
    ...fact("in doubt", doubt && `since ${timeWords(doubt.since)}: asked ${doubt.asked}; got ${doubt.answer}`, "doubt"),
    ...fact("next", doubt?.next ?? null, "doubt"),
    ...fact("reason", order.reason, stateInk(order)),
    ...fact("created", `${timeWords(order.createdAt)} UTC`),
    ...fact("time limit", order.timeLimitMs === null ? null : timeLimitWords(order.createdAt, order.timeLimitMs)),
    ...fact(
      "ack after",
      order.ackLatencyMs === null ? null : `${spanWords(order.ackLatencyMs)} by ${order.transport ?? "?"}`,
    ),
    ...fact("closed", order.completedAt && `${timeWords(order.completedAt)} UTC`),
  ]
}

/** As long as it may be open, and until when. */
function timeLimitWords(createdAt: string, timeLimitMs: number): string {
  const endsAt = new Date(Date.parse(createdAt) + timeLimitMs).toISOString()
  return `${spanWords(timeLimitMs)}: cancelled when still open at ${timeWords(endsAt)} UTC`
}

/** Not "no answer": OKX may have said that there is no such order to cancel, which decides nothing while the order is looked for. */
function cancelWords(
  { accepted, attempts }: NonNullable<OrderRow["pending"]["cancel"]>,
  doubt: OrderRow["doubt"],
): string {
  if (accepted) return "taken by OKX, not final yet"
  const tries = attempts > 1 ? `asked ${attempts} times, ` : ""
  return doubt === null
    ? `${tries}not taken by OKX yet`
    : `${tries}not taken by OKX: whether there is an order to cancel is being found out`
}

export function fillColumns(precision: Precision, nowMs: number): readonly Column<FillRow>[] {
  return [
    { title: "time (UTC)", text: ({ at }) => clockWords(at, nowMs) },
    { title: "symbol", text: ({ symbol }) => symbol },
    { title: "side", text: ({ side }) => side, ink: sideInk },
    {
      title: "quantity",
      right: true,
      text: ({ symbol, quantity, unit }) => precision.quantity(symbol, quantity, unit),
    },
    { title: "price", right: true, text: ({ symbol, price }) => precision.price(symbol, price) },
    { title: "fee", right: true, spare: 1, text: ({ fees }) => feeWords(fees) },
    {
      title: "liquidity",
      spare: 2,
      text: ({ liquidity, provisional }) => (provisional ? "provisional" : liquidity),
      ink: ({ provisional }) => (provisional ? "warning" : undefined),
    },
    { title: "strategy", spare: 4, text: ({ strategy }) => strategy },
    { title: "order", text: ({ orderId }) => orderId },
    { title: "trade", spare: 3, text: ({ tradeId }) => tradeId },
  ]
}

/** What every event has already; the rest is what it says. */
const COMMON_FIELDS: ReadonlySet<string> = new Set([
  "type",
  "version",
  "seq",
  "at",
  "account",
  "cause",
  "orderId",
  "sincePreviousMs",
  "wire",
])

/** The fields of an event that are its own, one line: "price 29000 · requestId r1". */
export function eventWords(event: EventRow): string {
  if (event.type === "OrderCreated") return createdWords(event)
  return Object.entries(event)
    .filter(([name, value]) => !COMMON_FIELDS.has(name) && value !== null && value !== undefined)
    .map(
      ([name, value]) => `${name} ${typeof value === "object" && value !== null ? objectWords(value) : String(value)}`,
    )
    .join(" \u00b7 ")
}

/** The wish as a person says it; how the journal keeps it is in --json. */
function createdWords({
  side,
  quantity,
  symbol,
  orderType,
  price,
  unit,
  strategy,
  clientOrderId,
  reduceOnly,
}: EventRow): string {
  const wish = [
    side,
    quantity,
    unit === "quote" ? "quote of" : undefined,
    symbol,
    orderType,
    price === undefined ? undefined : `at ${price}`,
    reduceOnly === true ? "reduce-only" : undefined,
  ]
  const words = [
    wish.filter((word) => word !== undefined).join(" "),
    `strategy ${strategy}`,
    clientOrderId === undefined ? undefined : `client id ${clientOrderId}`,
  ]
  return words.filter((word) => word !== undefined).join(" \u00b7 ")
}

function objectWords(value: object): string {
  const parts = Array.isArray(value)
    ? value.map((item) => (typeof item === "object" && item !== null ? objectWords(item) : String(item)))
    : Object.entries(value).map(
        ([name, part]) => `${name} ${typeof part === "object" && part !== null ? objectWords(part) : String(part)}`,
      )
  return Array.isArray(value) ? `[${parts.join(", ")}]` : `(${parts.join(", ")})`
}

const EVENT_INKS: Readonly<Record<string, Ink>> = {
  OrderFilled: "filled",
  OrderPartiallyFilled: "filled",
  FillBooked: "filled",
  OrderCancelled: "cancelled",
  OrderExpired: "cancelled",
  OrderRejected: "rejected",
  OrderFailed: "rejected",
  CancelRefused: "rejected",
  AmendRefused: "rejected",
  OrderInDoubt: "doubt",
  DoubtResolved: "doubt",
  OrderCorrected: "doubt",
  BreakFound: "warning",
  TradingHalted: "warning",
}

export function eventInk({ type }: { readonly type: string }): Ink | undefined {
  return EVENT_INKS[type] ?? (type.startsWith("Order") ? "working" : undefined)
}

/** One line of a timeline: a step, or a message that was sent or received for it. */
export interface TimelineStep {
  readonly seq: string
  readonly at: string
  /** Since the step before, or how long OKX took to answer; null where nobody knows. */
  readonly afterMs: number | null
  readonly event: string
  readonly ink: Ink | undefined
  readonly cause: string
  readonly what: string
}

export function timelineSteps(events: readonly TimelineEvent[], withWire: boolean): readonly TimelineStep[] {
  return events.flatMap((event) => {
    const step = {
      seq: String(event.seq),
      at: event.at,
      afterMs: event.sincePreviousMs,
      event: event.type,
      ink: eventInk(event),
      cause: event.cause,
      what: eventWords(event),
    }
    const messages = event.wire.map(({ at, direction, transport, what, text, roundTripMs }) => ({
      seq: "",
      at,
      afterMs: roundTripMs,
      event: direction === "sent" ? `  > ${what}` : `  < ${what}`,
      ink: "dim" as const,
      cause: transport,
      what: text,
    }))
    return withWire ? [step, ...messages] : [step]
  })
}

export function timelineColumns(nowMs: number): readonly Column<TimelineStep>[] {
  return [
    { title: "seq", right: true, text: ({ seq }) => seq },
    { title: "time (UTC)", text: ({ at }) => clockWords(at, nowMs) },
    { title: "after", right: true, text: ({ afterMs }) => (afterMs === null ? "" : `+${spanWords(afterMs)}`) },
    { title: "event", text: ({ event }) => event, ink: ({ ink }) => ink },
    { title: "cause", text: ({ cause }) => cause },
    { title: "what", mayBeCut: true, text: ({ what }) => what },
  ]
}
