// What is said of orders: requests, receipts, problems, rows, pages. Amounts are decimal strings, times are ISO 8601 with milliseconds in UTC
// ("2026-01-31T09:30:00.250Z"), a value that is not there is null. Pieces that come in are read into the domain by check.ts; the account's own are in
// account-schemas.ts.

import Type, { type Static } from "typebox"
import {
  BATCH_MAX,
  PAGE_LIMIT_MAX,
  STRATEGY_DEFAULT,
  TIME_LIMIT_MS_MAX,
  TIME_LIMIT_MS_MIN,
  TRADE_MODES,
  UNITS,
} from "./limits.ts"
import {
  clientOrderIdIn,
  count,
  decimalText,
  feeSchema,
  modeWord,
  orderTypeIn,
  orNull,
  priceIn,
  quantityIn,
  seq,
  sideIn,
  sideWord,
  stateWord,
  statusWord,
  strategyIn,
  strict,
  symbolIn,
  time,
  tradeModeWord,
  unitWord,
  words,
} from "./schema-parts.ts"

// ---- requests --------------------------------------------------------------------------------------------------------------

export const PlaceRequestSchema = Type.Object(
  {
    clientOrderId: Type.Optional(clientOrderIdIn),
    strategy: Type.Optional(strategyIn),
    symbol: symbolIn,
    side: sideIn,
    type: orderTypeIn,
    quantity: quantityIn(),
    unit: Type.Optional(words(UNITS, "Of the quantity. Default: base for SPOT, contracts for SWAP.")),
    price: Type.Optional(priceIn("Limit price in quote currency; every type but market needs one.")),
    tradeMode: Type.Optional(words(TRADE_MODES, "Default: cash for SPOT, cross for SWAP.")),
    reduceOnly: Type.Optional(Type.Boolean({ description: "Only shrinks a position." })),
    timeLimitMs: Type.Optional(
      Type.Integer({
        minimum: TIME_LIMIT_MS_MIN,
        maximum: TIME_LIMIT_MS_MAX,
        description: "Milliseconds after which the order is asked about and cancelled.",
      }),
    ),
  },
  { ...strict, title: "An order", description: `\`strategy\` is "${STRATEGY_DEFAULT}" where nobody says.` },
)
export type PlaceRequest = Static<typeof PlaceRequestSchema>

/** Absolute targets, at least one. */
export const AmendRequestSchema = Type.Object(
  {
    price: Type.Optional(priceIn("The new limit price.")),
    quantity: Type.Optional(quantityIn("The new total, its filled part included.")),
  },
  { ...strict, minProperties: 1, title: "An amendment" },
)
export type AmendRequest = Static<typeof AmendRequestSchema>

/** Every open order of ours that fits; an empty filter means all of them. */
export const CancelFilterSchema = Type.Object(
  { symbol: Type.Optional(symbolIn), strategy: Type.Optional(strategyIn) },
  { ...strict, title: "A filter", description: "Every open order of ours that fits; an empty filter means all." },
)
export type CancelFilter = Static<typeof CancelFilterSchema>

/** Taken or refused one by one; a malformed one refuses the whole batch before anything is done. */
export const BatchRequestSchema = Type.Object(
  { orders: Type.Array(PlaceRequestSchema, { minItems: 1, maxItems: BATCH_MAX }) },
  { ...strict, title: "A batch" },
)
export type BatchRequest = Static<typeof BatchRequestSchema>

// ---- answers ---------------------------------------------------------------------------------------------------------------

/** 202: durable. `seq` is the sequence number up to which the request is contained in the books. */
export const ReceiptSchema = Type.Object({
  orderId: Type.String(),
  clientOrderId: orNull(Type.String()),
  account: Type.String(),
  mode: modeWord,
  seq,
  state: stateWord,
  /** A cancel was asked for and has no final word yet: accepted is not cancelled. */
  pendingCancel: Type.Boolean(),
})
export type ReceiptRow = Static<typeof ReceiptSchema>

/** RFC 9457. `outcome` says what is true of the request: refused (nothing happened), accepted, or unknown. */
export const ProblemSchema = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  detail: Type.String(),
  code: Type.String(),
  outcome: words(["refused", "accepted", "unknown"]),
  /** The same request may succeed later, unchanged. */
  retryable: Type.Boolean(),
  errors: Type.Array(Type.Object({ path: Type.String(), message: Type.String() })),
  /** The order, where the refusal was recorded with one (Rejected) or concerns one. */
  orderId: Type.Optional(Type.String()),
  /** The numbers of the refusal, by name. */
  facts: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
})
export type Problem = Static<typeof ProblemSchema>

/** One result of many, in the order of the request. */
export const ResultSchema = Type.Union([
  Type.Object({ ok: Type.Literal(true), replayed: Type.Boolean(), ...ReceiptSchema.properties }),
  Type.Object({ ok: Type.Literal(false), problem: ProblemSchema }),
])
export type ResultRow = Static<typeof ResultSchema>
export const ResultsSchema = Type.Object({ results: Type.Array(ResultSchema), seq })
export type Results = Static<typeof ResultsSchema>

const doubtSchema = Type.Object({
  since: time,
  asked: Type.String(),
  answer: Type.String(),
  /** What happens next, for people. */
  next: Type.String(),
  nextAt: time,
  asks: count,
})
const pendingSchema = Type.Object({
  cancel: orNull(
    Type.Object({
      requestId: Type.String(),
      at: time,
      reason: Type.String(),
      attempts: count,
      accepted: Type.Boolean(),
    }),
  ),
  amend: orNull(
    Type.Object({
      requestId: Type.String(),
      at: time,
      price: orNull(decimalText),
      quantity: orNull(decimalText),
      accepted: Type.Boolean(),
    }),
  ),
})

export const OrderRowSchema = Type.Object({
  orderId: Type.String(),
  clientOrderId: orNull(Type.String()),
  clOrdId: orNull(Type.String()),
  okxOrderId: orNull(Type.String()),
  account: Type.String(),
  mode: modeWord,
  strategy: Type.String(),
  /** command: placed here · exchange: found at OKX, shown and not touched. */
  source: words(["command", "exchange"]),
  symbol: Type.String(),
  side: sideWord,
  /** One of ours, or OKX's own word (ordType) for an order that was not placed here. */
  type: Type.String(),
  tradeMode: tradeModeWord,
  reduceOnly: Type.Boolean(),
  state: stateWord,
  /** The coarse word for reports; derived from state. */
  status: statusWord,
  quantity: decimalText,
  unit: unitWord,
  price: orNull(decimalText),
  /** Base currency or contracts, as the exchange tells. */
  filledQuantity: decimalText,
  /** Null for quote-sized orders, where OKX alone knows. */
  remainingQuantity: orNull(decimalText),
  /** Filled as the exchange says, the executions themselves still being fetched. */
  fillsMissing: decimalText,
  averagePrice: orNull(decimalText),
  /** Per currency; below zero is charged, above is a rebate. */
  fees: Type.Array(feeSchema),
  pending: pendingSchema,
  /** Not null: it is not known whether the placement exists; its exposure stays reserved until that is decided. */
  doubt: orNull(doubtSchema),
  reason: orNull(Type.String()),
  refusalCode: orNull(Type.String()),
  timeLimitMs: orNull(Type.Integer()),
  transport: orNull(words(["ws", "rest"])),
  createdAt: time,
  submittedAt: orNull(time),
  acknowledgedAt: orNull(time),
  firstFillAt: orNull(time),
  completedAt: orNull(time),
  /** Submitted to acknowledged, in milliseconds. */
  ackLatencyMs: orNull(Type.Integer()),
  seq,
})
export type OrderRow = Static<typeof OrderRowSchema>

/** GET /v1/orders/{id}: the row with its steps. */
export const OrderDetailSchema = Type.Object({
  ...OrderRowSchema.properties,
  history: Type.Array(
    Type.Object({
      from: Type.String(),
      to: stateWord,
      at: time,
      reason: Type.String(),
      metadata: orNull(Type.Record(Type.String(), Type.String())),
    }),
  ),
})
export type OrderDetail = Static<typeof OrderDetailSchema>

export const FillRowSchema = Type.Object({
  seq,
  orderId: Type.String(),
  clientOrderId: orNull(Type.String()),
  clOrdId: orNull(Type.String()),
  okxOrderId: Type.String(),
  account: Type.String(),
  mode: modeWord,
  strategy: Type.String(),
  symbol: Type.String(),
  side: sideWord,
  tradeId: Type.String(),
  price: decimalText,
  quantity: decimalText,
  unit: words(["base", "contracts"]),
  fees: Type.Array(feeSchema),
  liquidity: words(["maker", "taker", "unknown"]),
  at: time,
  /** A stand-in at OKX's average for an execution that OKX does not tell; replaced when it comes. */
  provisional: Type.Boolean(),
})
export type FillRow = Static<typeof FillRowSchema>

export const InstrumentRowSchema = Type.Object({
  symbol: Type.String(),
  kind: words(["spot", "swap"]),
  baseCurrency: Type.String(),
  quoteCurrency: Type.String(),
  settleCurrency: Type.String(),
  tickSize: decimalText,
  lotSize: decimalText,
  minSize: decimalText,
  maxLimitSize: decimalText,
  maxMarketSize: decimalText,
  contractValue: decimalText,
  linear: Type.Boolean(),
  state: Type.String(),
})
export type InstrumentRow = Static<typeof InstrumentRowSchema>

/** One event as the journal keeps it: decimals as strings, times as ISO text. Fields besides these depend on `type`. */
export const EventRowSchema = Type.Object({
  type: Type.String(),
  version: Type.Literal(1),
  seq,
  at: time,
  account: Type.String(),
  cause: Type.String(),
})
export type EventRow = Static<typeof EventRowSchema> & Readonly<Record<string, unknown>>

/** What went over the wire about the order, as it was: without headers, signatures and keys, long ones cut. */
export const WireMessageSchema = Type.Object({
  at: time,
  direction: words(["sent", "received"]),
  transport: words(["ws", "rest"]),
  /** A request or its reply, or a push of OKX's orders channel. */
  what: words(["place", "amend", "cancel", "push"]),
  text: Type.String(),
  /** Of a reply, in milliseconds. */
  roundTripMs: orNull(Type.Number({ minimum: 0 })),
})
/** An event among its kind: its cause, how long after the step before it came, and what was said for it. */
export const TimelineEventSchema = Type.Object({
  ...EventRowSchema.properties,
  /** null at the beginning of a further page. */
  sincePreviousMs: orNull(Type.Integer({ minimum: 0 })),
  /** The newest messages of the account are kept in memory: older orders, and orders from before a start, have none. */
  wire: Type.Array(WireMessageSchema),
})
export type TimelineEvent = Static<typeof TimelineEventSchema> & Readonly<Record<string, unknown>>

const page = { nextCursor: orNull(Type.String()), seq } as const
/** `limit` of every list: 1 to PAGE_LIMIT_MAX. `nextCursor` is null on the last page; `seq` says up to which event the page is complete. */
export const OrderPageSchema = Type.Object({
  orders: Type.Array(OrderRowSchema, { maxItems: PAGE_LIMIT_MAX }),
  ...page,
})
export const FillPageSchema = Type.Object({ fills: Type.Array(FillRowSchema, { maxItems: PAGE_LIMIT_MAX }), ...page })
export const TimelineSchema = Type.Object({ orderId: Type.String(), events: Type.Array(TimelineEventSchema), ...page })
export const InstrumentPageSchema = Type.Object({ instruments: Type.Array(InstrumentRowSchema), ...page })
export type OrderPage = Static<typeof OrderPageSchema>
export type FillPage = Static<typeof FillPageSchema>
export type Timeline = Omit<Static<typeof TimelineSchema>, "events"> & { readonly events: readonly TimelineEvent[] }
export type InstrumentPage = Static<typeof InstrumentPageSchema>
