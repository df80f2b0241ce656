// The pages of orders, fills and events over what a MemoryOms holds: everything is looked through anew for each page, and a cursor is how many rows came before it.

import { type AccountState, isOrderEvent, type OmsEvent } from "@okx-oms/core"
import type { FillRow, History, Page } from "@okx-oms/trading"

interface Books {
  readonly state: AccountState
  readonly events: readonly OmsEvent[]
}

/** Newest first, events oldest first, as the journal pages them. */
export function pagesOf(books: Books): History {
  const { state, events } = books
  return {
    orders: async ({ states, symbol, strategy, since, cursor, limit }) =>
      pageOf(
        [...state.orders.values()]
          .reverse()
          .filter(
            (order) =>
              (states === undefined || states.includes(order.state)) &&
              (symbol === undefined || order.symbol === symbol) &&
              (strategy === undefined || order.strategy === strategy) &&
              (since === undefined || order.createdAt >= since),
          ),
        { cursor, limit, seq: state.seq },
      ),
    fills: async ({ symbol, orderId, strategy, cursor, limit }) =>
      pageOf(
        fillsOf(books).filter(
          (fill) =>
            (symbol === undefined || fill.symbol === symbol) &&
            (orderId === undefined || fill.orderId === orderId) &&
            (strategy === undefined || fill.strategy === strategy),
        ),
        { cursor, limit, seq: state.seq },
      ),
    events: async ({ orderId, fromSeq = 1, cursor, limit }) =>
      pageOf(
        events.filter(
          (event) =>
            event.seq >= fromSeq && (orderId === undefined || (isOrderEvent(event) && event.orderId === orderId)),
        ),
        { cursor, limit, seq: state.seq },
      ),
  }
}

function fillsOf({ state, events }: Books): readonly FillRow[] {
  return events.toReversed().flatMap((event) => {
    if (!("fill" in event) || event.fill === undefined || !("orderId" in event)) return []
    const order = state.orders.get(event.orderId)
    if (order === undefined) throw new Error(`no order ${event.orderId}`)
    return [
      {
        seq: event.seq,
        orderId: order.orderId,
        ...(order.clientOrderId !== undefined && { clientOrderId: order.clientOrderId }),
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

function pageOf<Row>(
  rows: readonly Row[],
  { cursor = "0", limit, seq }: { readonly cursor: string | undefined; readonly limit: number; readonly seq: number },
): Page<Row> {
  const from = Number(cursor)
  const to = from + limit
  return { rows: rows.slice(from, to), ...(to < rows.length && { nextCursor: String(to) }), seq }
}
