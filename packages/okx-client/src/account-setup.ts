// How an account is set up at OKX, and what it cannot trade here because of it: known before anything is sent, in words that name the way out.

import { type Symbol, symbolParts } from "@okx-oms/core"
import type { OkxAccountConfig } from "./wire/account-config.ts"

/** As far as it decides what can be placed. acctLv: 1 Spot, 2 Futures, 3 Multi-currency margin, 4 Portfolio margin (okx-v5 reference, section 5.3). */
export type AccountSetup = Pick<OkxAccountConfig, "acctLv" | "posMode">

export interface Barred {
  readonly why: string
  readonly advice: string
}

/** Why OKX would refuse every order for the symbol from an account that is set up so; undefined when it takes them. */
export function barredSymbol(setup: AccountSetup, symbol: Symbol): string | undefined {
  const barred = barredBy(setup, symbolParts(symbol).kind === "spot" ? "spot" : "swap")
  return barred === undefined ? undefined : barredWords(barred)
}

export function barredWords({ why, advice }: Barred): string {
  return `${why}; ${advice}`
}

/**
 * Of every order of this kind. SPOT is sent as cash here, which Multi-currency and Portfolio margin do not take (51000): theirs
 * is cross, and may borrow. A mode that is not known yet is for OKX to judge.
 */
export function barredBy({ acctLv, posMode }: AccountSetup, kind: "spot" | "swap"): Barred | undefined {
  if (kind === "spot") return acctLv === "3" || acctLv === "4" ? SPOT_NEEDS_CASH : undefined
  if (acctLv === "1") return SWAP_NEEDS_FUTURES
  return posMode === "net_mode" ? undefined : SWAP_NEEDS_NET
}

const SPOT_NEEDS_CASH: Barred = {
  why: "the account is in a multi-currency or portfolio margin mode",
  advice: "set it to Spot or Futures mode at OKX and start again to trade SPOT here",
}
const SWAP_NEEDS_FUTURES: Barred = {
  why: "the account is in Spot mode",
  advice: "set it to Futures mode at OKX and start again to trade swaps here",
}
const SWAP_NEEDS_NET: Barred = {
  why: "the account is in long/short mode",
  advice: "set it to net mode at OKX and start again to trade swaps here",
}
