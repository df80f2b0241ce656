// OKX's paging, the same for all lists (reference section 4.6): newest first, ids exclusive, begin and end inclusive and
// applied first, then `before` and `after`. It relies on nothing; a list is given oldest first.

import { compareIds } from "./identifiers.ts"
import { type Parameters, text, wholeNumber } from "./parameters.ts"
import { parameterError, type Refusal } from "./refusals.ts"

export interface Page {
  /** Records older than this id. */
  readonly after: string
  /** Records newer than this id. */
  readonly before: string
  readonly beginMs: number
  readonly endMs: number
  readonly limit: number
}

const LIMIT = 100

export function readPage(parameters: Parameters): Page | Refusal {
  const after = text(parameters, "after")
  const before = text(parameters, "before")
  if (after !== "" && !/^\d{1,20}$/.test(after)) return parameterError("after")
  if (before !== "" && !/^\d{1,20}$/.test(before)) return parameterError("before")
  const begin = text(parameters, "begin")
  const end = text(parameters, "end")
  const beginMs = begin === "" ? 0 : wholeNumber(begin)
  const endMs = end === "" ? Number.POSITIVE_INFINITY : wholeNumber(end)
  const limit = text(parameters, "limit") === "" ? LIMIT : wholeNumber(text(parameters, "limit"))
  if (beginMs === undefined) return parameterError("begin")
  if (endMs === undefined) return parameterError("end")
  if (limit === undefined || limit < 1) return parameterError("limit")
  return { after, before, beginMs, endMs, limit: Math.min(limit, LIMIT) }
}

export interface Pageable<T> {
  /** Oldest first, by id. */
  readonly records: readonly T[]
  readonly idOf: (record: T) => string
  readonly timeOf: (record: T) => number
  readonly accepts: (record: T) => boolean
  /** With nothing but `begin`, fills answer the newest records, the other lists those closest to `begin`. */
  readonly beginAlone: "newest" | "closest"
}

/** One page, newest first. */
export function pageOf<T>(list: Pageable<T>, page: Page): T[] {
  const { records, idOf } = list
  // `before` alone reads upward from it, as does `begin` alone where the list says so.
  const upward =
    page.after === "" &&
    (page.before !== "" ||
      (list.beginAlone === "closest" && page.beginMs > 0 && page.endMs === Number.POSITIVE_INFINITY))
  const from = page.before === "" ? 0 : firstAbove(records, idOf, page.before)
  const to = page.after === "" ? records.length : firstAtOrAbove(records, idOf, page.after)
  const found: T[] = []
  const wanted = (record: T | undefined): record is T => {
    if (record === undefined) return false
    const atMs = list.timeOf(record)
    return atMs >= page.beginMs && atMs <= page.endMs && list.accepts(record)
  }
  if (upward) {
    for (let at = from; at < to && found.length < page.limit; at++) {
      const record = records[at]
      if (wanted(record)) found.push(record)
    }
    return found.reverse()
  }
  for (let at = to - 1; at >= from && found.length < page.limit; at--) {
    const record = records[at]
    if (wanted(record)) found.push(record)
  }
  return found
}

function firstAbove<T>(records: readonly T[], idOf: (record: T) => string, id: string): number {
  return search(records, (record) => compareIds(idOf(record), id) > 0)
}

function firstAtOrAbove<T>(records: readonly T[], idOf: (record: T) => string, id: string): number {
  return search(records, (record) => compareIds(idOf(record), id) >= 0)
}

function search<T>(records: readonly T[], isBeyond: (record: T) => boolean): number {
  let low = 0
  let high = records.length
  while (low < high) {
    const middle = (low + high) >> 1
    const record = records[middle]
    if (record !== undefined && isBeyond(record)) high = middle
    else low = middle + 1
  }
  return low
}
