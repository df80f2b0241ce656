// What the journal's command line takes: parsed once, told in the user's words when it cannot be.

import { parseArgs } from "node:util"
import { type AccountId, type Millis, millis, parseAccountId } from "@okx-oms/core"

export const COMMANDS = ["verify", "fills", "orders", "events", "info"] as const
export type Command = (typeof COMMANDS)[number]

export interface CliOptions {
  readonly command: Command
  readonly directory: string
  /** Undefined: the only account, or "paper". */
  readonly account: AccountId | undefined
  readonly format: "table" | "json" | "jsonl"
  readonly since: Millis | undefined
  /** Undefined: all with --json and --jsonl, TABLE_ROWS in a table. */
  readonly limit: number | undefined
}

export const USAGE = `npm run journal -- <command> [options]

  verify   walk everything and say whether it is good (exit 1 when it is damaged)
  info     what the journal holds and how far its index has come
  orders   orders, newest first
  fills    executions, newest first
  events   the events themselves, oldest first

  --data DIR      data directory (default: OMS_DATA, else .oms)
  --help          this text
  --account NAME  account (default: the only one, or paper)
  --json          one JSON array (verify, info: one object); amounts are decimal strings
  --jsonl         one JSON object per line
  --since WHEN    2026-01-31, 2026-01-31T12:00:00Z, milliseconds since 1970, or 90m, 12h, 7d ago
  --limit N       at most N rows (default: all with --json or --jsonl, 50 in a table)

Into a file or a pipe: npm run --silent journal -- ..., for npm writes lines of its own to stdout.
`

export class UsageError extends Error {}

/** `nowMs` is what "12h" counts back from, `directory` what stands for --data. Throws UsageError with what to write instead. */
export function parseCli(args: readonly string[], nowMs: number, directory = ".oms"): CliOptions {
  const { values, positionals } = parsed(args, directory)
  const command = COMMANDS.find((known) => known === positionals[0])
  if (command === undefined || positionals.length > 1) {
    throw new UsageError(`expected one of ${COMMANDS.join(", ")}, got ${positionals.join(" ") || "nothing"}`)
  }
  return {
    command,
    directory: values.data,
    account: values.account === undefined ? undefined : accountFrom(values.account),
    format: values.jsonl === true ? "jsonl" : values.json === true ? "json" : "table",
    since: values.since === undefined ? undefined : instantFrom(values.since, nowMs),
    limit: values.limit === undefined ? undefined : countFrom(values.limit),
  }
}

function parsed(args: readonly string[], directory: string) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: "string", default: directory },
        account: { type: "string" },
        json: { type: "boolean" },
        jsonl: { type: "boolean" },
        since: { type: "string" },
        limit: { type: "string" },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function accountFrom(text: string): AccountId {
  try {
    return parseAccountId(text, "--account")
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

function instantFrom(text: string, nowMs: number): Millis {
  const ago = /^(\d{1,6})([mhd])$/.exec(text)
  if (ago !== null) return millis(nowMs - Number(ago[1]) * (UNIT_MS[ago[2] ?? ""] ?? 0))
  if (/^\d{1,16}$/.test(text)) return millis(Number(text))
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(at)) return millis(at)
  throw new UsageError(`--since ${text}: expected a date, a time, milliseconds, or 90m, 12h, 7d`)
}

function countFrom(text: string): number {
  const count = Number(text)
  if (/^\d{1,9}$/.test(text) && count >= 1) return count
  throw new UsageError(`--limit ${text}: expected a whole number from 1 on`)
}
