// Lists executions of the last 3 months, newest first: GET /api/v5/trade/fills-history. instType is required.
// Source: okx-v5 reference, section 4.6.

import { DOCS, type Endpoint, get } from "./contract.ts"
import { FILL_EXAMPLE, fillRecord, type OkxFill } from "./record/fill.ts"
import { type FillsQuery, fillsQuery } from "./record/history.ts"

const PATH = "/api/v5/trade/fills-history"

export const fillsHistory: Endpoint<FillsQuery & { readonly instType: string }, OkxFill> = {
  name: "fills-history",
  docs: `${DOCS}#order-book-trading-trade-get-transaction-details-last-3-months`,
  method: "GET",
  path: PATH,
  signed: true,
  rate: { limit: 10, windowMs: 2_000, per: "user" },
  encode: (query) => get(PATH, fillsQuery(query)),
  decode: fillRecord,
  example: {
    request: { instType: "SPOT", after: "1840000000000000007" },
    encoded: "GET /api/v5/trade/fills-history?instType=SPOT&after=1840000000000000007",
    row: FILL_EXAMPLE,
  },
}
