// What an algo order trades and which position it means: the same reading of tdMode, posSide and ccy as for a normal order.
// It relies on account-mode.ts and the positions; nothing is changed.

import { type Decimal, Decimals } from "@okx-oms/core"
import { tradeModeOf } from "../account-mode.ts"
import type { TradeType } from "../instruments.ts"
import { leverageOf } from "../leverage.ts"
import type { Account, Market } from "../model.ts"
import type { Side } from "../order-book.ts"
import { type Parameters, text } from "../parameters.ts"
import { type Position, type PosSide, positionKey, reduces } from "../positions.ts"
import type { Refusal } from "../refusals.ts"
import type { Algo } from "./algo-model.ts"

export interface AlgoScope {
  readonly instType: TradeType
  readonly tdMode: string
  readonly posSide: PosSide
  /** The margin currency; "" for SPOT. */
  readonly ccy: string
  readonly reduceOnly: boolean
  /** It can only close: reduce-only, or against its position side. */
  readonly reduces: boolean
  /** The key of the position it means; undefined for SPOT. */
  readonly positionKey: string | undefined
  /** "" for SPOT. */
  readonly lever: string
}

export function readScope(account: Account, market: Market, side: Side, parameters: Parameters): AlgoScope | Refusal {
  const mode = tradeModeOf(account, market, parameters)
  if ("code" in mode) return mode
  const { instType, scope, reduceOnly } = mode
  const posSide = scope?.posSide ?? "net"
  return {
    instType,
    tdMode: text(parameters, "tdMode"),
    posSide,
    ccy: scope?.ccy ?? "",
    reduceOnly,
    reduces: scope !== undefined && reduces({ reduceOnly, side, posSide }),
    positionKey: scope === undefined ? undefined : positionKey(scope),
    lever: scope === undefined ? "" : leverageOf(account, scope),
  }
}

/** The position it means, if the account has had one. */
export function positionOfAlgo(algo: Pick<Algo, "account" | "positionKey">): Position | undefined {
  return algo.positionKey === undefined ? undefined : algo.account.positions.get(algo.positionKey)
}

/** How much of the position an order to this side would close. */
export function closableSize(position: Position | undefined, side: Side): Decimal {
  if (position === undefined) return Decimals.ZERO
  const against = Decimals.isPositive(position.size) === (side === "sell")
  return against ? Decimals.absolute(position.size) : Decimals.ZERO
}
