// Sums over the fills that are shown: volume, fees by currency, what was bought and sold, and what the same fills realised. Exact; shares alone are rounded.
// Pure; relies on the ledger for the profit of each fill.

import type { FillRow } from "@okx-oms/api"
import { type Decimal, Decimals, decimal } from "@okx-oms/core"
import type { FillProfit } from "./fill-profit.ts"

const { add, multiply, divide, isZero, ZERO } = Decimals

export interface Totals {
  readonly fills: number
  /** Price times quantity, by quote currency. Of inverse contracts and unknown instruments nothing. */
  readonly volume: ReadonlyMap<string, Decimal>
  /** By currency; below zero is charged. */
  readonly fees: ReadonlyMap<string, Decimal>
  /** Realised without fees, by quote currency. */
  readonly gross: ReadonlyMap<string, Decimal>
  /** The same with the fees that could be valued. */
  readonly net: ReadonlyMap<string, Decimal>
  /** Fees in third currencies that net does not contain. */
  readonly otherFees: ReadonlyMap<string, Decimal>
  /** Percent of the volume that was made, not taken, with one digit; undefined where nothing has a value. */
  readonly makerPct: Decimal | undefined
  /** Fills whose profit is not told. */
  readonly untold: number
  /** Stand-ins that OKX's own word will replace. */
  readonly provisional: number
}

export interface SymbolTotals extends Totals {
  readonly account: string
  readonly symbol: string
  readonly bought: Decimal
  readonly sold: Decimal
  /** The oldest fill that is counted. */
  readonly since: string
}

type Sums = Map<string, Decimal>

class Sum {
  fills = 0
  untold = 0
  provisional = 0
  readonly volume: Sums = new Map()
  readonly fees: Sums = new Map()
  readonly gross: Sums = new Map()
  readonly net: Sums = new Map()
  readonly otherFees: Sums = new Map()
  #all = ZERO
  #made = ZERO

  take(fill: FillRow, profit: FillProfit | undefined, quote: string): void {
    this.fills++
    if (fill.provisional) this.provisional++
    for (const { currency, amount } of fill.fees) addTo(this.fees, currency, decimal(amount))
    if (profit === undefined) {
      this.untold++
      return
    }
    addTo(this.volume, quote, profit.value)
    addTo(this.gross, quote, profit.gross)
    addTo(this.net, quote, profit.net)
    for (const { currency, amount } of profit.otherFees) addTo(this.otherFees, currency, decimal(amount))
    this.#all = add(this.#all, profit.value)
    if (fill.liquidity === "maker") this.#made = add(this.#made, profit.value)
  }

  /** Of several quote currencies the share means little: it is told for all the same, as the share of amounts. */
  get makerPct(): Decimal | undefined {
    if (isZero(this.#all)) return undefined
    return divide(multiply(this.#made, decimal("100")), this.#all, { scale: 1, rounding: "halfEven" })
  }

  get totals(): Totals {
    const { fills, volume, fees, gross, net, otherFees, makerPct, untold, provisional } = this
    return { fills, volume, fees, gross, net, otherFees, makerPct, untold, provisional }
  }
}

/** Newest first, as they are shown. */
export function totalsOf(
  fills: readonly FillRow[],
  { profitOf, quoteOf }: { profitOf: (fill: FillRow) => FillProfit | undefined; quoteOf: (fill: FillRow) => string },
): { readonly all: Totals; readonly symbols: readonly SymbolTotals[] } {
  const all = new Sum()
  const bySymbol = new Map<string, { sum: Sum; first: FillRow; bought: Decimal; sold: Decimal }>()
  for (const fill of fills) {
    const profit = profitOf(fill)
    const quote = quoteOf(fill)
    const key = `${fill.symbol} ${fill.account}`
    const one = bySymbol.get(key) ?? { sum: new Sum(), first: fill, bought: ZERO, sold: ZERO }
    bySymbol.set(key, one)
    one.first = fill
    const quantity = decimal(fill.quantity)
    if (fill.side === "buy") one.bought = add(one.bought, quantity)
    else one.sold = add(one.sold, quantity)
    one.sum.take(fill, profit, quote)
    all.take(fill, profit, quote)
  }
  const symbols = [...bySymbol.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { sum, first, bought, sold }]) => {
      const { account, symbol, at } = first
      return { ...sum.totals, account, symbol, since: at, bought, sold }
    })
  return { all: all.totals, symbols }
}

function addTo(sums: Sums, currency: string, amount: Decimal): void {
  sums.set(currency, add(sums.get(currency) ?? ZERO, amount))
}
