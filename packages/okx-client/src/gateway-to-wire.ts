// From the manager's words to OKX's: the fields of placements, and how an order is named on the wire. Pure. What cannot be
// said to OKX comes back as the reason, and the request does not leave.

import { ORDER_TYPES, symbolParts } from "@okx-oms/core"
import type { Placement, Target } from "@okx-oms/trading"
import type { OrderName, PlaceFields } from "./wire/record/command.ts"

/** The wire's fields of a placement, all but the instrument; or why it cannot be sent. */
export function placeFields(order: Placement): PlaceFields | string {
  const ordType = ORDER_TYPES.find((known) => known === order.orderType)
  if (ordType === undefined) return `orders of type ${order.orderType} are not placed here`
  if ((order.price === undefined) !== (ordType === "market")) return `a ${ordType} order with the wrong idea of a price`
  const spot = symbolParts(order.symbol).kind === "spot"
  if (spot === (order.unit === "contracts")) return `a quantity in ${order.unit} does not fit ${order.symbol}`
  if (order.unit === "quote" && ordType !== "market") return "only market orders are sized in quote currency"
  const fields: Writable<PlaceFields> = {
    tdMode: order.tradeMode,
    side: order.side,
    ordType,
    sz: order.quantity,
    clOrdId: order.clOrdId,
    tag: order.tag,
  }
  if (order.price !== undefined) fields.px = order.price
  if (order.reduceOnly) fields.reduceOnly = true
  // OKX's default currency differs by side, and it would shrink an order to the funds: both are said, always.
  if (spot && ordType === "market") {
    fields.tgtCcy = order.unit === "quote" ? "quote_ccy" : "base_ccy"
    fields.banAmend = true
  }
  return fields
}

/** While it is being made. */
type Writable<Made> = { -readonly [Field in keyof Made]: Made[Field] }

/** By OKX's id where it is known, else by ours; undefined when there is neither. */
export function nameOf(target: Omit<Target, "orderId">): OrderName | undefined {
  if (target.okxOrderId !== undefined) return { ordId: target.okxOrderId }
  return target.clOrdId === undefined ? undefined : { clOrdId: target.clOrdId }
}
