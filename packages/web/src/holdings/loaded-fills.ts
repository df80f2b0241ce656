// Fills of pages and of the stream as one list, newest first, each once: what a page says of a fill is the newer word. Pure.

import type { FillRow } from "@okx-oms/api"

/** What one page has of one account. */
export interface FillPart {
  readonly account: string
  readonly fills: readonly FillRow[]
  /** Null on its last page. */
  readonly nextCursor: string | null
  /** Why it could not be read. */
  readonly fault: Error | undefined
}

export function fillId({ account, symbol, orderId, tradeId }: FillRow): string {
  return `${account}/${symbol}/${orderId}/${tradeId}`
}

/** `live` newest first, as the stream keeps it. */
export function mergedFills(pages: readonly (readonly FillPart[])[], live: readonly FillRow[]): readonly FillRow[] {
  const past = pages.flat().flatMap(({ fills }) => fills)
  const inPages = new Set(past.map(fillId))
  const fresh = live.filter((fill) => !inPages.has(fillId(fill)))
  // Nearly sorted already: a sort costs little more than looking.
  return [...fresh, ...past].sort(newestFirst)
}

/** Everything from the moment on is loaded, of every account. */
export function reachesBack(pages: readonly (readonly FillPart[])[], since: string): boolean {
  const last = new Map(pages.flat().map((part) => [part.account, part]))
  return [...last.values()].every(({ fills, nextCursor }) => nextCursor === null || (fills.at(-1)?.at ?? "") < since)
}

function newestFirst(a: FillRow, b: FillRow): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1
  return b.seq - a.seq
}
