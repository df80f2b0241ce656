// TWAP: a slice of at most szLimit every interval, as an IOC order a little beyond the best price of its own side, as long as
// the market is within the price limit; it pauses while it is not (reference section 4.9; OKX "TWAP Order").

import { type Decimal, Decimals } from "@okx-oms/core"
import { priceOfTicks } from "../instruments.ts"
import { bestLevel } from "../order-book.ts"
import type { World } from "../world.ts"
import { placeChild } from "./algo-children.ts"
import { changedAlgo, endAlgo, isLive, keepAlgo } from "./algo-life.ts"
import type { Algo, TwapTerms } from "./algo-model.ts"

/** Orders remembered by their ids; a long TWAP makes more. */
const ORDER_IDS_MAX = 1_000

/** Plans the next slice, at once for a new one. */
export function planSlice(world: World, algo: Algo, atMs: number): void {
  algo.plannedMs = atMs
  algo.dropPlan = world.scheduler.at(atMs, () => slice(world, algo))
}

function slice(world: World, algo: Algo): void {
  algo.dropPlan = undefined
  const { twap, size } = algo
  if (!isLive(algo) || twap === undefined || size === undefined) return
  const price = slicePrice(algo, twap)
  const within = price !== undefined
  if (within !== (algo.state === "live")) {
    algo.state = within ? "live" : "pause"
    changedAlgo(world, algo)
  }
  if (price !== undefined && !takeSlice(world, algo, twap, { price, size })) return
  planSlice(world, algo, world.nowMs + twap.intervalMs)
  keepAlgo(world, algo)
}

/** The price of a slice, or undefined while the market is beyond the limit or has nobody to lean on. */
function slicePrice({ market, side }: Algo, twap: TwapTerms): Decimal | undefined {
  const { priceLimit, priceVariance, priceSpread } = twap
  const best = bestLevel(market.book, side)
  if (best === undefined) return undefined
  const buys = side === "buy"
  const beyond = Decimals.compare(market.lastPrice, priceLimit)
  if (buys ? beyond > 0 : beyond < 0) return undefined
  const own = priceOfTicks(market.spec, best.ticks)
  const distance = priceSpread ?? Decimals.multiply(own, priceVariance ?? Decimals.ZERO)
  const exact = buys ? Decimals.add(own, distance) : Decimals.subtract(own, distance)
  const onTick = Decimals.roundToMultiple(exact, market.spec.tickSize, buys ? "down" : "up")
  return buys ? Decimals.minimum(onTick, priceLimit) : Decimals.maximum(onTick, priceLimit)
}

/** False when that was the last slice. */
function takeSlice(
  world: World,
  algo: Algo,
  twap: TwapTerms,
  { price, size }: { price: Decimal; size: Decimal },
): boolean {
  const { minSize } = algo.market.spec
  const rest = Decimals.subtract(size, algo.actualSize)
  const placed = placeChild(world, algo, {
    ordType: "ioc",
    price,
    size: Decimals.minimum(rest, twap.sliceSize),
    source: "13",
  })
  if ("code" in placed) {
    endAlgo(world, algo, Decimals.isZero(algo.actualSize) ? "order_failed" : "partially_failed", placed.code)
    return false
  }
  if (algo.triggeredMs === 0) algo.triggeredMs = world.nowMs
  algo.ordIds = [...algo.ordIds, placed.ordId].slice(-ORDER_IDS_MAX)
  algo.actualPrice = price
  algo.actualSize = Decimals.add(algo.actualSize, placed.filled)
  const left = Decimals.subtract(size, algo.actualSize)
  if (Decimals.lessThan(left, minSize)) {
    endAlgo(world, algo, "effective")
    return false
  }
  changedAlgo(world, algo)
  return true
}
