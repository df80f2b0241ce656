// Asks to cancel one order over the socket. OKX bounds no cancel by expTime. Source: okx-v5 reference, section 7.6.

import { DOCS, type TradeOp } from "./contract.ts"
import { type CancelAck, cancelAck } from "./record/ack.ts"
import { type ByCode, type CancelOrder, cancelBody, opFrame } from "./record/command.ts"

const OP = "cancel-order"

export const cancelOrderOp: TradeOp<ByCode<CancelOrder>, CancelAck> = {
  name: "op-cancel-order",
  docs: `${DOCS}#order-book-trading-trade-ws-cancel-order`,
  op: OP,
  encode: (order, { id }) => opFrame(OP, [cancelBody(order)], { id }),
  decode: cancelAck,
  example: {
    request: { instIdCode: 10459, clOrdId: "179500000000000001" },
    frame: '{"id":"1","op":"cancel-order","args":[{"instIdCode":10459,"clOrdId":"179500000000000001"}]}',
    row: { ordId: "1840000000000000001", clOrdId: "179500000000000001", ts: "1795000000000", sCode: "0", sMsg: "" },
  },
}
