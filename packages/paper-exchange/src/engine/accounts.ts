// The accounts this exchange knows and how one is made: keys, starting balances, fees. Futures mode and net
// positions unless told otherwise. It relies on model.ts.

import { type Decimal, decimal } from "@okx-oms/core"
import { createShelf } from "./algo/algo-model.ts"
import { ZERO } from "./amounts.ts"
import type { LatencyOptions } from "./latency.ts"
import type { Account, AccountLevel, ApiKey, Balance, PositionMode } from "./model.ts"

export const PERMISSIONS = ["read_only", "trade", "withdraw"] as const

/** A key of an account; one account may have several, each with what it may do and from where. */
export interface KeyOptions {
  readonly apiKey: string
  readonly secret: string
  readonly passphrase: string
  readonly label?: string
  /** "read_only" and "trade" unless told otherwise. */
  readonly permissions?: readonly string[]
  /** Comma list of allowed addresses, "" for all. */
  readonly ip?: string
}

export interface AccountOptions extends KeyOptions {
  /** 18 digits; made from the position in the list when absent. */
  readonly uid?: string
  /** The uid of the main account, which makes this one its sub-account. */
  readonly mainUid?: string
  /** More keys of the same account. */
  readonly keys?: readonly KeyOptions[]
  /** Account mode: 1 Spot, 2 Futures (the default), 3 Multi-currency margin. */
  readonly acctLv?: AccountLevel
  /** net_mode unless told otherwise. */
  readonly posMode?: PositionMode
  /** Currency to amount, as decimal text. */
  readonly balances: Readonly<Record<string, string>>
  /** The fee tier as account/config and account/trade-fee name it: "Lv1" unless told otherwise. */
  readonly level?: string
  /** How long its requests, answers and pushes take, where that is not as for everybody. */
  readonly latency?: LatencyOptions
  /** Rates as OKX writes them: below zero is charged. */
  readonly fees?: {
    readonly spotMaker?: string
    readonly spotTaker?: string
    readonly swapMaker?: string
    readonly swapTaker?: string
  }
}

export const DEFAULT_ACCOUNT: AccountOptions = {
  apiKey: "paper-key",
  secret: "paper-secret",
  passphrase: "paper-pass",
  label: "paper",
  ip: "127.0.0.1",
  balances: { USDT: "100000", BTC: "10", ETH: "100", SOL: "1000", USDC: "10000" },
}

const FIRST_UID = 600_000_000_000_000_001n

/** The uid of an account that names none, by its place in the list. */
export function uidAt(position: number): string {
  return String(FIRST_UID + BigInt(position))
}

export function createAccount(options: AccountOptions, startedAtMs: number, position: number): Account {
  const balances = new Map<string, Balance>()
  for (const [ccy, amount] of Object.entries(options.balances)) {
    balances.set(ccy, { cash: decimal(amount), frozen: ZERO, updatedMs: startedAtMs })
  }
  const rate = (text: string | undefined, standard: string): Decimal => decimal(text ?? standard)
  const uid = options.uid ?? uidAt(position)
  const label = options.label ?? `paper ${position + 1}`
  const account: Account = {
    uid,
    mainUid: options.mainUid ?? uid,
    apiKey: options.apiKey,
    label,
    keys: [],
    level: options.level ?? "Lv1",
    fees: {
      spotMaker: rate(options.fees?.spotMaker, "-0.0008"),
      spotTaker: rate(options.fees?.spotTaker, "-0.001"),
      swapMaker: rate(options.fees?.swapMaker, "-0.0002"),
      swapTaker: rate(options.fees?.swapTaker, "-0.0005"),
    },
    balances,
    acctLv: options.acctLv ?? "2",
    posMode: options.posMode ?? "net_mode",
    positions: new Map(),
    closedPositions: [],
    leverage: new Map(),
    orders: new Map(),
    openOrders: new Map(),
    openPerInstrument: new Map(),
    latestByClOrdId: new Map(),
    orderList: [],
    lately: [],
    fills: [],
    bills: [],
    cancelTimers: new Map(),
    algos: createShelf(),
    subscriptions: new Map(),
    changedCurrencies: new Set(),
    changedPositions: new Set(),
    flushPlanned: false,
  }
  for (const key of [{ ...options, label }, ...(options.keys ?? [])]) account.keys.push(createKey(account, key))
  return account
}

function createKey(account: Account, options: KeyOptions): ApiKey {
  const { apiKey, secret, passphrase, label = account.label, permissions = ["read_only", "trade"], ip = "" } = options
  return { account, apiKey, secret, passphrase, label, permissions, addresses: ip === "" ? [] : ip.split(",") }
}
