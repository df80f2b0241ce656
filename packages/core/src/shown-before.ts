// Whether what a list shows of an order is what the books say already. Asked for every row of every list, so it looks at a few fields and makes nothing;
// whatever might mean something is answered "no" and decided in full.

import { equals } from "./decimal.ts"
import type { ExchangeOrder } from "./exchange.ts"
import type { Order } from "./order.ts"

/** True only when deciding a report of `told` about `order` could have no consequence. */
export function isShownBefore(order: Order, told: ExchangeOrder): boolean {
  if (order.doubt !== undefined || order.pendingAmend !== undefined || told.fill !== undefined) return false
  if (told.okxOrderId !== order.okxOrderId || told.symbol !== order.symbol || told.side !== order.side) return false
  if (told.clOrdId !== order.clOrdId) return false
  const state =
    told.state === "live" ? "Acknowledged" : told.state === "partially_filled" ? "PartiallyFilled" : undefined
  if (order.state !== state) return false
  const samePrice = order.price === undefined || told.price === undefined || equals(order.price, told.price)
  return samePrice && equals(order.quantity, told.quantity) && equals(order.filledQuantity, told.filled)
}
