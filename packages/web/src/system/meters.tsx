// Bars of what is used up: OKX's rate limits by their names in words, and the limits that orders are checked against.

import type { LimitsRow, RateBudget } from "@okx-oms/api"
import { Decimals, format, parseDecimal } from "@okx-oms/core"
import { useMemo, useState } from "react"
import { ShareBar } from "../ui/figure.tsx"
import { Empty } from "../ui/notice.tsx"
import { grouped } from "../words/amounts.ts"
import { durationText } from "../words/time.ts"
import type { Tone } from "../words/tone.ts"
import { WindowMemory, type WindowRow } from "./rate-windows.ts"

const WARN_SHARE = 0.8

export function RateMeters({ budget, readAt }: { readonly budget: RateBudget; readonly readAt: number }) {
  const [memory] = useState(() => new WindowMemory())
  const rows = useMemo(() => memory.take(budget.windows, readAt), [memory, budget, readAt])
  if (rows.length === 0) return <Empty title="Nothing is used">All of every window is left.</Empty>
  return (
    <ul className="meters" data-meters="rate">
      {rows.map((row) => (
        <RateMeter key={row.name} row={row} />
      ))}
    </ul>
  )
}

function RateMeter({ row }: { readonly row: WindowRow }) {
  const { name, title, about, left, limit, windowMs, closedForMs, leastLeft } = row
  const used = Math.max(0, Math.ceil(limit - left))
  const isClosed = closedForMs > 0
  const per = windowMs === null ? "" : ` in ${windowText(windowMs)}`
  return (
    <Meter
      title={title}
      about={about}
      text={`${used} of ${limit}${per}`}
      more={
        isClosed
          ? `closed by OKX for ${durationText(closedForMs)}`
          : leastLeft < left
            ? `at most ${Math.ceil(limit - leastLeft)} in the last minute`
            : ""
      }
      share={1 - leastLeft / limit}
      // The dead-man's switch takes its one request a second by design.
      tone={isClosed ? "bad" : toneOf(name.startsWith("cancel-all-after") ? 0 : 1 - leastLeft / limit)}
    />
  )
}

export function LimitMeters({ limits }: { readonly limits: LimitsRow }) {
  const { symbols, lastPriceMaxAgeMs } = limits
  return (
    <>
      {symbols.length === 0 ? (
        <Empty title="No symbol is traded yet">Its limits stand here once one is.</Empty>
      ) : (
        <ul className="meters" data-meters="limits">
          {symbols.flatMap((symbol) =>
            limitRows(symbol).map((row) => <Meter key={`${row.title} ${row.about}`} {...row} />),
          )}
        </ul>
      )}
      <p className="meters-note soft">
        A price may be at most {durationText(lastPriceMaxAgeMs)} old for an order to be checked against it.
      </p>
    </>
  )
}

interface MeterProps {
  readonly title: string
  readonly about: string
  readonly text: string
  readonly more: string
  /** 0 to 1; undefined: nothing is counted. */
  readonly share: number | undefined
  readonly tone: Tone
}

function Meter({ title, about, text, more, share, tone }: MeterProps) {
  return (
    <li className="meter" data-tone={tone}>
      <span className="meter-title">
        {about !== "" && <b>{about}</b>} {title}
      </span>
      <span className="meter-text">
        {text}
        {more !== "" && <span className={tone === "working" ? "soft" : "toned"}> · {more}</span>}
      </span>
      {share !== undefined && <ShareBar share={share} tone={tone} />}
    </li>
  )
}

type SymbolLimits = LimitsRow["symbols"][number]

function limitRows({ symbol, used, ...limit }: SymbolLimits): readonly MeterProps[] {
  const quote = symbol.split("-")[1] ?? ""
  const rows: MeterProps[] = [
    {
      title: "open orders",
      about: symbol,
      text:
        limit.maxOpenOrders === null ? `${used.openOrders}, no limit` : `${used.openOrders} of ${limit.maxOpenOrders}`,
      more: "",
      ...sharing(used.openOrders, limit.maxOpenOrders),
    },
  ]
  for (const [title, reach] of [
    ["position if every buy fills", used.buyPosition],
    ["position if every sell fills", used.sellPosition],
  ] as const) {
    if (reach === null) continue
    const most = limit.maxPosition
    rows.push({
      title,
      about: symbol,
      text: most === null ? `${sumText(reach)} ${quote}, no limit` : `${sumText(reach)} of ${sumText(most)} ${quote}`,
      more: "",
      ...sharing(Math.abs(Number(reach)), most === null ? null : Number(most)),
    })
  }
  const each = [
    limit.maxOrderNotional !== null && `≤ ${sumText(limit.maxOrderNotional)} ${quote}`,
    limit.priceCollarPct !== null && `±${limit.priceCollarPct} % of the last price`,
  ].filter((part) => part !== false)
  if (each.length > 0) {
    rows.push({ title: "each order", about: symbol, text: each.join(" · "), more: "", share: undefined, tone: "quiet" })
  }
  return rows
}

/** For the bar alone: the amounts stand beside it exactly. */
function sharing(used: number, limit: number | null): Pick<MeterProps, "share" | "tone"> {
  if (limit === null || limit === 0) return { share: undefined, tone: "quiet" }
  return { share: used / limit, tone: toneOf(used / limit) }
}

function toneOf(share: number): Tone {
  return share >= 1 ? "bad" : share >= WARN_SHARE ? "warn" : "working"
}

function sumText(text: string): string {
  return grouped(format(Decimals.round(parseDecimal(text) ?? Decimals.ZERO, 2, "halfEven")))
}

function windowText(ms: number): string {
  return ms < 60_000 ? `${Math.round(ms / 1000)} s` : durationText(ms)
}
