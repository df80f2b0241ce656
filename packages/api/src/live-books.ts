// The books of one account as a reader of the stream keeps them: the state that the server sent and every event since, folded by core as the manager itself
// folds them. It relies on the stream for the order of what comes; where it comes from is the caller's, and nothing here waits or reads a clock.

import { type AccountState, evolve, isOrderEvent, type OrderId, StateDecoder } from "@okx-oms/core"
import type { BooksPart } from "./contract/stream-schemas.ts"
import type { StreamItem } from "./live-stream.ts"
import { eventFromRow, type Mode } from "./rows.ts"

/**
 * begun: the state is another one and is to be looked at as a whole · folded: it contains everything that came · waiting: it is not there yet, or (after a
 * resync or a lost line) it stands still until the item after which it goes on.
 */
export type BooksProgress = "begun" | "folded" | "waiting"

/** What came cannot be folded: a gap, another program's state, a mistake. Begin anew: end the stream and open it again with a snapshot. */
export class BooksBroken extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = "BooksBroken"
  }
}

/** Changed orders that are remembered for somebody who does not ask; of more, all count as changed. */
const CHANGED_MAX = 100_000

/** Parts of a snapshot so far. */
interface Arriving {
  readonly decoder: StateDecoder
  readonly parts: number
  taken: number
}

export class AccountBooks {
  #state: AccountState | undefined
  #account: string | undefined
  #mode: Mode | undefined
  #isCurrent = false
  #arriving: Arriving | undefined
  #changed = new Set<OrderId>()

  /** The state, changed in place by every item that is taken; undefined before the first snapshot is complete and after BooksBroken. */
  get state(): AccountState | undefined {
    return this.#state
  }

  /** Up to which event the state is the journal's; 0 without a state. */
  get seq(): number {
    return this.#state?.seq ?? 0
  }

  /** With which kind of money the account trades; undefined before the first frame. */
  get mode(): Mode | undefined {
    return this.#mode
  }

  /** How much of a snapshot on its way is there; undefined while none is. */
  get arriving(): { readonly part: number; readonly parts: number } | undefined {
    if (this.#arriving === undefined) return undefined
    const { taken, parts } = this.#arriving
    return { part: taken, parts }
  }

  /** Orders whose value is another one since this was last asked, those included that left memory. After "begun": all of before and of now. */
  changedOrders(): ReadonlySet<OrderId> {
    const changed = this.#changed
    this.#changed = new Set()
    return changed
  }

  /** Takes the account's next item of a stream with the kind "books". What it says of the books is the caller's no longer. Throws BooksBroken. */
  take(item: StreamItem): BooksProgress {
    try {
      return this.#take(item)
    } catch (error) {
      this.#state = undefined
      this.#arriving = undefined
      this.#isCurrent = false
      if (error instanceof BooksBroken) throw error
      throw new BooksBroken(`the books cannot be kept: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      })
    }
  }

  #take(item: StreamItem): BooksProgress {
    if ("account" in item) {
      this.#account ??= item.account
      this.#mode = item.mode
      if (item.account !== this.#account)
        throw new BooksBroken(`an item of account ${item.account} in the books of ${this.#account}`)
    }
    switch (item.type) {
      case "snapshot":
        return item.books === undefined ? this.#progress() : this.#arrive(item.books)
      case "changes":
        return this.#fold(item)
      case "resumed":
        return this.#resume(item.seq)
      case "resync":
      case "unavailable":
      case "disconnected":
      case "farewell":
        this.#isCurrent = false
        this.#arriving = undefined
        return "waiting"
      case "connected":
      case "status":
        return this.#progress()
      default: {
        const unknown: never = item
        throw new BooksBroken(`an item of another kind: ${JSON.stringify(unknown)}`)
      }
    }
  }

  #progress(): BooksProgress {
    return this.#isCurrent ? "folded" : "waiting"
  }

  #arrive({ part, parts, state }: BooksPart): BooksProgress {
    this.#isCurrent = false
    const arriving = this.#with(part, parts, state)
    this.#arriving = arriving
    if (arriving.taken < parts) return "waiting"
    this.#arriving = undefined
    const begun = arriving.decoder.end()
    this.#changed = new Set([...(this.#state?.orders.keys() ?? []), ...begun.orders.keys()])
    this.#state = begun
    this.#isCurrent = true
    return "begun"
  }

  #with(part: number, parts: number, state: unknown): Arriving {
    // A first part begins anew, whatever came before it.
    if (part === 1) return { decoder: new StateDecoder(state), parts, taken: 1 }
    const arriving = this.#arriving
    if (arriving === undefined || arriving.taken !== part - 1 || arriving.parts !== parts)
      throw new BooksBroken(`part ${part} of ${parts} of the books came after part ${arriving?.taken ?? 0}`)
    arriving.decoder.take(state)
    arriving.taken = part
    return arriving
  }

  #resume(seq: number): BooksProgress {
    // A state that is ahead of its place gets what it knows already once more; one that is behind has a gap.
    if (this.#state === undefined || seq > this.seq)
      throw new BooksBroken(`the stream goes on after ${seq}, and the books are known up to ${this.seq}`)
    this.#isCurrent = true
    return "folded"
  }

  #fold({ events = [], fromSeq, seq }: Extract<StreamItem, { type: "changes" }>): BooksProgress {
    const state = this.#state
    if (state === undefined || !this.#isCurrent)
      throw new BooksBroken(`the changes ${fromSeq} to ${seq} came before the books that they change`)
    for (const row of events) {
      if (row.seq <= state.seq) continue
      const event = eventFromRow(row)
      const forgotten = evolve(state, event)
      if (isOrderEvent(event)) this.#changed.add(event.orderId)
      for (const { orderId } of forgotten) this.#changed.add(orderId)
    }
    if (seq > state.seq) throw new BooksBroken(`the events ${state.seq + 1} to ${seq} are missing`)
    if (this.#changed.size <= CHANGED_MAX) return "folded"
    this.#changed = new Set(state.orders.keys())
    return "begun"
  }
}
