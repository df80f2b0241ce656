// A change of price and quantity while a person types it: steps of the instrument, what is wrong with it, and what it comes to. Pure; whether limits and risk
// allow it is the server's to say.

import type { AmendRequest, OrderRow } from "@okx-oms/api"
import { Decimals, decimal, format, formatFixed, parseDecimal } from "@okx-oms/core"
import { grouped, padded, scaleOf, signed, unitText } from "../words/amounts.ts"
import { type Steps, valueOf } from "./order-facts.ts"

export const AMEND_FIELDS = ["price", "quantity"] as const
export type AmendField = (typeof AMEND_FIELDS)[number]

export interface AmendDraft {
  /** "account/orderId". */
  readonly key: string
  /** Where the keyboard goes at first, and after a step. */
  readonly field: AmendField
  readonly price: string
  readonly quantity: string
}

export interface AmendFault {
  readonly field: AmendField
  readonly text: string
}

export interface AmendCheck {
  /** What would be asked for; undefined while something is wrong or nothing is changed. */
  readonly change: AmendRequest | undefined
  readonly fault: AmendFault | undefined
  /** "price 41,000.0 → 41,200.0 (+0.49 %) · value 824.00 USDT"; "" while nothing is changed. */
  readonly summary: string
}

type Row = Pick<OrderRow, "price" | "quantity" | "unit" | "symbol" | "filledQuantity">

export function beginDraft(key: string, row: Row, steps: Steps | undefined, field: AmendField = "price"): AmendDraft {
  const price = padded(row.price ?? "", scaleOf(steps?.tickSize ?? ""))
  return { key, field, price, quantity: row.quantity }
}

/** `text` so many steps further, on a multiple of the step, never below one step. What is no amount stays as it is. */
export function stepped(text: string, step: string, count: number): string {
  const value = parseDecimal(plainText(text))
  if (value === undefined) return text
  const unit = decimal(step)
  // From between two steps the first press goes to the next one in its direction.
  const aligned = Decimals.roundToMultiple(value, unit, count > 0 ? "floor" : "ceiling")
  const moved = Decimals.add(aligned, Decimals.multiply(unit, Decimals.fromInteger(count)))
  return padded(format(Decimals.maximum(moved, unit)), scaleOf(text) === 0 ? 0 : scaleOf(step))
}

export function checkDraft({ price, quantity }: AmendDraft, row: Row, steps: Steps | undefined): AmendCheck {
  const fault = priceFault(price, steps) ?? quantityFault(quantity, row, steps)
  if (fault !== undefined) return { change: undefined, fault, summary: "" }
  const to = { price: plainText(price), quantity: plainText(quantity) }
  const isPriceNew = row.price === null || !isSame(to.price, row.price)
  const isQuantityNew = !isSame(to.quantity, row.quantity)
  if (!isPriceNew && !isQuantityNew) return { change: undefined, fault: undefined, summary: "" }
  const change = { ...(isPriceNew && { price: to.price }), ...(isQuantityNew && { quantity: to.quantity }) }
  const parts = [
    isPriceNew &&
      `price ${priceText(row.price, steps)} → ${priceText(to.price, steps)}${distance(row.price, to.price)}`,
    isQuantityNew && `quantity ${grouped(row.quantity)} → ${grouped(to.quantity)} ${unitText(row.symbol, row.unit)}`,
    steps !== undefined &&
      `value ${grouped(formatFixed(valueOf(to.price, to.quantity, steps), 2))} ${steps.quoteCurrency}`,
  ]
  return { change, fault: undefined, summary: parts.filter(Boolean).join(" · ") }
}

/** "amend requested to 91,200.0": what was asked for and has no final word yet, at the instrument's precision. */
export function amendTargets(
  { price, quantity }: { readonly price: string | null; readonly quantity: string | null },
  row: Pick<OrderRow, "symbol" | "unit">,
  steps: Steps | undefined,
): string {
  const targets = [
    price !== null && priceText(price, steps),
    quantity !== null && `${grouped(quantity)} ${unitText(row.symbol, row.unit)}`,
  ]
  return targets.filter(Boolean).join(", ")
}

function priceFault(text: string, steps: Steps | undefined): AmendFault | undefined {
  const field = "price"
  const value = parseDecimal(plainText(text))
  if (value === undefined || !Decimals.isPositive(value))
    return { field, text: "The price is to be an amount above zero." }
  if (steps === undefined || Decimals.isMultipleOf(value, decimal(steps.tickSize))) return undefined
  return { field, text: `The price is to be a multiple of the tick, ${steps.tickSize}.` }
}

function quantityFault(text: string, row: Row, steps: Steps | undefined): AmendFault | undefined {
  const field = "quantity"
  const value = parseDecimal(plainText(text))
  if (value === undefined || !Decimals.isPositive(value))
    return { field, text: "The quantity is to be an amount above zero." }
  if (steps !== undefined && !Decimals.isMultipleOf(value, decimal(steps.lotSize)))
    return { field, text: `The quantity is to be a multiple of the lot, ${steps.lotSize}.` }
  if (steps !== undefined && Decimals.lessThan(value, decimal(steps.minSize)))
    return { field, text: `The quantity is to be at least ${steps.minSize}.` }
  if (Decimals.greaterThan(value, decimal(row.filledQuantity))) return undefined
  return { field, text: `${row.filledQuantity} is filled already: the new total is to be more than that.` }
}

/** As it is typed or pasted: "91,200.0" and " 0.5" are amounts too. */
function plainText(text: string): string {
  return text.replaceAll(/[\s,]/g, "")
}

function isSame(a: string, b: string): boolean {
  return Decimals.equals(decimal(a), decimal(b))
}

function priceText(text: string | null, steps: Steps | undefined): string {
  return text === null ? "–" : grouped(padded(text, scaleOf(steps?.tickSize ?? "")))
}

function distance(from: string | null, to: string): string {
  if (from === null) return ""
  const change = Decimals.subtract(decimal(to), decimal(from))
  const hundred = Decimals.multiply(change, Decimals.fromInteger(100))
  const percent = Decimals.divide(hundred, decimal(from), { scale: 4, rounding: "halfEven" })
  return ` (${signed(format(change))}, ${signed(formatFixed(percent, 2))} %)`
}
