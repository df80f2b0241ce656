// How far a SPOT or MARGIN market order may trade from the price it meets: slippagePct of a placement, for orders sized in what
// is received (OKX "Place order"). What the book does not give within it is cancelled like any rest of a market order.

import { type Decimal, Decimals } from "@okx-oms/core"
import type { Market } from "./model.ts"
import { bestLevel, opposite, type Side } from "./order-book.ts"
import { type Parameters, text } from "./parameters.ts"
import { bandEdge } from "./price-band.ts"
import { parameterError, type Refusal } from "./refusals.ts"

/** 0 to 0.05 with at most four decimals. */
const SLIPPAGE_MAX = 0.05

/** As a fraction; undefined when the order names none, or is not of a kind that may. */
export function readSlippage(
  order: { readonly ordType: string; readonly side: Side; readonly tgtCcy: string },
  parameters: Parameters,
): number | undefined | Refusal {
  const given = text(parameters, "slippagePct")
  const received = order.tgtCcy === (order.side === "buy" ? "base_ccy" : "quote_ccy")
  if (given === "" || order.ordType !== "market" || !received) return undefined
  if (!/^0(\.\d{1,4})?$/.test(given) || Number(given) > SLIPPAGE_MAX) return parameterError("slippagePct")
  return Number(given) === 0 ? undefined : Number(given)
}

/** The last price in ticks that a market order may trade at. */
export function marketEdge(market: Market, side: Side, slippage: number | undefined): number {
  const edge = bandEdge(market, side)
  const best = bestLevel(market.book, opposite(side))
  if (slippage === undefined || best === undefined) return edge
  const share: Decimal = { coefficient: BigInt(Math.round(slippage * 10_000)), scale: 4 }
  const factor = side === "buy" ? Decimals.add(Decimals.ONE, share) : Decimals.subtract(Decimals.ONE, share)
  const exact = Decimals.multiply({ coefficient: BigInt(best.ticks), scale: 0 }, factor)
  const ticks = Number(Decimals.round(exact, 0, side === "buy" ? "down" : "up").coefficient)
  return side === "buy" ? Math.min(edge, ticks) : Math.max(edge, ticks)
}
