// Which orders an account takes by its mode: what kind of trade a tdMode makes of an instrument, which margin currency and
// position side it means, and where reduce-only exists (reference sections 4.1 and 5.3). Pure reading.

import type { InstrumentSpec, TradeType } from "./instruments.ts"
import type { Account, Market } from "./model.ts"
import { isTrue, type Parameters, text } from "./parameters.ts"
import type { MarginMode, PositionScope, PosSide } from "./positions.ts"
import { parameterError, REFUSALS, type Refusal } from "./refusals.ts"

/** What an order trades, or why the account's mode does not allow it. */
export interface TradeMode {
  readonly instType: TradeType
  /** What it opens or reduces; undefined for SPOT. */
  readonly scope: PositionScope | undefined
  readonly reduceOnly: boolean
}

const SPOT_TRADE: TradeMode = { instType: "SPOT", scope: undefined, reduceOnly: false }

export function tradeModeOf(account: Account, market: Market, parameters: Parameters): TradeMode | Refusal {
  const tdMode = text(parameters, "tdMode")
  const instType = tradeTypeOf(account, market.spec, tdMode)
  if (typeof instType !== "string") return instType
  const reduceOnly = isTrue(parameters, "reduceOnly")
  if (instType === "SPOT") return reduceOnly ? SPOT_REDUCE_ONLY[account.acctLv] : SPOT_TRADE
  const mgnMode: MarginMode = tdMode === "isolated" ? "isolated" : "cross"
  const posSide = posSideOf(account, instType, text(parameters, "posSide"))
  if (typeof posSide !== "string") return posSide
  const ccy = instType === "MARGIN" ? marginCcyOf(market.spec, text(parameters, "ccy")) : market.spec.settleCcy
  if (typeof ccy !== "string") return ccy
  // In long/short mode the side says whether an order opens or closes.
  return { instType, scope: { market, instType, mgnMode, posSide, ccy }, reduceOnly: reduceOnly && posSide === "net" }
}

const SPOT_REDUCE_ONLY: Readonly<Record<Account["acctLv"], Refusal>> = {
  "1": REFUSALS.reduceOnlyOfSpotMode,
  "2": REFUSALS.reduceOnlyUnavailable,
  "3": REFUSALS.reduceOnlyOfMultiCurrency,
}

const TD_MODES: readonly string[] = ["cash", "cross", "isolated"]

function tradeTypeOf(account: Account, spec: InstrumentSpec, tdMode: string): TradeType | Refusal {
  if (!TD_MODES.includes(tdMode)) return parameterError("tdMode")
  const { acctLv } = account
  if (spec.instType === "SPOT") {
    if (acctLv === "1") return tdMode === "cash" ? "SPOT" : REFUSALS.accountMode
    if (acctLv === "2") return tdMode === "cash" ? "SPOT" : "MARGIN"
    if (tdMode === "isolated") return REFUSALS.accountMode
    return tdMode === "cross" ? "SPOT" : parameterError("tdMode")
  }
  if (acctLv === "1") return REFUSALS.accountMode
  if (tdMode === "cash") return parameterError("tdMode")
  return acctLv === "3" && tdMode === "isolated" ? REFUSALS.accountMode : spec.instType
}

function posSideOf(account: Account, instType: TradeType, given: string): PosSide | Refusal {
  if (account.posMode === "net_mode" || instType === "MARGIN") {
    return given === "" || given === "net" ? "net" : parameterError("posSide")
  }
  return given === "long" || given === "short" ? given : parameterError("posSide")
}

function marginCcyOf(spec: InstrumentSpec, given: string): string | Refusal {
  if (given === "") return parameterError("ccy")
  return given === spec.baseCcy || given === spec.quoteCcy ? given : REFUSALS.marginCurrency
}
