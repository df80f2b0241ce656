// What a program writes by hand, as the manager takes it: ids, prices and symbols may be plain strings. What is no such thing is refused by core's parse
// functions, which name the field; values that are parsed already come back as they are.

import {
  clOrdIdFromWire,
  okxOrderIdFromWire,
  type PlaceOrder,
  type PlaceOrderText,
  type Price,
  parseClientOrderId,
  parseOrderId,
  parsePrice,
  parseQuantity,
  parseStrategyId,
  parseSymbol,
  placeOrderFrom,
  type Quantity,
} from "@okx-oms/core"
import type { CancelFilter, OrderRef } from "@okx-oms/trading"

/** An order by any one of its ids. */
export type OrderRefText =
  | OrderRef
  | { readonly orderId: string }
  | { readonly clientOrderId: string }
  | { readonly okxOrderId: string }
  | { readonly clOrdId: string }

/** Absolute targets: the new price, and the new total quantity with the filled part in it. Decimal strings such as "60000.5", or parsed values. */
export interface ChangeText {
  readonly price?: Price | string
  readonly quantity?: Quantity | string
}

/** What is absent is not asked about: without both, every order of ours. */
export interface CancelFilterText {
  readonly symbol?: string
  readonly strategy?: string
}

/** Throws InvalidIdentifier. Ids of OKX are taken as they are: an unknown one finds nothing. */
export function orderRefFrom(ref: OrderRefText): OrderRef {
  if ("orderId" in ref) return { orderId: parseOrderId(ref.orderId) }
  if ("clientOrderId" in ref) return { clientOrderId: parseClientOrderId(ref.clientOrderId) }
  if ("okxOrderId" in ref) return { okxOrderId: okxOrderIdFromWire(ref.okxOrderId) }
  return { clOrdId: clOrdIdFromWire(ref.clOrdId) }
}

/** Throws InvalidPrice or InvalidQuantity. */
export function changeFrom({ price, quantity }: ChangeText): { readonly price?: Price; readonly quantity?: Quantity } {
  return {
    ...(price !== undefined && { price: typeof price === "string" ? parsePrice(price) : price }),
    ...(quantity !== undefined && { quantity: typeof quantity === "string" ? parseQuantity(quantity) : quantity }),
  }
}

/** Throws InvalidSymbol or InvalidIdentifier. */
export function cancelFilterFrom({ symbol, strategy }: CancelFilterText): CancelFilter {
  return {
    ...(symbol !== undefined && { symbol: parseSymbol(symbol) }),
    ...(strategy !== undefined && { strategy: parseStrategyId(strategy) }),
  }
}

export function orderFrom(order: PlaceOrder | PlaceOrderText): PlaceOrder {
  return isText(order) ? placeOrderFrom(order) : order
}

function isText(order: PlaceOrder | PlaceOrderText): order is PlaceOrderText {
  return typeof order.quantity === "string"
}
