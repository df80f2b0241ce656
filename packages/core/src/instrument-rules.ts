// Whether an order can exist at all on its instrument: form, steps and sizes. An order that breaks a rule is malformed: it is refused at the door,
// nothing is recorded and nothing is sent. Source of the rules: okx-v5 reference, sections 4.1, 5.1 and 11.

import type { Price, Quantity } from "./amount.ts"
import { compare, format, isMultipleOf } from "./decimal.ts"
import type { Instrument } from "./instrument.ts"
import type { OrderType, OrderUnit, TradeMode } from "./order.ts"
import type { PlaceOrder } from "./order-command.ts"
import type { Refusal } from "./refusal.ts"
import type { Symbol } from "./symbol.ts"

/** The order's terms with every default filled in. */
export interface OrderTerms {
  readonly instrument: Instrument
  readonly unit: OrderUnit
  readonly tradeMode: TradeMode
  readonly reduceOnly: boolean
}

export type Checked =
  | { readonly ok: true; readonly terms: OrderTerms }
  | { readonly ok: false; readonly refusal: Refusal }

/** The terms of a sound order, or the first rule that it breaks. */
export function checkInstrumentRules(order: PlaceOrder, instrument: Instrument | undefined): Checked {
  if (instrument === undefined) return refused({ code: "instrument-unknown", path: "symbol", symbol: order.symbol })
  const unusable = checkUsable(order.symbol, order.type, instrument)
  if (unusable !== undefined) return refused(unusable)
  const unit = order.unit ?? (instrument.kind === "swap" ? "contracts" : "base")
  const terms = {
    instrument,
    unit,
    tradeMode: order.tradeMode ?? defaultTradeMode(instrument),
    reduceOnly: order.reduceOnly ?? false,
  }
  const broken =
    checkForm(order, terms) ??
    checkPrice(order.type, order.price, instrument) ??
    checkQuantity(order.type, order.quantity, terms)
  return broken === undefined ? { ok: true, terms } : refused(broken)
}

/** A new price and quantity of a resting order against the same steps. */
export function checkAmendRules(
  change: { price?: Price; quantity?: Quantity },
  order: { type: OrderType; unit: OrderUnit },
  instrument: Instrument | undefined,
  symbol: Symbol,
): Refusal | undefined {
  if (instrument === undefined) return { code: "instrument-unknown", path: "symbol", symbol }
  const price = change.price === undefined ? undefined : checkPrice(order.type, change.price, instrument)
  if (price !== undefined || change.quantity === undefined) return price
  return checkQuantity(order.type, change.quantity, { instrument, unit: order.unit })
}

function refused(refusal: Refusal): Checked {
  return { ok: false, refusal }
}

function defaultTradeMode(instrument: Instrument): TradeMode {
  return instrument.kind === "swap" ? "cross" : "cash"
}

function checkUsable(symbol: Symbol, type: OrderType, instrument: Instrument): Refusal | undefined {
  if (instrument.kind === "swap" && !instrument.linear) {
    return { code: "instrument-unsupported", path: "symbol", symbol, kind: "an inverse SWAP" }
  }
  const takes = instrument.state === "live" || (instrument.state === "post_only" && type === "post_only")
  return takes ? undefined : { code: "instrument-not-live", path: "symbol", symbol, state: instrument.state }
}

function checkForm(order: PlaceOrder, terms: OrderTerms): Refusal | undefined {
  const spot = terms.instrument.kind === "spot"
  const units = spot ? (order.type === "market" ? ["base", "quote"] : ["base"]) : ["contracts"]
  if (!units.includes(terms.unit))
    return { code: "unit-not-allowed", path: "unit", unit: terms.unit, allowed: units.join(", ") }
  const modes = spot ? ["cash"] : ["cross", "isolated"]
  if (!modes.includes(terms.tradeMode)) {
    return { code: "trade-mode-not-allowed", path: "tradeMode", tradeMode: terms.tradeMode, allowed: modes.join(", ") }
  }
  if (spot && terms.reduceOnly) return { code: "reduce-only-not-allowed", path: "reduceOnly", symbol: order.symbol }
  return undefined
}

function checkPrice(type: OrderType, price: Price | undefined, instrument: Instrument): Refusal | undefined {
  if (type === "market") return price === undefined ? undefined : { code: "price-not-allowed", path: "price", type }
  if (price === undefined) return { code: "price-missing", path: "price", type }
  if (isMultipleOf(price, instrument.tickSize)) return undefined
  return { code: "price-off-tick", path: "price", price: format(price), tickSize: format(instrument.tickSize) }
}

function checkQuantity(
  type: OrderType,
  quantity: Quantity,
  terms: { instrument: Instrument; unit: OrderUnit },
): Refusal | undefined {
  const { instrument, unit } = terms
  const shown = format(quantity)
  // A quote amount is turned into base by OKX at the fill, in its lots; only its maximum can be checked here.
  if (unit !== "quote") {
    if (compare(quantity, instrument.minSize) < 0) {
      return { code: "quantity-below-minimum", path: "quantity", quantity: shown, minimum: format(instrument.minSize) }
    }
    if (!isMultipleOf(quantity, instrument.lotSize)) {
      return { code: "quantity-off-lot", path: "quantity", quantity: shown, lotSize: format(instrument.lotSize) }
    }
  }
  // For SPOT market orders OKX counts the maximum in quote currency (USDT), so a base amount has no maximum here.
  const maximum = type !== "market" ? instrument.maxLimitSize : unit === "base" ? undefined : instrument.maxMarketSize
  if (maximum === undefined || compare(quantity, maximum) <= 0) return undefined
  return { code: "quantity-above-maximum", path: "quantity", quantity: shown, maximum: format(maximum) }
}
