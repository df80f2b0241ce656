// Rows as a table for people: columns as wide as their widest cell, numbers on the right, and on a terminal no wider than it: the least important columns
// go first; the last one is cut when its text allows it. It relies on its columns for the words; programs take JSON or CSV instead.

import { harmless, type Ink, type Paint } from "./paint.ts"

export interface Column<Row> {
  readonly title: string
  /** Numbers stand on the right. */
  readonly right?: boolean
  readonly text: (row: Row) => string
  readonly ink?: (row: Row) => Ink | undefined
  /** On a narrow terminal the column with the highest number goes first; without one it stays. */
  readonly spare?: number
  /** Text that may lose its end on a narrow terminal; ids and amounts never do. */
  readonly mayBeCut?: true
  /** Left out when no row has anything in it. */
  readonly mayBeEmpty?: true
}

const GAP = "  "
/** Less of the last column than this says nothing. */
const CUT_MIN = 12

export interface TableOptions {
  readonly paint: Paint
  /** Columns of the terminal; undefined: as wide as it gets. */
  readonly width?: number | undefined
}

/** Lines without their ends; the first is the titles. */
export function tableLines<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  options: TableOptions,
): string[] {
  const { paint } = options
  const all = columns.map((column) => {
    const cells = rows.map((row) => harmless(column.text(row)))
    return { column, cells, width: Math.max(column.title.length, ...cells.map((cell) => cell.length)) }
  })
  const kept = fitting(
    all.filter(({ column, cells }) => column.mayBeEmpty !== true || cells.some((cell) => cell !== "")),
    options.width,
  )
  const line = (cell: (part: (typeof kept)[number], index: number) => string): string =>
    kept
      .map((part, index) => cell(part, index))
      .join(GAP)
      .trimEnd()
  const titles = line(({ column, width }, index) =>
    paint(aligned(column, column.title, width, index === kept.length - 1), "dim"),
  )
  const lines = rows.map((row, at) =>
    line(({ column, cells, width }, index) => {
      const text = cut(cells[at] ?? "", width)
      // Blanks stay outside of the colour, so that a line can be trimmed.
      const blanks = index === kept.length - 1 && column.right !== true ? "" : " ".repeat(width - text.length)
      const painted = paint(text, column.ink?.(row))
      return column.right === true ? blanks + painted : painted + blanks
    }),
  )
  return [titles, ...lines]
}

interface Part<Row> {
  readonly column: Column<Row>
  readonly cells: readonly string[]
  readonly width: number
}

function fitting<Row>(parts: readonly Part<Row>[], width: number | undefined): readonly Part<Row>[] {
  if (width === undefined) return parts
  let kept = parts
  for (;;) {
    const over = kept.reduce((sum, part) => sum + part.width + GAP.length, -GAP.length) - width
    if (over <= 0) return kept
    const last = kept.at(-1)
    if (last !== undefined && last.column.mayBeCut === true && last.width - over >= CUT_MIN) {
      return [...kept.slice(0, -1), { ...last, width: last.width - over }]
    }
    const spare = kept.reduce<Part<Row> | undefined>(
      (found, part) => (weight(part) > weight(found) ? part : found),
      undefined,
    )
    if (spare === undefined) return kept
    kept = kept.filter((part) => part !== spare)
  }
}

function weight<Row>(part: Part<Row> | undefined): number {
  return part?.column.spare ?? 0
}

function aligned<Row>(column: Column<Row>, text: string, width: number, isLast: boolean): string {
  const short = cut(text, width)
  return column.right === true ? short.padStart(width) : isLast ? short : short.padEnd(width)
}

export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}\u2026`
}

/** "name  value" lines for one thing with many sides. */
export function factLines(
  facts: readonly { readonly name: string; readonly text: string; readonly ink?: Ink | undefined }[],
  paint: Paint,
): string[] {
  const width = Math.max(0, ...facts.map(({ name }) => name.length))
  return facts.map(({ name, text, ink }) => `${paint(name.padEnd(width), "dim")}${GAP}${paint(harmless(text), ink)}`)
}
