// Lists of any length, page by page, up to what was asked for; and the options that every list takes. It relies on the server's cursors.

import { UsageError } from "./faults.ts"
import type { Session } from "./session.ts"

const PAGE_ROWS = 500
export const LIMIT_DEFAULT = 100
const LIMIT_MAX = 1_000_000
const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

export const LIST_OPTIONS = {
  limit: {
    type: "string",
    value: "N",
    short: "l",
    whole: { lowest: 1, highest: LIMIT_MAX },
    summary: `at most N rows (default: ${LIMIT_DEFAULT})`,
  },
  all: { type: "boolean", summary: "every row, however many there are" },
} as const

export const SINCE_OPTION = {
  type: "string",
  value: "WHEN",
  summary: "2026-01-31, 2026-01-31T09:30:00Z, or 90m, 12h, 7d ago",
} as const

interface Page<Row> {
  readonly rows: readonly Row[]
  readonly nextCursor: string | null
}

/** Says on stderr when there are more than were asked for. */
export async function readList<Row>(
  session: Session,
  options: { readonly limit: number | undefined; readonly all: boolean },
  ask: (page: { readonly limit: number; readonly cursor?: string }) => Promise<Page<Row>>,
): Promise<readonly Row[]> {
  const wanted = options.all ? Number.MAX_SAFE_INTEGER : (options.limit ?? LIMIT_DEFAULT)
  const rows: Row[] = []
  let cursor: string | undefined
  for (;;) {
    const limit = Math.min(PAGE_ROWS, wanted - rows.length)
    const page = await ask(cursor === undefined ? { limit } : { limit, cursor })
    rows.push(...page.rows)
    if (page.nextCursor === null) return rows
    if (rows.length >= wanted) {
      if (options.limit === undefined)
        await session.note(`the newest ${rows.length}; more with --limit N or --all`, "dim")
      return rows
    }
    cursor = page.nextCursor
  }
}

/** ISO 8601 with its zone, as the API takes it. Throws UsageError. */
export function instantOf(text: string, nowMs: number, option = "--since"): string {
  const ago = /^(\d{1,6})([smhd])$/.exec(text)
  if (ago !== null) return new Date(nowMs - Number(ago[1]) * (UNIT_MS[ago[2] ?? ""] ?? 0)).toISOString()
  const at = instantMs(text)
  if (at !== undefined) return new Date(at).toISOString()
  throw new UsageError(
    `${option} ${text}: expected a date, a time with its zone (2026-01-31T09:30:00Z), or 90m, 12h, 7d`,
  )
}

/** From now on: "30d" is in thirty days. Throws UsageError. */
export function futureOf(text: string, nowMs: number, option: string): string {
  const ahead = /^(\d{1,6})([smhd])$/.exec(text)
  if (ahead !== null) return new Date(nowMs + Number(ahead[1]) * (UNIT_MS[ahead[2] ?? ""] ?? 0)).toISOString()
  const at = instantMs(text)
  if (at !== undefined && at > nowMs) return new Date(at).toISOString()
  throw new UsageError(`${option} ${text}: expected a time to come: a date, 2026-12-31T00:00:00Z, or 12h, 30d`)
}

function instantMs(text: string): number | undefined {
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text)
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text)
  const at = isDate || isInstant ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}
