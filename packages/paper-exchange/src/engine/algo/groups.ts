// Algo orders of one entry belong together: when a take profit goes off, the stop loss has that much less to close; when the
// stop loss does, the take profits are gone. A limit take profit rests in the book from the beginning, and it and its stop
// loss know each other (reference sections 4.9 and 6.5: cancelSource 36 and 37).

import { type Decimal, Decimals } from "@okx-oms/core"
import type { Order } from "../model.ts"
import { closeOrder, isOpen } from "../order-life.ts"
import type { World } from "../world.ts"
import { changedAlgo, endAlgo, isLive } from "./algo-life.ts"
import type { Algo } from "./algo-model.ts"
import { armAlgo, disarmAlgo, type Purpose } from "./arming.ts"

/** The live algo orders of the same entry, itself left out. */
function siblings(algo: Algo): Algo[] {
  if (algo.groupId === "") return []
  return [...algo.account.algos.live.values()].filter(
    (other) => other !== algo && other.groupId === algo.groupId && isLive(other) && !other.firing,
  )
}

/** One part of an entry's protection is about to place its order. */
export function partTriggered(world: World, algo: Algo, purpose: Purpose): void {
  if (purpose === "sl") cancelLinked(world, algo, "36")
  for (const other of siblings(algo)) {
    if (purpose === "tp" && other.sl !== undefined) shrinkStop(world, other, algo.size ?? Decimals.ZERO)
    else if (purpose === "sl") endAlgo(world, other, "canceled")
  }
}

/** What a stop loss has left to close after a part of the position was closed with profit. */
export function shrinkStop(world: World, stop: Algo, by: Decimal): void {
  if (stop.size === undefined) return
  const left = Decimals.subtract(stop.size, by)
  if (!Decimals.isPositive(left)) {
    endAlgo(world, stop, "canceled")
    return
  }
  stop.size = left
  const { sl, costPrice } = stop
  if (sl !== undefined && costPrice !== undefined && !Decimals.equals(sl.triggerPrice ?? costPrice, costPrice)) {
    stop.sl = { ...sl, triggerPrice: costPrice }
  }
  changedAlgo(world, stop)
  if (stop.sl === sl) return
  disarmAlgo(stop)
  armAlgo(world, stop)
}

/** Cancels the limit take profits whose other half an algo order is. */
export function cancelLinked(world: World, algo: Algo, cancelSource: "36" | "37"): void {
  const { account, linkedOrdIds } = algo
  algo.linkedOrdIds = []
  for (const ordId of linkedOrdIds) {
    const order = account.orders.get(ordId)
    if (order !== undefined && isOpen(order)) closeOrder(world, order, "canceled", cancelSource)
  }
}

/** A limit take profit has closed a part of the position: its stop loss has that much less to do. */
export function linkedFilled(world: World, order: Order, size: Decimal): void {
  const stop = stopOf(order)
  if (stop !== undefined) shrinkStop(world, stop, size)
}

/** A limit take profit has come to its end. */
export function linkedClosed(world: World, order: Order): void {
  const stop = stopOf(order)
  if (stop === undefined) return
  stop.linkedOrdIds = stop.linkedOrdIds.filter((ordId) => ordId !== order.ordId)
  changedAlgo(world, stop)
}

function stopOf({ spawn, account }: Order): Algo | undefined {
  if (spawn === undefined || spawn.linkedAlgoId === "") return undefined
  const stop = account.algos.live.get(spawn.linkedAlgoId)
  return stop !== undefined && isLive(stop) && !stop.firing ? stop : undefined
}
