// What would become of an order, and what the limits of a symbol still leave: the very checks of a placement, every one of them with its numbers and none
// of them recorded. Pure, like the checks; whether the order would leave this machine now is the manager's to add.

import type { AccountState } from "./account-state.ts"
import { claimedExposure } from "./contested.ts"
import { add, type Decimal, fromInteger, maximum, multiply, ZERO } from "./decimal.ts"
import type { Facts, SymbolLimits } from "./facts.ts"
import type { Instrument } from "./instrument.ts"
import { checkInstrumentRules, type OrderTerms } from "./instrument-rules.ts"
import type { Order } from "./order.ts"
import { intentOf, type PlaceOrder } from "./order-command.ts"
import type { Refusal } from "./refusal.ts"
import {
  availableOf,
  type Candidate,
  candidateOf,
  collarOf,
  needOf,
  positionReached,
  RISK_CHECKS,
  valueOf,
} from "./risk.ts"
import type { Symbol } from "./symbol.ts"

/** One check with the number that it compares and the limit, where it has them; both in the currency of the check. */
export interface CheckedLimit {
  /** What it denies with. */
  readonly name: Refusal["code"]
  readonly passed: boolean
  readonly value?: Decimal
  readonly limit?: Decimal
}

export interface OrderPreview {
  /** Why it would not be taken: the first check that denies. Absent: it would be. */
  readonly refusal?: Refusal
  /** In the order in which they are made; those behind one that cannot be made are left out. */
  readonly checks: readonly CheckedLimit[]
  /** The terms with their defaults; absent for an order that cannot be. */
  readonly terms?: OrderTerms
  /** In quote currency at its price, or at the last price; absent where there is none. */
  readonly notional?: Decimal
  /** The same request was placed before: placing it again gives this order's receipt and sends nothing. */
  readonly replayOf?: Order
}

/** `earlier`: the order that has the client order id, from memory or the journal. */
export function previewPlace(
  order: PlaceOrder,
  {
    state,
    facts,
    earlier,
  }: { readonly state: AccountState; readonly facts: Facts; readonly earlier?: Order | undefined },
): OrderPreview {
  if (earlier !== undefined) return previewOfKnown(earlier, order)
  const checked = checkInstrumentRules(order, facts.instrument(order.symbol))
  if (!checked.ok) return { refusal: checked.refusal, checks: [{ name: checked.refusal.code, passed: false }] }
  const { terms } = checked
  const { mode, reason } = state.trading
  const halted: Refusal | undefined = mode === "halt" ? { code: "trading-halted", reason } : undefined
  const candidate = candidateOf(order, terms, state, facts)
  const price = "code" in candidate ? candidate : undefined
  const checks: CheckedLimit[] = [
    { name: "trading-halted", passed: halted === undefined },
    { name: "price-unknown", passed: price === undefined, ...ageOf(order.symbol, facts) },
  ]
  if ("code" in candidate) {
    const notional = notionalWithoutPrice(order, terms)
    return { refusal: halted ?? candidate, checks, terms, ...(notional !== undefined && { notional }) }
  }
  let denied: Refusal | undefined = halted
  for (const { name, check } of RISK_CHECKS) {
    const refusal = check(candidate)
    checks.push({ name: refusal?.code ?? name, passed: refusal === undefined, ...measured(name, candidate) })
    denied ??= refusal
  }
  return { ...(denied !== undefined && { refusal: denied }), checks, terms, notional: valueOf(candidate) }
}

/** What a symbol's limits still leave. */
export interface LimitUse {
  readonly symbol: Symbol
  readonly limits: SymbolLimits
  /** Those in doubt included. */
  readonly openOrders: number
  /** What the position can reach when every open order of one side fills and none of the other, in quote currency; absent while it is not known. */
  readonly buyPosition?: Decimal
  readonly sellPosition?: Decimal
}

export function limitUse(
  instrument: Instrument,
  { state, facts }: { readonly state: AccountState; readonly facts: Facts },
): LimitUse {
  const { symbol, kind } = instrument
  const last = facts.lastPrice(symbol)?.price
  const reached = (side: "buy" | "sell"): Decimal | undefined => {
    // A SPOT sale makes no position: it gives away coins that the account has.
    if (last === undefined || (side === "sell" && kind === "spot")) return undefined
    const terms: OrderTerms = { instrument, unit: "base", tradeMode: "cash", reduceOnly: false }
    const value = positionReached({ state, facts, terms, last, order: { symbol, side } })
    return value === undefined ? undefined : maximum(value, ZERO)
  }
  const [buyPosition, sellPosition] = [reached("buy"), reached("sell")]
  return {
    symbol,
    limits: facts.limits(symbol),
    openOrders: claimedExposure(state, symbol).openOrders,
    ...(buyPosition !== undefined && { buyPosition }),
    ...(sellPosition !== undefined && { sellPosition }),
  }
}

function previewOfKnown(earlier: Order, order: PlaceOrder): OrderPreview {
  const { orderId, intent, state, refusal } = earlier
  if (intent !== intentOf(order)) {
    const taken = { code: "client-order-id-taken", path: "clientOrderId", orderId } as const
    return { refusal: taken, checks: [{ name: taken.code, passed: false }] }
  }
  const denied = state === "Rejected" ? refusal : undefined
  return { ...(denied !== undefined && { refusal: denied }), checks: [], replayOf: earlier }
}

function ageOf(symbol: Symbol, facts: Facts): { readonly value?: Decimal; readonly limit: Decimal } {
  const ageMs = facts.lastPrice(symbol)?.ageMs
  const limit = fromInteger(facts.limits(symbol).lastPriceMaxAgeMs)
  return { ...(ageMs !== undefined && { value: fromInteger(Math.round(ageMs)) }), limit }
}

/** The numbers of one check; nothing where it compares none. */
function measured(name: Refusal["code"], candidate: Candidate): { readonly value?: Decimal; readonly limit?: Decimal } {
  const { order, limits, last, terms, state } = candidate
  switch (name) {
    case "price-outside-collar": {
      if (order.price === undefined) return {}
      const { lowest, highest } = collarOf(limits, last)
      return { value: order.price, limit: order.side === "buy" ? highest : lowest }
    }
    case "notional-above-limit":
      return { value: valueOf(candidate), limit: limits.maxOrderNotional }
    case "open-orders-above-limit": {
      // The order itself is counted: one that would be the limit's own passes.
      const open = claimedExposure(state, order.symbol).openOrders + 1
      return { value: fromInteger(open), limit: fromInteger(limits.maxOpenOrders) }
    }
    case "position-above-limit": {
      const reached = terms.instrument.kind === "spot" && order.side === "sell" ? undefined : positionReached(candidate)
      if (reached === undefined) return { limit: limits.maxPositionNotional }
      return { value: add(reached, valueOf(candidate)), limit: limits.maxPositionNotional }
    }
    case "balance-insufficient": {
      const need = needOf(candidate)
      const available = need === undefined ? undefined : availableOf(candidate, need.currency)
      if (need === undefined) return {}
      return { value: need.amount, ...(available !== undefined && { limit: maximum(available, ZERO) }) }
    }
    default:
      return {}
  }
}

/** The value of an order whose own terms say it, while no market price is known. */
function notionalWithoutPrice({ price, quantity }: PlaceOrder, { unit, instrument }: OrderTerms): Decimal | undefined {
  if (unit === "quote") return quantity
  return price === undefined ? undefined : multiply(multiply(price, quantity), instrument.contractValue)
}
