// How components read the live store: each hook draws its component anew only when what it gives changes. The scope says which account is looked at, or all
// of them side by side.

import type { FillRow, Mode } from "@okx-oms/api"
import type { OrderStats } from "@okx-oms/core"
import { createContext, use, useSyncExternalStore } from "react"
import type { Line } from "./line.ts"
import type { LiveRefusal } from "./live-account.ts"
import type { LiveAccounts, Scope } from "./live-accounts.ts"
import { accountOfKey, type OrderEntry } from "./order-entry.ts"
import type { OrderTab } from "./order-tabs.ts"

export interface LiveContext {
  readonly live: LiveAccounts
  /** "all", or the name of one account. */
  readonly scope: Scope
  readonly setScope: (scope: Scope) => void
}

export const LiveContext = createContext<LiveContext | undefined>(undefined)

export function useLive(): LiveContext {
  const context = use(LiveContext)
  if (context === undefined) throw new Error("Invariant: the page stands inside its live store")
  return context
}

/** What `select` gives of the store; it must give the same value as long as nothing changed. */
export function useSelected<Value>(select: (live: LiveAccounts) => Value): Value {
  const { live } = useLive()
  return useSyncExternalStore(live.subscribe, () => select(live))
}

export function useLine(): Line {
  return useSelected((live) => live.line)
}

/** Names of every account that the session may see. */
export function useAccountNames(): readonly string[] {
  return useSelected((live) => live.names)
}

/** Names of the accounts that are looked at. */
export function useScopedAccounts(): readonly string[] {
  const { scope } = useLive()
  const names = useAccountNames()
  return scope === "all" ? names : names.includes(scope) ? [scope] : []
}

/** The account of screens that show one: the chosen one, else the first. */
export function useOneAccount(): string | undefined {
  return useScopedAccounts()[0]
}

export function useMode(account: string | undefined): Mode | undefined {
  return useSelected((live) => (account === undefined ? undefined : live.account(account)?.mode))
}

/** Counts of all orders of the scope since the journals began. */
export function useOrderStats(): OrderStats | undefined {
  const { scope } = useLive()
  return useSelected((live) => live.stats(scope))
}

/** Orders in memory under a tab, newest first; the past comes by pages (ordersQuery). */
export function useOrders(tab: OrderTab): readonly OrderEntry[] {
  const { scope } = useLive()
  return useSelected((live) => live.orders(tab, scope))
}

/** By its key, "account/orderId". */
export function useOrder(key: string | undefined): OrderEntry | undefined {
  return useSelected((live) => (key === undefined ? undefined : live.order(key)))
}

/** What was refused last of the order while the page was open. */
export function useRefusal(key: string): LiveRefusal | undefined {
  return useSelected((live) => live.account(accountOfKey(key))?.refusals.get(key))
}

export function useLiveFills(): readonly FillRow[] {
  const { scope } = useLive()
  return useSelected((live) => live.fills(scope))
}
