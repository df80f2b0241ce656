// Positions: what an account holds of one instrument in one margin mode and on one side, and how trades change it. A record
// is there as soon as an order asks for it; a posId comes with the first trade. Contracts only; what a MARGIN position owes
// and owns is margin-trading.ts's, what it needs is margin.ts's. Source: reference sections 5.3 and 11.

import { type Decimal, Decimals } from "@okx-oms/core"
import { absolute, ZERO } from "./amounts.ts"
import { DIVISION_SCALE, notional, type TradeType } from "./instruments.ts"
import type { Account, Market, Order } from "./model.ts"
import type { Side } from "./order-book.ts"
import { markPrice } from "./reference-prices.ts"

const { add, subtract, multiply, divide, negate, isPositive, isNegative, isZero, minimum, maximum, equals } = Decimals

export type PosSide = "net" | "long" | "short"
export type MarginMode = "cross" | "isolated"

/** What tells one position of an account from another. */
export interface PositionScope {
  readonly market: Market
  readonly instType: Exclude<TradeType, "SPOT">
  readonly mgnMode: MarginMode
  readonly posSide: PosSide
  /** The margin currency: the settle currency of a contract, either currency of a MARGIN pair. */
  readonly ccy: string
}

export interface Position extends PositionScope {
  /** Unique in its account. */
  readonly key: string
  /** "" until the first trade. */
  posId: string
  createdMs: number
  updatedMs: number
  /** Contracts, or base currency of a MARGIN position; below zero for short, also when posSide is short. */
  size: Decimal
  /**
   * What it was entered at, above zero: in the settle currency for contracts; for MARGIN in quote currency, what a long owes
   * and what a short holds.
   */
  entryValue: Decimal
  /** Isolated: what was moved from the balance to it. */
  margin: Decimal
  /** Of its present life, from flat to flat; fundingFee and fee are below zero when charged. */
  pnl: Decimal
  fee: Decimal
  fundingFee: Decimal
  liqPenalty: Decimal
  lastTradeId: string
  /** Its owner was told that it is near its liquidation, and it is so still. */
  warned: boolean
  life: PositionLife
  /** Open orders that may open it, summed so that margin needs no walk over them. */
  readonly exposure: OpenExposure
  /** Open orders that can only reduce it. */
  readonly reducers: Set<Order>
}

/** What positions-history tells of a life. */
export interface PositionLife {
  openedSize: Decimal
  openedValue: Decimal
  closedSize: Decimal
  closedValue: Decimal
  largest: Decimal
  /** Of the first trade; what closes does not change it. */
  long: boolean
}

export interface OpenExposure {
  buySize: Decimal
  sellSize: Decimal
  /** In the margin currency. */
  buyValue: Decimal
  sellValue: Decimal
}

/** A life that is over, or that was reduced: the row of positions-history. */
export interface ClosedPosition {
  readonly posId: string
  readonly instId: string
  readonly instType: Exclude<TradeType, "SPOT">
  readonly uly: string
  readonly mgnMode: MarginMode
  readonly posSide: PosSide
  readonly ccy: string
  readonly lever: string
  readonly createdMs: number
  readonly updatedMs: number
  /** 1 reduced, 2 closed, 3 liquidated, 4 liquidated in part, 5 ADL in part, 6 ADL to the end. */
  readonly type: string
  readonly long: boolean
  readonly openAvgPx: string
  readonly closeAvgPx: string
  readonly openMaxPos: string
  readonly closeTotalPos: string
  readonly realizedPnl: string
  readonly pnl: string
  readonly pnlRatio: string
  readonly fee: string
  readonly fundingFee: string
  readonly liqPenalty: string
  readonly triggerPx: string
}

export function positionKey(scope: PositionScope): string {
  const { instId } = scope.market.spec
  if (scope.instType === "MARGIN") return `${instId}:${scope.mgnMode}:${scope.ccy}`
  return scope.mgnMode === "cross" && scope.posSide === "net" ? instId : `${instId}:${scope.mgnMode}:${scope.posSide}`
}

export function emptyLife(): PositionLife {
  return {
    openedSize: ZERO,
    openedValue: ZERO,
    closedSize: ZERO,
    closedValue: ZERO,
    largest: ZERO,
    long: true,
  }
}

/** The position of this scope, made when there is none. */
export function positionOf(account: Account, scope: PositionScope): Position {
  const key = positionKey(scope)
  const known = account.positions.get(key)
  if (known !== undefined) return known
  const position: Position = {
    market: scope.market,
    instType: scope.instType,
    mgnMode: scope.mgnMode,
    posSide: scope.posSide,
    ccy: scope.ccy,
    key,
    posId: "",
    createdMs: 0,
    updatedMs: 0,
    size: ZERO,
    entryValue: ZERO,
    margin: ZERO,
    pnl: ZERO,
    fee: ZERO,
    fundingFee: ZERO,
    liqPenalty: ZERO,
    lastTradeId: "",
    warned: false,
    life: emptyLife(),
    exposure: { buySize: ZERO, sellSize: ZERO, buyValue: ZERO, sellValue: ZERO },
    reducers: new Set(),
  }
  account.positions.set(key, position)
  return position
}

export function isHeld(position: Position): boolean {
  return position.size.coefficient !== 0n
}

/** True for an order that can only make the position smaller. */
export function reduces(order: Pick<Order, "reduceOnly" | "side" | "posSide">): boolean {
  if (order.reduceOnly) return true
  return (order.posSide === "long" && order.side === "sell") || (order.posSide === "short" && order.side === "buy")
}

/** Value in the margin currency of a size at a price. */
export function worth(position: PositionScope, price: Decimal, size: Decimal): Decimal {
  if (position.instType !== "MARGIN") return notional(position.market.spec, price, size)
  return position.ccy === position.market.spec.quoteCcy ? multiply(price, size) : size
}

/** Value of the whole position at the mark price. */
export function positionValue(position: Position): Decimal {
  return worth(position, markPrice(position.market), absolute(position.size))
}

/** Profit in the margin currency when what was entered at `cost` is left at `value` (both as entryValue counts). */
export function gainOf(position: PositionScope, long: boolean, cost: Decimal, value: Decimal, price: Decimal): Decimal {
  const up = subtract(value, cost)
  // The coin value of inverse contracts shrinks when the price rises.
  const inverse = position.market.spec.contractType === "inverse"
  const gain = long === inverse ? negate(up) : up
  const inBase = position.instType === "MARGIN" && position.ccy !== position.market.spec.quoteCcy
  return inBase ? divide(gain, price, { scale: DIVISION_SCALE, rounding: "halfEven" }) : gain
}

/** Profit of what is open at a price, the mark price unless told otherwise. */
export function unrealizedPnl(position: Position, price: Decimal = markPrice(position.market)): Decimal {
  if (isZero(position.size)) return ZERO
  const value = notional(position.market.spec, price, absolute(position.size))
  return gainOf(position, isPositive(position.size), position.entryValue, value, price)
}

/** Everything that was paid out of this life so far. */
export function realizedPnl(position: Position): Decimal {
  return add(add(position.pnl, position.fee), add(position.fundingFee, position.liqPenalty))
}

/** Average entry price of an open position. */
export function averageEntry(position: Position): Decimal | undefined {
  return isZero(position.size) ? undefined : averagePrice(position.market, position.entryValue, absolute(position.size))
}

/** The price at which `size` has `value`, as entryValue counts. */
export function averagePrice(market: Market, value: Decimal, size: Decimal): Decimal | undefined {
  const { contractType, contractValue } = market.spec
  const units = multiply(size, contractValue)
  if (isZero(units) || isZero(value)) return undefined
  // Coin values have sixteen digits, which tell a price to seven.
  return contractType === "inverse"
    ? divide(units, value, { scale: 7, rounding: "halfEven" })
    : divide(value, units, { scale: DIVISION_SCALE, rounding: "halfEven" })
}

/** How much of a trade on a side would close, and how much would open. */
export function splitTrade(position: Position, side: Side, size: Decimal): { closing: Decimal; opening: Decimal } {
  const against = !isZero(position.size) && isPositive(position.size) !== (side === "buy")
  const closing = against ? minimum(size, absolute(position.size)) : ZERO
  return { closing, opening: subtract(size, closing) }
}

/** Begins a life: what the last one earned and cost is counted no more. */
export function beginLife(position: Position, nowMs: number): void {
  position.createdMs = nowMs
  position.pnl = ZERO
  position.fee = ZERO
  position.fundingFee = ZERO
  position.liqPenalty = ZERO
  position.life = emptyLife()
}

/** Opens contracts at a price. */
export function openContracts(position: Position, side: Side, price: Decimal, size: Decimal): void {
  const value = notional(position.market.spec, price, size)
  position.size = add(position.size, side === "buy" ? size : negate(size))
  position.entryValue = add(position.entryValue, value)
  noteOpening(position, size, value)
}

export interface Closing {
  /** In the margin currency, without the fee of contracts. */
  readonly pnl: Decimal
  /** Of the isolated margin, what belonged to the part that closed. */
  readonly released: Decimal
}

/** Closes contracts, paid out against the average entry; the last contract takes the rest. */
export function closeContracts(position: Position, price: Decimal, size: Decimal): Closing {
  const held = absolute(position.size)
  const long = isPositive(position.size)
  const cost = shareOf(position.entryValue, size, held)
  const proceeds = notional(position.market.spec, price, size)
  const released = shareOf(position.margin, size, held)
  position.entryValue = subtract(position.entryValue, cost)
  position.margin = subtract(position.margin, released)
  position.size = add(position.size, long ? negate(size) : size)
  noteClosing(position, size, proceeds)
  return { pnl: gainOf(position, long, cost, proceeds, price), released }
}

/** `part` of `whole` of an amount; all of it for the whole. */
export function shareOf(amount: Decimal, part: Decimal, whole: Decimal): Decimal {
  if (isZero(amount) || equals(part, whole)) return amount
  return divide(multiply(amount, part), whole, { scale: DIVISION_SCALE, rounding: "halfEven" })
}

export function noteOpening({ life, size }: Position, opened: Decimal, value: Decimal): void {
  if (isZero(life.openedSize)) life.long = !isNegative(size)
  life.openedSize = add(life.openedSize, opened)
  life.openedValue = add(life.openedValue, value)
  life.largest = maximum(life.largest, absolute(size))
}

export function noteClosing({ life }: Position, closed: Decimal, value: Decimal): void {
  life.closedSize = add(life.closedSize, closed)
  life.closedValue = add(life.closedValue, value)
}
