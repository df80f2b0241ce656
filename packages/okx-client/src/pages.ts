// Reads a whole list of OKX page by page, downwards from the newest with `after` = the last id, until a page is not full.
// Ids make that safe against rows that appear or vanish between pages. It stops at a limit and says so.
// Source: okx-v5 reference, section 4.6.

import type { OkxRead } from "./okx-read.ts"
import { PAGE_MAX } from "./wire/contract.ts"

export interface PagesOptions<Row> {
  /** Asks for one page; `after` is undefined for the first. */
  readonly page: (after: string | undefined) => Promise<OkxRead<Row>>
  readonly idOf: (row: Row) => string
  /** Stops before the first row for which this is true: older than what is needed. */
  readonly until?: (row: Row) => boolean
  readonly pagesMax: number
}

/** All rows, newest first, as one result: its times are the first page's. A list longer than pagesMax is a failure, not a short list. */
export async function readPages<Row>(options: PagesOptions<Row>): Promise<OkxRead<Row>> {
  const rows: Row[] = []
  const seen = new Set<string>()
  const malformed: string[] = []
  let first: (OkxRead<Row> & { kind: "rows" }) | undefined
  let after: string | undefined
  for (let pages = 0; pages < options.pagesMax; pages++) {
    const result = await options.page(after)
    if (result.kind !== "rows") return result
    first ??= result
    malformed.push(...result.malformed)
    const end = options.until === undefined ? -1 : result.rows.findIndex(options.until)
    for (const row of end < 0 ? result.rows : result.rows.slice(0, end)) {
      // Between two pages the list may shift; the newer reading of a row stands.
      const id = options.idOf(row)
      if (seen.has(id)) continue
      seen.add(id)
      rows.push(row)
    }
    const last = result.rows.at(-1)
    const full = result.rows.length + result.malformed.length >= PAGE_MAX
    if (end >= 0 || !full || last === undefined) return { ...first, rows, malformed }
    after = options.idOf(last)
  }
  return {
    kind: "failed",
    detail: `the list is longer than ${options.pagesMax} pages`,
    code: undefined,
    status: undefined,
    attempts: 1,
  }
}
