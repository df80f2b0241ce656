// What is typed into the form of a grid, read as the contract's request: each field with its own fault in words, and no request before all are right. Pure; what
// the market makes of it is the server's plan.

import {
  GRID_LINES_MAX,
  GRID_LINES_MIN,
  GRID_NAME_LENGTH_MAX,
  type GridStatusRow,
  RECENTRE_AFTER_MS_MAX,
  RECENTRE_AFTER_MS_MIN,
} from "@okx-oms/api"
import { Decimals, parseDecimal } from "@okx-oms/core"

/** As POST /v1/strategies/grid/start takes it. */
export interface GridWish {
  readonly strategy: string
  readonly symbol: string
  readonly spacing: "arithmetic" | "geometric"
  readonly lines: number
  readonly rangePercent: string
  readonly quotePerLevel: string
  readonly recentreAfterMs?: number
}

export interface GridDraft {
  readonly name: string
  readonly symbol: string
  readonly spacing: GridWish["spacing"]
  readonly levels: string
  readonly range: string
  readonly perLevel: string
  /** What it does when the price leaves the range. */
  readonly outside: "stay" | "move"
  readonly afterSeconds: string
}

export const FRESH_DRAFT: GridDraft = {
  name: "grid-1",
  symbol: "BTC-USDT",
  spacing: "arithmetic",
  levels: "10",
  range: "2",
  perLevel: "100",
  outside: "stay",
  afterSeconds: "60",
}

export type DraftFaults = Readonly<Partial<Record<keyof GridDraft, string>>>

export type ReadDraft =
  | { readonly ok: true; readonly wish: GridWish }
  | { readonly ok: false; readonly faults: DraftFaults }

/** Levels lie between lines: one fewer. */
export const LEVELS_MIN = GRID_LINES_MIN - 1
export const LEVELS_MAX = GRID_LINES_MAX - 1
const NAME = new RegExp(`^[A-Za-z0-9._-]{1,${GRID_NAME_LENGTH_MAX}}$`)
const RANGE_LIMIT = Decimals.fromInteger(90)

export function readDraft(draft: GridDraft): ReadDraft {
  const { name, symbol, spacing, levels, range, perLevel, outside, afterSeconds } = draft
  const faults: Record<string, string> = {}
  if (!NAME.test(name)) faults.name = `1 to ${GRID_NAME_LENGTH_MAX} of A–Z a–z 0–9 . _ -`
  if (symbol === "") faults.symbol = "Choose a symbol."
  const count = wholeNumber(levels, LEVELS_MIN, LEVELS_MAX)
  if (count === undefined) faults.levels = `A whole number, ${LEVELS_MIN} to ${LEVELS_MAX}.`
  const reach = parseDecimal(range.trim())
  if (reach === undefined || !Decimals.isPositive(reach) || !Decimals.lessThan(reach, RANGE_LIMIT)) {
    faults.range = "Above 0 and below 90."
  }
  const value = parseDecimal(perLevel.trim())
  if (value === undefined || !Decimals.isPositive(value)) faults.perLevel = "A number above zero."
  const seconds = wholeNumber(afterSeconds, RECENTRE_AFTER_MS_MIN / 1000, RECENTRE_AFTER_MS_MAX / 1000)
  if (outside === "move" && seconds === undefined) {
    faults.afterSeconds = `Whole seconds, ${RECENTRE_AFTER_MS_MIN / 1000} to ${RECENTRE_AFTER_MS_MAX / 1000}.`
  }
  if (Object.keys(faults).length > 0 || count === undefined) return { ok: false, faults }
  const wish = {
    strategy: name,
    symbol,
    spacing,
    lines: count + 1,
    rangePercent: range.trim(),
    quotePerLevel: perLevel.trim(),
    ...(outside === "move" && seconds !== undefined && { recentreAfterMs: seconds * 1000 }),
  }
  return { ok: true, wish }
}

/** A grid that was started before, as it was asked for then. */
export function wishOf({ strategy, symbol, terms }: Pick<GridStatusRow, "strategy" | "symbol" | "terms">): GridWish {
  const { recentreAfterMs, ...others } = terms
  return { strategy, symbol, ...others, ...(recentreAfterMs !== null && { recentreAfterMs }) }
}

/** "arithmetic · 10 levels · ±2 % · 100 each · moves after 60 s": what it was asked to do. */
export function termsText({ terms, symbol }: Pick<GridStatusRow, "terms" | "symbol">): string {
  const { spacing, lines, rangePercent, quotePerLevel, recentreAfterMs } = terms
  const quote = symbol.split("-")[1] ?? ""
  const parts = [
    `${lines - 1} levels, ${spacing}`,
    `±${rangePercent} %`,
    `${quotePerLevel} ${quote} each`,
    recentreAfterMs === null ? "stays where it is" : `moves after ${Math.round(recentreAfterMs / 1000)} s outside`,
  ]
  return parts.join(" · ")
}

/** A name that no grid has: grid-1, grid-2 ... */
export function freeName(taken: readonly string[]): string {
  for (let number = 1; ; number++) if (!taken.includes(`grid-${number}`)) return `grid-${number}`
}

function wholeNumber(text: string, lowest: number, highest: number): number | undefined {
  const number = /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN
  return number >= lowest && number <= highest ? number : undefined
}
