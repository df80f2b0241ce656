// How values are said to people: times, ages, amounts at the precision of their instrument, states. It relies on core for exact decimals and on nothing of
// the terminal; a value that is not there is an empty text.

import type { OrderRow } from "@okx-oms/api"
import { Decimals, formatFixed, parseDecimal } from "@okx-oms/core"
import type { Ink } from "./paint.ts"

const DAY_MS = 86_400_000

/** "2026-01-31 09:30:00" in UTC. */
export function timeWords(at: string | null): string {
  return at === null ? "" : at.slice(0, 19).replace("T", " ")
}

/** "09:30:00.250", with its day when that is not today's. UTC. */
export function clockWords(at: string, nowMs: number): string {
  const today = new Date(nowMs).toISOString().slice(0, 10)
  const clock = at.slice(11, 23)
  return at.startsWith(today) ? clock : `${at.slice(0, 10)} ${clock}`
}

/** "850 ms", "12 s", "4 min", "3 h 20 min", "5 d". */
export function spanWords(ms: number): string {
  const span = Math.max(0, Math.round(ms))
  if (span < 1_000) return `${span} ms`
  const seconds = Math.floor(span / 1_000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  if (span < 2 * DAY_MS)
    return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return `${Math.floor(span / DAY_MS)} d`
}

export function ageWords(at: string, nowMs: number): string {
  return spanWords(nowMs - Date.parse(at))
}

/** With at least so many digits after the point; digits that are there are never taken away. */
export function amountWords(text: string | null, places: number | undefined): string {
  if (text === null) return ""
  const value = places === undefined ? undefined : parseDecimal(text)
  return value === undefined || places === undefined ? text : formatFixed(value, Math.max(places, value.scale))
}

/** An average has digits without end: two more than the tick has, half to even. */
export function averageWords(text: string | null, places: number | undefined): string {
  const value = text === null ? undefined : parseDecimal(text)
  if (text === null || value === undefined) return ""
  return formatFixed(
    value,
    places === undefined ? Math.min(value.scale, 8) : value.scale <= places ? places : places + 2,
  )
}

/** With thin groups of thousands before the point, as the exchange's pages write sums. */
export function grouped(text: string): string {
  const [whole = "", rest] = text.split(".", 2)
  const groups = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",")
  return rest === undefined ? groups : `${groups}.${rest}`
}

/** What is known, what was asked, and whether it is in doubt: the three are never one. */
export function stateWords({ state, doubt, pending }: Pick<OrderRow, "state" | "doubt" | "pending">): string {
  const asked = pending.cancel !== null ? " +cancel" : pending.amend !== null ? " +amend" : ""
  return `${state}${doubt !== null ? " IN DOUBT" : ""}${asked}`
}

export function stateInk({ state, doubt }: { readonly state: string; readonly doubt?: unknown }): Ink {
  if (doubt !== null && doubt !== undefined) return "doubt"
  switch (state) {
    case "Filled":
      return "filled"
    case "Cancelled":
    case "Expired":
      return "cancelled"
    case "Rejected":
    case "Failed":
      return "rejected"
    default:
      return "working"
  }
}

export function sideInk({ side }: { readonly side: "buy" | "sell" }): Ink {
  return side
}

export function modeInk(mode: "paper" | "demo" | "live"): Ink {
  return mode === "live" ? "live" : mode === "demo" ? "warning" : "working"
}

export function feeWords(fees: readonly { readonly currency: string; readonly amount: string }[]): string {
  return fees.map(({ currency, amount }) => `${amount} ${currency}`).join(", ")
}

/** Digits after the point of a step such as "0.1". */
export function placesOf(step: string): number {
  const value = parseDecimal(step)
  return value === undefined ? 0 : value.scale
}

/** How much of it is there, in percent without a fraction; undefined where nobody knows. */
export function percentOf(part: string, whole: string): number | undefined {
  const [of, all] = [parseDecimal(part), parseDecimal(whole)]
  if (of === undefined || all === undefined || !Decimals.isPositive(all)) return undefined
  const hundred = Decimals.multiply(of, Decimals.fromInteger(100))
  return Number(Decimals.divide(hundred, all, { scale: 0, rounding: "down" }).coefficient)
}

/** From `from` taken `take`, exactly; "0" when nothing is left. */
export function differenceWords(from: string, take: string): string {
  const [one, other] = [parseDecimal(from), parseDecimal(take)]
  if (one === undefined || other === undefined) return ""
  const left = Decimals.subtract(one, other)
  return Decimals.isZero(left) ? "0" : grouped(Decimals.format(left))
}
