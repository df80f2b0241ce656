// An order out of the journal: the index says which events are about it, they are read from their turns, checked by their hashes, and folded with core. Turns read
// lately are kept, for the orders of a page were often placed side by side.

import { isOrderEvent, type OmsEvent, type Order, orderAfter, reviveEvent } from "@okx-oms/core"
import { indexUnusable } from "./faults.ts"
import { assertRows } from "./row-checks.ts"
import type { Row, Statements } from "./statements.ts"
import { type PlainEvent, parseEventOf } from "./turn-codec.ts"
import type { Turn, TurnStore } from "./turn-store.ts"

/** Where orders and their events come from: the index by its statements, the journal by its turns. */
export interface Sources {
  readonly statements: Statements
  readonly indexFile: string
  readonly turns: TurnStore
}

/** Some megabytes of text. */
const KEPT_TURNS_MAX = 64

/** Events that bring the order along, whatever was known of it. */
export const BEGINNINGS: ReadonlySet<OmsEvent["type"]> = new Set(["OrderCreated", "OrderAdopted", "OrderRecalled"])

/** Of one account, for one question: what it keeps is not checked again. */
export class OrderEvents {
  readonly #sources: Sources
  readonly #account: string
  /** Turns read lately, the newest first. */
  readonly #kept: Turn[] = []

  constructor(sources: Sources, account: string) {
    this.#sources = sources
    this.#account = account
  }

  /** The row of an order; undefined when the index has none. Throws JournalUnavailable when it is not what was written. */
  row(orderId: string): Row | undefined {
    const { statements, indexFile } = this.#sources
    const row = statements.get("SELECT * FROM orders WHERE account = ? AND order_id = ?", this.#account, orderId)
    if (row !== undefined) assertRows("orders", [row], indexFile)
    return row
  }

  /** The order of a checked row, as of its newest event. Throws JournalUnavailable. */
  order(row: Row): Order {
    const orderId = String(row.order_id)
    const order = this.fold(orderId, seqsOf(row))
    if (order === undefined) throw indexUnusable(this.#sources.indexFile, `no event begins order ${orderId}`)
    return order
  }

  /** What these events make of an order; undefined when they bring none along. Throws JournalUnavailable. */
  fold(orderId: string, seqs: Iterable<number>): Order | undefined {
    let order: Order | undefined
    for (const { plain } of this.about(orderId, seqs)) {
      const event = reviveEvent(plain)
      if (isOrderEvent(event)) order = orderAfter(BEGINNINGS.has(event.type) ? undefined : order, event)
    }
    return order
  }

  /** The events of these numbers, all about the order. Throws JournalUnavailable. */
  *about(orderId: string, seqs: Iterable<number>): Generator<PlainEvent> {
    for (const seq of seqs) {
      const event = this.#event(seq)
      if (event === undefined || !("orderId" in event.plain) || event.plain.orderId !== orderId)
        throw indexUnusable(this.#sources.indexFile, `event ${seq} is not about order ${orderId}`)
      yield event
    }
  }

  #event(seq: number): PlainEvent | undefined {
    const { turns } = this.#sources
    let turn = this.#kept.find(({ firstSeq, lastSeq }) => seq >= firstSeq && seq <= lastSeq)
    if (turn === undefined) {
      turn = turns.holding(this.#account, seq)
      if (turn === undefined) return undefined
      if (this.#kept.unshift(turn) > KEPT_TURNS_MAX) this.#kept.pop()
    }
    return parseEventOf(turn, seq, turns.file)
  }
}

/** The numbers of the events that a row of an order names, oldest first. */
export function seqsOf(row: Row): number[] {
  return JSON.parse(String(row.seqs))
}
