// What a currency is worth in US dollars by the markets of this exchange: totals and Multi-currency margin are told in them.

import { type Decimal, Decimals } from "@okx-oms/core"
import { ZERO } from "./amounts.ts"
import { indexPrice } from "./reference-prices.ts"
import type { World } from "./world.ts"

const DOLLARS = new Set(["USDT", "USDC", "USD", "USDG"])

/** US dollars for one unit; 0 for a currency nothing here trades. */
export function dollarPrice(world: World, ccy: string): Decimal {
  if (DOLLARS.has(ccy)) return Decimals.ONE
  const { markets } = world
  const market = markets.get(`${ccy}-USDT`) ?? markets.get(`${ccy}-USDT-SWAP`) ?? markets.get(`${ccy}-USD-SWAP`)
  return market === undefined ? ZERO : indexPrice(market)
}
