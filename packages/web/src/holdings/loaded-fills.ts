// Fills of pages and of the stream as one list, newest first, each once: what a page says of a fill is the newer word. Pure.

import type { FillRow } from "@okx-oms/api"
import { type AccountPage, wholeSince } from "../live/account-pages.ts"

export type FillPage = AccountPage<FillRow>

export function fillId({ account, symbol, orderId, tradeId }: FillRow): string {
  return `${account}/${symbol}/${orderId}/${tradeId}`
}

/** `live` newest first, as the stream keeps it. */
export function mergedFills(pages: readonly (readonly FillPage[])[], live: readonly FillRow[]): readonly FillRow[] {
  const past = pages.flat().flatMap(({ rows }) => rows)
  const inPages = new Set(past.map(fillId))
  const fresh = live.filter((fill) => !inPages.has(fillId(fill)))
  // Nearly sorted already: a sort costs little more than looking.
  return [...fresh, ...past].sort(newestFirst)
}

/** Everything from the moment on is loaded, of every account. */
export function reachesBack(pages: readonly (readonly FillPage[])[], since: string): boolean {
  return wholeSince(pages, ({ at }) => at) < since
}

function newestFirst(a: FillRow, b: FillRow): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1
  return b.seq - a.seq
}
