// Values of the domain as values that JSON can carry: every decimal as its text, at the places that revive.ts, the way back, names. Orders and the events that every
// order has are made by their place, the rest by a walk over all they hold; a decimal that is overlooked here does not get lost, JSON refuses it. Key order is kept.

import { type Decimal, format } from "./decimal.ts"
import type { ExchangeFee } from "./exchange.ts"
import type { Fill, Order } from "./order.ts"
import type { OmsEvent } from "./order-event.ts"
import { WITHOUT_DECIMALS } from "./revive.ts"

/** A copy whose decimals become text one by one: what is set after a copy keeps its place among the fields. */
type Plain = Record<string, unknown>

/** Decimals as strings. It may share its parts with the order. */
export function orderForText(order: Order): object {
  const { quantity, price, market, filledQuantity, fillsMissing, filledValue, averagePrice } = order
  const { fees, fills, pendingAmend, replacedTerms } = order
  const plain: Plain = {
    ...order,
    market: { ...market, contractValue: format(market.contractValue) },
    quantity: format(quantity),
    filledQuantity: format(filledQuantity),
    fillsMissing: format(fillsMissing),
    filledValue: format(filledValue),
    fees: fees.map(plainFee),
    fills: fills.map(plainFill),
  }
  if (price !== undefined) plain.price = format(price)
  if (averagePrice !== undefined) plain.averagePrice = format(averagePrice)
  if (pendingAmend !== undefined) plain.pendingAmend = toPlain(pendingAmend)
  if (replacedTerms !== undefined) plain.replacedTerms = toPlain(replacedTerms)
  return plain
}

/** The same of an event: to be made text of, for it may be the event itself. */
export function eventForText(event: OmsEvent): object {
  switch (event.type) {
    case "OrderCreated": {
      const { quantity, price, market } = event
      const contractValue = format(market.contractValue)
      const plain: Plain = { ...event, market: { ...market, contractValue }, quantity: format(quantity) }
      if (price !== undefined) plain.price = format(price)
      return plain
    }
    case "OrderPartiallyFilled":
    case "OrderFilled": {
      const { filledQuantity, exchangeAverage, fill } = event
      const plain: Plain = { ...event, filledQuantity: format(filledQuantity) }
      if (exchangeAverage !== undefined) plain.exchangeAverage = format(exchangeAverage)
      if (fill !== undefined) plain.fill = plainFill(fill)
      return plain
    }
    case "FillBooked":
      return { ...event, filledQuantity: format(event.filledQuantity), fill: plainFill(event.fill) }
    default:
      return WITHOUT_DECIMALS.has(event.type) ? event : (toPlain(event) as object)
  }
}

/**
 * Any value as JSON can carry it: a copy in which every decimal (a bigint and a scale, which JSON.stringify refuses) is its exact text, "0.1", and absent
 * fields are left out. Orders, fills, events, balances, pages of them and answers alike; times stay milliseconds.
 */
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

function plainFill(fill: Fill): object {
  return { ...fill, price: format(fill.price), quantity: format(fill.quantity), fees: fill.fees.map(plainFee) }
}

function plainFee(fee: ExchangeFee): object {
  return { ...fee, amount: format(fee.amount) }
}

function isDecimal(value: object): value is Decimal {
  return "coefficient" in value
}
