// An order as the page holds it: its ids and what tables sort and group by at hand, its row made when somebody looks. Ten thousand orders cost nothing until
// they are shown. An entry is a value: when the order changes there is another one.

import { type Mode, type OrderRow, orderRow } from "@okx-oms/api"
import type { Order } from "@okx-oms/core"

export interface OrderEntry {
  /** "account/orderId": unique among all accounts. */
  readonly key: string
  readonly orderId: string
  readonly account: string
  readonly state: OrderRow["state"]
  readonly inDoubt: boolean
  /** Milliseconds. */
  readonly createdAt: number
  readonly seq: number
  readonly row: OrderRow
}

export function orderKey(account: string, orderId: string): string {
  return `${account}/${orderId}`
}

/** The account's name in an order's key. */
export function accountOfKey(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf("/")))
}

/** Of a row that is there already: from a page of the history. */
export function entryOfRow(row: OrderRow): OrderEntry {
  const { account, orderId, state, seq } = row
  const createdAt = Date.parse(row.createdAt)
  return { key: orderKey(account, orderId), orderId, account, state, inDoubt: row.doubt !== null, createdAt, seq, row }
}

/** Of an order of the books. Its row is made once, when somebody looks. */
export function entryOfOrder(order: Order, mode: Mode): OrderEntry {
  return new BooksEntry(order, mode)
}

class BooksEntry implements OrderEntry {
  readonly key: string
  // What lists are ordered by lies in the entry itself: thousands are compared.
  readonly orderId: string
  readonly createdAt: number
  readonly #order: Order
  readonly #mode: Mode
  #row: OrderRow | undefined

  constructor(order: Order, mode: Mode) {
    this.key = orderKey(order.account, order.orderId)
    this.orderId = order.orderId
    this.createdAt = order.createdAt
    this.#order = order
    this.#mode = mode
  }

  get account(): string {
    return this.#order.account
  }

  get state(): Order["state"] {
    return this.#order.state
  }

  get inDoubt(): boolean {
    return this.#order.doubt !== undefined
  }

  get seq(): number {
    return this.#order.seq
  }

  get row(): OrderRow {
    this.#row ??= orderRow(this.#order, this.#mode)
    return this.#row
  }
}

/** Newest first. Both lists are; of one order the entry with the greater seq is kept. */
export function mergedEntries(live: readonly OrderEntry[], past: readonly OrderEntry[]): readonly OrderEntry[] {
  if (past.length === 0) return live
  const byKey = new Map(past.map((entry) => [entry.key, entry]))
  for (const entry of live) {
    const known = byKey.get(entry.key)
    if (known === undefined || known.seq <= entry.seq) byKey.set(entry.key, entry)
  }
  return [...byKey.values()].sort(newestFirst)
}

export function newestFirst(a: OrderEntry, b: OrderEntry): number {
  return b.createdAt - a.createdAt || compareText(b.orderId, a.orderId) || compareText(b.account, a.account)
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
