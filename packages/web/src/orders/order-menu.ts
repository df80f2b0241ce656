// What can be done with one row, as its menu offers it.

import type { OrderEntry } from "../live/order-entry.ts"
import type { RowMenuEntry } from "../ui/grid/grid-column.ts"
import { whyNotAmend, whyNotCancel } from "./order-facts.ts"
import type { useOrderActs } from "./use-order-desk.tsx"
import type { OrdersRoute } from "./use-orders-route.ts"

interface MenuActs {
  readonly acts: ReturnType<typeof useOrderActs>
  readonly open: (entry: OrderEntry) => void
  readonly look: OrdersRoute["look"]
}

export function orderMenu(entry: OrderEntry, { acts, open, look }: MenuActs): readonly RowMenuEntry[] {
  const { symbol, strategy } = entry.row
  return [
    { title: "Timeline", keys: "T", run: () => open(entry) },
    {
      title: "Amend",
      keys: "E",
      isOff: whyNotAmend(entry.row) !== undefined,
      run: () => setTimeout(() => acts.amend(entry)),
    },
    {
      title: "Cancel",
      keys: "X",
      tone: "bad",
      isOff: whyNotCancel(entry.row) !== undefined,
      run: () => acts.cancel(entry),
    },
    { title: `Only ${symbol}`, run: () => look({ symbol }) },
    { title: `Only ${strategy}`, run: () => look({ strategy }) },
    { title: "Copy the order's id", run: () => void navigator.clipboard?.writeText(entry.orderId) },
  ]
}
