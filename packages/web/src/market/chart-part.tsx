// The chart with the choice of its bars. The drawing comes in a file of its own when it is first needed.

import { CANDLE_BARS } from "@okx-oms/api"
import { useInfiniteQuery } from "@tanstack/react-query"
import { lazy, Suspense, useMemo, useState } from "react"
import { useLiveFills } from "../live/hooks.ts"
import { type CandleBar, fillsQuery } from "../live/queries.ts"
import { Choices } from "../ticket/choices.tsx"
import { Empty, Loading, Problem } from "../ui/notice.tsx"
import { scaleOf } from "../words/amounts.ts"
import { joinedFills } from "./chart-data.ts"
import { Part, type PartProps } from "./part.tsx"
import { useCandles } from "./use-candles.ts"

const PriceChart = lazy(async () => ({ default: (await import("./price-chart.tsx")).PriceChart }))

const KEY = "oms.chart.bar"
/** Of OKX's bars those that are looked at; a row of all eleven would be longer than the chart is wide. */
const BARS: readonly CandleBar[] = ["1m", "5m", "15m", "1H", "4H", "1D"]

export function ChartPart({ account, symbol, own, tick }: PartProps) {
  const [bar, setBar] = useState<CandleBar>(keptBar)
  const { candles, error, retry } = useCandles(account, symbol, bar)
  const past = useInfiniteQuery(fillsQuery(account, { symbol }))
  const live = useLiveFills()
  const fills = useMemo(
    () => joinedFills(live, past.data?.pages[0]?.fills ?? [], symbol).filter((fill) => fill.account === account),
    [live, past.data, symbol, account],
  )
  const choose = (to: CandleBar): void => {
    setBar(to)
    keepBar(to)
  }
  return (
    <Part
      name="chart"
      title="Chart"
      tools={<Choices label="Bars of" items={BARS.map((id) => ({ id, title: id }))} chosen={bar} onChoose={choose} />}
    >
      {candles === undefined ? (
        error === null ? (
          <Loading what="candles" />
        ) : (
          <Problem what="Candles" error={error} onRetry={retry} />
        )
      ) : candles.length === 0 ? (
        <Empty title="No candles yet">OKX has none of this market in these bars.</Empty>
      ) : (
        <Suspense fallback={<Loading what="the chart" />}>
          <PriceChart
            key={bar}
            symbol={symbol}
            bar={bar}
            candles={candles}
            own={own}
            fills={fills}
            scale={scaleOf(tick)}
          />
        </Suspense>
      )}
    </Part>
  )
}

function keptBar(): CandleBar {
  try {
    const kept = localStorage.getItem(KEY)
    return CANDLE_BARS.find((bar) => bar === kept) ?? "1m"
  } catch {
    return "1m"
  }
}

function keepBar(bar: CandleBar): void {
  try {
    localStorage.setItem(KEY, bar)
  } catch {
    // Storage is off or full: the choice holds until the page is loaded anew.
  }
}
