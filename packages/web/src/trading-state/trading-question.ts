// Which question about the trading switch is open, for the whole page: header, banner, palette and other screens open the same dialog.

import { useSyncExternalStore } from "react"
import type { TradingAction } from "./trading-words.ts"

export interface TradingQuestion {
  /** What is chosen when it opens. */
  readonly action: TradingAction | undefined
  /** Undefined: every account in the scope. */
  readonly account: string | undefined
}

let question: TradingQuestion | undefined
const listeners = new Set<() => void>()

export function askTrading(action?: TradingAction, account?: string): void {
  set({ action, account })
}

export function closeTrading(): void {
  set(undefined)
}

export function useTradingQuestion(): TradingQuestion | undefined {
  return useSyncExternalStore(subscribe, () => question)
}

function set(to: TradingQuestion | undefined): void {
  question = to
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
