// What follows from an order's row and its instrument, and what may be done with the order now, in words. Pure; the server decides for itself, this only spares
// a person the question.

import type { InstrumentRow, OrderRow } from "@okx-oms/api"
import { canCancel, type Decimal, Decimals, decimal, formatFixed } from "@okx-oms/core"
import { grouped, padded, scaleOf } from "../words/amounts.ts"
import { orderLine } from "../words/order-words.ts"

/** Of an instrument, as far as an order's arithmetic and its columns need it. */
export type Steps = Pick<InstrumentRow, "kind" | "tickSize" | "lotSize" | "minSize" | "contractValue" | "quoteCurrency">

const MONEY_SCALE_MIN = 2
/** From here on nobody reads the cents. */
const MONEY_WHOLE_FROM = decimal("1000000")

/** What the whole order is worth in quote currency, at its price or, without one, at the average of its fills. Undefined: nobody knows yet. */
export function notionalOf(
  { quantity, unit, price, averagePrice }: Pick<OrderRow, "quantity" | "unit" | "price" | "averagePrice">,
  steps: Steps | undefined,
): { readonly value: Decimal; readonly text: string } | undefined {
  const scale = Math.max(MONEY_SCALE_MIN, scaleOf(steps?.tickSize ?? ""))
  if (unit === "quote") return { value: decimal(quantity), text: formatFixed(decimal(quantity), scale) }
  const at = price ?? averagePrice
  if (at === null || steps === undefined) return undefined
  const value = valueOf(at, quantity, steps)
  return { value, text: formatFixed(value, Decimals.lessThan(value, MONEY_WHOLE_FROM) ? scale : 0) }
}

export function valueOf(price: string, quantity: string, { contractValue }: Pick<Steps, "contractValue">): Decimal {
  return Decimals.multiply(Decimals.multiply(decimal(price), decimal(quantity)), decimal(contractValue))
}

/** Lots of some instruments have eight digits: so many are padded, and no digit that is there is cut. */
const QUANTITY_SCALE_MAX = 4

export function quantityScale(steps: Steps | undefined): number {
  return Math.min(QUANTITY_SCALE_MAX, scaleOf(steps?.lotSize ?? ""))
}

/** "buy 0.04 BTC-USDT at 91,490.9": of the order, for people, at the precision of its instrument. */
export function lineOf(row: OrderRow, steps: Steps | undefined): string {
  const price = row.price === null ? null : grouped(padded(row.price, scaleOf(steps?.tickSize ?? "")))
  return orderLine({ ...row, quantity: grouped(row.quantity), price })
}

/** For sorting only: amounts that are shown are never numbers. */
export function sortable(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text)
}

export interface OrderFlag {
  readonly text: string
  /** Where there is little room; the title says it all. */
  readonly short: string
  readonly title: string
}

/** What is not the ordinary about an order, each in a word with its sentence. */
export function flagsOf({ reduceOnly, source, tradeMode, timeLimitMs }: OrderRow): readonly OrderFlag[] {
  const flags = [
    source === "exchange" && {
      text: "external",
      short: "external",
      title: "Placed at OKX by somebody else: shown here and not touched.",
    },
    reduceOnly && { text: "reduce-only", short: "reduce", title: "It can only make a position smaller." },
    tradeMode === "isolated" && { text: "isolated", short: "isolated", title: "Its margin is a position's own." },
    timeLimitMs !== null && {
      text: `${Math.round(timeLimitMs / 1000)} s`,
      short: `${Math.round(timeLimitMs / 1000)} s`,
      title: `Cancelled ${Math.round(timeLimitMs / 1000)} s after it was placed, if it is not filled by then.`,
    },
  ]
  return flags.filter((flag) => flag !== false)
}

/** "limit", "post-only", "ioc", or OKX's own word for an order that was not placed here. */
export function typeWord({ type }: Pick<OrderRow, "type">): string {
  return type.replaceAll("_", "-")
}

type Changeable = Pick<OrderRow, "source" | "state" | "type" | "pending" | "price">

/** Why a cancel makes no sense now; undefined when it does. */
export function whyNotCancel({ source, state, pending }: Changeable): string | undefined {
  if (source !== "command") return "It was not placed here: cancel it where it was placed."
  if (!canCancel(state)) return state === "Created" ? "It is only just being recorded." : "It is over."
  return pending.cancel === null ? undefined : "A cancel is under way."
}

/** Why it cannot be amended now; undefined when it can. The same reasons as the server's. */
export function whyNotAmend({ source, state, type, pending, price }: Changeable): string | undefined {
  if (source !== "command") return "It was not placed here: amend it where it was placed."
  if ((type !== "limit" && type !== "post_only") || price === null) return `A ${type} order does not rest in the book.`
  if (pending.cancel !== null) return "A cancel is under way."
  if (pending.amend !== null) return "An amendment is under way: one at a time."
  if (state === "Acknowledged" || state === "PartiallyFilled") return undefined
  return canCancel(state) ? "OKX has not confirmed it yet." : "It is over."
}
