// The candles of a chart: all of them read once and again now and then, the newest few every other second. When the newest do not join on, all are read anew.

import type { Candle } from "@okx-oms/api"
import { queryOptions, useQuery } from "@tanstack/react-query"
import { useEffect, useMemo } from "react"
import { clientOf } from "../live/client.ts"
import type { CandleBar } from "../live/queries.ts"
import { joinedCandles } from "./chart-data.ts"

const ALL = 300
const ALL_AGAIN_MS = 5 * 60_000
const NEWEST = 3
const NEWEST_AGAIN_MS = 2_000

export interface CandlesNow {
  /** Oldest first; undefined until they were read. */
  readonly candles: readonly Candle[] | undefined
  readonly error: Error | null
  readonly retry: () => void
}

export function useCandles(account: string | undefined, symbol: string, bar: CandleBar): CandlesNow {
  const isOn = account !== undefined
  const name = account ?? ""
  const all = useQuery({ ...candlesQuery(name, { symbol, bar, limit: ALL, everyMs: ALL_AGAIN_MS }), enabled: isOn })
  const newest = useQuery({
    ...candlesQuery(name, { symbol, bar, limit: NEWEST, everyMs: NEWEST_AGAIN_MS }),
    enabled: isOn && all.data !== undefined,
  })
  const { data, error, refetch } = all
  const joined = useMemo(
    () => (data === undefined ? undefined : joinedCandles(data.candles, newest.data?.candles ?? [], bar)),
    [data, newest.data, bar],
  )
  const hasGap = data !== undefined && joined === undefined
  useEffect(() => {
    if (hasGap) void refetch()
  }, [hasGap, refetch])
  return { candles: joined ?? data?.candles, error, retry: () => void refetch() }
}

interface Wanted {
  readonly symbol: string
  readonly bar: CandleBar
  readonly limit: number
  readonly everyMs: number
}

const candlesQuery = (account: string, { symbol, bar, limit, everyMs }: Wanted) =>
  queryOptions({
    queryKey: ["chart-candles", account, symbol, bar, limit],
    queryFn: () => clientOf(account).getCandles(symbol, { bar, limit }),
    refetchInterval: everyMs,
  })
