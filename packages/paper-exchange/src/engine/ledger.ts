// Money: what an account owns, holds back and may still use, and how a fill changes it. Every change of a balance makes a
// bill of the same amount, so balance = start + sum of bills, exactly. It relies on model.ts; it sends nothing itself.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { absolute, ZERO } from "./amounts.ts"
import { notional, settleCcy } from "./instruments.ts"
import type { Account, Balance, BillRecord, ExecType, Fill, Market, OpenExposure, Order, Position } from "./model.ts"
import { keepAccount, type World } from "./world.ts"

const { add, subtract, multiply, divide, negate, isPositive, isNegative, isZero, compare, maximum } = Decimals

/** Digits kept where a division cannot be exact (margin, average price). */
const DIVISION_SCALE = 16
export const DEFAULT_LEVERAGE = "3"
/** Fills and bills kept in memory per account; the oldest go first. */
const HISTORY_MAX = 200_000

export function balanceOf(account: Account, ccy: string): Balance {
  let balance = account.balances.get(ccy)
  if (balance === undefined) {
    balance = { cash: ZERO, frozen: ZERO, updatedMs: 0 }
    account.balances.set(ccy, balance)
  }
  return balance
}

export function exposureOf(account: Account, market: Market): OpenExposure {
  let exposure = account.exposure.get(market.spec.instId)
  if (exposure === undefined) {
    exposure = { buySize: ZERO, sellSize: ZERO, buyValue: ZERO, sellValue: ZERO }
    account.exposure.set(market.spec.instId, exposure)
  }
  return exposure
}

export function leverageOf(account: Account, market: Market): string {
  return account.leverage.get(market.spec.instId) ?? DEFAULT_LEVERAGE
}

export function markPrice(market: Market): Decimal {
  return market.lastPrice
}

/** Profit of the open contracts at the mark price. */
export function unrealizedPnl(position: Position): Decimal {
  if (isZero(position.size)) return ZERO
  const value = notional(position.market.spec, markPrice(position.market), absolute(position.size))
  const gain = subtract(value, position.entryValue)
  return isNegative(position.size) ? negate(gain) : gain
}

export function positionValue(position: Position): Decimal {
  return notional(position.market.spec, markPrice(position.market), absolute(position.size))
}

function byLeverage(account: Account, market: Market, value: Decimal): Decimal {
  const leverage = Decimals.divide(value, leverageDecimal(account, market), { scale: DIVISION_SCALE, rounding: "up" })
  return leverage
}

function leverageDecimal(account: Account, market: Market): Decimal {
  const [whole = "1", fraction] = leverageOf(account, market).split(".")
  const scale = fraction?.length ?? 0
  return { coefficient: BigInt(whole + (fraction ?? "")), scale }
}

/** Initial margin of a position. */
export function positionMargin(account: Account, position: Position): Decimal {
  return byLeverage(account, position.market, positionValue(position))
}

/** Margin for the open orders of one SWAP beyond the position's: orders that only reduce it need none. */
export function ordersMargin(
  account: Account,
  market: Market,
  extra?: { side: "buy" | "sell"; value: Decimal },
): Decimal {
  const exposure = account.exposure.get(market.spec.instId)
  const position = account.positions.get(market.spec.instId)
  const held = position === undefined ? ZERO : positionValue(position)
  const signed = position !== undefined && isNegative(position.size) ? negate(held) : held
  let buys = exposure?.buyValue ?? ZERO
  let sells = exposure?.sellValue ?? ZERO
  if (extra?.side === "buy") buys = add(buys, extra.value)
  if (extra?.side === "sell") sells = add(sells, extra.value)
  const worst = maximum(maximum(add(signed, buys), subtract(sells, signed)), held)
  return byLeverage(account, market, subtract(worst, held))
}

/** What may be used of a currency: cash less what SPOT orders hold back; for a settle currency also profit and margins. */
export function available(world: World, account: Account, ccy: string): Decimal {
  const balance = account.balances.get(ccy)
  const cash = balance === undefined ? ZERO : subtract(balance.cash, balance.frozen)
  const { margin, upl } = swapFigures(world, account, ccy)
  // Profit that is not realised does not buy coins, losses count in full.
  return subtract(add(cash, upl), margin)
}

/** As available, for buying on SPOT: unrealised profit is left out. */
export function availableForSpot(world: World, account: Account, ccy: string): Decimal {
  const balance = account.balances.get(ccy)
  const cash = balance === undefined ? ZERO : subtract(balance.cash, balance.frozen)
  const { margin, upl } = swapFigures(world, account, ccy)
  return maximum(ZERO, subtract(isNegative(upl) ? add(cash, upl) : cash, margin))
}

export interface SwapFigures {
  readonly upl: Decimal
  readonly positionMargin: Decimal
  readonly ordersMargin: Decimal
  readonly margin: Decimal
  readonly value: Decimal
}

export function swapFigures(world: World, account: Account, ccy: string): SwapFigures {
  let upl = ZERO
  let positionsNeed = ZERO
  let ordersNeed = ZERO
  let value = ZERO
  for (const instId of account.exposure.keys()) {
    const market = world.markets.get(instId)
    if (market === undefined || settleCcy(market.spec) !== ccy) continue
    ordersNeed = add(ordersNeed, ordersMargin(account, market))
  }
  for (const position of account.positions.values()) {
    if (isZero(position.size) || settleCcy(position.market.spec) !== ccy) continue
    upl = add(upl, unrealizedPnl(position))
    positionsNeed = add(positionsNeed, positionMargin(account, position))
    value = add(value, positionValue(position))
  }
  return { upl, positionMargin: positionsNeed, ordersMargin: ordersNeed, margin: add(positionsNeed, ordersNeed), value }
}

/** Holds back what an open order may need (SPOT), or counts it into the exposure (SWAP). */
export function freeze(world: World, order: Order): void {
  const { account, market } = order
  order.held = true
  const rest = subtract(order.size, order.filled)
  const price = order.price ?? market.lastPrice
  if (market.spec.instType === "SWAP") {
    changeExposure(order, rest, notional(market.spec, price, rest))
    return
  }
  order.frozen = order.side === "buy" ? multiply(price, rest) : rest
  const ccy = order.side === "buy" ? market.spec.quoteCcy : market.spec.baseCcy
  const balance = balanceOf(account, ccy)
  balance.frozen = add(balance.frozen, order.frozen)
  touch(world, account, ccy)
}

/** Gives back what is still held for an order that is done, or about to be frozen anew. */
export function release(world: World, order: Order): void {
  const { account, market } = order
  if (!order.held) return
  order.held = false
  if (market.spec.instType === "SWAP") {
    const rest = subtract(order.size, order.filled)
    changeExposure(order, negate(rest), negate(notional(market.spec, order.price ?? market.lastPrice, rest)))
    touch(world, account, settleCcy(market.spec))
    return
  }
  if (isZero(order.frozen)) return
  const ccy = order.side === "buy" ? market.spec.quoteCcy : market.spec.baseCcy
  const balance = balanceOf(account, ccy)
  balance.frozen = subtract(balance.frozen, order.frozen)
  order.frozen = ZERO
  touch(world, account, ccy)
}

/** Gives back the part that belongs to a fill of a resting order. */
export function releaseFilled(world: World, order: Order, size: Decimal): void {
  const { account, market } = order
  if (!order.held) return
  if (market.spec.instType === "SWAP") {
    changeExposure(order, negate(size), negate(notional(market.spec, order.price ?? market.lastPrice, size)))
    return
  }
  if (isZero(order.frozen)) return
  const part = order.side === "buy" ? multiply(order.price ?? ZERO, size) : size
  const ccy = order.side === "buy" ? market.spec.quoteCcy : market.spec.baseCcy
  const balance = balanceOf(account, ccy)
  balance.frozen = subtract(balance.frozen, part)
  order.frozen = subtract(order.frozen, part)
  touch(world, account, ccy)
}

function changeExposure(order: Order, size: Decimal, value: Decimal): void {
  const exposure = exposureOf(order.account, order.market)
  if (order.side === "buy") {
    exposure.buySize = add(exposure.buySize, size)
    exposure.buyValue = add(exposure.buyValue, value)
  } else {
    exposure.sellSize = add(exposure.sellSize, size)
    exposure.sellValue = add(exposure.sellValue, value)
  }
  order.account.changedCurrencies.add(settleCcy(order.market.spec))
}

export interface Trade {
  readonly tradeId: string
  readonly price: Decimal
  readonly size: Decimal
  readonly execType: ExecType
}

/** Books one trade of one order: balances or position, fee, bills, fill record. The order itself is the caller's. */
export function bookTrade(world: World, order: Order, trade: Trade): Fill {
  const fill = order.market.spec.instType === "SPOT" ? bookSpot(world, order, trade) : bookSwap(world, order, trade)
  keepAccount(world, order.account)
  return fill
}

export function feeRate(order: Order, execType: ExecType): Decimal {
  const { fees } = order.account
  if (order.market.spec.instType === "SPOT") return execType === "M" ? fees.spotMaker : fees.spotTaker
  return execType === "M" ? fees.swapMaker : fees.swapTaker
}

function bookSpot(world: World, order: Order, trade: Trade): Fill {
  const { spec } = order.market
  const rate = feeRate(order, trade.execType)
  const value = multiply(trade.price, trade.size)
  const buy = order.side === "buy"
  const received = buy ? trade.size : value
  const fee = multiply(received, rate)
  const baseChange = buy ? add(trade.size, fee) : negate(trade.size)
  const quoteChange = buy ? negate(value) : add(value, fee)
  const fill: Fill = { ...trade, fee, feeCcy: buy ? spec.baseCcy : spec.quoteCcy, pnl: ZERO, atMs: world.nowMs }
  const baseBill = addBill(world, order, fill, {
    ccy: spec.baseCcy,
    change: baseChange,
    size: format(trade.size),
    fee: buy ? fee : ZERO,
    subType: buy ? "1" : "2",
  })
  addBill(world, order, fill, {
    ccy: spec.quoteCcy,
    change: quoteChange,
    size: format(value),
    fee: buy ? ZERO : fee,
    subType: buy ? "2" : "1",
  })
  recordFill(world, order, fill, baseBill.billId, buy ? "1" : "2")
  return fill
}

function bookSwap(world: World, order: Order, trade: Trade): Fill {
  const { account, market } = order
  const { spec } = market
  const fee = multiply(notional(spec, trade.price, trade.size), feeRate(order, trade.execType))
  const position = positionOf(world, account, market)
  const { pnl, closed } = moveIntoPosition(position, order.side, trade)
  position.realizedPnl = add(position.realizedPnl, add(pnl, fee))
  position.pnl = add(position.pnl, pnl)
  position.fee = add(position.fee, fee)
  position.lastTradeId = trade.tradeId
  position.updatedMs = world.nowMs
  account.changedPositions.add(spec.instId)
  const ccy = settleCcy(spec)
  const fill: Fill = { ...trade, fee, feeCcy: ccy, pnl, atMs: world.nowMs }
  const subType = order.side === "buy" ? (closed ? "6" : "3") : closed ? "5" : "4"
  const bill = addBill(world, order, fill, { ccy, change: add(pnl, fee), size: format(trade.size), fee, subType })
  recordFill(world, order, fill, bill.billId, subType)
  return fill
}

function positionOf(world: World, account: Account, market: Market): Position {
  const known = account.positions.get(market.spec.instId)
  if (known !== undefined) return known
  const position: Position = {
    posId: world.ids.next(),
    market,
    createdMs: world.nowMs,
    size: ZERO,
    entryValue: ZERO,
    realizedPnl: ZERO,
    pnl: ZERO,
    fee: ZERO,
    lastTradeId: "",
    updatedMs: world.nowMs,
  }
  account.positions.set(market.spec.instId, position)
  return position
}

/** Nets a trade into a position; what closes is paid out against the average entry, the last contract takes the rest. */
function moveIntoPosition(position: Position, side: "buy" | "sell", trade: Trade): { pnl: Decimal; closed: boolean } {
  const { spec } = position.market
  const signed = side === "buy" ? trade.size : negate(trade.size)
  const held = absolute(position.size)
  const reduces = !isZero(position.size) && isNegative(position.size) !== isNegative(signed)
  if (!reduces) {
    position.size = add(position.size, signed)
    position.entryValue = add(position.entryValue, notional(spec, trade.price, trade.size))
    return { pnl: ZERO, closed: false }
  }
  const closing = compare(trade.size, held) < 0 ? trade.size : held
  const cost =
    compare(closing, held) === 0
      ? position.entryValue
      : divide(multiply(position.entryValue, closing), held, { scale: DIVISION_SCALE, rounding: "halfEven" })
  const proceeds = notional(spec, trade.price, closing)
  const pnl = isNegative(position.size) ? subtract(cost, proceeds) : subtract(proceeds, cost)
  const opening = subtract(trade.size, closing)
  position.size = add(position.size, signed)
  position.entryValue = isPositive(opening) ? notional(spec, trade.price, opening) : subtract(position.entryValue, cost)
  return { pnl, closed: true }
}

/** Average entry price of an open position. */
export function averageEntry(position: Position): Decimal | undefined {
  if (isZero(position.size)) return undefined
  const units = multiply(absolute(position.size), position.market.spec.contractValue)
  return divide(position.entryValue, units, { scale: DIVISION_SCALE, rounding: "halfEven" })
}

interface BillFacts {
  readonly ccy: string
  readonly change: Decimal
  readonly size: string
  readonly fee: Decimal
  readonly subType: string
}

function addBill(world: World, order: Order, fill: Fill, facts: BillFacts): BillRecord {
  const { account, market } = order
  const balance = balanceOf(account, facts.ccy)
  balance.cash = add(balance.cash, facts.change)
  touch(world, account, facts.ccy)
  const bill: BillRecord = {
    billId: world.ids.next(),
    atMs: world.nowMs,
    type: "2",
    subType: facts.subType,
    instType: market.spec.instType,
    ccy: facts.ccy,
    bal: format(balance.cash),
    balChg: format(facts.change),
    sz: facts.size,
    px: format(fill.price),
    pnl: format(fill.pnl),
    fee: format(facts.fee),
    instId: market.spec.instId,
    ordId: order.ordId,
    clOrdId: order.clOrdId,
    tag: order.tag,
    tradeId: fill.tradeId,
    execType: fill.execType,
    mgnMode: order.tdMode === "cash" ? "" : order.tdMode,
  }
  account.bills.push(bill)
  if (account.bills.length >= 2 * HISTORY_MAX) account.bills.splice(0, account.bills.length - HISTORY_MAX)
  if (world.options.keepChanges) world.changed.bills.push({ account, bill })
  return bill
}

function recordFill(world: World, order: Order, fill: Fill, billId: string, subType: string): void {
  const { account, market } = order
  const spot = market.spec.instType === "SPOT"
  const record = {
    billId,
    instType: market.spec.instType,
    instId: market.spec.instId,
    tradeId: fill.tradeId,
    ordId: order.ordId,
    clOrdId: order.clOrdId,
    tag: order.tag,
    subType,
    side: order.side,
    price: format(fill.price),
    size: format(fill.size),
    fee: format(fill.fee),
    feeCcy: fill.feeCcy,
    feeRate: spot ? format(feeRate(order, fill.execType)) : "",
    pnl: format(fill.pnl),
    execType: fill.execType,
    tradeQuoteCcy: spot ? market.spec.quoteCcy : "",
    atMs: fill.atMs,
  }
  account.fills.push(record)
  if (account.fills.length >= 2 * HISTORY_MAX) account.fills.splice(0, account.fills.length - HISTORY_MAX)
  if (world.options.keepChanges) world.changed.fills.push({ account, fill: record })
}

function touch(world: World, account: Account, ccy: string): void {
  account.changedCurrencies.add(ccy)
  const balance = account.balances.get(ccy)
  if (balance !== undefined) balance.updatedMs = world.nowMs
}
