// What went over the wire about an order, as text, for people who look at its timeline. It is kept in memory for a while and never journaled: the events say
// what followed from it, and that is what counts.

import type { Millis, OrderId, RequestId } from "@okx-oms/core"

export interface WireMessage {
  /** Wall time. */
  readonly at: Millis
  readonly direction: "sent" | "received"
  readonly transport: "ws" | "rest"
  /** A request or its reply, or a push of the orders channel. */
  readonly what: "place" | "amend" | "cancel" | "push"
  /** The request; absent for a push. */
  readonly requestId?: RequestId
  /** As it was on the wire, without signatures and headers; long ones are cut. */
  readonly text: string
  /** Of a reply: from sending to this. */
  readonly roundTripMs?: number
}

export interface WireMessages {
  /** Those about the order that are still kept, oldest first. */
  of(order: {
    readonly orderId: OrderId
    readonly clOrdId?: string
    readonly okxOrderId?: string
  }): readonly WireMessage[]
}
