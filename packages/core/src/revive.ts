// Decimals restored in what JSON gave back: by the place where each type of event and an order has them, since a journal of a million orders is read this way at
// a start; anywhere else by the names of the fields. Tests send every type of event and any order through and back.

import { decimal } from "./decimal.ts"
import type { OmsEvent } from "./order-event.ts"

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

/** Usual events that hold no decimal at all: neither way looks into them. All others, which are rare, are gone through field by field. */
export const WITHOUT_DECIMALS: ReadonlySet<string> = new Set<OmsEvent["type"]>([
  "OrderValidated",
  "OrderSubmitted",
  "OrderAcknowledged",
  "OrderCancelled",
  "CancelRequested",
  "CancelAccepted",
])

type Fields = Record<string, unknown>

/** Restores decimals in place, by the name of the field. */
export function revive(value: unknown): void {
  if (typeof value !== "object" || value === null) return
  const fields = value as Fields
  for (const key in fields) {
    // The facts of a refusal are text for people, whatever their names.
    if (key === "refusal") continue
    const field = fields[key]
    if (typeof field === "object") revive(field)
    else if (typeof field === "string" && DECIMAL_FIELDS.has(key)) fields[key] = decimal(field)
  }
}

/** The same for an event, by its type. */
export function reviveInEvent(parsed: object): void {
  const event = parsed as Fields
  switch (event.type) {
    case "OrderCreated":
      reviveTerms(event)
      return
    case "OrderPartiallyFilled":
    case "OrderFilled":
    case "FillBooked":
      at(event, "filledQuantity")
      at(event, "exchangeAverage")
      if (event.fill !== undefined) reviveFill(event.fill as Fields)
      return
    default:
      if (!WITHOUT_DECIMALS.has(String(event.type))) revive(event)
  }
}

/** The same for an order. Its steps, its doubt and its refusal hold no decimal. */
export function reviveInOrder(parsed: object): void {
  const order = parsed as Fields
  reviveTerms(order)
  at(order, "filledQuantity")
  at(order, "fillsMissing")
  at(order, "filledValue")
  at(order, "averagePrice")
  for (const fee of listOf(order.fees)) at(fee, "amount")
  for (const fill of listOf(order.fills)) reviveFill(fill)
  if (order.pendingAmend !== undefined) revive(order.pendingAmend)
  if (order.replacedTerms !== undefined) revive(order.replacedTerms)
}

function reviveTerms(terms: Fields): void {
  at(terms, "price")
  at(terms, "quantity")
  at(terms.market as Fields, "contractValue")
}

function reviveFill(fill: Fields): void {
  at(fill, "price")
  at(fill, "quantity")
  for (const fee of listOf(fill.fees)) at(fee, "amount")
}

function listOf(value: unknown): readonly Fields[] {
  return value as readonly Fields[]
}

function at(fields: Fields, name: string): void {
  const text = fields[name]
  if (typeof text === "string") fields[name] = decimal(text)
}
