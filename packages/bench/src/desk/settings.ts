// What the benches trade and within which limits: two SPOT instruments as OKX describes them, and limits so wide that no check ever denies. The checks
// run all the same. It relies on core alone.

import {
  type Balance,
  decimal,
  type Instrument,
  type Symbol as InstrumentSymbol,
  millis,
  parseAccountId,
  parsePrice,
  parseQuantity,
  parseSymbol,
  type SymbolLimits,
} from "@okx-oms/core"

export const ACCOUNT = parseAccountId("bench")
export const TAG = "omsbench"

const QUOTE = "USDT"

export const INSTRUMENTS: readonly Instrument[] = [
  { base: "BTC", tick: "0.1", lot: "0.00000001", least: "0.00001" },
  { base: "ETH", tick: "0.01", lot: "0.000001", least: "0.0001" },
].map(({ base, tick, lot, least }, at) => ({
  symbol: parseSymbol(`${base}-${QUOTE}`),
  kind: "spot",
  baseCurrency: base,
  quoteCurrency: QUOTE,
  settleCurrency: QUOTE,
  tickSize: parsePrice(tick),
  lotSize: parseQuantity(lot),
  minSize: parseQuantity(least),
  maxLimitSize: parseQuantity("9999999999"),
  maxMarketSize: parseQuantity("1000000"),
  contractValue: decimal("1"),
  linear: true,
  state: "live",
  instIdCode: 10_000 + at,
}))

export const BY_SYMBOL: ReadonlyMap<InstrumentSymbol, Instrument> = new Map(
  INSTRUMENTS.map((instrument) => [instrument.symbol, instrument]),
)

/** The last trade of each, in the order of INSTRUMENTS. */
export const LAST_PRICES = [parsePrice("91500"), parsePrice("3050")] as const

export const LIMITS: SymbolLimits = {
  maxOrderNotional: decimal("1000000000"),
  maxPositionNotional: decimal("1000000000000"),
  maxOpenOrders: 10_000_000,
  priceCollar: decimal("0.5"),
  lastPriceMaxAgeMs: 2 ** 40,
}

/** More than all orders of a bench can spend. */
export function plenty(updatedAt: number): readonly Balance[] {
  return ["BTC", "ETH", QUOTE].map((currency) => ({
    ...{ currency, total: decimal("1000000000000"), available: decimal("1000000000000") },
    updatedAt: millis(updatedAt),
  }))
}
