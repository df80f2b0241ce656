// The fills that are loaded as one account of profit: folded oldest first, by account and symbol, and only what is new when fills were added at the end. When
// older ones are read, or one was corrected, it begins anew. Pure.

import type { FillRow } from "@okx-oms/api"
import { type FillProfit, type Holding, NOTHING_HELD, profitOf, type Terms } from "./fill-profit.ts"

export interface SymbolHolding extends Holding {
  readonly account: string
  readonly symbol: string
  /** When the first fill that counts took place. */
  readonly since: string
  readonly fills: number
}

export class FillLedger {
  readonly #termsOf: (fill: FillRow) => Terms | undefined
  #folded: readonly FillRow[] = []
  #profits = new Map<FillRow, FillProfit>()
  #holdings = new Map<string, SymbolHolding>()

  /** `termsOf` gives the same for a symbol as long as the ledger lives. */
  constructor(termsOf: (fill: FillRow) => Terms | undefined) {
    this.#termsOf = termsOf
  }

  /** Undefined: it is not in the ledger, or its instrument has no terms here. */
  profitOf(fill: FillRow): FillProfit | undefined {
    return this.#profits.get(fill)
  }

  /** By account and symbol, in no order. */
  get holdings(): ReadonlyMap<string, SymbolHolding> {
    return this.#holdings
  }

  /** All fills that are loaded, oldest first. */
  take(fills: readonly FillRow[]): void {
    const isLonger = this.#folded.every((fill, index) => fills[index] === fill)
    if (!isLonger) {
      this.#folded = []
      this.#profits = new Map()
      this.#holdings = new Map()
    }
    for (const fill of fills.slice(this.#folded.length)) this.#fold(fill)
    this.#folded = fills
  }

  #fold(fill: FillRow): void {
    const terms = this.#termsOf(fill)
    if (terms === undefined) return
    const key = holdingKey(fill)
    const known = this.#holdings.get(key)
    const { profit, held } = profitOf(fill, known ?? NOTHING_HELD, terms)
    const { account, symbol, at } = fill
    this.#profits.set(fill, profit)
    this.#holdings.set(key, { ...held, account, symbol, since: known?.since ?? at, fills: (known?.fills ?? 0) + 1 })
  }
}

export function holdingKey({ account, symbol }: Pick<FillRow, "account" | "symbol">): string {
  return `${account}/${symbol}`
}
