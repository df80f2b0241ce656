// What a list of OKX's open orders says that the books do not say yet is fed, row by row; the rest of the list is not decided again. The comparison of the books
// feeds strangers and changes apart, a look between two comparisons feeds both at once.

import { type AccountState, type ExchangeOrder, findByExchangeIds, type Input, isShownBefore } from "@okx-oms/core"
import type { ReadResult } from "./ports.ts"

/** unknown: no order here has one of its ids · different: one has, and the row may mean something for it. */
export type ListedNews = "unknown" | "different"

interface Desk {
  readonly state: AccountState
  readonly feed: (input: Input) => void
}

type Listed = Extract<ReadResult<readonly ExchangeOrder[]>, { kind: "ok" }>

/** Feeds the rows whose news is among `which`, by the books as they are at this moment. */
export function feedListed({ state, feed }: Desk, { value, begunAt }: Listed, which: readonly ListedNews[]): void {
  for (const order of value) {
    const news = newsOf(state, order)
    if (news !== undefined && which.includes(news)) feed({ type: "OrderReport", source: "pending", order, begunAt })
  }
}

function newsOf(state: AccountState, told: ExchangeOrder): ListedNews | undefined {
  const known = findByExchangeIds(state, told)
  if (known === undefined) return "unknown"
  return isShownBefore(known, told) ? undefined : "different"
}
