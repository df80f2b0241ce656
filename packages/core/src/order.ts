// The order: what was asked, where it stands, what was filled, what is pending and what is in doubt. A plain value; evolve.ts makes
// each next version of it, nobody else does. Helpers here answer questions about one order and change nothing.

import {
  type Fee,
  NO_QUANTITY,
  type Notional,
  type Price,
  type Quantity,
  remainingQuantity,
  toQuantity,
} from "./amount.ts"
import { compare, type Decimal, maximum } from "./decimal.ts"
import { InvalidOrderType, InvalidSide } from "./errors.ts"
import type { ExchangeFee, ExchangeFill } from "./exchange.ts"
import type { AccountId, ClientOrderId, ClOrdId, OkxOrderId, OrderId, RequestId, StrategyId } from "./ids.ts"
import { isActive, type OrderState, type Transition } from "./order-state.ts"
import type { Refusal } from "./refusal.ts"
import type { Symbol } from "./symbol.ts"
import type { Millis } from "./time.ts"

export const ORDER_SIDES = ["buy", "sell"] as const
export type OrderSide = (typeof ORDER_SIDES)[number]

/** The types this manager places; OKX's words (ordType), which carry the time in force. */
export const ORDER_TYPES = ["limit", "market", "post_only", "ioc", "fok"] as const
export type OrderType = (typeof ORDER_TYPES)[number]

/** What `quantity` counts: base currency, quote currency (SPOT market orders only) or contracts. */
export type OrderUnit = "base" | "quote" | "contracts"

export type TradeMode = "cash" | "cross" | "isolated"

/** The part of the instrument that an order's arithmetic needs for as long as it lives. */
export interface OrderMarket {
  readonly kind: "spot" | "swap" | "other"
  readonly baseCurrency: string
  readonly quoteCurrency: string
  /** Base currency in one unit of `filled`: 1 for SPOT, ctVal for contracts. */
  readonly contractValue: Decimal
}

export interface Fill {
  readonly tradeId: string
  readonly price: Price
  readonly quantity: Quantity
  readonly fees: readonly ExchangeFee[]
  readonly liquidity: "maker" | "taker" | "unknown"
  /** Exchange time of the trade; of a provisional one, of its booking. */
  readonly at: Millis
  /** Made here for what OKX says was filled and does not tell the executions of; replaced when they come. */
  readonly provisional?: true
}

/** A cancel that we asked for and have no final word on. */
export interface PendingCancel {
  readonly requestId: RequestId
  readonly at: Millis
  readonly reason: string
  /** How many cancel requests were sent for this wish. */
  readonly attempts: number
  /** OKX took the request (sCode 0); the cancel itself is still to be seen. */
  readonly accepted: boolean
}

/** An amendment that we asked for and have no final word on. Targets are absolute. */
export interface PendingAmend {
  readonly requestId: RequestId
  readonly at: Millis
  readonly price?: Price
  readonly quantity?: Quantity
  /** Exchange time after which OKX discards the request. */
  readonly expiresAt: Millis
  readonly accepted: boolean
  /** Others changed the order since it was asked for: whether this one was done before theirs, its values do not tell. */
  readonly restated?: boolean
}

/** Why we do not know whether a placement exists, and what happens about it. */
export interface Doubt {
  readonly since: Millis
  /** What was asked of the exchange. */
  readonly asked: string
  /** What came back, or that nothing did. */
  readonly answer: string
  /** Exchange time after which the placement can no longer be executed (expTime). */
  readonly expiresAt: Millis
  /** What happens next, for people. */
  readonly next: string
  readonly nextAt: Millis
  /** How often OKX was asked about the order. */
  readonly asks: number
  /** Exchange times at which counted "not found" reads began. */
  readonly notFoundAt: readonly Millis[]
  /** Lists read in full, begun at these exchange times, without the order. */
  readonly absentFrom: { readonly pending?: Millis; readonly history?: Millis; readonly fills?: Millis }
  /** OKX said that it knows the id already: what is found under it is this order only when its terms are the same. */
  readonly duplicate?: true
}

export interface Order {
  readonly orderId: OrderId
  readonly clOrdId?: ClOrdId
  readonly okxOrderId?: OkxOrderId
  readonly clientOrderId?: ClientOrderId
  readonly account: AccountId
  readonly strategy: StrategyId
  readonly symbol: Symbol
  readonly market: OrderMarket
  readonly side: OrderSide
  readonly orderType: string
  readonly tradeMode: TradeMode
  readonly reduceOnly: boolean
  readonly quantity: Quantity
  readonly unit: OrderUnit
  readonly price?: Price
  /** Canonical text of what the caller asked; two requests are the same order if and only if it is equal. */
  readonly intent: string
  readonly tag: string
  readonly source: "command" | "exchange"
  readonly state: OrderState
  readonly history: readonly Transition[]
  /** Base currency or contracts: the larger of the exchange's total and the sum of booked fills. */
  readonly filledQuantity: Quantity
  /** What the exchange says was filled and no fill is booked for yet. */
  readonly fillsMissing: Quantity
  /** Sum of price x quantity over the booked fills. */
  readonly filledValue: Notional
  readonly averagePrice?: Price
  readonly fees: readonly { readonly currency: string; readonly amount: Fee }[]
  readonly fills: readonly Fill[]
  readonly pendingCancel?: PendingCancel
  readonly pendingAmend?: PendingAmend
  readonly doubt?: Doubt
  /** Last word on why it ended or was refused, for people. */
  readonly reason?: string
  readonly refusal?: Refusal
  /** Exchange time after which the placement is discarded (expTime). */
  readonly expiresAt?: Millis
  readonly requestId?: RequestId
  readonly transport?: "ws" | "rest"
  readonly attempts: number
  readonly timeLimitMs?: number
  readonly createdAt: Millis
  readonly submittedAt?: Millis
  readonly acknowledgedAt?: Millis
  readonly firstFillAt?: Millis
  readonly completedAt?: Millis
  /** Exchange's uTime of the newest report that changed price or quantity here. */
  readonly exchangeUpdatedAt?: Millis
  /** Price and quantity that the changes of that uTime took the place of: a push of the same uTime that shows them is doubled, or late. */
  readonly replacedTerms?: readonly { readonly price?: Price; readonly quantity: Quantity }[]
  /** When OKX last refused, or did not follow, a cancel of the order. */
  readonly cancelRefusedAt?: Millis
  /** Sequence number of the newest event of this order. */
  readonly seq: number
}

/** Throws InvalidSide unless text is "buy" or "sell". */
export function parseSide(text: unknown, field = "side"): OrderSide {
  const side = ORDER_SIDES.find((known) => known === text)
  if (side === undefined) throw new InvalidSide(field, text, "buy or sell")
  return side
}

/** Throws InvalidOrderType unless text is a type that this manager places. */
export function parseOrderType(text: unknown, field = "type"): OrderType {
  const type = ORDER_TYPES.find((known) => known === text)
  if (type === undefined) throw new InvalidOrderType(field, text, `one of ${ORDER_TYPES.join(", ")}`)
  return type
}

export function isOpen(order: Order): boolean {
  return isActive(order.state)
}

/** An order that was placed through this manager; others are only shown. */
export function isOurs(order: Order): boolean {
  return order.source === "command"
}

/** What may still be filled, in the unit of `filledQuantity`; undefined for quote-sized orders, where OKX alone knows. */
export function remainingOf(order: Order): Quantity | undefined {
  if (!isActive(order.state)) return NO_QUANTITY
  return order.unit === "quote" ? undefined : remainingQuantity(order.quantity, order.filledQuantity)
}

/** The execution as it is booked with its order. */
export function fillFrom(fill: ExchangeFill): Fill {
  const { tradeId, price, quantity, fees, liquidity, at } = fill
  return { tradeId, price, quantity, fees, liquidity, at }
}

export function hasFill(order: Order, tradeId: string): boolean {
  return order.fills.some((fill) => fill.tradeId === tradeId)
}

/** True while OKX owes us executions of the order: some are missing, or only stood in for. */
export function owesExecutions(order: Order): boolean {
  return order.fillsMissing.coefficient !== 0n || order.fills.some(({ provisional }) => provisional === true)
}

/** True when the filled quantity completes the order, as far as its unit lets us tell. */
export function isComplete(order: { unit: OrderUnit; quantity: Quantity }, filled: Quantity): boolean {
  return order.unit !== "quote" && compare(filled, order.quantity) >= 0
}

/** Sum of the quantities of booked fills. */
export function bookedQuantity(order: Order): Quantity {
  return remainingQuantity(order.filledQuantity, order.fillsMissing)
}

export function largerQuantity(a: Quantity, b: Quantity): Quantity {
  return toQuantity(maximum(a, b))
}
