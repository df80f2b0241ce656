// What an order is found by: its ids, whose it is, its state and when it began. That follows from its events without folding any amount, so the index of a long
// journal is kept at a small part of the cost of the orders themselves. A test holds it against the whole fold.

import { invariant } from "./errors.ts"
import type { ClientOrderId, ClOrdId, OkxOrderId, OrderId, StrategyId } from "./ids.ts"
import type { Fill } from "./order.ts"
import type { OrderEvent } from "./order-event.ts"
import type { OrderState } from "./order-state.ts"
import type { Symbol } from "./symbol.ts"
import type { Millis } from "./time.ts"

export interface OrderListing {
  readonly orderId: OrderId
  readonly clOrdId: ClOrdId | undefined
  readonly okxOrderId: OkxOrderId | undefined
  readonly clientOrderId: ClientOrderId | undefined
  readonly symbol: Symbol
  readonly strategy: StrategyId
  readonly state: OrderState
  readonly createdAt: Millis
}

/** The state that an event alone leads to; of the others, some leave it and some say it themselves. */
const STATE_AFTER: Partial<Record<OrderEvent["type"], OrderState>> = {
  OrderValidated: "Validated",
  OrderSubmitted: "Submitted",
  OrderAcknowledged: "Acknowledged",
  OrderPartiallyFilled: "PartiallyFilled",
  OrderFilled: "Filled",
  OrderCancelled: "Cancelled",
  OrderExpired: "Expired",
  OrderRejected: "Rejected",
  OrderFailed: "Failed",
}

/**
 * The listing after one more event; the same value when that changes nothing of it. No decimal of the event is looked at: they may still be text. `before` may be
 * undefined only where the event brings the order along.
 */
export function listingAfter(before: OrderListing | undefined, event: OrderEvent): OrderListing {
  switch (event.type) {
    case "OrderCreated":
      return listed(event, "Created", event.at)
    case "OrderAdopted":
      return listed(event, event.state, event.exchangeCreatedAt)
    case "OrderRecalled":
      return listed(event.order, event.order.state, event.order.createdAt)
    default: {
      if (before === undefined) invariant(false, `event ${event.type} of unknown order ${event.orderId}`)
      const state = event.type === "OrderCorrected" ? event.to : (STATE_AFTER[event.type] ?? before.state)
      const okxOrderId = ("okxOrderId" in event ? event.okxOrderId : undefined) ?? before.okxOrderId
      return state === before.state && okxOrderId === before.okxOrderId
        ? before
        : listed({ ...before, okxOrderId }, state, before.createdAt)
    }
  }
}

/** The execution that an event booked; of one that was corrected, what stands in its place. */
export function fillIn(event: OrderEvent): Fill | undefined {
  return "fill" in event ? event.fill : undefined
}

/** Who has not heard of an id yet may leave it out. */
type Told = Pick<OrderListing, "orderId" | "symbol" | "strategy"> &
  Partial<Pick<OrderListing, "clOrdId" | "okxOrderId" | "clientOrderId">>

function listed(told: Told, state: OrderState, createdAt: Millis): OrderListing {
  const { orderId, clOrdId, okxOrderId, clientOrderId, symbol, strategy } = told
  return { orderId, clOrdId, okxOrderId, clientOrderId, symbol, strategy, state, createdAt }
}
