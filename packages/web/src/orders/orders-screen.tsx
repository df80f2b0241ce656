// The blotter: tabs with counts over the table of orders. Selecting, cancelling, amending and the timeline are built onto it.

import { useMemo, useState } from "react"
import { go, hrefOf, useRoute } from "../app/routes.ts"
import type { OrderEntry } from "../live/order-entry.ts"
import { ORDER_TABS, type OrderTab } from "../live/order-tabs.ts"
import { DataGrid } from "../ui/grid/data-grid.tsx"
import type { Selected } from "../ui/grid/grid-column.ts"
import { Empty, Loading, Problem } from "../ui/notice.tsx"
import { Screen } from "../ui/screen.tsx"
import { Tabs } from "../ui/tabs.tsx"
import { orderColumns } from "./order-columns.tsx"
import { useInstrumentsOf, useOrderList, useTabCounts } from "./use-order-lists.ts"
import "./orders.css"

const TAB_TITLES: Readonly<Record<OrderTab, string>> = {
  working: "Working",
  "in-doubt": "In doubt",
  filled: "Filled",
  rejected: "Rejected",
  cancelled: "Cancelled",
  all: "All",
}
const EMPTY_WORDS: Readonly<Record<OrderTab, readonly [title: string, words: string]>> = {
  working: [
    "No order is working",
    "An order that is placed here, by a strategy or by the command oms appears at once.",
  ],
  "in-doubt": [
    "No order is in doubt",
    "Here stands every order of which it is not known whether OKX has it, until that is found out.",
  ],
  filled: ["Nothing was filled yet", "An order comes here when it is filled in full."],
  rejected: [
    "Nothing was rejected",
    "Orders that our checks or OKX refused stand here with the reason, and those that were never sent.",
  ],
  cancelled: ["Nothing was cancelled", "Orders come here when OKX confirms their cancel, or when they expire."],
  all: ["No order yet", "Place one by the ticket (B or S), or start a grid."],
}

const keyOf = (entry: OrderEntry): string => entry.key
const versionOf = (entry: OrderEntry): number => entry.seq
const toneOf = (entry: OrderEntry): string | undefined => (entry.inDoubt ? "doubt" : undefined)

export function OrdersScreen() {
  const { query } = useRoute()
  const tab = ORDER_TABS.find((one) => one === query.tab) ?? "working"
  const counts = useTabCounts()
  const list = useOrderList(tab)
  const instrumentsOf = useInstrumentsOf()
  const columns = useMemo(() => orderColumns(instrumentsOf), [instrumentsOf])
  const [selected, setSelected] = useState<Selected>(new Set<string>())
  const tabs = ORDER_TABS.map((id) => ({
    id,
    title: TAB_TITLES[id],
    count: counts[id],
    ...(id === "in-doubt" && { tone: "doubt" }),
  }))
  const [title, words] = EMPTY_WORDS[tab]
  return (
    <Screen
      title="Orders"
      tools={
        <Tabs
          label="Which orders"
          tabs={tabs}
          chosen={tab}
          onChoose={(to) => go(hrefOf("orders", "", { tab: to }), { replace: true })}
          panelId="orders-panel"
        />
      }
    >
      <div id="orders-panel" className="orders-panel" role="tabpanel" aria-labelledby={`orders-panel-${tab}`}>
        <DataGrid
          label={`${TAB_TITLES[tab]} orders`}
          name="orders"
          items={list.entries}
          idOf={keyOf}
          columns={columns}
          selected={selected}
          onSelect={setSelected}
          versionOf={versionOf}
          toneOf={toneOf}
          onNearEnd={list.readMore}
          footer={list.isReadingMore && "older ones are being read…"}
          empty={
            list.error !== null ? (
              <Problem what="Orders" error={list.error} />
            ) : list.isKnown ? (
              <Empty title={title}>{words}</Empty>
            ) : (
              <Loading what="orders" />
            )
          }
        />
      </div>
    </Screen>
  )
}
