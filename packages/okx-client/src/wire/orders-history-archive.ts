// Lists completed orders of the last 3 months, newest first: GET /api/v5/trade/orders-history-archive. It never contains
// orders cancelled without a fill. Source: okx-v5 reference, sections 4.6 and 10.5.

import { DOCS, type Endpoint, get } from "./contract.ts"
import { type OrderHistoryQuery, orderHistoryQuery } from "./record/history.ts"
import { type OkxOrder, ORDER_EXAMPLE, orderRecord } from "./record/order.ts"

const PATH = "/api/v5/trade/orders-history-archive"

export const ordersHistoryArchive: Endpoint<OrderHistoryQuery, OkxOrder> = {
  name: "orders-history-archive",
  docs: `${DOCS}#order-book-trading-trade-get-order-history-last-3-months`,
  method: "GET",
  path: PATH,
  signed: true,
  rate: { limit: 20, windowMs: 2_000, per: "user" },
  encode: (query) => get(PATH, orderHistoryQuery(query)),
  decode: orderRecord,
  example: {
    request: { instType: "SWAP", begin: 1795000000000, end: 1795000060000 },
    encoded: "GET /api/v5/trade/orders-history-archive?instType=SWAP&begin=1795000000000&end=1795000060000",
    row: { ...ORDER_EXAMPLE, state: "filled", accFillSz: "0.5" },
  },
}
