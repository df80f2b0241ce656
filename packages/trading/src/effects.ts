// What leaves for the exchange because of durable events. Requests follow from events alone, so nothing can be sent whose intention is not in the
// journal. Orders submitted under one request id leave as one batch.

import type { AccountState, OmsEvent, Order } from "@okx-oms/core"
import type { ExchangeGateway, ExchangeRequest, Placement, Target } from "./ports.ts"

type PlaceRequest = Extract<ExchangeRequest, { type: "place" }>

/** The requests of one turn's events, in their order. An amendment takes the transport of this moment; a placement's is in its event. */
export function requestsOf(
  events: readonly OmsEvent[],
  state: AccountState,
  gateway: Pick<ExchangeGateway, "transportFor">,
): ExchangeRequest[] {
  const requests: ExchangeRequest[] = []
  const batches = new Map<string, Placement[]>()
  for (const event of events) {
    if (event.type !== "OrderSubmitted" && event.type !== "CancelRequested" && event.type !== "AmendRequested") continue
    const order = state.orders.get(event.orderId)
    if (order === undefined) continue
    const { requestId } = event
    if (event.type === "CancelRequested") {
      requests.push({ type: "cancel", requestId, target: targetOf(order) })
    } else if (event.type === "AmendRequested") {
      const { expiresAt, price, quantity } = event
      const change = { ...(price && { price }), ...(quantity && { quantity }) }
      requests.push({
        type: "amend",
        requestId,
        transport: gateway.transportFor(order.symbol),
        target: targetOf(order),
        expiresAt,
        ...change,
      })
    } else {
      const batch = batches.get(requestId)
      if (batch !== undefined) {
        batch.push(placementOf(order))
        continue
      }
      const orders = [placementOf(order)]
      batches.set(requestId, orders)
      const place: PlaceRequest = {
        type: "place",
        requestId,
        transport: event.transport,
        expiresAt: event.expiresAt,
        orders,
      }
      requests.push(place)
    }
  }
  return requests
}

export function targetOf(order: Order): Target {
  const { orderId, symbol, clOrdId, okxOrderId } = order
  return { orderId, symbol, ...(clOrdId !== undefined && { clOrdId }), ...(okxOrderId !== undefined && { okxOrderId }) }
}

function placementOf(order: Order): Placement {
  const { orderId, clOrdId, symbol, side, orderType, tradeMode, reduceOnly, quantity, unit, price, tag } = order
  if (clOrdId === undefined) throw new Error(`Invariant: order ${orderId} has no clOrdId to be sent under`)
  return {
    orderId,
    clOrdId,
    symbol,
    side,
    orderType,
    tradeMode,
    reduceOnly,
    quantity,
    unit,
    tag,
    ...(price && { price }),
  }
}
