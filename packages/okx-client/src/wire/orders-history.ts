// Lists completed orders of the last 7 days, newest first: GET /api/v5/trade/orders-history. Orders cancelled without
// a fill are kept for 2 hours only. Source: okx-v5 reference, sections 4.6 and 10.5.

import { DOCS, type Endpoint, get } from "./contract.ts"
import { type OrderHistoryQuery, orderHistoryQuery } from "./record/history.ts"
import { type OkxOrder, ORDER_EXAMPLE, orderRecord } from "./record/order.ts"

const PATH = "/api/v5/trade/orders-history"

export const ordersHistory: Endpoint<OrderHistoryQuery, OkxOrder> = {
  name: "orders-history",
  docs: `${DOCS}#order-book-trading-trade-get-order-history-last-7-days`,
  method: "GET",
  path: PATH,
  signed: true,
  rate: { limit: 40, windowMs: 2_000, per: "user" },
  encode: (query) => get(PATH, orderHistoryQuery(query)),
  decode: orderRecord,
  example: {
    request: { instType: "SPOT", instId: "BTC-USDT", after: "1840000000000000002", limit: 100 },
    encoded: "GET /api/v5/trade/orders-history?instType=SPOT&instId=BTC-USDT&after=1840000000000000002&limit=100",
    row: { ...ORDER_EXAMPLE, state: "canceled", cancelSource: "1" },
  },
}
