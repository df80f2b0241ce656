// Candles, newest first: GET /api/v5/market/candles. The newest one is unconfirmed until its time is over.
// Source: okx-v5 reference, section 5.2.

import { DOCS, type Endpoint, get } from "./contract.ts"
import { queryOf } from "./field.ts"
import { CANDLE_EXAMPLE, candleRecord, type OkxCandle } from "./record/market.ts"

export interface CandlesQuery {
  readonly instId: string
  /** 1m, 5m, 1H, 1D ...; OKX's default is 1m. */
  readonly bar?: string
  /** Older than this time, ms, exclusive. */
  readonly after?: number
  readonly before?: number
  /** 1-300, default 100. */
  readonly limit?: number
}

const PATH = "/api/v5/market/candles"

export const candles: Endpoint<CandlesQuery, OkxCandle> = {
  name: "candles",
  docs: `${DOCS}#order-book-trading-market-data-get-candlesticks`,
  method: "GET",
  path: PATH,
  signed: false,
  rate: { limit: 40, windowMs: 2_000, per: "ip" },
  encode: ({ instId, bar, after, before, limit }) => get(PATH, queryOf({ instId, bar, after, before, limit })),
  decode: candleRecord,
  example: {
    request: { instId: "BTC-USDT", bar: "1m", limit: 100 },
    encoded: "GET /api/v5/market/candles?instId=BTC-USDT&bar=1m&limit=100",
    row: CANDLE_EXAMPLE,
  },
}
