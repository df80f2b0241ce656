// A market that moves: a seeded walk of the middle price, a maker that quotes a ladder around it, and takers that come and
// go. Accounts' orders stand in the same book and trade by price and time. When the middle passes through an order, a taker
// has swept it. Nothing here belongs to an account. The scripted market stands still until it is told (externalTrade, moveTo).

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { createTriggerBook } from "./algo/trigger-book.ts"
import { ZERO } from "./amounts.ts"
import { addTrade, createCandles } from "./candles.ts"
import { type InstrumentSpec, priceOfTicks, ticksOfPrice, tradeVolumes } from "./instruments.ts"
import { type Incoming, match } from "./match.ts"
import type { Market, Order } from "./model.ts"
import {
  addResting,
  bestLevel,
  createOrderBook,
  createResting,
  isBetter,
  opposite,
  type Resting,
  removeResting,
  type Side,
  visitLevels,
} from "./order-book.ts"
import { copyPrices, pastCandles } from "./past-candles.ts"
import { printTrade } from "./public-data.ts"
import { createFeed, planFlush } from "./public-feed.ts"
import { sizeWorth } from "./quote-size.ts"
import { createRandom, hashedFraction, type Random } from "./random.ts"
import { createReferencePrices, followMiddle, tellWatchers } from "./reference-prices.ts"
import { note, type World } from "./world.ts"

const STEP_MS = 250
/** Of the middle price, per square root of a second: a 0.1 % grid meets the price every few seconds. */
const VOLATILITY = 0.0005
/** How strongly the price is drawn back to where it began, per second. */
const REVERSION = 1 / 900
export const LADDER_LEVELS = 25
/** Sizes remembered, a few walks of the ladder; beyond it they are reckoned anew. */
const SIZES_MAX = 1_000
/** Expected takers per second. */
const TAKER_RATE = 2
/** A gap in time longer than this is jumped over, not walked. */
const CATCH_UP_MS = 30_000
const BACKFILL_MINUTES = 1_440

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
  /** What was quoted at a price while the last price was this one. */
  readonly sizes: Map<number, { readonly lastPrice: Decimal; readonly size: Decimal }>
}

export function createMarket(spec: InstrumentSpec, options: { firstTradeId: number; lastPrice?: Decimal }): Market {
  const lastPrice = options.lastPrice ?? spec.startPrice
  return {
    spec,
    book: createOrderBook(),
    candles: createCandles(),
    trades: [],
    subscriptions: new Map(),
    lastPrice,
    lastSize: spec.minSize,
    midTicks: ticksOfPrice(spec, lastPrice) ?? 1,
    tradeIdNext: options.firstTradeId,
    bookSequence: options.firstTradeId,
    reference: createReferencePrices(),
    triggers: createTriggerBook(),
    settledRates: new Map(),
    holders: new Set(),
    feed: createFeed(),
  }
}

export function createFlow(market: Market, seed: string, levels: number): MarketFlow {
  const random = createRandom(`${seed}:${market.spec.instId}`)
  const anchorTicks = ticksOfPrice(market.spec, market.spec.startPrice) ?? market.midTicks
  return { market, random, seed, quotes: new Map(), anchorTicks, levels, sizes: new Map() }
}

/** Starts the walk: one step every 250 ms of market time. */
export function startWalk(world: World, flow: MarketFlow): void {
  const everyMs = Math.max(1, Math.round(STEP_MS / world.options.speed))
  let plannedMs = world.nowMs
  const step = (): void => {
    if (flow.market.spec.state === "expired") return
    if (world.targetMs - plannedMs > CATCH_UP_MS) plannedMs = world.targetMs
    walk(world, flow)
    plannedMs += everyMs
    world.scheduler.at(plannedMs, step)
  }
  plannedMs += everyMs
  world.scheduler.at(plannedMs, step)
}

function walk(world: World, flow: MarketFlow): void {
  const { market, random } = flow
  const seconds = STEP_MS / 1_000
  const pull = Math.log(flow.anchorTicks / market.midTicks) * REVERSION * seconds
  const move = VOLATILITY * Math.sqrt(seconds) * random.gaussian()
  moveTo(world, flow, Math.max(2, market.midTicks * Math.exp(pull + move)))
  if (random.chance(TAKER_RATE * seconds)) sendTaker(world, flow)
  followMiddle(world, market, seconds)
}

/** Moves the middle to `midTicks`: sweeps the orders in the way, then quotes around it. */
export function moveTo(world: World, flow: MarketFlow, midTicks: number): void {
  const { market } = flow
  market.midTicks = midTicks
  const askTicks = Math.floor(midTicks) + 1
  const bidTicks = askTicks - 1
  withdraw(flow, "buy", (ticks) => ticks > bidTicks)
  withdraw(flow, "sell", (ticks) => ticks < askTicks)
  // What still rests beyond the new touch is an account's: a taker took it on the way.
  sweep(world, market, "sell", askTicks)
  sweep(world, market, "buy", bidTicks)
  quoteLadder(flow, bidTicks, askTicks)
  planFlush(world, market)
}

/** Trades with everything that rests at the limit or better. */
function sweep(world: World, market: Market, side: Side, limitTicks: number): void {
  const best = bestLevel(market.book, opposite(side))
  if (best === undefined || isBetter(side, best.ticks, limitTicks)) return
  let amount = ZERO
  visitLevels(market.book, opposite(side), (level) => {
    if (isBetter(side, level.ticks, limitTicks)) return false
    amount = Decimals.add(amount, level.total)
    return true
  })
  match(world, { market, side, limitTicks, order: undefined, amount, unit: "base" })
}

function withdraw(flow: MarketFlow, side: Side, gone: (ticks: number) => boolean): void {
  for (const [key, quote] of flow.quotes) {
    if (quote.side !== side || !gone(quote.ticks)) continue
    removeResting(flow.market.book, quote)
    flow.quotes.delete(key)
  }
}

/** Levels at the touch, then on a fixed grid of prices, so that most quotes stay where they are between steps. */
function quoteLadder(flow: MarketFlow, bidTicks: number, askTicks: number): void {
  const { market } = flow
  const grid = Math.max(1, Math.round(market.midTicks * 0.0001))
  const wanted = new Set<number>()
  for (const side of ["buy", "sell"] as const) {
    const touch = side === "buy" ? bidTicks : askTicks
    const away = side === "buy" ? -1 : 1
    const first = side === "buy" ? Math.floor(touch / grid) * grid : Math.ceil(touch / grid) * grid
    quote(flow, side, touch, wanted)
    for (let level = 0; level < flow.levels; level++) quote(flow, side, first + away * level * grid, wanted)
  }
  for (const [key, resting] of flow.quotes) {
    if (wanted.has(key)) continue
    removeResting(market.book, resting)
    flow.quotes.delete(key)
  }
}

function quote(flow: MarketFlow, side: Side, ticks: number, wanted: Set<number>): void {
  const { market, quotes } = flow
  if (ticks < 1) return
  const best = bestLevel(market.book, opposite(side))
  // Never at or through an account's order on the other side.
  if (best !== undefined && !isBetter(side, best.ticks, ticks)) return
  const key = quoteKey(side, ticks)
  wanted.add(key)
  const size = quoteSize(flow, key, side, ticks)
  const known = quotes.get(key)
  if (known !== undefined) {
    if (Decimals.equals(known.remaining, size)) return
    removeResting(market.book, known)
  }
  const resting: Resting<Order | undefined> = createResting(side, ticks, undefined, size)
  quotes.set(key, resting)
  addResting(market.book, resting)
}

/** One number for side and price: a number is found faster than a text. */
function quoteKey(side: Side, ticks: number): number {
  return side === "buy" ? ticks : -ticks
}

/** 3,000 to 30,000 in quote currency, the same for the same price. */
function quoteSize(flow: MarketFlow, key: number, side: Side, ticks: number): Decimal {
  const { market, sizes } = flow
  const { lastPrice } = market
  const known = sizes.get(key)
  if (known !== undefined && Decimals.equals(known.lastPrice, lastPrice)) return known.size
  const size = sizeWorth(market, 3_000 + 27_000 * hashedFraction(flow.seed, side, ticks))
  if (sizes.size >= SIZES_MAX) sizes.clear()
  sizes.set(key, { lastPrice, size })
  return size
}

function sendTaker(world: World, flow: MarketFlow): void {
  const { market, random } = flow
  const side = random.chance(0.5) ? "buy" : "sell"
  const worth = 800 * Math.exp(1.2 * random.gaussian())
  const best = bestLevel(market.book, opposite(side))
  if (best === undefined) return
  const incoming: Incoming = {
    market,
    side,
    limitTicks: best.ticks,
    order: undefined,
    amount: sizeWorth(market, Math.min(worth, 50_000)),
    unit: "base",
  }
  match(world, incoming)
  planFlush(world, market)
}

export interface ExternalTrade {
  readonly side: Side
  readonly price: Decimal
  readonly size: Decimal
}

/**
 * A trade of the world outside, of `size` at `price` or better for the taker: the maker steps back to that price, resting
 * orders of accounts that are as good are filled up to the size, what is left is printed, and the market goes on from there.
 * Undefined when the price is no multiple of the tick. The answer is what accounts' orders got.
 */
export function externalTrade(world: World, flow: MarketFlow, trade: ExternalTrade): Decimal | undefined {
  const { market } = flow
  const ticks = ticksOfPrice(market.spec, trade.price)
  if (ticks === undefined || ticks < 1) return undefined
  const made = opposite(trade.side)
  withdraw(flow, made, (quoted) => !isBetter(trade.side, quoted, ticks))
  const incoming: Incoming = {
    market,
    side: trade.side,
    limitTicks: ticks,
    order: undefined,
    amount: trade.size,
    unit: "base",
  }
  match(world, incoming)
  const given = Decimals.subtract(trade.size, incoming.amount)
  if (Decimals.isPositive(incoming.amount)) {
    const tradeId = String(market.tradeIdNext++)
    printTrade(world, market, {
      tradeId,
      price: trade.price,
      size: incoming.amount,
      side: trade.side,
      atMs: world.nowMs,
      count: 1,
    })
  }
  settleAround(world, flow, trade.side === "sell" ? ticks : ticks - 1)
  note(world, "external-trade", {
    instId: market.spec.instId,
    side: trade.side,
    px: format(trade.price),
    sz: format(trade.size),
    filledAccounts: format(given),
  })
  return given
}

/** Moves the market to a price without a trade: it becomes the last price, and the maker quotes around it. */
export function movePrice(world: World, flow: MarketFlow, price: Decimal, ticks: number): void {
  flow.market.lastPrice = price
  settleAround(world, flow, ticks)
  tellWatchers(world, flow.market)
}

/** Quotes around a touch without trading: the maker stays behind the accounts' orders. */
export function settleAround(world: World, flow: MarketFlow, bidTicks: number): void {
  const { market } = flow
  market.midTicks = bidTicks + 0.5
  withdraw(flow, "buy", (ticks) => ticks > bidTicks)
  withdraw(flow, "sell", (ticks) => ticks <= bidTicks)
  quoteLadder(flow, bidTicks, bidTicks + 1)
  planFlush(world, market)
}

/** A day of candles before the start, so that charts and 24 h figures are not empty. Ends at the starting price. */
export function backfillCandles(flow: MarketFlow, startedAtMs: number): void {
  const { market } = flow
  const random = createRandom(`${flow.seed}:${market.spec.instId}:history`)
  const closes: number[] = [market.midTicks]
  for (let back = 0; back < BACKFILL_MINUTES * 2; back++) {
    const last = closes.at(-1) ?? market.midTicks
    closes.push(Math.max(2, last * Math.exp(VOLATILITY * Math.sqrt(30) * 0.4 * random.gaussian())))
  }
  closes.reverse()
  const firstMinute = startedAtMs - (startedAtMs % 60_000) - BACKFILL_MINUTES * 60_000
  for (const [at, ticks] of closes.entries()) {
    const atMs = firstMinute + at * 30_000
    if (atMs >= startedAtMs) break
    const price = priceOfTicks(market.spec, Math.round(ticks))
    const size = sizeWorth(market, 60_000 * random.exponential())
    addTrade(market.candles, { atMs, price, size, ...tradeVolumes(market.spec, price, size) })
  }
  market.candles.past = pastCandles(market, flow.seed)
  copyPrices(market.candles, market.reference.indexCandles)
  copyPrices(market.candles, market.reference.markCandles)
}
