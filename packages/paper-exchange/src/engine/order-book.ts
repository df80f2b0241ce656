// One instrument's book: price levels on both sides, first come first served inside a level.
// Prices are whole ticks (numbers), sizes exact decimals. It knows nothing of accounts: who rests is the caller's value T.
// Adding and removing cost O(log levels); the best level is O(1).

import { type Decimal, Decimals } from "@okx-oms/core"

export type Side = "buy" | "sell"

/** Something that rests in the book. `remaining` is above zero while it rests. */
export interface Resting<T> {
  readonly side: Side
  readonly ticks: number
  readonly owner: T
  remaining: Decimal
}

export interface Level<T> {
  readonly ticks: number
  total: Decimal
  /** Insertion order is time priority. */
  readonly queue: Set<Resting<T>>
}

interface BookSide<T> {
  readonly levels: Map<number, Level<T>>
  /** Ticks of the levels from the worst to the best price, so that the best is popped from the end. */
  readonly order: number[]
  /** Ticks changed since the last flush of the books channel. */
  readonly touched: Set<number>
}

export interface OrderBook<T> {
  readonly buy: BookSide<T>
  readonly sell: BookSide<T>
}

export function createOrderBook<T>(): OrderBook<T> {
  const side = (): BookSide<T> => ({ levels: new Map(), order: [], touched: new Set() })
  return { buy: side(), sell: side() }
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
  let level = side.levels.get(resting.ticks)
  if (level === undefined) {
    level = { ticks: resting.ticks, total: Decimals.ZERO, queue: new Set() }
    side.levels.set(resting.ticks, level)
    side.order.splice(position(side.order, resting.side, resting.ticks), 0, resting.ticks)
  }
  level.queue.add(resting)
  level.total = Decimals.add(level.total, resting.remaining)
  side.touched.add(resting.ticks)
}

export function removeResting<T>(book: OrderBook<T>, resting: Resting<T>): void {
  const side = book[resting.side]
  const level = side.levels.get(resting.ticks)
  if (level === undefined || !level.queue.delete(resting)) return
  level.total = Decimals.subtract(level.total, resting.remaining)
  side.touched.add(resting.ticks)
  if (level.queue.size > 0) return
  side.levels.delete(resting.ticks)
  if (side.order.at(-1) === resting.ticks) side.order.pop()
  else side.order.splice(position(side.order, resting.side, resting.ticks), 1)
}

/** Makes a resting order smaller by `by` (a fill, an amended size); it keeps its place, and leaves at zero. */
export function shrinkResting<T>(book: OrderBook<T>, resting: Resting<T>, by: Decimal): void {
  const rest = Decimals.subtract(resting.remaining, by)
  if (!Decimals.isPositive(rest)) {
    removeResting(book, resting)
    resting.remaining = Decimals.ZERO
    return
  }
  const side = book[resting.side]
  const level = side.levels.get(resting.ticks)
  if (level?.queue.has(resting)) level.total = Decimals.subtract(level.total, by)
  resting.remaining = rest
  side.touched.add(resting.ticks)
}

export function bestLevel<T>(book: OrderBook<T>, side: Side): Level<T> | undefined {
  const ticks = book[side].order.at(-1)
  return ticks === undefined ? undefined : book[side].levels.get(ticks)
}

/** The best `depth` levels, best first. */
export function levelsOf<T>(book: OrderBook<T>, side: Side, depth: number): Level<T>[] {
  const { order, levels } = book[side]
  const found: Level<T>[] = []
  for (let at = order.length - 1; at >= 0 && found.length < depth; at--) {
    const level = levels.get(order[at] ?? 0)
    if (level !== undefined) found.push(level)
  }
  return found
}

/** The first in line at the best price. */
export function firstInLine<T>(level: Level<T>): Resting<T> | undefined {
  return level.queue.values().next().value
}

/** Where `ticks` stands, or would stand, in the worst-to-best list. */
function position(order: readonly number[], side: Side, ticks: number): number {
  let low = 0
  let high = order.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBetter(side, ticks, order[middle] ?? 0)) low = middle + 1
    else high = middle
  }
  return low
}
