// Reads one order: GET /api/v5/trade/order. An unknown id is the envelope code 51603; of several orders with the same
// clOrdId only the latest is given; instruments no longer live are not covered. Source: okx-v5 reference, section 4.5.

import { DOCS, type Endpoint, get } from "./contract.ts"
import { queryOf } from "./field.ts"
import type { OrderName } from "./record/command.ts"
import { type OkxOrder, ORDER_EXAMPLE, orderRecord } from "./record/order.ts"

export type GetOrder = { readonly instId: string } & OrderName

const PATH = "/api/v5/trade/order"

export const getOrder: Endpoint<GetOrder, OkxOrder> = {
  name: "get-order",
  docs: `${DOCS}#order-book-trading-trade-get-order-details`,
  method: "GET",
  path: PATH,
  signed: true,
  rate: { limit: 60, windowMs: 2_000, per: "instrument" },
  encode: ({ instId, ordId, clOrdId }) => get(PATH, queryOf({ instId, ordId, clOrdId })),
  decode: orderRecord,
  example: {
    request: { instId: "BTC-USDT", clOrdId: "179500000000000001" },
    encoded: "GET /api/v5/trade/order?instId=BTC-USDT&clOrdId=179500000000000001",
    row: ORDER_EXAMPLE,
  },
}
