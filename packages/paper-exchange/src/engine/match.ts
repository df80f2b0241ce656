// Price-time matching: an incoming order against the book, fill by fill, until it is done or the book is not good enough.
// Who comes in may be an account's order or the market's own flow; both meet the same book. Fills are booked (ledger.ts)
// and pushed (pushes.ts) here; what becomes of the rest of the order is the caller's decision.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { mostlyZero, ZERO } from "./amounts.ts"
import { bookTrade } from "./booking.ts"
import { notional } from "./instruments.ts"
import { releaseFilled } from "./ledger.ts"
import type { ExecType, Fill, Market, Order } from "./model.ts"
import {
  bestLevel,
  crosses,
  firstInLine,
  opposite,
  type Resting,
  type Side,
  shrinkResting,
  visitLevels,
} from "./order-book.ts"
import { closeOrder } from "./order-life.ts"
import type { OrderNews } from "./order-rows.ts"
import { rememberPast } from "./past.ts"
import { printTrade } from "./public-data.ts"
import { planAccountPush, pushBalanceAndPosition, pushOrder } from "./pushes.ts"
import { trimReducers } from "./reduce-only.ts"
import { keepOrder, note, type World } from "./world.ts"

const { add, subtract, multiply, divide, isPositive, minimum, compare } = Decimals

/** One taker may meet this many makers; the rest is cancelled (reference section 4.10). */
export const MATCHES_MAX = 1_000

export interface Incoming {
  readonly market: Market
  readonly side: Side
  readonly limitTicks: number
  /** The account's order, or undefined for the market's own flow. */
  readonly order: Order | undefined
  /** In base currency or contracts; for `unit` quote in quote currency. */
  amount: Decimal
  readonly unit: "base" | "quote"
  /** What accounts' orders got of it; undefined while they got nothing. */
  given?: Decimal
}

export type MatchEnd =
  /** Nothing is left to do. */
  | "done"
  /** The book has no more at this price. */
  | "out-of-book"
  | "too-many-matches"
  /** Self-trade prevention stopped the incoming order. */
  | "self-trade"

/** Trades until the end that is answered; `incoming.amount` holds what is left. */
export function match(world: World, incoming: Incoming): MatchEnd {
  const { market, side } = incoming
  const prints = new Prints(world, market, side)
  let end: MatchEnd = "done"
  let matches = 0
  while (isPositive(incoming.amount)) {
    const level = bestLevel(market.book, opposite(side))
    const resting = level === undefined ? undefined : firstInLine(level)
    if (resting === undefined || !crosses(side, incoming.limitTicks, resting.ticks)) {
      end = "out-of-book"
      break
    }
    const price = priceAt(market, resting.ticks)
    const wanted = sizeFor(incoming, price)
    if (!isPositive(wanted)) break
    const self = preventSelfTrade(world, incoming, resting)
    if (self === "stop") {
      end = "self-trade"
      break
    }
    if (self === "skip") continue
    if (matches++ >= MATCHES_MAX) {
      end = "too-many-matches"
      break
    }
    trade(world, incoming, resting, price, minimum(wanted, resting.remaining), prints)
  }
  prints.flush()
  return end
}

/** What the book would give to an incoming order, own orders left out: for FOK and for costs. */
export function liquidityFor(incoming: Incoming): { size: Decimal; value: Decimal } {
  const { market, side } = incoming
  let size = ZERO
  let value = ZERO
  let matches = 0
  visitLevels(market.book, opposite(side), (level) => {
    if (!crosses(side, incoming.limitTicks, level.ticks)) return false
    const price = priceAt(market, level.ticks)
    for (let resting = level.first; resting !== undefined; resting = resting.behind) {
      if (compare(size, incoming.amount) >= 0) return false
      if (incoming.order !== undefined && isOwn(incoming.order, resting.owner)) {
        // What comes behind an own order is out of reach when meeting it ends the taker.
        if (incoming.order.stpMode !== "cancel_maker") return false
        continue
      }
      if (matches++ >= MATCHES_MAX) return false
      const part = minimum(resting.remaining, subtract(incoming.amount, size))
      size = add(size, part)
      value = add(value, multiply(price, part))
    }
    return true
  })
  return { size, value }
}

export function priceAt(market: Market, ticks: number): Decimal {
  const { tickSize } = market.spec
  return { coefficient: BigInt(ticks) * tickSize.coefficient, scale: tickSize.scale }
}

/** How much to trade at a price. A quote amount buys what it can pay for (floor) and sells what raises it (ceiling). */
function sizeFor(incoming: Incoming, price: Decimal): Decimal {
  if (incoming.unit === "base") return incoming.amount
  const { lotSize } = incoming.market.spec
  const exact = divide(incoming.amount, price, { scale: 24, rounding: incoming.side === "buy" ? "down" : "up" })
  return Decimals.roundToMultiple(exact, lotSize, incoming.side === "buy" ? "down" : "up")
}

function preventSelfTrade(
  world: World,
  incoming: Incoming,
  resting: Resting<Order | undefined>,
): "go" | "skip" | "stop" {
  const maker = resting.owner
  const taker = incoming.order
  if (maker === undefined || taker === undefined || !isOwn(taker, maker)) return "go"
  if (taker.stpMode !== "cancel_taker") closeOrder(world, maker, "canceled", "32")
  return taker.stpMode === "cancel_maker" ? "skip" : "stop"
}

/** A main account and its sub-accounts do not trade with each other (reference section 10.10). */
function isOwn(taker: Order, maker: Order | undefined): boolean {
  return maker !== undefined && maker.account.mainUid === taker.account.mainUid
}

function trade(
  world: World,
  incoming: Incoming,
  resting: Resting<Order | undefined>,
  price: Decimal,
  size: Decimal,
  prints: Prints,
): void {
  const { market } = incoming
  const tradeId = nextTradeId(market)
  shrinkResting(market.book, resting, size)
  incoming.amount = subtract(incoming.amount, incoming.unit === "base" ? size : multiply(price, size))
  prints.add(tradeId, price, size)
  if (resting.owner !== undefined) {
    incoming.given = add(incoming.given ?? ZERO, size)
    fillOrder(world, resting.owner, { tradeId, price, size, execType: "M" })
  }
  if (incoming.order !== undefined) fillOrder(world, incoming.order, { tradeId, price, size, execType: "T" })
}

export interface OrderTrade {
  readonly tradeId: string
  readonly price: Decimal
  readonly size: Decimal
  readonly execType: ExecType
}

export function nextTradeId(market: Market): string {
  return String(market.tradeIdNext++)
}

/** Books one fill of an account's open order and tells its owner. */
export function fillOrder(world: World, order: Order, trade: OrderTrade, news: OrderNews = {}): void {
  releaseFilled(world, order, trade.size)
  const fill = bookFill(world, order, trade)
  // A SPOT market order is only declared filled by a message of its own (reference section 6.2).
  const complete = compare(order.filled, order.size) >= 0 && order.tgtCcy !== "quote_ccy"
  const waits = order.ordType === "market" && order.tgtCcy !== ""
  if (complete && !waits) {
    closeOrder(world, order, "filled", "", { ...news, fill })
  } else {
    order.state = "partially_filled"
    keepOrder(world, order)
    pushOrder(world, order, { ...news, fill })
  }
  pushBalanceAndPosition(world, order, trade.tradeId)
  planAccountPush(world, order.account)
  if (order.position !== undefined) trimReducers(world, order.position)
  world.algos.filled(order, trade.size)
  world.aftermath.filled(order, fill)
}

/** Money, sums and the log of one fill; what becomes of the order's state and who is told is the caller's. */
export function bookFill(world: World, order: Order, trade: OrderTrade): Fill {
  rememberPast(world, order)
  const fill = bookTrade(world, order, trade)
  order.filled = add(order.filled, trade.size)
  order.filledValue = add(order.filledValue, multiply(trade.price, trade.size))
  order.fee = add(order.fee, fill.fee)
  order.pnl = add(order.pnl, fill.pnl)
  order.lastFill = fill
  order.updatedMs = world.nowMs
  note(world, "fill", {
    uid: order.account.uid,
    instId: order.market.spec.instId,
    ordId: order.ordId,
    clOrdId: order.clOrdId,
    tradeId: trade.tradeId,
    side: order.side,
    px: format(trade.price),
    sz: format(trade.size),
    fee: format(fill.fee),
    feeCcy: fill.feeCcy,
    execType: trade.execType,
    pnl: mostlyZero(fill.pnl),
    accFillSz: format(order.filled),
    external: isExternal(order),
  })
  return fill
}

/** True when the order was not placed by the API: somebody's on OKX's own page, or the exchange's own. */
export function isExternal(order: Order): boolean {
  return order.origin !== "api"
}

/** Gathers the trades of one taker: the trades channel gets one message per price, the candles every trade. */
class Prints {
  readonly #world: World
  readonly #market: Market
  readonly #side: Side
  #price: Decimal | undefined
  #size: Decimal = ZERO
  #count = 0
  #tradeId = ""

  constructor(world: World, market: Market, side: Side) {
    this.#world = world
    this.#market = market
    this.#side = side
  }

  add(tradeId: string, price: Decimal, size: Decimal): void {
    if (this.#price !== undefined && compare(this.#price, price) !== 0) this.flush()
    this.#price = price
    this.#size = add(this.#size, size)
    this.#count++
    this.#tradeId = tradeId
  }

  flush(): void {
    if (this.#price === undefined) return
    printTrade(this.#world, this.#market, {
      tradeId: this.#tradeId,
      price: this.#price,
      size: this.#size,
      side: this.#side,
      atMs: this.#world.nowMs,
      count: this.#count,
    })
    this.#price = undefined
    this.#size = ZERO
    this.#count = 0
  }
}

/** Value in quote currency of a trade. */
export function valueOf(market: Market, price: Decimal, size: Decimal): Decimal {
  return notional(market.spec, price, size)
}
