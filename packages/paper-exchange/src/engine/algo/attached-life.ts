// From what an order carries along to algo orders of their own: once it has been filled, or cancelled with a part filled, each
// becomes a one-way, OCO or trailing order against it; cancelled unfilled, all of it is gone (reference section 4.9).

import { type Decimal, Decimals } from "@okx-oms/core"
import { average } from "../amounts.ts"
import type { Order } from "../model.ts"
import { opposite } from "../order-book.ts"
import type { World } from "../world.ts"
import type { CheckedAlgo } from "./algo-checks.ts"
import { createAlgo } from "./algo-create.ts"
import { announceAlgo, isLive, registerAlgo } from "./algo-life.ts"
import type { Algo, Attached, Leg } from "./algo-model.ts"
import { armAlgo } from "./arming.ts"
import { placeLimitProfit } from "./limit-profit.ts"

/** Client ids that an order carries are free again. */
export function releaseAttached({ account, attached }: Order): void {
  for (const { attachAlgoClOrdId } of attached) account.algos.reservedIds.delete(attachAlgoClOrdId)
}

export function reserveAttached({ account, attached }: Order): void {
  for (const { attachAlgoClOrdId } of attached) {
    if (attachAlgoClOrdId !== "") account.algos.reservedIds.add(attachAlgoClOrdId)
  }
}

/** The algo orders of a closed order, placed now. */
export function placeAttached(world: World, order: Order): void {
  releaseAttached(order)
  const received = receivedBy(order)
  const entry = average(order.filledValue, order.filled)
  if (entry === undefined || !Decimals.isPositive(received)) return
  const split = order.attached.length > 1
  const shares = sharesOf(order.attached, received)
  let stop: Algo | undefined
  // The stop loss first: limit take profits name it as their other half.
  for (const { attached, size } of shares.sort((a, b) => Number(isStop(b.attached)) - Number(isStop(a.attached)))) {
    if (!Decimals.isPositive(size)) continue
    const algo = placeOne(world, order, attached, { size, entry, split, stop })
    if (attached.sl !== undefined) stop = algo
  }
}

function isStop({ sl, tp }: Attached): boolean {
  return sl !== undefined && tp === undefined
}

/** What the order brought: contracts, or coins less the fee that was taken from them. */
function receivedBy(order: Order): Decimal {
  const { spec } = order.market
  const feeInCoin = order.instType !== "SWAP" && order.instType !== "FUTURES" && order.side === "buy"
  if (!feeInCoin) return order.filled
  return Decimals.roundToMultiple(Decimals.add(order.filled, order.fee), spec.lotSize, "down")
}

/** Several take profits have their own sizes, as far as the fill reaches; everything else protects all of it. */
function sharesOf(all: readonly Attached[], received: Decimal): { attached: Attached; size: Decimal }[] {
  let left = received
  return all.map((attached) => {
    if (attached.size === undefined) return { attached, size: received }
    const size = Decimals.minimum(attached.size, left)
    left = Decimals.subtract(left, size)
    return { attached, size }
  })
}

interface Share {
  readonly size: Decimal
  /** The average price of the order. */
  readonly entry: Decimal
  readonly split: boolean
  readonly stop: Algo | undefined
}

function placeOne(world: World, order: Order, attached: Attached, share: Share): Algo {
  const algo = createAlgo(world, order.account, checkedOf(order, attached, share), {
    groupId: share.split ? order.ordId : "",
    costPrice: attached.costPrice ? onTick(order, share.entry) : undefined,
  })
  registerAlgo(world, algo)
  announceAlgo(world, algo)
  if (attached.tp?.kind === "limit") placeLimitProfit(world, algo, attached.sl === undefined ? share.stop : algo)
  if (isLive(algo)) armAlgo(world, algo)
  return algo
}

function checkedOf(order: Order, attached: Attached, { size, entry }: Share): CheckedAlgo {
  const { market, instType, posSide } = order
  const tp = settle(order, attached.tp, entry)
  const sl = settle(order, attached.sl, entry)
  const contracts = instType !== "SPOT"
  const { trail } = attached
  return {
    market,
    instType,
    tdMode: order.tdMode,
    posSide,
    ccy: order.ccy,
    // It protects what the order opened, so it can only close.
    reduceOnly: contracts && posSide === "net",
    reduces: contracts,
    positionKey: order.position?.key,
    lever: order.lever,
    ordType: trail !== undefined ? "move_order_stop" : tp !== undefined && sl !== undefined ? "oco" : "conditional",
    side: opposite(order.side),
    algoClOrdId: attached.attachAlgoClOrdId,
    clOrdId: "",
    tag: order.tag,
    tgtCcy: instType === "SPOT" ? "base_ccy" : "",
    closesPosition: false,
    cxlOnClosePos: contracts,
    size,
    tp,
    sl,
    trigger: undefined,
    trail,
    twap: undefined,
    chase: undefined,
    attached: [],
  }
}

/** A leg given as a ratio has its price as soon as the entry is known. */
function settle(order: Order, leg: Leg | undefined, entry: Decimal): Leg | undefined {
  if (leg?.triggerRatio === undefined) return leg
  const price = Decimals.multiply(entry, Decimals.add(Decimals.ONE, leg.triggerRatio))
  return { ...leg, triggerPrice: onTick(order, price), triggerRatio: undefined }
}

function onTick({ market }: Order, price: Decimal): Decimal {
  return Decimals.roundToMultiple(price, market.spec.tickSize, "halfEven")
}
