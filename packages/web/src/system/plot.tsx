// One plot over the last minutes: lines and points on a canvas of uPlot, its legend as text with the values under the pointer, or the newest ones. Who does not
// see the canvas has its summary. Nothing here asks for anything.

// Before uPlot, which asks for the browser's language while it is loaded.
import "./known-language.ts"
import { type RefObject, useEffect, useMemo, useRef, useState } from "react"
import uPlot from "uplot"
import { usePreferences } from "../settings/preferences.ts"
import { useMedia } from "../ui/use-media.ts"
import { type PlotColours, type PlotToken, usePlotColours } from "./plot-colours.ts"
import "uplot/dist/uPlot.min.css"

export interface PlotSeries {
  readonly title: string
  readonly token: PlotToken
  /** Default: a line. */
  readonly kind?: "line" | "area" | "points"
}

export interface PlotProps {
  readonly title: string
  /** Where the figures are from, in a few words. */
  readonly note: string
  readonly series: readonly PlotSeries[]
  /** Seconds since 1970, then a row for each series; undefined where another series has a point. */
  readonly data: uPlot.AlignedData
  /** Seconds since 1970: what is in sight. */
  readonly from: number
  readonly to: number
  readonly textOf: (value: number) => string
  /** latency: by decades, so that what takes a millisecond is seen beside what takes a second. */
  readonly scale: "latency" | "count"
}

const HEIGHT = 150
/** An axis of nothing but zero still has a height. */
const LEAST_TOP = 1
/** The ends of a latency axis without values, milliseconds. */
const NO_VALUES = [1, 100] as const
/** Nothing is drawn below it: a logarithm has no zero. */
export const LATENCY_LEAST_MS = 0.1

export function Plot({ title, note, series, data, from, to, textOf, scale }: PlotProps) {
  const place = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<number | null>(null)
  const newest = useRef({ data, from, to, textOf })
  newest.current = { data, from, to, textOf }
  const plot = useUplot(place, { series, scale }, newest, setAt)
  useEffect(() => {
    plot.current?.setData(data, false)
    plot.current?.setScale("x", { min: from, max: to })
  }, [plot, data, from, to])
  const values = series.map((_, index) => valueAt(data[index + 1], at))
  const words = series.map(({ title: name }, index) => {
    const value = values[index]
    return `${name} ${value === undefined ? "not measured" : textOf(value)}`
  })
  return (
    <figure className="plot" data-plot={title}>
      <figcaption className="plot-head">
        <span className="plot-title">{title}</span>
        <span className="soft">{note}</span>
      </figcaption>
      <ul className="plot-legend" aria-hidden="true">
        {series.map(({ title: name, token, kind = "line" }, index) => {
          const value = values[index]
          return (
            <li key={name}>
              <span className="plot-mark" data-kind={kind} style={{ color: `var(${token})` }} />
              <span className="soft">{name}</span> <b>{value === undefined ? "–" : textOf(value)}</b>
            </li>
          )
        })}
      </ul>
      <div ref={place} className="plot-canvas" role="img" aria-label={`${title}: ${words.join(", ")}`} />
    </figure>
  )
}

interface Newest {
  readonly data: uPlot.AlignedData
  readonly from: number
  readonly to: number
  readonly textOf: (value: number) => string
}

/** The plot itself, made anew when its looks become others. */
function useUplot(
  place: RefObject<HTMLDivElement | null>,
  { series, scale }: Pick<PlotProps, "series" | "scale">,
  newest: RefObject<Newest>,
  onCursor: (index: number | null) => void,
): RefObject<uPlot | null> {
  const plot = useRef<uPlot | null>(null)
  const colours = usePlotColours()
  const { zone } = usePreferences()
  const isCoarse = useMedia("(pointer: coarse)")
  const looks = useMemo(() => ({ colours, zone, series, scale, isCoarse }), [colours, zone, series, scale, isCoarse])
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const made = new uPlot(
      optionsOf(element.clientWidth, looks, {
        textOf: (value) => newest.current.textOf(value),
        onCursor,
      }),
      newest.current.data,
      element,
    )
    made.setScale("x", { min: newest.current.from, max: newest.current.to })
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [place, looks, newest, onCursor])
  return plot
}

interface Looks {
  readonly colours: PlotColours
  readonly zone: "local" | "utc"
  readonly series: readonly PlotSeries[]
  readonly scale: PlotProps["scale"]
  readonly isCoarse: boolean
}

function optionsOf(
  width: number,
  { colours, zone, series, scale, isCoarse }: Looks,
  {
    textOf,
    onCursor,
  }: { readonly textOf: (value: number) => string; readonly onCursor: (index: number | null) => void },
): uPlot.Options {
  const axis = {
    stroke: colours["--text-soft"],
    font: "11px system-ui, sans-serif",
    grid: { stroke: colours["--line"], width: 1 },
    ticks: { show: false },
  }
  return {
    width,
    height: HEIGHT,
    padding: [8, 16, 0, 0],
    legend: { show: false },
    // A finger scrolls the page.
    cursor: { show: !isCoarse, y: false, drag: { x: false, y: false }, points: { size: 5 } },
    ...(zone === "utc" && { tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC") }),
    scales: {
      x: { auto: false },
      y: scale === "latency" ? { distr: 3, range: latencyRange } : { range: countRange },
    },
    axes: [
      { ...axis, size: 24, space: 64, values: (_plot, seconds) => seconds.map((second) => clockOf(second, zone)) },
      {
        ...axis,
        ...(scale === "latency" && { filter: roundSteps, grid: { ...axis.grid, filter: roundSteps } }),
        size: 56,
        space: 32,
        values: (_plot, values) => values.map((value: number | null) => (value === null ? "" : textOf(value))),
      },
    ],
    series: [{}, ...series.map((one) => seriesOptions(one, colours))],
    hooks: { setCursor: [({ cursor: { idx } }) => onCursor(idx ?? null)] },
  }
}

/** Of the many lines of a logarithmic axis those that are read: 1, 2, 5 of one decade, else 1 of each. */
function roundSteps(_plot: uPlot, steps: number[]): (number | null)[] {
  const [least = 1] = steps
  const isOneDecade = (steps.at(-1) ?? least) / least <= 10
  const leads = isOneDecade ? [1, 2, 5] : [1]
  return steps.map((step) => {
    const lead = step / 10 ** Math.floor(Math.log10(step) + 1e-9)
    return leads.some((one) => Math.abs(lead - one) < 0.01) || step === steps.at(-1) ? step : null
  })
}

/** Whole decades around what is there. */
function latencyRange(_plot: uPlot, least: number | null, greatest: number | null): uPlot.Range.MinMax {
  if (least === null || greatest === null) return [...NO_VALUES]
  const low = 10 ** Math.floor(Math.log10(Math.max(LATENCY_LEAST_MS, least)))
  const high = 10 ** Math.ceil(Math.log10(Math.max(LATENCY_LEAST_MS, greatest)))
  return [low, high > low ? high : low * 10]
}

function countRange(_plot: uPlot, _least: number | null, greatest: number | null): uPlot.Range.MinMax {
  return [0, Math.max(LEAST_TOP, greatest ?? 0) * 1.08]
}

function seriesOptions({ title, token, kind = "line" }: PlotSeries, colours: PlotColours): uPlot.Series {
  const stroke = colours[token]
  if (kind === "points") {
    return {
      label: title,
      stroke,
      paths: () => null,
      points: { show: true, size: 4, width: 0, fill: stroke, space: 0 },
    }
  }
  return {
    label: title,
    stroke,
    width: 1.5,
    points: { show: false },
    ...(kind === "area" && { fill: stroke.replace(/^rgb\((.+)\)$/, "rgba($1, 0.14)") }),
  }
}

/** The value at a place, or the newest one there is. */
function valueAt(row: uPlot.AlignedData[number] | undefined, at: number | null): number | undefined {
  if (row === undefined) return undefined
  const start = at ?? row.length - 1
  for (let index = start; index >= 0 && index > start - 120; index--) {
    const value = row[index]
    if (typeof value === "number") return value
  }
  return undefined
}

function clockOf(seconds: number, zone: "local" | "utc"): string {
  const at = new Date(seconds * 1000)
  const parts =
    zone === "utc"
      ? [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()]
      : [at.getHours(), at.getMinutes(), at.getSeconds()]
  return (parts[2] === 0 ? parts.slice(0, 2) : parts).map((part) => String(part).padStart(2, "0")).join(":")
}
