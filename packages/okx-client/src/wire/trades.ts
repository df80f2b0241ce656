// The newest public trades: GET /api/v5/market/trades. side is the taker's. Source: okx-v5 reference, section 5.2.

import { DOCS, type Endpoint, get } from "./contract.ts"
import { queryOf } from "./field.ts"
import { type OkxTrade, TRADE_EXAMPLE, tradeRecord } from "./record/market.ts"

export interface TradesQuery {
  readonly instId: string
  /** 1-500. */
  readonly limit?: number
}

const PATH = "/api/v5/market/trades"

export const trades: Endpoint<TradesQuery, OkxTrade> = {
  name: "trades",
  docs: `${DOCS}#order-book-trading-market-data-get-trades`,
  method: "GET",
  path: PATH,
  signed: false,
  rate: { limit: 100, windowMs: 2_000, per: "ip" },
  encode: ({ instId, limit }) => get(PATH, queryOf({ instId, limit })),
  decode: tradeRecord,
  example: {
    request: { instId: "BTC-USDT", limit: 50 },
    encoded: "GET /api/v5/market/trades?instId=BTC-USDT&limit=50",
    row: TRADE_EXAMPLE,
  },
}
