// JSON of other processes, read field by field without believing its shape: a missing or strange field is "", [] or undefined, never a crash of the
// reader. It knows nothing of orders; who needs a field to be there says so by comparing it.

/** One JSON object. */
export type Row = Readonly<Record<string, unknown>>

export function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** The object behind a text; undefined when it is none. */
export function parseRow(text: string): Row | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRow(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** A text field; "" when it is absent, null or no text. */
export function textOf(row: Row | undefined, field: string): string {
  const value = row?.[field]
  return typeof value === "string" ? value : ""
}

/** A number field; NaN when it is absent or no number, so that no comparison with it holds. */
export function numberOf(row: Row | undefined, field: string): number {
  const value = row?.[field]
  return typeof value === "number" ? value : Number.NaN
}

export function rowOf(row: Row | undefined, field: string): Row | undefined {
  const value = row?.[field]
  return isRow(value) ? value : undefined
}

/** The objects of a list field. */
export function rowsOf(row: Row | undefined, field: string): readonly Row[] {
  const value = row?.[field]
  return Array.isArray(value) ? value.filter(isRow) : []
}
