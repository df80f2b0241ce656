// The price chart on its canvas: candles, volumes, lines of own orders and marks of own fills, in the colours of the page's theme. It relies on
// lightweight-charts; nothing else on the page knows that library, and it comes in a file of its own.

import {
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  type IPriceLine,
  LineStyle,
  TickMarkType,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts"
import { grouped } from "../words/amounts.ts"
import { two } from "../words/time.ts"
import { clockParts } from "../words/writing.ts"
import type { ChartBar, ChartMark } from "./chart-data.ts"

export interface ChartLine {
  readonly id: string
  readonly price: number
  readonly side: "buy" | "sell"
  /** "buy 0.05" */
  readonly title: string
}

interface Colours {
  readonly surface: string
  readonly text: string
  readonly soft: string
  readonly grid: string
  readonly line: string
  readonly buy: string
  readonly sell: string
}

const TOKENS: Readonly<Record<keyof Colours, string>> = {
  surface: "--surface-1",
  text: "--text",
  soft: "--text-soft",
  grid: "--surface-3",
  line: "--line-strong",
  buy: "--side-buy",
  sell: "--side-sell",
}
const VOLUME_HEIGHT = 0.18
/** Beside the newest bar: the words of our orders' lines stand there and cover no bar. */
const LABELS_WIDTH = 88
/** Of a day or longer a bar is a date, whatever the clock here says: bars begin at midnight UTC. */
const DAY_S = 86_400

export class ChartDrawing implements Disposable {
  readonly #host: HTMLElement
  readonly #chart
  readonly #candles
  readonly #volumes
  readonly #marks
  readonly #lines = new Map<string, { readonly line: IPriceLine; readonly shown: string }>()
  readonly #watch = new MutationObserver(() => this.#recolour())
  readonly #scheme = matchMedia("(prefers-color-scheme: dark)")
  #bars: readonly ChartBar[] = []
  #ownMarks: readonly ChartMark[] = []
  #ownLines: readonly ChartLine[] = []
  #barSeconds = 60
  #scale = 2
  #colours: Colours

  constructor(host: HTMLElement) {
    this.#host = host
    this.#colours = coloursOf(host)
    this.#chart = createChart(host, {
      autoSize: true,
      // Its logo brings a style element, which the content policy forbids: the settings screen names the library.
      layout: { attributionLogo: false, fontSize: 11 },
      crosshair: { mode: CrosshairMode.Normal },
      rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.08, bottom: VOLUME_HEIGHT + 0.04 } },
      timeScale: {
        borderVisible: false,
        timeVisible: true,
        secondsVisible: false,
        rightOffsetPixels: LABELS_WIDTH,
        tickMarkFormatter: (time: Time, type: TickMarkType) => tickText(Number(time), type, this.#barSeconds),
      },
      localization: {
        timeFormatter: (time: Time) => momentText(Number(time), this.#barSeconds),
        priceFormatter: (price: number) => grouped(price.toFixed(this.#scale)),
      },
    })
    this.#candles = this.#chart.addSeries(CandlestickSeries, {})
    this.#volumes = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: "volume",
      priceFormat: { type: "volume" },
      lastValueVisible: false,
      priceLineVisible: false,
    })
    this.#chart.priceScale("volume").applyOptions({ scaleMargins: { top: 1 - VOLUME_HEIGHT, bottom: 0 } })
    this.#marks = createSeriesMarkers(this.#candles, [])
    this.#applyColours()
    this.#watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-density"] })
    this.#scheme.addEventListener("change", this.#recolour)
  }

  [Symbol.dispose](): void {
    this.#watch.disconnect()
    this.#scheme.removeEventListener("change", this.#recolour)
    this.#chart.remove()
  }

  /** Digits after the point, and the step between prices. */
  setPrecision(scale: number, barSeconds: number): void {
    this.#barSeconds = barSeconds
    this.#scale = scale
    this.#candles.applyOptions({ priceFormat: { type: "price", precision: scale, minMove: 1 / 10 ** scale } })
  }

  /** Oldest first. The newest bar changes most: then nothing else is drawn anew. */
  setBars(bars: readonly ChartBar[]): void {
    const last = bars.at(-1)
    const known = this.#bars
    this.#bars = bars
    const isTail = last !== undefined && bars.length === known.length && sameBars(bars, known, bars.length - 1)
    if (isTail) {
      this.#candles.update(candleOf(last))
      this.#volumes.update(this.#volumeOf(last))
      return
    }
    this.#candles.setData(bars.map(candleOf))
    this.#volumes.setData(bars.map((bar) => this.#volumeOf(bar)))
    const isSameChart = known.length > 0 && known.at(-1)?.time === bars.at(-2)?.time
    if (!isSameChart) this.#chart.timeScale().resetTimeScale()
  }

  setMarks(marks: readonly ChartMark[]): void {
    this.#ownMarks = marks
    this.#marks.setMarkers(
      marks.map(({ time, side, quantity }) => ({
        time: time as UTCTimestamp,
        position: side === "buy" ? ("belowBar" as const) : ("aboveBar" as const),
        shape: side === "buy" ? ("arrowUp" as const) : ("arrowDown" as const),
        color: this.#colours[side],
        text: `${side} ${quantity}`,
      })),
    )
  }

  setLines(lines: readonly ChartLine[]): void {
    this.#ownLines = lines
    const wanted = new Set(lines.map(({ id }) => id))
    for (const [id, { line }] of this.#lines) {
      if (wanted.has(id)) continue
      this.#candles.removePriceLine(line)
      this.#lines.delete(id)
    }
    for (const { id, price, side, title } of lines) {
      const color = this.#colours[side]
      const shown = `${price} ${title} ${color}`
      const known = this.#lines.get(id)
      if (known?.shown === shown) continue
      const options = {
        price,
        color,
        title,
        lineWidth: 1 as const,
        lineStyle: LineStyle.Dashed,
        axisLabelVisible: true,
      }
      if (known === undefined) this.#lines.set(id, { line: this.#candles.createPriceLine(options), shown })
      else {
        known.line.applyOptions(options)
        this.#lines.set(id, { line: known.line, shown })
      }
    }
  }

  readonly #recolour = (): void => {
    this.#colours = coloursOf(this.#host)
    this.#applyColours()
    this.#volumes.setData(this.#bars.map((bar) => this.#volumeOf(bar)))
    this.setMarks(this.#ownMarks)
    this.setLines(this.#ownLines)
  }

  #applyColours(): void {
    const { surface, text, soft, grid, line, buy, sell } = this.#colours
    const fontFamily = getComputedStyle(this.#host).fontFamily
    const crosshair = { color: line, labelBackgroundColor: text }
    this.#chart.applyOptions({
      layout: { background: { type: ColorType.Solid, color: surface }, textColor: soft, fontFamily },
      grid: { vertLines: { color: grid }, horzLines: { color: grid } },
      crosshair: { vertLine: crosshair, horzLine: crosshair },
    })
    this.#candles.applyOptions({
      upColor: buy,
      downColor: sell,
      borderUpColor: buy,
      borderDownColor: sell,
      wickUpColor: buy,
      wickDownColor: sell,
    })
  }

  #volumeOf({ time, open, close, volume }: ChartBar) {
    return { time: time as UTCTimestamp, value: volume, color: faint(this.#colours[close < open ? "sell" : "buy"]) }
  }
}

function candleOf({ time, open, high, low, close }: ChartBar) {
  return { time: time as UTCTimestamp, open, high, low, close }
}

function sameBars(a: readonly ChartBar[], b: readonly ChartBar[], count: number): boolean {
  for (let index = 0; index < count; index++) {
    const [left, right] = [a[index], b[index]]
    const isSame = left?.time === right?.time && left?.close === right?.close && left?.volume === right?.volume
    if (!isSame) return false
  }
  return a.at(-1)?.time === b.at(-1)?.time
}

/** What the tokens are in the theme of this moment: a custom property tells its words, an element that uses it the colour. */
function coloursOf(host: HTMLElement): Colours {
  const probe = document.createElement("span")
  host.append(probe)
  const read = (token: string): string => {
    probe.style.color = `var(${token})`
    return getComputedStyle(probe).color
  }
  const colours = Object.fromEntries(Object.entries(TOKENS).map(([name, token]) => [name, read(token)]))
  probe.remove()
  return colours as Record<keyof Colours, string>
}

/** "rgb(10, 108, 61)" -> "rgba(10, 108, 61, 0.35)". */
function faint(colour: string): string {
  const channels = colour.match(/[\d.]+/g)?.slice(0, 3) ?? []
  return `rgba(${channels.join(", ")}, 0.35)`
}

// ---- times -------------------------------------------------------------------------------------------------------------------

/** By the clock that the person chose; the chart itself puts its ticks where hours and days of UTC begin. */
function partsOf(seconds: number, barSeconds: number) {
  const at = new Date(seconds * 1000)
  return clockParts(at, barSeconds >= DAY_S ? "utc" : undefined)
}

function tickText(seconds: number, type: TickMarkType, barSeconds: number): string {
  const { year, month, day, hours, minutes } = partsOf(seconds, barSeconds)
  switch (type) {
    case TickMarkType.Year:
      return String(year)
    case TickMarkType.Month:
      return month
    case TickMarkType.DayOfMonth:
      return `${day} ${month}`
    case TickMarkType.Time:
    case TickMarkType.TimeWithSeconds:
      return `${two(hours)}:${two(minutes)}`
  }
}

function momentText(seconds: number, barSeconds: number): string {
  const { year, month, day, hours, minutes } = partsOf(seconds, barSeconds)
  return barSeconds >= DAY_S ? `${day} ${month} ${year}` : `${day} ${month} ${two(hours)}:${two(minutes)}`
}
