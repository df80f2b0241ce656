// Values of the domain as plain JSON values: every decimal is text there. codec.ts and state-codec.ts make texts of them; revive.ts is the way back, so a new
// field that holds a decimal must be listed there.

import { type Decimal, format } from "./decimal.ts"

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
