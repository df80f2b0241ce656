// Positions and balances of every account in the scope as lines of their tables, with what the books and the open breaks say beside them.

import { useQueryClient } from "@tanstack/react-query"
import { useLive, useSelected } from "../live/hooks.ts"
import { balancesQuery, instrumentsQuery, positionsQuery, useAccountQueries } from "../live/queries.ts"
import { type BalanceLine, balanceLine, type Known, type PositionLine, positionLine } from "./holding-lines.ts"

export interface Holdings {
  readonly positions: readonly PositionLine[]
  readonly balances: readonly BalanceLine[]
  /** Something was told already. */
  readonly isKnown: boolean
  /** When the oldest answer that is shown came, in milliseconds; 0 before the first. */
  readonly toldAt: number
  /** By account, of those that cannot be read now. */
  readonly faults: readonly { readonly account: string; readonly error: Error }[]
  readonly readAgain: () => void
}

export function useHoldings(): Holdings {
  const { live } = useLive()
  const queries = useQueryClient()
  const positions = useAccountQueries(positionsQuery)
  const balances = useAccountQueries(balancesQuery)
  const instruments = useAccountQueries(instrumentsQuery)
  // The books change in place: drawn anew with each frame in which anything did.
  useSelected((store) => store.version)
  const knownOf = (account: string): Known => {
    const one = live.account(account)
    return { account, state: one?.state, breaks: [...(one?.openBreaks.values() ?? [])] }
  }
  const toldTimes = [...positions, ...balances].map(({ account }) =>
    Math.min(
      queries.getQueryState(positionsQuery(account).queryKey)?.dataUpdatedAt ?? 0,
      queries.getQueryState(balancesQuery(account).queryKey)?.dataUpdatedAt ?? 0,
    ),
  )
  const faults = [...positions, ...balances].flatMap(({ account, error }) =>
    error === null ? [] : [{ account, error }],
  )
  return {
    positions: positions.flatMap(({ account, data }, index) =>
      (data?.positions ?? []).map((row) =>
        positionLine(row, knownOf(account), instruments[index]?.data?.get(row.symbol)),
      ),
    ),
    balances: balances.flatMap(({ account, data }) =>
      (data?.balances ?? []).map((row) => balanceLine(row, knownOf(account))),
    ),
    isKnown: [...positions, ...balances].some(({ data }) => data !== undefined),
    toldAt: toldTimes.length === 0 ? 0 : Math.min(...toldTimes),
    faults: [...new Map(faults.map((fault) => [fault.account, fault])).values()],
    readAgain: () => {
      void queries.invalidateQueries({ queryKey: ["positions"] })
      void queries.invalidateQueries({ queryKey: ["balances"] })
    },
  }
}
