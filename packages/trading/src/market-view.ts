// The newest word of the exchange on prices, balances and positions: facts for the checks, not part of the books. Nothing of it is journaled; after
// a restart it is empty until told again, and what cannot be checked meanwhile is denied.

import type { Balance, ExchangeInput, ExchangePosition, Millis, Price, Symbol } from "@okx-oms/core"

type MarketInput = Extract<ExchangeInput, { type: "PriceReport" | "BalanceReport" | "PositionReport" }>

export class MarketView {
  readonly #prices = new Map<Symbol, { price: Price; at: Millis }>()
  readonly #balances = new Map<string, Balance>()
  readonly #positions = new Map<Symbol, ExchangePosition>()

  /** `now` is monotonic. */
  take(input: MarketInput, now: Millis): void {
    switch (input.type) {
      case "PriceReport":
        this.#prices.set(input.symbol, { price: input.lastPrice, at: now })
        return
      case "BalanceReport":
        for (const balance of input.balances) keepNewer(this.#balances, balance.currency, balance)
        return
      case "PositionReport":
        for (const position of input.positions) keepNewer(this.#positions, position.symbol, position)
        return
    }
  }

  lastPrice(symbol: Symbol, now: Millis): { price: Price; ageMs: number } | undefined {
    const known = this.#prices.get(symbol)
    return known === undefined ? undefined : { price: known.price, ageMs: now - known.at }
  }

  balance(currency: string): Balance | undefined {
    return this.#balances.get(currency)
  }

  position(symbol: Symbol): ExchangePosition | undefined {
    return this.#positions.get(symbol)
  }

  balances(): readonly Balance[] {
    return [...this.#balances.values()]
  }

  positions(): readonly ExchangePosition[] {
    return [...this.#positions.values()]
  }
}

function keepNewer<Key, Value extends { readonly updatedAt: Millis }>(
  map: Map<Key, Value>,
  key: Key,
  value: Value,
): void {
  const known = map.get(key)
  if (known === undefined || value.updatedAt >= known.updatedAt) map.set(key, value)
}
