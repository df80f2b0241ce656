// Leverage: for what it is set and what it is. A cross SWAP has its own, cross FUTURES share their family's, MARGIN its pair's,
// isolated ones that of their contract, in long/short mode of each side (reference section 5.3, set-leverage). Reading only;
// setting is leverage-requests.ts's.

import { type Decimal, Decimals, decimal } from "@okx-oms/core"
import type { Account } from "./model.ts"
import type { PositionScope } from "./positions.ts"

const DEFAULT_LEVERAGE = "3"

/** Under which name an account keeps the leverage of a position. */
export function leverageKey({ market, instType, mgnMode, posSide }: Omit<PositionScope, "ccy">): string {
  const { instId, instFamily } = market.spec
  if (mgnMode === "isolated") return posSide === "net" ? `${instId}:isolated` : `${instId}:isolated:${posSide}`
  return instType === "FUTURES" ? `${instFamily}:futures` : instId
}

export function leverageOf(account: Account, scope: Omit<PositionScope, "ccy">): string {
  const set = account.leverage.get(leverageKey(scope))
  if (set !== undefined) return set
  const { maxLeverage } = scope.market.spec
  return Number(maxLeverage) < Number(DEFAULT_LEVERAGE) ? maxLeverage : DEFAULT_LEVERAGE
}

export function leverageDecimal(account: Account, scope: Omit<PositionScope, "ccy">): Decimal {
  return toDecimal(leverageOf(account, scope))
}

const READ = new Map<string, Decimal>([[DEFAULT_LEVERAGE, { coefficient: 3n, scale: 0 }]])
const READ_MAX = 1_000

/** Leverages are few; each is read once. */
function toDecimal(text: string): Decimal {
  const known = READ.get(text)
  if (known !== undefined) return known
  const read = decimal(text)
  if (READ.size < READ_MAX) READ.set(text, read)
  return read
}

/** What a value needs as initial margin. */
export function byLeverage(value: Decimal, leverage: Decimal, scale: number): Decimal {
  return Decimals.divide(value, leverage, { scale, rounding: "halfEven" })
}
