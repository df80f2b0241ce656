// Pages of the orders that are open now, newest first, by a cursor that stays right while orders come and go between two pages.

import { type Millis, millis, type Order, type StrategyId, type Symbol } from "@okx-oms/core"
import { refuseFields } from "./reply.ts"

export interface OpenOrdersQuery {
  readonly state: "open" | "in-doubt"
  readonly symbol?: Symbol
  readonly strategy?: StrategyId
  readonly since?: Millis
  readonly cursor?: string
  readonly limit: number
}

/** The last order of the page before: its place in the order of things, whether it is still open or not. */
interface Place {
  readonly createdAt: Millis
  readonly orderId: string
}

const CURSOR = /^m(\d{1,15})_([ox]\d{18})$/

/** Of the open orders those that fit, one page of them. */
export function ordersInMemory(
  orders: readonly Order[],
  options: OpenOrdersQuery,
): { readonly rows: readonly Order[]; readonly nextCursor?: string } {
  const after = options.cursor === undefined ? undefined : placeOf(options.cursor)
  const fitting = orders.filter(
    (order) =>
      (options.state !== "in-doubt" || order.doubt !== undefined) &&
      (options.symbol === undefined || order.symbol === options.symbol) &&
      (options.strategy === undefined || order.strategy === options.strategy) &&
      (options.since === undefined || order.createdAt >= options.since) &&
      (after === undefined || newestFirst(after, order) < 0),
  )
  const rows = fitting.sort(newestFirst).slice(0, options.limit)
  const last = rows.at(-1)
  if (last === undefined || fitting.length === rows.length) return { rows }
  return { rows, nextCursor: `m${last.createdAt}_${last.orderId}` }
}

function newestFirst(a: Place, b: Place): number {
  if (a.createdAt !== b.createdAt) return b.createdAt - a.createdAt
  return a.orderId === b.orderId ? 0 : a.orderId > b.orderId ? -1 : 1
}

function placeOf(cursor: string): Place {
  const [, createdAt, orderId] = CURSOR.exec(cursor) ?? []
  if (createdAt === undefined || orderId === undefined) {
    return refuseFields([{ path: "cursor", message: "not a cursor of this list; begin without one" }], "query-invalid")
  }
  return { createdAt: millis(Number(createdAt)), orderId }
}
