// An order out of the journal: the index says which events are about it, they are read from their turns, checked by their hashes, and folded with core. Turns read
// lately are kept, for the orders of a page were often placed side by side.

import { decodeOrder, isOrderEvent, type OmsEvent, type Order, orderAfter, reviveEvent } from "@okx-oms/core"
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
const KEPT_ORDERS_MAX = 64

/** Events that bring the order along, whatever was known of it. */
export const BEGINNINGS: ReadonlySet<OmsEvent["type"]> = new Set(["OrderCreated", "OrderAdopted", "OrderRecalled"])

/** Of one account. Turns never change, so those that were read and checked lately serve again; so does an order while its row is the same. */
export class OrderEvents {
  readonly #sources: Sources
  readonly #account: string
  /** Used lately first. */
  readonly #turns: Turn[] = []
  readonly #orders = new Map<string, { readonly crc: unknown; readonly seq: unknown; readonly order: Order }>()

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
    const known = this.#orders.get(orderId)
    if (known !== undefined && known.crc === row.crc && known.seq === row.seq) return known.order
    const order = this.fold(orderId, { body: bodyOf(row), seqs: seqsOf(row) })
    if (order === undefined) throw indexUnusable(this.#sources.indexFile, `no event begins order ${orderId}`)
    if (this.#orders.size >= KEPT_ORDERS_MAX) this.#orders.clear()
    this.#orders.set(orderId, { crc: row.crc, seq: row.seq, order })
    return order
  }

  /** What these events make of an order, after its body where it has one; undefined when they bring none along. Throws JournalUnavailable. */
  fold(
    orderId: string,
    { body, seqs }: { readonly body: string | undefined; readonly seqs: readonly number[] },
  ): Order | undefined {
    let order = body === undefined ? undefined : decodeOrder(body)
    for (const { plain } of this.about(orderId, seqs)) {
      const event = reviveEvent(plain)
      if (isOrderEvent(event)) order = orderAfter(BEGINNINGS.has(event.type) ? undefined : order, event)
    }
    return order
  }

  /** The numbers of all events about the order of a checked row, oldest first. Throws JournalUnavailable. */
  allSeqs(row: Row): number[] {
    const { statements, indexFile } = this.#sources
    const earlier = statements.all(
      "SELECT order_id, seqs, crc FROM order_events WHERE account = ? AND order_id = ? ORDER BY first_seq",
      ...[this.#account, String(row.order_id)],
    )
    assertRows("orderEvents", earlier, indexFile)
    return [...earlier, row].flatMap(seqsOf)
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
    const at = this.#turns.findIndex(({ firstSeq, lastSeq }) => seq >= firstSeq && seq <= lastSeq)
    const turn = at < 0 ? turns.holding(this.#account, seq) : this.#turns[at]
    if (turn === undefined) return undefined
    if (at !== 0) {
      if (at > 0) this.#turns.splice(at, 1)
      if (this.#turns.unshift(turn) > KEPT_TURNS_MAX) this.#turns.pop()
    }
    return parseEventOf(turn, seq, turns.file)
  }
}

/** The numbers that a row names, oldest first. */
export function seqsOf(row: Row): number[] {
  return JSON.parse(String(row.seqs))
}

/** The fold that a row of an order with many events has. */
export function bodyOf(row: Row): string | undefined {
  return row.body === null ? undefined : String(row.body)
}
