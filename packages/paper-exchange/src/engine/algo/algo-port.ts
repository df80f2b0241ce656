// Where the rest of the exchange meets algo orders: prices that move set them off, fills and ends of orders place or shrink
// them, and positions that are closed cancel them. What follows is planned while a trade is under way and done at the end of
// the turn, in the order in which it was planned.

import type { Market, Order } from "../model.ts"
import { isHeld } from "../positions.ts"
import { indexSource } from "../reference-prices.ts"
import type { AlgoPort, World } from "../world.ts"
import { executeAlgo, noteTriggered } from "./algo-fire.ts"
import { changedAlgo, endAlgo, isLive } from "./algo-life.ts"
import { placeAttached, releaseAttached, reserveAttached } from "./attached-life.ts"
import { endChase, followBest } from "./chase.ts"
import { linkedClosed, linkedFilled } from "./groups.ts"
import { priceNow } from "./legs.ts"
import { priceMoved } from "./trigger-book.ts"

export function createAlgoPort(world: World): AlgoPort {
  const due: (() => void)[] = []
  // What is done may plan more; every algo order is triggered once, so it comes to an end.
  const drain = (): void => {
    for (let at = 0; at < due.length; at++) due[at]?.()
    due.length = 0
  }
  world.priceWatchers.push((market) => {
    if (world.algos.live > 0) watchPrices(world, market)
  })
  return {
    live: 0,
    chases: new Set(),
    accepted(order) {
      if (order.attached.length > 0) reserveAttached(order)
    },
    fired(algo, purpose, price) {
      noteTriggered(world, algo, purpose, price)
      due.push(() => executeAlgo(world, algo, purpose))
    },
    activated(algo) {
      due.push(() => {
        if (isLive(algo)) changedAlgo(world, algo)
      })
    },
    expired(market) {
      due.push(() => cancelAllOf(world, market))
    },
    filled(order, size) {
      if (order.spawn !== undefined && order.spawn.linkedAlgoId !== "") {
        due.push(() => linkedFilled(world, order, size))
      }
      if (order.position !== undefined && order.account.algos.live.size > 0) {
        due.push(() => cancelForClosed(world, order))
      }
    },
    closed(order) {
      const { spawn, attached } = order
      if (spawn !== undefined && spawn.linkedAlgoId !== "") due.push(() => linkedClosed(world, order))
      if (spawn?.source === "34") due.push(() => endChase(world, order))
      if (attached.length === 0) return
      if (order.filled.coefficient === 0n) releaseAttached(order)
      else due.push(() => placeAttached(world, order))
    },
    run() {
      if (due.length > 0) drain()
      if (world.algos.chases.size === 0) return
      followBest(world)
      if (due.length > 0) drain()
    },
  }
}

/** Tells the trigger books of a market, and of those whose index it is, where the prices are. */
function watchPrices(world: World, market: Market): void {
  priceMoved(market.triggers, "last", market.lastPrice)
  priceMoved(market.triggers, "mark", priceNow(market, "mark"))
  for (const other of world.markets.values()) {
    if (indexSource(other) === indexSource(market)) priceMoved(other.triggers, "index", priceNow(other, "index"))
  }
}

function cancelAllOf(world: World, market: Market): void {
  for (const account of world.accounts.values()) {
    for (const algo of [...account.algos.live.values()]) {
      if (algo.market === market && !algo.firing && isLive(algo)) endAlgo(world, algo, "canceled")
    }
  }
}

/** TP/SL orders that belong to a position go with it. */
function cancelForClosed(world: World, { account, position }: Order): void {
  if (position === undefined || isHeld(position)) return
  for (const algo of [...account.algos.live.values()]) {
    if (algo.cxlOnClosePos && algo.positionKey === position.key && !algo.firing && isLive(algo)) {
      endAlgo(world, algo, "canceled")
    }
  }
}
