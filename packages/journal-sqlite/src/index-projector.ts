// Keeps the query tables (orders, fills, events) in step with the turns. The index is its only memory: an order is read from its row, folded on
// with core's evolve and written back, so a projector can start, stop and start elsewhere at any turn, and orders that left the manager's memory need
// no care. It lives in a file of its own because that file may be lost: its commits need no sync, so the journal's disk time stays the journal's.

import type { DatabaseSync } from "node:sqlite"
import { crc32 } from "node:zlib"
import {
  type AccountId,
  type AccountState,
  decodeOrder,
  emptyAccount,
  encodeOrder,
  evolve,
  type Fill,
  format,
  isOrderEvent,
  type Order,
  type OrderEvent,
  type OrderId,
  reviveEvent,
} from "@okx-oms/core"
import { indexUnusable } from "./faults.ts"
import { eventCrc, FILL_COLUMNS_SQL, fillCrc } from "./row-checks.ts"
import { Statements } from "./statements.ts"
import { parseTurn } from "./turn-codec.ts"
import { type Anchor, genesis, type TurnStore } from "./turn-store.ts"

/** Events per slice: some milliseconds of work, after which others get their turn. */
const SLICE_EVENTS_MAX = 500
/** Orders kept between slices; beyond it they are read from their rows again. */
const CACHED_ORDERS_MAX = 10_000

interface Fold {
  anchor: Anchor
  /** Holds the orders that were touched lately; everything else in it is meaningless here. */
  readonly scratch: AccountState
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
    const touched = new Map<OrderId, Order>()
    let taken = 0
    let more = false
    for (const turn of this.#turns.walk(account, stood)) {
      if (taken >= SLICE_EVENTS_MAX) {
        more = true
        break
      }
      const events = parseTurn(turn, this.#turns.file)
      for (const { plain } of events) this.#take(fold, plain, touched)
      taken += events.length
      fold.anchor = { seq: turn.lastSeq, hash: turn.hash }
    }
    if (taken === 0) return { seq: stood.seq, more: false }
    for (const order of touched.values()) this.#writeOrder(order)
    this.#statements.run(
      "INSERT INTO progress VALUES (?, ?, ?) ON CONFLICT (account) DO UPDATE SET projected_seq = excluded.projected_seq, hash = excluded.hash",
      ...[account, fold.anchor.seq, fold.anchor.hash],
    )
    return { seq: fold.anchor.seq, more }
  }

  /** What is cached is good only for the very place where the index stands; another projector may have moved it. */
  #foldAt(account: AccountId, anchor: Anchor): Fold {
    const known = this.#folds.get(account)
    if (known?.anchor.hash === anchor.hash && known.scratch.orders.size <= CACHED_ORDERS_MAX) return known
    const fold = { anchor, scratch: emptyAccount(account) }
    this.#folds.set(account, fold)
    return fold
  }

  #take(fold: Fold, plain: object, touched: Map<OrderId, Order>): void {
    const { scratch } = fold
    const body = JSON.stringify(plain)
    const event = reviveEvent(plain)
    const about = "orderId" in event ? event.orderId : null
    this.#statements.run(
      "INSERT INTO events (account, seq, order_id, type, at, crc, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
      ...[event.account, event.seq, about ?? null, event.type, event.at, eventCrc(event.seq, body), body],
    )
    if (!isOrderEvent(event)) return
    this.#bringOrder(scratch, event)
    const before = scratch.orders.get(event.orderId)
    // evolve forgets closed orders and counts turns by itself; here every order is kept and only orders' events are folded.
    scratch.closed.clear()
    scratch.seq = event.seq - 1
    evolve(scratch, event)
    const after = scratch.orders.get(event.orderId)
    if (after === undefined) throw indexUnusable(this.#file, `order ${event.orderId} is lost at seq ${event.seq}`)
    touched.set(after.orderId, after)
    if (event.type === "FillCorrected") this.#replaceFill(event, after)
    else if (event.type !== "OrderRecalled") this.#writeFills(event.seq, after, before?.fills.length ?? 0)
  }

  /** Puts the order's newest version where evolve looks for it. A recalled order arrives with its event instead. */
  #bringOrder(scratch: AccountState, event: OrderEvent): void {
    if (event.type === "OrderRecalled") {
      scratch.orders.delete(event.orderId)
      return
    }
    if (event.type === "OrderCreated" || event.type === "OrderAdopted" || scratch.orders.has(event.orderId)) return
    const row = this.#statements.get(
      "SELECT crc, body FROM orders WHERE account = ? AND order_id = ?",
      ...[event.account, event.orderId],
    )
    if (row !== undefined) scratch.orders.set(event.orderId, orderFrom(row, this.#file))
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
  #replaceFill(event: Extract<OrderEvent, { type: "FillCorrected" }>, order: Order): void {
    this.#statements.run(
      "DELETE FROM fills WHERE account = ? AND order_id = ? AND trade_id = ?",
      ...[order.account, order.orderId, event.tradeId],
    )
    if (event.fill !== undefined) this.#writeFill(event.seq, order, event.fill)
  }

  /** The fills that one event added; every event books at most one, so its number names the row. */
  #writeFills(seq: number, order: Order, bookedBefore: number): void {
    for (const fill of order.fills.slice(bookedBefore)) this.#writeFill(seq, order, fill)
  }

  #writeFill(seq: number, order: Order, fill: Fill): void {
    const fees = fill.fees.map(({ currency, amount }) => ({ currency, amount: format(amount) }))
    const values = [
      ...[order.account, seq, order.orderId, order.clientOrderId ?? null, order.clOrdId ?? null],
      ...[order.okxOrderId ?? "", order.strategy, order.symbol, order.side, fill.tradeId],
      ...[format(fill.price), format(fill.quantity), order.market.kind === "spot" ? "base" : "contracts"],
      ...[JSON.stringify(fees), fill.liquidity, fill.at],
    ]
    this.#statements.run(
      `INSERT INTO fills (${FILL_COLUMNS_SQL}, crc) VALUES (${"?, ".repeat(values.length)}?)`,
      ...[...values, fillCrc(values)],
    )
  }
}

/** How far the index has come with an account; the genesis when it has not begun. */
export function projectedAnchor(statements: Statements, account: string): Anchor {
  const row = statements.get("SELECT projected_seq, hash FROM progress WHERE account = ?", account)
  return row === undefined ? genesis(account) : { seq: Number(row.projected_seq), hash: String(row.hash) }
}

/** The order of a row that has crc and body. Throws JournalUnavailable when it is not the one that was stored. */
export function orderFrom(row: { readonly crc?: unknown; readonly body?: unknown }, file: string): Order {
  const body = String(row.body)
  if (crc32(body) !== row.crc) throw indexUnusable(file, "the row of an order is not what was written")
  return decodeOrder(body)
}
