// Placing: an accepted order gets its id, meets the book, and rests, fills or is cancelled by its type's rules
// (reference section 6.2). The checks are place-checks.ts's; the acknowledgement is the caller's.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import type { Attached, Spawn } from "./algo/algo-model.ts"
import { type Carrier, NOTHING_ATTACHED, readAttached } from "./algo/attached.ts"
import { ZERO } from "./amounts.ts"
import { freeze } from "./ledger.ts"
import { availableForSpot } from "./margin.ts"
import { type Incoming, isExternal, liquidityFor, type MatchEnd, match } from "./match.ts"
import type { Account, Market, Order } from "./model.ts"
import { bestLevel, crosses, opposite } from "./order-book.ts"
import { closeOrder, isOpen, register, rest } from "./order-life.ts"
import type { Parameters } from "./parameters.ts"
import { type CheckedOrder, checkPlacement } from "./place-checks.ts"
import { reduces } from "./positions.ts"
import { bandEdge } from "./price-band.ts"
import { planAccountPush, pushOrder } from "./pushes.ts"
import { trimReducers } from "./reduce-only.ts"
import { insufficientFunds, REFUSALS, type Refusal } from "./refusals.ts"
import { marketEdge, readSlippage } from "./slippage.ts"
import { note, type World } from "./world.ts"

/** What an algo order gives to the order it places. */
export interface Bequest {
  readonly spawn: Spawn | undefined
  /** What the order carries along; read from its parameters when undefined. */
  readonly attached: readonly Attached[] | undefined
}

const NO_BEQUEST: Bequest = { spawn: undefined, attached: undefined }

/** Places an order; the answer is the order or why not. A refusal leaves nothing behind. */
export function placeOrder(
  world: World,
  account: Account,
  market: Market,
  parameters: Parameters,
  origin: Order["origin"] = "api",
  bequest: Bequest = NO_BEQUEST,
): Order | Refusal {
  const checked = checkPlacement(world, account, market, parameters)
  if ("code" in checked) return checked
  const funded = checked.ordType === "market" ? fundSpotMarket(world, account, checked) : checked
  if ("code" in funded) return funded
  const slippage = readSlippage(funded, parameters)
  if (typeof slippage === "object") return slippage
  const attached = bequest.attached ?? readAttached(account, carrierOf(funded), parameters, () => world.ids.next())
  if ("code" in attached) return attached
  const order = createOrder(world, account, funded, origin, "normal", { ...bequest, attached })
  register(world, order)
  noteAccepted(world, order)
  execute(world, order, funded.priceTicks ?? marketEdge(market, order.side, slippage))
  planAccountPush(world, account)
  return order
}

/** An order as what something is attached to. */
export function carrierOf(order: Omit<Carrier, "reduces"> & Pick<Order, "reduceOnly" | "posSide">): Carrier {
  const { market, side, ordType, tgtCcy, size, price } = order
  return { market, side, ordType, tgtCcy, size, price, reduces: reduces(order) }
}

/** Tells the log that from now on there is this order. */
export function noteAccepted(world: World, order: Order): void {
  note(world, "order-accepted", {
    uid: order.account.uid,
    instId: order.market.spec.instId,
    ordId: order.ordId,
    clOrdId: order.clOrdId,
    side: order.side,
    ordType: order.ordType,
    instType: order.instType,
    tdMode: order.tdMode,
    posSide: order.posSide,
    ccy: order.ccy,
    px: order.price === undefined ? "" : format(order.price),
    sz: format(order.size),
    tgtCcy: order.tgtCcy,
    reduceOnly: order.reduceOnly,
    tag: order.tag,
    origin: order.origin,
    category: order.category,
    external: isExternal(order),
    ...(order.spawn === undefined ? {} : { algoId: order.spawn.algoId }),
  })
}

export function createOrder(
  world: World,
  account: Account,
  checked: CheckedOrder,
  origin: Order["origin"],
  category: Order["category"] = "normal",
  bequest: Bequest = NO_BEQUEST,
): Order {
  const occasion = { uid: account.uid, nowMs: world.nowMs }
  const stale = world.faults.struck("stale-reads", occasion)
  const hidden = origin === "api" ? world.faults.struck("hidden-order", occasion) : undefined
  const ordId = world.ids.next()
  if (hidden !== undefined) {
    const { clOrdId, market } = checked
    const about = { uid: account.uid, operation: "place", instId: market.spec.instId, ordId, clOrdId }
    note(world, "item-replaced", { ...about, fault: "hidden-order", code: "51149", executed: true })
  }
  return {
    ordId,
    account,
    market: checked.market,
    clOrdId: checked.clOrdId,
    tag: checked.tag,
    side: checked.side,
    ordType: checked.ordType,
    tdMode: checked.tdMode,
    instType: checked.instType,
    posSide: checked.posSide,
    ccy: checked.ccy,
    position: checked.position,
    tgtCcy: checked.tgtCcy,
    reduceOnly: checked.reduceOnly,
    stpMode: checked.stpMode,
    createdMs: world.nowMs,
    lever: checked.lever,
    origin,
    spawn: bequest.spawn,
    attached: bequest.attached ?? NOTHING_ATTACHED,
    category,
    size: checked.size,
    price: checked.price,
    state: "live",
    filled: ZERO,
    filledValue: ZERO,
    fee: ZERO,
    rebate: ZERO,
    pnl: ZERO,
    lastFill: undefined,
    frozen: ZERO,
    counted: ZERO,
    held: false,
    cancelSource: "",
    updatedMs: world.nowMs,
    resting: undefined,
    cancelling: false,
    visibleMs: world.nowMs + Math.max(stale?.delayMs ?? 0, hidden?.delayMs ?? 0),
    hidden: hidden !== undefined,
    past: undefined,
  }
}

function execute(world: World, order: Order, limitTicks: number): void {
  if (order.ordType === "post_only" && wouldTake(order, limitTicks)) {
    closeOrder(world, order, "canceled", "31")
    return
  }
  pushOrder(world, order)
  if (order.price !== undefined) freeze(world, order)
  const incoming: Incoming = {
    market: order.market,
    side: order.side,
    limitTicks,
    order,
    amount: order.size,
    unit: order.tgtCcy === "quote_ccy" ? "quote" : "base",
  }
  if (order.ordType === "fok" && Decimals.lessThan(liquidityFor(incoming).size, order.size)) {
    closeOrder(world, order, "canceled", "13")
    return
  }
  settle(world, order, limitTicks, match(world, incoming))
  if (order.resting !== undefined && order.position !== undefined && reduces(order)) {
    trimReducers(world, order.position, order)
  }
  if (order.resting !== undefined) world.aftermath.rested(order)
}

/** What becomes of an order after it met the book. Also for an amended price that trades at once. */
export function settle(world: World, order: Order, limitTicks: number, end: MatchEnd): void {
  if (!isOpen(order)) return
  if (order.ordType === "market" && order.tgtCcy !== "") {
    // The last fill went out as partially_filled; the end is a message of its own without a trade.
    if (end === "done" && Decimals.isPositive(order.filled)) closeOrder(world, order, "filled", "")
    else closeOrder(world, order, "canceled", cancelSourceOf(end))
    return
  }
  const mayRest = order.ordType === "limit" || order.ordType === "post_only"
  if (!mayRest || end === "too-many-matches" || end === "self-trade") {
    closeOrder(world, order, "canceled", cancelSourceOf(end))
    return
  }
  rest(order, limitTicks)
}

function cancelSourceOf(end: MatchEnd): string {
  switch (end) {
    case "done":
    case "out-of-book":
      return "14"
    case "too-many-matches":
      return "33"
    case "self-trade":
      return "32"
  }
}

export function wouldTake(order: Pick<Order, "market" | "side">, limitTicks: number): boolean {
  const best = bestLevel(order.market.book, opposite(order.side))
  return best !== undefined && crosses(order.side, limitTicks, best.ticks)
}

/** OKX holds back 5 % more than a market order seems to cost. */
const MARKET_RESERVE: Decimal = { coefficient: 105n, scale: 2 }

/**
 * Weighs a SPOT market order against the balance. Sized in what is paid, it must be there; sized in what is received, its
 * cost is read off the book, and when the reserve does not suffice the size is cut, or refused with banAmend.
 */
function fundSpotMarket(world: World, account: Account, checked: CheckedOrder): CheckedOrder | Refusal {
  const { market, side } = checked
  if (checked.instType !== "SPOT") return checked
  const ccy = side === "buy" ? market.spec.quoteCcy : market.spec.baseCcy
  const owned = availableForSpot(world, account, ccy)
  const paysInUnit = (side === "buy") === (checked.tgtCcy === "quote_ccy")
  if (paysInUnit) {
    return Decimals.greaterThan(checked.size, owned) ? insufficientFunds(ccy, "balance") : checked
  }
  const cost = estimateCost(checked)
  const reserved = Decimals.multiply(cost, MARKET_RESERVE)
  if (Decimals.compare(reserved, owned) <= 0) return checked
  if (checked.banAmend || !Decimals.isPositive(owned)) return insufficientFunds(ccy, "balance")
  const exact = Decimals.divide(Decimals.multiply(checked.size, owned), reserved, { scale: 24, rounding: "down" })
  const step = checked.tgtCcy === "quote_ccy" ? { coefficient: 1n, scale: 8 } : market.spec.lotSize
  const size = Decimals.roundToMultiple(exact, step, "down")
  const smallest = checked.tgtCcy === "quote_ccy" ? ZERO : market.spec.minSize
  return Decimals.lessThan(size, smallest) || Decimals.isZero(size)
    ? REFUSALS.insufficientBalanceForMarket
    : { ...checked, size }
}

/** Buy by base: quote currency; sell by quote: base currency. */
function estimateCost(checked: CheckedOrder): Decimal {
  const { market, side, size } = checked
  if (side === "sell") {
    const best = bestLevel(market.book, "buy")
    const ticks = best?.ticks ?? Math.max(1, Math.floor(market.midTicks))
    const price: Decimal = {
      coefficient: BigInt(ticks) * market.spec.tickSize.coefficient,
      scale: market.spec.tickSize.scale,
    }
    return Decimals.divide(size, price, { scale: 16, rounding: "up" })
  }
  const limitTicks = bandEdge(market, side)
  return liquidityFor({ market, side, limitTicks, order: undefined, amount: size, unit: "base" }).value
}
