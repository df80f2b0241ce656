// Times as the contract writes them: ISO 8601 in UTC with milliseconds. It relies on Date for the calendar only; nothing here reads a clock.

import { type Millis, millis } from "@okx-oms/core"

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/

/** "2026-01-31T09:30:00.250Z". */
export function timeText(at: Millis): string {
  return new Date(at).toISOString()
}

export function timeTextOrNull(at: Millis | undefined): string | null {
  return at === undefined ? null : timeText(at)
}

/** Reads an ISO 8601 instant with its zone (Z or +hh:mm); undefined for anything else, an instant without zone included. */
export function parseTimeText(text: string): Millis | undefined {
  if (!TIME.test(text)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : millis(at)
}
