// What decide may know besides the state: facts of this turn, brought in by the shell. They are not journaled; whatever of them matters later
// is written into the events that follow from them.

import type { Price } from "./amount.ts"
import type { Decimal } from "./decimal.ts"
import type { Balance, ExchangePosition } from "./exchange.ts"
import type { Instrument } from "./instrument.ts"
import type { Symbol } from "./symbol.ts"
import type { Millis } from "./time.ts"

/** Limits on orders of one symbol. Amounts are in the symbol's quote currency. */
export interface SymbolLimits {
  /** Largest value of one order. */
  readonly maxOrderNotional: Decimal
  /** Largest value that the position can reach if every open order fills. */
  readonly maxPositionNotional: Decimal
  /** Most open orders, those in doubt included. OKX itself allows 500 per symbol. */
  readonly maxOpenOrders: number
  /** Largest distance of a limit price from the last price on the side that costs: 0.05 is 5 %. */
  readonly priceCollar: Decimal
  /** A last price older than this is no price. Milliseconds. */
  readonly lastPriceMaxAgeMs: number
}

/** What is known of the exchange's clock. */
export interface ExchangeTime {
  readonly at: Millis
  /** Half the round trip of the best sample plus drift. Milliseconds. */
  readonly uncertaintyMs: number
  /** How far the clock has stepped lately; absent for not at all. A conclusion must hold by either reading. Milliseconds. */
  readonly disputedMs?: number
}

export interface Facts {
  /** Wall time of the turn. */
  readonly now: Millis
  /** Exchange time of the turn; undefined before the first sample. */
  readonly exchange: ExchangeTime | undefined
  /** Upper bound on how long an accepted order may stay invisible to reads (V). Milliseconds. */
  readonly visibilityMs: number
  readonly instrument: (symbol: Symbol) => Instrument | undefined
  readonly lastPrice: (symbol: Symbol) => { readonly price: Price; readonly ageMs: number } | undefined
  readonly balance: (currency: string) => Balance | undefined
  readonly position: (symbol: Symbol) => ExchangePosition | undefined
  readonly limits: (symbol: Symbol) => SymbolLimits
  /** Draws the next serial of 18 digits. */
  readonly serial: () => string
}

/** S of the order protocol: how far the exchange's clock may be from what we hold, for conclusions. Whole milliseconds. */
export function clockBoundMs(exchange: ExchangeTime): number {
  return Math.ceil(exchange.uncertaintyMs) + (exchange.disputedMs ?? 0)
}

/** Exchange time after which a placement or amendment is discarded by OKX, counted from the moment it leaves. */
export const REQUEST_LIFETIME_MS = 2_500
/** Above this uncertainty of the exchange's clock nothing that needs expTime is sent. */
export const CLOCK_UNCERTAINTY_MAX_MS = 500
/** OKX forgets orders that were cancelled without a fill after this long (okx-v5 reference, section 10.5). */
export const CANCELLED_RETENTION_MS = 2 * 60 * 60_000
