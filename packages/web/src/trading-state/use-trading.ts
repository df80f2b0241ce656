// The trading switch of every account in the scope as it stands, and the request that turns it. What was asked for shows when the account says so.

import { useQueries, useQueryClient } from "@tanstack/react-query"
import { clientOf } from "../live/client.ts"
import { useLive, useScopedAccounts, useSelected } from "../live/hooks.ts"
import { tradingQuery } from "../live/queries.ts"
import { useTell } from "../ui/notice.tsx"
import { problemWords } from "../words/problem-words.ts"
import { ACTION_WORDS, type TradingAction, type TradingLine, tradingLine } from "./trading-words.ts"

export function useTradingLines(): readonly TradingLine[] {
  const { live } = useLive()
  const names = useScopedAccounts()
  const answers = useQueries({ queries: names.map((name) => tradingQuery(name)) })
  // Drawn anew when the switch of any account says something else.
  useSelected((store) =>
    names
      .map((name) => `${JSON.stringify(store.account(name)?.status)} ${store.account(name)?.tabs.size("working")}`)
      .join(),
  )
  return names.map((account, index) => {
    const one = live.account(account)
    return tradingLine(account, {
      status: one?.status,
      trading: answers[index]?.data,
      working: one?.tabs.size("working") ?? 0,
    })
  })
}

/** Turns the switch of each account; the answer is what failed, in words, by account. */
export function useTurn(): (
  accounts: readonly string[],
  action: TradingAction,
  reason: string,
) => Promise<readonly string[]> {
  const queries = useQueryClient()
  const tell = useTell()
  return async (accounts, action, reason) => {
    const given = reason.trim()
    const turn = (account: string) =>
      clientOf(account).setTrading(action, given === "" ? "by hand, on the page" : given)
    const turned = await Promise.allSettled(accounts.map(turn))
    void queries.invalidateQueries({ queryKey: ["trading"] })
    return turned.flatMap((result, index) => {
      const account = accounts[index] ?? ""
      if (result.status === "fulfilled") {
        tell(`${account} ${ACTION_WORDS[action].done}.`, action === "resume" ? "good" : "warn")
        return []
      }
      const { text, advice } = problemWords(result.reason)
      return [`${account}: ${text} ${advice}`.trim()]
    })
  }
}
