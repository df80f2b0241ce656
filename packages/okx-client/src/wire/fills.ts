// Lists executions of the last 3 days, newest first: GET /api/v5/trade/fills. Pages go by billId. The list may lag the
// push by some hundred milliseconds. Source: okx-v5 reference, section 4.6.

import { DOCS, type Endpoint, get } from "./contract.ts"
import { FILL_EXAMPLE, fillRecord, type OkxFill } from "./record/fill.ts"
import { type FillsQuery, fillsQuery } from "./record/history.ts"

const PATH = "/api/v5/trade/fills"

export const fills: Endpoint<FillsQuery, OkxFill> = {
  name: "fills",
  docs: `${DOCS}#order-book-trading-trade-get-transaction-details-last-3-days`,
  method: "GET",
  path: PATH,
  signed: true,
  rate: { limit: 60, windowMs: 2_000, per: "user" },
  encode: (query) => get(PATH, fillsQuery(query)),
  decode: fillRecord,
  example: {
    request: { ordId: "1840000000000000001" },
    encoded: "GET /api/v5/trade/fills?ordId=1840000000000000001",
    row: FILL_EXAMPLE,
  },
}
