// From a request's JSON to the manager's commands: the one place where text of the outside becomes prices, quantities and symbols.
// Every mistake of a request is told at once, with its path. Whether the order makes sense on its market is the manager's to say.

import {
  type ClientOrderId,
  InvalidValue,
  type PlaceOrder,
  type Price,
  parseClientOrderId,
  parseOrderType,
  parsePrice,
  parseQuantity,
  parseSide,
  parseStrategyId,
  parseSymbol,
  type Quantity,
  type StrategyId,
  type Symbol,
} from "@okx-oms/core"
import {
  BATCH_MAX,
  REASON_LENGTH_MAX,
  STRATEGY_DEFAULT,
  TIME_LIMIT_MS_MAX,
  TIME_LIMIT_MS_MIN,
  TRADE_MODES,
  TRADING_ACTIONS,
  UNITS,
} from "./contract/limits.ts"
import { amount, type FieldError, FieldReader, flag, line, oneOf, type Parsed, wholeNumber } from "./field-reader.ts"

/** What POST /v1/orders takes. `fallbackClientOrderId` names the order when the body does not (Idempotency-Key). */
export function parsePlaceOrder(
  body: unknown,
  options: { fallbackClientOrderId?: ClientOrderId; prefix?: string } = {},
): Parsed<PlaceOrder> {
  const reader = new FieldReader(body, "an order", options.prefix)
  const clientOrderId = reader.optional("clientOrderId", parseClientOrderId) ?? options.fallbackClientOrderId
  const strategy = reader.optional("strategy", parseStrategyId) ?? parseStrategyId(STRATEGY_DEFAULT)
  const symbol = reader.required("symbol", parseSymbol)
  const side = reader.required("side", parseSide)
  const type = reader.required("type", parseOrderType)
  const quantity = reader.required("quantity", amount(parseQuantity))
  const unit = reader.optional("unit", oneOf(UNITS))
  const price = reader.optional("price", amount(parsePrice))
  const tradeMode = reader.optional("tradeMode", oneOf(TRADE_MODES))
  const reduceOnly = reader.optional("reduceOnly", flag)
  const timeLimitMs = reader.optional("timeLimitMs", wholeNumber(TIME_LIMIT_MS_MIN, TIME_LIMIT_MS_MAX))
  if (!reader.finish() || symbol === undefined || side === undefined || type === undefined || quantity === undefined) {
    return { ok: false, errors: reader.errors }
  }
  return {
    ok: true,
    value: {
      ...(clientOrderId !== undefined && { clientOrderId }),
      strategy,
      symbol,
      side,
      type,
      quantity,
      ...(unit !== undefined && { unit }),
      ...(price !== undefined && { price }),
      ...(tradeMode !== undefined && { tradeMode }),
      ...(reduceOnly !== undefined && { reduceOnly }),
      ...(timeLimitMs !== undefined && { timeLimitMs }),
    },
  }
}

/** What POST /v1/orders/batch takes. One malformed order refuses the whole batch, so that nothing is half-understood. */
export function parseBatch(
  body: unknown,
  options: { clientOrderIdAt?: (index: number) => ClientOrderId } = {},
): Parsed<readonly PlaceOrder[]> {
  const reader = new FieldReader(body, "a batch")
  const list = reader.required("orders", batchList)
  if (!reader.finish() || list === undefined) return { ok: false, errors: reader.errors }
  const orders: PlaceOrder[] = []
  const errors: FieldError[] = []
  const indexOf = new Map<string, number>()
  for (const [index, item] of list.entries()) {
    const prefix = `orders[${index}]`
    const fallbackClientOrderId = options.clientOrderIdAt?.(index)
    const parsed = parsePlaceOrder(item, {
      prefix,
      ...(fallbackClientOrderId !== undefined && { fallbackClientOrderId }),
    })
    if (!parsed.ok) {
      errors.push(...parsed.errors)
      continue
    }
    const { clientOrderId } = parsed.value
    const earlier = clientOrderId === undefined ? undefined : indexOf.get(clientOrderId)
    if (earlier !== undefined) {
      errors.push({
        path: `${prefix}.clientOrderId`,
        message: `the same as in orders[${earlier}]; each order needs its own`,
      })
    }
    if (clientOrderId !== undefined) indexOf.set(clientOrderId, index)
    orders.push(parsed.value)
  }
  return errors.length === 0 ? { ok: true, value: orders } : { ok: false, errors }
}

/** What PATCH /v1/orders/{id} takes: at least one of the two. */
export function parseAmend(body: unknown): Parsed<{ price?: Price; quantity?: Quantity }> {
  const reader = new FieldReader(body, "an amendment")
  const price = reader.optional("price", amount(parsePrice))
  const quantity = reader.optional("quantity", amount(parseQuantity))
  if (reader.finish() && price === undefined && quantity === undefined) {
    reader.fail("", "price or quantity is required: the order's new price, its new total quantity, or both")
  }
  if (reader.errors.length > 0) return { ok: false, errors: reader.errors }
  return { ok: true, value: { ...(price !== undefined && { price }), ...(quantity !== undefined && { quantity }) } }
}

/** What POST /v1/orders/cancel takes. No body and an empty filter mean every open order. */
export function parseCancelFilter(body: unknown): Parsed<{ symbol?: Symbol; strategy?: StrategyId }> {
  const reader = new FieldReader(body ?? {}, "a filter")
  const symbol = reader.optional("symbol", parseSymbol)
  const strategy = reader.optional("strategy", parseStrategyId)
  if (!reader.finish()) return { ok: false, errors: reader.errors }
  return { ok: true, value: { ...(symbol !== undefined && { symbol }), ...(strategy !== undefined && { strategy }) } }
}

/** What POST /v1/trading takes. */
export function parseTradingRequest(
  body: unknown,
): Parsed<{ action: (typeof TRADING_ACTIONS)[number]; reason?: string }> {
  const reader = new FieldReader(body, "a trading action")
  const action = reader.required("action", oneOf(TRADING_ACTIONS))
  const reason = reader.optional("reason", line(REASON_LENGTH_MAX))
  if (!reader.finish() || action === undefined) return { ok: false, errors: reader.errors }
  return { ok: true, value: { action, ...(reason !== undefined && { reason }) } }
}

/** What POST /v1/reconciliation/breaks/{id}/resolve takes. */
export function parseResolveRequest(body: unknown): Parsed<{ resolution: string }> {
  const reader = new FieldReader(body, "a resolution")
  const resolution = reader.required("resolution", line(REASON_LENGTH_MAX))
  if (!reader.finish() || resolution === undefined) return { ok: false, errors: reader.errors }
  return { ok: true, value: { resolution } }
}

function batchList(raw: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(raw) || raw.length < 1 || raw.length > BATCH_MAX) {
    const count = Array.isArray(raw) ? `${raw.length} orders` : raw
    throw new InvalidValue(field, count, `an array of 1 to ${BATCH_MAX} orders`)
  }
  return raw
}
