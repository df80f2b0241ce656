// Lists open orders (live and partially_filled), newest first: GET /api/v5/trade/orders-pending. The list may lag an
// acknowledgement. Source: okx-v5 reference, section 4.6.

import { DOCS, type Endpoint, get } from "./contract.ts"
import { queryOf } from "./field.ts"
import type { PageQuery } from "./record/history.ts"
import { type OkxOrder, ORDER_EXAMPLE, orderRecord } from "./record/order.ts"

export interface OrdersPendingQuery extends PageQuery {
  readonly instType?: string
  readonly instId?: string
  /** One type, or several separated by commas. */
  readonly ordType?: string
  readonly state?: "live" | "partially_filled"
}

const PATH = "/api/v5/trade/orders-pending"

export const ordersPending: Endpoint<OrdersPendingQuery, OkxOrder> = {
  name: "orders-pending",
  docs: `${DOCS}#order-book-trading-trade-get-order-list`,
  method: "GET",
  path: PATH,
  signed: true,
  rate: { limit: 60, windowMs: 2_000, per: "user" },
  encode: ({ instType, instId, ordType, state, after, before, limit }) =>
    get(PATH, queryOf({ instType, instId, ordType, state, after, before, limit })),
  decode: orderRecord,
  example: {
    request: { instType: "SPOT", ordType: "limit,post_only", limit: 100 },
    encoded: "GET /api/v5/trade/orders-pending?instType=SPOT&ordType=limit%2Cpost_only&limit=100",
    row: ORDER_EXAMPLE,
  },
}
