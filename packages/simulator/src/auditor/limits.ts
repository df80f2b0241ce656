// The limits on risk by the auditor's own count: every order that may live counts in full, in doubt or not. Counted when an order passes our checks.

import { Decimals } from "@okx-oms/core"
import { type AccountBooks, type Bench, broken, type OurOrder, saysOurs } from "./books.ts"

export function checkLimits(books: AccountBooks, order: OurOrder, bench: Bench): void {
  const limits = books.audited.limits(order.symbol)
  const open = books.tallies.open.get(order.symbol) ?? 0
  if (open > limits.maxOpenOrders)
    throw broken(bench, "S12", `${open} open orders of ${order.symbol}, at most ${limits.maxOpenOrders} may be`, {
      ours: saysOurs(order),
    })
  const { price } = order.terms
  if (price === undefined && !order.quoteSized) return
  const value =
    price === undefined || order.quoteSized
      ? order.quantity
      : Decimals.multiply(Decimals.multiply(price, order.quantity), order.contractValue)
  if (Decimals.greaterThan(value, limits.maxOrderNotional))
    throw broken(bench, "S12", `an order worth ${Decimals.format(value)}`, {
      ours: `${saysOurs(order)}, limit ${Decimals.format(limits.maxOrderNotional)}`,
    })
}
