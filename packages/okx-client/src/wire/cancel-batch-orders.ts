// Asks to cancel up to 20 orders: POST /api/v5/trade/cancel-batch-orders. Each item is accepted or refused by itself.
// Source: okx-v5 reference, section 4.2.

import { DOCS, type Endpoint, post } from "./contract.ts"
import { type CancelAck, cancelAck } from "./record/ack.ts"
import { type CancelOrder, cancelBody } from "./record/command.ts"

const PATH = "/api/v5/trade/cancel-batch-orders"

export const cancelBatchOrders: Endpoint<readonly CancelOrder[], CancelAck> = {
  name: "cancel-batch-orders",
  docs: `${DOCS}#order-book-trading-trade-post-cancel-multiple-orders`,
  method: "POST",
  path: PATH,
  signed: true,
  rate: { limit: 300, windowMs: 2_000, per: "instrument" },
  encode: (orders) => post(PATH, orders.map(cancelBody)),
  decode: cancelAck,
  example: {
    request: [{ instId: "BTC-USDT", clOrdId: "179500000000000001" }],
    encoded: 'POST /api/v5/trade/cancel-batch-orders [{"instId":"BTC-USDT","clOrdId":"179500000000000001"}]',
    row: { ordId: "1840000000000000001", clOrdId: "179500000000000001", ts: "1795000000000", sCode: "0", sMsg: "" },
  },
}
