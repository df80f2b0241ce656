// How figures and times are written on this page, as the person chose: one place that every word of it looks at. Set by the settings before the first draw;
// nothing here is drawn anew by itself.

export interface Writing {
  /** Of times of day and dates. */
  readonly zone: "local" | "utc"
  /** Between thousands: 1,234 · 1 234 · 1234. */
  readonly grouping: "comma" | "space" | "none"
}

/** A space that no line breaks at and that is narrower than a figure. */
const THIN_SPACE = "\u202f"
const SIGNS = { comma: ",", space: THIN_SPACE, none: "" } as const

let writing: Writing = { zone: "local", grouping: "comma" }

export function setWriting(to: Writing): void {
  writing = to
}

export function groupSign(): string {
  return SIGNS[writing.grouping]
}

/** The parts of a moment as the person's clock shows it, or another one. */
export function clockParts(at: Date, zone: Writing["zone"] = writing.zone) {
  const isUtc = zone === "utc"
  return {
    year: isUtc ? at.getUTCFullYear() : at.getFullYear(),
    month: at.toLocaleString("en", { month: "short", ...(isUtc && { timeZone: "UTC" }) }),
    /** From 0. */
    monthIndex: isUtc ? at.getUTCMonth() : at.getMonth(),
    day: isUtc ? at.getUTCDate() : at.getDate(),
    hours: isUtc ? at.getUTCHours() : at.getHours(),
    minutes: isUtc ? at.getUTCMinutes() : at.getMinutes(),
    seconds: isUtc ? at.getUTCSeconds() : at.getSeconds(),
    milliseconds: at.getUTCMilliseconds(),
  } as const
}

/** The beginning of a day by the person's clock; months from 0, and days beyond the month's end are those of the next. */
export function midnight(year: number, monthIndex: number, day: number): Date {
  return writing.zone === "utc" ? new Date(Date.UTC(year, monthIndex, day)) : new Date(year, monthIndex, day)
}

/** Its name beside a time that stands alone: "UTC", "UTC+2". */
export function zoneName(at: Date): string {
  const minutes = writing.zone === "utc" ? 0 : -at.getTimezoneOffset()
  if (minutes === 0) return "UTC"
  const hours = Math.trunc(Math.abs(minutes) / 60)
  const rest = Math.abs(minutes) % 60
  return `UTC${minutes < 0 ? "−" : "+"}${hours}${rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`}`
}
