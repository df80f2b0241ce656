// What the market itself quotes: a ladder of orders around its touch, in the same book as everybody's. A market that stands
// quotes its grid anew after each change; a lively one has many prices near the touch and deep ones far away, and leaves a
// quote in its place until it is traded down, so that who comes later stands behind it.

import { type Decimal, Decimals } from "@okx-oms/core"
import { ticksOfPrice } from "./instruments.ts"
import type { Market, Order } from "./model.ts"
import {
  addResting,
  bestLevel,
  createResting,
  isBetter,
  opposite,
  type Resting,
  removeResting,
  type Side,
} from "./order-book.ts"
import { sizeWorth } from "./quote-size.ts"
import { createRandom, hashedFraction, type Random } from "./random.ts"

/** The maker's and the takers' side of one market. */
export interface MarketFlow {
  readonly market: Market
  readonly random: Random
  readonly seed: string
  /** By quoteKey, like the sizes. */
  readonly quotes: Map<number, Resting<Order | undefined>>
  readonly anchorTicks: number
  /** Quotes on each side beside the one at the touch. */
  readonly levels: number
  /** It moves by itself: quotes stay where they are, near ones are many and small, far ones few and large. */
  readonly lively: boolean
  /** What was quoted at a price while the last price was this one. */
  readonly sizes: Map<number, { readonly lastPrice: Decimal; readonly size: Decimal }>
}

/** Sizes remembered, a few walks of the ladder; beyond it they are reckoned anew. */
const SIZES_MAX = 1_000
/** A quote that is traded down to this share is given up and made anew, behind the others. */
const WORN = { coefficient: 3n, scale: 1 }

export function createFlow(market: Market, options: { seed: string; levels: number; lively: boolean }): MarketFlow {
  const { seed, levels, lively } = options
  const random = createRandom(`${seed}:${market.spec.instId}`)
  const anchorTicks = ticksOfPrice(market.spec, market.spec.startPrice) ?? market.midTicks
  return { market, random, seed, quotes: new Map(), anchorTicks, levels, lively, sizes: new Map() }
}

/** One hundredth of a percent of the price, in ticks; of a lively market the same as long as it lives. */
export function gridOf(flow: MarketFlow): number {
  return Math.max(1, Math.round((flow.lively ? flow.anchorTicks : flow.market.midTicks) * 0.0001))
}

/** Takes back the quotes of a side that are at these prices. */
export function withdraw(flow: MarketFlow, side: Side, gone: (ticks: number) => boolean): void {
  for (const [key, quote] of flow.quotes) {
    if (quote.side !== side || !gone(quote.ticks)) continue
    removeResting(flow.market.book, quote)
    flow.quotes.delete(key)
  }
}

/** Levels at the touch, then on fixed grids of prices, so that most quotes stay where they are between steps. */
export function quoteLadder(flow: MarketFlow, bidTicks: number, askTicks: number): void {
  const { market } = flow
  const wanted = new Set<number>()
  for (const side of ["buy", "sell"] as const) {
    const touch = side === "buy" ? bidTicks : askTicks
    quote(flow, { side, ticks: touch, worth: 1 }, wanted)
    for (const { step, count, worth } of gridsOf(flow)) {
      const away = side === "buy" ? -1 : 1
      const first = side === "buy" ? Math.floor(touch / step) * step : Math.ceil(touch / step) * step
      for (let level = 0; level < count; level++)
        quote(flow, { side, ticks: first + away * level * step, worth }, wanted)
    }
  }
  for (const [key, resting] of flow.quotes) {
    if (wanted.has(key)) continue
    removeResting(market.book, resting)
    flow.quotes.delete(key)
  }
}

interface Grid {
  /** Ticks between two prices. */
  readonly step: number
  readonly count: number
  /** How much larger its quotes are than usual. */
  readonly worth: number
}

/** From the finest to the widest; a price of several is quoted as the first says. */
function gridsOf(flow: MarketFlow): readonly Grid[] {
  const grid = gridOf(flow)
  const usual = { step: grid, count: flow.levels, worth: 1 }
  if (!flow.lively) return [usual]
  const share = (parts: number): number => Math.max(1, Math.round(grid / parts))
  const few = Math.ceil(flow.levels / 2)
  return [
    { step: share(16), count: few, worth: 0.15 },
    { step: share(4), count: few, worth: 0.4 },
    usual,
    { step: 5 * grid, count: 2 * flow.levels, worth: 4 },
  ]
}

interface Quote {
  readonly side: Side
  readonly ticks: number
  readonly worth: number
}

function quote(flow: MarketFlow, { side, ticks, worth }: Quote, wanted: Set<number>): void {
  const { market, quotes } = flow
  if (ticks < 1) return
  const best = bestLevel(market.book, opposite(side))
  // Never at or through an account's order on the other side.
  if (best !== undefined && !isBetter(side, best.ticks, ticks)) return
  const key = quoteKey(side, ticks)
  if (flow.lively && wanted.has(key)) return
  wanted.add(key)
  const known = quotes.get(key)
  const size = quoteSize(flow, key, { side, ticks, worth })
  if (known !== undefined) {
    if (isGood(flow, known, size)) return
    removeResting(market.book, known)
  }
  const resting: Resting<Order | undefined> = createResting(side, ticks, undefined, size)
  quotes.set(key, resting)
  addResting(market.book, resting)
}

function isGood(flow: MarketFlow, known: Resting<unknown>, size: Decimal): boolean {
  if (!flow.lively) return Decimals.equals(known.remaining, size)
  return Decimals.greaterThan(known.remaining, Decimals.multiply(size, WORN))
}

/** One number for side and price: a number is found faster than a text. */
function quoteKey(side: Side, ticks: number): number {
  return side === "buy" ? ticks : -ticks
}

/** 3,000 to 30,000 in quote currency, the same for the same price. */
function quoteSize(flow: MarketFlow, key: number, { side, ticks, worth }: Quote): Decimal {
  const { market, sizes } = flow
  const { lastPrice } = market
  const known = sizes.get(key)
  // What a lively market quotes is not reckoned anew for each price.
  if (known !== undefined && (flow.lively || Decimals.equals(known.lastPrice, lastPrice))) return known.size
  const size = sizeWorth(market, worth * (3_000 + 27_000 * hashedFraction(flow.seed, side, ticks)))
  if (sizes.size >= SIZES_MAX) sizes.clear()
  sizes.set(key, { lastPrice, size })
  return size
}
