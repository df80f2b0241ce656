// What callers may ask of the manager, in imperative words, with values already parsed. Whatever is not placed here is no command.

import type { Price, Quantity } from "./amount.ts"
import { format } from "./decimal.ts"
import type { BreakId, ClientOrderId, OrderId, OrderIds, RequestId, StrategyId } from "./ids.ts"
import type { OrderSide, OrderType, OrderUnit, TradeMode } from "./order.ts"
import { type Symbol, symbolParts } from "./symbol.ts"

/** A new order. Unit defaults: contracts for SWAP, base for SPOT. */
export interface PlaceOrder {
  readonly clientOrderId?: ClientOrderId
  readonly strategy: StrategyId
  readonly symbol: Symbol
  readonly side: OrderSide
  readonly type: OrderType
  readonly quantity: Quantity
  readonly unit?: OrderUnit
  /** Required for limit, post_only, ioc and fok; not allowed for market. */
  readonly price?: Price
  /** Default: cash for SPOT, cross for SWAP. */
  readonly tradeMode?: TradeMode
  readonly reduceOnly?: boolean
  /** Milliseconds after which the order is asked about and cancelled; default none. */
  readonly timeLimitMs?: number
}

export type Command =
  | { readonly type: "PlaceOrder"; readonly order: PlaceOrder; readonly ids: OrderIds }
  | { readonly type: "CancelOrder"; readonly orderId: OrderId; readonly requestId: RequestId; readonly reason: string }
  | {
      readonly type: "AmendOrder"
      readonly orderId: OrderId
      readonly requestId: RequestId
      readonly price?: Price
      readonly quantity?: Quantity
    }
  | { readonly type: "HaltTrading"; readonly mode: "halt" | "reduce-only"; readonly reason: string }
  | { readonly type: "ResumeTrading"; readonly reason: string }
  | { readonly type: "ResolveBreak"; readonly breakId: BreakId; readonly resolution: string }

/**
 * The caller's wish as canonical text: equal text, equal order. Kept with the order so that a repeated request is recognised for good.
 * A default that is spelled out is written like one that is left out.
 */
export function intentOf(order: PlaceOrder): string {
  const { symbol, unit, tradeMode } = order
  const isUsualUnit = unit !== undefined && unit === (isSpot(symbol) ? "base" : "contracts")
  const isUsualMode = tradeMode !== undefined && tradeMode === (isSpot(symbol) ? "cash" : "cross")
  // Joined, not added: it is kept with the order, as one piece of text (requestIdFrom).
  return [
    order.strategy,
    symbol,
    order.side,
    order.type,
    format(order.quantity),
    isUsualUnit ? "" : (unit ?? ""),
    order.price === undefined ? "" : format(order.price),
    isUsualMode ? "" : (tradeMode ?? ""),
    order.reduceOnly === true ? "reduce-only" : "",
    order.timeLimitMs ?? "",
  ].join("|")
}

function isSpot(symbol: Symbol): boolean {
  return symbolParts(symbol).kind === "spot"
}
