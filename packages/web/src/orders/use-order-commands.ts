// Keys and palette of the blotter: search, cancel, amend, timeline, the tabs. A cancel of several is armed by a first press; what it would do is said then.

import type { RefObject } from "react"
import { useCommands } from "../keys/use-keys.tsx"
import type { OrderEntry } from "../live/order-entry.ts"
import { ORDER_TABS, type OrderTab } from "../live/order-tabs.ts"
import type { GridHandle } from "../ui/grid/grid-column.ts"
import { useTell } from "../ui/notice.tsx"
import { counted } from "./order-desk.ts"
import { refOf, type useOrderActs, useOrderDesk } from "./use-order-desk.tsx"

export interface OrderCommandFacts {
  readonly grid: RefObject<GridHandle<OrderEntry> | null>
  readonly search: RefObject<HTMLInputElement | null>
  readonly entries: readonly OrderEntry[]
  /** Those selected for which a cancel makes sense. */
  readonly cancellable: readonly OrderEntry[]
  readonly selectedCount: number
  readonly tab: OrderTab
  readonly acts: ReturnType<typeof useOrderActs>
  readonly onChoose: (tab: OrderTab) => void
  readonly onOpen: (entry: OrderEntry) => void
  readonly onCancelAll: () => void
  readonly onSelectNone: () => void
}

export function useOrderCommands(facts: OrderCommandFacts): void {
  const { search, cancellable, selectedCount, acts, onOpen, onCancelAll } = facts
  const desk = useOrderDesk()
  const onRow = useRowAct(facts)
  const isBulk = selectedCount > 0
  const goTab = (step: number): void => {
    const at = ORDER_TABS.indexOf(facts.tab) + step
    const tab = ORDER_TABS[(at + ORDER_TABS.length) % ORDER_TABS.length]
    if (tab !== undefined) facts.onChoose(tab)
  }
  const group = "Orders"
  useCommands([
    {
      id: "orders.search",
      title: "Search orders",
      group,
      keys: "/",
      words: "find filter",
      run: () => search.current?.focus(),
    },
    {
      id: "orders.cancel",
      title: isBulk ? `Cancel the selected: ${counted(cancellable.length)}` : "Cancel the order of the row",
      group,
      keys: "x",
      ...(isBulk && { arm: `cancel ${counted(cancellable.length)}` }),
      off: isBulk && cancellable.length === 0 ? "None of the selected orders can be cancelled now." : undefined,
      run: () => {
        if (!isBulk) return onRow(acts.cancel)
        void desk.cancelMany(cancellable.map(refOf))
        facts.onSelectNone()
      },
    },
    {
      id: "orders.amend",
      title: "Amend the order of the row",
      group,
      keys: "e",
      words: "change price quantity edit",
      run: () => onRow(acts.amend),
    },
    {
      id: "orders.open",
      title: "Timeline of the order of the row",
      group,
      keys: "t",
      words: "events history",
      run: () => onRow(onOpen),
    },
    {
      id: "orders.cancel-all",
      title: "Cancel all working orders…",
      group,
      keys: "shift+x",
      words: "everything account",
      run: onCancelAll,
    },
    { id: "orders.tab-next", title: "Next tab", group, keys: "]", run: () => goTab(1) },
    { id: "orders.tab-previous", title: "Previous tab", group, keys: "[", run: () => goTab(-1) },
  ])
}

/** Does something with the order of the row that has the focus, or had it last. */
function useRowAct({ grid, entries }: OrderCommandFacts): (act: (entry: OrderEntry) => void) => void {
  const tell = useTell()
  return (act) => {
    const key = document.activeElement?.closest<HTMLElement>("[data-row]")?.dataset.row
    const entry = entries.find((one) => one.key === key) ?? grid.current?.current()
    if (entry === undefined) tell("No order has the focus: go to a row by the arrow keys, J or K.", "warn")
    else act(entry)
  }
}
