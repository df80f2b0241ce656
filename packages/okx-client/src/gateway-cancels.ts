// The queue of cancels: they take only their own rate windows, so none ever waits behind a placement, an amendment or a
// read. Cancels of one symbol that wait together leave as one batch. Bounded in number and in waiting time; one that
// cannot leave is reported as not sent. Sending and judging is the gateway's.

import type { Symbol } from "@okx-oms/core"
import type { RateLimiter } from "./rate-limit.ts"
import type { Cancel, Timing } from "./timing.ts"
import { BATCH_MAX } from "./wire/contract.ts"

export interface QueuedCancel {
  readonly symbol: Symbol
  /** The same for two cancels of one order, which must not share a batch. */
  readonly orderId: string
}

export interface CancelQueueOptions<Entry extends QueuedCancel> {
  readonly limiter: RateLimiter
  readonly timing: Timing
  /** Calls back once whatever is ready now has been taken in, so that a burst is seen whole. */
  readonly soon: (run: () => void) => void
  /** 1-20 of one symbol; their rate budget is taken. */
  readonly send: (entries: readonly Entry[]) => void
  readonly giveUp: (entry: Entry, why: string) => void
  readonly queueMax: number
  readonly queueMs: number
}

interface Waiting<Entry> {
  readonly entry: Entry
  readonly sinceMs: number
}

export class CancelQueue<Entry extends QueuedCancel> {
  readonly #options: CancelQueueOptions<Entry>
  readonly #waiting = new Map<Symbol, Waiting<Entry>[]>()
  #count = 0
  #flushing = false
  #timer: Cancel | undefined

  constructor(options: CancelQueueOptions<Entry>) {
    this.#options = options
  }

  get length(): number {
    return this.#count
  }

  add(entry: Entry): void {
    const { giveUp, queueMax, soon, timing } = this.#options
    if (this.#count >= queueMax) {
      giveUp(entry, `${queueMax} cancels wait already`)
      return
    }
    const line = this.#waiting.get(entry.symbol)
    const waiting = { entry, sinceMs: timing.monotonicMs() }
    if (line === undefined) this.#waiting.set(entry.symbol, [waiting])
    else line.push(waiting)
    this.#count++
    if (this.#flushing) return
    this.#flushing = true
    soon(() => {
      this.#flushing = false
      this.#flush()
    })
  }

  /** Gives up whatever still waits. */
  close(why: string): void {
    this.#timer?.()
    this.#timer = undefined
    for (const line of this.#waiting.values()) for (const { entry } of line) this.#options.giveUp(entry, why)
    this.#waiting.clear()
    this.#count = 0
  }

  #flush(): void {
    const { timing } = this.#options
    const nowMs = timing.monotonicMs()
    let retryAtMs = Number.POSITIVE_INFINITY
    for (const [symbol, line] of this.#waiting) {
      while (line.length > 0) {
        const leaving = this.#takeBudget(symbol, line, nowMs)
        if (typeof leaving === "number") {
          retryAtMs = Math.min(retryAtMs, leaving, this.#dropOverdue(line, nowMs))
          break
        }
        this.#count -= leaving.length
        this.#options.send(leaving)
      }
      if (line.length === 0) this.#waiting.delete(symbol)
    }
    this.#timer?.()
    this.#timer = undefined
    if (retryAtMs === Number.POSITIVE_INFINITY) return
    this.#timer = timing.schedule(Math.max(1, retryAtMs - nowMs), () => this.#flush())
  }

  /** The entries that may leave now, taken off the line: a batch, or one when the batch window is full; else when to come again. */
  #takeBudget(symbol: Symbol, line: Waiting<Entry>[], nowMs: number): Entry[] | number {
    const { limiter } = this.#options
    const key = { kind: "cancel", instrument: symbol } as const
    const size = batchSize(line)
    const taken = limiter.tryTake(key, size, nowMs)
    if (taken.ok) return line.splice(0, size).map(({ entry }) => entry)
    if (size === 1) return taken.retryAtMs
    const single = limiter.tryTake(key, 1, nowMs)
    if (single.ok) return line.splice(0, 1).map(({ entry }) => entry)
    return Math.min(taken.retryAtMs, single.retryAtMs)
  }

  /**
   * Asked only of what finds no budget: one that may leave now is never late, however long the process slept. Returns when the next is.
   */
  #dropOverdue(line: Waiting<Entry>[], nowMs: number): number {
    const { giveUp, queueMs } = this.#options
    for (let oldest = line[0]; oldest !== undefined; oldest = line[0]) {
      const lateAtMs = oldest.sinceMs + queueMs
      if (nowMs < lateAtMs) return lateAtMs
      line.shift()
      this.#count--
      giveUp(oldest.entry, `it waited ${queueMs} ms for the rate budget`)
    }
    return Number.POSITIVE_INFINITY
  }
}

/** How many from the front may share a batch: at most 20, no order twice. */
function batchSize<Entry extends QueuedCancel>(line: readonly Waiting<Entry>[]): number {
  const orders = new Set<string>()
  for (const { entry } of line) {
    if (orders.size >= BATCH_MAX || orders.has(entry.orderId)) break
    orders.add(entry.orderId)
  }
  return orders.size
}
