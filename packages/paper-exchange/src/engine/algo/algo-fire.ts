// What happens when the price of an algo order has come: it places its order and is effective, or failed with the code of
// the refusal (reference section 4.9). It runs at the end of the turn in which the price moved, when no trade is under way.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import type { Order, OrdType } from "../model.ts"
import type { Refusal } from "../refusals.ts"
import { note, type World } from "../world.ts"
import { affordableSize, type Child, placeChild, sizeToPlace, splitSize } from "./algo-children.ts"
import { aboutAlgo, endAlgo, isLive } from "./algo-life.ts"
import type { Algo, Spawn } from "./algo-model.ts"
import type { Purpose } from "./arming.ts"
import { NOTHING_ATTACHED } from "./attached.ts"
import { partTriggered } from "./groups.ts"

/** Tells the log that its price has come. */
export function noteTriggered(world: World, algo: Algo, purpose: Purpose, price: Decimal): void {
  note(world, "algo-triggered", { ...aboutAlgo(algo), leg: purpose, px: format(price) })
}

/** Places what it was to place. Nothing happens to one that was cancelled before it came to that. */
export function executeAlgo(world: World, algo: Algo, purpose: Purpose): void {
  if (!isLive(algo)) return
  algo.triggeredMs = world.nowMs
  algo.actualSide = purpose === "tp" || purpose === "sl" ? purpose : ""
  partTriggered(world, algo, purpose)
  const { price, ordType } = orderOf(algo, purpose)
  const size = sizeToPlace(algo)
  if ("code" in size) {
    endAlgo(world, algo, "order_failed", size.code)
    return
  }
  algo.size ??= size
  const child = { ordType, price, source: SOURCES[purpose], attached: algo.attached } as const
  const placed: Order[] = []
  let refusal: Refusal | undefined
  for (const part of splitSize(algo, price === undefined, size)) {
    const outcome = placePart(world, algo, { ...child, size: part })
    if ("code" in outcome) {
      refusal = outcome
      break
    }
    placed.push(outcome)
  }
  algo.ordIds = placed.map(({ ordId }) => ordId)
  algo.actualPrice = price
  algo.actualSize = placed.reduce((sum, order) => Decimals.add(sum, order.size), Decimals.ZERO)
  if (refusal === undefined) endAlgo(world, algo, "effective")
  else endAlgo(world, algo, placed.length > 0 ? "partially_failed" : "order_failed", refusal.code)
}

const SOURCES: Readonly<Record<Purpose, Spawn["source"]>> = { tp: "7", sl: "7", trigger: "6", trail: "25" }

function orderOf(algo: Algo, purpose: Purpose): { price: Decimal | undefined; ordType: OrdType } {
  const { tp, sl, trigger } = algo
  switch (purpose) {
    case "tp":
      return priced(tp?.orderPrice)
    case "sl":
      return priced(sl?.orderPrice)
    case "trail":
      return priced(undefined)
    case "trigger": {
      const price = trigger?.orderPrice
      const advance = trigger?.advance ?? ""
      return price !== undefined && advance !== "" ? { price, ordType: advance } : priced(price)
    }
  }
}

function priced(price: Decimal | undefined): { price: Decimal | undefined; ordType: OrdType } {
  return { price, ordType: price === undefined ? "market" : "limit" }
}

/** A trigger order that finds too little money is placed with what there is. */
function placePart(world: World, algo: Algo, child: Child): Order | Refusal {
  // Several orders cannot carry the same thing along: the first does.
  const attached = child.attached ?? NOTHING_ATTACHED
  const outcome = placeChild(world, algo, { ...child, attached })
  if (!("code" in outcome) || outcome.code !== "51008" || algo.ordType !== "trigger") return outcome
  if (child.price === undefined) return outcome
  const less = affordableSize(world, algo, child.price)
  return less === undefined ? outcome : placeChild(world, algo, { ...child, size: less, attached })
}
