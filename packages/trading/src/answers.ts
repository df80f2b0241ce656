// What callers of the manager send and get: references to orders, receipts, answers. A refusal is an answer; only a manager that stops in the
// middle throws, because then the outcome is not known to it either.

import {
  type ClientOrderId,
  type ClOrdId,
  errorOf,
  type OkxOrderId,
  type OrderId,
  type OrderState,
  type Refusal,
} from "@okx-oms/core"

/** An order by any of its ids. */
export type OrderRef =
  | { readonly orderId: OrderId }
  | { readonly clientOrderId: ClientOrderId }
  | { readonly okxOrderId: OkxOrderId }
  | { readonly clOrdId: ClOrdId }

/** The order after the request became durable; what OKX makes of it comes as events. */
export interface Receipt {
  readonly orderId: OrderId
  readonly clientOrderId?: ClientOrderId
  /** Sequence number up to which the caller's request is contained in the books. */
  readonly seq: number
  readonly state: OrderState
  /** True when an equal earlier request with the same client order id is the order. */
  readonly replayed: boolean
  readonly pendingCancel: boolean
}

export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  /** orderId is there when the denied order was recorded (Rejected); replayed when an equal earlier request was denied, so nothing was checked anew. */
  | { readonly ok: false; readonly refusal: Refusal; readonly orderId?: OrderId; readonly replayed?: true }

/**
 * What was answered, for callers who would rather catch than look: `unwrap(await oms.cancelOrder(ref))`. Throws OrderNotFound, ExecutionError (the order as it
 * stands forbids the cancel or the amendment) or OrderRefused (all else), with the refusal in it.
 */
export function unwrap<Value>(answer: Answer<Value>): Value {
  if (answer.ok) return answer.value
  throw errorOf(answer.refusal, answer.orderId)
}

/** The manager stopped before the request's fate was durable: it may or may not have been recorded. A restart tells. */
export class OutcomeUnknown extends Error {
  constructor(why: string, options: { cause?: unknown } = {}) {
    super(
      `the manager stopped before this request was settled (${why}); after a restart its books tell what became of it`,
      options,
    )
    this.name = "OutcomeUnknown"
  }
}
