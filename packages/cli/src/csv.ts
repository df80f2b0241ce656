// Rows as CSV by RFC 4180: CRLF, quotes where needed and doubled inside, one header. The columns are the fields of the contract's rows in their order;
// what is an object or a list inside of a row is JSON text in its cell.

const NEEDS_QUOTES = /[",\r\n]/

export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map((cell) => quoted(cellText(cell))).join(",")}\r\n`
}

export function csvRow(fields: readonly string[], row: object): string {
  const values = new Map<string, unknown>(Object.entries(row))
  return csvLine(fields.map((field) => values.get(field)))
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ""
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}

function quoted(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
