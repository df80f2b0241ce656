// The rows of the depth ladder: the levels of a book gathered by a price step, and in them the orders of our own. Orders that stand beyond what the book shows
// have rows too. Pure; sums are exact, shares are for the width of bars.

import type { Book } from "@okx-oms/api"
import { type Decimal, Decimals, decimal, format, formatFixed } from "@okx-oms/core"
import { scaleOf } from "../words/amounts.ts"
import type { OwnOrder } from "./own-orders.ts"

export type BookSide = "buy" | "sell"

export interface LadderRow {
  readonly side: BookSide
  /** At the scale of the step. */
  readonly price: string
  /** "" where the book does not reach. */
  readonly quantity: string
  /** Of this row and all that are nearer. */
  readonly total: string
  /** Of the largest quantity among the rows, 0 to 1. */
  readonly share: number
  readonly own: readonly OwnOrder[]
}

export interface LadderOptions {
  readonly side: BookSide
  readonly step: string
  /** Rows of the book at most; own orders beyond come on top. */
  readonly rowsMax: number
}

interface Gathered {
  readonly price: Decimal
  quantity: Decimal | undefined
  readonly own: OwnOrder[]
}

const GROUPS = [1, 10, 100, 1000] as const
/** A step wider than this share of the price shows no book any more. */
const STEP_SHARE_MAX = 0.01

/** Best price first. A bid is gathered downwards and an ask upwards, so that no row looks better than it is. */
export function ladderRows(
  levels: Book["bids"],
  ownOrders: readonly OwnOrder[],
  { side, step, rowsMax }: LadderOptions,
): readonly LadderRow[] {
  const size = decimal(step)
  const rows = new Map<string, Gathered>()
  const rowOf = (text: string): Gathered => {
    const price = Decimals.roundToMultiple(decimal(text), size, side === "buy" ? "floor" : "ceiling")
    const key = format(price)
    const known = rows.get(key) ?? { price, quantity: undefined, own: [] }
    rows.set(key, known)
    return known
  }
  for (const { price, quantity } of levels) {
    const row = rowOf(price)
    // The book's best comes first: what would be one row too many ends it.
    if (row.quantity === undefined && rows.size > rowsMax) {
      rows.delete(format(row.price))
      break
    }
    row.quantity = Decimals.add(row.quantity ?? Decimals.ZERO, decimal(quantity))
  }
  for (const order of ownOrders) if (order.side === side) rowOf(order.price).own.push(order)
  const nearer = side === "buy" ? -1 : 1
  const sorted = [...rows.values()].sort((a, b) => Decimals.compare(a.price, b.price) * nearer)
  return withTotals(sorted, side, scaleOf(step))
}

function withTotals(rows: readonly Gathered[], side: BookSide, scale: number): readonly LadderRow[] {
  const largest = Math.max(...rows.map(({ quantity }) => numberOf(quantity)), 0)
  let total = Decimals.ZERO
  return rows.map(({ price, quantity, own }) => {
    total = quantity === undefined ? total : Decimals.add(total, quantity)
    return {
      side,
      price: formatFixed(price, scale),
      quantity: quantity === undefined ? "" : format(quantity),
      total: quantity === undefined ? "" : format(total),
      share: largest === 0 ? 0 : numberOf(quantity) / largest,
      own,
    }
  })
}

function numberOf(value: Decimal | undefined): number {
  return value === undefined ? 0 : Number(format(value))
}

/** Steps that make sense at the price: the tick and powers of ten of it. */
export function ladderSteps(tick: string, price: string | undefined): readonly string[] {
  const steps = GROUPS.map((times) => format(Decimals.multiply(decimal(tick), Decimals.fromInteger(times))))
  const widest = Number(price ?? 0) * STEP_SHARE_MAX
  return steps.filter((step, index) => index === 0 || widest === 0 || Number(step) <= widest)
}

export interface Spread {
  readonly text: string
  /** Of the middle, in percent. */
  readonly percent: string
}

/** Undefined where a side is empty. */
export function spreadOf({ bids, asks }: Pick<Book, "bids" | "asks">): Spread | undefined {
  const [bid, ask] = [bids[0]?.price, asks[0]?.price]
  if (bid === undefined || ask === undefined) return undefined
  const [low, high] = [decimal(bid), decimal(ask)]
  const wide = Decimals.subtract(high, low)
  const twice = Decimals.multiply(wide, Decimals.fromInteger(200))
  const percent = Decimals.divide(twice, Decimals.add(low, high), { scale: 4, rounding: "halfEven" })
  return { text: format(wide), percent: format(percent) }
}
