// Places one order over the socket. The reply comes with the same id and says what POST /trade/order would say; both count
// against the same limit. Source: okx-v5 reference, section 7.6.

import { decimal } from "@okx-oms/core"
import { DOCS, type TradeOp } from "./contract.ts"
import { type PlaceAck, placeAck } from "./record/ack.ts"
import { type ByCode, opFrame, type PlaceOrder, placeBody } from "./record/command.ts"

const OP = "order"

export const orderOp: TradeOp<ByCode<PlaceOrder>, PlaceAck> = {
  name: "op-order",
  docs: `${DOCS}#order-book-trading-trade-ws-place-order`,
  op: OP,
  encode: (order, frame) => opFrame(OP, [placeBody(order)], frame),
  decode: placeAck,
  example: {
    request: {
      instIdCode: 10459,
      tdMode: "cash",
      side: "buy",
      ordType: "limit",
      sz: decimal("0.5"),
      px: decimal("60000.1"),
      clOrdId: "179500000000000001",
      tag: "desk1",
    },
    frame:
      '{"id":"1","op":"order","expTime":"1795000002500","args":[{"instIdCode":10459,"tdMode":"cash","clOrdId":"179500000000000001","tag":"desk1","side":"buy","ordType":"limit","sz":"0.5","px":"60000.1"}]}',
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
