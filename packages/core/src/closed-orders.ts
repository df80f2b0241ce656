// Closed orders that are still in memory, in the order in which they ended. It is asked for the oldest with every event, so that must not cost more the more
// have left: a Map is walked from its beginning over every place that was emptied there, so the place of the oldest is kept. Used by evolve.ts and state-codec.ts.

import type { OrderId } from "./ids.ts"
import type { Millis } from "./time.ts"

type End = readonly [orderId: OrderId, endedAt: Millis]

export class ClosedOrders implements Iterable<End> {
  /** When each ended (event time), oldest end first. To be read: changed by the methods alone. */
  readonly ends = new Map<OrderId, Millis>()
  /** Stands behind #oldest, and sees what is added later. Undefined where it has come to an end or was never begun. */
  #walk: Iterator<[OrderId, Millis], undefined> | undefined
  #oldest: End | undefined

  get size(): number {
    return this.ends.size
  }

  /** The one that ended first; undefined when there is none. */
  get oldest(): End | undefined {
    if (this.#oldest !== undefined || this.ends.size === 0) return this.#oldest
    this.#walk ??= this.ends.entries()
    this.#oldest = this.#walk.next().value
    if (this.#oldest === undefined) this.#walk = undefined
    return this.#oldest
  }

  /** The newest end: of an order that is not here yet. */
  add(orderId: OrderId, endedAt: Millis): void {
    this.ends.set(orderId, endedAt)
  }

  delete(orderId: OrderId): void {
    this.ends.delete(orderId)
    if (this.#oldest?.[0] === orderId) this.#oldest = undefined
  }

  clear(): void {
    this.ends.clear()
    this.#walk = undefined
    this.#oldest = undefined
  }

  [Symbol.iterator](): Iterator<End> {
    return this.ends.entries()
  }
}
