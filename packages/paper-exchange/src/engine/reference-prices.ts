// The prices beside the last one: the index of a pair (its spot market here, else the market itself) and the mark price of
// each market, the index plus the averaged distance from it (reference section 5.2; OKX "Get mark price").
// A market that stands still marks at its last price until told otherwise. Whoever waits for prices is told of each change.

import { type Decimal, Decimals } from "@okx-oms/core"
import { type CandleSeries, createCandles, notePrice } from "./candles.ts"
import { type InstrumentSpec, priceOfTicks } from "./instruments.ts"
import type { Market } from "./model.ts"
import type { World } from "./world.ts"

/** Kept with each market. */
export interface ReferencePrices {
  /** Where the index of this market comes from; undefined when from itself. */
  source: Market | undefined
  /** Undefined: the last price. */
  index: Decimal | undefined
  mark: Decimal | undefined
  /** Set by hand: the walk leaves them alone. */
  indexFixed: boolean
  markFixed: boolean
  /** Averaged distance of the market from its index, as a fraction of the index. */
  premium: number
  readonly indexCandles: CandleSeries
  readonly markCandles: CandleSeries
}

export function createReferencePrices(): ReferencePrices {
  return {
    source: undefined,
    index: undefined,
    mark: undefined,
    indexFixed: false,
    markFixed: false,
    premium: 0,
    indexCandles: createCandles(),
    markCandles: createCandles(),
  }
}

/** "BTC-USDT" for BTC-USDT and BTC-USDT-SWAP, "BTC-USD" for BTC-USD-SWAP: what index-tickers and uly call it. */
export function indexOf(spec: InstrumentSpec): string {
  return `${spec.baseCcy}-${spec.quoteCcy}`
}

/** Finds each market's index among the listed ones: the spot of its pair, for USD pairs also that in USDT or USDC. */
export function linkIndexes(markets: ReadonlyMap<string, Market>): void {
  for (const market of markets.values()) {
    const { baseCcy, quoteCcy } = market.spec
    const quotes = quoteCcy === "USD" ? ["USD", "USDT", "USDC"] : [quoteCcy]
    const source = quotes.map((quote) => markets.get(`${baseCcy}-${quote}`)).find((found) => found !== undefined)
    market.reference.source = source === market ? undefined : source
  }
}

/** The market whose index this is. */
export function indexSource(market: Market): Market {
  return market.reference.source ?? market
}

export function indexPrice(market: Market): Decimal {
  const source = indexSource(market)
  return source.reference.index ?? source.lastPrice
}

export function markPrice(market: Market): Decimal {
  return market.reference.mark ?? market.lastPrice
}

/** The candles of a market's index and mark price; those of its trades where neither was ever set. */
export function indexCandles(market: Market): CandleSeries {
  const source = indexSource(market)
  return source.reference.index === undefined ? source.candles : source.reference.indexCandles
}

export function markCandles(market: Market): CandleSeries {
  return market.reference.mark === undefined ? market.candles : market.reference.markCandles
}

/** Sets prices by hand, for good: a test wants them where it says. */
export function setReference(
  world: World,
  market: Market,
  prices: { readonly index?: Decimal | undefined; readonly mark?: Decimal | undefined },
): void {
  const source = indexSource(market)
  if (prices.index !== undefined) {
    source.reference.indexFixed = true
    changeIndex(world, source, prices.index)
  }
  if (prices.mark !== undefined) {
    market.reference.markFixed = true
    changeMark(world, market, prices.mark)
  }
  tellWatchers(world, market)
  if (source !== market) tellWatchers(world, source)
}

/** Seconds over which the distance from the index is averaged. */
const PREMIUM_SECONDS = 60

/** A step of the walk: index and mark follow the middle of the books. */
export function followMiddle(world: World, market: Market, seconds: number): void {
  const { reference, spec } = market
  const source = indexSource(market)
  if (source === market && !reference.indexFixed) {
    changeIndex(world, market, priceOfTicks(spec, Math.max(1, Math.round(market.midTicks))))
  }
  const index = toNumber(indexPrice(market))
  const middle = market.midTicks * toNumber(spec.tickSize)
  const weight = Math.min(1, seconds / PREMIUM_SECONDS)
  reference.premium += (middle / index - 1 - reference.premium) * weight
  if (!reference.markFixed) {
    const ticks = Math.round((index * (1 + reference.premium)) / toNumber(spec.tickSize))
    changeMark(world, market, priceOfTicks(spec, Math.max(1, ticks)))
  }
  tellWatchers(world, market)
}

function changeIndex(world: World, market: Market, price: Decimal): void {
  const { reference } = market
  if (reference.index !== undefined && Decimals.equals(reference.index, price)) return
  reference.index = price
  notePrice(reference.indexCandles, world.nowMs, price)
}

function changeMark(world: World, market: Market, price: Decimal): void {
  const { reference } = market
  if (reference.mark !== undefined && Decimals.equals(reference.mark, price)) return
  reference.mark = price
  notePrice(reference.markCandles, world.nowMs, price)
}

/** Tells those who wait for a price that last, index or mark of a market may have changed. */
export function tellWatchers(world: World, market: Market): void {
  for (const watch of world.priceWatchers) watch(market)
}

/** For the walk and its averages, which are no money. */
export function toNumber(value: Decimal): number {
  return Number(value.coefficient) / 10 ** value.scale
}
