// Keeps the query tables (orders, fills, which events are about an order) in step with the turns. The index is its only memory: an order is read from its
// row, folded on with core and written back once per slice, so a projector can start, stop and start elsewhere at any turn, and orders that left the manager's
// memory need no care. It lives in a file of its own because that file may be lost: its commits need no sync, so the journal's disk time stays the journal's.

import type { DatabaseSync } from "node:sqlite"
import { crc32 } from "node:zlib"
import {
  type AccountId,
  decodeOrder,
  encodeOrder,
  type Fill,
  isActive,
  isOrderEvent,
  type OmsEvent,
  type Order,
  type OrderEvent,
  type OrderId,
  orderAfter,
} from "@okx-oms/core"
import { indexUnusable } from "./faults.ts"
import { assertRows, fillCrc, orderEventsCrc } from "./row-checks.ts"
import { type Row, Statements } from "./statements.ts"
import { decodeTurn } from "./turn-codec.ts"
import { type Anchor, genesis, type TurnStore } from "./turn-store.ts"

/** Events per slice: some tens of milliseconds of work, after which others get their turn. An order that several of them touch is written once. */
const SLICE_EVENTS_MAX = 2_000
/** Open orders kept between slices; beyond it all are read from their rows again. */
const CACHED_ORDERS_MAX = 10_000

/** Events that bring the order along, whatever was known of it. */
const BEGINNINGS: ReadonlySet<OmsEvent["type"]> = new Set(["OrderCreated", "OrderAdopted", "OrderRecalled"])

interface Fold {
  anchor: Anchor
  /** Open orders that were touched lately, in the version of their rows. Nothing else about an order that ended is likely to come. */
  readonly orders: Map<OrderId, Order>
}

/** What one slice changes. */
interface Slice {
  readonly account: AccountId
  readonly fold: Fold
  readonly touched: Map<OrderId, Order>
  /** Which events are about which order. */
  readonly seqs: Map<OrderId, number[]>
}

export class IndexProjector {
  readonly #turns: TurnStore
  readonly #statements: Statements
  readonly #file: string
  readonly #folds = new Map<string, Fold>()

  constructor(options: { readonly turns: TurnStore; readonly index: DatabaseSync; readonly indexFile: string }) {
    this.#turns = options.turns
    this.#statements = new Statements(options.index)
    this.#file = options.indexFile
  }

  /** Takes in the next slice of an account, in one transaction. `more` is true when turns are left. Throws JournalUnavailable or SQLite's error. */
  advance(account: AccountId): { readonly seq: number; readonly more: boolean } {
    try {
      return this.#statements.transaction(() => this.#slice(account))
    } catch (error) {
      this.#folds.delete(account)
      throw error
    }
  }

  #slice(account: AccountId): { readonly seq: number; readonly more: boolean } {
    const stood = projectedAnchor(this.#statements, account)
    if (this.#turns.hashAt(account, stood.seq) !== stood.hash) {
      throw indexUnusable(this.#file, `account ${account} stands on another history than the journal`)
    }
    const fold = this.#foldAt(account, stood)
    const slice: Slice = { account, fold, touched: new Map(), seqs: new Map() }
    let taken = 0
    let more = false
    for (const turn of this.#turns.walk(account, stood)) {
      if (taken >= SLICE_EVENTS_MAX) {
        more = true
        break
      }
      const events = decodeTurn(turn, this.#turns.file)
      for (const event of events) this.#take(slice, event)
      taken += events.length
      fold.anchor = { seq: turn.lastSeq, hash: turn.hash }
    }
    if (taken === 0) return { seq: stood.seq, more: false }
    this.#write(slice)
    return { seq: fold.anchor.seq, more }
  }

  /** What is cached is good only for the very place where the index stands; another projector may have moved it. */
  #foldAt(account: AccountId, anchor: Anchor): Fold {
    const known = this.#folds.get(account)
    if (known?.anchor.hash === anchor.hash && known.orders.size <= CACHED_ORDERS_MAX) return known
    const fold: Fold = { anchor, orders: new Map() }
    this.#folds.set(account, fold)
    return fold
  }

  #take({ account, fold, touched, seqs }: Slice, event: OmsEvent): void {
    if (!("orderId" in event) || event.orderId === undefined) return
    const { orderId, seq } = event
    const known = seqs.get(orderId)
    if (known === undefined) seqs.set(orderId, [seq])
    else known.push(seq)
    if (!isOrderEvent(event)) return
    const before = BEGINNINGS.has(event.type) ? undefined : (fold.orders.get(orderId) ?? this.#stored(account, orderId))
    const after = orderAfter(before, event)
    fold.orders.set(orderId, after)
    touched.set(orderId, after)
    if (event.type === "FillCorrected") this.#replaceFill(event, before, after)
    else if (event.type !== "OrderRecalled") this.#writeFills(seq, after, before?.fills.length ?? 0)
  }

  #stored(account: AccountId, orderId: OrderId): Order | undefined {
    const row = this.#statements.get(
      "SELECT crc, body FROM orders WHERE account = ? AND order_id = ?",
      account,
      orderId,
    )
    return row === undefined ? undefined : orderFrom(row, this.#file)
  }

  #write({ account, fold, touched, seqs }: Slice): void {
    for (const order of touched.values()) {
      this.#writeOrder(order)
      if (!isActive(order.state)) fold.orders.delete(order.orderId)
    }
    for (const [orderId, list] of seqs) {
      const text = JSON.stringify(list)
      this.#statements.run(
        "INSERT INTO order_events (account, order_id, first_seq, seqs, crc) VALUES (?, ?, ?, ?, ?)",
        ...[account, orderId, list[0] ?? 0, text, orderEventsCrc(orderId, text)],
      )
    }
    this.#statements.run(
      "INSERT INTO progress VALUES (?, ?, ?) ON CONFLICT (account) DO UPDATE SET projected_seq = excluded.projected_seq, hash = excluded.hash",
      ...[account, fold.anchor.seq, fold.anchor.hash],
    )
  }

  #writeOrder(order: Order): void {
    const body = encodeOrder(order)
    const { account, orderId, clOrdId, okxOrderId, clientOrderId, state, symbol, strategy, createdAt, seq } = order
    this.#statements.run(
      `INSERT INTO orders (account, order_id, cl_ord_id, okx_order_id, client_order_id, state, symbol, strategy, created_at, seq, crc, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, order_id) DO UPDATE SET cl_ord_id = excluded.cl_ord_id, okx_order_id = excluded.okx_order_id, state = excluded.state,
         seq = excluded.seq, crc = excluded.crc, body = excluded.body`,
      ...[account, orderId, clOrdId ?? null, okxOrderId ?? null, clientOrderId ?? null, state],
      ...[symbol, strategy, createdAt, seq, crc32(body), body],
    )
  }

  /** The row of the execution that was corrected goes; what stands in its place is a row of the correction. */
  #replaceFill(event: Extract<OrderEvent, { type: "FillCorrected" }>, before: Order | undefined, order: Order): void {
    const { tradeId, fill, seq } = event
    const was = before?.fills.find((booked) => booked.tradeId === tradeId)
    if (was !== undefined) {
      this.#statements.run(
        "DELETE FROM fills WHERE account = ? AND at = ? AND order_id = ? AND trade_id = ?",
        ...[order.account, was.at, order.orderId, tradeId],
      )
    }
    if (fill !== undefined) this.#writeFill(seq, order, fill)
  }

  /** The fills that one event added; every event books at most one, so its number names the row. */
  #writeFills(seq: number, order: Order, bookedBefore: number): void {
    for (let at = bookedBefore; at < order.fills.length; at++) {
      const fill = order.fills[at]
      if (fill !== undefined) this.#writeFill(seq, order, fill)
    }
  }

  /** Only where it is to be found: what it says is in the order's row. */
  #writeFill(seq: number, { account, orderId, symbol, strategy }: Order, { at, tradeId }: Fill): void {
    const place = { at, seq, orderId, tradeId, symbol, strategy }
    this.#statements.run(
      "INSERT INTO fills (account, at, seq, order_id, trade_id, symbol, strategy, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      ...[account, at, seq, orderId, tradeId, symbol, strategy, fillCrc(place)],
    )
  }
}

/** How far the index has come with an account; the genesis when it has not begun. */
export function projectedAnchor(statements: Statements, account: string): Anchor {
  const row = statements.get("SELECT projected_seq, hash FROM progress WHERE account = ?", account)
  return row === undefined ? genesis(account) : { seq: Number(row.projected_seq), hash: String(row.hash) }
}

/** The order of a row that has crc and body. Throws JournalUnavailable when it is not the one that was stored. */
export function orderFrom(row: Row, file: string): Order {
  assertRows("orders", [row], file)
  return decodeOrder(String(row.body))
}
