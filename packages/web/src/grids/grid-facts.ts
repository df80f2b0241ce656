// What the screen says of a grid beyond what the server tells: how it does in a word, where the price stands among its levels, what is missing, what all of it
// is worth at the last price. Pure; money is added by core's Decimals, floats only place things on the screen.

import type { GridLevelRow, GridStatusRow } from "@okx-oms/api"
import { type Decimal, Decimals, parseDecimal } from "@okx-oms/core"
import { scaleOf } from "../words/amounts.ts"
import type { Tone } from "../words/tone.ts"

export interface GridWords {
  readonly word: string
  readonly tone: Tone
  /** One sentence. */
  readonly detail: string
}

export function gridWords({ state, health, holding, levels }: GridStatusRow): GridWords {
  const why = holding ?? ""
  switch (state) {
    case "running":
      if (health === "trouble") return { word: "in trouble", tone: "bad", detail: sentence(why, "Orders are refused.") }
      if (health === "holding")
        return { word: "waiting", tone: "warn", detail: sentence(why, "Nothing is placed now.") }
      if (levels.length === 0) return { word: "starting", tone: "busy", detail: "It reads its orders." }
      return { word: "running", tone: "good", detail: "Every level has its order, or gets it now." }
    case "paused":
      return { word: "paused", tone: "warn", detail: "Nothing new is placed. What rests may still be filled." }
    case "stopping":
      return { word: "stopping", tone: "busy", detail: "Its orders are being cancelled." }
    case "stopped":
      return { word: "stopped", tone: "soft", detail: "It is over." }
    case "failed":
      return { word: "failed", tone: "bad", detail: sentence(why, "It ended by a fault. Its orders rest.") }
  }
}

/** What a person may do with it now. */
export function gridActs({ state }: GridStatusRow): { start: boolean; pause: boolean; stop: boolean } {
  const isOver = state === "stopped" || state === "failed"
  return {
    start: state === "paused" || isOver,
    pause: state === "running" || state === "paused",
    stop: state === "running" || state === "paused" || state === "failed",
  }
}

export interface LevelCounts {
  readonly all: number
  readonly working: number
  /** Without an order at OKX: the next one was not placed yet, or its executions are being read. */
  readonly missing: number
}

export function levelCounts({ levels }: Pick<GridStatusRow, "levels">): LevelCounts {
  const working = levels.filter(({ state }) => state === "working").length
  return { all: levels.length, working, missing: levels.length - working }
}

export type LadderRow =
  | { readonly kind: "level"; readonly level: GridLevelRow; readonly holdsPrice: boolean }
  | { readonly kind: "price"; readonly price: string; readonly where: string }

/** Levels from the highest down with the last price where it belongs. */
export function ladderRows({ levels, lastPrice }: Pick<GridStatusRow, "levels" | "lastPrice">): readonly LadderRow[] {
  const down = [...levels].sort((a, b) => b.number - a.number)
  const price = lastPrice === null ? undefined : parseDecimal(lastPrice)
  const holds = (level: GridLevelRow): boolean =>
    price !== undefined &&
    Decimals.compare(price, decimalOf(level.buyPrice)) >= 0 &&
    Decimals.lessThan(price, decimalOf(level.sellPrice))
  const rows: LadderRow[] = down.map((level) => ({ kind: "level", level, holdsPrice: holds(level) }))
  if (price === undefined || lastPrice === null || down.length === 0) return rows
  // Above every level whose middle is below it.
  const below = down.findIndex((level) => {
    const twice = Decimals.add(price, price)
    return Decimals.compare(Decimals.add(decimalOf(level.buyPrice), decimalOf(level.sellPrice)), twice) <= 0
  })
  const place = below < 0 ? rows.length : below
  const where = down.some(holds) ? "" : place === 0 ? "above the range" : place === rows.length ? "below the range" : ""
  return rows.toSpliced(place, 0, { kind: "price", price: lastPrice, where })
}

/** Digits after the point that all prices of a grid line up at. */
export function priceScale(prices: readonly string[]): number {
  return Math.max(0, ...prices.map(scaleOf))
}

/** Where a price lies between the ends of the range, 0 to 1; beyond them 0 or 1. For placing only. */
export function shareOfRange(price: string, lowest: string, highest: string): number {
  const [at, low, high] = [Number(price), Number(lowest), Number(highest)]
  if (!(high > low)) return 0
  return Math.max(0, Math.min(1, (at - low) / (high - low)))
}

/** What all fills changed of the account, what was bought and sold taken at the last price: fees taken off. Undefined without a price. */
export function worthAtLast({ changed, lastPrice }: Pick<GridStatusRow, "changed" | "lastPrice">): Decimal | undefined {
  if (lastPrice === null) return undefined
  return Decimals.add(decimalOf(changed.quote), Decimals.multiply(decimalOf(changed.base), decimalOf(lastPrice)))
}

/** The decimal of a text of the contract, which checked it. */
export function decimalOf(text: string): Decimal {
  return parseDecimal(text) ?? Decimals.ZERO
}

function sentence(why: string, otherwise: string): string {
  if (why === "") return otherwise
  return `${why.charAt(0).toUpperCase()}${why.slice(1)}${/[.!?]$/.test(why) ? "" : "."}`
}
