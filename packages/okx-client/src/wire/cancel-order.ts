// Asks to cancel one order: POST /api/v5/trade/cancel-order. Accepted is not cancelled: only a push or a read is.
// OKX takes no expTime here, and an unknown id is answered with 51400. Source: okx-v5 reference, section 4.2.

import { DOCS, type Endpoint, post } from "./contract.ts"
import { type CancelAck, cancelAck } from "./record/ack.ts"
import { type CancelOrder, cancelBody } from "./record/command.ts"

const PATH = "/api/v5/trade/cancel-order"

export const cancelOrder: Endpoint<CancelOrder, CancelAck> = {
  name: "cancel-order",
  docs: `${DOCS}#order-book-trading-trade-post-cancel-order`,
  method: "POST",
  path: PATH,
  signed: true,
  rate: { limit: 60, windowMs: 2_000, per: "instrument" },
  encode: (order) => post(PATH, cancelBody(order)),
  decode: cancelAck,
  example: {
    request: { instId: "BTC-USDT", clOrdId: "179500000000000001" },
    encoded: 'POST /api/v5/trade/cancel-order {"instId":"BTC-USDT","clOrdId":"179500000000000001"}',
    row: { ordId: "1840000000000000001", clOrdId: "179500000000000001", ts: "1795000000000", sCode: "0", sMsg: "" },
  },
}
