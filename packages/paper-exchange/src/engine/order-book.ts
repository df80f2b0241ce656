// One instrument's book: price levels on both sides, first come first served inside a level.
// Prices are whole ticks (numbers), sizes exact decimals. It knows nothing of accounts: who rests is the caller's value T.
// The best level is at hand, a new level costs O(log levels), joining and leaving a queue O(1) however long it is.

import { type Decimal, Decimals } from "@okx-oms/core"
import { TickList } from "./tick-list.ts"

export type Side = "buy" | "sell"

/** Something that rests in the book. `remaining` is above zero while it rests. */
export interface Resting<T> {
  readonly side: Side
  readonly ticks: number
  readonly owner: T
  remaining: Decimal
  /** Its place in the queue; undefined while it does not rest. */
  level: Level<T> | undefined
  before: Resting<T> | undefined
  behind: Resting<T> | undefined
}

/** All that rests at one price: a queue in time priority. */
export interface Level<T> {
  readonly ticks: number
  total: Decimal
  count: number
  first: Resting<T> | undefined
  last: Resting<T> | undefined
}

interface BookSide<T> {
  readonly levels: Map<number, Level<T>>
  readonly prices: TickList
  best: Level<T> | undefined
  /** Ticks changed since they were last taken (book-views.ts). */
  readonly touched: Set<number>
}

export interface OrderBook<T> {
  readonly buy: BookSide<T>
  readonly sell: BookSide<T>
  /** Called after each change of a level. */
  onChange: (() => void) | undefined
}

export function createOrderBook<T>(): OrderBook<T> {
  const side = (): BookSide<T> => ({
    levels: new Map(),
    prices: new TickList(),
    best: undefined,
    touched: new Set(),
  })
  return { buy: side(), sell: side(), onChange: undefined }
}

/** Something that is to rest; addResting puts it into a book. */
export function createResting<T>(side: Side, ticks: number, owner: T, remaining: Decimal): Resting<T> {
  return { side, ticks, owner, remaining, level: undefined, before: undefined, behind: undefined }
}

export function opposite(side: Side): Side {
  return side === "buy" ? "sell" : "buy"
}

/** True when price a is better than b for the side that rests there: higher for bids, lower for asks. */
export function isBetter(side: Side, a: number, b: number): boolean {
  return side === "buy" ? a > b : a < b
}

/** True when an order of this side with this limit would trade with a resting price. */
export function crosses(side: Side, limitTicks: number, restingTicks: number): boolean {
  return side === "buy" ? restingTicks <= limitTicks : restingTicks >= limitTicks
}

/** Puts an order behind all others of its price. */
export function addResting<T>(book: OrderBook<T>, resting: Resting<T>): void {
  const side = book[resting.side]
  const level = side.levels.get(resting.ticks) ?? openLevel(side, resting)
  resting.level = level
  resting.before = level.last
  resting.behind = undefined
  if (level.last === undefined) level.first = resting
  else level.last.behind = resting
  level.last = resting
  level.count++
  level.total = Decimals.add(level.total, resting.remaining)
  touch(book, side, resting.ticks)
}

function touch<T>(book: OrderBook<T>, side: BookSide<T>, ticks: number): void {
  side.touched.add(ticks)
  book.onChange?.()
}

function openLevel<T>(side: BookSide<T>, { side: name, ticks }: Resting<T>): Level<T> {
  const level: Level<T> = { ticks, total: Decimals.ZERO, count: 0, first: undefined, last: undefined }
  side.levels.set(ticks, level)
  side.prices.add(ticks)
  if (side.best === undefined || isBetter(name, ticks, side.best.ticks)) side.best = level
  return level
}

/** Takes an order out; nothing happens when it does not rest. */
export function removeResting<T>(book: OrderBook<T>, resting: Resting<T>): void {
  const { level, before, behind } = resting
  if (level === undefined) return
  const side = book[resting.side]
  if (before === undefined) level.first = behind
  else before.behind = behind
  if (behind === undefined) level.last = before
  else behind.before = before
  resting.level = undefined
  resting.before = undefined
  resting.behind = undefined
  level.count--
  level.total = Decimals.subtract(level.total, resting.remaining)
  if (level.count === 0) closeLevel(side, level, resting.side)
  touch(book, side, level.ticks)
}

function closeLevel<T>(side: BookSide<T>, level: Level<T>, name: Side): void {
  side.levels.delete(level.ticks)
  side.prices.remove(level.ticks)
  if (side.best !== level) return
  const best = name === "buy" ? side.prices.largest : side.prices.smallest
  side.best = best === undefined ? undefined : side.levels.get(best)
}

/** Makes a resting order smaller by `by` (a fill, an amended size); it keeps its place, and leaves at zero. */
export function shrinkResting<T>(book: OrderBook<T>, resting: Resting<T>, by: Decimal): void {
  const rest = Decimals.subtract(resting.remaining, by)
  if (!Decimals.isPositive(rest)) {
    removeResting(book, resting)
    resting.remaining = Decimals.ZERO
    return
  }
  resting.remaining = rest
  const { level } = resting
  if (level === undefined) return
  level.total = Decimals.subtract(level.total, by)
  touch(book, book[resting.side], resting.ticks)
}

export function bestLevel<T>(book: OrderBook<T>, side: Side): Level<T> | undefined {
  return book[side].best
}

/** Calls `visit` for the levels of a side, best first, until it answers false. The book must not change meanwhile. */
export function visitLevels<T>(book: OrderBook<T>, side: Side, visit: (level: Level<T>) => boolean): void {
  const { prices, levels } = book[side]
  prices.walk(side === "buy" ? "largest" : "smallest", (ticks) => {
    const level = levels.get(ticks)
    return level === undefined || visit(level)
  })
}

/** The best `depth` levels, best first. */
export function levelsOf<T>(book: OrderBook<T>, side: Side, depth: number): Level<T>[] {
  const found: Level<T>[] = []
  if (depth <= 0) return found
  visitLevels(book, side, (level) => found.push(level) < depth)
  return found
}

/** The first in line at a price. */
export function firstInLine<T>(level: Level<T>): Resting<T> | undefined {
  return level.first
}

/** The queue of a level, first in line first. */
export function queueOf<T>(level: Level<T>): Resting<T>[] {
  const queue: Resting<T>[] = []
  for (let resting = level.first; resting !== undefined; resting = resting.behind) queue.push(resting)
  return queue
}
