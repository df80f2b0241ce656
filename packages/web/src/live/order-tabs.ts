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

export class OrderTabs {
  readonly #members = new Map<OrderTab, Map<string, OrderEntry>>(ORDER_TABS.map((tab) => [tab, new Map()]))
  readonly #lists = new Map<OrderTab, readonly OrderEntry[]>()

  get(key: string): OrderEntry | undefined {
    return this.#of("all").get(key)
  }

  put(entry: OrderEntry): void {
    const tabs = tabsOf(entry)
    for (const tab of ORDER_TABS) {
      const members = this.#of(tab)
      if (tabs.includes(tab)) members.set(entry.key, entry)
      else if (!members.delete(entry.key)) continue
      this.#lists.delete(tab)
    }
  }

  /** It left memory; the history has it. */
  remove(key: string): void {
    for (const tab of ORDER_TABS) if (this.#of(tab).delete(key)) this.#lists.delete(tab)
  }

  clear(): void {
    for (const members of this.#members.values()) members.clear()
    this.#lists.clear()
  }

  size(tab: OrderTab): number {
    return this.#of(tab).size
  }

  /** Newest first; the same array until the tab changes. */
  list(tab: OrderTab): readonly OrderEntry[] {
    const known = this.#lists.get(tab)
    if (known !== undefined) return known
    // Members come oldest first but for a few, which a sort of what is nearly sorted costs little.
    const list = [...this.#of(tab).values()].reverse().sort(newestFirst)
    this.#lists.set(tab, list)
    return list
  }

  #of(tab: OrderTab): Map<string, OrderEntry> {
    const members = this.#members.get(tab)
    if (members === undefined) throw new Error("Invariant: every tab has its members")
    return members
  }
}
