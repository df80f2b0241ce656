// What an order manager is told and given: its settings with their defaults, and the ports that it works through.

import type { AccountId, Symbol as InstrumentSymbol, Patience, SymbolLimits } from "@okx-oms/core"
import type { DeadManSettings } from "./dead-man.ts"
import type { InboxLimits } from "./inbox.ts"
import type { Clock, ExchangeGateway, Journal, Log } from "./ports.ts"

/** keep: they stay at OKX, and the dead-man's switch is switched off · cancel-all: they are cancelled first. */
export type OnStop = "keep" | "cancel-all"

export interface OrderManagerConfig {
  readonly account: AccountId
  /** On every order: 1-16 letters and digits, different for every installation on one account. Default: the journal's, at a first start newTag(). */
  readonly tag?: string
  readonly newTag: () => string
  readonly limits: (symbol: InstrumentSymbol) => SymbolLimits
  readonly patience?: Partial<Patience>
  /** V of the order protocol: how long an accepted order may stay invisible to reads, when OKX is well and when it is not. Default 2,000 and 30,000 ms. What is measured can only lengthen it. */
  readonly visibility?: { readonly wellMs: number; readonly troubledMs: number }
  readonly inbox?: Partial<InboxLimits>
  /** Most waiting orders of one symbol in one request, 1-20; default 20. */
  readonly batchMax?: number
  /** Milliseconds between comparisons with OKX; default 10,000. */
  readonly reconcileEveryMs?: number
  /** Events between snapshots; default 20,000. */
  readonly snapshotEveryEvents?: number
  /** OKX cancels our orders when it has not heard of this manager for so long. Default: off. */
  readonly deadMan?: DeadManSettings
  /** What becomes of our open orders when the manager is closed; default keep. After a fault of its own nothing is cancelled from here. */
  readonly onStop?: OnStop
  /** Told once when the manager stops by itself: its journal failed or an invariant broke. */
  readonly onStopped?: (why: string) => void
}

export interface OrderManagerDeps {
  readonly journal: Journal
  readonly gateway: ExchangeGateway
  readonly clock: Clock
  readonly log: Log
}
