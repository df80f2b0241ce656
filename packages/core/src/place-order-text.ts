// A new order as a program writes it by hand: plain strings. One function turns it into the parsed command, or throws the error that names the field.

import { parsePrice, parseQuantity } from "./amount.ts"
import { InvalidValue } from "./errors.ts"
import { parseClientOrderId, parseStrategyId } from "./ids.ts"
import { type OrderUnit, parseOrderType, parseSide, type TradeMode } from "./order.ts"
import type { PlaceOrder } from "./order-command.ts"
import { parseSymbol } from "./symbol.ts"

/** Amounts are decimal strings. Units: order-command.ts. */
export interface PlaceOrderText {
  readonly symbol: string
  readonly side: string
  readonly type: string
  readonly quantity: string
  readonly price?: string
  /** Default: base for SPOT, contracts for SWAP. */
  readonly unit?: OrderUnit
  readonly tradeMode?: TradeMode
  readonly reduceOnly?: boolean
  /** Default "library". */
  readonly strategy?: string
  readonly clientOrderId?: string
  /** Milliseconds, above zero. */
  readonly timeLimitMs?: number
}

/** Throws InvalidSymbol, InvalidSide, InvalidOrderType, InvalidQuantity, InvalidPrice or InvalidIdentifier, each naming the field. */
export function placeOrderFrom(text: PlaceOrderText): PlaceOrder {
  const { unit, tradeMode, reduceOnly, timeLimitMs } = text
  if (timeLimitMs !== undefined && !(Number.isSafeInteger(timeLimitMs) && timeLimitMs > 0)) {
    throw new InvalidValue("timeLimitMs", String(timeLimitMs), "a whole number of milliseconds above zero")
  }
  return {
    strategy: parseStrategyId(text.strategy ?? "library"),
    symbol: parseSymbol(text.symbol),
    side: parseSide(text.side),
    type: parseOrderType(text.type),
    quantity: parseQuantity(text.quantity),
    ...(text.price !== undefined && { price: parsePrice(text.price) }),
    ...(text.clientOrderId !== undefined && { clientOrderId: parseClientOrderId(text.clientOrderId) }),
    ...(unit !== undefined && { unit }),
    ...(tradeMode !== undefined && { tradeMode }),
    ...(reduceOnly !== undefined && { reduceOnly }),
    ...(timeLimitMs !== undefined && { timeLimitMs }),
  }
}
