// Keeps the query tables (what orders are found by, which events are theirs, where fills stand) in step with the turns. No amount is folded and no decimal read here:
// an order is made of its events when somebody asks (order-events.ts). The index is the only memory: an order is read from its row and written back once per slice, so
// a projector can start, stop and start elsewhere at any turn. It lives in a file of its own because that may be lost: its commits need no sync.

import type { DatabaseSync } from "node:sqlite"
import {
  type AccountId,
  encodeOrder,
  fillIn,
  isActive,
  isOrderEvent,
  listingAfter,
  type OmsEvent,
  type OrderId,
  type OrderListing,
} from "@okx-oms/core"
import { indexUnusable } from "./faults.ts"
import { BEGINNINGS, bodyOf, OrderEvents, seqsOf } from "./order-events.ts"
import { fillCrc, orderCrc, orderEventsCrc } from "./row-checks.ts"
import { type Row, Statements } from "./statements.ts"
import { parseTurn } from "./turn-codec.ts"
import { type Anchor, genesis, type TurnStore } from "./turn-store.ts"

/** Events per slice: some tens of milliseconds of work, after which others get their turn. An order that several of them touch is written once. */
const SLICE_EVENTS_MAX = 2_000
/** Open orders kept between slices; beyond it all are read from their rows again. */
const CACHED_ORDERS_MAX = 10_000
/** Of an order with more events than this the fold is kept: whoever asks for it reads no more of them, and its row does not grow with each. */
const UNFOLDED_MAX = 32

/** One order of the index. */
interface Entry {
  listing: OrderListing
  /** What its row says; undefined while it has none. */
  stored: OrderListing | undefined
  /** Its fold up to the events that order_events has; undefined while that has none. */
  body: string | undefined
  /** Numbers of the events about it after those, oldest first. */
  seqs: number[]
  lastSeq: number
}

interface Fold {
  anchor: Anchor
  /** Open orders that were touched lately, as in their rows. Nothing else about an order that ended is likely to come. */
  readonly entries: Map<OrderId, Entry>
  readonly events: OrderEvents
}

/** What one slice changes. */
interface Slice {
  readonly account: AccountId
  readonly fold: Fold
  readonly touched: Set<Entry>
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
    const slice: Slice = { account, fold, touched: new Set() }
    let taken = 0
    let more = false
    for (const turn of this.#turns.walk(account, stood)) {
      if (taken >= SLICE_EVENTS_MAX) {
        more = true
        break
      }
      const events = parseTurn(turn, this.#turns.file)
      // Decimals are text still.
      for (const { plain } of events) this.#take(slice, plain as OmsEvent)
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
    if (known?.anchor.hash === anchor.hash && known.entries.size <= CACHED_ORDERS_MAX) return known
    const sources = { statements: this.#statements, indexFile: this.#file, turns: this.#turns }
    const fold: Fold = { anchor, entries: new Map(), events: new OrderEvents(sources, account) }
    this.#folds.set(account, fold)
    return fold
  }

  #take(slice: Slice, event: OmsEvent): void {
    if (!("orderId" in event) || event.orderId === undefined) return
    const { account, fold, touched } = slice
    const entry = fold.entries.get(event.orderId) ?? this.#entry(fold.events, event)
    if (entry === undefined) return
    if (isOrderEvent(event)) {
      entry.listing = listingAfter(entry.listing, event)
      if (event.type === "FillCorrected") this.#dropFill(slice, entry, event.tradeId)
      const fill = fillIn(event)
      if (fill !== undefined) this.#writeFill(account, entry.listing, { ...fill, seq: event.seq })
    }
    entry.seqs.push(event.seq)
    entry.lastSeq = event.seq
    fold.entries.set(event.orderId, entry)
    touched.add(entry)
  }

  /** From its row; a new one where the event begins an order. Undefined for a break about an order that no event began. Throws JournalUnavailable. */
  #entry(events: OrderEvents, event: OmsEvent & { readonly orderId?: OrderId }): Entry | undefined {
    const row = event.type === "OrderCreated" ? undefined : events.row(String(event.orderId))
    if (row !== undefined) {
      const listing = listingOf(row)
      return { listing, stored: listing, body: bodyOf(row), seqs: seqsOf(row), lastSeq: Number(row.seq) }
    }
    if (!isOrderEvent(event)) return undefined
    if (!BEGINNINGS.has(event.type))
      throw indexUnusable(this.#file, `event ${event.seq} is about order ${event.orderId}, of which there is no row`)
    return { listing: listingAfter(undefined, event), stored: undefined, body: undefined, seqs: [], lastSeq: 0 }
  }

  #write({ account, fold, touched }: Slice): void {
    for (const entry of touched) {
      if (entry.seqs.length > UNFOLDED_MAX) this.#keepFold(account, fold, entry)
      else this.#writeOrder(account, entry)
      if (!isActive(entry.listing.state)) fold.entries.delete(entry.listing.orderId)
    }
    this.#statements.run(
      "INSERT INTO progress VALUES (?, ?, ?) ON CONFLICT (account) DO UPDATE SET projected_seq = excluded.projected_seq, hash = excluded.hash",
      ...[account, fold.anchor.seq, fold.anchor.hash],
    )
  }

  /** Its events so far go where they stay, and what they make of it into its row. */
  #keepFold(account: AccountId, { events }: Fold, entry: Entry): void {
    const { orderId } = entry.listing
    const order = events.fold(orderId, entry)
    if (order === undefined) throw indexUnusable(this.#file, `no event begins order ${orderId}`)
    const seqs = JSON.stringify(entry.seqs)
    this.#statements.run(
      "INSERT INTO order_events (account, order_id, first_seq, seqs, crc) VALUES (?, ?, ?, ?, ?)",
      ...[account, orderId, entry.seqs[0] ?? 0, seqs, orderEventsCrc(orderId, seqs)],
    )
    entry.seqs = []
    entry.body = encodeOrder(order)
    this.#writeOrder(account, entry)
  }

  /** Of what has an index only what is another: each such column that is named costs its indexes. */
  #writeOrder(account: AccountId, entry: Entry): void {
    const { listing, stored, lastSeq: seq } = entry
    const { orderId, clOrdId, okxOrderId, clientOrderId, state, symbol, strategy, createdAt } = listing
    const seqs = JSON.stringify(entry.seqs)
    const crc = orderCrc(listing, seqs, entry.body)
    const body = entry.body ?? null
    entry.stored = listing
    if (stored === undefined) {
      this.#statements.run(
        `INSERT INTO orders (account, order_id, cl_ord_id, okx_order_id, client_order_id, state, symbol, strategy, created_at, seq, seqs, body, crc)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[account, orderId, clOrdId ?? null, okxOrderId ?? null, clientOrderId ?? null],
        ...[state, symbol, strategy, createdAt, seq, seqs, body, crc],
      )
    } else if (stored.okxOrderId !== okxOrderId) {
      this.#statements.run(
        "UPDATE orders SET seq = ?, seqs = ?, body = ?, crc = ?, state = ?, okx_order_id = ? WHERE account = ? AND order_id = ?",
        ...[seq, seqs, body, crc, state, okxOrderId ?? null, account, orderId],
      )
    } else if (stored.state !== state) {
      this.#statements.run(
        "UPDATE orders SET seq = ?, seqs = ?, body = ?, crc = ?, state = ? WHERE account = ? AND order_id = ?",
        ...[seq, seqs, body, crc, state, account, orderId],
      )
    } else {
      this.#statements.run(
        "UPDATE orders SET seq = ?, seqs = ?, body = ?, crc = ? WHERE account = ? AND order_id = ?",
        ...[seq, seqs, body, crc, account, orderId],
      )
    }
  }

  /** The row of an execution that is corrected goes; what stands in its place is a row of the correction. When it was, its order knows, as of before. */
  #dropFill({ account, fold }: Slice, entry: Entry, tradeId: string): void {
    const { orderId } = entry.listing
    const was = fold.events.fold(orderId, entry)?.fills.find((booked) => booked.tradeId === tradeId)
    if (was === undefined) return
    this.#statements.run(
      "DELETE FROM fills WHERE account = ? AND at = ? AND order_id = ? AND trade_id = ?",
      ...[account, was.at, orderId, tradeId],
    )
  }

  /** Only where it is to be found: what it says, the events of its order say. Every event books at most one, so its number names the row. */
  #writeFill(
    account: AccountId,
    { orderId, symbol, strategy }: OrderListing,
    { at, seq, tradeId }: { readonly at: number; readonly seq: number; readonly tradeId: string },
  ): void {
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

/** What a checked row says. */
function listingOf(row: Row): OrderListing {
  return {
    orderId: row.order_id,
    clOrdId: row.cl_ord_id ?? undefined,
    okxOrderId: row.okx_order_id ?? undefined,
    clientOrderId: row.client_order_id ?? undefined,
    symbol: row.symbol,
    strategy: row.strategy,
    state: row.state,
    createdAt: row.created_at,
  } as OrderListing
}
