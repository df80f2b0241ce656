// The price chart as a component: it gives the drawing what changed. It is loaded when a market is first looked at.

import type { Candle, FillRow } from "@okx-oms/api"
import { useEffect, useMemo, useRef } from "react"
import type { CandleBar } from "../live/queries.ts"
import { barSeconds, chartBar, chartMarks } from "./chart-data.ts"
import { ChartDrawing } from "./chart-drawing.ts"
import type { OwnOrder } from "./own-orders.ts"

export interface PriceChartProps {
  readonly symbol: string
  readonly bar: CandleBar
  readonly candles: readonly Candle[]
  readonly own: readonly OwnOrder[]
  readonly fills: readonly FillRow[]
  /** Digits after the point. */
  readonly scale: number
}

export function PriceChart({ symbol, bar, candles, own, fills, scale }: PriceChartProps) {
  const host = useRef<HTMLDivElement>(null)
  const drawing = useRef<ChartDrawing>(undefined)
  const bars = useMemo(() => candles.map(chartBar), [candles])
  const marks = useMemo(() => chartMarks(fills, bars), [fills, bars])
  useEffect(() => {
    if (host.current === null) return
    const drawn = new ChartDrawing(host.current)
    drawing.current = drawn
    return () => {
      drawing.current = undefined
      drawn[Symbol.dispose]()
    }
  }, [])
  useEffect(() => drawing.current?.setPrecision(scale, barSeconds(bar)), [scale, bar])
  useEffect(() => drawing.current?.setBars(bars), [bars])
  useEffect(() => drawing.current?.setMarks(marks), [marks])
  useEffect(() => {
    const lines = own.map(({ orderId, price, side, quantity }) => ({
      id: orderId,
      price: Number(price),
      side,
      title: `${side} ${quantity}`,
    }))
    drawing.current?.setLines(lines)
  }, [own])
  const last = candles.at(-1)
  const summary = [
    `Price chart of ${symbol}, bars of ${bar}, ${candles.length} of them`,
    last !== undefined && `last ${last.close}`,
    `${own.length} open orders of ours as lines`,
    `${marks.length} marks of our fills`,
  ]
  return <div ref={host} className="chart" role="img" aria-label={summary.filter(Boolean).join("; ")} />
}
