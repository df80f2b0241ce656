// What a walking market did before it began: hours of candles going back from its first price, drawn from the seed, made when
// somebody asks for a chart that long. Nobody traded in them; they end where the kept minutes begin.

import { Decimals } from "@okx-oms/core"
import { HOUR_MS } from "./bars.ts"
import type { Candle, CandleSeries } from "./candles.ts"
import { priceOfTicks, tradeVolumes } from "./instruments.ts"
import type { Market } from "./model.ts"
import { sizeWorth } from "./quote-size.ts"
import { createRandom } from "./random.ts"

const PAST_HOURS = 300 * 24
/** Of the price, per hour. */
const HOURLY = 0.005
/** Traded in an hour on the average, in quote currency. */
const HOURLY_WORTH = 3_000_000

/** Hours before the first kept candle, oldest first, made once. */
export function pastCandles(market: Market, seed: string): () => readonly Candle[] {
  let made: readonly Candle[] | undefined
  return () => {
    made ??= makePast(market, seed)
    return made
  }
}

function makePast(market: Market, seed: string): readonly Candle[] {
  const { spec, candles } = market
  const first = candles.hours[0] ?? candles.minutes[0]
  if (first === undefined) return []
  const random = createRandom(`${seed}:${spec.instId}:past`)
  const tick = Number(spec.tickSize.coefficient) / 10 ** spec.tickSize.scale
  let close = Number(first.open.coefficient) / 10 ** first.open.scale / tick
  let startMs = first.startMs - (first.startMs % HOUR_MS) - HOUR_MS
  const past: Candle[] = []
  for (let count = 0; count < PAST_HOURS && startMs > 0; count++) {
    const open = Math.max(2, close * Math.exp(-HOURLY * random.gaussian()))
    const reach = Math.max(open, close) * HOURLY * 0.5
    const at = (ticks: number) => priceOfTicks(spec, Math.max(1, Math.round(ticks)))
    const low = at(Math.min(open, close) - reach * random.exponential())
    const high = at(Math.max(open, close) + reach * random.exponential())
    const volume = sizeWorth(market, HOURLY_WORTH * random.exponential())
    const closed = at(close)
    const { base, quote } = tradeVolumes(spec, closed, volume)
    past.push({
      startMs,
      open: at(open),
      high,
      low: Decimals.minimum(low, closed),
      close: closed,
      volume,
      volumeBase: base,
      volumeQuote: quote,
    })
    close = open
    startMs -= HOUR_MS
  }
  return past.reverse()
}

/** The same prices without the volumes, for the series of index and mark. */
export function copyPrices(from: CandleSeries, into: CandleSeries): void {
  const { ZERO } = Decimals
  const price = (candle: Candle): Candle => ({ ...candle, volume: ZERO, volumeBase: ZERO, volumeQuote: ZERO })
  for (const minute of from.minutes) into.minutes.push(price(minute))
  for (const hour of from.hours) into.hours.push(price(hour))
  into.past = from.past
}
