// Asks to change up to 20 orders: POST /api/v5/trade/amend-batch-orders. One order may appear once only (51512).
// Source: okx-v5 reference, section 4.3.

import { decimal } from "@okx-oms/core"
import { DOCS, type Endpoint, post } from "./contract.ts"
import { type AmendAck, amendAck } from "./record/ack.ts"
import { type AmendOrder, amendBody } from "./record/command.ts"

const PATH = "/api/v5/trade/amend-batch-orders"

export const amendBatchOrders: Endpoint<readonly AmendOrder[], AmendAck> = {
  name: "amend-batch-orders",
  docs: `${DOCS}#order-book-trading-trade-post-amend-multiple-orders`,
  method: "POST",
  path: PATH,
  signed: true,
  rate: { limit: 300, windowMs: 2_000, per: "instrument" },
  encode: (orders) => post(PATH, orders.map(amendBody)),
  decode: amendAck,
  example: {
    request: [{ instId: "BTC-USDT", clOrdId: "179500000000000001", reqId: "7", newSz: decimal("0.4") }],
    encoded:
      'POST /api/v5/trade/amend-batch-orders [{"instId":"BTC-USDT","clOrdId":"179500000000000001","reqId":"7","newSz":"0.4"}]',
    row: {
      ordId: "1840000000000000001",
      clOrdId: "179500000000000001",
      ts: "1795000000000",
      reqId: "7",
      sCode: "0",
      sMsg: "",
      subCode: "",
    },
  },
}
