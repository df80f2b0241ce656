// How a trade changes what an account owns: balances or position, fee, fill record. Every change of a balance makes a bill of
// the same amount, so balance = start + sum of bills, exactly. It relies on the ledger; the order itself is the caller's.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { absolute, ZERO } from "./amounts.ts"
import { notional, settleCcy } from "./instruments.ts"
import { balanceOf, DIVISION_SCALE, touch } from "./ledger.ts"
import type { Account, BillRecord, ExecType, Fill, Market, Order, Position } from "./model.ts"
import { keepAccount, type World } from "./world.ts"

const { add, subtract, multiply, divide, negate, isPositive, isNegative, isZero, compare } = Decimals

/** Fills and bills kept in memory per account; the oldest go first. */
const HISTORY_MAX = 200_000

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
  // What the system does to a position has no trade of the book, and leaves the last one standing.
  if (order.category === "normal") position.lastTradeId = trade.tradeId
  position.updatedMs = world.nowMs
  account.changedPositions.add(spec.instId)
  const ccy = settleCcy(spec)
  const fill: Fill = { ...trade, fee, feeCcy: ccy, pnl, atMs: world.nowMs }
  const subType = swapSubType(order, closed)
  const bill = addBill(world, order, fill, { ccy, change: add(pnl, fee), size: format(trade.size), fee, subType })
  recordFill(world, order, fill, bill.billId, subType)
  return fill
}

/** Sub-types of bills and fills (reference section 4.6); in net mode a liquidation or ADL is a buy or a sell. */
function swapSubType(order: Order, closed: boolean): string {
  const buy = order.side === "buy"
  switch (order.category) {
    case "normal":
      return buy ? (closed ? "6" : "3") : closed ? "5" : "4"
    case "partial_liquidation":
      return buy ? "102" : "103"
    case "full_liquidation":
      return buy ? "106" : "107"
    case "adl":
      return buy ? "127" : "128"
  }
}

const BILL_TYPES = { normal: "2", partial_liquidation: "5", full_liquidation: "5", adl: "9" } as const

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

/** Changes the fee of a fill that was booked: its row, a bill of the difference. Undefined when the row is gone by now. */
export function correctFee(world: World, order: Order, fill: Fill, change: Decimal): Fill | undefined {
  const { account, market } = order
  const at = account.fills.findLastIndex(({ tradeId, ordId }) => tradeId === fill.tradeId && ordId === order.ordId)
  const record = account.fills[at]
  if (record === undefined) return undefined
  const corrected: Fill = { ...fill, fee: add(fill.fee, change) }
  account.fills[at] = { ...record, fee: format(corrected.fee) }
  addBill(world, order, corrected, { ccy: fill.feeCcy, change, size: "0", fee: change, subType: record.subType })
  const position = account.positions.get(market.spec.instId)
  if (market.spec.instType === "SWAP" && position !== undefined) {
    position.fee = add(position.fee, change)
    position.realizedPnl = add(position.realizedPnl, change)
    account.changedPositions.add(market.spec.instId)
  }
  keepAccount(world, account)
  if (world.options.keepChanges) world.changed.fills.push({ account, fill: { ...record, fee: format(corrected.fee) } })
  return corrected
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
    type: BILL_TYPES[order.category],
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
