// What the exchange itself does to an account's position: liquidation and auto-deleveraging. An order without clOrdId or tag
// appears and is filled at once, with the category and the negative trade id of the real one (reference sections 4.6 and 10.8).

import { type Decimal, Decimals } from "@okx-oms/core"
import { absolute } from "./amounts.ts"
import { leverageOf, markPrice } from "./ledger.ts"
import { fillOrder, nextTradeId } from "./match.ts"
import type { Account, Category, Market, Order } from "./model.ts"
import { register } from "./order-life.ts"
import { createOrder, noteAccepted } from "./place.ts"
import { pushOrder } from "./pushes.ts"
import type { World } from "./world.ts"

export interface Reduction {
  readonly category: Exclude<Category, "normal">
  /** Contracts; the whole position when undefined, never more. */
  readonly size: Decimal | undefined
  /** The mark price when undefined. */
  readonly price: Decimal | undefined
  /** False: the orders channel says nothing, as some accounts report. */
  readonly pushed: boolean
}

export function isReduction(text: string): text is Reduction["category"] {
  return text === "full_liquidation" || text === "partial_liquidation" || text === "adl"
}

/** Reduces a position; the order that did it, undefined when there is no position. */
export function reducePosition(
  world: World,
  account: Account,
  market: Market,
  reduction: Reduction,
): Order | undefined {
  const held = account.positions.get(market.spec.instId)?.size
  if (held === undefined || Decimals.isZero(held)) return undefined
  const size = Decimals.minimum(absolute(held), reduction.size ?? absolute(held))
  const price = reduction.price ?? markPrice(market)
  const order = createOrder(
    world,
    account,
    {
      market,
      side: Decimals.isPositive(held) ? "sell" : "buy",
      ordType: "limit",
      tdMode: "cross",
      tgtCcy: "",
      clOrdId: "",
      tag: "",
      reduceOnly: true,
      banAmend: false,
      stpMode: "cancel_maker",
      size,
      price,
      priceTicks: undefined,
      lever: leverageOf(account, market),
    },
    "system",
    reduction.category,
  )
  const news = { silent: !reduction.pushed }
  register(world, order)
  noteAccepted(world, order)
  pushOrder(world, order, news)
  fillOrder(world, order, { tradeId: `-${nextTradeId(market)}`, price, size, execType: "" }, news)
  return order
}
