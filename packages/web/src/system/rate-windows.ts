// OKX's rate limits in words, and how tight each was within the last minute: a window of two seconds is empty again before anybody has read its bar. Pure.

import type { RateBudget } from "@okx-oms/api"

export interface WindowRow {
  readonly name: string
  readonly title: string
  /** An instrument, a connection; "" for what is counted as one. */
  readonly about: string
  readonly left: number
  readonly limit: number
  readonly windowMs: number | null
  readonly closedForMs: number
  /** The least that was left while it was watched, within the last minute. */
  readonly leastLeft: number
}

const KEPT_MS = 60_000
export const WINDOWS_MAX = 60

const TITLES: Readonly<Record<string, string>> = {
  "place-single": "New orders, one by one",
  "place-batch": "New orders, in batches",
  "amend-single": "Amendments, one by one",
  "amend-batch": "Amendments, in batches",
  "cancel-single": "Cancels, one by one",
  "cancel-batch": "Cancels, in batches",
  "account-orders": "New and amended orders of the account",
  connect: "New connections",
  subscribe: "Logins and subscriptions",
  "get-order": "Questions about one order",
  "orders-pending": "Lists of open orders",
  "orders-history": "Lists of closed orders",
  "orders-history-archive": "Lists of old orders",
  fills: "Lists of fills",
  "fills-history": "Lists of old fills",
  bills: "Lists of bills",
  "bills-archive": "Lists of old bills",
  balance: "Balances",
  positions: "Positions",
  time: "Exchange time",
  ticker: "Last price",
  books: "Order book",
  trades: "Trades of the market",
  candles: "Candles",
  "price-limit": "Price limits",
  "trade-fee": "Fee rates",
  "account-config": "Settings of the account",
  "account-instruments": "Instruments of the account",
  "public-instruments": "Instruments",
  "system-status": "OKX's notices",
  "cancel-all-after": "Dead-man's switch",
}

/** "place-single:BTC-USDT" -> what is counted, and of what. */
export function windowTitle(name: string): { readonly title: string; readonly about: string } {
  const colon = name.indexOf(":")
  const what = colon < 0 ? name : name.slice(0, colon)
  const about = colon < 0 ? "" : name.slice(colon + 1)
  return { title: TITLES[what] ?? what, about: what === "subscribe" ? `connection ${about}` : about }
}

interface Seen {
  readonly row: WindowRow
  readonly seenAt: number
  readonly leastAt: number
}

/** Remembers windows for a minute after they were last in use, and how tight they were. */
export class WindowMemory {
  readonly #seen = new Map<string, Seen>()

  /** Those in use now or lately, the tightest first. */
  take(windows: RateBudget["windows"], now: number): readonly WindowRow[] {
    const named = new Map(windows.map((window) => [window.name, window]))
    for (const [name, seen] of this.#seen) {
      if (named.has(name)) continue
      if (now - seen.seenAt > KEPT_MS) this.#seen.delete(name)
      else this.#seen.set(name, { ...seen, row: { ...seen.row, left: seen.row.limit, closedForMs: 0 } })
    }
    for (const window of windows) {
      const before = this.#seen.get(window.name)
      const isLess = before === undefined || window.left <= before.row.leastLeft || now - before.leastAt > KEPT_MS
      const leastLeft = isLess ? window.left : before.row.leastLeft
      this.#seen.set(window.name, {
        row: { ...window, ...windowTitle(window.name), leastLeft },
        seenAt: now,
        leastAt: isLess ? now : before.leastAt,
      })
    }
    return [...this.#seen.values()]
      .map(({ row }) => row)
      .sort((a, b) => a.leastLeft / a.limit - b.leastLeft / b.limit || (a.name < b.name ? -1 : 1))
      .slice(0, WINDOWS_MAX)
  }
}
