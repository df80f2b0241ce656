// The market of the manager in memory: two instruments, one price, money enough, limits that only a large order meets.

import {
  type Balance,
  decimal,
  type ExchangePosition,
  type Facts,
  type Instrument,
  type Symbol as InstrumentSymbol,
  type Millis,
  millis,
  parsePrice,
  parseQuantity,
  parseSymbol,
  type SymbolLimits,
} from "@okx-oms/core"
import type { MarketAnswer, MarketReads } from "@okx-oms/trading"
import { LatencyHistogram, type LatencyHistograms } from "@okx-oms/trading"

export const LIMITS: SymbolLimits = {
  maxOrderNotional: decimal("100000"),
  maxPositionNotional: decimal("10000000"),
  maxOpenOrders: 400,
  priceCollar: decimal("0.5"),
  lastPriceMaxAgeMs: 1_000,
}

const AT = millis(Date.parse("2026-01-31T09:30:00.250Z"))

/** Always the same book, trades, candles and fees; or none while OKX is said not to answer. */
export class MemoryMarket implements MarketReads {
  /** When set, nothing is told but this. */
  failure: { readonly code: string; readonly message: string } | undefined
  asked = 0

  async book(): ReturnType<MarketReads["book"]> {
    const level = (price: string, quantity: string, orders: number) => {
      return { price: parsePrice(price), quantity: parseQuantity(quantity), orders }
    }
    return this.#told({ bids: [level("29999.9", "0.8", 3)], asks: [level("30000", "1.25", 2)], at: AT })
  }

  async trades(): ReturnType<MarketReads["trades"]> {
    const trade = {
      tradeId: "71",
      price: parsePrice("30000"),
      quantity: parseQuantity("0.01"),
      side: "buy",
      at: AT,
    } as const
    return this.#told([trade])
  }

  async candles(): ReturnType<MarketReads["candles"]> {
    const [open, high] = [parsePrice("29990"), parsePrice("30010.5")]
    const [low, close] = [parsePrice("29985"), parsePrice("30000")]
    return this.#told([{ at: AT, open, high, low, close, volume: decimal("12.5"), complete: false }])
  }

  async feeRates(): ReturnType<MarketReads["feeRates"]> {
    return this.#told({ maker: decimal("-0.0008"), taker: decimal("-0.001") })
  }

  #told<Value>(value: Value): MarketAnswer<Value> {
    this.asked++
    return this.failure === undefined ? { kind: "ok", value, ageMs: 40 } : { kind: "failed", ...this.failure }
  }
}

export function nothingMeasured(): LatencyHistograms {
  return { submitToWire: new LatencyHistogram(), submitToAck: new LatencyHistogram(), append: new LatencyHistogram() }
}

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
    limits: () => LIMITS,
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
