// A market that moves: a seeded walk of the middle price, a maker that quotes a ladder around it (ladder.ts), and takers that
// come and go; contracts follow their index. Accounts' orders stand in the same book and trade by price and time. When the middle passes through an order, a taker
// has swept it. Nothing here belongs to an account. The scripted market stands still until it is told (externalTrade, moveTo).

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { createTriggerBook } from "./algo/trigger-book.ts"
import { ZERO } from "./amounts.ts"
import { addTrade, createCandles } from "./candles.ts"
import { type InstrumentSpec, priceOfTicks, ticksOfPrice, tradeVolumes } from "./instruments.ts"
import { gridOf, type MarketFlow, quoteLadder, withdraw } from "./ladder.ts"
import { type Incoming, match } from "./match.ts"
import type { Market } from "./model.ts"
import { bestLevel, createOrderBook, isBetter, opposite, type Side, visitLevels } from "./order-book.ts"
import { copyPrices, pastCandles } from "./past-candles.ts"
import { printTrade } from "./public-data.ts"
import { createFeed, planFlush } from "./public-feed.ts"
import { sizeWorth } from "./quote-size.ts"
import { createRandom } from "./random.ts"
import { createReferencePrices, followMiddle, tellWatchers, toNumber } from "./reference-prices.ts"
import { note, type World } from "./world.ts"

/** Of market time; of a market so fast that a step would come more often than the next says, so much longer. */
const STEP_MS = 250
/** A faster market takes longer steps rather than more of them: its callers need the processor too. */
const STEP_EVERY_MIN_MS = 50
/** Of the middle price, per square root of a second: a 0.1 % grid meets the price every few seconds. */
const VOLATILITY = 0.0005
/** How strongly the price is drawn back to where it began, per second. */
const REVERSION = 1 / 900
/** A contract is this long behind its index, and this noisy per step. */
const BASIS_SECONDS = 0.5
const BASIS_NOISE = 0.00002
export const LADDER_LEVELS = 25
/** Expected takers per second. */
const TAKER_RATE = 2
/** A gap of more steps is jumped over, not walked: who is late for lack of processor time must not become later by catching up. */
const CATCH_UP_STEPS = 120
const BACKFILL_MINUTES = 1_440

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

/** Starts the walk: one step every 250 ms of market time, or every 50 ms of the clock. */
export function startWalk(world: World, flow: MarketFlow): void {
  const { speed } = world.options
  const everyMs = Math.max(STEP_EVERY_MIN_MS, Math.round(STEP_MS / speed))
  const seconds = Math.max(STEP_MS, STEP_EVERY_MIN_MS * speed) / 1_000
  let plannedMs = world.nowMs
  const step = (): void => {
    if (flow.market.spec.state === "expired") return
    if (world.targetMs - plannedMs > CATCH_UP_STEPS * everyMs) plannedMs = world.targetMs
    walk(world, flow, seconds)
    plannedMs += everyMs
    world.scheduler.at(plannedMs, step)
  }
  plannedMs += everyMs
  world.scheduler.at(plannedMs, step)
}

function walk(world: World, flow: MarketFlow, seconds: number): void {
  const { market, random } = flow
  const surprise = random.gaussian()
  const { source } = market.reference
  const middle =
    source === undefined ? walkFreely(flow, seconds, surprise) : walkBeside(world, flow, source, seconds, surprise)
  moveTo(world, flow, Math.max(2, middle), spreadOf(surprise))
  const takers = TAKER_RATE * seconds
  for (let sent = 1; sent <= takers; sent++) sendTaker(world, flow)
  if (random.chance(takers % 1)) sendTaker(world, flow)
  followMiddle(world, market, seconds)
}

function walkFreely({ anchorTicks, market }: MarketFlow, seconds: number, surprise: number): number {
  const pull = Math.log(anchorTicks / market.midTicks) * REVERSION * seconds
  return market.midTicks * Math.exp(pull + VOLATILITY * Math.sqrt(seconds) * surprise)
}

/** A contract follows the market of its index, at the distance it began with; that of a future shrinks to its delivery. */
function walkBeside(world: World, flow: MarketFlow, source: Market, seconds: number, surprise: number): number {
  const { market, anchorTicks } = flow
  const { spec } = market
  const began = (anchorTicks * toNumber(spec.tickSize)) / toNumber(source.spec.startPrice) - 1
  const left =
    spec.expiryMs === undefined ? 1 : (spec.expiryMs - world.nowMs) / Math.max(1, spec.expiryMs - world.startedAtMs)
  const indexTicks = (source.midTicks * toNumber(source.spec.tickSize)) / toNumber(spec.tickSize)
  const target = indexTicks * (1 + began * Math.max(0, Math.min(1, left)))
  const nearer = 1 - Math.exp(-seconds / BASIS_SECONDS)
  return market.midTicks * Math.exp(Math.log(target / market.midTicks) * nearer + BASIS_NOISE * surprise)
}

/** Ticks beside the usual one that the market leaves open after a surprise. */
function spreadOf(surprise: number): number {
  return Math.max(0, Math.floor((Math.abs(surprise) - 1.5) * 4))
}

/** Moves the middle to `midTicks`: sweeps the orders in the way, then quotes around it. */
export function moveTo(world: World, flow: MarketFlow, midTicks: number, extraSpread = 0): void {
  const { market } = flow
  market.midTicks = midTicks
  const askTicks = Math.floor(midTicks) + 1 + Math.ceil(extraSpread / 2)
  const bidTicks = Math.max(1, askTicks - 1 - extraSpread)
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

function sendTaker(world: World, flow: MarketFlow): void {
  const { market, random } = flow
  const side = random.chance(0.5) ? "buy" : "sell"
  const worth = 800 * Math.exp(1.2 * random.gaussian())
  const best = bestLevel(market.book, opposite(side))
  if (best === undefined) return
  const incoming: Incoming = {
    market,
    side,
    limitTicks: reachOf(flow, side, best.ticks),
    order: undefined,
    amount: sizeWorth(market, Math.min(worth, 50_000)),
    unit: "base",
  }
  match(world, incoming)
  planFlush(world, market)
}

/** A taker of a lively market goes a little beyond the touch when that is thin. */
function reachOf(flow: MarketFlow, side: Side, touchTicks: number): number {
  if (!flow.lively) return touchTicks
  const reach = Math.floor(gridOf(flow) / 4)
  return Math.max(1, side === "buy" ? touchTicks + reach : touchTicks - reach)
}

export interface ExternalTrade {
  readonly side: Side
  readonly price: Decimal
  readonly size: Decimal
}

/**
 * A trade of the world outside, of `size` at `price` or better for the taker: the maker steps back to that price, resting
 * orders of accounts that are as good are filled up to the size, what is left is printed, and the market goes on from there.
 * In a lively market what the maker quotes at that very price stands in line too, so that who came later waits behind it.
 * Undefined when the price is no multiple of the tick. The answer is what accounts' orders got.
 */
export function externalTrade(world: World, flow: MarketFlow, trade: ExternalTrade): Decimal | undefined {
  const { market } = flow
  const ticks = ticksOfPrice(market.spec, trade.price)
  if (ticks === undefined || ticks < 1) return undefined
  const made = opposite(trade.side)
  withdraw(flow, made, (quoted) => isBetter(made, quoted, ticks) || (quoted === ticks && !flow.lively))
  const incoming: Incoming = {
    market,
    side: trade.side,
    limitTicks: ticks,
    order: undefined,
    amount: trade.size,
    unit: "base",
  }
  match(world, incoming)
  const given = incoming.given ?? ZERO
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
