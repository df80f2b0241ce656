// An order at rest as its row says it, for tests without a server: what matters to a test is given, the rest is the ordinary.

import type { OrderRow } from "@okx-oms/api"

const AT = "2026-01-31T09:30:00.000Z"

export function exampleRow(change: Partial<OrderRow> = {}): OrderRow {
  return {
    orderId: "o179000000000000001",
    clientOrderId: null,
    clOrdId: null,
    okxOrderId: null,
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
    quantity: "0.02",
    unit: "base",
    price: "41000",
    filledQuantity: "0",
    remainingQuantity: "0.02",
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
    ackLatencyMs: 12,
    seq: 4,
    ...change,
  }
}
