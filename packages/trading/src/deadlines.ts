// When which order needs a look: a heap of (time, order), where a later word about an order replaces the earlier one. It holds times as data; who runs
// them and what they mean is the manager's.

import type { Millis, OrderId } from "@okx-oms/core"

interface Entry {
  readonly at: Millis
  readonly orderId: OrderId
}

/** So many outdated entries are not worth a sweep. */
const OUTDATED_MIN = 1_000

export class Deadlines {
  #heap: Entry[] = []
  readonly #current = new Map<OrderId, Millis>()

  /** Looks at the order at this time, whatever was set before; undefined forgets it. */
  set(orderId: OrderId, at: Millis | undefined): void {
    if (at === undefined) {
      this.#current.delete(orderId)
      return
    }
    if (this.#current.get(orderId) === at) return
    this.#current.set(orderId, at)
    this.#push({ at, orderId })
    if (this.#heap.length > 2 * this.#current.size + OUTDATED_MIN) this.#sweep()
  }

  /** Removes and returns the orders whose time has come, earliest first. */
  due(now: Millis): OrderId[] {
    const due: OrderId[] = []
    for (let top = this.#top(); top !== undefined && top.at <= now; top = this.#top()) {
      this.#pop()
      this.#current.delete(top.orderId)
      due.push(top.orderId)
    }
    return due
  }

  /** The earliest time set; undefined when nothing is. */
  next(): Millis | undefined {
    return this.#top()?.at
  }

  get size(): number {
    return this.#current.size
  }

  /** How many entries are in memory, outdated ones included. */
  get kept(): number {
    return this.#heap.length
  }

  /** Outdated entries of far-off times would stay until then: orders have limits of days and end within seconds. In order of time is a heap too. */
  #sweep(): void {
    const entries = [...this.#current].map(([orderId, at]): Entry => ({ at, orderId }))
    this.#heap = entries.sort((one, other) => one.at - other.at)
  }

  /** The first entry that still says what was last set; outdated ones are dropped on the way. */
  #top(): Entry | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (this.#current.get(top.orderId) === top.at) return top
      this.#pop()
    }
    return undefined
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let index = heap.length
    heap.push(entry)
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent]
      if (above === undefined || above.at <= entry.at) break
      heap[index] = above
      index = parent
    }
    heap[index] = entry
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      let below = heap[child]
      const right = heap[child + 1]
      if (below === undefined) break
      if (right !== undefined && right.at < below.at) {
        child++
        below = right
      }
      if (below.at >= last.at) break
      heap[index] = below
      index = child
    }
    heap[index] = last
  }
}
