// The newest word of the exchange on prices, balances and positions: facts for the checks, not part of the books. Nothing of it is journaled; after
// a restart it is empty until told again, and what cannot be checked meanwhile is denied.

import {
  type Balance,
  Decimals,
  type ExchangeInput,
  type ExchangePosition,
  type Millis,
  millis,
  type Price,
  type Symbol,
} from "@okx-oms/core"

type MarketInput = Extract<ExchangeInput, { type: "PriceReport" | "BalanceReport" | "PositionReport" }>

export class MarketView {
  readonly #prices = new Map<Symbol, { price: Price; at: Millis }>()
  readonly #balances = new Map<string, Balance>()
  readonly #positions = new Map<Symbol, ExchangePosition>()
  /** A whole reading of the account was seen. */
  #knowsAll = false

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

  /** Every currency that the account has: of any other it has nothing, until a push says otherwise. */
  takeAll(balances: readonly Balance[]): void {
    for (const balance of balances) {
      if (!this.#balances.has(balance.currency)) this.#balances.set(balance.currency, balance)
    }
    this.#knowsAll = true
  }

  balance(currency: string): Balance | undefined {
    return this.#balances.get(currency) ?? (this.#knowsAll ? { ...NOTHING, currency } : undefined)
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

const NOTHING = { total: Decimals.ZERO, available: Decimals.ZERO, updatedAt: millis(0) } as const

function keepNewer<Key, Value extends { readonly updatedAt: Millis }>(
  map: Map<Key, Value>,
  key: Key,
  value: Value,
): void {
  const known = map.get(key)
  if (known === undefined || value.updatedAt >= known.updatedAt) map.set(key, value)
}
