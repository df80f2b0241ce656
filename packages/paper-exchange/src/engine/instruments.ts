// The instruments this exchange lists and how a row of GET public/instruments is written (reference section 5.1).
// It relies on exact decimals only; prices here are where the market starts, in whole currency.

import { type Decimal, Decimals, decimal, format } from "@okx-oms/core"

export type InstType = "SPOT" | "SWAP"
export type InstrumentState = "live" | "suspend" | "preopen" | "post_only" | "rebase" | "test" | "settling"

export interface InstrumentSpec {
  readonly instType: InstType
  readonly instId: string
  readonly instIdCode: number
  readonly baseCcy: string
  readonly quoteCcy: string
  /** "BTC-USDT" for BTC-USDT-SWAP, "" for SPOT. */
  readonly instFamily: string
  readonly tickSize: Decimal
  readonly lotSize: Decimal
  readonly minSize: Decimal
  readonly maxLimitSize: Decimal
  /** SPOT: in quote currency; SWAP: contracts. */
  readonly maxMarketSize: Decimal
  /** Base currency in one contract; 1 for SPOT. */
  readonly contractValue: Decimal
  readonly maxLeverage: string
  readonly listTimeMs: number
  /** Where the market starts; for a SWAP its own, close to the spot's. */
  readonly startPrice: Decimal
  state: InstrumentState
}

/** What a caller must say to list an instrument; the rest has sensible values. */
export interface InstrumentOptions {
  readonly instId: string
  readonly instIdCode?: number
  readonly tickSz: string
  readonly lotSz: string
  readonly minSz: string
  readonly startPrice: string
  /** SWAP only: base currency per contract. */
  readonly ctVal?: string
  readonly maxLmtSz?: string
  readonly maxMktSz?: string
  readonly maxLever?: string
  readonly state?: InstrumentState
}

export const DEFAULT_INSTRUMENTS: readonly InstrumentOptions[] = [
  { instId: "BTC-USDT", instIdCode: 3, tickSz: "0.1", lotSz: "0.00000001", minSz: "0.00001", startPrice: "91500" },
  { instId: "ETH-USDT", instIdCode: 40, tickSz: "0.01", lotSz: "0.000001", minSz: "0.0001", startPrice: "3050" },
  { instId: "SOL-USDT", instIdCode: 1437, tickSz: "0.01", lotSz: "0.000001", minSz: "0.001", startPrice: "142" },
  {
    instId: "BTC-USDT-SWAP",
    instIdCode: 10459,
    tickSz: "0.1",
    lotSz: "0.01",
    minSz: "0.01",
    ctVal: "0.01",
    startPrice: "91520",
    maxMktSz: "12000",
    maxLever: "100",
  },
  {
    instId: "ETH-USDT-SWAP",
    instIdCode: 10461,
    tickSz: "0.01",
    lotSz: "0.01",
    minSz: "0.01",
    ctVal: "0.1",
    startPrice: "3051",
    maxMktSz: "20000",
    maxLever: "100",
  },
]

/** Throws RangeError when the options do not describe a SPOT pair or a linear SWAP. */
export function instrumentSpec(options: InstrumentOptions, position: number): InstrumentSpec {
  const [baseCcy, quoteCcy, kind, ...rest] = options.instId.split("-")
  if (baseCcy === undefined || quoteCcy === undefined || rest.length > 0 || (kind ?? "SWAP") !== "SWAP") {
    throw new RangeError(`instrument ${options.instId}: expected BASE-QUOTE or BASE-QUOTE-SWAP`)
  }
  const swap = kind === "SWAP"
  if (swap && options.ctVal === undefined) throw new RangeError(`instrument ${options.instId}: ctVal is missing`)
  return {
    instType: swap ? "SWAP" : "SPOT",
    instId: options.instId,
    instIdCode: options.instIdCode ?? 900000 + position,
    baseCcy,
    quoteCcy,
    instFamily: swap ? `${baseCcy}-${quoteCcy}` : "",
    tickSize: decimal(options.tickSz),
    lotSize: decimal(options.lotSz),
    minSize: decimal(options.minSz),
    maxLimitSize: decimal(options.maxLmtSz ?? (swap ? "100000000" : "9999999999")),
    maxMarketSize: decimal(options.maxMktSz ?? (swap ? "12000" : "1000000")),
    contractValue: swap ? decimal(options.ctVal ?? "1") : Decimals.ONE,
    maxLeverage: options.maxLever ?? (swap ? "50" : "10"),
    listTimeMs: 1548133413000,
    startPrice: decimal(options.startPrice),
    state: options.state ?? "live",
  }
}

/** A price in ticks as an exact decimal. */
export function priceOfTicks(spec: InstrumentSpec, ticks: number): Decimal {
  return { coefficient: BigInt(ticks) * spec.tickSize.coefficient, scale: spec.tickSize.scale }
}

/** Whole ticks of a price that is a multiple of the tick; undefined when it is not. */
export function ticksOfPrice(spec: InstrumentSpec, price: Decimal): number | undefined {
  if (!Decimals.isMultipleOf(price, spec.tickSize)) return undefined
  const ticks = Decimals.divide(price, spec.tickSize, { scale: 0, rounding: "down" }).coefficient
  return ticks <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(ticks) : undefined
}

/** The currency that margin, profit and fees of a SWAP are paid in; the quote currency of a SPOT pair. */
export function settleCcy(spec: InstrumentSpec): string {
  return spec.quoteCcy
}

/** Value in quote currency of size (base units or contracts) at price. */
export function notional(spec: InstrumentSpec, price: Decimal, size: Decimal): Decimal {
  const value = Decimals.multiply(price, size)
  return spec.instType === "SPOT" ? value : Decimals.multiply(value, spec.contractValue)
}

const UNLIMITED = "9999999999.0000000000000000"
const SWAP_UNLIMITED = "100000000.0000000000000000"

/** A row of public/instruments, account/instruments and the instruments channel (2026 field set). */
export function instrumentRow(spec: InstrumentSpec): Record<string, unknown> {
  const swap = spec.instType === "SWAP"
  const most = swap ? SWAP_UNLIMITED : UNLIMITED
  return {
    alias: "",
    auctionEndTime: "",
    baseCcy: swap ? "" : spec.baseCcy,
    category: "1",
    contTdSwTime: swap ? "" : String(spec.listTimeMs),
    ctMult: swap ? "1" : "",
    ctType: swap ? "linear" : "",
    ctVal: swap ? format(spec.contractValue) : "",
    ctValCcy: swap ? spec.baseCcy : "",
    expTime: "",
    futureSettlement: false,
    groupId: "1",
    instCategory: "1",
    instFamily: spec.instFamily,
    instId: spec.instId,
    instIdCode: spec.instIdCode,
    instType: spec.instType,
    lever: spec.maxLeverage,
    listTime: String(spec.listTimeMs),
    lotSz: format(spec.lotSize),
    maxIcebergSz: most,
    maxLmtAmt: "20000000",
    maxLmtSz: format(spec.maxLimitSize),
    maxMktAmt: swap ? "" : "1000000",
    maxMktSz: format(spec.maxMarketSize),
    maxPlatOILmt: "",
    maxStopSz: format(spec.maxMarketSize),
    maxTriggerSz: most,
    maxTwapSz: most,
    minSz: format(spec.minSize),
    optType: "",
    openType: swap ? "" : "call_auction",
    posLmtAmt: "",
    posLmtPct: "",
    preMktSwTime: "",
    quoteCcy: swap ? "" : spec.quoteCcy,
    tradeQuoteCcyList: swap ? [] : [spec.quoteCcy],
    settleCcy: swap ? settleCcy(spec) : "",
    state: spec.state,
    ruleType: "normal",
    stk: "",
    tickSz: format(spec.tickSize),
    uly: spec.instFamily,
    initPxLmtPct: "0.05",
    floatPxLmtPct: "0.03",
    maxPxLmtPct: "0.15",
    upcChg: [],
  }
}
