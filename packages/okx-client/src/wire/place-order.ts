// Places one order: POST /api/v5/trade/order. The acknowledgement says accepted or refused, never filled; whether silence
// means anything is outcome.ts's matter. Always sent with an expTime. Source: okx-v5 reference, section 4.1.

import { decimal } from "@okx-oms/core"
import { DOCS, type Endpoint, post } from "./contract.ts"
import { type PlaceAck, placeAck } from "./record/ack.ts"
import { type PlaceOrder, placeBody } from "./record/command.ts"

const PATH = "/api/v5/trade/order"

export const placeOrder: Endpoint<PlaceOrder, PlaceAck> = {
  name: "place-order",
  docs: `${DOCS}#order-book-trading-trade-post-place-order`,
  method: "POST",
  path: PATH,
  signed: true,
  rate: { limit: 60, windowMs: 2_000, per: "instrument" },
  encode: (order) => post(PATH, placeBody(order)),
  decode: placeAck,
  example: {
    request: {
      instId: "BTC-USDT",
      tdMode: "cash",
      side: "buy",
      ordType: "limit",
      sz: decimal("0.5"),
      px: decimal("60000.1"),
      clOrdId: "179500000000000001",
      tag: "desk1",
    },
    encoded:
      'POST /api/v5/trade/order {"instId":"BTC-USDT","tdMode":"cash","clOrdId":"179500000000000001","tag":"desk1","side":"buy","ordType":"limit","sz":"0.5","px":"60000.1"}',
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
