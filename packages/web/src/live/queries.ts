// What is asked over HTTP, each with its name, its address in the cache and how often it is asked again. Screens use them with useQuery, or with
// useAccountQueries for every account in the scope. What the stream tells is not asked for here.

import type { CANDLE_BARS, FillsQuery, OmsClient, OrdersQuery } from "@okx-oms/api"
import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryFunction,
  queryOptions,
  type SkipToken,
  type UseQueryOptions,
  useQueries,
} from "@tanstack/react-query"
import { type Cursors, nextCursors, readAccounts } from "./account-pages.ts"
import { clientOf } from "./client.ts"
import { useScopedAccounts } from "./hooks.ts"

export type CandleBar = (typeof CANDLE_BARS)[number]

const FAST_MS = 1_000
const STEADY_MS = 2_000
const SLOW_MS = 5_000
const METRICS_MS = 10_000
const PAGE_ORDERS = 200
const INSTRUMENTS_PAGE = 500
const TIMELINE_PAGE = 500
const TIMELINE_PAGES_MAX = 4

// ---- the server ----------------------------------------------------------------------------------------------------------------

/** Figures of the process: how late its event loop runs, its memory. Read no more often than the server keeps them apart. */
export const metricsQuery = () =>
  queryOptions({ queryKey: ["metrics"], queryFn: () => clientOf().getMetrics(), refetchInterval: METRICS_MS })

/** Of the server that this page talks to. */
export const serverVersionQuery = () =>
  queryOptions({
    queryKey: ["server-version"],
    queryFn: async () => {
      const { info } = (await clientOf().getOpenApi()) as { readonly info?: { readonly version?: string } }
      return info?.version ?? "unknown"
    },
    staleTime: Number.POSITIVE_INFINITY,
  })

// ---- an account ----------------------------------------------------------------------------------------------------------------

/** Readiness, trading switch, feeds, dead-man's switch, clock, inbox. */
export const tradingQuery = (account: string) =>
  queryOptions({
    queryKey: ["trading", account],
    queryFn: () => clientOf(account).getTrading(),
    refetchInterval: STEADY_MS,
  })

/** Counts of all orders, latencies, throughput. */
export const statsQuery = (account: string) =>
  queryOptions({
    queryKey: ["stats", account],
    queryFn: () => clientOf(account).getStats(),
    refetchInterval: STEADY_MS,
  })

export const limitsQuery = (account: string) =>
  queryOptions({
    queryKey: ["limits", account],
    queryFn: () => clientOf(account).getLimits(),
    refetchInterval: SLOW_MS,
  })

export const rateBudgetQuery = (account: string) =>
  queryOptions({
    queryKey: ["rate-budget", account],
    queryFn: () => clientOf(account).getRateBudget(),
    refetchInterval: STEADY_MS,
  })

export const positionsQuery = (account: string) =>
  queryOptions({
    queryKey: ["positions", account],
    queryFn: () => clientOf(account).getPositions(),
    refetchInterval: STEADY_MS,
  })

export const balancesQuery = (account: string) =>
  queryOptions({
    queryKey: ["balances", account],
    queryFn: () => clientOf(account).getBalances(),
    refetchInterval: STEADY_MS,
  })

export const reconciliationQuery = (account: string) =>
  queryOptions({
    queryKey: ["reconciliation", account],
    queryFn: () => clientOf(account).getReconciliation(),
    refetchInterval: SLOW_MS,
  })

export const gridsQuery = (account: string) =>
  queryOptions({
    queryKey: ["grids", account],
    queryFn: () => clientOf(account).getGrids(),
    refetchInterval: STEADY_MS,
  })

// ---- orders and fills ----------------------------------------------------------------------------------------------------------

/** Pages of orders of any age of these accounts, newest first. */
export const ordersQuery = (accounts: readonly string[], query: Omit<OrdersQuery, "cursor" | "limit">) =>
  infiniteQueryOptions({
    queryKey: ["orders", accounts.join(), query],
    queryFn: ({ pageParam }) =>
      readAccounts(accounts, pageParam, async (account, cursor) => {
        const { orders, nextCursor } = await clientOf(account).getOrders({ ...query, limit: PAGE_ORDERS, ...cursor })
        return { rows: orders, nextCursor }
      }),
    initialPageParam: null as Cursors | null,
    getNextPageParam: nextCursors,
    // The newest come by the stream.
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  })

export const fillsQuery = (account: string, query: Omit<FillsQuery, "cursor" | "limit"> = {}) =>
  infiniteQueryOptions({
    queryKey: ["fills", account, query],
    queryFn: ({ pageParam }) =>
      clientOf(account).getFills({ ...query, limit: PAGE_ORDERS, ...(pageParam !== null && { cursor: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  })

/** With the steps of its life. `seq`, of the live row, asks anew when the order changed. */
export const orderQuery = (account: string, orderId: string, seq?: number) =>
  queryOptions({
    queryKey: ["order", account, orderId, seq],
    queryFn: () => clientOf(account).getOrder(orderId),
    placeholderData: keepPreviousData,
  })

/** Every event of one order with what went over the wire, oldest first; `nextCursor` is null unless there are very many. */
export const timelineQuery = (account: string, orderId: string, seq?: number) =>
  queryOptions({
    queryKey: ["timeline", account, orderId, seq],
    queryFn: () => wholeTimeline(clientOf(account), orderId),
    // The tables may be a moment behind the stream.
    refetchInterval: ({ state: { data } }) =>
      seq !== undefined && data !== undefined && data.seq < seq ? FAST_MS : false,
    placeholderData: keepPreviousData,
  })

async function wholeTimeline(client: OmsClient, orderId: string) {
  let timeline = await client.getTimeline(orderId, { limit: TIMELINE_PAGE })
  for (let page = 1; page < TIMELINE_PAGES_MAX && timeline.nextCursor !== null; page++) {
    const next = await client.getTimeline(orderId, { limit: TIMELINE_PAGE, cursor: timeline.nextCursor })
    timeline = { ...next, events: [...timeline.events, ...next.events] }
  }
  return timeline
}

// ---- markets -------------------------------------------------------------------------------------------------------------------

/** All of them by symbol: a few hundred, asked for once. */
export const instrumentsQuery = (account: string) =>
  queryOptions({
    queryKey: ["instruments", account],
    queryFn: async () => {
      const rows = await everyInstrument(clientOf(account))
      return new Map(rows.map((row) => [row.symbol, row]))
    },
    staleTime: 10 * 60_000,
  })

export const bookQuery = (account: string, symbol: string, depth = 20) =>
  queryOptions({
    queryKey: ["book", account, symbol, depth],
    queryFn: () => clientOf(account).getBook(symbol, { depth }),
    refetchInterval: FAST_MS,
  })

export const marketTradesQuery = (account: string, symbol: string, limit = 50) =>
  queryOptions({
    queryKey: ["market-trades", account, symbol, limit],
    queryFn: () => clientOf(account).getMarketTrades(symbol, { limit }),
    refetchInterval: STEADY_MS,
  })

async function everyInstrument(client: OmsClient) {
  const rows = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await client.getInstruments({ limit: INSTRUMENTS_PAGE, ...(cursor !== undefined && { cursor }) })
    rows.push(...page.instruments)
    cursor = page.nextCursor
  }
  return rows
}

// ---- several accounts side by side ---------------------------------------------------------------------------------------------

export interface OfAccount<Data> {
  readonly account: string
  readonly data: Data | undefined
  readonly error: Error | null
  readonly isPending: boolean
}

interface AccountQuery<Data> {
  readonly queryKey: readonly unknown[]
  readonly queryFn?: QueryFunction<Data, never> | SkipToken
}

/** The same question to every account in the scope: useAccountQueries(balancesQuery). */
export function useAccountQueries<Data>(query: (account: string) => AccountQuery<Data>): readonly OfAccount<Data>[] {
  const accounts = useScopedAccounts()
  const results = useQueries({ queries: accounts.map((account) => query(account) as UseQueryOptions<Data>) })
  return accounts.map((account, index) => {
    const { data, error = null, isPending = true } = results[index] ?? {}
    return { account, data, error, isPending }
  })
}
