// What is said of the grid, the strategy that the server can run: what it is to do, what that would cost, and how it stands. One grid has one name
// (`strategy`), which its orders carry.

import { type Decimal, Decimals, InvalidValue, parseDecimal } from "@okx-oms/core"
import Type, { type Static } from "typebox"
import { domain } from "./domain.ts"
import {
  AMOUNT_ABOVE_ZERO,
  amount,
  count,
  decimalText,
  orNull,
  sideWord,
  strategyIn,
  strict,
  symbolIn,
  time,
  words,
} from "./schema-parts.ts"

export const GRID_LINES_MIN = 2
export const GRID_LINES_MAX = 200
export const GRIDS_MAX = 16

function decimalIn(description: string) {
  return domain(Type.String({ pattern: AMOUNT_ABOVE_ZERO, maxLength: 64, description }), amount(decimalAboveZero))
}

function decimalAboveZero(raw: unknown, field: string): Decimal {
  const value = typeof raw === "string" ? parseDecimal(raw) : undefined
  if (value === undefined || !Decimals.isPositive(value)) {
    throw new InvalidValue(field, raw, "a plain decimal above zero, as a string of at most 64 characters")
  }
  return value
}

const gridFields = {
  strategy: strategyIn,
  symbol: symbolIn,
  spacing: words(["arithmetic", "geometric"], "The same distance between lines, or the same ratio."),
  lines: Type.Integer({
    minimum: GRID_LINES_MIN,
    maximum: GRID_LINES_MAX,
    description: "Lines from the lowest to the highest price, both ends included; one level fewer trades.",
  }),
  rangePercent: decimalIn("From the middle to each end, in percent of the middle: above 0, below 90."),
  quotePerLevel: decimalIn("Value of one order at the middle of the range, in quote currency."),
} as const

export const GridRequestSchema = Type.Object(gridFields, { ...strict, title: "A grid" })
export type GridRequest = Static<typeof GridRequestSchema>

export const GridStopRequestSchema = Type.Object(
  {
    strategy: strategyIn,
    cancelOrders: Type.Optional(Type.Boolean({ description: "Cancel its open orders too. Default true." })),
  },
  { ...strict, title: "A stop" },
)
export type GridStopRequest = Static<typeof GridStopRequestSchema>

export const GridNameSchema = Type.Object({ strategy: strategyIn }, { ...strict, title: "A grid's name" })

/** What starting it now would place and hold. Nothing is placed. */
export const GridPlanSchema = Type.Object({
  strategy: Type.String(),
  symbol: Type.String(),
  middlePrice: decimalText,
  lowestPrice: decimalText,
  highestPrice: decimalText,
  /** Of one full order, in base currency. */
  orderQuantity: decimalText,
  levels: Type.Array(
    Type.Object({
      number: Type.Integer({ minimum: 1 }),
      buyPrice: decimalText,
      sellPrice: decimalText,
      /** What it begins with. */
      first: sideWord,
    }),
    { maxItems: GRID_LINES_MAX - 1 },
  ),
  /** What the first orders hold of the account. */
  cost: Type.Object({ quote: decimalText, base: decimalText }),
})
export type GridPlanRow = Static<typeof GridPlanSchema>

export const GridStatusSchema = Type.Object({
  strategy: Type.String(),
  account: Type.String(),
  symbol: Type.String(),
  /** running: it places · paused: its orders rest, nothing new is placed · stopping: its orders are being cancelled · stopped. */
  state: words(["running", "paused", "stopping", "stopped"]),
  /** Why nothing is placed now, for people. */
  holding: orNull(Type.String()),
  plan: orNull(GridPlanSchema),
  lastPrice: orNull(decimalText),
  openOrders: count,
  fills: count,
  /** Round trips that were completed. */
  trips: count,
  /** Of completed round trips, fees taken off, in quote currency. */
  profit: decimalText,
  fees: Type.Array(Type.Object({ currency: Type.String(), amount: decimalText })),
  startedAt: time,
})
export type GridStatusRow = Static<typeof GridStatusSchema>
export const GridListSchema = Type.Object({ grids: Type.Array(GridStatusSchema, { maxItems: GRIDS_MAX }) })
export type GridList = Static<typeof GridListSchema>
