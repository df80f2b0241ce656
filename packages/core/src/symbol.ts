// OKX instrument ids and what can be read off them: BTC-USDT, BTC-USDT-SWAP, BTC-USD-260327, BTC-USD-260327-50000-C.
// The kind of a market decides the unit of an order's quantity. Source: okx-v5 reference, section 5.1.

import { InvalidSymbol } from "./errors.ts"

declare const symbolBrand: unique symbol

/** An OKX instrument id (instId), upper case, checked for its form, not for its existence. */
export type Symbol = string & { readonly [symbolBrand]: "Symbol" }

export type SymbolKind = "spot" | "swap" | "futures" | "option"

export interface SymbolParts {
  readonly kind: SymbolKind
  readonly base: string
  readonly quote: string
  /** YYMMDD for futures and options. */
  readonly expiry?: string
  readonly strike?: string
  readonly right?: "C" | "P"
}

const CURRENCY = "[A-Z0-9][A-Z0-9_]{0,23}"
const SYMBOL = new RegExp(`^(${CURRENCY})-(${CURRENCY})(?:-(?:(SWAP)|(\\d{6})(?:-(\\d+(?:\\.\\d+)?)-([CP]))?))?$`)
const SYMBOL_LENGTH_MAX = 60

/** Throws InvalidSymbol unless text has the form of an OKX instrument id. */
export function parseSymbol(text: unknown, field = "symbol"): Symbol {
  if (typeof text !== "string" || text.length > SYMBOL_LENGTH_MAX || !SYMBOL.test(text)) {
    throw new InvalidSymbol(field, text, "an OKX instrument id such as BTC-USDT, BTC-USDT-SWAP or BTC-USD-260327")
  }
  return text as Symbol
}

export function symbolParts(symbol: Symbol): SymbolParts {
  const match = SYMBOL.exec(symbol)
  if (match === null) throw new InvalidSymbol("symbol", symbol, "an OKX instrument id")
  const [, base = "", quote = "", swap, expiry, strike, right] = match
  if (swap !== undefined) return { kind: "swap", base, quote }
  if (expiry === undefined) return { kind: "spot", base, quote }
  if (strike === undefined) return { kind: "futures", base, quote, expiry }
  return { kind: "option", base, quote, expiry, strike, right: right === "P" ? "P" : "C" }
}
