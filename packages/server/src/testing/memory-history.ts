// Pages of what a manager in memory has seen: orders, fills and events, straight from its events. The cursor is a place in the list.

import { type AccountState, type ClientOrderId, isOrderEvent, type OmsEvent } from "@okx-oms/core"
import type { FillRow, History, Page } from "@okx-oms/trading"

export function memoryHistory(state: AccountState, events: readonly OmsEvent[]): History {
  const page = <Row>(rows: readonly Row[], { cursor = "0", limit }: { cursor?: string; limit: number }): Page<Row> => {
    const from = Number(cursor)
    const to = from + limit
    return { rows: rows.slice(from, to), ...(to < rows.length && { nextCursor: String(to) }), seq: state.seq }
  }
  return {
    orders: async ({ states, symbol, strategy, since, ...query }) =>
      page(
        [...state.orders.values()]
          .reverse()
          .filter(
            (order) =>
              (states === undefined || states.includes(order.state)) &&
              (symbol === undefined || order.symbol === symbol) &&
              (strategy === undefined || order.strategy === strategy) &&
              (since === undefined || order.createdAt >= since),
          ),
        query,
      ),
    fills: async ({ symbol, orderId, strategy, ...query }) =>
      page(
        fillsOf(state, events).filter(
          (fill) =>
            (symbol === undefined || fill.symbol === symbol) &&
            (orderId === undefined || fill.orderId === orderId) &&
            (strategy === undefined || fill.strategy === strategy),
        ),
        query,
      ),
    events: async ({ orderId, fromSeq = 1, ...query }) =>
      page(
        events.filter(
          (event) =>
            event.seq >= fromSeq && (orderId === undefined || (isOrderEvent(event) && event.orderId === orderId)),
        ),
        query,
      ),
  }
}

export function named(clientOrderId: ClientOrderId | undefined): { clientOrderId?: ClientOrderId } {
  return clientOrderId === undefined ? {} : { clientOrderId }
}

function fillsOf(state: AccountState, events: readonly OmsEvent[]): readonly FillRow[] {
  return events.toReversed().flatMap((event) => {
    if (!("fill" in event) || event.fill === undefined || !("orderId" in event)) return []
    const order = event.orderId === undefined ? undefined : state.orders.get(event.orderId)
    if (order === undefined) throw new Error(`no order ${event.orderId}`)
    return [
      {
        seq: event.seq,
        orderId: order.orderId,
        ...named(order.clientOrderId),
        okxOrderId: order.okxOrderId ?? "",
        account: order.account,
        strategy: order.strategy,
        symbol: order.symbol,
        side: order.side,
        ...event.fill,
        unit: order.unit === "contracts" ? ("contracts" as const) : ("base" as const),
      },
    ]
  })
}
