// Who waits to leave, by symbol and oldest first, kept in step with the books by the orders that a turn touched: so a turn looks at what leaves and not at
// everything that waits. It can be made anew from the books at any time.

import type { AccountState, OrderId, Symbol } from "@okx-oms/core"

export class WaitingLine {
  readonly #bySymbol = new Map<Symbol, Set<OrderId>>()
  readonly #symbolOf = new Map<OrderId, Symbol>()

  /** By symbol; only those of which somebody waits. */
  get bySymbol(): ReadonlyMap<Symbol, ReadonlySet<OrderId>> {
    return this.#bySymbol
  }

  /** After these orders may have come or gone. Makes everything anew when the books hold others than were told of, as at the start. */
  update(state: Pick<AccountState, "orders" | "waiting">, touched: Iterable<OrderId>): void {
    for (const orderId of touched) {
      if (state.waiting.has(orderId)) this.#add(state, orderId)
      else this.#remove(orderId)
    }
    if (this.#symbolOf.size === state.waiting.size) return
    this.#bySymbol.clear()
    this.#symbolOf.clear()
    for (const orderId of state.waiting) this.#add(state, orderId)
  }

  #add({ orders }: Pick<AccountState, "orders">, orderId: OrderId): void {
    const symbol = orders.get(orderId)?.symbol
    if (symbol === undefined || this.#symbolOf.has(orderId)) return
    this.#symbolOf.set(orderId, symbol)
    const line = this.#bySymbol.get(symbol)
    if (line === undefined) this.#bySymbol.set(symbol, new Set([orderId]))
    else line.add(orderId)
  }

  #remove(orderId: OrderId): void {
    const symbol = this.#symbolOf.get(orderId)
    if (symbol === undefined) return
    this.#symbolOf.delete(orderId)
    const line = this.#bySymbol.get(symbol)
    line?.delete(orderId)
    if (line?.size === 0) this.#bySymbol.delete(symbol)
  }
}
