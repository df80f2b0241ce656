// The routes of one account as a whole: fills, money, positions, counts, limits, budget, the trading switch, and the books compared with OKX.

import Type from "typebox"
import {
  BalancePageSchema,
  PositionPageSchema,
  ReconciliationRunSchema,
  ReconciliationSchema,
  ResolvedBreakSchema,
  ResolveRequestSchema,
  StatsSchema,
  TradingRequestSchema,
  TradingSchema,
} from "./account-schemas.ts"
import { AT, BREAK, BREAK_ID, FILL, ORDER_ID, TRADING } from "./examples.ts"
import { FillPageSchema } from "./order-schemas.ts"
import { accountRoute } from "./route.ts"
import { instantIn, orderIdIn, pageIn, strategyIn, symbolIn } from "./schema-parts.ts"
import { LimitsSchema, RateBudgetSchema } from "./server-schemas.ts"

export const accountRoutes = {
  getFills: accountRoute({
    operationId: "getFills",
    method: "GET",
    path: "/v1/fills",
    scope: "read",
    tag: "account",
    summary: "Executions, newest first",
    query: {
      symbol: Type.Optional(symbolIn),
      strategy: Type.Optional(strategyIn),
      orderId: Type.Optional(orderIdIn),
      since: Type.Optional(instantIn),
      ...pageIn,
    },
    reply: FillPageSchema,
    problems: ["history-busy", "answer-late"],
    example: { query: { orderId: ORDER_ID }, reply: { fills: [FILL], nextCursor: null, seq: 5 } },
  }),

  getPositions: accountRoute({
    operationId: "getPositions",
    method: "GET",
    path: "/v1/positions",
    scope: "read",
    tag: "account",
    summary: "Open positions as OKX last told them",
    reply: PositionPageSchema,
    example: {
      reply: {
        positions: [
          {
            symbol: "BTC-USDT-SWAP",
            contracts: "-3",
            averagePrice: "30000.5",
            markPrice: "29990.5",
            lastPrice: "30000",
            unrealisedProfit: "0.3",
            notional: "899.715",
            liquidationPrice: "58000.5",
            margin: "299.9",
            marginCurrency: "USDT",
            updatedAt: AT,
          },
        ],
        nextCursor: null,
        seq: 0,
      },
    },
  }),

  getBalances: accountRoute({
    operationId: "getBalances",
    method: "GET",
    path: "/v1/balances",
    scope: "read",
    tag: "account",
    summary: "Balances as OKX last told them",
    reply: BalancePageSchema,
    example: {
      reply: {
        balances: [{ currency: "USDT", total: "1000", available: "999.999999999999", updatedAt: AT }],
        nextCursor: null,
        seq: 0,
      },
    },
  }),

  getStats: accountRoute({
    operationId: "getStats",
    method: "GET",
    path: "/v1/stats",
    scope: "read",
    tag: "account",
    summary: "Orders by state since the journal began, doubts, breaks; latencies and throughput since the start",
    reply: StatsSchema,
    problems: ["answer-late"],
    example: {
      reply: {
        account: "paper",
        mode: "paper",
        total: 1,
        created: 0,
        submitted: 1,
        acknowledged: 0,
        active: 1,
        filled: 0,
        cancelled: 0,
        rejected: 0,
        failed: 0,
        expired: 0,
        inDoubt: 0,
        breaks: 0,
        breaksFound: {},
        latency: {
          submitToWire: { count: 1, p50Ms: 0.84, p90Ms: 0.84, p99Ms: 0.84, maxMs: 0.84 },
          submitToAck: { count: 0, p50Ms: null, p90Ms: null, p99Ms: null, maxMs: null },
          append: { count: 2, p50Ms: 0.2, p90Ms: 0.31, p99Ms: 0.31, maxMs: 0.31 },
        },
        throughput: { orders: { mean: 0.02, peak: 1 }, events: { mean: 0.03, peak: 2 } },
        seq: 2,
      },
    },
  }),

  getLimits: accountRoute({
    operationId: "getLimits",
    method: "GET",
    path: "/v1/limits",
    scope: "read",
    tag: "account",
    summary: "The limits that orders are checked against, and what of them is used",
    query: { symbol: Type.Optional(symbolIn) },
    reply: LimitsSchema,
    problems: ["instrument-unknown", "answer-late"],
    example: {
      reply: {
        account: "paper",
        maxOrderNotional: "10000",
        maxPosition: "50000",
        maxOpenOrders: 200,
        priceCollarPct: "5",
        lastPriceMaxAgeMs: 30_000,
        symbols: [
          {
            symbol: "BTC-USDT",
            maxOrderNotional: "5000",
            maxPosition: "50000",
            maxOpenOrders: 200,
            priceCollarPct: "5",
            used: { openOrders: 1, buyPosition: "15000", sellPosition: null },
          },
        ],
        seq: 2,
      },
    },
  }),

  getRateBudget: accountRoute({
    operationId: "getRateBudget",
    method: "GET",
    path: "/v1/rate-budget",
    scope: "read",
    tag: "account",
    summary: "What is left of OKX's rate limits",
    reply: RateBudgetSchema,
    example: {
      reply: {
        account: "paper",
        windows: [{ name: "place-single:BTC-USDT", left: 53, limit: 54, windowMs: 2_050, closedForMs: 0 }],
        seq: 0,
      },
    },
  }),

  getTrading: accountRoute({
    operationId: "getTrading",
    method: "GET",
    path: "/v1/trading",
    scope: "read",
    tag: "trading",
    summary: "Whether orders are taken, and the state of everything they pass through",
    reply: TradingSchema,
    example: { reply: { ...TRADING, trading: { mode: "open", reason: "", since: null }, seq: 0 } },
  }),

  setTrading: accountRoute({
    operationId: "setTrading",
    method: "POST",
    path: "/v1/trading",
    scope: "trade",
    tag: "trading",
    summary: "Halt, take only what shrinks a position, or resume",
    description: "Cancels go out in every state. A halt cancels nothing by itself.",
    body: TradingRequestSchema,
    reply: TradingSchema,
    problems: ["inbox-full", "manager-stopped", "outcome-unknown", "answer-late"],
    example: { body: { action: "halt", reason: "lunch" }, reply: TRADING },
  }),

  getReconciliation: accountRoute({
    operationId: "getReconciliation",
    method: "GET",
    path: "/v1/reconciliation",
    scope: "read",
    tag: "reconciliation",
    summary: "Differences between the books and OKX, open ones first",
    reply: ReconciliationSchema,
    problems: ["answer-late"],
    example: {
      reply: {
        breaks: [BREAK],
        openBreaks: 1,
        lastReconciledAgoMs: 4_000,
        comparisons: [
          { trigger: "interval", at: AT, tookMs: 34, ok: true, why: null, openHere: 3, openThere: 3, breaks: 0 },
        ],
        seq: 1,
      },
    },
  }),

  startReconciliation: accountRoute({
    operationId: "startReconciliation",
    method: "POST",
    path: "/v1/reconciliation",
    scope: "trade",
    tag: "reconciliation",
    summary: "Compare the books with OKX now",
    description: "Joins a comparison that is under way.",
    reply: ReconciliationRunSchema,
    problems: ["outcome-unknown", "answer-late"],
    example: { reply: { ok: true, why: null, openBreaks: 0, lastReconciledAgoMs: 4_000, seq: 0 } },
  }),

  resolveBreak: accountRoute({
    operationId: "resolveBreak",
    method: "POST",
    path: "/v1/reconciliation/breaks/{id}/resolve",
    scope: "admin",
    tag: "reconciliation",
    summary: "Close a break that a person has looked into",
    description: "The first word stands; asked again with the same one, the answer is the same.",
    params: { id: Type.String({ maxLength: 100, description: "The break's id: b and 18 digits." }) },
    body: ResolveRequestSchema,
    reply: ResolvedBreakSchema,
    problems: ["break-not-found", "break-resolved", "outcome-unknown", "answer-late"],
    example: {
      params: { id: BREAK_ID },
      body: { resolution: "booked by hand" },
      reply: { ...BREAK, resolvedAt: AT, resolution: "booked by hand", seq: 2 },
    },
  }),
} as const
