// What is listed unless told otherwise: three SPOT pairs (with margin trading), linear and inverse SWAPs, and expiry futures
// named from exchange time. Specifications are those of the real instruments. It relies on the calendar for the names.

import { expiryOf, nameOfExpiry, quarterExpiry, thisWeekExpiry } from "./futures-calendar.ts"
import type { InstrumentOptions } from "./instruments.ts"

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
  {
    instId: "SOL-USDT-SWAP",
    instIdCode: 10469,
    tickSz: "0.01",
    lotSz: "0.01",
    minSz: "0.01",
    ctVal: "1",
    startPrice: "142.05",
    maxMktSz: "15000",
    maxLever: "50",
  },
  {
    instId: "BTC-USD-SWAP",
    instIdCode: 10458,
    tickSz: "0.1",
    lotSz: "1",
    minSz: "1",
    ctVal: "100",
    startPrice: "91510",
    maxLmtSz: "1000000",
    maxMktSz: "25000",
    maxLever: "100",
  },
  {
    instId: "ETH-USD-SWAP",
    instIdCode: 10460,
    tickSz: "0.01",
    lotSz: "1",
    minSz: "1",
    ctVal: "10",
    startPrice: "3050.5",
    maxLmtSz: "1000000",
    maxMktSz: "60000",
    maxLever: "100",
  },
]

/** Contracts of a family that has futures. */
interface FuturesFamily {
  readonly family: string
  readonly instIdCode: number
  readonly ctVal: string
  readonly tickSz: string
  readonly lotSz: string
  readonly maxMktSz: string
  readonly weekly: string
  readonly quarterly: string
}

const FUTURES_FAMILIES: readonly FuturesFamily[] = [
  {
    family: "BTC-USDT",
    instIdCode: 20_100,
    ctVal: "0.01",
    tickSz: "0.1",
    lotSz: "0.01",
    maxMktSz: "7500",
    weekly: "91560",
    quarterly: "92700",
  },
  {
    family: "BTC-USD",
    instIdCode: 20_200,
    ctVal: "100",
    tickSz: "0.1",
    lotSz: "1",
    maxMktSz: "10000",
    weekly: "91550",
    quarterly: "92650",
  },
  {
    family: "ETH-USDT",
    instIdCode: 20_300,
    ctVal: "0.1",
    tickSz: "0.01",
    lotSz: "0.01",
    maxMktSz: "10000",
    weekly: "3053",
    quarterly: "3090",
  },
]

/** The weekly and the quarterly contract of each family, as they are listed at a time. */
export function listedFutures(nowMs: number): InstrumentOptions[] {
  return FUTURES_FAMILIES.flatMap((family) => [
    futureOf(family, thisWeekExpiry(nowMs), "weekly"),
    futureOf(family, quarterExpiry(nowMs), "quarterly"),
  ])
}

/** A future by its name, listed or not any more; undefined when no family has it. */
export function optionsOfFuture(instId: string): InstrumentOptions | undefined {
  const at = instId.lastIndexOf("-")
  const family = FUTURES_FAMILIES.find((known) => known.family === instId.slice(0, at))
  const expiryMs = expiryOf(instId.slice(at + 1))
  return family === undefined || expiryMs === undefined ? undefined : futureOf(family, expiryMs, "weekly")
}

function futureOf(family: FuturesFamily, expiryMs: number, which: "weekly" | "quarterly"): InstrumentOptions {
  return {
    instId: `${family.family}-${nameOfExpiry(expiryMs)}`,
    // Distinct for every delivery: the day of the delivery is part of it.
    instIdCode: family.instIdCode * 100_000 + Math.floor(expiryMs / 86_400_000),
    ctVal: family.ctVal,
    tickSz: family.tickSz,
    lotSz: family.lotSz,
    minSz: family.lotSz,
    startPrice: family[which],
    maxLmtSz: "1000000",
    maxMktSz: family.maxMktSz,
    maxLever: "20",
  }
}

/** Everything that is listed at a time when nobody says what. */
export function defaultInstruments(nowMs: number): readonly InstrumentOptions[] {
  return [...DEFAULT_INSTRUMENTS, ...listedFutures(nowMs)]
}
