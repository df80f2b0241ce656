// A market that follows a recording: its trades become trades of the world outside, at the distances in time they had, divided
// by the speed. A candle becomes four of them, from its opening by its extremes to its close, each with a quarter of its
// volume. Resting orders fill against them. Prices are brought to the tick and sizes to the lot of what is listed here.

import { Decimals } from "@okx-oms/core"
import { ticksOfPrice } from "./instruments.ts"
import type { MarketFlow } from "./ladder.ts"
import { externalTrade, movePrice } from "./market.ts"
import type { RecordedCandle, RecordedTrade, Recording } from "./recordings.ts"
import type { World } from "./world.ts"

const MINUTE_MS = 60_000
const QUARTER = { coefficient: 25n, scale: 2 }

/** Plays a recording from now on. What is recorded of instruments that are not listed is passed over. */
export function playRecording(world: World, flows: ReadonlyMap<string, MarketFlow>, recording: Recording): void {
  const listed = (record: { instId: string }): boolean => flows.has(record.instId)
  const trades = [...recording.trades.filter(listed), ...tradesOfCandles(recording.candles.filter(listed))]
  trades.sort((a, b) => a.atMs - b.atMs)
  const first = trades[0]
  if (first === undefined) return
  for (const [instId, flow] of flows) {
    const opening = trades.find((trade) => trade.instId === instId)
    if (opening !== undefined) moveTo(world, flow, opening)
  }
  const startMs = world.nowMs
  // One job at a time: a day of trades does not fill the scheduler.
  const play = (at: number): void => {
    const trade = trades[at]
    if (trade === undefined) return
    const dueMs = startMs + Math.round((trade.atMs - first.atMs) / world.options.speed)
    world.scheduler.at(dueMs, () => {
      const flow = flows.get(trade.instId)
      if (flow !== undefined) happen(world, flow, trade)
      play(at + 1)
    })
  }
  play(0)
}

function happen(world: World, flow: MarketFlow, trade: RecordedTrade): void {
  const { spec } = flow.market
  const price = Decimals.roundToMultiple(trade.price, spec.tickSize, "halfEven")
  const size = Decimals.roundToMultiple(trade.size, spec.lotSize, "down")
  if (Decimals.isPositive(size)) externalTrade(world, flow, { side: trade.side, price, size })
  else moveTo(world, flow, trade)
}

/** The price is there, nothing was traded. */
function moveTo(world: World, flow: MarketFlow, trade: RecordedTrade): void {
  const { spec } = flow.market
  const price = Decimals.roundToMultiple(trade.price, spec.tickSize, "halfEven")
  const ticks = ticksOfPrice(spec, price)
  if (ticks !== undefined && ticks > 0) movePrice(world, flow, price, ticks)
}

function tradesOfCandles(candles: readonly RecordedCandle[]): RecordedTrade[] {
  const lengths = barLengths(candles)
  return candles.flatMap((candle) => {
    const lengthMs = lengths.get(candle.instId) ?? MINUTE_MS
    const rises = Decimals.compare(candle.close, candle.open) >= 0
    const path = rises
      ? [candle.open, candle.low, candle.high, candle.close]
      : [candle.open, candle.high, candle.low, candle.close]
    const size = Decimals.multiply(candle.volume, QUARTER)
    return path.map((price, at): RecordedTrade => {
      const before = path[at - 1] ?? price
      const up = at === 0 ? rises : Decimals.compare(price, before) >= 0
      // The close comes just before the next opening.
      const atMs = candle.startMs + (at === 3 ? lengthMs - 1 : Math.floor((lengthMs * at) / 3))
      return { instId: candle.instId, side: up ? "buy" : "sell", price, size, atMs }
    })
  })
}

/** The shortest distance between two candles of an instrument. */
function barLengths(candles: readonly RecordedCandle[]): Map<string, number> {
  const lengths = new Map<string, number>()
  const last = new Map<string, number>()
  for (const { instId, startMs } of candles) {
    const distance = startMs - (last.get(instId) ?? Number.NEGATIVE_INFINITY)
    if (distance > 0 && distance < (lengths.get(instId) ?? Number.POSITIVE_INFINITY) && Number.isFinite(distance)) {
      lengths.set(instId, distance)
    }
    last.set(instId, startMs)
  }
  return lengths
}
