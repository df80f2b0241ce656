// When expiry futures end and what they are called: OKX delivers on Fridays at 08:00 UTC, those of a quarter on the last
// Friday of March, June, September or December (reference section 5.1). Pure: times in, names and times out.

const DAY_MS = 24 * 3_600_000
const WEEK_MS = 7 * DAY_MS
const DELIVERY_HOUR_MS = 8 * 3_600_000
const FRIDAY = 5

export type Alias = "this_week" | "next_week" | "this_month" | "next_month" | "quarter" | "next_quarter"

/** The delivery time in a name's YYMMDD; undefined when it is no date. */
export function expiryOf(yymmdd: string): number | undefined {
  if (!/^\d{6}$/.test(yymmdd)) return undefined
  const year = 2000 + Number(yymmdd.slice(0, 2))
  const month = Number(yymmdd.slice(2, 4)) - 1
  const day = Number(yymmdd.slice(4))
  const atMs = Date.UTC(year, month, day)
  return new Date(atMs).getUTCMonth() === month && day > 0 ? atMs + DELIVERY_HOUR_MS : undefined
}

/** "261225" for the delivery time on 25 December 2026. */
export function nameOfExpiry(expiryMs: number): string {
  return new Date(expiryMs).toISOString().slice(2, 10).replaceAll("-", "")
}

/** The first Friday delivery after nowMs. */
export function thisWeekExpiry(nowMs: number): number {
  const midnight = nowMs - (nowMs % DAY_MS)
  const daysAhead = (FRIDAY - new Date(midnight).getUTCDay() + 7) % 7
  const friday = midnight + daysAhead * DAY_MS + DELIVERY_HOUR_MS
  return friday > nowMs ? friday : friday + WEEK_MS
}

/** The delivery of the last Friday of a month. */
function lastFridayOf(year: number, month: number): number {
  const lastDay = Date.UTC(year, month + 1, 0)
  const daysBack = (new Date(lastDay).getUTCDay() - FRIDAY + 7) % 7
  return lastDay - daysBack * DAY_MS + DELIVERY_HOUR_MS
}

/** The delivery at the end of a quarter, beyond those of this and the next week; `later` 1 is the one after. */
export function quarterExpiry(nowMs: number, later: 0 | 1 = 0): number {
  const now = new Date(nowMs)
  const lastWeekly = thisWeekExpiry(nowMs) + WEEK_MS
  let quarter = Math.floor(now.getUTCMonth() / 3)
  let skipped = 0
  for (;;) {
    const expiry = lastFridayOf(now.getUTCFullYear(), quarter * 3 + 2)
    if (expiry > lastWeekly && skipped++ === later) return expiry
    quarter++
  }
}

/** The word OKX has for a delivery time as seen from nowMs; "" when it has none. */
export function aliasOf(expiryMs: number, nowMs: number): Alias | "" {
  const thisWeek = thisWeekExpiry(nowMs)
  if (expiryMs === thisWeek) return "this_week"
  if (expiryMs === thisWeek + WEEK_MS) return "next_week"
  const now = new Date(nowMs)
  if (expiryMs === quarterExpiry(nowMs)) return "quarter"
  if (expiryMs === quarterExpiry(nowMs, 1)) return "next_quarter"
  if (expiryMs === lastFridayOf(now.getUTCFullYear(), now.getUTCMonth())) return "this_month"
  return expiryMs === lastFridayOf(now.getUTCFullYear(), now.getUTCMonth() + 1) ? "next_month" : ""
}
