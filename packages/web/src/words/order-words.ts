// What is known of an order, in a word with its tone, and what goes on beside it. Pure; relies on the contract's row alone.

import type { OrderRow } from "@okx-oms/api"
import { unitText } from "./amounts.ts"
import type { Tone } from "./tone.ts"

export interface StatusWords {
  readonly word: string
  readonly tone: Tone
  /** What goes on, in few words; "" when nothing does. */
  readonly detail: string
  /** All of it, for a title. */
  readonly full: string
}

const STATE_WORDS: Readonly<Record<OrderRow["state"], readonly [word: string, tone: Tone]>> = {
  Created: ["created", "working"],
  Validated: ["queued", "working"],
  Submitted: ["sent", "working"],
  Acknowledged: ["working", "working"],
  PartiallyFilled: ["part filled", "working"],
  Filled: ["filled", "filled"],
  Cancelled: ["cancelled", "cancelled"],
  Expired: ["expired", "cancelled"],
  Rejected: ["rejected", "rejected"],
  Failed: ["failed", "rejected"],
}

export function statusOf(order: Pick<OrderRow, "state" | "doubt" | "pending" | "reason">, now: number): StatusWords {
  const [word, tone] = STATE_WORDS[order.state]
  const { doubt, pending } = order
  if (doubt !== null) {
    const full = `Asked: ${doubt.asked}. Answer: ${doubt.answer}. Asked about ${doubt.asks} times. Next: ${doubt.next}.`
    return { word: "in doubt", tone: "doubt", detail: nextAsk(doubt, now), full }
  }
  if (pending.cancel !== null) {
    const detail = pending.cancel.accepted ? "cancel taken, not yet seen" : "cancel requested"
    return { word, tone, detail, full: `Cancel: ${pending.cancel.reason}` }
  }
  if (pending.amend !== null) {
    const { price, quantity } = pending.amend
    const targets = [price !== null && `price ${price}`, quantity !== null && `quantity ${quantity}`].filter(Boolean)
    return { word, tone, detail: `amend to ${targets.join(", ")}`, full: `Amend requested: ${targets.join(", ")}` }
  }
  const reason = order.reason ?? ""
  return { word, tone, detail: reason, full: reason }
}

/** "asking again in 2 s": what comes next for an order in doubt. */
function nextAsk({ next, nextAt }: { readonly next: string; readonly nextAt: string }, now: number): string {
  const seconds = Math.ceil((Date.parse(nextAt) - now) / 1000)
  const what = next.startsWith("ask") ? "asking again" : "looking again"
  return seconds > 0 ? `${what} in ${seconds} s` : `${what} now`
}

/** A share from 0 to 1 for a bar; exact amounts stand beside it as text. */
export function filledShare(order: Pick<OrderRow, "state" | "quantity" | "unit" | "filledQuantity">): number {
  if (order.state === "Filled") return 1
  const quantity = Number(order.quantity)
  return order.unit === "quote" || quantity === 0 ? 0 : Math.min(1, Number(order.filledQuantity) / quantity)
}

/** "limit · reduce-only", with what is not the ordinary. */
export function typeText({ type, reduceOnly, tradeMode, timeLimitMs }: OrderRow): string {
  const flags = [
    type.replaceAll("_", " "),
    reduceOnly && "reduce-only",
    tradeMode === "isolated" && "isolated",
    timeLimitMs !== null && `${Math.round(timeLimitMs / 1000)} s`,
  ]
  return flags.filter(Boolean).join(" · ")
}

/** "buy 0.02 BTC-USDT at 90000", from a row or an OrderCreated event. */
export function orderLine(
  order: Pick<OrderRow, "side" | "quantity" | "symbol" | "unit"> & { price?: string | null },
): string {
  const { side, quantity, symbol, unit, price } = order
  const amount = unit === "quote" ? `${quantity} ${unitText(symbol, unit)} of` : quantity
  return `${side} ${amount} ${symbol}${price ? ` at ${price}` : ""}`
}
