// Money with a meaning: Price, Quantity, Notional and Fee are decimals that cannot be mistaken for each other.
// Each brand is minted in one function here (kept by the tidy test). Which pairs may meet:
//   Price x Quantity (x contract value) -> Notional (instrument.ts) · Quantity ± Quantity -> Quantity
//   Notional ± Notional -> Notional · Fee + Fee -> Fee (of one currency) · Notional / Quantity -> Price (average)

import {
  add,
  type Decimal,
  divide,
  isNegative,
  isPositive,
  isZero,
  MAX_DECIMAL_TEXT,
  parseDecimal,
  subtract,
  ZERO,
} from "./decimal.ts"
import { InvalidAmount, InvalidPrice, InvalidQuantity } from "./errors.ts"

declare const brand: unique symbol

/** Price of one unit, in quote currency (contracts: of one unit of the underlying). Above zero. */
export type Price = Decimal & { readonly [brand]: "Price" }
/** An amount to trade or traded: base currency, quote currency or contracts, as the order's unit says. Zero or above. */
export type Quantity = Decimal & { readonly [brand]: "Quantity" }
/** Value in the quote (spot, linear) currency. Any sign. */
export type Notional = Decimal & { readonly [brand]: "Notional" }
/** What was charged (negative) or rebated (positive), in its own currency. The sign is OKX's (okx-v5 reference, section 11). */
export type Fee = Decimal & { readonly [brand]: "Fee" }

const PLAIN_TEXT = `a plain decimal string of at most ${MAX_DECIMAL_TEXT} characters`

/** Throws InvalidPrice unless text is a decimal string above zero. */
export function parsePrice(text: unknown, field = "price"): Price {
  const value = typeof text === "string" ? parseDecimal(text) : undefined
  if (value === undefined) throw new InvalidPrice(field, text, PLAIN_TEXT)
  if (!isPositive(value)) throw new InvalidPrice(field, text, "a price above zero")
  return toPrice(value)
}

/** Throws InvalidQuantity unless text is a decimal string above zero. */
export function parseQuantity(text: unknown, field = "quantity"): Quantity {
  const value = typeof text === "string" ? parseDecimal(text) : undefined
  if (value === undefined) throw new InvalidQuantity(field, text, PLAIN_TEXT)
  if (!isPositive(value)) throw new InvalidQuantity(field, text, "a quantity above zero")
  return toQuantity(value)
}

/** Throws InvalidAmount unless text is a decimal string. */
export function parseNotional(text: unknown, field = "notional"): Notional {
  const value = typeof text === "string" ? parseDecimal(text) : undefined
  if (value === undefined) throw new InvalidAmount(field, text, PLAIN_TEXT)
  return toNotional(value)
}

/** Mints a Price from a decimal that is above zero. */
export function toPrice(value: Decimal): Price {
  if (!isPositive(value)) throw new InvalidPrice("price", String(value.coefficient), "a price above zero")
  return value as Price
}

/** Mints a Quantity from a decimal that is not below zero. */
export function toQuantity(value: Decimal): Quantity {
  if (isNegative(value)) throw new InvalidQuantity("quantity", String(value.coefficient), "a quantity not below zero")
  return value as Quantity
}

export function toNotional(value: Decimal): Notional {
  return value as Notional
}

export function toFee(value: Decimal): Fee {
  return value as Fee
}

export const NO_QUANTITY: Quantity = toQuantity(ZERO)
export const NO_NOTIONAL: Notional = toNotional(ZERO)

export function addQuantity(a: Quantity, b: Quantity): Quantity {
  return toQuantity(add(a, b))
}

/** a - b, or zero when b is larger: what is left of a. */
export function remainingQuantity(a: Quantity, b: Quantity): Quantity {
  const rest = subtract(a, b)
  return isNegative(rest) ? NO_QUANTITY : toQuantity(rest)
}

export function addNotional(a: Notional, b: Notional): Notional {
  return toNotional(add(a, b))
}

export function addFee(a: Fee, b: Fee): Fee {
  return toFee(add(a, b))
}

/** Digits kept in an average price; OKX shows up to 16 in avgPx. */
export const AVERAGE_PRICE_SCALE = 18

/** Sum of price x quantity over the sum of quantities, to 18 digits, ties to even. Undefined while nothing is filled. */
export function averagePrice(total: Notional, quantity: Quantity): Price | undefined {
  if (isZero(quantity)) return undefined
  return toPrice(divide(total, quantity, { scale: AVERAGE_PRICE_SCALE, rounding: "halfEven" }))
}
