// The orders channel: one push per event of an order, with the fill of that event. No snapshot on subscribing; duplicates
// happen, also with another uTime. Source: okx-v5 reference, sections 7.3 and 7.4.

import { type Channel, DOCS } from "./contract.ts"
import { type OkxOrder, ORDER_EXAMPLE, orderRecord } from "./record/order.ts"

export interface OrdersSubscription {
  readonly instType: "ANY" | "SPOT" | "MARGIN" | "SWAP" | "FUTURES" | "OPTION"
  readonly instId?: string
}

export const ordersChannel: Channel<OrdersSubscription, OkxOrder> = {
  name: "channel-orders",
  docs: `${DOCS}#order-book-trading-trade-ws-order-channel`,
  address: "private",
  encode: ({ instType, instId }) => ({ channel: "orders", instType, ...(instId === undefined ? {} : { instId }) }),
  decode: orderRecord,
  example: {
    request: { instType: "ANY" },
    arg: { channel: "orders", instType: "ANY" },
    row: {
      ...ORDER_EXAMPLE,
      posSide: "",
      lever: "0",
      execType: "M",
      fillFee: "-0.00008",
      fillFeeCcy: "BTC",
      fillPnl: "0",
      reqId: "",
      amendResult: "",
      amendSource: "",
      code: "0",
      msg: "",
      lastPx: "60000.1",
    },
  },
}
