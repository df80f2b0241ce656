// The fills of the scope as the screen shows them: pages of the past of every account, what the stream told since, and what all of them earned. When the stream
// may have left something out (a lost line, a resync, a correction, more fills than it keeps), the pages are read anew.

import type { FillRow, InstrumentRow } from "@okx-oms/api"
import { decimal } from "@okx-oms/core"
import {
  infiniteQueryOptions,
  keepPreviousData,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
  useQueryClient,
} from "@tanstack/react-query"
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react"
import { type Cursors, nextCursors, readAccounts } from "../live/account-pages.ts"
import { clientOf } from "../live/client.ts"
import { useLine, useLive, useLiveFills, useScopedAccounts, useSelected } from "../live/hooks.ts"
import { FILLS_KEPT } from "../live/live-account.ts"
import { instrumentsQuery, useAccountQueries } from "../live/queries.ts"
import { askedOf, dayStart, type FillFilter, matches, shownBy } from "./fill-filter.ts"
import { FillLedger } from "./fill-ledger.ts"
import type { FillProfit, Terms } from "./fill-profit.ts"
import { type FillPage, fillId, mergedFills, reachesBack } from "./loaded-fills.ts"

const PAGE_FILLS = 500
/** Pages that are read without being asked for: a filter may hide most of what is loaded. */
const PAGES_BY_ITSELF = 40
/** So many rows are wanted before nobody reads on by itself. */
const ROWS_WANTED = 60

/** A fill and what it earned: another object when either changes. */
export interface FillEntry {
  readonly id: string
  readonly fill: FillRow
  /** Undefined where the instrument has no terms here. */
  readonly profit: FillProfit | undefined
  readonly instrument: InstrumentRow | undefined
  readonly quote: string
}

export interface Fills {
  /** Newest first, filtered. */
  readonly entries: readonly FillEntry[]
  /** Loaded in all, before side and day are looked at. */
  readonly loaded: number
  readonly ledger: FillLedger
  /** Everything that fits symbol and strategy is loaded, back to the first. */
  readonly isWhole: boolean
  /** Everything that fits the whole filter is among the entries: what they add up to is all there is. */
  readonly isComplete: boolean
  /** There are older pages to ask for. */
  readonly hasMore: boolean
  readonly isPending: boolean
  readonly isReadingMore: boolean
  readonly error: Error | null
  /** Accounts whose fills could not be read, while others' could. */
  readonly faults: readonly FillPage[]
  /** As one scrolls; a page that could not be read is not asked for again. */
  readonly readOn: () => void
  /** One more page, as a person wishes. */
  readonly readMore: () => void
  /** Reads on until all is there, up to 20,000 more. */
  readonly readAll: () => void
  readonly readAgain: () => void
}

type Query = ReturnType<typeof askedOf>

export function useFills(filter: FillFilter): Fills {
  const accounts = useScopedAccounts()
  const { symbol, strategy, side, day } = filter
  const asked = useMemo(
    () => askedOf({ ...(symbol !== undefined && { symbol }), ...(strategy !== undefined && { strategy }) }),
    [symbol, strategy],
  )
  const past = useInfiniteQuery({ ...fillPagesQuery(accounts, asked), enabled: accounts.length > 0 })
  const { data, hasNextPage, isFetching, isFetchingNextPage, isFetchNextPageError, fetchNextPage, refetch } = past
  const live = useDeferredValue(useLiveFills())
  useFreshPages(past, live)
  const pages = data?.pages
  // Pages of the filter before stand in until those of this one are there.
  const loaded = useMemo(
    () => mergedFills(pages ?? [], live).filter((fill) => matches(asked, fill)),
    [pages, live, asked],
  )
  const entries = useEntries(loaded)
  const shown = useMemo(() => {
    const isShown = shownBy({ ...(side !== undefined && { side }), ...(day !== undefined && { day }) })
    return entries.list.filter(({ fill }) => isShown(fill))
  }, [entries.list, side, day])

  const [wanted, want] = useState<{ readonly asked: Query; readonly pages: number }>()
  const read = pages?.length ?? 0
  const isAllWanted = wanted?.asked === asked && read < wanted.pages
  const hasWholeDay = day !== undefined && reachesBack(pages ?? [], dayStart(day) ?? "")
  const isWanting = day === undefined ? side !== undefined && shown.length < ROWS_WANTED : !hasWholeDay
  const mayReadOn =
    hasNextPage && !isFetching && !isFetchNextPageError && (isAllWanted || (isWanting && read < PAGES_BY_ITSELF))
  const faults = useMemo(() => faultsOf(pages ?? []), [pages])
  const isWhole = pages !== undefined && !hasNextPage && faults.length === 0
  useEffect(() => {
    if (mayReadOn) void fetchNextPage()
  }, [mayReadOn, fetchNextPage])
  const readMore = (): void => {
    if (hasNextPage && !isFetching) void fetchNextPage()
  }
  return {
    entries: shown,
    loaded: loaded.length,
    ledger: entries.ledger,
    isWhole,
    // While the first page is read nothing is known to be missing.
    isComplete: past.isPending || isWhole || (hasWholeDay && faults.length === 0),
    hasMore: hasNextPage,
    isPending: past.isPending,
    isReadingMore: isFetchingNextPage || mayReadOn,
    error: past.error,
    faults,
    readOn: () => {
      if (!isFetchNextPageError) readMore()
    },
    readMore,
    readAll: () => {
      want({ asked, pages: read + PAGES_BY_ITSELF })
      readMore()
    },
    readAgain: () => void refetch(),
  }
}

// ---- reading -------------------------------------------------------------------------------------------------------------------

/** One page of each account that has more. */
const fillPagesQuery = (accounts: readonly string[], query: Query) =>
  infiniteQueryOptions({
    queryKey: ["fills", accounts.join(), query],
    queryFn: ({ pageParam }) =>
      readAccounts(accounts, pageParam, async (account, cursor) => {
        const { fills, nextCursor } = await clientOf(account).getFills({ ...query, limit: PAGE_FILLS, ...cursor })
        return { rows: fills, nextCursor }
      }),
    initialPageParam: null as Cursors | null,
    getNextPageParam: nextCursors,
    // The newest come by the stream.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: "always",
    placeholderData: keepPreviousData,
  })

/** Reads the pages anew when what came since they were read may have a gap. */
function useFreshPages(past: UseInfiniteQueryResult, live: readonly FillRow[]): void {
  const queries = useQueryClient()
  const { state, since } = useLine()
  const { scope } = useLive()
  const corrections = useSelected((store) => store.inScope(scope).reduce((sum, one) => sum + one.corrections, 0))
  const seen = useRef({ corrections, since: 0 })
  const { dataUpdatedAt } = past
  // More came than the stream keeps, and the oldest that is kept is newer than the pages.
  const oldest = live.length >= FILLS_KEPT ? Date.parse(live.at(-1)?.at ?? "") : 0
  const mayLack =
    dataUpdatedAt > 0 &&
    state === "live" &&
    (since > dataUpdatedAt || oldest > dataUpdatedAt || corrections !== seen.current.corrections)
  useEffect(() => {
    if (!mayLack) return
    seen.current = { corrections, since }
    void queries.invalidateQueries({ queryKey: ["fills"] })
  }, [mayLack, corrections, since, queries])
}

/** One of an account at most: after it nothing more is asked of that account. */
function faultsOf(pages: readonly (readonly FillPage[])[]): readonly FillPage[] {
  return pages.flat().filter(({ fault }) => fault !== undefined)
}

// ---- what they earned ------------------------------------------------------------------------------------------------------------

function useEntries(loaded: readonly FillRow[]): { readonly list: readonly FillEntry[]; readonly ledger: FillLedger } {
  const instruments = useInstruments()
  const { ledger, known } = useMemo(
    () => ({
      ledger: new FillLedger((fill) => termsOf(instruments(fill))),
      known: new WeakMap<FillRow, FillEntry>(),
    }),
    [instruments],
  )
  const list = useMemo(() => {
    ledger.take(loaded.toReversed())
    return loaded.map((fill) => {
      const profit = ledger.profitOf(fill)
      const before = known.get(fill)
      if (before !== undefined && before.profit === profit) return before
      const instrument = instruments(fill)
      const quote = instrument?.quoteCurrency ?? fill.symbol.split("-")[1] ?? ""
      const entry = { id: fillId(fill), fill, profit, instrument, quote }
      known.set(fill, entry)
      return entry
    })
  }, [loaded, ledger, known, instruments])
  return { list, ledger }
}

/** By account and symbol; the same function until instruments were read anew. */
function useInstruments(): (of: Pick<FillRow, "account" | "symbol">) => InstrumentRow | undefined {
  const answers = useAccountQueries(instrumentsQuery)
  const known = useRef<{
    readonly maps: readonly unknown[]
    readonly find: (of: Pick<FillRow, "account" | "symbol">) => InstrumentRow | undefined
  }>(undefined)
  const maps = answers.map(({ data }) => data)
  const isSame =
    known.current?.maps.length === maps.length && maps.every((map, index) => map === known.current?.maps[index])
  if (known.current === undefined || !isSame) {
    const byAccount = new Map(answers.map(({ account, data }) => [account, data]))
    known.current = { maps, find: ({ account, symbol }) => byAccount.get(account)?.get(symbol) }
  }
  return known.current.find
}

function termsOf(instrument: InstrumentRow | undefined): Terms | undefined {
  if (instrument === undefined || (instrument.kind === "swap" && !instrument.linear)) return undefined
  const { kind, baseCurrency, quoteCurrency, contractValue } = instrument
  return { kind, baseCurrency, quoteCurrency, contractValue: decimal(kind === "spot" ? "1" : contractValue) }
}
