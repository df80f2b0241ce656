// The fills of a page, out of the orders: the index says where a fill stands in time and whose it is, the events of its order say what it was. Both are checked by
// their sums, and a fill that its order does not know is told as damage.

import { Decimals, type Order } from "@okx-oms/core"
import { indexUnusable } from "./faults.ts"
import type { OrderEvents } from "./order-events.ts"
import { assertRows } from "./row-checks.ts"
import type { Row } from "./statements.ts"

const { format } = Decimals

export class FillRows {
  readonly #events: OrderEvents
  readonly #file: string
  /** A page has many fills of few orders, or few of many. */
  readonly #orders = new Map<string, Order | undefined>()

  constructor(events: OrderEvents, indexFile: string) {
    this.#events = events
    this.#file = indexFile
  }

  /** When the fills of an order were, each moment once; none for an order that the index does not have. */
  momentsOf(orderId: string): readonly number[] {
    return [...new Set((this.#order(orderId)?.fills ?? []).map(({ at }) => at))]
  }

  /** The same rows with all that a fill says, decimals as text. Throws JournalUnavailable. */
  filledIn(places: readonly Row[]): readonly Row[] {
    assertRows("fills", places, this.#file)
    return places.map((place) => {
      const order = this.#order(String(place.order_id))
      const fill = order?.fills.find(({ tradeId, at }) => tradeId === place.trade_id && at === place.at)
      if (order === undefined || fill === undefined)
        throw indexUnusable(this.#file, "the row of a fill is not what was written: its order does not know it")
      const { clientOrderId, clOrdId, okxOrderId, side, market } = order
      const fees = fill.fees.map(({ currency, amount }) => ({ currency, amount: format(amount) }))
      return {
        ...place,
        ...{ client_order_id: clientOrderId ?? null, cl_ord_id: clOrdId ?? null },
        ...{ okx_order_id: okxOrderId ?? "", side, price: format(fill.price), quantity: format(fill.quantity) },
        ...{ fees: JSON.stringify(fees), liquidity: fill.liquidity },
        unit: market.kind === "spot" ? "base" : "contracts",
      }
    })
  }

  #order(orderId: string): Order | undefined {
    if (this.#orders.has(orderId)) return this.#orders.get(orderId)
    const row = this.#events.row(orderId)
    const order = row === undefined ? undefined : this.#events.order(row)
    this.#orders.set(orderId, order)
    return order
  }
}
