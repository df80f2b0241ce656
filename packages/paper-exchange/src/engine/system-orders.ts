// What the exchange itself does to an account's position: liquidation and auto-deleveraging. An order without clOrdId or tag
// appears and is filled at once, with the category and the negative trade id of the real one (reference sections 4.6 and 10.8).

import { type Decimal, Decimals } from "@okx-oms/core"
import { absolute } from "./amounts.ts"
import { feeRate } from "./booking.ts"
import { leverageOf } from "./leverage.ts"
import { fillOrder, nextTradeId } from "./match.ts"
import type { Account, Category, Market, Order } from "./model.ts"
import { register } from "./order-life.ts"
import { createOrder, noteAccepted } from "./place.ts"
import { isHeld, type Position } from "./positions.ts"
import { pushOrder } from "./pushes.ts"
import { markPrice } from "./reference-prices.ts"
import type { World } from "./world.ts"

export interface Reduction {
  readonly category: Extract<Category, "full_liquidation" | "partial_liquidation" | "adl">
  /** Contracts, base currency of a MARGIN position; the whole position when undefined, never more. */
  readonly size: Decimal | undefined
  /** The mark price when undefined. */
  readonly price: Decimal | undefined
  /** False: the orders channel says nothing, as some accounts report. */
  readonly pushed: boolean
}

export function isReduction(text: string): text is Reduction["category"] {
  return text === "full_liquidation" || text === "partial_liquidation" || text === "adl"
}

/** The first open position of an instrument, in the order they were first opened. */
export function heldPosition(account: Account, market: Market): Position | undefined {
  for (const position of account.positions.values()) {
    if (position.market === market && isHeld(position)) return position
  }
  return undefined
}

/** Reduces a position; the order that did it, undefined when there is nothing to reduce. */
export function reducePosition(
  world: World,
  account: Account,
  position: Position,
  reduction: Reduction,
): Order | undefined {
  if (!isHeld(position)) return undefined
  const { market, instType, mgnMode, posSide, ccy } = position
  const price = reduction.price ?? markPrice(market)
  const order = createOrder(
    world,
    account,
    {
      market,
      side: Decimals.isPositive(position.size) ? "sell" : "buy",
      ordType: "limit",
      tdMode: mgnMode,
      instType,
      posSide,
      ccy,
      position,
      tgtCcy: "",
      clOrdId: "",
      tag: "",
      reduceOnly: true,
      banAmend: false,
      stpMode: "cancel_maker",
      size: sizeOf(account, position, reduction.size),
      price,
      priceTicks: undefined,
      lever: leverageOf(account, position),
    },
    "system",
    reduction.category,
  )
  const news = { silent: !reduction.pushed }
  const trade = { tradeId: `-${nextTradeId(market)}`, price, size: order.size, execType: "" } as const
  register(world, order)
  noteAccepted(world, order)
  pushOrder(world, order, news)
  fillOrder(world, order, trade, news)
  return order
}

/** A MARGIN debt is repaid with what is left of a buy after its fee: so much more is bought. */
function sizeOf(account: Account, position: Position, wanted: Decimal | undefined): Decimal {
  const held = absolute(position.size)
  const size = Decimals.minimum(held, wanted ?? held)
  if (position.instType !== "MARGIN" || Decimals.isPositive(position.size)) return size
  const kept = Decimals.add(Decimals.ONE, feeRate({ account, instType: "MARGIN" }, ""))
  const gross = Decimals.divide(size, kept, { scale: 16, rounding: "up" })
  return Decimals.roundToMultiple(gross, position.market.spec.lotSize, "up")
}
