// Which orders a person looks for: words that may be anywhere among what names an order, and filters that are exact. Pure; the text of an order is made once
// and forgotten with it.

import type { OrderEntry } from "../live/order-entry.ts"
import { statusOf } from "../words/order-words.ts"
import { flagsOf, typeWord } from "./order-facts.ts"

export interface OrderFilter {
  /** Words, each of which is to be found: symbol, ids, strategy, state. */
  readonly search: string
  readonly symbol: string | undefined
  readonly strategy: string | undefined
  readonly side: "buy" | "sell" | undefined
}

export const NO_FILTER: OrderFilter = { search: "", symbol: undefined, strategy: undefined, side: undefined }

export function isFiltering({ search, symbol, strategy, side }: OrderFilter): boolean {
  return search.trim() !== "" || symbol !== undefined || strategy !== undefined || side !== undefined
}

/** The same list when nothing is looked for. */
export function filteredOrders(entries: readonly OrderEntry[], filter: OrderFilter): readonly OrderEntry[] {
  if (!isFiltering(filter)) return entries
  const { symbol, strategy, side } = filter
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter((entry) => {
    const { row } = entry
    if (symbol !== undefined && row.symbol !== symbol) return false
    if (strategy !== undefined && row.strategy !== strategy) return false
    if (side !== undefined && row.side !== side) return false
    if (words.length === 0) return true
    const text = textOf(entry)
    return words.every((word) => text.includes(word))
  })
}

const IDS = /^[A-Za-z0-9._:-]{6,64}$/

/** The search as an id that may be of an order of long ago; undefined when it cannot be one. */
export function idSought({ search }: OrderFilter): string | undefined {
  const text = search.trim()
  return IDS.test(text) && /\d/.test(text) ? text : undefined
}

const texts = new WeakMap<OrderEntry, string>()

function textOf(entry: OrderEntry): string {
  const known = texts.get(entry)
  if (known !== undefined) return known
  const { row } = entry
  const { word } = statusOf(row, 0)
  const text = [
    row.symbol,
    row.side,
    typeWord(row),
    row.strategy,
    row.account,
    word,
    row.state,
    row.orderId,
    row.clientOrderId,
    row.clOrdId,
    row.okxOrderId,
    row.price,
    row.pending.cancel !== null && "cancel requested",
    row.pending.amend !== null && "amend requested",
    ...flagsOf(row).map((flag) => flag.text),
    row.reason,
  ]
    .filter((part) => typeof part === "string")
    .join(" ")
    .toLowerCase()
  texts.set(entry, text)
  return text
}

/** What the filters offer: every symbol and strategy among the orders, in the order of the alphabet. */
export function choicesOf(entries: readonly OrderEntry[]): {
  readonly symbols: readonly string[]
  readonly strategies: readonly string[]
} {
  const symbols = new Set<string>()
  const strategies = new Set<string>()
  for (const { row } of entries) {
    symbols.add(row.symbol)
    strategies.add(row.strategy)
  }
  return { symbols: [...symbols].sort(), strategies: [...strategies].sort() }
}
