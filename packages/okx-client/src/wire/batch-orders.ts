// Places up to 20 orders at once: POST /api/v5/trade/batch-orders. Each item succeeds or fails by itself; a batch of one
// counts against the single-order limit. Source: okx-v5 reference, section 4.1.

import { decimal } from "@okx-oms/core"
import { DOCS, type Endpoint, post } from "./contract.ts"
import { type PlaceAck, placeAck } from "./record/ack.ts"
import { type PlaceOrder, placeBody } from "./record/command.ts"

const PATH = "/api/v5/trade/batch-orders"

export const batchOrders: Endpoint<readonly PlaceOrder[], PlaceAck> = {
  name: "batch-orders",
  docs: `${DOCS}#order-book-trading-trade-post-place-multiple-orders`,
  method: "POST",
  path: PATH,
  signed: true,
  rate: { limit: 300, windowMs: 2_000, per: "instrument" },
  encode: (orders) => post(PATH, orders.map(placeBody)),
  decode: placeAck,
  example: {
    request: [
      {
        instId: "BTC-USDT",
        tdMode: "cash",
        side: "buy",
        ordType: "limit",
        sz: decimal("0.5"),
        px: decimal("60000.1"),
        clOrdId: "179500000000000001",
        tag: "desk1",
      },
    ],
    encoded:
      'POST /api/v5/trade/batch-orders [{"instId":"BTC-USDT","tdMode":"cash","clOrdId":"179500000000000001","tag":"desk1","side":"buy","ordType":"limit","sz":"0.5","px":"60000.1"}]',
    row: {
      ordId: "1840000000000000001",
      clOrdId: "179500000000000001",
      tag: "desk1",
      ts: "1795000000000",
      sCode: "0",
      sMsg: "Order placed",
      subCode: "",
    },
  },
}
