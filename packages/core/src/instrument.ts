// What may be traded and in which steps: the specification of one OKX instrument, as far as an order needs it.
// It relies on amount.ts; loading it is the client's work, using it risk.ts's.

import { type Notional, type Price, type Quantity, toNotional } from "./amount.ts"
import { type Decimal, multiply } from "./decimal.ts"
import type { Symbol } from "./symbol.ts"

export type InstrumentKind = "spot" | "swap"
/** OKX's instrument states; only live takes every order, post_only takes post-only ones. */
export type InstrumentState = "live" | "post_only" | "suspend" | "preopen" | "rebase" | "settling" | "test"

export interface Instrument {
  readonly symbol: Symbol
  readonly kind: InstrumentKind
  /** SPOT: the currency bought and sold; SWAP: the underlying of the contract value. */
  readonly baseCurrency: string
  readonly quoteCurrency: string
  /** SWAP: what profit and margin are paid in; SPOT: the quote currency. */
  readonly settleCurrency: string
  readonly tickSize: Price
  readonly lotSize: Quantity
  readonly minSize: Quantity
  /** Largest limit order, in base currency or contracts. */
  readonly maxLimitSize: Quantity
  /** Largest market order: quote currency (USDT) for SPOT, contracts for SWAP. */
  readonly maxMarketSize: Quantity
  /** SWAP: base currency in one contract (ctVal x ctMult); SPOT: 1. */
  readonly contractValue: Decimal
  /** False for inverse contracts, which are known but not traded here. */
  readonly linear: boolean
  readonly state: InstrumentState
  /** OKX's integer code, required in WebSocket trade operations; absent when OKX gives none. Differs between demo and live. */
  readonly instIdCode?: number
}

/** Value in quote currency of `quantity` base units or contracts at `price`. */
export function notionalOf(contractValue: Decimal, price: Price, quantity: Quantity): Notional {
  return toNotional(multiply(multiply(price, quantity), contractValue))
}
