// The server's preview of an order in words: what would become of it, what it is worth and costs, how far it is from the market, and each check with its
// numbers. Pure.

import type { InstrumentRow, PlaceRequest, Preview } from "@okx-oms/api"
import { Decimals, decimal, format } from "@okx-oms/core"
import { grouped, shortDecimal } from "../words/amounts.ts"
import type { Tone } from "../words/tone.ts"

export interface PreviewFact {
  readonly id: "notional" | "fee" | "distance"
  readonly title: string
  readonly text: string
  /** More, when pointed at. */
  readonly more: string
  readonly tone: Tone
}

export interface CheckWords {
  readonly name: string
  readonly title: string
  /** "915 of 100,000 USDT"; "" where a check has no numbers. */
  readonly numbers: string
  /** With every digit, when pointed at. */
  readonly more: string
  readonly word: "passed" | "denied" | "waits"
  readonly tone: Tone
}

export interface Verdict {
  readonly tone: Tone
  readonly text: string
  /** Why; "" where there is nothing to add. */
  readonly more: string
}

type Asked = Pick<PlaceRequest, "type" | "side" | "price">

/** No denial: the order is recorded and leaves when it can. */
const NOT_READY = "not-ready"
/** Titles of checks, and what their numbers count: quote currency, orders, milliseconds, or what is paid with. */
const CHECKS: Readonly<Record<string, readonly [title: string, counts: "quote" | "paid" | "ms" | ""]>> = {
  "trading-halted": ["Not halted", ""],
  "reduce-only-mode": ["Not reduce-only", ""],
  "price-unknown": ["Price age", "ms"],
  "price-outside-collar": ["Price collar", ""],
  "notional-above-limit": ["Order value", "quote"],
  "open-orders-above-limit": ["Open orders", ""],
  "position-above-limit": ["Position at most", "quote"],
  "balance-insufficient": ["Balance", "paid"],
  "balance-unknown": ["Balance known", ""],
  "position-unknown": ["Position known", ""],
  "not-ready": ["Ready to send", ""],
}

/** What would become of the order, as far as our checks and the book of this moment tell. */
export function verdictOf(preview: Preview, { type, side, price }: Asked): Verdict {
  const { accepted, problem, bestBid, bestAsk } = preview
  if (problem?.code === NOT_READY) {
    const more = `It would leave when that is over. If it takes too long, the order fails and was never sent. ${problem.detail}`
    return { tone: "warn", text: "Would be recorded and wait", more }
  }
  if (!accepted) return { tone: "bad", text: "Would be refused now", more: problem?.detail ?? "" }
  const touch = side === "buy" ? bestAsk : bestBid
  const best = side === "buy" ? "ask" : "bid"
  if (price !== undefined && price !== null && touch !== null) {
    const beyond = Decimals.compare(decimal(price), decimal(touch)) * (side === "buy" ? 1 : -1)
    if (type === "post_only" && beyond >= 0) {
      const more = `The best ${best} is ${shown(touch)}, so it would not rest, and post-only takes nothing.`
      return { tone: "warn", text: "OKX would cancel it at once", more }
    }
    if ((type === "ioc" || type === "fok") && beyond < 0) {
      const more = `The best ${best} is ${shown(touch)}, which its price does not reach.`
      return { tone: "warn", text: "Would end without a fill", more }
    }
  }
  return { tone: "good", text: "Would be taken now", more: "" }
}

export function previewFacts(
  preview: Preview,
  instrument: InstrumentRow | undefined,
  type: PlaceRequest["type"],
): readonly PreviewFact[] {
  const { notional, feeEstimate, feeCurrency, feeRate, distancePercent } = preview
  const quote = instrument?.quoteCurrency ?? ""
  const rate = feeRate === null ? "" : `${format(Decimals.multiply(decimal(feeRate), Decimals.fromInteger(100)))} %`
  const isRebate = feeEstimate?.startsWith("-") === true
  return [
    {
      id: "notional",
      title: "Value",
      text: notional === null ? "not known" : `${shown(notional)} ${quote}`,
      more: notional === null ? "" : `${notional} ${quote}`,
      tone: "quiet",
    },
    {
      id: "fee",
      title: isRebate ? "Rebate" : "Fee, at most",
      text: feeEstimate === null ? "not known" : `${shown(feeEstimate.replace("-", ""))} ${feeCurrency ?? ""}`,
      more: feeEstimate === null ? "OKX did not tell the fee rates in time." : `${feeEstimate} ${feeCurrency}, ${rate}`,
      tone: isRebate ? "good" : "quiet",
    },
    distanceFact(distancePercent, type),
  ]
}

function distanceFact(percent: string | null, type: PlaceRequest["type"]): PreviewFact {
  const fact = { id: "distance", title: "From mid", tone: "quiet" } as const
  if (type === "market") return { ...fact, text: "at the market", more: "" }
  if (percent === null) return { ...fact, text: "not known", more: "OKX did not tell both sides of the book in time." }
  const far = decimal(percent)
  const size = shown(format(Decimals.absolute(far)))
  if (Decimals.isZero(far)) return { ...fact, text: "0 %", more: "At the middle of the book." }
  return Decimals.isPositive(far)
    ? { ...fact, text: `${size} % worse`, more: "Beyond the middle of the book: it gives the difference away." }
    : { ...fact, text: `${size} % better`, more: "On its own side of the middle of the book." }
}

export function checkWords({ name, passed, value, limit }: Preview["checks"][number], preview: Preview): CheckWords {
  const [title, counts] = CHECKS[name] ?? [name.replaceAll("-", " ").replace(/^./, (first) => first.toUpperCase()), ""]
  const unit = unitOf(counts, preview)
  const outcome: Pick<CheckWords, "word" | "tone"> = passed
    ? { word: "passed", tone: "good" }
    : name === NOT_READY
      ? { word: "waits", tone: "warn" }
      : { word: "denied", tone: "bad" }
  const both = value !== null && limit !== null
  if (counts === "ms" && both) {
    const seconds = `${secondsText(value)} of ${secondsText(limit)} s`
    return { name, title, numbers: seconds, more: `${value} of ${limit} ms`, ...outcome }
  }
  const joint = name === "price-outside-collar" ? " against " : " of "
  const numbers = both
    ? `${shown(value)}${joint}${shown(limit)}${unit}`
    : limit !== null
      ? `limit ${shown(limit)}${unit}`
      : ""
  const more = both ? `${value}${joint}${limit}` : (limit ?? "")
  return { name, title, numbers, more, ...outcome }
}

function unitOf(counts: "quote" | "paid" | "ms" | "", { problem }: Preview): string {
  // What a balance is of is told by a denial alone; the numbers stand for themselves otherwise.
  const currency = problem?.facts?.currency
  return counts === "paid" && problem?.code === "balance-insufficient" && typeof currency === "string"
    ? ` ${currency}`
    : ""
}

/** Milliseconds as seconds with one digit. */
function secondsText(ms: string): string {
  return format(Decimals.round(Decimals.multiply(decimal(ms), { coefficient: 1n, scale: 3 }), 1, "up"))
}

/** Of amounts that are only looked at: the larger, the fewer digits. What is cut off stands in the title. */
function shown(text: string): string {
  const size = Math.abs(Number(text))
  return grouped(shortDecimal(text, size >= 1_000 ? 2 : size >= 1 ? 4 : 8))
}
