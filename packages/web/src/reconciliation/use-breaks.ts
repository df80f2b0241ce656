// The differences between books and OKX of every account in the scope: open ones by the stream, as they come; resolved ones and the last comparisons as the
// server tells them when it is asked, which is again whenever a break came or went.

import type { BreakRow, ComparisonRow, Reconciliation } from "@okx-oms/api"
import { useQueryClient } from "@tanstack/react-query"
import { useEffect } from "react"
import { useLive, useScopedAccounts, useSelected } from "../live/hooks.ts"
import { type OfAccount, reconciliationQuery, useAccountQueries } from "../live/queries.ts"

export interface AccountBreak extends BreakRow {
  readonly account: string
}
export interface AccountComparison extends ComparisonRow {
  readonly account: string
}
/** When the books of an account were last compared. */
export interface LastCompared {
  readonly account: string
  /** Milliseconds; undefined before the first time. */
  readonly at: number | undefined
  readonly newest: ComparisonRow | undefined
}

export interface Breaks {
  /** Newest first. */
  readonly open: readonly AccountBreak[]
  readonly resolved: readonly AccountBreak[]
  readonly comparisons: readonly AccountComparison[]
  readonly compared: readonly LastCompared[]
  readonly answers: readonly OfAccount<Reconciliation>[]
  readonly readAgain: () => void
}

export function useBreaks(): Breaks {
  const { live } = useLive()
  const queries = useQueryClient()
  const accounts = useScopedAccounts()
  const answers = useAccountQueries(reconciliationQuery)
  const ids = useSelected((store) =>
    accounts.flatMap((account) => [...(store.account(account)?.openBreaks.keys() ?? [])]).join(),
  )
  const readAgain = (): void => void queries.invalidateQueries({ queryKey: ["reconciliation"] })
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when the open ones are others
  useEffect(readAgain, [ids])
  const open = accounts.flatMap((account) => openOf(account, live.account(account)?.openBreaks, answers))
  const openIds = new Set(open.map(({ breakId }) => breakId))
  const told = answers.flatMap(({ account, data }) => (data?.breaks ?? []).map((found) => ({ ...found, account })))
  const comparisons = answers.flatMap(({ account, data }) =>
    (data?.comparisons ?? []).map((row) => ({ ...row, account })),
  )
  return {
    open: open.sort((a, b) => (a.foundAt < b.foundAt ? 1 : -1)),
    resolved: told
      .filter(({ resolvedAt, breakId }) => resolvedAt !== null && !openIds.has(breakId))
      .sort((a, b) => ((a.resolvedAt ?? "") < (b.resolvedAt ?? "") ? 1 : -1)),
    comparisons: comparisons.sort((a, b) => (a.at < b.at ? 1 : -1)),
    compared: answers.map(({ account, data }) => {
      const newest = data?.comparisons.find(({ ok }) => ok)
      return { account, newest, at: newest === undefined ? undefined : Date.parse(newest.at) + newest.tookMs }
    }),
    answers,
    readAgain,
  }
}

/** As the stream has them; before its books are there as the server told. */
function openOf(
  account: string,
  live: ReadonlyMap<string, BreakRow> | undefined,
  answers: readonly OfAccount<Reconciliation>[],
): readonly AccountBreak[] {
  const told = answers.find((answer) => answer.account === account)?.data?.breaks ?? []
  const rows = live === undefined ? told.filter(({ resolvedAt }) => resolvedAt === null) : [...live.values()]
  return rows.map((found) => ({ ...found, account }))
}
