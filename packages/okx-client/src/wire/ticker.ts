// The last price and the best bid and ask: GET /api/v5/market/ticker. Source: okx-v5 reference, section 5.2.

import { DOCS, type Endpoint, get } from "./contract.ts"
import { queryOf } from "./field.ts"
import { type OkxTicker, TICKER_EXAMPLE, tickerRecord } from "./record/market.ts"

const PATH = "/api/v5/market/ticker"

export const ticker: Endpoint<{ readonly instId: string }, OkxTicker> = {
  name: "ticker",
  docs: `${DOCS}#order-book-trading-market-data-get-ticker`,
  method: "GET",
  path: PATH,
  signed: false,
  rate: { limit: 20, windowMs: 2_000, per: "ip" },
  encode: ({ instId }) => get(PATH, queryOf({ instId })),
  decode: tickerRecord,
  example: {
    request: { instId: "BTC-USDT" },
    encoded: "GET /api/v5/market/ticker?instId=BTC-USDT",
    row: TICKER_EXAMPLE,
  },
}
