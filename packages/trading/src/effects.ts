// What leaves for the exchange because of durable events. Requests follow from events alone, so nothing can be sent whose intention is not in the
// journal. Orders submitted under one request id leave as one batch.

import type { AccountState, Draft, OmsEvent, Order, RequestId } from "@okx-oms/core"
import type { ExchangeGateway, ExchangeRequest, Placement, Target } from "./ports.ts"

/** The requests of one turn's events, in their order. An amendment takes the transport of this moment; a placement's is in its event. */
export function requestsOf(
  events: readonly OmsEvent[],
  state: AccountState,
  gateway: Pick<ExchangeGateway, "transportFor">,
): ExchangeRequest[] {
  const requests: ExchangeRequest[] = []
  let batch: { readonly requestId: RequestId; readonly orders: Placement[] } | undefined
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
      // Those of one request were marked together, so they follow each other.
      if (batch?.requestId === requestId) {
        batch.orders.push(placementOf(order))
        continue
      }
      const { transport, expiresAt } = event
      batch = { requestId, orders: [placementOf(order)] }
      requests.push({ type: "place", requestId, transport, expiresAt, orders: batch.orders })
    }
  }
  return requests
}

export function targetOf(order: Order): Target {
  const { orderId, symbol, clOrdId, okxOrderId } = order
  const target: Draft<Target> = { orderId, symbol }
  if (clOrdId !== undefined) target.clOrdId = clOrdId
  if (okxOrderId !== undefined) target.okxOrderId = okxOrderId
  return target
}

function placementOf(order: Order): Placement {
  const { orderId, clOrdId, symbol, side, orderType, tradeMode, reduceOnly, quantity, unit, price, tag } = order
  if (clOrdId === undefined) throw new Error(`Invariant: order ${orderId} has no clOrdId to be sent under`)
  const placement: Draft<Placement> = {
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
  }
  if (price !== undefined) placement.price = price
  return placement
}
