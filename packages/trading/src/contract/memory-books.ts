// The read side of the memory journal: orders, fills and events of each account as plain lists, brought up to date by folding what the
// journal holds whenever something is asked. It is the obvious way: the twin that faster ones are checked against.

import {
  type AccountId,
  type AccountState,
  emptyAccount,
  evolve,
  InvalidValue,
  isOrderEvent,
  type OmsEvent,
  type Order,
  type OrderEvent,
  type OrderId,
} from "@okx-oms/core"
import type { EventQuery, FillQuery, FillRow, OrderKey, OrderQuery, Page } from "../ports.ts"

const PAGE_LIMIT_MAX = 500

interface Book {
  readonly fold: AccountState
  readonly orders: Map<string, Order>
  /** "clOrdId 123" -> orderId, for every key that an order has, of all events. */
  readonly byKey: Map<string, OrderId>
  fills: FillRow[]
  /** Every event; of these the first `folded` are in the fold. Most looks find nothing, and need no fold for it. */
  readonly events: OmsEvent[]
  folded: number
}

const KEYS = ["orderId", "clOrdId", "okxOrderId", "clientOrderId"] as const
const LATER_KEYS = ["okxOrderId"] as const

export class MemoryBooks {
  readonly #eventsAfter: (account: AccountId, afterSeq: number) => Iterable<OmsEvent>
  readonly #books = new Map<AccountId, Book>()

  constructor(eventsAfter: (account: AccountId, afterSeq: number) => Iterable<OmsEvent>) {
    this.#eventsAfter = eventsAfter
  }

  lookup(account: AccountId, keys: readonly OrderKey[]): Order[] {
    const book = this.#indexed(account)
    const found = new Map<OrderId, Order>()
    for (const { kind, value } of keys) {
      const orderId = book.byKey.get(`${kind} ${value}`)
      if (orderId === undefined) continue
      foldAll(book)
      const order = book.orders.get(orderId)
      if (order !== undefined) found.set(orderId, order)
    }
    return [...found.values()]
  }

  orders(query: OrderQuery): Page<Order> {
    const { orders, fold } = this.#bookOf(query.account)
    const rows = [...orders.values()].filter(
      (order) =>
        (query.states === undefined || query.states.includes(order.state)) &&
        (query.symbol === undefined || order.symbol === query.symbol) &&
        (query.strategy === undefined || order.strategy === query.strategy) &&
        (query.since === undefined || order.createdAt >= query.since),
    )
    return pageOf(rows, query, { placeOf: (order) => [order.createdAt, order.orderId], newestFirst: true }, fold.seq)
  }

  fills(query: FillQuery): Page<FillRow> {
    const { fills, fold } = this.#bookOf(query.account)
    const rows = fills.filter(
      (fill) =>
        (query.symbol === undefined || fill.symbol === query.symbol) &&
        (query.orderId === undefined || fill.orderId === query.orderId) &&
        (query.strategy === undefined || fill.strategy === query.strategy) &&
        (query.since === undefined || fill.at >= query.since),
    )
    return pageOf(rows, query, { placeOf: (fill) => [fill.at, fill.seq], newestFirst: true }, fold.seq)
  }

  events(query: EventQuery): Page<OmsEvent> {
    const { events, fold } = this.#bookOf(query.account)
    const rows = events.filter(
      (event) =>
        event.seq >= (query.fromSeq ?? 0) &&
        (query.orderId === undefined || ("orderId" in event && event.orderId === query.orderId)),
    )
    return pageOf(rows, query, { placeOf: (event) => [event.seq, 0], newestFirst: false }, fold.seq)
  }

  #bookOf(account: AccountId): Book {
    const book = this.#indexed(account)
    foldAll(book)
    return book
  }

  #indexed(account: AccountId): Book {
    let book = this.#books.get(account)
    if (book === undefined) {
      const fold = emptyAccount(account)
      book = { fold, orders: new Map(), byKey: new Map(), fills: [], events: [], folded: 0 }
      this.#books.set(account, book)
    }
    for (const event of this.#eventsAfter(account, book.events.at(-1)?.seq ?? 0)) {
      book.events.push(event)
      if (isOrderEvent(event)) takeKeys(book, event)
    }
    return book
  }
}

/** Ids never leave an order: OKX's may come later than the others. */
function takeKeys({ byKey }: Book, event: OrderEvent): void {
  const told: { readonly [Key in (typeof KEYS)[number]]?: string } = event
  const kinds = event.type === "OrderCreated" || event.type === "OrderAdopted" ? KEYS : LATER_KEYS
  for (const kind of kinds) {
    const value = told[kind]
    if (value !== undefined) byKey.set(`${kind} ${value}`, event.orderId)
  }
}

function foldAll(book: Book): void {
  for (; book.folded < book.events.length; book.folded++) {
    const event = book.events[book.folded]
    if (event !== undefined) take(book, event)
  }
}

/** One more event; orders never leave the book, whatever the manager's memory does. */
function take(book: Book, event: OmsEvent): void {
  const { fold } = book
  fold.closed.clear()
  if (event.type === "OrderRecalled") fold.orders.delete(event.orderId)
  const before = isOrderEvent(event) ? fold.orders.get(event.orderId) : undefined
  evolve(fold, event)
  if (!isOrderEvent(event)) return
  const after = fold.orders.get(event.orderId)
  if (after === undefined) return
  book.orders.set(after.orderId, after)
  if (event.type === "OrderRecalled") return
  if (event.type === "FillCorrected")
    book.fills = book.fills.filter(({ orderId, tradeId }) => orderId !== event.orderId || tradeId !== event.tradeId)
  const fills =
    event.type !== "FillCorrected" ? after.fills.slice(before?.fills.length ?? 0) : event.fill ? [event.fill] : []
  for (const fill of fills) {
    const { clientOrderId, clOrdId } = after
    book.fills.push({
      ...fill,
      seq: event.seq,
      orderId: after.orderId,
      ...(clientOrderId !== undefined && { clientOrderId }),
      ...(clOrdId !== undefined && { clOrdId }),
      okxOrderId: after.okxOrderId ?? "",
      account: after.account,
      strategy: after.strategy,
      symbol: after.symbol,
      side: after.side,
      unit: after.market.kind === "spot" ? "base" : "contracts",
    })
  }
}

/** The place of a row in its list; a cursor is the place of the last row shown, so rows may come, change and go between two pages. */
type Place = readonly [main: number, tie: string | number]

interface Ordering<Row> {
  readonly placeOf: (row: Row) => Place
  readonly newestFirst: boolean
}

function pageOf<Row>(
  matching: readonly Row[],
  query: { readonly limit: number; readonly cursor?: string },
  { placeOf, newestFirst }: Ordering<Row>,
  seq: number,
): Page<Row> {
  const { limit, cursor } = query
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_LIMIT_MAX) {
    throw new InvalidValue("limit", limit, `an integer from 1 to ${PAGE_LIMIT_MAX}`)
  }
  const comesAfter = (a: Place, b: Place): boolean => (newestFirst ? isGreater(b, a) : isGreater(a, b))
  const rows = matching.toSorted((a, b) => (comesAfter(placeOf(a), placeOf(b)) ? 1 : -1))
  const shown = cursor === undefined ? undefined : placeFrom(cursor)
  const rest = shown === undefined ? rows : rows.filter((row) => comesAfter(placeOf(row), shown))
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const more = last !== undefined && rest.length > limit
  return more ? { rows: page, nextCursor: JSON.stringify(placeOf(last)), seq } : { rows: page, seq }
}

function isGreater(a: Place, b: Place): boolean {
  return a[0] > b[0] || (a[0] === b[0] && a[1] > b[1])
}

function placeFrom(cursor: string): Place {
  try {
    const [main, tie] = JSON.parse(cursor)
    if (typeof main === "number" && (typeof tie === "string" || typeof tie === "number")) return [main, tie]
  } catch {
    // Told below, like every other text that is no cursor.
  }
  throw new InvalidValue("cursor", cursor, "the nextCursor of an earlier page")
}
