// The orders of a tab as the blotter shows them: those in memory by the stream, those of the past by pages, each order once; the one that is looked for by its id
// even when it is of long ago. And how many there are in all.

import { OmsProblem, type OrderRow } from "@okx-oms/api"
import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { useCallback, useDeferredValue, useMemo } from "react"
import { type AccountPage, wholeSince } from "../live/account-pages.ts"
import { useOneAccount, useOrder, useOrderStats, useOrders, useScopedAccounts, useSelected } from "../live/hooks.ts"
import { accountOfKey, entryOfRow, mergedEntries, type OrderEntry } from "../live/order-entry.ts"
import { type OrderTab, TAB_STATES } from "../live/order-tabs.ts"
import { instrumentsQuery, orderQuery, ordersQuery, useAccountQueries } from "../live/queries.ts"
import type { Steps } from "./order-facts.ts"
import { filteredOrders, idSought, type OrderFilter } from "./order-search.ts"

export interface OrderList {
  /** Of the tab, before they are filtered. */
  readonly all: readonly OrderEntry[]
  /** Those that fit what is looked for. */
  readonly entries: readonly OrderEntry[]
  /** Another one when the tab or what is looked for is. */
  readonly listKey: string
  /** False until the stream told the state. */
  readonly isKnown: boolean
  readonly isReadingMore: boolean
  /** More of the past can be read. */
  readonly hasMore: boolean
  /** The next page of it could not be read. */
  readonly isMoreRefused: boolean
  readonly error: Error | null
  /** Accounts whose past could not be read, while others' could. */
  readonly faults: readonly AccountPage<OrderRow>[]
  /** As one scrolls; a page that could not be read is not asked for again. */
  readonly readOn: () => void
  /** One more page, as a person wishes. */
  readonly readMore: () => void
  readonly readAnew: () => void
}

export function useOrderList(tab: OrderTab, filter: OrderFilter): OrderList {
  const live = useOrders(tab)
  const accounts = useScopedAccounts()
  const isKnown = useSelected((store) => store.names.length > 0 && store.inScope("all").every(({ isWhole }) => isWhole))
  const isPast = tab !== "working" && tab !== "in-doubt"
  const state = tab === "all" ? "all" : isPast ? TAB_STATES[tab].join(",") : "open"
  const { symbol, strategy } = filter
  const query = { state, ...(symbol !== undefined && { symbol }), ...(strategy !== undefined && { strategy }) }
  const past = useInfiniteQuery({ ...ordersQuery(accounts, query), enabled: isPast && accounts.length > 0 })
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, refetch, error } = past
  const pastEntries = useMemo(() => (isPast && data !== undefined ? entriesOf(data.pages) : []), [data, isPast])
  const all = useMemo(() => {
    const merged = mergedEntries(live, pastEntries)
    // A page of before may hold an order that the stream has under another tab by now.
    return tab === "all" || !isPast ? merged : merged.filter((entry) => TAB_STATES[tab].includes(entry.state))
  }, [live, pastEntries, tab, isPast])
  // Typing stays quick while ten thousand orders are gone through.
  const wanted = useDeferredValue(filter)
  const found = useMemo(() => filteredOrders(all, wanted), [all, wanted])
  const sought = useSought(found.length === 0 ? idSought(wanted) : undefined)
  const entries = useMemo(() => (found.length === 0 && sought !== undefined ? [sought] : found), [found, sought])
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const readOn = useCallback(() => {
    if (!isFetchNextPageError) readMore()
  }, [isFetchNextPageError, readMore])
  return {
    all,
    entries,
    listKey: `${tab} ${Object.values(wanted).join("|")}`,
    isKnown,
    isReadingMore: isFetchingNextPage,
    hasMore: isPast && hasNextPage,
    isMoreRefused: isPast && isFetchNextPageError && !isFetchingNextPage,
    error: isPast ? error : null,
    faults: isPast ? (data?.pages[0]?.filter(({ fault }) => fault !== undefined) ?? []) : [],
    readOn,
    readMore,
    readAnew: () => void refetch(),
  }
}

/** Without what lies further back than every account is read: between its rows those of others will come. */
function entriesOf(pages: readonly (readonly AccountPage<OrderRow>[])[]): readonly OrderEntry[] {
  const from = wholeSince(pages, ({ createdAt }) => createdAt)
  const rows = pages.flat().flatMap((page) => page.rows)
  return rows.filter(({ createdAt }) => createdAt >= from).map(entryOfRow)
}

/** An order of any age by one of its ids, when no list has it. */
function useSought(id: string | undefined): OrderEntry | undefined {
  const answers = useAccountQueries((account) => {
    // Never the order that was looked for before.
    const { placeholderData: _before, ...query } = orderQuery(account, id ?? "")
    return { ...query, enabled: id !== undefined, retry: false }
  })
  const data = answers.find((answer) => answer.data !== undefined)?.data
  const live = useOrder(data === undefined ? undefined : `${data.account}/${data.orderId}`)
  const past = useMemo(() => (data === undefined ? undefined : entryOfRow(data)), [data])
  return id === undefined ? undefined : (live ?? past)
}

/** The order of a key, from memory or from the history; `error` when there is none. */
export function useOneOrder(key: string): {
  readonly entry: OrderEntry | undefined
  readonly error: Error | null
  readonly isPending: boolean
} {
  const account = accountOfKey(key)
  const live = useOrder(key)
  const isWhole = useSelected((store) => store.account(account)?.isWhole === true)
  const { placeholderData: _before, ...query } = orderQuery(account, key.slice(account.length + 1))
  const { data, error, isPending } = useQuery({
    ...query,
    enabled: live === undefined && isWhole,
    retry: (count, problem) => count < 2 && !(problem instanceof OmsProblem && problem.status === 404),
  })
  const past = useMemo(() => (data === undefined ? undefined : entryOfRow(data)), [data])
  const entry = live ?? past
  return { entry, error: entry === undefined ? error : null, isPending: entry === undefined && isPending }
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

/** Steps and sizes of an order's instrument: those of the first account, which all of a server share. The same function until they are read anew. */
export function useSteps(): (row: Pick<OrderRow, "symbol">) => Steps | undefined {
  const account = useOneAccount()
  const { data } = useQuery({ ...instrumentsQuery(account ?? ""), enabled: account !== undefined })
  return useCallback(({ symbol }) => data?.get(symbol), [data])
}
