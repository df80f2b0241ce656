// What each level of the grid should do next, as a pure fold over its orders and fills. Each level is a chain of orders, buy and sell in turn, and
// its last links say everything: so the state needs no file of its own and is the same after any crash. The loop that acts is grid-engine.ts.
//
// A level holds at most one open order. When a buy has filled, what was really received (the fee is taken in base currency) is sold one line higher,
// rounded down to the lot; the dust stays with the level until it makes a lot. When the sale has filled, the full size is bought again one line lower.
// An order that ended early is followed by another one for what is still missing, under the next cycle number, after a pause that grows.

import { type Decimal, Decimals, type OrderSide } from "@okx-oms/core"
import { type GridBook, type GridOrder, isBooked, isOpenOrder, movementOf } from "./grid-book.ts"
import type { GridMarket, GridPlan, Level } from "./grid-plan.ts"

/** Reasons that the grid gives for its own cancels. They are kept with the orders, so they are known after a restart too. */
export const CANCEL_REASONS = {
  recentre: "grid: the range moves",
  stray: "grid: not of this run",
  surplus: "grid: the level has another order",
  stop: "grid: it stops",
} as const

/** OKX's cancelSource of a post-only order that would have taken liquidity. */
const POST_ONLY_SOURCE = "31"
/** A post-only order that would have taken is placed again at once so many times, farther away each time; then pauses grow. */
export const POST_ONLY_TRIES = 4
const BACKOFF_MS = 1_000
const BACKOFF_MS_MAX = 60_000

/** The order that a level wants to have. */
export interface Wish {
  readonly side: OrderSide
  readonly cycle: number
  /** Whole lots, at least the smallest order. */
  readonly quantity: Decimal
  /** Ticks from the last price on the side that does not take, where the line itself would take; 1 or more. */
  readonly awayTicks: number
  /** Not before this moment, milliseconds since 1970 by the manager's clock; 0 is at once. */
  readonly notBefore: number
  /** Orders in a row that ended without a fill. */
  readonly failures: number
}

export type LevelState = {
  readonly level: Level
  /** Base currency that the level may sell: bought and not yet sold, less fees. */
  readonly holding: Decimal
  /** Open orders beside the newest one: never of our doing in one life, possible when a dead order came back to life at the exchange. */
  readonly surplus: readonly GridOrder[]
} & (
  | { readonly kind: "working"; readonly open: GridOrder }
  /** An order is filled, but not every fill is known: what was received is not known either. */
  | { readonly kind: "counting"; readonly order: GridOrder }
  | { readonly kind: "wanting"; readonly wish: Wish; readonly last: GridOrder | undefined }
)

export interface GridState {
  readonly levels: readonly LevelState[]
  /** The range is to move: orders of this run were cancelled for that, and no new ones are placed in it. */
  readonly retiring: boolean
}

export function gridState(book: GridBook, plan: GridPlan, market: GridMarket): GridState {
  const levels = plan.levels.map((level) => levelState(book.level(level.number), { level, plan, market }))
  const retiring = book.all().some(({ order }) => order.cancelReason === CANCEL_REASONS.recentre)
  return { levels, retiring }
}

interface Frame {
  readonly level: Level
  readonly plan: GridPlan
  readonly market: GridMarket
}

/** Where the chain stands after some of its orders. */
interface Chain {
  side: OrderSide
  /** Base currency bought since the level last turned to buying. */
  bought: Decimal
  holding: Decimal
  cycle: number
  /** Ended orders in a row without a fill, and those of them that would have taken. */
  failures: number
  wouldHaveTaken: number
  notBefore: number
}

/** `orders` in the order of their cycles. */
export function levelState(orders: readonly GridOrder[], frame: Frame): LevelState {
  const { level } = frame
  const chain: Chain = {
    side: level.first,
    bought: Decimals.ZERO,
    // Above the middle a level begins by selling what the account holds.
    holding: level.first === "sell" ? frame.plan.size : Decimals.ZERO,
    cycle: 1,
    failures: 0,
    wouldHaveTaken: 0,
    notBefore: 0,
  }
  const open: GridOrder[] = []
  let uncounted: GridOrder | undefined
  for (const entry of orders) {
    link(chain, entry, frame)
    if (isOpenOrder(entry.order)) open.push(entry)
    else if (!isBooked(entry)) uncounted = entry
  }
  const newest = open.pop()
  const common = { level, holding: chain.holding, surplus: open }
  if (newest !== undefined) return { ...common, kind: "working", open: newest }
  if (uncounted !== undefined) return { ...common, kind: "counting", order: uncounted }
  return { ...common, kind: "wanting", wish: wishOf(chain, frame), last: orders.at(-1) }
}

/** Takes the next order of the chain into account. */
function link(chain: Chain, entry: GridOrder, frame: Frame): void {
  const { order, name, fills } = entry
  // A late fill can turn a level before this order knew: the order counts for the side that it has.
  if (name.side !== chain.side) turn(chain, name.side)
  for (const fill of fills) {
    chain.holding = Decimals.add(chain.holding, movementOf(fill, frame.market).base)
    if (fill.side === "buy") chain.bought = Decimals.add(chain.bought, fill.quantity)
  }
  chain.cycle = Math.max(chain.cycle, name.cycle + 1)
  if (isOpenOrder(order)) return
  ended(chain, entry)
  if (isStageDone(chain, frame)) turn(chain, chain.side === "buy" ? "sell" : "buy")
}

function turn(chain: Chain, side: OrderSide): void {
  chain.side = side
  if (side === "buy") chain.bought = Decimals.ZERO
  chain.failures = 0
  chain.wouldHaveTaken = 0
  chain.notBefore = 0
}

function ended(chain: Chain, { order, fills }: GridOrder): void {
  const tookPart = fills.length > 0
  chain.failures = tookPart ? 1 : chain.failures + 1
  chain.wouldHaveTaken = !tookPart && order.cancelSource === POST_ONLY_SOURCE ? chain.wouldHaveTaken + 1 : 0
  const atOnce = chain.wouldHaveTaken > 0 && chain.wouldHaveTaken <= POST_ONLY_TRIES
  chain.notBefore = atOnce ? 0 : (order.completedAt ?? 0) + backoffMs(chain.failures)
}

/** Nothing is left to do on this side that the exchange would take as an order. */
function isStageDone(chain: Chain, { plan, market }: Frame): boolean {
  return Decimals.lessThan(missing(chain, plan, market), market.minSize)
}

/** What the level still wants to trade on its side, in whole lots. */
function missing(chain: Chain, plan: GridPlan, market: GridMarket): Decimal {
  const exact = chain.side === "buy" ? Decimals.subtract(plan.size, chain.bought) : chain.holding
  return Decimals.roundToMultiple(Decimals.maximum(exact, Decimals.ZERO), market.lotSize, "down")
}

function wishOf(chain: Chain, { plan, market }: Frame): Wish {
  return {
    side: chain.side,
    cycle: chain.cycle,
    quantity: missing(chain, plan, market),
    awayTicks: 4 ** Math.min(chain.wouldHaveTaken, POST_ONLY_TRIES),
    notBefore: chain.notBefore,
    failures: chain.failures,
  }
}

/** 1 s, 2 s, 4 s ... 60 s. */
export function backoffMs(failures: number): number {
  return Math.min(BACKOFF_MS_MAX, BACKOFF_MS * 2 ** Math.max(0, failures - 1))
}
