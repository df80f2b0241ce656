// What a list of OKX's open orders says that the books do not say yet. The list is looked through once: rows that say nothing new are counted, the others are kept
// apart, strangers and changes, since the comparison of the books feeds the two at different moments and a look between two comparisons both at once.

import {
  type AccountState,
  type ExchangeOrder,
  findByExchangeIds,
  type Input,
  isShownBefore,
  type Millis,
} from "@okx-oms/core"

export interface ListedNews {
  /** No order here has one of its ids. */
  readonly unknown: readonly ExchangeOrder[]
  /** One has, and the row may mean something for it. */
  readonly different: readonly ExchangeOrder[]
  /** So many rows say of an order, each of another, that it is confirmed and just as the books have it. */
  readonly asBooked: number
}

/** By the books as they are at this moment. */
export function newsAmong(state: AccountState, rows: readonly ExchangeOrder[]): ListedNews {
  const unknown: ExchangeOrder[] = []
  const different: ExchangeOrder[] = []
  for (const row of rows) {
    const known = findByExchangeIds(state, row)
    if (known === undefined) unknown.push(row)
    else if (!isShownBefore(known, row)) different.push(row)
  }
  return { unknown, different, asBooked: rows.length - unknown.length - different.length }
}

/** Feeds rows of a list. What was booked meanwhile may have made one old news: whoever fed something in between looks again first. */
export function feedRows(
  { feed }: { readonly feed: (input: Input) => void },
  rows: readonly ExchangeOrder[],
  { begunAt }: { readonly begunAt: Millis },
): void {
  for (const order of rows) feed({ type: "OrderReport", source: "pending", order, begunAt })
}
