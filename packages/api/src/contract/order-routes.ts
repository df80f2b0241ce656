// The routes of orders: place, list, read, amend, cancel, one or many. A 202 says that the request is durable here, and never more than that.

import { InvalidValue, parseClientOrderId } from "@okx-oms/core"
import Type from "typebox"
import { DENIALS } from "../problem.ts"
import { domain } from "./domain.ts"
import { ORDER_ID, ORDER_ROW, PLACE, RECEIPT, TIMELINE_EVENT } from "./examples.ts"
import { REASON_LENGTH_MAX } from "./limits.ts"
import { PreviewSchema } from "./market-schemas.ts"
import { byIn, stateFilterIn } from "./order-filter.ts"
import {
  AmendRequestSchema,
  BatchRequestSchema,
  CancelFilterSchema,
  OrderDetailSchema,
  OrderPageSchema,
  PlaceRequestSchema,
  ReceiptSchema,
  ResultsSchema,
  TimelineSchema,
} from "./order-schemas.ts"
import { accountRoute } from "./route.ts"
import { clientOrderIdIn, instantIn, lineIn, pageIn, strategyIn, symbolIn } from "./schema-parts.ts"

/** The batch names its orders "<key>:<index>" after one Idempotency-Key; room for ":19". */
const BATCH_KEY_LENGTH_MAX = 61

const orderParams = {
  id: Type.String({
    maxLength: 100,
    description: "Any of its four ids: orderId, clientOrderId, clOrdId, or OKX's ordId.",
  }),
} as const
const by = Type.Optional(byIn)

const batchKeyIn = domain(
  Type.String({ pattern: `^[A-Za-z0-9._:-]{1,${BATCH_KEY_LENGTH_MAX}}$`, description: "Names the batch." }),
  (raw, field) => {
    const key = parseClientOrderId(raw, field)
    if (key.length > BATCH_KEY_LENGTH_MAX)
      throw new InvalidValue(field, raw, `at most ${BATCH_KEY_LENGTH_MAX} characters here`)
    return key
  },
)

export const orderRoutes = {
  placeOrder: accountRoute({
    operationId: "placeOrder",
    method: "POST",
    path: "/v1/orders",
    scope: "trade",
    tag: "orders",
    summary: "Place an order",
    description:
      "202 once the order is durable here; what becomes of it is its state. Idempotent by clientOrderId or Idempotency-Key for as long as the journal is kept: the same request gets the same order's receipt, as the order stands by then, marked Idempotency-Replayed; another request under the same name is refused.",
    headers: { "Idempotency-Key": Type.Optional(clientOrderIdIn) },
    body: PlaceRequestSchema,
    status: 202,
    reply: ReceiptSchema,
    replyHeaders: {
      location: "The order's address.",
      "idempotency-replayed": "true: this was the answer to an earlier request of the same name.",
    },
    problems: [
      "idempotency-key-mismatch",
      "client-order-id-taken",
      "instrument-unknown",
      "instrument-not-live",
      "instrument-unsupported",
      "price-missing",
      "price-not-allowed",
      "price-off-tick",
      "quantity-off-lot",
      "quantity-below-minimum",
      "quantity-above-maximum",
      "unit-not-allowed",
      "trade-mode-not-allowed",
      "reduce-only-not-allowed",
      ...DENIALS,
      "inbox-full",
      "not-ready",
      "manager-stopped",
      "outcome-unknown",
      "answer-late",
    ],
    example: { body: PLACE, reply: RECEIPT },
  }),

  previewOrder: accountRoute({
    operationId: "previewOrder",
    method: "POST",
    path: "/v1/orders/preview",
    scope: "read",
    tag: "orders",
    summary: "What would become of an order",
    description: "Every check and the cost, as things are at this moment. Nothing is recorded and nothing is sent.",
    body: PlaceRequestSchema,
    reply: PreviewSchema,
    problems: ["answer-late"],
    example: {
      body: PLACE,
      reply: {
        account: "paper",
        mode: "paper",
        accepted: true,
        problem: null,
        replayOf: null,
        notional: "14999.95",
        feeEstimate: "0.0005",
        feeCurrency: "BTC",
        feeRate: "0.001",
        lastPrice: "30000",
        bestBid: "29999.9",
        bestAsk: "30000",
        distancePercent: "-0.0001",
        checks: [{ name: "notional-above-limit", passed: true, value: "14999.95", limit: "100000", left: "85000.05" }],
        seq: 0,
      },
    },
  }),

  placeOrders: accountRoute({
    operationId: "placeOrders",
    method: "POST",
    path: "/v1/orders/batch",
    scope: "trade",
    tag: "orders",
    summary: "Place up to 20 orders",
    description:
      "Each is taken or refused for itself, in its place. A malformed one refuses the batch before anything is done. One Idempotency-Key names them all: <key>:0, <key>:1, ...",
    headers: { "Idempotency-Key": Type.Optional(batchKeyIn) },
    body: BatchRequestSchema,
    status: 202,
    reply: ResultsSchema,
    problems: ["inbox-full", "not-ready", "manager-stopped", "outcome-unknown", "answer-late"],
    example: {
      body: { orders: [PLACE] },
      reply: { results: [{ ok: true, replayed: false, ...RECEIPT }], seq: 2 },
    },
  }),

  getOrders: accountRoute({
    operationId: "getOrders",
    method: "GET",
    path: "/v1/orders",
    scope: "read",
    tag: "orders",
    summary: "Orders of any age, newest first",
    query: {
      state: Type.Optional(stateFilterIn),
      symbol: Type.Optional(symbolIn),
      strategy: Type.Optional(strategyIn),
      since: Type.Optional(instantIn),
      ...pageIn,
    },
    reply: OrderPageSchema,
    problems: ["history-busy", "answer-late"],
    example: {
      query: { state: "open", symbol: "BTC-USDT", limit: 100 },
      reply: { orders: [ORDER_ROW], nextCursor: null, seq: 4 },
    },
  }),

  getOrder: accountRoute({
    operationId: "getOrder",
    method: "GET",
    path: "/v1/orders/{id}",
    scope: "read",
    tag: "orders",
    summary: "One order with the steps of its life",
    params: orderParams,
    query: { by },
    reply: OrderDetailSchema,
    problems: ["order-not-found", "order-id-ambiguous", "answer-late"],
    example: {
      params: { id: ORDER_ID },
      reply: {
        ...ORDER_ROW,
        history: [{ from: "None", to: "Created", at: ORDER_ROW.createdAt, reason: "placed", metadata: null }],
      },
    },
  }),

  getTimeline: accountRoute({
    operationId: "getTimeline",
    method: "GET",
    path: "/v1/orders/{id}/timeline",
    scope: "read",
    tag: "orders",
    summary: "Every event of an order, oldest first, with what went over the wire for it",
    params: orderParams,
    query: { by, ...pageIn },
    reply: TimelineSchema,
    problems: ["order-not-found", "order-id-ambiguous", "history-busy", "answer-late"],
    example: {
      params: { id: ORDER_ID },
      reply: { orderId: ORDER_ID, events: [TIMELINE_EVENT], nextCursor: null, seq: 4 },
    },
  }),

  amendOrder: accountRoute({
    operationId: "amendOrder",
    method: "PATCH",
    path: "/v1/orders/{id}",
    scope: "trade",
    tag: "orders",
    summary: "Ask for a new price, a new total quantity, or both",
    description: "Absolute targets. The receipt is not the change: that is an event, or the order's row.",
    params: orderParams,
    query: { by },
    body: AmendRequestSchema,
    status: 202,
    reply: ReceiptSchema,
    problems: [
      "order-not-found",
      "order-id-ambiguous",
      "order-closed",
      "order-not-ours",
      "amend-nothing",
      "amend-pending",
      "amend-not-allowed",
      "price-off-tick",
      "quantity-off-lot",
      "notional-above-limit",
      "position-above-limit",
      "price-outside-collar",
      "inbox-full",
      "not-ready",
      "manager-stopped",
      "outcome-unknown",
      "answer-late",
    ],
    example: {
      params: { id: ORDER_ID },
      body: { price: "29000" },
      reply: { ...RECEIPT, state: "Acknowledged", seq: 5 },
    },
  }),

  cancelOrder: accountRoute({
    operationId: "cancelOrder",
    method: "DELETE",
    path: "/v1/orders/{id}",
    scope: "cancel",
    tag: "orders",
    summary: "Ask for the cancel of one order",
    description: "The receipt is not the cancel: that is an event, or the order's state. Asked again it is one cancel.",
    params: orderParams,
    query: { by, reason: Type.Optional(lineIn(REASON_LENGTH_MAX, "For people; kept in the journal.")) },
    status: 202,
    reply: ReceiptSchema,
    problems: [
      "order-not-found",
      "order-id-ambiguous",
      "order-closed",
      "order-not-ours",
      "inbox-full",
      "manager-stopped",
      "outcome-unknown",
      "answer-late",
    ],
    example: {
      params: { id: ORDER_ID },
      query: { reason: "changed my mind" },
      reply: { ...RECEIPT, state: "Acknowledged", seq: 5, pendingCancel: true },
    },
  }),

  cancelOrders: accountRoute({
    operationId: "cancelOrders",
    method: "POST",
    path: "/v1/orders/cancel",
    scope: "cancel",
    tag: "orders",
    summary: "Ask for the cancel of every open order that fits",
    description: "An empty filter, or no body, means every open order that was placed here. One result per order.",
    body: CancelFilterSchema,
    bodyOptional: true,
    status: 202,
    reply: ResultsSchema,
    problems: ["inbox-full", "manager-stopped", "outcome-unknown", "answer-late"],
    example: {
      body: { symbol: "BTC-USDT" },
      reply: {
        results: [{ ok: true, replayed: false, ...RECEIPT, state: "Acknowledged", seq: 5, pendingCancel: true }],
        seq: 5,
      },
    },
  }),
} as const
