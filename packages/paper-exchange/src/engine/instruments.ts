// The instruments this exchange can list, and what a size of one is worth: SPOT pairs, perpetual SWAPs and FUTURES, each
// linear (settled in the quote currency) or inverse (settled in the coin). Source: reference sections 5.1 and 11. It relies
// on exact decimals only; how a row is written is instrument-rows.ts's, the names of futures are futures-calendar.ts's.

import { type Decimal, Decimals, decimal } from "@okx-oms/core"
import { expiryOf } from "./futures-calendar.ts"

export { DEFAULT_INSTRUMENTS } from "./default-instruments.ts"

/** What is listed. A MARGIN order trades on a SPOT pair's book. */
export type InstType = "SPOT" | "SWAP" | "FUTURES"
/** What an order or a position is of. */
export type TradeType = InstType | "MARGIN"
export type ContractType = "linear" | "inverse"
export type InstrumentState =
  | "live"
  | "suspend"
  | "preopen"
  | "post_only"
  | "rebase"
  | "test"
  | "settling"
  /** On the wire a FUTURES is gone when it is delivered; orders that still come get 51027. */
  | "expired"

export interface InstrumentSpec {
  readonly instType: InstType
  readonly instId: string
  readonly instIdCode: number
  readonly baseCcy: string
  readonly quoteCcy: string
  /** "BTC-USDT" for BTC-USDT-SWAP, "" for SPOT. */
  readonly instFamily: string
  /** Undefined for SPOT. */
  readonly contractType: ContractType | undefined
  /** The currency of margin, profit and fees; the quote currency of a SPOT pair. */
  readonly settleCcy: string
  readonly tickSize: Decimal
  readonly lotSize: Decimal
  readonly minSize: Decimal
  readonly maxLimitSize: Decimal
  /** SPOT: in quote currency; derivatives: contracts. */
  readonly maxMarketSize: Decimal
  /** In one contract: base currency when linear, US dollars when inverse; 1 for SPOT. */
  readonly contractValue: Decimal
  /** Of a SPOT pair: what its MARGIN orders may use. */
  readonly maxLeverage: string
  readonly listTimeMs: number
  /** FUTURES: when it is delivered. */
  readonly expiryMs: number | undefined
  /** Where the market starts; for a derivative its own, close to the spot's. */
  readonly startPrice: Decimal
  state: InstrumentState
}

/** What a caller must say to list an instrument; the rest has sensible values. */
export interface InstrumentOptions {
  /** BASE-QUOTE, BASE-QUOTE-SWAP or BASE-QUOTE-YYMMDD; a derivative quoted in USD is inverse. */
  readonly instId: string
  readonly instIdCode?: number
  readonly tickSz: string
  readonly lotSz: string
  readonly minSz: string
  readonly startPrice: string
  /** Derivatives only: base currency per contract, US dollars for an inverse one. */
  readonly ctVal?: string
  readonly maxLmtSz?: string
  readonly maxMktSz?: string
  readonly maxLever?: string
  readonly state?: InstrumentState
}

/** Digits kept where a division cannot be exact: margin, average price, what inverse contracts are worth. */
export const DIVISION_SCALE = 16

interface Name {
  readonly baseCcy: string
  readonly quoteCcy: string
  readonly instType: InstType
  readonly expiryMs: number | undefined
}

function readName(instId: string): Name {
  const [baseCcy, quoteCcy, kind, ...rest] = instId.split("-")
  const expiryMs = kind === undefined || kind === "SWAP" ? undefined : expiryOf(kind)
  const unknown = kind !== undefined && kind !== "SWAP" && expiryMs === undefined
  if (!baseCcy || !quoteCcy || rest.length > 0 || unknown) {
    throw new RangeError(`instrument ${instId}: expected BASE-QUOTE, BASE-QUOTE-SWAP or BASE-QUOTE-YYMMDD`)
  }
  return { baseCcy, quoteCcy, expiryMs, instType: kind === undefined ? "SPOT" : kind === "SWAP" ? "SWAP" : "FUTURES" }
}

/** Throws RangeError when the options describe no instrument of this exchange. */
export function instrumentSpec(options: InstrumentOptions, position: number): InstrumentSpec {
  const { baseCcy, quoteCcy, instType, expiryMs } = readName(options.instId)
  const spot = instType === "SPOT"
  if (!spot && options.ctVal === undefined) throw new RangeError(`instrument ${options.instId}: ctVal is missing`)
  const contractType = spot ? undefined : quoteCcy === "USD" ? "inverse" : "linear"
  return {
    instType,
    instId: options.instId,
    instIdCode: options.instIdCode ?? 900000 + position,
    baseCcy,
    quoteCcy,
    instFamily: spot ? "" : `${baseCcy}-${quoteCcy}`,
    contractType,
    settleCcy: contractType === "inverse" ? baseCcy : quoteCcy,
    tickSize: decimal(options.tickSz),
    lotSize: decimal(options.lotSz),
    minSize: decimal(options.minSz),
    maxLimitSize: decimal(options.maxLmtSz ?? (spot ? "9999999999" : "100000000")),
    maxMarketSize: decimal(options.maxMktSz ?? (spot ? "1000000" : "12000")),
    contractValue: spot ? Decimals.ONE : decimal(options.ctVal ?? "1"),
    maxLeverage: options.maxLever ?? (spot ? "10" : "50"),
    listTimeMs: 1548133413000,
    expiryMs,
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

/** The currency that margin, profit and fees of a derivative are paid in; the quote currency of a SPOT pair. */
export function settleCcy(spec: InstrumentSpec): string {
  return spec.settleCcy
}

/** Value in the settle currency of a size (base units or contracts) at a price; of inverse contracts to 16 digits. */
export function notional(spec: InstrumentSpec, price: Decimal, size: Decimal): Decimal {
  if (spec.contractType === undefined) return Decimals.multiply(price, size)
  const worth = Decimals.multiply(size, spec.contractValue)
  if (spec.contractType === "linear") return Decimals.multiply(price, worth)
  return Decimals.divide(worth, price, { scale: DIVISION_SCALE, rounding: "halfEven" })
}

/** Value in the quote currency, US dollars for inverse contracts, whatever it settles in. */
export function quoteValue(spec: InstrumentSpec, price: Decimal, size: Decimal): Decimal {
  return spec.contractType === "inverse" ? Decimals.multiply(size, spec.contractValue) : notional(spec, price, size)
}

/** The coin that a size stands for. */
export function baseAmount(spec: InstrumentSpec, price: Decimal, size: Decimal): Decimal {
  switch (spec.contractType) {
    case undefined:
      return size
    case "linear":
      return Decimals.multiply(size, spec.contractValue)
    case "inverse":
      return notional(spec, price, size)
  }
}

/** What a trade adds to a candle: the coin and the value in the quote currency. */
export function tradeVolumes(spec: InstrumentSpec, price: Decimal, size: Decimal): { base: Decimal; quote: Decimal } {
  return { base: baseAmount(spec, price, size), quote: quoteValue(spec, price, size) }
}
