// What may be traded and in which steps, as the public and the account's list of instruments give it. A pre-open row
// holds little more than its name, so all else may be undefined. Source: okx-v5 reference, section 5.1.

import type { Decimal } from "@okx-oms/core"
import Type from "typebox"
import { decimalOf, LateNumber, LateText, millisOf, rowReader, Text, text } from "../field.ts"

export interface OkxInstrument {
  readonly instType: string
  readonly instId: string
  readonly instFamily: string
  /** SPOT only. */
  readonly baseCcy: string
  readonly quoteCcy: string
  /** Derivatives only. */
  readonly settleCcy: string
  readonly ctVal: Decimal | undefined
  readonly ctMult: Decimal | undefined
  readonly ctValCcy: string
  readonly ctType: string
  readonly tickSz: Decimal | undefined
  readonly lotSz: Decimal | undefined
  readonly minSz: Decimal | undefined
  readonly maxLmtSz: Decimal | undefined
  /** SPOT: in USDT. */
  readonly maxMktSz: Decimal | undefined
  readonly maxLmtAmt: Decimal | undefined
  readonly maxMktAmt: Decimal | undefined
  readonly lever: Decimal | undefined
  readonly state: string
  readonly ruleType: string
  /** Needed by WebSocket trade operations; undefined when OKX gives none. Differs between live and demo. */
  readonly instIdCode: number | undefined
  readonly listTime: number | undefined
  readonly expTime: number | undefined
}

export interface InstrumentsQuery {
  readonly instType: "SPOT" | "MARGIN" | "SWAP" | "FUTURES" | "OPTION"
  /** Required for OPTION. */
  readonly instFamily?: string
  readonly instId?: string
}

const Row = Type.Object({
  instType: Text,
  instId: LateText,
  instFamily: LateText,
  baseCcy: LateText,
  quoteCcy: LateText,
  settleCcy: LateText,
  ctVal: LateText,
  ctMult: LateText,
  ctValCcy: LateText,
  ctType: LateText,
  tickSz: LateText,
  lotSz: LateText,
  minSz: LateText,
  maxLmtSz: LateText,
  maxMktSz: LateText,
  maxLmtAmt: LateText,
  maxMktAmt: LateText,
  lever: LateText,
  state: Text,
  ruleType: LateText,
  instIdCode: LateNumber,
  listTime: LateText,
  expTime: LateText,
})
const read = rowReader("instrument", Row)

export function instrumentRecord(value: unknown): OkxInstrument {
  const row = read(value)
  return {
    instType: row.instType,
    instId: text(row.instId),
    instFamily: text(row.instFamily),
    baseCcy: text(row.baseCcy),
    quoteCcy: text(row.quoteCcy),
    settleCcy: text(row.settleCcy),
    ctVal: decimalOf(row.ctVal, "ctVal"),
    ctMult: decimalOf(row.ctMult, "ctMult"),
    ctValCcy: text(row.ctValCcy),
    ctType: text(row.ctType),
    tickSz: decimalOf(row.tickSz, "tickSz"),
    lotSz: decimalOf(row.lotSz, "lotSz"),
    minSz: decimalOf(row.minSz, "minSz"),
    maxLmtSz: decimalOf(row.maxLmtSz, "maxLmtSz"),
    maxMktSz: decimalOf(row.maxMktSz, "maxMktSz"),
    maxLmtAmt: decimalOf(row.maxLmtAmt, "maxLmtAmt"),
    maxMktAmt: decimalOf(row.maxMktAmt, "maxMktAmt"),
    lever: decimalOf(row.lever, "lever"),
    state: row.state,
    ruleType: text(row.ruleType),
    instIdCode: row.instIdCode ?? undefined,
    listTime: millisOf(row.listTime, "listTime"),
    expTime: millisOf(row.expTime, "expTime"),
  }
}

export const INSTRUMENT_EXAMPLE = {
  instType: "SWAP",
  instId: "BTC-USDT-SWAP",
  instFamily: "BTC-USDT",
  baseCcy: "",
  quoteCcy: "",
  settleCcy: "USDT",
  ctVal: "0.01",
  ctMult: "1",
  ctValCcy: "BTC",
  ctType: "linear",
  tickSz: "0.1",
  lotSz: "0.01",
  minSz: "0.01",
  maxLmtSz: "100000000",
  maxMktSz: "35000",
  maxLmtAmt: "20000000",
  maxMktAmt: "20000000",
  lever: "100",
  state: "live",
  ruleType: "normal",
  instIdCode: 10459,
  listTime: "1573557408000",
  expTime: "",
} as const
