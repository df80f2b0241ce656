// Steps of an order outside the books: what an order would be after it was sent or filled. They are made of the very fold that the books use, and change
// nothing but the value that they return; the journal knows nothing of them.

import { toQuantity } from "./amount.ts"
import { add } from "./decimal.ts"
import { withEvent } from "./evolve-order.ts"
import type { ExchangeFill } from "./exchange.ts"
import type { RequestId } from "./ids.ts"
import { bookedQuantity, fillFrom, hasFill, isComplete, largerQuantity, type Order } from "./order.ts"
import type { OrderEventBody } from "./order-event.ts"
import { isActive } from "./order-state.ts"
import type { Millis } from "./time.ts"

export interface SentRequest {
  readonly requestId: RequestId
  readonly transport: "ws" | "rest"
  /** Exchange time after which OKX discards the request (expTime). */
  readonly expiresAt: Millis
  /** Wall time of the sending. */
  readonly at: Millis
}

/** The order once its request has left; of a Submitted order, once more. Throws InvalidStateTransition from any state but Validated and Submitted. */
export function markSubmitted(order: Order, { requestId, transport, expiresAt, at }: SentRequest): Order {
  const { orderId, attempts } = order
  const attempt = attempts + 1
  return after(order, { type: "OrderSubmitted", orderId, requestId, transport, expiresAt, attempt }, at)
}

/**
 * The order with one more execution: totals, average and fees follow, and the state is PartiallyFilled, Filled when the quantity is complete, or, of an order
 * that was over, corrected as the table allows. The same trade twice changes nothing. Throws InvalidStateTransition when nothing was ever sent.
 */
export function updateFill(order: Order, fill: ExchangeFill): Order {
  if (hasFill(order, fill.tradeId)) return order
  const { orderId } = order
  const { okxOrderId, at } = fill
  const booked = toQuantity(add(bookedQuantity(order), fill.quantity))
  const filledQuantity = largerQuantity(order.filledQuantity, booked)
  const execution = { orderId, okxOrderId, filledQuantity, fill: fillFrom(fill) }
  const complete = isComplete(order, filledQuantity)
  if (isActive(order.state))
    return after(order, { type: complete ? "OrderFilled" : "OrderPartiallyFilled", ...execution }, at)
  if (order.state === "Filled") return after(order, { type: "FillBooked", ...execution }, at)
  const ended = order.state === "Cancelled" || order.state === "Expired" ? order.state : "PartiallyFilled"
  const reason = `late fill ${fill.tradeId}`
  return after(order, { type: "OrderCorrected", ...execution, to: complete ? "Filled" : ended, reason }, at)
}

type Step = Extract<
  OrderEventBody,
  { type: "OrderSubmitted" | "OrderPartiallyFilled" | "OrderFilled" | "FillBooked" | "OrderCorrected" }
>

/** No event of the journal: the order keeps the number of its newest one. */
function after(order: Order, step: Step, at: Millis): Order {
  const { account, seq } = order
  return withEvent(order, { ...step, version: 1, seq, at, account, cause: "query" })
}
