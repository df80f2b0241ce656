// The market of the manager in memory: two instruments, one price, money enough, limits that only a large order meets.

import {
  type Balance,
  decimal,
  type ExchangePosition,
  type Facts,
  type Instrument,
  type Symbol as InstrumentSymbol,
  type Millis,
  parsePrice,
  parseQuantity,
  parseSymbol,
} from "@okx-oms/core"

export function marketFacts(now: Millis, serial: () => string): Facts {
  return {
    now: now,
    exchange: { at: now, uncertaintyMs: 1 },
    visibilityMs: 2_000,
    instrument: (symbol) => INSTRUMENTS.get(symbol),
    lastPrice: () => ({ price: parsePrice("30000"), ageMs: 10 }),
    balance: (currency) => ({
      currency,
      total: decimal("1000000"),
      available: decimal("1000000"),
      updatedAt: now,
    }),
    position: (symbol) => ({ symbol, contracts: decimal("0"), updatedAt: now }),
    limits: () => ({
      maxOrderNotional: decimal("100000"),
      maxPositionNotional: decimal("10000000"),
      maxOpenOrders: 400,
      priceCollar: decimal("0.5"),
      lastPriceMaxAgeMs: 1_000,
    }),
    serial,
  }
}

function instrument(symbol: string, kind: "spot" | "swap", tickSize: string, lotSize: string): Instrument {
  const [baseCurrency = "", quoteCurrency = ""] = symbol.split("-")
  return {
    symbol: parseSymbol(symbol),
    kind,
    baseCurrency,
    quoteCurrency,
    settleCurrency: quoteCurrency,
    tickSize: parsePrice(tickSize),
    lotSize: parseQuantity(lotSize),
    minSize: parseQuantity(kind === "spot" ? "0.001" : lotSize),
    maxLimitSize: parseQuantity("10000"),
    maxMarketSize: parseQuantity("1000000"),
    contractValue: decimal(kind === "spot" ? "1" : "0.01"),
    linear: true,
    state: "live",
  }
}

/** Balances and positions for display. */
export function whatOkxTold(updatedAt: Millis): {
  readonly balances: readonly Balance[]
  readonly positions: readonly ExchangePosition[]
} {
  const flat = { symbol: parseSymbol("ETH-USDT-SWAP"), contracts: decimal("0"), updatedAt }
  const short = { symbol: parseSymbol("BTC-USDT-SWAP"), contracts: decimal("-3"), averagePrice: parsePrice("30000.5") }
  return {
    balances: [
      { currency: "USDT", total: decimal("1000"), available: decimal("999.999999999999"), updatedAt },
      { currency: "BTC", total: decimal("1.5"), available: decimal("1.25"), updatedAt },
    ],
    positions: [flat, { ...short, updatedAt }],
  }
}

export const INSTRUMENTS: ReadonlyMap<InstrumentSymbol, Instrument> = new Map(
  [instrument("BTC-USDT", "spot", "0.1", "0.00001"), instrument("BTC-USDT-SWAP", "swap", "0.1", "1")].map((one) => [
    one.symbol,
    one,
  ]),
)
