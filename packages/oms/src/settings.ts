// What openOms can be told, with defaults that are right for paper money on this machine, and how limits per symbol are put together.

import { decimal, type Symbol as InstrumentSymbol, parseSymbol, type SymbolLimits } from "@okx-oms/core"
import type { OkxGatewayOptions } from "@okx-oms/okx-client"
import type { Log, OrderManagerConfig } from "@okx-oms/trading"

export type Mode = "paper" | "demo" | "live"

export interface OkxAccess {
  readonly apiKey: string
  readonly secretKey: string
  readonly passphrase: string
}

export interface OmsOptions {
  /** paper: the exchange on this machine · demo: OKX's demo trading · live: real money. Default paper. */
  readonly mode?: Mode
  /** The account's name in the journal: 1-32 characters of a-z 0-9 -. Default: the mode's word. */
  readonly account?: string
  /** Folder of the journal. Default ".oms". */
  readonly directory?: string
  /** The journal may hold no other account's books. What mode an account's books were begun with is remembered and kept to in any case. Default false. */
  readonly soleAccount?: boolean
  /** full: on disk before anything is answered or sent · normal: survives a crash of the program, not of the machine. Default full. */
  readonly durability?: "full" | "normal"
  /** Required for demo and live; paper uses the paper exchange's own. */
  readonly keys?: OkxAccess
  /** Where the account is. Default global. */
  readonly region?: "global" | "eea" | "us"
  /** REST origin and WebSocket base in place of the region's. Paper: default http://127.0.0.1:7071. */
  readonly baseUrl?: string
  readonly wsUrl?: string
  /** On every order: 1-16 letters and digits, different for every installation on one account. Default: drawn at the first start and kept. */
  readonly tag?: string
  /** Symbols whose last price is followed from the start; others follow at their first order. */
  readonly symbols?: readonly string[]
  readonly limits?: Partial<SymbolLimits>
  /** Other limits of single symbols. */
  readonly symbolLimits?: Readonly<Record<string, Partial<SymbolLimits>>>
  readonly patience?: OrderManagerConfig["patience"]
  readonly visibility?: OrderManagerConfig["visibility"]
  readonly inbox?: OrderManagerConfig["inbox"]
  readonly batchMax?: number
  readonly reconcileEveryMs?: number
  /** OKX cancels our orders when it has not heard of this process for timeoutS (10 to 120) seconds. Default: off. */
  readonly deadMan?: OrderManagerConfig["deadMan"]
  /** keep: open orders stay at OKX when this is closed · cancel-all: ours are cancelled first. Default keep. */
  readonly onStop?: OrderManagerConfig["onStop"]
  /** How long openOms waits for the first comparison with OKX. Default 15,000 ms; 0 does not wait. */
  readonly readyTimeoutMs?: number
  /** For measurements, against an exchange on this machine: openOms refuses it with any other address. */
  readonly onLoopback?: Pick<OkxGatewayOptions, "rateLimitsTimes" | "transport">
  readonly log?: Log
  /** Told once when the manager stops by itself. */
  readonly onStopped?: (why: string) => void
}

export const PAPER_URL = "http://127.0.0.1:7071"
/** The paper exchange's default account (packages/paper-exchange). Worth nothing anywhere else. */
export const PAPER_KEYS: OkxAccess = { apiKey: "paper-key", secretKey: "paper-secret", passphrase: "paper-pass" }

export const DEFAULT_LIMITS: SymbolLimits = {
  maxOrderNotional: decimal("10000"),
  maxPositionNotional: decimal("50000"),
  maxOpenOrders: 200,
  priceCollar: decimal("0.05"),
  lastPriceMaxAgeMs: 30_000,
}

/** The limits of each symbol: its own, else the common ones, else the defaults. Throws InvalidSymbol for a key that is no symbol. */
export function limitsOf(
  options: Pick<OmsOptions, "limits" | "symbolLimits">,
): (symbol: InstrumentSymbol) => SymbolLimits {
  const common: SymbolLimits = { ...DEFAULT_LIMITS, ...options.limits }
  const own = new Map<InstrumentSymbol, SymbolLimits>()
  for (const [name, limits] of Object.entries(options.symbolLimits ?? {}))
    own.set(parseSymbol(name, "symbolLimits"), { ...common, ...limits })
  return (symbol) => own.get(symbol) ?? common
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
