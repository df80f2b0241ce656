// How a trade changes what an account owns: balances or a position, fee, bills, fill record. It relies on the ledger for
// balances, on bills.ts for what is told of them and on the position files for the sums; the order itself is the caller's.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { mostlyZero, ZERO } from "./amounts.ts"
import { addBill, addPositionBill, billTypeOf, HISTORY_MAX } from "./bills.ts"
import { DIVISION_SCALE, notional } from "./instruments.ts"
import { byLeverage, leverageDecimal } from "./leverage.ts"
import { moveMargin, openRest } from "./margin-trading.ts"
import type { Account, ExecType, Fill, Order } from "./model.ts"
import { recordClosing } from "./position-history.ts"
import { beginLife, closeContracts, isHeld, openContracts, type Position, splitTrade, worth } from "./positions.ts"
import { keepAccount, note, type World } from "./world.ts"

const { add, subtract, multiply, divide, negate, isPositive, isZero } = Decimals

export interface Trade {
  readonly tradeId: string
  readonly price: Decimal
  readonly size: Decimal
  readonly execType: ExecType
}

/** Books one trade of one order: balances or position, fee, bills, fill record. The order itself is the caller's. */
export function bookTrade(world: World, order: Order, trade: Trade): Fill {
  const fill = bookByType(world, order, trade)
  keepAccount(world, order.account)
  return fill
}

function bookByType(world: World, order: Order, trade: Trade): Fill {
  const { position } = order
  if (position === undefined) return bookSpot(world, order, trade)
  if (position.posId === "") position.posId = world.ids.next()
  const fill =
    order.instType === "MARGIN"
      ? bookMargin(world, order, position, trade)
      : bookContract(world, order, position, trade)
  // What the system does to a position has no trade of the book, and leaves the last one standing.
  if (order.category === "normal") position.lastTradeId = trade.tradeId
  position.updatedMs = world.nowMs
  order.account.changedPositions.add(position.key)
  if (isHeld(position)) order.market.holders.add(order.account)
  return fill
}

export function feeRate(order: Pick<Order, "account" | "instType">, execType: ExecType): Decimal {
  const { fees } = order.account
  if (order.instType === "SPOT" || order.instType === "MARGIN")
    return execType === "M" ? fees.spotMaker : fees.spotTaker
  return execType === "M" ? fees.swapMaker : fees.swapTaker
}

function bookSpot(world: World, order: Order, trade: Trade): Fill {
  const { account, market, instType } = order
  const { spec } = market
  const value = multiply(trade.price, trade.size)
  const buy = order.side === "buy"
  const fee = multiply(buy ? trade.size : value, feeRate(order, trade.execType))
  const fill: Fill = { ...trade, fee, feeCcy: buy ? spec.baseCcy : spec.quoteCcy, pnl: ZERO, atMs: world.nowMs }
  const source = { instType, instId: spec.instId, mgnMode: order.tdMode === "cash" ? "" : order.tdMode, order, fill }
  const type = billTypeOf(order.category)
  const baseBill = addBill(world, account, source, {
    type,
    ccy: spec.baseCcy,
    change: buy ? add(trade.size, fee) : negate(trade.size),
    size: format(trade.size),
    fee: buy ? fee : ZERO,
    subType: buy ? "1" : "2",
  })
  addBill(world, account, source, {
    type,
    ccy: spec.quoteCcy,
    change: buy ? negate(value) : add(value, fee),
    size: format(value),
    fee: buy ? ZERO : fee,
    subType: buy ? "2" : "1",
  })
  recordFill(world, order, fill, baseBill.billId, buy ? "1" : "2")
  return fill
}

/** Fees of inverse contracts are kept to as many digits as their values. */
function feeOf(order: Order, price: Decimal, size: Decimal, execType: ExecType): Decimal {
  const { spec } = order.market
  const fee = multiply(notional(spec, price, size), feeRate(order, execType))
  return spec.contractType === "inverse" ? Decimals.round(fee, DIVISION_SCALE, "down") : fee
}

function bookContract(world: World, order: Order, position: Position, trade: Trade): Fill {
  const { account } = order
  const { price, size } = trade
  const { closing, opening } = splitTrade(position, order.side, size)
  const fee = feeOf(order, price, size, trade.execType)
  let closingFee = ZERO
  let pnl = ZERO
  let released = ZERO
  if (isPositive(closing)) {
    closingFee = isZero(opening) ? fee : feeOf(order, price, closing, trade.execType)
    const closed = closeContracts(position, price, closing)
    pnl = closed.pnl
    released = closed.released
    position.pnl = add(position.pnl, pnl)
    position.fee = add(position.fee, closingFee)
    recordClosing(world, account, position, order)
  }
  let taken = ZERO
  if (isPositive(opening)) {
    if (!isHeld(position)) beginLife(position, world.nowMs)
    openContracts(position, order.side, price, opening)
    position.fee = add(position.fee, subtract(fee, closingFee))
    taken = takeMargin(account, position, worth(position, price, opening))
  }
  const fill: Fill = { ...trade, fee, feeCcy: position.ccy, pnl, atMs: world.nowMs }
  const subType = subTypeOf(order, isPositive(closing))
  const { instType, mgnMode, market } = position
  const bill = addBill(
    world,
    account,
    { instType, mgnMode, instId: market.spec.instId, order, fill, position },
    {
      type: billTypeOf(order.category),
      subType,
      ccy: position.ccy,
      change: add(add(pnl, fee), subtract(released, taken)),
      positionChange: subtract(taken, released),
      size: format(size),
      pnl,
      fee,
    },
  )
  recordFill(world, order, fill, bill.billId, subType)
  return fill
}

/** Gives an isolated position its margin; the bill is the caller's. */
function takeMargin(account: Account, position: Position, value: Decimal): Decimal {
  if (position.mgnMode === "cross") return ZERO
  const margin = byLeverage(value, leverageDecimal(account, position), DIVISION_SCALE)
  position.margin = add(position.margin, margin)
  return margin
}

function bookMargin(world: World, order: Order, position: Position, trade: Trade): Fill {
  const { account, market, side } = order
  const { spec } = market
  const buy = side === "buy"
  const value = multiply(trade.price, trade.size)
  const fee = multiply(buy ? trade.size : value, feeRate(order, trade.execType))
  const marginTrade = { side, price: trade.price, size: trade.size, fee }
  if (!isHeld(position)) beginLife(position, world.nowMs)
  const moved = moveMargin(position, marginTrade, order.reduceOnly)
  position.pnl = add(position.pnl, moved.pnl)
  if (isPositive(moved.closed)) recordClosing(world, account, position, order)
  if (isPositive(moved.closed) && isPositive(moved.opened)) {
    beginLife(position, world.nowMs)
    openRest(position, marginTrade, moved.opened)
  }
  const taken = takeMargin(account, position, worth(position, trade.price, moved.opened))
  position.fee = add(position.fee, feeInMarginCcy(position, fee, buy, trade.price))
  const fill: Fill = { ...trade, fee, feeCcy: buy ? spec.baseCcy : spec.quoteCcy, pnl: moved.pnl, atMs: world.nowMs }
  const subType = subTypeOf(order, isPositive(moved.closed))
  const bill = addBill(
    world,
    account,
    { instType: "MARGIN", mgnMode: position.mgnMode, instId: spec.instId, order, fill, position },
    {
      type: billTypeOf(order.category),
      subType,
      ccy: position.ccy,
      change: add(moved.pnl, subtract(moved.released, taken)),
      positionChange: subtract(taken, moved.released),
      size: format(trade.size),
      pnl: moved.pnl,
      fee,
    },
  )
  if (isPositive(moved.surplus)) {
    note(world, "surplus-kept", { uid: account.uid, ccy: spec.baseCcy, amount: format(moved.surplus) })
    addPositionBill(world, account, position, {
      type: billTypeOf(order.category),
      subType,
      ccy: spec.baseCcy,
      change: moved.surplus,
      size: format(moved.surplus),
    })
  }
  recordFill(world, order, fill, bill.billId, subType)
  return fill
}

/** The fee of a MARGIN trade is part of the position; told of it is what it comes to in the margin currency. */
function feeInMarginCcy(position: Position, fee: Decimal, inBase: boolean, price: Decimal): Decimal {
  const wantsBase = position.ccy === position.market.spec.baseCcy
  if (inBase === wantsBase) return fee
  return inBase ? multiply(fee, price) : divide(fee, price, { scale: DIVISION_SCALE, rounding: "down" })
}

/** Sub-types of bills and fills (reference section 4.6): by side of the position in long/short mode, of the order in net mode. */
function subTypeOf(order: Order, closed: boolean): string {
  const buy = order.side === "buy"
  const net = order.posSide === "net"
  switch (order.category) {
    case "normal":
    case "twap":
      if (order.instType === "MARGIN") return buy ? "1" : "2"
      return buy ? (closed ? "6" : "3") : closed ? "5" : "4"
    case "partial_liquidation":
      return net ? (buy ? "102" : "103") : buy ? "101" : "100"
    case "full_liquidation":
      return net ? (buy ? "106" : "107") : buy ? "105" : "104"
    case "adl":
      return net ? (buy ? "127" : "128") : buy ? "126" : "125"
    case "delivery":
      return buy ? "113" : "112"
  }
}

/** Changes the fee of a fill that was booked: its row, a bill of the difference. Undefined when the row is gone by now. */
export function correctFee(world: World, order: Order, fill: Fill, change: Decimal): Fill | undefined {
  const { account, position, market } = order
  const at = account.fills.findLastIndex(({ tradeId, ordId }) => tradeId === fill.tradeId && ordId === order.ordId)
  const record = account.fills[at]
  if (record === undefined) return undefined
  const corrected: Fill = { ...fill, fee: add(fill.fee, change) }
  account.fills[at] = { ...record, fee: format(corrected.fee) }
  const mgnMode = order.tdMode === "cash" ? "" : order.tdMode
  addBill(
    world,
    account,
    { instType: order.instType, instId: market.spec.instId, mgnMode, order, fill: corrected, position },
    {
      type: billTypeOf(order.category),
      ccy: fill.feeCcy,
      change,
      size: "0",
      pnl: fill.pnl,
      fee: change,
      subType: record.subType,
    },
  )
  if (position !== undefined && order.instType !== "MARGIN") {
    position.fee = add(position.fee, change)
    account.changedPositions.add(position.key)
  }
  keepAccount(world, account)
  if (world.options.keepChanges) world.changed.fills.push({ account, fill: { ...record, fee: format(corrected.fee) } })
  return corrected
}

function recordFill(world: World, order: Order, fill: Fill, billId: string, subType: string): void {
  const { account, market, instType, posSide } = order
  const ofPair = instType === "SPOT" || instType === "MARGIN"
  const record = {
    billId,
    instType,
    instId: market.spec.instId,
    tradeId: fill.tradeId,
    ordId: order.ordId,
    clOrdId: order.clOrdId,
    tag: order.tag,
    subType,
    side: order.side,
    posSide,
    price: format(fill.price),
    size: format(fill.size),
    fee: format(fill.fee),
    feeCcy: fill.feeCcy,
    feeRate: ofPair ? format(feeRate(order, fill.execType)) : "",
    pnl: mostlyZero(fill.pnl),
    execType: fill.execType,
    tradeQuoteCcy: instType === "SPOT" ? market.spec.quoteCcy : "",
    atMs: fill.atMs,
  }
  account.fills.push(record)
  if (account.fills.length >= 2 * HISTORY_MAX) account.fills.splice(0, account.fills.length - HISTORY_MAX)
  if (world.options.keepChanges) world.changed.fills.push({ account, fill: record })
}
