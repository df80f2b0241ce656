// Which orders are under which tab, kept as they change: an order's tab is looked at when the order changes, never all orders anew. Pure; lists are made when
// somebody asks and kept until the tab changes.

import type { OrderRow } from "@okx-oms/api"
import { newestFirst, type OrderEntry } from "./order-entry.ts"

export const ORDER_TABS = ["working", "in-doubt", "filled", "rejected", "cancelled", "all"] as const
export type OrderTab = (typeof ORDER_TABS)[number]

/** The states of each tab; in-doubt is no state, and working has those in doubt too: they may rest at OKX. */
export const TAB_STATES: Readonly<Record<Exclude<OrderTab, "in-doubt" | "all">, readonly OrderRow["state"][]>> = {
  working: ["Created", "Validated", "Submitted", "Acknowledged", "PartiallyFilled"],
  filled: ["Filled"],
  rejected: ["Rejected", "Failed"],
  cancelled: ["Cancelled", "Expired"],
}

export function tabsOf({ state, inDoubt }: Pick<OrderEntry, "state" | "inDoubt">): readonly OrderTab[] {
  const tabs: OrderTab[] = ["all"]
  for (const [tab, states] of Object.entries(TAB_STATES)) if (states.includes(state)) tabs.push(tab as OrderTab)
  if (inDoubt) tabs.push("in-doubt")
  return tabs
}

/** More changes than these at once, and a list is made anew instead of mended. */
const MENDED_MAX = 500

export class OrderTabs {
  readonly #tabs = new Map<OrderTab, TabList>(ORDER_TABS.map((tab) => [tab, new TabList()]))

  get(key: string): OrderEntry | undefined {
    return this.#of("all").get(key)
  }

  put(entry: OrderEntry): void {
    const tabs = tabsOf(entry)
    for (const tab of ORDER_TABS) {
      if (tabs.includes(tab)) this.#of(tab).put(entry)
      else this.#of(tab).remove(entry.key)
    }
  }

  /** It left memory; the history has it. */
  remove(key: string): void {
    for (const tab of ORDER_TABS) this.#of(tab).remove(key)
  }

  clear(): void {
    for (const tab of ORDER_TABS) this.#tabs.set(tab, new TabList())
  }

  size(tab: OrderTab): number {
    return this.#of(tab).size
  }

  /** Newest first; the same array until the tab changes. */
  list(tab: OrderTab): readonly OrderEntry[] {
    return this.#of(tab).list()
  }

  #of(tab: OrderTab): TabList {
    const list = this.#tabs.get(tab)
    if (list === undefined) throw new Error("Invariant: every tab has its list")
    return list
  }
}

/** The orders of one tab. A few changes among ten thousand are put into a copy of the list of before, each at the place that its age gives it. */
class TabList {
  readonly #members = new Map<string, OrderEntry>()
  #list: readonly OrderEntry[] = []
  /** What the list has of each order that changed since: undefined for those that it has not. */
  #changed = new Map<string, OrderEntry | undefined>()

  get size(): number {
    return this.#members.size
  }

  get(key: string): OrderEntry | undefined {
    return this.#members.get(key)
  }

  put(entry: OrderEntry): void {
    this.#note(entry.key)
    this.#members.set(entry.key, entry)
  }

  remove(key: string): void {
    if (!this.#members.has(key)) return
    this.#note(key)
    this.#members.delete(key)
  }

  list(): readonly OrderEntry[] {
    if (this.#changed.size === 0) return this.#list
    this.#list =
      this.#changed.size > MENDED_MAX ? [...this.#members.values()].reverse().sort(newestFirst) : this.#mended()
    this.#changed = new Map()
    return this.#list
  }

  #note(key: string): void {
    if (!this.#changed.has(key)) this.#changed.set(key, this.#members.get(key))
  }

  #mended(): readonly OrderEntry[] {
    const list = [...this.#list]
    for (const [key, before] of this.#changed) {
      const after = this.#members.get(key)
      const isInPlace = before !== undefined && after !== undefined && newestFirst(before, after) === 0
      if (isInPlace) list[placeOf(after, list)] = after
      else {
        if (before !== undefined) list.splice(placeOf(before, list), 1)
        if (after !== undefined) list.splice(placeOf(after, list), 0, after)
      }
    }
    return list
  }
}

/** Where the entry stands in the list, or would stand. */
function placeOf(entry: OrderEntry, list: readonly OrderEntry[]): number {
  let from = 0
  let to = list.length
  while (from < to) {
    const middle = (from + to) >> 1
    const other = list[middle]
    if (other !== undefined && newestFirst(other, entry) < 0) from = middle + 1
    else to = middle
  }
  return from
}
