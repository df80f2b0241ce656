// The server's preview of what stands in the ticket, asked for when typing pauses and again every few seconds. An older question is cancelled by a newer one;
// an answer is never shown as that of another order.

import { OmsClient, type PlaceRequest, type Preview } from "@okx-oms/api"
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query"
import { useEffect, useMemo, useState } from "react"

const PAUSE_MS = 200
const AGAIN_MS = 3_000
const KEPT_MS = 10_000

export interface PreviewNow {
  readonly preview: Preview | undefined
  /** It is of what stood there a moment ago; the new one is under way. */
  readonly isOld: boolean
  readonly error: Error | null
}

export function usePreview(account: string | undefined, request: PlaceRequest | undefined): PreviewNow {
  const text = request === undefined ? undefined : JSON.stringify(request)
  const settled = useSettled(text)
  const asked = useMemo(() => (settled === undefined ? undefined : (JSON.parse(settled) as PlaceRequest)), [settled])
  const isOn = account !== undefined && asked !== undefined && text !== undefined
  const { data, error, isPlaceholderData } = useQuery({ ...previewQuery(account ?? "", asked), enabled: isOn })
  const isOfThis = isOn && data?.symbol === request?.symbol && data?.account === account
  return {
    preview: isOfThis ? data?.preview : undefined,
    isOld: isPlaceholderData || settled !== text,
    error: isOn && settled === text ? error : null,
  }
}

const previewQuery = (account: string, request: PlaceRequest | undefined) =>
  queryOptions({
    queryKey: ["preview", account, request],
    queryFn: async ({ signal }) => {
      if (request === undefined) throw new Error("Invariant: a preview is of a request")
      const preview = await clientThatStops(account, signal).previewOrder(request)
      return { preview, account, symbol: request.symbol }
    },
    refetchInterval: AGAIN_MS,
    gcTime: KEPT_MS,
    placeholderData: keepPreviousData,
  })

/** Asks once, and no longer than anybody wants to know. */
function clientThatStops(account: string, signal: AbortSignal): OmsClient {
  return new OmsClient({
    baseUrl: location.origin,
    account,
    retries: 0,
    fetch: (input, init) => {
      const signals = init?.signal == null ? [signal] : [signal, init.signal]
      return fetch(input, { ...init, signal: AbortSignal.any(signals) })
    },
  })
}

/** The value once it has stood still. */
function useSettled(value: string | undefined): string | undefined {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
