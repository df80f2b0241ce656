// One order as text: JSON in which every decimal is a string, and which reads back to an equal order. It relies on revive.ts for where the decimals are; whole
// events and states are codec.ts's.

import { type Decimal, format } from "./decimal.ts"
import type { Order } from "./order.ts"
import { reviveInOrder } from "./revive.ts"

export function encodeOrder(order: Order): string {
  return JSON.stringify(toPlain(order))
}

/** Reads what encodeOrder wrote. */
export function decodeOrder(text: string): Order {
  const parsed = JSON.parse(text)
  reviveInOrder(parsed)
  return parsed as Order
}

/** A copy that JSON can carry: decimals as strings, absent fields left out. */
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

function isDecimal(value: object): value is Decimal {
  return "coefficient" in value
}
