// How large an order of a certain worth is: the market's own quotes and takers, and the volumes of the past, are thought of
// in quote currency and traded in lots. These sizes are drawn, so that floating point is no harm.

import { type Decimal, Decimals } from "@okx-oms/core"
import { quoteValue } from "./instruments.ts"
import type { Market } from "./model.ts"

/** A size of about this worth in quote currency, in whole lots, at least the smallest. */
export function sizeWorth(market: Market, worth: number): Decimal {
  const { spec, lastPrice } = market
  const cents: Decimal = { coefficient: BigInt(Math.max(1, Math.round(worth * 100))), scale: 2 }
  const unit = quoteValue(spec, lastPrice, Decimals.ONE)
  const exact = Decimals.divide(cents, unit, { scale: 16, rounding: "down" })
  return Decimals.maximum(spec.minSize, Decimals.roundToMultiple(exact, spec.lotSize, "down"))
}
