// The outside contract in one place: what goes in and what comes out of every door, as JSON schemas with their TypeScript types.
// Amounts are decimal strings, times are ISO 8601 with milliseconds in UTC ("2026-01-31T09:30:00.250Z"), a value that is not there is null.
// Requests are checked by request.ts, which explains each mistake; a test keeps the two in agreement.

import Type, { type Static, type TSchema } from "typebox"
import { BATCH_MAX, ORDER_SIDES, ORDER_STATES, ORDER_TYPES, PAGE_LIMIT_MAX } from "./contract-limits.ts"

/** Above zero, plain: no sign, no exponent, at most 64 characters. */
const AMOUNT_ABOVE_ZERO = "^(?=.*[1-9])(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?$"
const DECIMAL = "^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?$"
const TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$"
const CURRENCY = "[A-Z0-9][A-Z0-9_]{0,23}"
const SYMBOL = `^${CURRENCY}-${CURRENCY}(?:-(?:SWAP|[0-9]{6}(?:-[0-9]+(?:\\.[0-9]+)?-[CP])?))?$`
const CLIENT_ORDER_ID = "^[A-Za-z0-9._:-]{1,64}$"
const STRATEGY = "^[A-Za-z0-9._-]{1,32}$"
/** One line of text: no control characters. */
const LINE = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"

function words<const Words extends readonly string[]>(list: Words) {
  return Type.Enum([...list] as { -readonly [Index in keyof Words]: Words[Index] })
}

function orNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()])
}

const strict = { additionalProperties: false } as const
const amountAboveZero = Type.String({ pattern: AMOUNT_ABOVE_ZERO, maxLength: 64 })
const decimalText = Type.String({ pattern: DECIMAL })
const time = Type.String({ pattern: TIME })
const symbolText = Type.String({ pattern: SYMBOL, maxLength: 60 })
const count = Type.Integer({ minimum: 0 })
const seq = count
const stateWord = words(ORDER_STATES)
const statusWord = words(["Created", "Submitted", "Partial", "Filled", "Cancelled", "Rejected", "Failed"])
const sideWord = words(ORDER_SIDES)
const unitWord = words(["base", "quote", "contracts"])
const tradeModeWord = words(["cash", "cross", "isolated"])
const feeSchema = Type.Object({ currency: Type.String(), amount: decimalText })

// ---- requests --------------------------------------------------------------------------------------------------------------

/** POST /v1/orders. `strategy` defaults to "manual"; the other defaults are the order's (unit, tradeMode) own. */
export const PlaceRequestSchema = Type.Object(
  {
    clientOrderId: Type.Optional(Type.String({ pattern: CLIENT_ORDER_ID })),
    strategy: Type.Optional(Type.String({ pattern: STRATEGY })),
    symbol: symbolText,
    side: sideWord,
    type: words(ORDER_TYPES),
    quantity: amountAboveZero,
    unit: Type.Optional(unitWord),
    price: Type.Optional(amountAboveZero),
    tradeMode: Type.Optional(tradeModeWord),
    reduceOnly: Type.Optional(Type.Boolean()),
    /** Milliseconds after which the order is asked about and cancelled. */
    timeLimitMs: Type.Optional(Type.Integer({ minimum: 1000, maximum: 2_147_483_647 })),
  },
  strict,
)
export type PlaceRequest = Static<typeof PlaceRequestSchema>

/** PATCH /v1/orders/{id}: absolute targets, at least one. `quantity` is the new total, its filled part included. */
export const AmendRequestSchema = Type.Object(
  { price: Type.Optional(amountAboveZero), quantity: Type.Optional(amountAboveZero) },
  { ...strict, minProperties: 1 },
)
export type AmendRequest = Static<typeof AmendRequestSchema>

/** POST /v1/orders/cancel: every open order of ours that fits; an empty filter means all of them. */
export const CancelFilterSchema = Type.Object(
  { symbol: Type.Optional(symbolText), strategy: Type.Optional(Type.String({ pattern: STRATEGY })) },
  strict,
)
export type CancelFilter = Static<typeof CancelFilterSchema>

/** POST /v1/orders/batch: taken or refused one by one; a malformed one refuses the whole batch before anything is done. */
export const BatchRequestSchema = Type.Object(
  { orders: Type.Array(PlaceRequestSchema, { minItems: 1, maxItems: BATCH_MAX }) },
  strict,
)
export type BatchRequest = Static<typeof BatchRequestSchema>

/** POST /v1/trading: halt takes no new orders, reduce-only takes what shrinks a position, resume takes all; cancels always go out. */
export const TradingRequestSchema = Type.Object(
  {
    action: words(["halt", "reduce-only", "resume"]),
    reason: Type.Optional(Type.String({ pattern: LINE, minLength: 1, maxLength: 200 })),
  },
  strict,
)
export type TradingRequest = Static<typeof TradingRequestSchema>

// ---- answers ---------------------------------------------------------------------------------------------------------------

/** 202: durable. `seq` is the sequence number up to which the request is contained in the books. */
export const ReceiptSchema = Type.Object({
  orderId: Type.String(),
  clientOrderId: orNull(Type.String()),
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

const page = { nextCursor: orNull(Type.String()), seq } as const
/** `limit` of every list: 1 to PAGE_LIMIT_MAX. `nextCursor` is null on the last page; `seq` says up to which event the page is complete. */
export const OrderPageSchema = Type.Object({
  orders: Type.Array(OrderRowSchema, { maxItems: PAGE_LIMIT_MAX }),
  ...page,
})
export const FillPageSchema = Type.Object({ fills: Type.Array(FillRowSchema, { maxItems: PAGE_LIMIT_MAX }), ...page })
export const TimelineSchema = Type.Object({ orderId: Type.String(), events: Type.Array(EventRowSchema), ...page })
export const InstrumentPageSchema = Type.Object({ instruments: Type.Array(InstrumentRowSchema), ...page })
export type OrderPage = Static<typeof OrderPageSchema>
export type FillPage = Static<typeof FillPageSchema>
export type Timeline = Omit<Static<typeof TimelineSchema>, "events"> & { readonly events: readonly EventRow[] }
export type InstrumentPage = Static<typeof InstrumentPageSchema>

export const StatsSchema = Type.Object({
  account: Type.String(),
  mode: words(["paper", "demo", "live"]),
  total: count,
  created: count,
  submitted: count,
  acknowledged: count,
  active: count,
  filled: count,
  cancelled: count,
  rejected: count,
  failed: count,
  expired: count,
  inDoubt: count,
  breaks: count,
  seq,
})
export type Stats = Static<typeof StatsSchema>

const feedWord = words(["down", "connecting", "up"])
/** GET /v1/trading: whether orders are taken, and the state of everything that they pass through. */
export const TradingSchema = Type.Object({
  account: Type.String(),
  mode: words(["paper", "demo", "live"]),
  ready: Type.Boolean(),
  /** Why it is not ready, for people. */
  why: orNull(Type.String()),
  trading: Type.Object({
    mode: words(["open", "reduce-only", "halt"]),
    reason: Type.String(),
    /** Null before the first change. */
    since: orNull(time),
  }),
  feeds: Type.Object({ private: feedWord, public: feedWord, lastError: orNull(Type.String()) }),
  /** Local wall clock minus exchange clock; null before the first sample. */
  clockOffsetMs: orNull(Type.Number()),
  /** OKX answered with trouble within the last minute: reads may lag there. */
  troubled: Type.Boolean(),
  rateBudget: Type.Record(Type.String(), Type.Object({ left: Type.Number(), limit: Type.Number() })),
  inbox: Type.Object({ length: count, limit: count }),
  durability: Type.String(),
  seq,
})
export type Trading = Static<typeof TradingSchema>
