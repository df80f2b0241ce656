// An order as the page holds it: its ids and what tables sort and group by at hand, its row made when somebody looks. Ten thousand orders cost nothing until
// they are shown. An entry is a value: when the order changes there is another one.

import type { OrderRow } from "@okx-oms/api"

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

/** Of a row that is there already: from a page of the history. */
export function entryOfRow(row: OrderRow): OrderEntry {
  const { account, orderId, state, seq } = row
  const createdAt = Date.parse(row.createdAt)
  return { key: orderKey(account, orderId), orderId, account, state, inDoubt: row.doubt !== null, createdAt, seq, row }
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
  return b.createdAt - a.createdAt || (a.orderId < b.orderId ? 1 : -1)
}
