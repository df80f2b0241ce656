// The candle bars of OKX: their names, and where one begins and the next one does. Bars of six hours and longer begin by
// UTC+8, with the suffix utc by UTC (OKX "Get candlesticks"). Weeks begin on Monday, months are those of the calendar.

export interface Bar {
  readonly name: string
  /** For months and years about this long. */
  readonly lengthMs: number
  /** Added to a time so that bars begin at multiples of their length. */
  readonly offsetMs: number
  /** Months of the calendar in one bar; 0 for bars of fixed length. */
  readonly months: number
}

export const SECOND_MS = 1_000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
export const UTC_PLUS_8_MS = 8 * HOUR_MS

/** The first of January 1970 was a Thursday. */
const THURSDAY_FROM_MONDAY_MS = 3 * DAY_MS
const MONTH_MS = 30 * DAY_MS

const BARS = new Map<string, Bar>()

function list(name: string, lengthMs: number, offsetMs: number, months = 0): void {
  BARS.set(name, { name, lengthMs, offsetMs, months })
}

list("1s", SECOND_MS, 0)
for (const minutes of [1, 3, 5, 15, 30]) list(`${minutes}m`, minutes * MINUTE_MS, 0)
for (const hours of [1, 2, 4]) list(`${hours}H`, hours * HOUR_MS, 0)
for (const [suffix, zoneMs] of [
  ["", UTC_PLUS_8_MS],
  ["utc", 0],
] as const) {
  for (const hours of [6, 12]) list(`${hours}H${suffix}`, hours * HOUR_MS, zoneMs)
  for (const days of [1, 2, 3, 5]) list(`${days}D${suffix}`, days * DAY_MS, zoneMs)
  list(`1W${suffix}`, 7 * DAY_MS, zoneMs + THURSDAY_FROM_MONDAY_MS)
  for (const months of [1, 3]) list(`${months}M${suffix}`, months * MONTH_MS, zoneMs, months)
  list(`1Y${suffix}`, 12 * MONTH_MS, zoneMs, 12)
}

export function barNamed(name: string): Bar | undefined {
  return BARS.get(name)
}

export function barStart(atMs: number, bar: Bar): number {
  if (bar.months === 0) return atMs - ((atMs + bar.offsetMs) % bar.lengthMs)
  return monthStart(atMs, bar, 0)
}

/** Where the bar after the one that begins at startMs begins. */
export function nextBarStart(startMs: number, bar: Bar): number {
  return bar.months === 0 ? startMs + bar.lengthMs : monthStart(startMs, bar, bar.months)
}

function monthStart(atMs: number, bar: Bar, later: number): number {
  const day = new Date(atMs + bar.offsetMs)
  const month = day.getUTCFullYear() * 12 + day.getUTCMonth()
  const first = month - (month % bar.months) + later
  return Date.UTC(Math.floor(first / 12), first % 12) - bar.offsetMs
}
