// The examples that several routes share: one order of one account, as every answer shows it. They are checked by the compiler against the schemas, and
// by a test against the server.

import type { BreakRow, Trading } from "./account-schemas.ts"
import type { FillRow, OrderRow, ReceiptRow, TimelineEvent } from "./order-schemas.ts"
import type { TokenRow } from "./server-schemas.ts"
import type { GridPlanRow, GridStatusRow } from "./strategy-schemas.ts"

export const ORDER_ID = "o176985180000000001"
export const BREAK_ID = "b176985180000000001"
export const AT = "2026-01-31T09:30:00.250Z"
export const PLACE = {
  clientOrderId: "morning-1",
  strategy: "manual",
  symbol: "BTC-USDT",
  side: "buy",
  type: "limit",
  quantity: "0.5",
  price: "29999.9",
} as const

export const RECEIPT: ReceiptRow = {
  orderId: ORDER_ID,
  clientOrderId: "morning-1",
  account: "paper",
  mode: "paper",
  seq: 2,
  state: "Validated",
  pendingCancel: false,
}

export const ORDER_ROW: OrderRow = {
  orderId: ORDER_ID,
  clientOrderId: "morning-1",
  clOrdId: "176985180000000001",
  okxOrderId: "900000000000000002",
  account: "paper",
  mode: "paper",
  strategy: "manual",
  source: "command",
  symbol: "BTC-USDT",
  side: "buy",
  type: "limit",
  tradeMode: "cash",
  reduceOnly: false,
  state: "Acknowledged",
  status: "Submitted",
  quantity: "0.5",
  unit: "base",
  price: "29999.9",
  filledQuantity: "0",
  remainingQuantity: "0.5",
  fillsMissing: "0",
  averagePrice: null,
  fees: [],
  pending: { cancel: null, amend: null },
  doubt: null,
  reason: null,
  refusalCode: null,
  timeLimitMs: null,
  transport: "ws",
  createdAt: AT,
  submittedAt: AT,
  acknowledgedAt: AT,
  firstFillAt: null,
  completedAt: null,
  ackLatencyMs: 3,
  seq: 4,
}

export const TIMELINE_EVENT: TimelineEvent = {
  type: "OrderAcknowledged",
  version: 1,
  seq: 4,
  at: AT,
  account: "paper",
  cause: "reply",
  orderId: ORDER_ID,
  okxOrderId: "900000000000000002",
  sincePreviousMs: 3,
  wire: [
    {
      at: AT,
      direction: "received",
      transport: "ws",
      what: "place",
      text: '{"code":"0","msg":"","data":[{"ordId":"900000000000000002","clOrdId":"176985180000000001","sCode":"0","sMsg":""}]}',
      roundTripMs: 2.6,
    },
  ],
}

export const FILL: FillRow = {
  seq: 5,
  orderId: ORDER_ID,
  clientOrderId: "morning-1",
  clOrdId: "176985180000000001",
  okxOrderId: "900000000000000002",
  account: "paper",
  mode: "paper",
  strategy: "manual",
  symbol: "BTC-USDT",
  side: "buy",
  tradeId: "3",
  price: "29999.9",
  quantity: "0.5",
  unit: "base",
  fees: [{ currency: "USDT", amount: "-0.3" }],
  liquidity: "maker",
  at: AT,
  provisional: false,
}

export const TRADING: Trading = {
  account: "paper",
  mode: "paper",
  ready: true,
  why: null,
  trading: { mode: "halt", reason: "lunch", since: AT },
  feeds: {
    private: "up",
    public: "up",
    lastPrivateMessageAgoMs: 250,
    lastPublicMessageAgoMs: 12,
    suspicion: null,
    lastError: null,
  },
  visibility: { usedMs: 2_000, measuredMs: 120, samples: 7, alarm: false },
  deadMan: { state: "off", timeoutS: null, lastConfirmedAgoMs: null, triggersAt: null, why: null },
  lastReconciledAgoMs: 4_000,
  clockOffsetMs: -12,
  troubled: false,
  rateBudget: { "place BTC-USDT": { left: 58, limit: 60 } },
  inbox: { length: 0, limit: 1_000 },
  durability: "full",
  seq: 1,
}

export const BREAK: BreakRow = {
  breakId: BREAK_ID,
  kind: "missing-order",
  orderId: null,
  subject: null,
  ours: "Acknowledged",
  theirs: "no such order",
  evidence: "51603 twice",
  action: "needs a person",
  foundAt: AT,
  resolvedAt: null,
  resolution: null,
}

export const GRID = {
  strategy: "grid",
  symbol: "BTC-USDT",
  spacing: "arithmetic",
  lines: 5,
  rangePercent: "0.4",
  quotePerLevel: "1000",
} as const

export const GRID_PLAN: GridPlanRow = {
  strategy: "grid",
  symbol: "BTC-USDT",
  middlePrice: "30000",
  lowestPrice: "29880",
  highestPrice: "30120",
  orderQuantity: "0.03333333",
  levels: [
    { number: 1, buyPrice: "29880", sellPrice: "29940", first: "buy" },
    { number: 2, buyPrice: "29940", sellPrice: "30000", first: "buy" },
    { number: 3, buyPrice: "30000", sellPrice: "30060", first: "sell" },
    { number: 4, buyPrice: "30060", sellPrice: "30120", first: "sell" },
  ],
  cost: { quote: "1993.9998", base: "0.06666666" },
}

export const GRID_STATUS: GridStatusRow = {
  strategy: "grid",
  account: "paper",
  symbol: "BTC-USDT",
  state: "running",
  health: "ok",
  holding: null,
  terms: {
    spacing: GRID.spacing,
    lines: GRID.lines,
    rangePercent: GRID.rangePercent,
    quotePerLevel: GRID.quotePerLevel,
    recentreAfterMs: null,
  },
  plan: GRID_PLAN,
  levels: [
    {
      number: 1,
      buyPrice: "29880",
      sellPrice: "29940",
      state: "working",
      side: "buy",
      price: "29880",
      quantity: "0.03333333",
      orderId: ORDER_ID,
      holding: "0",
      trips: 1,
      profit: "1.93",
    },
  ],
  lastPrice: "30001.5",
  openOrders: 4,
  fills: 2,
  trips: 1,
  profit: "1.93",
  dust: "0.00000001",
  changed: { base: "0.00000001", quote: "1.93" },
  fees: [{ currency: "USDT", amount: "-0.8" }],
  startedAt: AT,
}

export const TOKEN_ROW: TokenRow = {
  tokenId: "t3f9a1c07",
  name: "blotter",
  scope: "read",
  accounts: null,
  createdBy: "admin",
  createdAt: AT,
  expiresAt: "2099-12-31T00:00:00.000Z",
  revokedAt: null,
  lastUsedAt: null,
}
