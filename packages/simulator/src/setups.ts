// What worlds are furnished with when nothing else is said: accounts with planted secrets, instruments, balances, limits. The limits are also what the judge
// holds the manager to.

import { decimal, type Symbol as InstrumentSymbol, parseAccountId, parseSymbol, type SymbolLimits } from "@okx-oms/core"
import type { AccountOptions, InstrumentOptions } from "@okx-oms/paper-exchange"
import type { AccountSetup } from "./generation.ts"

export const BTC = parseSymbol("BTC-USDT")
export const ETH = parseSymbol("ETH-USDT")
export const BTC_SWAP = parseSymbol("BTC-USDT-SWAP")
export const SYMBOLS: readonly InstrumentSymbol[] = [BTC, ETH, BTC_SWAP]

/** The first is the account of most worlds; each has its own key and its own manager. */
export const ACCOUNTS: readonly AccountSetup[] = [
  {
    account: parseAccountId("one"),
    apiKey: "key-1-5f0c7a1e",
    secret: "SECRET-1-9b1d4be8a7",
    passphrase: "PASS-1-c5e0b7f2",
  },
  {
    account: parseAccountId("two"),
    apiKey: "key-2-a93e1d04",
    secret: "SECRET-2-04dd7c21f3",
    passphrase: "PASS-2-7e52a6d9",
  },
]

export const BALANCES: AccountOptions["balances"] = { USDT: "1000000", BTC: "100", ETH: "1000" }

/** Few, so that a start is quick; the prices are round. */
export const INSTRUMENTS: readonly InstrumentOptions[] = [
  { instId: "BTC-USDT", instIdCode: 3, tickSz: "0.1", lotSz: "0.00000001", minSz: "0.00001", startPrice: "90000" },
  { instId: "ETH-USDT", instIdCode: 40, tickSz: "0.01", lotSz: "0.000001", minSz: "0.0001", startPrice: "3000" },
  {
    instId: "BTC-USDT-SWAP",
    instIdCode: 10459,
    tickSz: "0.1",
    lotSz: "0.01",
    minSz: "0.01",
    ctVal: "0.01",
    startPrice: "90020",
    maxMktSz: "12000",
    maxLever: "100",
  },
]

export const LIMITS: SymbolLimits = {
  maxOrderNotional: decimal("20000"),
  maxPositionNotional: decimal("2000000"),
  maxOpenOrders: 400,
  priceCollar: decimal("0.05"),
  lastPriceMaxAgeMs: 600_000,
}

/** The exchange's name of the account at this place of the list. */
export function uidOf(position: number): string {
  return String(600_000_000_000_000_001n + BigInt(position))
}
