// Asks to change size or price of one order: POST /api/v5/trade/amend-order. newSz is the new total, filled part
// included; the result comes by push (amendResult) or a read. Source: okx-v5 reference, section 4.3.

import { decimal } from "@okx-oms/core"
import { DOCS, type Endpoint, post } from "./contract.ts"
import { type AmendAck, amendAck } from "./record/ack.ts"
import { type AmendOrder, amendBody } from "./record/command.ts"

const PATH = "/api/v5/trade/amend-order"

export const amendOrder: Endpoint<AmendOrder, AmendAck> = {
  name: "amend-order",
  docs: `${DOCS}#order-book-trading-trade-post-amend-order`,
  method: "POST",
  path: PATH,
  signed: true,
  rate: { limit: 60, windowMs: 2_000, per: "instrument" },
  encode: (order) => post(PATH, amendBody(order)),
  decode: amendAck,
  example: {
    request: { instId: "BTC-USDT", clOrdId: "179500000000000001", reqId: "7", newSz: decimal("0.4") },
    encoded:
      'POST /api/v5/trade/amend-order {"instId":"BTC-USDT","clOrdId":"179500000000000001","reqId":"7","newSz":"0.4"}',
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
