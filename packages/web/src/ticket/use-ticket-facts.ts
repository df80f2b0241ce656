// What the ticket has to know beside its draft: the account and its mode, the instrument, the touch of the book, what the account has. Each is asked for only
// while the ticket is shown.

import type { BalanceRow, InstrumentRow, Mode, PositionRow } from "@okx-oms/api"
import { useQuery } from "@tanstack/react-query"
import { useRoute } from "../app/routes.ts"
import { useAccountNames, useMode, useOneAccount } from "../live/hooks.ts"
import { balancesQuery, bookQuery, instrumentsQuery, positionsQuery } from "../live/queries.ts"
import { useTicket } from "./ticket-store.ts"

export interface TicketFacts {
  readonly account: string | undefined
  /** Every account that could be chosen. */
  readonly accounts: readonly string[]
  readonly mode: Mode | undefined
  readonly instruments: ReadonlyMap<string, InstrumentRow> | undefined
  /** Of the draft's symbol. */
  readonly instrument: InstrumentRow | undefined
  readonly bid: string | null
  readonly ask: string | null
  /** When bid and ask were told, in milliseconds; 0 before that. */
  readonly bookAt: number
  readonly balances: readonly BalanceRow[]
  readonly positions: readonly PositionRow[]
  /** Why instruments could not be read. */
  readonly error: Error | null
}

/** Prices a side. Beside the ladder the ticket reads the ladder's book, so that both show the same touch. */
export const LADDER_DEPTH = 200
const TOUCH_DEPTH = 1
const NONE: readonly never[] = []

export function useTicketFacts(): TicketFacts {
  const accounts = useAccountNames()
  const looked = useOneAccount()
  const chosen = useTicket((state) => state.account)
  const symbol = useTicket((state) => state.draft.symbol)
  const isReduceOnly = useTicket((state) => state.draft.isReduceOnly)
  const account = chosen !== undefined && accounts.includes(chosen) ? chosen : looked
  const name = account ?? ""
  const isThere = account !== undefined
  const instruments = useQuery({ ...instrumentsQuery(name), enabled: isThere })
  const instrument = instruments.data?.get(symbol)
  const depth = useRoute().screen === "market" ? LADDER_DEPTH : TOUCH_DEPTH
  const book = useQuery({ ...bookQuery(name, symbol, depth), enabled: isThere && instrument !== undefined })
  const balances = useQuery({ ...balancesQuery(name), enabled: isThere })
  const wantsPositions = isThere && instrument?.kind === "swap" && isReduceOnly
  const positions = useQuery({ ...positionsQuery(name), enabled: wantsPositions })
  return {
    account,
    accounts,
    mode: useMode(account),
    instruments: instruments.data,
    instrument,
    bid: book.data?.bids[0]?.price ?? null,
    ask: book.data?.asks[0]?.price ?? null,
    bookAt: book.dataUpdatedAt,
    balances: balances.data?.balances ?? NONE,
    positions: positions.data?.positions ?? NONE,
    error: instruments.error,
  }
}
