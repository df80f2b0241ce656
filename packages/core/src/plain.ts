// Values of the domain as plain JSON values and back: every decimal is text there. Decimals are told by the name of their field, so a new decimal field must
// be listed here; codec.ts and state-codec.ts make texts of it, and a test sends every event through and back.

import { type Decimal, decimal, format } from "./decimal.ts"

/** The name of every field that holds a decimal, in any event or state. */
const DECIMAL_FIELDS: ReadonlySet<string> = new Set([
  "price",
  "quantity",
  "filledQuantity",
  "fillsMissing",
  "filledValue",
  "averagePrice",
  "exchangeAverage",
  "amount",
  "change",
  "difference",
  "expected",
  "contracts",
  "contractValue",
  "entryPrice",
  "realisedProfit",
])

function isDecimal(value: object): value is Decimal {
  return "coefficient" in value
}

/** A copy that JSON can carry. */
export function toPlain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value
  if (isDecimal(value)) return format(value)
  if (Array.isArray(value)) return value.map(toPlain)
  const plain: Record<string, unknown> = {}
  for (const key in value) {
    const field = (value as Record<string, unknown>)[key]
    if (field === undefined) continue
    plain[key] = typeof field === "object" ? toPlain(field) : field
  }
  return plain
}

/** Restores decimals in place, by the name of the field. */
export function revive(value: unknown): void {
  if (typeof value !== "object" || value === null) return
  const fields = value as Record<string, unknown>
  for (const key in fields) {
    // The facts of a refusal are text for people, whatever their names.
    if (key === "refusal") continue
    const field = fields[key]
    if (typeof field === "object") revive(field)
    else if (typeof field === "string" && DECIMAL_FIELDS.has(key)) fields[key] = decimal(field)
  }
}
