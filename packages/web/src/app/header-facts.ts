// What the header strip says, item by item, from what the accounts in the scope told: of several accounts the worst. Pure, so that every tone of every item is
// tested without a page.

import type { Stats, StreamStatus, Trading } from "@okx-oms/api"
import { durationText, latencyText } from "../words/time.ts"
import type { Tone } from "../words/tone.ts"
import type { ScreenId } from "./routes.ts"

export interface AccountFacts {
  readonly account: string
  readonly trading: Trading | undefined
  readonly stats: Stats | undefined
  /** By the stream: newer than what is asked for every few seconds. */
  readonly status: StreamStatus | undefined
  /** When `trading` was answered, in milliseconds. */
  readonly tradingAt: number
  /** Orders in doubt and open breaks by the stream; undefined before its snapshot. */
  readonly inDoubt: number | undefined
  readonly breaks: number | undefined
}

export interface HeaderFact {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly tone: Tone
  /** More, when pointed at. */
  readonly more: string
  readonly screen: ScreenId
}

const CLOCK_WARN_MS = 500
const DEAD_MAN_WINDOW = "cancel-all-after"
const BUDGET_WARN_SHARE = 0.2
const FEED_SILENT_MS = 60_000
const FEEDS = ["down", "suspect", "connecting", "up"] as const
const NOTHING = "–"

export function headerFacts(accounts: readonly AccountFacts[], now: number): readonly HeaderFact[] {
  return [
    feed(accounts, now),
    latency(accounts),
    clock(accounts),
    budget(accounts),
    deadMan(accounts, now),
    ...counts(accounts),
  ]
}

/** "halted: by hand", of the account that takes the least. */
export function tradingFact(accounts: readonly AccountFacts[]): HeaderFact {
  const facts = accounts.map(({ account, trading, status }) => {
    const ready = status?.ready ?? trading?.ready
    const state = status?.trading ?? trading?.trading
    const why = status?.why ?? trading?.why ?? ""
    return { account, ready, state, why }
  })
  const worst =
    facts.find(({ state }) => state?.mode === "halt") ??
    facts.find(({ state }) => state?.mode === "reduce-only") ??
    facts.find(({ ready }) => ready === false) ??
    facts[0]
  const base = { id: "trading", title: "Trading", screen: "system" as const }
  if (worst?.state === undefined) return { ...base, text: "…", tone: "soft", more: "" }
  const { state, ready, why, account } = worst
  const of = accounts.length > 1 ? `${account}: ` : ""
  switch (state.mode) {
    case "halt":
      return { ...base, text: `${of}halted`, tone: "bad", more: state.reason }
    case "reduce-only":
      return { ...base, text: `${of}reduce-only`, tone: "warn", more: state.reason }
    case "open":
      return ready === true
        ? { ...base, text: "trading", tone: "good", more: "Orders are taken and sent." }
        : { ...base, text: `${of}not ready`, tone: "bad", more: why }
  }
}

function feed(accounts: readonly AccountFacts[], now: number): HeaderFact {
  const told = accounts.map(({ trading, status, tradingAt }) => ({
    word: status?.privateFeed ?? trading?.feeds.private,
    agoMs: silence(trading?.feeds.lastPrivateMessageAgoMs, now - tradingAt),
    why: trading?.feeds.suspicion?.reason ?? trading?.feeds.lastError ?? "",
  }))
  const worst = FEEDS.flatMap((word) => told.filter((one) => one.word === word))[0]
  const base = { id: "feed", title: "Private feed", screen: "system" as const }
  if (worst?.word === undefined) return { ...base, text: NOTHING, tone: "soft", more: "" }
  const { word, agoMs, why } = worst
  const isSilent = agoMs !== undefined && agoMs > FEED_SILENT_MS
  const tone = { up: isSilent ? "quiet" : "good", connecting: "warn", suspect: "warn", down: "bad" } as const
  const age = agoMs === undefined ? "" : ` · ${durationText(agoMs)}`
  const more = why !== "" ? why : agoMs === undefined ? "" : `OKX last said something ${durationText(agoMs)} ago.`
  return { ...base, text: `${word === "up" ? "live" : word}${age}`, tone: tone[word], more }
}

function silence(agoMs: number | null | undefined, sinceMs: number): number | undefined {
  return agoMs === null || agoMs === undefined ? undefined : agoMs + Math.max(0, sinceMs)
}

function latency(accounts: readonly AccountFacts[]): HeaderFact {
  const told = accounts.flatMap(({ stats }) => (stats === undefined ? [] : [stats.latency.submitToAck]))
  const p50 = greatest(told.map(({ p50Ms }) => p50Ms))
  const p99 = greatest(told.map(({ p99Ms }) => p99Ms))
  const text = p50 === undefined || p99 === undefined ? NOTHING : `${latencyText(p50)} / ${latencyText(p99)}`
  const more = "From the request to OKX's word that it has the order: median and 99th percentile since the start."
  return {
    id: "latency",
    title: "Ack p50 / p99",
    text,
    tone: text === NOTHING ? "soft" : "quiet",
    more,
    screen: "system",
  }
}

function clock(accounts: readonly AccountFacts[]): HeaderFact {
  const offsets = accounts.flatMap(({ trading }) => (trading?.clockOffsetMs == null ? [] : [trading.clockOffsetMs]))
  const [widest] = offsets.sort((a, b) => Math.abs(b) - Math.abs(a))
  const base = { id: "clock", title: "Clock", screen: "system" as const }
  if (widest === undefined) return { ...base, text: NOTHING, tone: "soft", more: "" }
  const tone: Tone = Math.abs(widest) > CLOCK_WARN_MS ? "warn" : "quiet"
  const rounded = Math.round(widest)
  return { ...base, text: `${rounded > 0 ? "+" : ""}${rounded} ms`, tone, more: "This machine's clock minus OKX's." }
}

/** The fullest window says how much room is left. */
function budget(accounts: readonly AccountFacts[]): HeaderFact {
  const windows = accounts.flatMap(({ trading }) => Object.entries(trading?.rateBudget ?? {}))
  const base = { id: "budget", title: "Rate budget", screen: "system" as const }
  if (accounts.every(({ trading }) => trading === undefined)) return { ...base, text: NOTHING, tone: "soft", more: "" }
  const [tightest] = windows
    // The dead-man's switch takes its one request a second by design, and no order waits for it.
    .filter(([name]) => !name.startsWith(DEAD_MAN_WINDOW))
    .map(([name, { left, limit }]) => ({ name, left, limit, share: left / limit }))
    .sort((a, b) => a.share - b.share)
  if (tightest === undefined) return { ...base, text: "100 %", tone: "quiet", more: "Nothing is used of any window." }
  const { name, left, limit, share } = tightest
  const tone: Tone = share < BUDGET_WARN_SHARE ? "warn" : "quiet"
  return { ...base, text: `${Math.round(share * 100)} %`, tone, more: `${name}: ${Math.floor(left)} of ${limit} left` }
}

/** When OKX cancels everything unless it hears from us again. */
function deadMan(accounts: readonly AccountFacts[], now: number): HeaderFact {
  const told = accounts.flatMap(({ trading }) => (trading === undefined ? [] : [trading.deadMan]))
  const words = ["failing", "arming", "armed", "off"] as const
  const worst = words.flatMap((word) => told.filter(({ state }) => state === word))[0]
  const base = { id: "dead-man", title: "Dead man", screen: "system" as const }
  if (worst === undefined) return { ...base, text: NOTHING, tone: "soft", more: "" }
  const seconds = worst.triggersAt === null ? undefined : Math.ceil((Date.parse(worst.triggersAt) - now) / 1000)
  const left = seconds === undefined ? "" : ` ${Math.max(0, seconds)} s`
  const more = worst.why ?? "OKX cancels our orders when it has not heard of us for so long."
  switch (worst.state) {
    case "off":
      return { ...base, text: "off", tone: "soft", more: "Not configured: orders stay at OKX when this server dies." }
    case "arming":
      return { ...base, text: "arming", tone: "busy", more }
    case "armed":
      return { ...base, text: `armed${left}`, tone: "good", more }
    case "failing":
      return { ...base, text: `failing${left}`, tone: "bad", more }
  }
}

function counts(accounts: readonly AccountFacts[]): readonly HeaderFact[] {
  const doubts = sum(accounts.map(({ inDoubt, stats }) => inDoubt ?? stats?.inDoubt))
  const breaks = sum(accounts.map((one) => one.breaks ?? one.stats?.breaks))
  const troubled = accounts.some(({ trading, status }) => status?.troubled ?? trading?.troubled)
  return [
    {
      id: "in-doubt",
      title: "In doubt",
      text: doubts === undefined ? NOTHING : String(doubts),
      tone: (doubts ?? 0) > 0 ? "doubt" : "quiet",
      more: troubled ? "OKX is in trouble: reads may lag." : "Orders of which it is not known whether they exist.",
      screen: "orders",
    },
    {
      id: "breaks",
      title: "Breaks",
      text: breaks === undefined ? NOTHING : String(breaks),
      tone: (breaks ?? 0) > 0 ? "bad" : "quiet",
      more: "Differences between the books and OKX that are open.",
      screen: "reconciliation",
    },
  ]
}

function greatest(values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? undefined : Math.max(...known)
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0)
}
