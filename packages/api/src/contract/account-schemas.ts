// The contract of the account as a whole: counts, the trading switch and what orders pass through, breaks and their comparison, balances and
// positions. Same rules as schemas.ts.

import { BREAK_ACTIONS, BREAK_KINDS } from "@okx-oms/core"
import Type, { type Static } from "typebox"
import { PAGE_LIMIT_MAX, REASON_LENGTH_MAX, TRADING_ACTIONS } from "./limits.ts"
import { count, decimalText, lineIn, modeWord, orNull, seq, strict, time, words } from "./schema-parts.ts"

// ---- requests --------------------------------------------------------------------------------------------------------------

/** halt takes no new orders, reduce-only takes what shrinks a position, resume takes all; cancels always go out. */
export const TradingRequestSchema = Type.Object(
  {
    action: words(TRADING_ACTIONS),
    reason: Type.Optional(lineIn(REASON_LENGTH_MAX, "For people; kept in the journal.")),
  },
  { ...strict, title: "A trading action" },
)
export type TradingRequest = Static<typeof TradingRequestSchema>

/** What a person found and did about the difference. */
export const ResolveRequestSchema = Type.Object(
  { resolution: lineIn(REASON_LENGTH_MAX, "What was found and done; kept in the journal.") },
  { ...strict, title: "A resolution" },
)
export type ResolveRequest = Static<typeof ResolveRequestSchema>

// ---- answers ---------------------------------------------------------------------------------------------------------------

const durationMs = orNull(Type.Number({ minimum: 0 }))
const latencySchema = Type.Object({
  count,
  p50Ms: durationMs,
  p90Ms: durationMs,
  p99Ms: durationMs,
  maxMs: durationMs,
})
const rateSchema = Type.Object({ mean: Type.Number({ minimum: 0 }), peak: Type.Number({ minimum: 0 }) })

export const StatsSchema = Type.Object({
  account: Type.String(),
  mode: modeWord,
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
  /** Open ones. */
  breaks: count,
  /** Of each kind, since the journal began. */
  breaksFound: Type.Record(Type.String(), count),
  /** Since the server started, in milliseconds; null while nothing was measured. */
  latency: Type.Object({
    /** From the arrival of the request at the manager to the moment at which it is handed to the connection, durable in between. */
    submitToWire: latencySchema,
    /** From the same arrival to the durable word that OKX has the order. */
    submitToAck: latencySchema,
    /** One append of the journal. */
    append: latencySchema,
  }),
  /** Per second: the mean of the last minute, and the busiest second of it. */
  throughput: Type.Object({ orders: rateSchema, events: rateSchema }),
  seq,
})
export type Stats = Static<typeof StatsSchema>

const ageMs = Type.Number({ minimum: 0 })
const feedWord = words(["down", "connecting", "up"])
/** GET /v1/trading: whether orders are taken, and the state of everything that they pass through. */
export const TradingSchema = Type.Object({
  account: Type.String(),
  mode: modeWord,
  ready: Type.Boolean(),
  /** Why it is not ready, for people. */
  why: orNull(Type.String()),
  trading: Type.Object({
    mode: words(["open", "reduce-only", "halt"]),
    reason: Type.String(),
    /** Null before the first change. */
    since: orNull(time),
  }),
  feeds: Type.Object({
    /** suspect: connected, but it has kept something to itself that a reply or a read showed. */
    private: words(["down", "connecting", "up", "suspect"]),
    public: feedWord,
    /** Since OKX last said something on the private connection, heartbeats apart; null before the first connection. */
    lastPrivateMessageAgoMs: orNull(ageMs),
    /** The same of the public connection. */
    lastPublicMessageAgoMs: orNull(ageMs),
    /** What the private feed did not tell, while it is suspect. */
    suspicion: orNull(Type.Object({ reason: Type.String(), forMs: ageMs, reconnects: count })),
    lastError: orNull(Type.String()),
  }),
  /** How long an accepted order may stay invisible to reads: as used for "never placed", and the longest measured within the last hour. */
  visibility: Type.Object({ usedMs: ageMs, measuredMs: ageMs, samples: count, alarm: Type.Boolean() }),
  /** OKX cancels our orders when it has not heard of us for timeoutS seconds; off unless it is configured. */
  deadMan: Type.Object({
    state: words(["off", "arming", "armed", "failing"]),
    timeoutS: orNull(Type.Number()),
    lastConfirmedAgoMs: orNull(ageMs),
    /** When OKX cancels unless it hears again. */
    triggersAt: orNull(time),
    /** Why the last beat was not confirmed. */
    why: orNull(Type.String()),
  }),
  /** Since the books were last compared with OKX in full; null before the first time. */
  lastReconciledAgoMs: orNull(ageMs),
  /** Local wall clock minus exchange clock; null before the first sample. */
  clockOffsetMs: orNull(Type.Number()),
  /** OKX answered with trouble within the last minute: reads may lag there. */
  troubled: Type.Boolean(),
  /** More of each window is told by GET /v1/rate-budget. */
  rateBudget: Type.Record(Type.String(), Type.Object({ left: Type.Number(), limit: Type.Number() })),
  inbox: Type.Object({ length: count, limit: count }),
  durability: Type.String(),
  seq,
})
export type Trading = Static<typeof TradingSchema>

/** A difference between the books and OKX: what each says, what shows it, and what was done about it. */
export const BreakRowSchema = Type.Object({
  breakId: Type.String(),
  /** What each means and what to do about it: docs/breaks.md. */
  kind: words(BREAK_KINDS),
  orderId: orNull(Type.String()),
  /** What it is about when that is no order of ours: a currency, a symbol, an id of OKX. */
  subject: orNull(Type.String()),
  ours: Type.String(),
  theirs: Type.String(),
  evidence: Type.String(),
  action: words(BREAK_ACTIONS),
  foundAt: time,
  resolvedAt: orNull(time),
  resolution: orNull(Type.String()),
})
export type BreakRow = Static<typeof BreakRowSchema>

/** One comparison of the books with OKX since the server started; it looks for differences and changes nothing at OKX. */
export const ComparisonRowSchema = Type.Object({
  trigger: words(["start", "reconnect", "interval", "demand", "suspicion"]),
  at: time,
  tookMs: ageMs,
  ok: Type.Boolean(),
  /** Why it counts for nothing; null when ok. */
  why: orNull(Type.String()),
  /** Open orders as the books and as OKX had them, and the breaks that it found; null when it was not completed. */
  openHere: orNull(count),
  openThere: orNull(count),
  breaks: orNull(count),
})
export type ComparisonRow = Static<typeof ComparisonRowSchema>

/** GET /v1/reconciliation: open breaks first, each group newest first; at most PAGE_LIMIT_MAX, the open ones before the resolved. */
export const ReconciliationSchema = Type.Object({
  breaks: Type.Array(BreakRowSchema, { maxItems: PAGE_LIMIT_MAX }),
  openBreaks: count,
  lastReconciledAgoMs: orNull(ageMs),
  /** The last comparisons, newest first: at most 50. */
  comparisons: Type.Array(ComparisonRowSchema, { maxItems: 50 }),
  seq,
})
export type Reconciliation = Static<typeof ReconciliationSchema>

/** POST /v1/reconciliation: the comparison that was just made, or joined while it was under way. */
export const ReconciliationRunSchema = Type.Object({
  ok: Type.Boolean(),
  /** Why it counts for nothing; null when ok. It is tried again by itself. */
  why: orNull(Type.String()),
  openBreaks: count,
  lastReconciledAgoMs: orNull(ageMs),
  seq,
})
export type ReconciliationRun = Static<typeof ReconciliationRunSchema>

/** POST /v1/reconciliation/breaks/{id}/resolve: the break as it is now. */
export const ResolvedBreakSchema = Type.Object({ ...BreakRowSchema.properties, seq })
export type ResolvedBreak = Static<typeof ResolvedBreakSchema>

/** What OKX last told of one currency. */
export const BalanceRowSchema = Type.Object({
  currency: Type.String(),
  /** Cash, what open orders hold included. */
  total: decimalText,
  /** What new orders may use. */
  available: decimalText,
  updatedAt: time,
})
export type BalanceRow = Static<typeof BalanceRowSchema>

/** What OKX last told of one position; flat ones are left out. */
export const PositionRowSchema = Type.Object({
  symbol: Type.String(),
  /** Above zero long, below zero short. */
  contracts: decimalText,
  averagePrice: orNull(decimalText),
  /** OKX's mark price when it last spoke of the position: every few seconds. */
  markPrice: orNull(decimalText),
  /** Of the last trade, now. */
  lastPrice: orNull(decimalText),
  /** At the mark price, or at the last price where that is not known, or as OKX reckons it; in settlement currency, fees not included. */
  unrealisedProfit: orNull(decimalText),
  /** The position's value at the same price. */
  notional: orNull(decimalText),
  /** OKX's estimate; null where it tells none: far away, or nothing to liquidate. */
  liquidationPrice: orNull(decimalText),
  /** What holds the position: its own margin when isolated, its initial margin when cross. */
  margin: orNull(decimalText),
  /** In which currency margin and profit are. */
  marginCurrency: orNull(Type.String()),
  updatedAt: time,
})
export type PositionRow = Static<typeof PositionRowSchema>

/** One page holds them all: an account has few. */
export const BalancePageSchema = Type.Object({ balances: Type.Array(BalanceRowSchema), nextCursor: Type.Null(), seq })
export const PositionPageSchema = Type.Object({
  positions: Type.Array(PositionRowSchema),
  nextCursor: Type.Null(),
  seq,
})
export type BalancePage = Static<typeof BalancePageSchema>
export type PositionPage = Static<typeof PositionPageSchema>
