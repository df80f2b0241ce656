// The orders of an account by their ids, in the sequence in which they came. Thousands that are over stay in memory for a while and are hardly ever asked for:
// once a snapshot has written them they are kept as its text, and read when somebody asks. Whoever asks gets an order and never sees the difference.

import type { ClientOrderId, ClOrdId, OkxOrderId, OrderId } from "./ids.ts"
import { type Order, owesExecutions } from "./order.ts"
import { isActive } from "./order-state.ts"
import { decodeOrder, encodeOrder } from "./order-text.ts"

/** An order at rest as text, with the ids by which it is found. A class, so that telling it from an order costs nothing. */
export class RestingOrder {
  readonly orderId: OrderId
  readonly clOrdId: ClOrdId | undefined
  readonly okxOrderId: OkxOrderId | undefined
  readonly clientOrderId: ClientOrderId | undefined
  readonly text: string

  constructor({ orderId, clOrdId, okxOrderId, clientOrderId }: OrderKeys, text: string) {
    this.orderId = orderId
    this.clOrdId = clOrdId
    this.okxOrderId = okxOrderId
    this.clientOrderId = clientOrderId
    this.text = text
  }
}

interface OrderKeys {
  readonly orderId: OrderId
  readonly clOrdId?: ClOrdId | undefined
  readonly okxOrderId?: OkxOrderId | undefined
  readonly clientOrderId?: ClientOrderId | undefined
}

/** An order in either form. */
export type KeptOrder = Order | RestingOrder

/** True for an order that is over, with nothing asked, owed or in doubt: no index knows more of it than its ids. */
export function isAtRest(order: Order): boolean {
  if (isActive(order.state) || order.doubt !== undefined) return false
  return order.pendingCancel === undefined && order.pendingAmend === undefined && !owesExecutions(order)
}

export function isText(kept: KeptOrder): kept is RestingOrder {
  return kept instanceof RestingOrder
}

export function readOrder(kept: KeptOrder): Order {
  return isText(kept) ? decodeOrder(kept.text) : kept
}

export class Orders implements Iterable<[OrderId, Order]> {
  readonly #kept = new Map<OrderId, KeptOrder>()

  get size(): number {
    return this.#kept.size
  }

  has(orderId: OrderId): boolean {
    return this.#kept.has(orderId)
  }

  get(orderId: OrderId): Order | undefined {
    const kept = this.#kept.get(orderId)
    if (kept === undefined || !isText(kept)) return kept
    const order = decodeOrder(kept.text)
    // Asked for once, it may be again, and is then the same value.
    this.#kept.set(orderId, order)
    return order
  }

  set(orderId: OrderId, order: Order): void {
    this.#kept.set(orderId, order)
  }

  /** As it is kept, unread: for its ids alone. */
  peek(orderId: OrderId): KeptOrder | undefined {
    return this.#kept.get(orderId)
  }

  /** An order at rest that a snapshot has as text. */
  keepText(resting: RestingOrder): void {
    this.#kept.set(resting.orderId, resting)
  }

  delete(orderId: OrderId): void {
    this.#kept.delete(orderId)
  }

  keys(): MapIterator<OrderId> {
    return this.#kept.keys()
  }

  /** Each as it is kept, unread. */
  kept(): MapIterator<KeptOrder> {
    return this.#kept.values()
  }

  *values(): Generator<Order> {
    for (const orderId of this.#kept.keys()) {
      const order = this.get(orderId)
      if (order !== undefined) yield order
    }
  }

  *[Symbol.iterator](): Generator<[OrderId, Order]> {
    for (const order of this.values()) yield [order.orderId, order]
  }

  /** The same order, as text when it is at rest: then it stays text here, unless another version of it is kept by now. */
  atRest(kept: KeptOrder): KeptOrder {
    if (isText(kept) || !isAtRest(kept)) return kept
    const resting = new RestingOrder(kept, encodeOrder(kept))
    if (this.#kept.get(kept.orderId) === kept) this.#kept.set(kept.orderId, resting)
    return resting
  }
}
