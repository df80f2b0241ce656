// How the command line prints rows: one JSON array, one object per line, or a table. It writes as it goes and waits for a slow reader, so a journal of
// any size passes through; a reader that leaves early (head) ends it quietly.

import { once } from "node:events"
import type { Writable } from "node:stream"
import type { CliOptions } from "./cli-options.ts"

/** One column of a table. */
export interface Column<Value> {
  readonly title: string
  readonly right?: boolean
  readonly text: (value: Value) => string
}

/** Rows of a table are collected in portions of this many, each with widths of its own. */
const TABLE_PORTION = 500

export async function printRows<Value>(
  out: Writable,
  rows: AsyncIterable<Value>,
  how: {
    readonly format: CliOptions["format"]
    readonly columns: readonly Column<Value>[]
    readonly plain: (value: Value) => unknown
  },
): Promise<number> {
  let count = 0
  let portion: Value[] = []
  for await (const row of rows) {
    count++
    if (how.format === "table") {
      portion.push(row)
      if (portion.length === TABLE_PORTION) {
        await write(out, tableOf(portion, how.columns))
        portion = []
      }
      continue
    }
    const text = JSON.stringify(how.plain(row))
    await write(out, how.format === "jsonl" ? `${text}\n` : `${count === 1 ? "[" : ","}\n${text}`)
  }
  if (how.format === "json") await write(out, count === 0 ? "[]\n" : "\n]\n")
  if (portion.length > 0) await write(out, tableOf(portion, how.columns))
  return count
}

export async function write(out: Writable, text: string): Promise<void> {
  if (!out.write(text)) await once(out, "drain")
}

export function tableOf<Value>(rows: readonly Value[], columns: readonly Column<Value>[]): string {
  const cells = rows.map((row) => columns.map((column) => column.text(row)))
  const widths = columns.map(({ title }, index) =>
    cells.reduce((width, row) => Math.max(width, row[index]?.length ?? 0), title.length),
  )
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) =>
        columns[index]?.right ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0),
      )
      .join("  ")
      .trimEnd()
  return `${[columns.map(({ title }) => title), ...cells].map(line).join("\n")}\n`
}

/** ISO 8601 in UTC, as people compare it with the exchange's pages. */
export function timeText(atMs: number): string {
  return new Date(atMs).toISOString().replace("T", " ").replace("Z", "")
}
