// Grids that run elsewhere: a program of its own that places by the API, such as the example that `npm start` runs. The server knows them by their orders alone,
// and so does the page: no plan, no health, no profit is claimed for them. Pure.

import { Decimals } from "@okx-oms/core"
import type { OrderEntry } from "../live/order-entry.ts"
import { decimalOf } from "./grid-facts.ts"
import { gridOrderName } from "./grid-names.ts"

export interface OutsideGrid {
  /** "account/strategy": unique. */
  readonly id: string
  readonly account: string
  readonly strategy: string
  readonly symbol: string
  /** Of the newest order. */
  readonly run: number
  readonly buys: number
  readonly sells: number
  readonly highestBuy: string | undefined
  readonly lowestSell: string | undefined
  /** Of its newest order, milliseconds. */
  readonly newestAt: number
}

interface Gathered {
  readonly first: OrderEntry
  readonly run: number
  readonly buys: string[]
  readonly sells: string[]
}

/** By the working orders; `isKnown` says which grids the server runs itself. Newest activity first. */
export function outsideGrids(
  working: readonly OrderEntry[],
  isKnown: (account: string, strategy: string) => boolean,
): readonly OutsideGrid[] {
  const byGrid = new Map<string, Gathered>()
  for (const entry of working) {
    const { row, account } = entry
    const name = gridOrderName(row.clientOrderId)
    if (name === undefined || name.strategy !== row.strategy || isKnown(account, row.strategy)) continue
    const id = `${account}/${row.strategy}`
    // Orders come newest first.
    const gathered = byGrid.get(id) ?? { first: entry, run: name.run, buys: [], sells: [] }
    byGrid.set(id, gathered)
    if (row.price !== null) (row.side === "buy" ? gathered.buys : gathered.sells).push(row.price)
  }
  return [...byGrid].map(([id, { first, run, buys, sells }]) => ({
    id,
    account: first.account,
    strategy: first.row.strategy,
    symbol: first.row.symbol,
    run,
    buys: buys.length,
    sells: sells.length,
    highestBuy: outermost(buys, 1),
    lowestSell: outermost(sells, -1),
    newestAt: first.createdAt,
  }))
}

function outermost(prices: readonly string[], sign: 1 | -1): string | undefined {
  return [...prices].sort((a, b) => sign * Decimals.compare(decimalOf(b), decimalOf(a)))[0]
}
