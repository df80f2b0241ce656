// Asks to cancel up to 20 orders over the socket. Source: okx-v5 reference, section 7.6.

import { DOCS, type TradeOp } from "./contract.ts"
import { type CancelAck, cancelAck } from "./record/ack.ts"
import { type ByCode, type CancelOrder, cancelBody, opFrame } from "./record/command.ts"

const OP = "batch-cancel-orders"

export const batchCancelOrdersOp: TradeOp<readonly ByCode<CancelOrder>[], CancelAck> = {
  name: "op-batch-cancel-orders",
  docs: `${DOCS}#order-book-trading-trade-ws-cancel-multiple-orders`,
  op: OP,
  encode: (orders, { id }) => opFrame(OP, orders.map(cancelBody), { id }),
  decode: cancelAck,
  example: {
    request: [{ instIdCode: 10459, clOrdId: "179500000000000001" }],
    frame: '{"id":"1","op":"batch-cancel-orders","args":[{"instIdCode":10459,"clOrdId":"179500000000000001"}]}',
    row: { ordId: "1840000000000000001", clOrdId: "179500000000000001", ts: "1795000000000", sCode: "0", sMsg: "" },
  },
}
