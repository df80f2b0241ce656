// The orders of a tab as the blotter shows them: those in memory by the stream, those of the past by pages, each order once. And how many there are in all.

import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { useCallback, useMemo } from "react"
import { useOneAccount, useOrderStats, useOrders, useSelected } from "../live/hooks.ts"
import { entryOfRow, mergedEntries, type OrderEntry } from "../live/order-entry.ts"
import { type OrderTab, TAB_STATES } from "../live/order-tabs.ts"
import { instrumentsQuery, ordersQuery } from "../live/queries.ts"
import type { Instruments } from "./order-columns.tsx"

export interface OrderList {
  readonly entries: readonly OrderEntry[]
  /** False until the stream told the state. */
  readonly isKnown: boolean
  readonly isReadingMore: boolean
  readonly error: Error | null
  readonly readMore: () => void
}

/** Of several accounts side by side the past is that of the first: the others' comes when they are looked at alone. */
export function useOrderList(tab: OrderTab): OrderList {
  const live = useOrders(tab)
  const account = useOneAccount()
  const isKnown = useSelected((store) => store.names.length > 0 && store.inScope("all").every(({ isWhole }) => isWhole))
  const isPast = tab !== "working" && tab !== "in-doubt"
  const state = tab === "all" ? "all" : isPast ? TAB_STATES[tab].join(",") : "open"
  const past = useInfiniteQuery({ ...ordersQuery(account ?? "", { state }), enabled: isPast && account !== undefined })
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, error } = past
  const pastEntries = useMemo(
    () => (isPast ? (data?.pages ?? []).flatMap(({ orders }) => orders.map(entryOfRow)) : []),
    [data, isPast],
  )
  const entries = useMemo(() => {
    const merged = mergedEntries(live, pastEntries)
    // A page of before may hold an order that the stream has under another tab by now.
    return tab === "all" || !isPast ? merged : merged.filter((entry) => TAB_STATES[tab].includes(entry.state))
  }, [live, pastEntries, tab, isPast])
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  return { entries, isKnown, isReadingMore: isFetchingNextPage, error: isPast ? error : null, readMore }
}

/** How many orders are under each tab, those that left memory included. */
export function useTabCounts(): Readonly<Record<OrderTab, number | undefined>> {
  const stats = useOrderStats()
  return {
    working: stats?.active,
    "in-doubt": stats?.inDoubt,
    filled: stats?.filled,
    rejected: stats === undefined ? undefined : stats.rejected + stats.failed,
    cancelled: stats === undefined ? undefined : stats.cancelled + stats.expired,
    all: stats?.total,
  }
}

/** The instruments of every account: those of the first one, which all of a server share for now, or of each where they differ. */
export function useInstrumentsOf(): (account: string) => Instruments | undefined {
  const account = useOneAccount()
  const { data } = useQuery({ ...instrumentsQuery(account ?? ""), enabled: account !== undefined })
  return useCallback(() => data, [data])
}
