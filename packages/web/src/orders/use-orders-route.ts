// What the address says of the blotter: the tab, what is looked for, the order whose timeline is open. Loading the page anew, or sending somebody the address,
// shows the same.

import { ORDER_SIDES } from "@okx-oms/core"
import { useCallback, useMemo } from "react"
import { go, hrefOf, useRoute } from "../app/routes.ts"
import { ORDER_TABS, type OrderTab } from "../live/order-tabs.ts"
import type { OrderFilter } from "./order-search.ts"

export interface OrdersRoute {
  readonly tab: OrderTab
  readonly filter: OrderFilter
  /** "account/orderId" of the open timeline. */
  readonly open: string | undefined
  readonly choose: (tab: OrderTab) => void
  readonly look: (change: Partial<OrderFilter>) => void
  readonly openOrder: (key: string | undefined) => void
}

/** The address of an order's timeline, for links from other screens. */
export function orderHref(key: string): string {
  return hrefOf("orders", "", { tab: "all", order: key })
}

export function useOrdersRoute(): OrdersRoute {
  const { query } = useRoute()
  const tab = ORDER_TABS.find((one) => one === query.tab) ?? "working"
  const { search = "", symbol, strategy } = query
  const side = ORDER_SIDES.find((one) => one === query.side)
  const filter = useMemo(() => ({ search, symbol, strategy, side }), [search, symbol, strategy, side])
  const change = useCallback(
    (to: Readonly<Record<string, string | undefined>>, options: { readonly replace: boolean }) => {
      const wanted = Object.entries({ ...query, ...to }).filter(([, value]) => value !== undefined && value !== "")
      go(hrefOf("orders", "", Object.fromEntries(wanted)), options)
    },
    [query],
  )
  return {
    tab,
    filter,
    open: query.order,
    choose: (to) => change({ tab: to }, { replace: true }),
    look: (to) => change({ ...to }, { replace: true }),
    // A step back closes it: on a phone that is how one leaves.
    openOrder: (key) => change({ order: key }, { replace: key === undefined }),
  }
}
