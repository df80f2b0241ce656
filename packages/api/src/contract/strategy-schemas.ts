// What is said of the grid, the strategy that the server can run: what it is to do, what that would cost, and how it stands. One grid has one name
// (`strategy`), which its orders carry.

import { type Decimal, Decimals, InvalidValue, parseDecimal, parseStrategyId } from "@okx-oms/core"
import Type, { type Static } from "typebox"
import { domain } from "./domain.ts"
import {
  AMOUNT_ABOVE_ZERO,
  amount,
  count,
  decimalText,
  orNull,
  sideWord,
  strict,
  symbolIn,
  time,
  words,
} from "./schema-parts.ts"

export const GRID_LINES_MIN = 2
export const GRID_LINES_MAX = 200
export const GRIDS_MAX = 16
/** A grid's name is part of the client order id of each of its orders. */
export const GRID_NAME_LENGTH_MAX = 15
export const RECENTRE_AFTER_MS_MIN = 1_000
export const RECENTRE_AFTER_MS_MAX = 86_400_000

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

/** The strategy that the grid's orders carry. */
export const gridNameIn = domain(
  Type.String({
    pattern: `^[A-Za-z0-9._-]{1,${GRID_NAME_LENGTH_MAX}}$`,
    description: "The grid's name, and the strategy of its orders: 1 to 15 characters of A-Z a-z 0-9 . _ -.",
  }),
  (raw, field) => {
    const name = parseStrategyId(raw, field)
    if (name.length > GRID_NAME_LENGTH_MAX)
      throw new InvalidValue(field, raw, `at most ${GRID_NAME_LENGTH_MAX} characters for a grid`)
    return name
  },
)

const gridFields = {
  strategy: gridNameIn,
  symbol: symbolIn,
  spacing: words(["arithmetic", "geometric"], "The same distance between lines, or the same ratio."),
  lines: Type.Integer({
    minimum: GRID_LINES_MIN,
    maximum: GRID_LINES_MAX,
    description: "Lines from the lowest to the highest price, both ends included; one level fewer trades.",
  }),
  rangePercent: decimalIn("From the middle to each end, in percent of the middle: above 0, below 90."),
  quotePerLevel: decimalIn("Value of one order at the middle of the range, in quote currency."),
  recentreAfterMs: Type.Optional(
    Type.Integer({
      minimum: RECENTRE_AFTER_MS_MIN,
      maximum: RECENTRE_AFTER_MS_MAX,
      description: "Milliseconds outside the range after which it moves to the price. Default: it stays and waits.",
    }),
  ),
} as const

export const GridRequestSchema = Type.Object(gridFields, { ...strict, title: "A grid" })
export type GridRequest = Static<typeof GridRequestSchema>

export const GridStopRequestSchema = Type.Object(
  {
    strategy: gridNameIn,
    cancelOrders: Type.Optional(Type.Boolean({ description: "Cancel its open orders too. Default true." })),
  },
  { ...strict, title: "A stop" },
)
export type GridStopRequest = Static<typeof GridStopRequestSchema>

export const GridPauseRequestSchema = Type.Object(
  {
    strategy: gridNameIn,
    cancelOrders: Type.Optional(Type.Boolean({ description: "Cancel its open orders too. Default false." })),
  },
  { ...strict, title: "A pause" },
)
export type GridPauseRequest = Static<typeof GridPauseRequestSchema>

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

/** One level of the current range: it buys at the lower and sells at the upper price, in turn. */
export const GridLevelSchema = Type.Object({
  number: Type.Integer({ minimum: 1 }),
  buyPrice: decimalText,
  sellPrice: decimalText,
  /** working: its order rests · counting: an execution is being fetched · waiting: its next order has not been placed. */
  state: words(["working", "counting", "waiting"]),
  /** Of its order, or of the next one. */
  side: sideWord,
  price: decimalText,
  quantity: decimalText,
  orderId: orNull(Type.String()),
  /** Base currency that it may sell, fees taken off. */
  holding: decimalText,
  /** Completed round trips in this range, and what they earned in quote currency, fees taken off. */
  trips: count,
  profit: decimalText,
})
export type GridLevelRow = Static<typeof GridLevelSchema>

export const GridStatusSchema = Type.Object({
  strategy: Type.String(),
  account: Type.String(),
  symbol: Type.String(),
  /**
   * running: it places · paused: nothing new is placed · stopping: its orders are being cancelled · stopped: it is over · failed: it ended by a fault, and
   * its orders rest; starting it again goes on.
   */
  state: words(["running", "paused", "stopping", "stopped", "failed"]),
  /** ok: every level has its order or gets it now · holding: nothing is placed, see there · trouble: orders are refused or not answered. */
  health: words(["ok", "holding", "trouble"]),
  /** Why nothing is placed now, for people. */
  holding: orNull(Type.String()),
  /** As it was asked for: with these, its name and its symbol, a paused one is started again. */
  terms: Type.Object({
    spacing: gridFields.spacing,
    lines: gridFields.lines,
    rangePercent: decimalText,
    quotePerLevel: decimalText,
    recentreAfterMs: orNull(count),
  }),
  plan: orNull(GridPlanSchema),
  levels: Type.Array(GridLevelSchema, { maxItems: GRID_LINES_MAX - 1 }),
  lastPrice: orNull(decimalText),
  openOrders: count,
  fills: count,
  /** Round trips that were completed. */
  trips: count,
  /** Of completed round trips of every range, fees taken off, in quote currency. */
  profit: decimalText,
  /** What they left over in base currency: dust of the rounding to lots. */
  dust: decimalText,
  /** What all its fills changed of the account, fees included. */
  changed: Type.Object({ base: decimalText, quote: decimalText }),
  fees: Type.Array(Type.Object({ currency: Type.String(), amount: decimalText })),
  startedAt: time,
})
export type GridStatusRow = Static<typeof GridStatusSchema>
export const GridListSchema = Type.Object({ grids: Type.Array(GridStatusSchema, { maxItems: GRIDS_MAX }) })
export type GridList = Static<typeof GridListSchema>
