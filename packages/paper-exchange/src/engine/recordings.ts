// What OKX's historical files say, as records: trades and candles, read once and completely, with file, line and column named
// for whatever is wrong. Known are the CSV files of "Get historical market data" (modules 1 and 2, columns in any order) and
// the JSON answers of history-trades and history-candles. Playing them is replay.ts's, unpacking zip files the door's.

import { type Decimal, Decimals, parseDecimal } from "@okx-oms/core"
import type { Side } from "./order-book.ts"
import { isRecord } from "./parameters.ts"

export interface RecordedTrade {
  readonly instId: string
  /** Of the taker. */
  readonly side: Side
  readonly price: Decimal
  /** Base currency or contracts. */
  readonly size: Decimal
  readonly atMs: number
}

export interface RecordedCandle {
  readonly instId: string
  readonly startMs: number
  readonly open: Decimal
  readonly high: Decimal
  readonly low: Decimal
  readonly close: Decimal
  /** Base currency or contracts; may be zero. */
  readonly volume: Decimal
}

export interface Recording {
  /** In time order. */
  readonly trades: readonly RecordedTrade[]
  readonly candles: readonly RecordedCandle[]
}

/** `line` counts from 1, in JSON the rows; `column` is the name of the field. */
export class InvalidRecording extends Error {
  readonly file: string
  readonly line: number
  readonly column: string | undefined

  constructor(file: string, line: number, column: string | undefined, why: string) {
    super(`${file}, line ${line}${column === undefined ? "" : `, column ${column}`}: ${why}`)
    this.name = "InvalidRecording"
    this.file = file
    this.line = line
    this.column = column
  }
}

const TRADE_COLUMNS = ["side", "price", "size", "created_time"] as const
const CANDLE_COLUMNS = ["open", "high", "low", "close", "vol", "open_time"] as const
/** Names of the fields of a candle as a tuple, which is also the order of a CSV file without a header. */
const TUPLE: readonly string[] = ["open_time", "open", "high", "low", "close", "vol", "vol_ccy", "vol_quote", "confirm"]
const ROWS_MAX = 5_000_000

/** Reads one file. `file` is its name, which also names the instrument where no column does. Throws InvalidRecording. */
export function parseRecording(content: string, file: string): Recording {
  const trades: RecordedTrade[] = []
  const candles: RecordedCandle[] = []
  const text = content.startsWith("\ufeff") ? content.slice(1) : content
  const rows = /^\s*[[{]/.test(text) ? jsonRows(text, file) : csvRows(text, file)
  for (const row of rows) {
    if (row.kind === "trade") trades.push(readTrade(row))
    else candles.push(readCandle(row))
    if (trades.length + candles.length > ROWS_MAX) row.bad(undefined, `more than ${ROWS_MAX} rows; cut the file`)
  }
  trades.sort((a, b) => a.atMs - b.atMs)
  candles.sort((a, b) => a.startMs - b.startMs)
  return { trades, candles }
}

/** One row of a file, whatever form the file has. */
interface Row {
  readonly kind: "trade" | "candle"
  /** "" when there is no such column. */
  cell(column: string): string
  bad(column: string | undefined, why: string): never
  readonly instId: string
}

function* csvRows(text: string, file: string): Generator<Row> {
  let columns: readonly string[] | undefined
  let kind: Row["kind"] = "trade"
  let line = 0
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf("\n", at)
    const whole = text.slice(at, end < 0 ? text.length : end).trim()
    at = end < 0 ? text.length : end + 1
    line++
    if (whole === "") continue
    const cells = whole.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"))
    if (columns === undefined) {
      const headless = /^\d{13}$/.test(cells[0] ?? "")
      columns = headless ? TUPLE : header(cells, file)
      kind = columns.includes("open_time") ? "candle" : "trade"
      if (!headless) continue
    }
    yield csvRow(kind, columns, cells, { file, line })
  }
  if (columns === undefined) throw new InvalidRecording(file, 1, undefined, "the file is empty")
}

/** Older files name a column in two languages: "trade_id/id". */
function header(cells: readonly string[], file: string): readonly string[] {
  const columns = cells.map((name) => (name.split("/")[0] ?? "").trim().toLowerCase())
  const needed = columns.includes("open") ? CANDLE_COLUMNS : TRADE_COLUMNS
  for (const name of needed) {
    if (!columns.includes(name)) throw new InvalidRecording(file, 1, name, "the column is missing")
  }
  return columns
}

function csvRow(
  kind: Row["kind"],
  columns: readonly string[],
  cells: readonly string[],
  { file, line }: { file: string; line: number },
): Row {
  const bad = (column: string | undefined, why: string): never => {
    throw new InvalidRecording(file, line, column, why)
  }
  if (cells.length !== columns.length) bad(undefined, `expected ${columns.length} cells, got ${cells.length}`)
  const cell = (column: string): string => cells[columns.indexOf(column)] ?? ""
  const instId = columns.includes("instrument_name") ? cell("instrument_name") : instrumentOf(file)
  return { kind, cell, bad, instId }
}

/** Rows of an answer of history-trades (objects) or history-candles (tuples), with or without its envelope. */
function* jsonRows(text: string, file: string): Generator<Row> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw new InvalidRecording(file, 1, undefined, `no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const rows = isRecord(parsed) ? parsed.data : parsed
  if (!Array.isArray(rows)) throw new InvalidRecording(file, 1, "data", "expected a list of rows")
  for (const [at, row] of rows.entries()) yield jsonRow(row, file, at + 1)
}

const JSON_NAMES: Readonly<Record<string, string>> = { price: "px", size: "sz", created_time: "ts" }

function jsonRow(row: unknown, file: string, line: number): Row {
  const bad = (column: string | undefined, why: string): never => {
    throw new InvalidRecording(file, line, column, why)
  }
  if (Array.isArray(row)) {
    if (row.length !== TUPLE.length) bad(undefined, `expected ${TUPLE.length} values, got ${row.length}`)
    const cell = (column: string): string => String(row[TUPLE.indexOf(column)] ?? "")
    return { kind: "candle", cell, bad, instId: instrumentOf(file) }
  }
  if (!isRecord(row)) return bad(undefined, "expected a trade or a candle")
  const cell = (column: string): string => String(row[JSON_NAMES[column] ?? column] ?? "")
  return { kind: "trade", cell, bad, instId: cell("instId") || instrumentOf(file) }
}

/** "BTC-USDT-SWAP" of "BTC-USDT-SWAP-trades-2026-03-01.csv"; "" when the name says none. */
function instrumentOf(file: string): string {
  const name = file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1)
  return /^([A-Z0-9]+-[A-Z0-9_]+(?:-SWAP|-\d{6})?)(?=[-.]|$)/.exec(name)?.[1] ?? ""
}

function readTrade(row: Row): RecordedTrade {
  const side = row.cell("side").toLowerCase()
  if (side !== "buy" && side !== "sell") return row.bad("side", `expected buy or sell, got ${quoted(row, "side")}`)
  const price = positive(row, "price")
  const size = positive(row, "size")
  return { instId: named(row), side, price, size, atMs: time(row, "created_time") }
}

function readCandle(row: Row): RecordedCandle {
  const [open, high, low, close] = [
    positive(row, "open"),
    positive(row, "high"),
    positive(row, "low"),
    positive(row, "close"),
  ]
  if (Decimals.lessThan(high, Decimals.maximum(open, close))) row.bad("high", "is below open or close")
  if (Decimals.greaterThan(low, Decimals.minimum(open, close))) row.bad("low", "is above open or close")
  const volume = parseDecimal(row.cell("vol"))
  if (volume === undefined || Decimals.isNegative(volume)) {
    return row.bad("vol", `expected a number at or above 0, got ${quoted(row, "vol")}`)
  }
  return { instId: named(row), startMs: time(row, "open_time"), open, high, low, close, volume }
}

function named(row: Row): string {
  return row.instId === "" ? row.bad("instrument_name", "neither the file's columns nor its name say it") : row.instId
}

function positive(row: Row, column: string): Decimal {
  const value = parseDecimal(row.cell(column))
  return value !== undefined && Decimals.isPositive(value)
    ? value
    : row.bad(column, `expected a number above 0, got ${quoted(row, column)}`)
}

function time(row: Row, column: string): number {
  const atMs = /^\d{13}(\.0+)?$/.test(row.cell(column)) ? Number(row.cell(column)) : Number.NaN
  return Number.isSafeInteger(atMs) ? atMs : row.bad(column, `expected milliseconds, got ${quoted(row, column)}`)
}

function quoted(row: Row, column: string): string {
  return JSON.stringify(row.cell(column).slice(0, 40))
}
