// The orders that algo orders place: through the same door as everybody's, at the size that can be closed, split where one
// market order would be too large, and with less where a trigger order finds less money than it wanted (reference 4.9).

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { availableForSpot } from "../margin.ts"
import type { Order, OrdType } from "../model.ts"
import { placeOrder } from "../place.ts"
import { REFUSALS, type Refusal } from "../refusals.ts"
import type { World } from "../world.ts"
import type { Algo, Attached, Spawn } from "./algo-model.ts"
import { closableSize, positionOfAlgo } from "./algo-scope.ts"
import { NOTHING_ATTACHED } from "./attached.ts"

export interface Child {
  readonly ordType: OrdType
  /** Undefined at the market. */
  readonly price: Decimal | undefined
  readonly size: Decimal
  readonly source: Spawn["source"]
  readonly tpLimit?: boolean
  readonly linkedAlgoId?: string
  readonly attached?: readonly Attached[]
}

/** One order of an algo order; the order, or why the exchange did not take it. */
export function placeChild(world: World, algo: Algo, child: Child): Order | Refusal {
  const { account, market, tdMode, posSide, side, ccy } = algo
  const atMarket = child.price === undefined
  const parameters = {
    instId: market.spec.instId,
    tdMode,
    side,
    posSide: account.posMode === "net_mode" || algo.instType === "SPOT" ? "" : posSide,
    ccy: algo.instType === "MARGIN" ? ccy : "",
    ordType: child.ordType,
    sz: format(child.size),
    px: child.price === undefined ? "" : format(child.price),
    tgtCcy: atMarket ? algo.tgtCcy : "",
    reduceOnly: algo.reduceOnly,
    tag: algo.tag,
  }
  const { algoId, algoClOrdId } = algo
  const { source, tpLimit = false, linkedAlgoId = "" } = child
  const spawn: Spawn = { algoId, algoClOrdId, source, tpLimit, linkedAlgoId }
  const attached = child.attached ?? NOTHING_ATTACHED
  return placeOrder(world, account, market, parameters, "algo", { spawn, attached })
}

/** What an algo order places when it is triggered: never more than what it may close. */
export function sizeToPlace(algo: Algo): Decimal | Refusal {
  const { size } = algo
  if (!algo.reduces) return size ?? Decimals.ZERO
  const closable = closableSize(positionOfAlgo(algo), algo.side)
  if (Decimals.isZero(closable)) return REFUSALS.noReducible
  return size === undefined ? closable : Decimals.minimum(size, closable)
}

/** The sizes of the orders that make up an amount: a market order of contracts has a largest size. */
export function splitSize({ market, instType }: Algo, atMarket: boolean, size: Decimal): readonly Decimal[] {
  const most = market.spec.maxMarketSize
  if (!atMarket || instType === "SPOT" || instType === "MARGIN" || Decimals.compare(size, most) <= 0) return [size]
  const parts: Decimal[] = []
  let rest = size
  while (Decimals.isPositive(rest)) {
    const part = Decimals.minimum(rest, most)
    parts.push(part)
    rest = Decimals.subtract(rest, part)
  }
  return parts
}

/** What a trigger order of a SPOT pair can pay for at its price; undefined when that is too little to trade. */
export function affordableSize(world: World, algo: Algo, price: Decimal): Decimal | undefined {
  const { account, market, side, instType } = algo
  if (instType !== "SPOT") return undefined
  const { baseCcy, quoteCcy, lotSize, minSize } = market.spec
  const owned = availableForSpot(world, account, side === "buy" ? quoteCcy : baseCcy)
  if (!Decimals.isPositive(owned)) return undefined
  const exact = side === "buy" ? Decimals.divide(owned, price, { scale: 24, rounding: "down" }) : owned
  const size = Decimals.roundToMultiple(exact, lotSize, "down")
  return Decimals.lessThan(size, minSize) ? undefined : size
}
