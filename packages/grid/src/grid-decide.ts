// From the state of the levels, the last price and the time to the requests of this moment: which orders to place, which to cancel, and when the range
// moves. Pure; grid-engine.ts brings in the facts and carries the requests out.

import { type Decimal, Decimals } from "@okx-oms/core"
import type { Placement } from "./desk.ts"
import { type GridBook, isOpenOrder } from "./grid-book.ts"
import { nameText } from "./grid-ids.ts"
import { type GridMarket, type GridPlan, isInRange, type Level, linePrice } from "./grid-plan.ts"
import { CANCEL_REASONS, type GridState, gridState, type Wish } from "./grid-state.ts"

export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly lastPrice: Decimal | undefined
  /** When the price was first seen outside the range, without coming back since. */
  readonly outsideSince: number | undefined
}

export interface Requests {
  readonly state: GridState
  readonly cancels: readonly { readonly orderId: string; readonly reason: string }[]
  readonly placements: readonly Placement[]
  /** The run is over: the next one may begin around the price. */
  readonly next: boolean
}

export interface DecideOptions {
  readonly strategy: string
  /** Milliseconds outside the range after which it moves; undefined: never. */
  readonly recentreAfterMs: number | undefined
}

/** Further ahead than the longest pause, the manager's clock and ours disagree, and waiting would not end. */
const PAUSE_MS_MAX = 120_000

export function decideGrid(
  book: GridBook,
  grid: { readonly plan: GridPlan; readonly market: GridMarket; readonly options: DecideOptions },
  moment: Moment,
): Requests {
  const { plan, market, options } = grid
  const state = gridState(book, plan, market)
  const strays = book.strays.map(({ orderId }) => ({ orderId, reason: CANCEL_REASONS.stray }))
  const surplus = state.levels.flatMap((level) =>
    level.surplus.map(({ order }) => ({ orderId: order.orderId, reason: CANCEL_REASONS.surplus })),
  )
  if (state.retiring || isTimeToMove(moment, options)) {
    const open = book.all().filter(({ order }) => isOpenOrder(order))
    const cancels = open.map(({ order }) => ({ orderId: order.orderId, reason: CANCEL_REASONS.recentre }))
    const uncounted = state.levels.some(({ kind }) => kind === "counting")
    const next = cancels.length === 0 && !uncounted && strays.length === 0
    return { state, cancels: [...strays, ...cancels], placements: [], next }
  }
  const { lastPrice } = moment
  const mayPlace = lastPrice !== undefined && isInRange(plan, lastPrice) && strays.length === 0
  const placements = mayPlace
    ? state.levels.flatMap((level) =>
        level.kind === "wanting" && level.surplus.length === 0 && isDue(level.wish, moment.now)
          ? [placementOf(level.level, level.wish, { plan, market, strategy: options.strategy, lastPrice })]
          : [],
      )
    : []
  return { state, cancels: [...strays, ...surplus], placements, next: false }
}

function isTimeToMove({ now, outsideSince }: Moment, { recentreAfterMs }: DecideOptions): boolean {
  return recentreAfterMs !== undefined && outsideSince !== undefined && now - outsideSince >= recentreAfterMs
}

/** The pause is measured by the manager's clock; a clock far ahead of ours must not silence a level. */
function isDue({ notBefore }: Wish, now: number): boolean {
  return now >= notBefore || notBefore - now > PAUSE_MS_MAX
}

/** The level's line, or where the market has passed it, the nearest price that does not take: better for us than the line. */
function placementOf(
  level: Level,
  wish: Wish,
  grid: { plan: GridPlan; market: GridMarket; strategy: string; lastPrice: Decimal },
): Placement {
  const { plan, market, strategy, lastPrice } = grid
  const { side, cycle, quantity, awayTicks } = wish
  const distance = Decimals.multiply(market.tickSize, Decimals.fromInteger(awayTicks))
  const line = linePrice(level, side)
  const beyond =
    side === "buy"
      ? Decimals.roundToMultiple(Decimals.subtract(lastPrice, distance), market.tickSize, "floor")
      : Decimals.roundToMultiple(Decimals.add(lastPrice, distance), market.tickSize, "ceiling")
  const price = side === "buy" ? Decimals.minimum(line, beyond) : Decimals.maximum(line, beyond)
  return {
    clientOrderId: nameText(strategy, { run: plan.run, level: level.number, side, cycle }),
    side,
    price,
    quantity,
  }
}
