// What an algo order waits for: its legs, its trigger, the price that sets its trailing on. It relies on the trigger book of
// the market; what happens when a price has come is told to world.algos, never done here, because a trade is under way.

import { type Decimal, Decimals } from "@okx-oms/core"
import type { World } from "../world.ts"
import type { Algo, Leg } from "./algo-model.ts"
import { type LegName, legRises, priceNow } from "./legs.ts"
import { type Arm, arm, disarm } from "./price-arms.ts"
import { startTrailing, stopTrailing } from "./trailing.ts"
import { priceMoved } from "./trigger-book.ts"

/** Why an algo order places an order. */
export type Purpose = "tp" | "sl" | "trigger" | "trail"

/** Lets it wait for its prices. What the present prices already satisfy goes off at once. */
export function armAlgo(world: World, algo: Algo): void {
  const { tp, sl, trigger, trail } = algo
  if (trigger !== undefined) {
    const { priceType, rises, triggerPrice: price } = trigger
    wait(world, algo, "trigger", { priceType, rises, price })
  }
  armLeg(world, algo, "tp", tp)
  armLeg(world, algo, "sl", sl)
  if (trail !== undefined) armTrail(world, algo)
  for (const priceType of new Set(algo.arms.map((armed) => armed.priceType))) {
    priceMoved(algo.market.triggers, priceType, priceNow(algo.market, priceType))
  }
}

function armLeg(world: World, algo: Algo, name: LegName, leg: Leg | undefined): void {
  if (leg?.triggerPrice === undefined) return
  // A one-way order in net mode with both legs acts on its stop loss alone.
  if (name === "tp" && algo.ordType === "conditional" && algo.sl !== undefined && algo.posSide === "net") return
  wait(world, algo, name, {
    priceType: leg.priceType,
    rises: legRises(name, algo.side),
    price: leg.triggerPrice,
  })
}

function wait(world: World, algo: Algo, purpose: Purpose, terms: Pick<Arm, "priceType" | "rises" | "price">): void {
  const fire = (price: Decimal): void => goOff(world, algo, purpose, price)
  algo.arms.push(arm(algo.market.triggers.arms, { ...terms, fire }))
}

function goOff(world: World, algo: Algo, purpose: Purpose, price: Decimal): void {
  disarmAlgo(algo)
  algo.firing = true
  world.algos.fired(algo, purpose, price)
}

function armTrail(world: World, algo: Algo): void {
  const activePrice = algo.trail?.activePrice
  const { market } = algo
  if (activePrice === undefined || algo.trailedFrom !== undefined) {
    follow(world, algo, extremeSince(algo))
    return
  }
  const rises = algo.side === "sell"
  const fire = (price: Decimal): void => {
    algo.arms.length = 0
    follow(world, algo, price)
    world.algos.activated(algo)
  }
  algo.arms.push(arm(market.triggers.arms, { priceType: "last", rises, price: activePrice, fire }))
}

/** The present price, or after a restart the extreme that it has followed to. */
function extremeSince({ trailedFrom, side, market: { lastPrice } }: Algo): Decimal {
  if (trailedFrom === undefined) return lastPrice
  return side === "sell" ? Decimals.maximum(trailedFrom, lastPrice) : Decimals.minimum(trailedFrom, lastPrice)
}

function follow(world: World, algo: Algo, price: Decimal): void {
  const { trail, market, side } = algo
  if (trail === undefined) return
  const callback = trail.callbackSpread ?? trail.callbackRatio ?? Decimals.ZERO
  algo.trailedFrom = price
  algo.trailer = startTrailing(market.triggers.trails, {
    buys: side === "buy",
    kind: trail.callbackSpread === undefined ? "ratio" : "spread",
    callback,
    price,
    fire: (reached) => goOff(world, algo, "trail", reached),
  })
}

/** It waits for nothing any more. */
export function disarmAlgo(algo: Algo): void {
  const { triggers } = algo.market
  for (const armed of algo.arms) disarm(triggers.arms, armed)
  algo.arms.length = 0
  if (algo.trailer !== undefined) stopTrailing(triggers.trails, algo.trailer)
}
