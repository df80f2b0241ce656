// Published events for many subscribers without a queue for any of them: one ring of the newest events, and each subscriber a place in it. Who
// falls off the ring, or further behind than it asked to bear, is told to resync; memory is the ring's and nothing more.

import type { AccountId, OmsEvent } from "@okx-oms/core"
import type { Journal } from "./ports.ts"

/** The newest events kept for subscribers. */
const RING_LENGTH = 16_384

export type Published =
  | { readonly type: "event"; readonly event: OmsEvent }
  /** The stream ends here: events up to seq were missed or are gone. Read the state anew, then subscribe from seq + 1. */
  | { readonly type: "resync"; readonly seq: number }

export interface SubscribeOptions {
  /** First sequence number wanted; default: what comes next. */
  readonly fromSeq?: number
  /** How far behind the newest event the subscriber may fall; at most and by default the ring's length. */
  readonly queueLengthMax?: number
}

export class EventHub {
  readonly #account: AccountId
  readonly #journal: Pick<Journal, "read">
  readonly #ring = new Array<OmsEvent | undefined>(RING_LENGTH).fill(undefined)
  readonly #waiters = new Set<() => void>()
  #firstSeq = 1
  #lastSeq = 0
  #closed = false

  constructor(account: AccountId, journal: Pick<Journal, "read">) {
    this.#account = account
    this.#journal = journal
  }

  /** Says where the sequence stands before anything is published. */
  startAt(lastSeq: number): void {
    this.#firstSeq = lastSeq + 1
    this.#lastSeq = lastSeq
  }

  /** Durable events, in sequence. */
  publish(events: readonly OmsEvent[]): void {
    for (const event of events) {
      this.#ring[event.seq % RING_LENGTH] = event
      this.#lastSeq = event.seq
    }
    this.#firstSeq = Math.max(this.#firstSeq, this.#lastSeq - RING_LENGTH + 1)
    this.#wake()
  }

  close(): void {
    this.#closed = true
    this.#wake()
  }

  /** Gap-free from fromSeq on, or an explicit resync. Ends when the hub closes. */
  subscribe(options: SubscribeOptions = {}): AsyncIterableIterator<Published> {
    const behindMax = Math.min(options.queueLengthMax ?? RING_LENGTH, RING_LENGTH)
    let next = options.fromSeq ?? this.#lastSeq + 1
    let ended = false
    let past: AsyncIterator<OmsEvent> | undefined = next < this.#firstSeq ? this.#past(next) : undefined
    const finish = { done: true, value: undefined } as const
    const step = async (): Promise<IteratorResult<Published>> => {
      while (!ended) {
        if (past !== undefined) {
          const read = await past.next()
          if (!read.done) {
            next = read.value.seq + 1
            return { done: false, value: { type: "event", event: read.value } }
          }
          past = undefined
          continue
        }
        if (next < this.#firstSeq || this.#lastSeq - next + 1 > behindMax) {
          ended = true
          return { done: false, value: { type: "resync", seq: this.#lastSeq } }
        }
        const event = next <= this.#lastSeq ? this.#ring[next % RING_LENGTH] : undefined
        if (event !== undefined) {
          next++
          return { done: false, value: { type: "event", event } }
        }
        if (this.#closed) break
        await this.#published(() => ended)
      }
      return finish
    }
    return {
      next: step,
      return: async () => {
        ended = true
        this.#wake()
        await past?.return?.()
        return finish
      },
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }

  /** The journal's part of a subscription: from fromSeq to what the ring had when the reading began. */
  async *#past(fromSeq: number): AsyncGenerator<OmsEvent> {
    const upTo = this.#lastSeq
    for await (const run of this.#journal.read(this.#account, fromSeq)) {
      for (const event of run) {
        if (event.seq > upTo) return
        yield event
      }
    }
  }

  #published(ended: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const waiter = (): void => {
        this.#waiters.delete(waiter)
        resolve()
      }
      if (ended()) resolve()
      else this.#waiters.add(waiter)
    })
  }

  #wake(): void {
    for (const waiter of [...this.#waiters]) waiter()
  }
}
