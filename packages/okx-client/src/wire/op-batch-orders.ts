// Places up to 20 orders over the socket, under one expTime. Source: okx-v5 reference, section 7.6.

import { decimal } from "@okx-oms/core"
import { DOCS, type TradeOp } from "./contract.ts"
import { type PlaceAck, placeAck } from "./record/ack.ts"
import { type ByCode, opFrame, type PlaceOrder, placeBody } from "./record/command.ts"

const OP = "batch-orders"

export const batchOrdersOp: TradeOp<readonly ByCode<PlaceOrder>[], PlaceAck> = {
  name: "op-batch-orders",
  docs: `${DOCS}#order-book-trading-trade-ws-place-multiple-orders`,
  op: OP,
  encode: (orders, frame) => opFrame(OP, orders.map(placeBody), frame),
  decode: placeAck,
  example: {
    request: [
      {
        instIdCode: 10459,
        tdMode: "cash",
        side: "buy",
        ordType: "limit",
        sz: decimal("0.5"),
        px: decimal("60000.1"),
        clOrdId: "179500000000000001",
        tag: "desk1",
      },
    ],
    frame:
      '{"id":"1","op":"batch-orders","expTime":"1795000002500","args":[{"instIdCode":10459,"tdMode":"cash","clOrdId":"179500000000000001","tag":"desk1","side":"buy","ordType":"limit","sz":"0.5","px":"60000.1"}]}',
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
