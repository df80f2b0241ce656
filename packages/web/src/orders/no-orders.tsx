// What stands in place of the rows when there are none: still being read, could not be read, nothing there yet, or nothing that fits.

import type { OrderTab } from "../live/order-tabs.ts"
import { Button } from "../ui/button.tsx"
import { Empty, Loading, Problem } from "../ui/notice.tsx"
import type { OrderList } from "./use-order-lists.ts"

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

interface NoOrdersProps {
  readonly list: OrderList
  readonly tab: OrderTab
  readonly isFiltered: boolean
  readonly onClear: () => void
}

export function NoOrders({ list, tab, isFiltered, onClear }: NoOrdersProps) {
  const [title, words] = EMPTY_WORDS[tab]
  if (list.error !== null) return <Problem what="Orders" error={list.error} onRetry={list.readAnew} />
  if (!list.isKnown) return <Loading what="orders" />
  if (!isFiltered || list.all.length === 0) return <Empty title={title}>{words}</Empty>
  return (
    <div className="place">
      <p className="place-title">No order fits</p>
      <p className="soft">
        {list.all.length.toLocaleString("en")} under this tab do not.
        {list.hasMore && " Older ones are read as they are needed; a whole id is looked for in all of them."}
      </p>
      <Button onClick={onClear}>Show all of them</Button>
    </div>
  )
}
