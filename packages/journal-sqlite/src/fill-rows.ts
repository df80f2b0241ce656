// The fills of a page, out of the orders: the index says where a fill stands in time and whose it is, the row of its order says what it was. Both are checked by
// their sums, and a fill that its order does not know is told as damage.

import { indexUnusable } from "./faults.ts"
import { assertRows } from "./row-checks.ts"
import type { Row, Statements } from "./statements.ts"

/** What is read of an order's text here; decimals stay as they are written. */
interface PlainOrder {
  readonly clientOrderId?: string
  readonly clOrdId?: string
  readonly okxOrderId?: string
  readonly side: string
  readonly market: { readonly kind: string }
  readonly fills: readonly PlainFill[]
}

interface PlainFill {
  readonly tradeId: string
  readonly price: string
  readonly quantity: string
  readonly fees: readonly object[]
  readonly liquidity: string
  readonly at: number
}

export class FillRows {
  readonly #statements: Statements
  readonly #file: string
  readonly #account: string
  /** A page has many fills of few orders, or few of many. */
  readonly #orders = new Map<string, PlainOrder | undefined>()

  constructor(
    statements: Statements,
    { indexFile, account }: { readonly indexFile: string; readonly account: string },
  ) {
    this.#statements = statements
    this.#file = indexFile
    this.#account = account
  }

  /** When the fills of an order were, each moment once; none for an order that the index does not have. */
  momentsOf(orderId: string): readonly number[] {
    return [...new Set((this.#order(orderId)?.fills ?? []).map(({ at }) => at))]
  }

  /** The same rows with all that a fill says. Throws JournalUnavailable. */
  filledIn(places: readonly Row[]): readonly Row[] {
    assertRows("fills", places, this.#file)
    return places.map((place) => {
      const order = this.#order(String(place.order_id))
      const fill = order?.fills.find(({ tradeId, at }) => tradeId === place.trade_id && at === place.at)
      if (order === undefined || fill === undefined)
        throw indexUnusable(this.#file, "the row of a fill is not what was written: its order does not know it")
      const { clientOrderId, clOrdId, okxOrderId, side, market } = order
      const { price, quantity, fees, liquidity } = fill
      return {
        ...place,
        ...{ client_order_id: clientOrderId ?? null, cl_ord_id: clOrdId ?? null },
        ...{ okx_order_id: okxOrderId ?? "", side, price, quantity, fees: JSON.stringify(fees), liquidity },
        unit: market.kind === "spot" ? "base" : "contracts",
      }
    })
  }

  #order(orderId: string): PlainOrder | undefined {
    if (this.#orders.has(orderId)) return this.#orders.get(orderId)
    const row = this.#statements.get(
      "SELECT crc, body FROM orders WHERE account = ? AND order_id = ?",
      ...[this.#account, orderId],
    )
    if (row !== undefined) assertRows("orders", [row], this.#file)
    const order: PlainOrder | undefined = row === undefined ? undefined : JSON.parse(String(row.body))
    this.#orders.set(orderId, order)
    return order
  }
}
