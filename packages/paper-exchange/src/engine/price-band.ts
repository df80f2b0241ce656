// The band a limit price must keep to (GET public/price-limit, reference section 11): 5 % around the last price.
// Buys may not be above it, sells not below; very low buys are fine.

import type { Decimal } from "@okx-oms/core"
import { priceOfTicks, ticksOfPrice } from "./instruments.ts"
import type { Market } from "./model.ts"
import type { Side } from "./order-book.ts"

export interface PriceBand {
  readonly buyTicks: number
  readonly sellTicks: number
  readonly buyLimit: Decimal
  readonly sellLimit: Decimal
}

export function priceBand(market: Market): PriceBand {
  const last = ticksOfPrice(market.spec, market.lastPrice) ?? Math.max(1, Math.round(market.midTicks))
  const buyTicks = Math.floor((last * 105) / 100)
  const sellTicks = Math.max(1, Math.ceil((last * 95) / 100))
  return {
    buyTicks,
    sellTicks,
    buyLimit: priceOfTicks(market.spec, buyTicks),
    sellLimit: priceOfTicks(market.spec, sellTicks),
  }
}

/** The most aggressive price of the band for a side, in ticks: where market orders stop. */
export function bandEdge(market: Market, side: Side): number {
  const band = priceBand(market)
  return side === "buy" ? band.buyTicks : band.sellTicks
}
