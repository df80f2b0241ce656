// The four plots of the system screen: how long orders take to OKX's word and to the wire, how long the journal's appends take, how much happens. By the
// recorder's samples, and by the live orders one by one.

// Before uPlot, which asks for the browser's language while it is loaded.
import "./known-language.ts"
import { useMemo } from "react"
import uPlot from "uplot"
import { useOrders } from "../live/hooks.ts"
import { latencyText } from "../words/time.ts"
import { type AckPoint, ackPoints } from "./ack-points.ts"
import { LATENCY_LEAST_MS, Plot, type PlotSeries } from "./plot.tsx"
import { useSamples } from "./recorder.ts"
import { SAMPLES_MAX, type Sample } from "./samples.ts"

const WINDOW_S = SAMPLES_MAX
/** A page that was just opened shows a minute, not ten of nothing. */
const WINDOW_LEAST_S = 60

const ACK: readonly PlotSeries[] = [
  { title: "each order", token: "--tone-filled", kind: "points" },
  { title: "p50", token: "--tone-working" },
  { title: "p99", token: "--tone-warn" },
]
const QUANTILES: readonly PlotSeries[] = [
  { title: "p50", token: "--tone-working" },
  { title: "p99", token: "--tone-warn" },
]
const RATES: readonly PlotSeries[] = [
  { title: "events", token: "--tone-working", kind: "area" },
  { title: "orders", token: "--tone-warn" },
]

export function Plots({ account }: { readonly account: string }) {
  const samples = useSamples(account)
  const points = useAckPoints(account, samples)
  const to = (samples.at(-1)?.at ?? Date.now()) / 1000
  const first = (samples[0]?.at ?? Date.now()) / 1000
  const from = to - Math.min(WINDOW_S, Math.max(WINDOW_LEAST_S, to - first))
  const data = useMemo(() => plotData(samples, points), [samples, points])
  const sight = { from, to }
  return (
    <div className="plots">
      <Plot
        title="To the acknowledgement"
        note="lines: since the server's start"
        series={ACK}
        data={data.ack}
        textOf={latencyText}
        scale="latency"
        {...sight}
      />
      <Plot
        title="Events per second"
        note="of the journal"
        series={RATES}
        data={data.rates}
        textOf={rateText}
        scale="count"
        {...sight}
      />
      <Plot
        title="To the wire"
        note="since the server's start"
        series={QUANTILES}
        data={data.wire}
        textOf={latencyText}
        scale="latency"
        {...sight}
      />
      <Plot
        title="An append of the journal"
        note="since the server's start"
        series={QUANTILES}
        data={data.append}
        textOf={latencyText}
        scale="latency"
        {...sight}
      />
    </div>
  )
}

/** Of this account, as old as the oldest sample that a plot has room for. */
export function useAckPoints(account: string, samples: readonly Sample[]): readonly AckPoint[] {
  const orders = useOrders("all")
  const last = samples.at(-1)?.at ?? Date.now()
  return useMemo(() => {
    const mine = orders.length > 0 && orders.every((entry) => entry.account === account)
    return ackPoints(mine ? orders : orders.filter((entry) => entry.account === account), last - WINDOW_S * 1000)
  }, [orders, account, last])
}

function plotData(samples: readonly Sample[], points: readonly AckPoint[]) {
  const at = samples.map((sample) => sample.at / 1000)
  const row = (pick: (sample: Sample) => number | null) => samples.map(pick)
  const pointRows: uPlot.AlignedData = [
    points.map((point) => point.at / 1000),
    points.map(({ ms }) => Math.max(LATENCY_LEAST_MS, ms)),
  ]
  const lines: uPlot.AlignedData = [at, row(({ ackP50Ms }) => ackP50Ms), row(({ ackP99Ms }) => ackP99Ms)]
  const rates: uPlot.AlignedData = [
    at,
    row(({ eventsPerSecond }) => eventsPerSecond),
    row(({ ordersPerSecond }) => ordersPerSecond),
  ]
  return {
    ack: uPlot.join([uniqueTimes(pointRows), lines]),
    wire: [at, row(({ wireP50Ms }) => wireP50Ms), row(({ wireP99Ms }) => wireP99Ms)] as uPlot.AlignedData,
    append: [at, row(({ appendP50Ms }) => appendP50Ms), row(({ appendP99Ms }) => appendP99Ms)] as uPlot.AlignedData,
    rates,
  }
}

/** Two orders of one millisecond cannot both be drawn: the slower one is. */
function uniqueTimes([times, values = []]: uPlot.AlignedData): uPlot.AlignedData {
  const slowest = new Map<number, number>()
  for (const [index, time] of times.entries()) {
    slowest.set(time, Math.max(values[index] ?? 0, slowest.get(time) ?? 0))
  }
  return [[...slowest.keys()], [...slowest.values()]]
}

function rateText(value: number): string {
  return value < 10 && value % 1 !== 0 ? value.toFixed(1) : Math.round(value).toLocaleString("en")
}
