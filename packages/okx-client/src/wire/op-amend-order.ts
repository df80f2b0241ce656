// Asks to change one order over the socket. Source: okx-v5 reference, sections 4.3 and 7.6.

import { decimal } from "@okx-oms/core"
import { DOCS, type TradeOp } from "./contract.ts"
import { type AmendAck, amendAck } from "./record/ack.ts"
import { type AmendOrder, amendBody, type ByCode, opFrame } from "./record/command.ts"

const OP = "amend-order"

export const amendOrderOp: TradeOp<ByCode<AmendOrder>, AmendAck> = {
  name: "op-amend-order",
  docs: `${DOCS}#order-book-trading-trade-ws-amend-order`,
  op: OP,
  encode: (order, frame) => opFrame(OP, [amendBody(order)], frame),
  decode: amendAck,
  example: {
    request: { instIdCode: 10459, clOrdId: "179500000000000001", reqId: "7", newSz: decimal("0.4") },
    frame:
      '{"id":"1","op":"amend-order","expTime":"1795000002500","args":[{"instIdCode":10459,"clOrdId":"179500000000000001","reqId":"7","newSz":"0.4"}]}',
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
