// What the chart draws, from what the server tells: bars with their newest ones put behind the read ones, own fills gathered to a mark per bar. Pixels are
// numbers: nothing of this is shown as money.

import type { Candle, FillRow } from "@okx-oms/api"
import { Decimals, decimal, format } from "@okx-oms/core"
import type { CandleBar } from "../live/queries.ts"

export interface ChartBar {
  /** Seconds, UTC. */
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

export interface ChartMark {
  readonly time: number
  readonly side: "buy" | "sell"
  /** The sum of its fills. */
  readonly quantity: string
}

const UNIT_S: Readonly<Record<string, number>> = { m: 60, H: 3_600, D: 86_400 }

/** "15m" -> 900. */
export function barSeconds(bar: CandleBar): number {
  return Number.parseInt(bar, 10) * (UNIT_S[bar.slice(-1)] ?? 60)
}

/** Oldest first. Of one time the newer reading counts. Undefined: there is a gap between them, so all is to be read anew. */
export function joinedCandles(
  read: readonly Candle[],
  newest: readonly Candle[],
  bar: CandleBar,
): readonly Candle[] | undefined {
  const [first] = newest
  const last = read.at(-1)
  if (first === undefined || last === undefined) return read
  const gapMs = Date.parse(first.at) - Date.parse(last.at)
  if (gapMs > barSeconds(bar) * 1000) return undefined
  return [...read.filter(({ at }) => at < first.at), ...newest]
}

export function chartBar({ at, open, high, low, close, volume }: Candle): ChartBar {
  return {
    time: Date.parse(at) / 1000,
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
    volume: Number(volume),
  }
}

/** One mark per bar and side, oldest first; fills before the first bar are left out. */
export function chartMarks(fills: readonly FillRow[], bars: readonly ChartBar[]): readonly ChartMark[] {
  const marks = new Map<string, ChartMark>()
  for (const { at, side, quantity } of fills) {
    const bar = barAt(bars, Date.parse(at) / 1000)
    if (bar === undefined) continue
    const key = `${bar.time} ${side}`
    const known = decimal(marks.get(key)?.quantity ?? "0")
    marks.set(key, { time: bar.time, side, quantity: format(Decimals.add(known, decimal(quantity))) })
  }
  return [...marks.values()].sort((a, b) => a.time - b.time)
}

/** The last bar that began by then. */
function barAt(bars: readonly ChartBar[], time: number): ChartBar | undefined {
  let [low, high] = [0, bars.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((bars[middle]?.time ?? 0) <= time) low = middle + 1
    else high = middle
  }
  return bars[low - 1]
}

/** Fills of the symbol that came live, and those of the past, each once. */
export function joinedFills(live: readonly FillRow[], past: readonly FillRow[], symbol: string): readonly FillRow[] {
  const byId = new Map(
    [...past, ...live]
      .filter((fill) => fill.symbol === symbol)
      .map((fill) => [`${fill.account} ${fill.tradeId} ${fill.orderId}`, fill]),
  )
  return [...byId.values()]
}
