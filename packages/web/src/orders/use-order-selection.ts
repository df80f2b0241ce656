// Which orders are selected: those of one tab that are still among its rows, and of those the ones that a cancel makes sense for.

import { useMemo, useState } from "react"
import type { OrderEntry } from "../live/order-entry.ts"
import type { OrderTab } from "../live/order-tabs.ts"
import type { Selected } from "../ui/grid/grid-column.ts"
import { whyNotCancel } from "./order-facts.ts"

const NONE: Selected = new Set<string>()

/** What is selected among the rows that are there; it begins anew with each tab. */
export function useOrderSelection(entries: readonly OrderEntry[], tab: OrderTab) {
  const [chosen, setChosen] = useState<{ readonly tab: OrderTab; readonly keys: Selected }>({ tab, keys: NONE })
  const keys = chosen.tab === tab ? chosen.keys : NONE
  const present = useMemo(() => (keys.size === 0 ? [] : entries.filter(({ key }) => keys.has(key))), [entries, keys])
  const selected = useMemo(() => (present.length === 0 ? NONE : new Set(present.map(({ key }) => key))), [present])
  const cancellable = useMemo(() => present.filter(({ row }) => whyNotCancel(row) === undefined), [present])
  return {
    selected,
    cancellable,
    select: (to: Selected) => setChosen({ tab, keys: to }),
    none: () => setChosen({ tab, keys: NONE }),
  }
}
