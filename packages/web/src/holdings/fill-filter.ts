// Which fills are looked at: by symbol and strategy, which the server looks up, and by side and day, which are looked at here. It is kept in the address of the
// page, so that a link leads to the same fills. Pure.

import type { FillRow } from "@okx-oms/api"
import { parseStrategyId, parseSymbol } from "@okx-oms/core"
import { clockParts, midnight } from "../words/writing.ts"

export interface FillFilter {
  readonly symbol?: string
  readonly strategy?: string
  readonly side?: "buy" | "sell"
  /** A day of the person's clock: "2026-01-31". */
  readonly day?: string
}

const FIELDS = ["symbol", "strategy", "side", "day"] as const
export type FilterField = (typeof FIELDS)[number]

/** What is no filter of ours is left out. */
export function filterFrom(query: Readonly<Record<string, string>>): FillFilter {
  const { symbol, strategy, side, day } = query
  return {
    ...(symbol !== undefined && isRead(symbol, parseSymbol) && { symbol }),
    ...(strategy !== undefined && isRead(strategy, parseStrategyId) && { strategy }),
    ...((side === "buy" || side === "sell") && { side }),
    ...(day !== undefined && dayStart(day) !== undefined && { day }),
  }
}

/** For the address: fields that are not chosen are left out. */
export function filterQuery(filter: FillFilter): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(FIELDS.map((field) => [field, filter[field]]))
}

export function isFiltered(filter: FillFilter): boolean {
  return FIELDS.some((field) => filter[field] !== undefined)
}

/** What the server is asked for. Side and day are not: profit needs the fills of both sides and of the days before. */
export function askedOf({ symbol, strategy }: FillFilter): { readonly symbol?: string; readonly strategy?: string } {
  return { ...(symbol !== undefined && { symbol }), ...(strategy !== undefined && { strategy }) }
}

export function matches({ symbol, strategy }: FillFilter, fill: FillRow): boolean {
  return (symbol === undefined || fill.symbol === symbol) && (strategy === undefined || fill.strategy === strategy)
}

/** Of fills that are loaded, which are shown. */
export function shownBy({ side, day }: FillFilter): (fill: FillRow) => boolean {
  const from = day === undefined ? undefined : dayStart(day)
  const until = from === undefined ? undefined : nextDay(from)
  return (fill) =>
    (side === undefined || fill.side === side) &&
    (from === undefined || until === undefined || (fill.at >= from && fill.at < until))
}

/** When a day begins by the person's clock, as ISO 8601; undefined for what is no day. */
export function dayStart(day: string): string | undefined {
  const [year, month, date] = /^\d{4}-\d{2}-\d{2}$/.test(day) ? day.split("-").map(Number) : []
  if (year === undefined || month === undefined || date === undefined) return undefined
  const start = midnight(year, month - 1, date)
  return dayOf(start.getTime()) === day ? start.toISOString() : undefined
}

/** The day of the person's clock that the moment is in. */
export function dayOf(now: number): string {
  const { year, monthIndex, day } = clockParts(new Date(now))
  return `${String(year).padStart(4, "0")}-${two(monthIndex + 1)}-${two(day)}`
}

function nextDay(start: string): string {
  const { year, monthIndex, day } = clockParts(new Date(start))
  return midnight(year, monthIndex, day + 1).toISOString()
}

function isRead(text: string, parse: (text: unknown) => unknown): boolean {
  try {
    parse(text)
    return true
  } catch {
    return false
  }
}

function two(number: number): string {
  return String(number).padStart(2, "0")
}
