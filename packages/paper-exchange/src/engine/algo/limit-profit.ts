// A limit take profit: an order that rests in the book from the beginning, reduce-only, with its stop loss as its other half
// (reference section 4.9, tpOrdKind limit).

import { Decimals } from "@okx-oms/core"
import type { World } from "../world.ts"
import { placeChild } from "./algo-children.ts"
import { changedAlgo, endAlgo } from "./algo-life.ts"
import type { Algo } from "./algo-model.ts"

/** Places it. `stop` is the algo order with the stop loss, often the same one; without one it is done with being placed. */
export function placeLimitProfit(world: World, algo: Algo, stop: Algo | undefined): void {
  const price = algo.tp?.orderPrice
  const size = algo.size ?? Decimals.ZERO
  const placed = placeChild(world, algo, {
    ordType: "limit",
    price,
    size,
    source: "7",
    tpLimit: true,
    linkedAlgoId: stop?.algoId ?? "",
  })
  if ("code" in placed) {
    endAlgo(world, algo, "order_failed", placed.code)
    return
  }
  if (stop !== undefined) {
    stop.linkedOrdIds = [...stop.linkedOrdIds, placed.ordId]
    changedAlgo(world, stop)
  }
  if (stop === algo) return
  algo.ordIds = [placed.ordId]
  algo.actualSide = "tp"
  algo.actualPrice = price
  algo.actualSize = size
  algo.triggeredMs = world.nowMs
  endAlgo(world, algo, "effective")
}
