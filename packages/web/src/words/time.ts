// Times and lengths of time as a person reads them, by the clock that the person chose (writing.ts). Pure: what time it is comes in.

import { clockParts } from "./writing.ts"

/** "12 s", "3 min", "2 h", "5 d"; below zero is "0 s". */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`
}

/** How long ago `since` (ISO 8601) was. */
export function ageText(since: string, now: number): string {
  return durationText(now - Date.parse(since))
}

/** "0.4 ms", "12 ms", "1.2 s": of latencies, where a digit more is worth reading. */
export function latencyText(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}

/** Time of day, with milliseconds: "14:03:09.250". */
export function clockText(iso: string): string {
  const { hours, minutes, seconds, milliseconds } = clockParts(new Date(iso))
  return `${two(hours)}:${two(minutes)}:${two(seconds)}.${String(milliseconds).padStart(3, "0")}`
}

/** Day and time: "31 Jan 14:03:09", the year where it is another one than now. */
export function dateText(iso: string, now: number): string {
  const { year, month, day, hours, minutes, seconds } = clockParts(new Date(iso))
  const yearText = year === clockParts(new Date(now)).year ? "" : ` ${year}`
  return `${day} ${month}${yearText} ${two(hours)}:${two(minutes)}:${two(seconds)}`
}

/** "07" */
export function two(number: number): string {
  return String(number).padStart(2, "0")
}
