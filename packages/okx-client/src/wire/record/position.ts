// One position, as GET positions and the positions channel give it. pos is signed in net mode; a closed position may
// still be listed with pos "0". Source: okx-v5 reference, sections 5.3 and 10.8.

import type { Decimal } from "@okx-oms/core"
import Type from "typebox"
import { decimalOf, decimalOrZero, LateText, millisOf, rowReader, Text, text } from "../field.ts"

export interface OkxPosition {
  readonly instType: string
  readonly instId: string
  readonly posId: string
  readonly mgnMode: string
  readonly posSide: "net" | "long" | "short"
  /** Contracts; net mode: negative is short. */
  readonly pos: Decimal
  readonly avgPx: Decimal | undefined
  readonly markPx: Decimal | undefined
  readonly liqPx: Decimal | undefined
  readonly upl: Decimal | undefined
  readonly realizedPnl: Decimal | undefined
  readonly fee: Decimal | undefined
  readonly fundingFee: Decimal | undefined
  readonly lever: Decimal | undefined
  readonly imr: Decimal | undefined
  readonly margin: Decimal | undefined
  readonly mgnRatio: Decimal | undefined
  readonly notionalUsd: Decimal | undefined
  readonly ccy: string
  /** The last trade contained in this row; "" when none. */
  readonly tradeId: string
  readonly cTime: number | undefined
  readonly uTime: number | undefined
}

const Row = Type.Object({
  instType: Text,
  instId: Text,
  posId: Text,
  mgnMode: Text,
  posSide: Type.Union([Type.Literal("net"), Type.Literal("long"), Type.Literal("short")]),
  pos: Text,
  avgPx: LateText,
  markPx: LateText,
  liqPx: LateText,
  upl: LateText,
  realizedPnl: LateText,
  fee: LateText,
  fundingFee: LateText,
  lever: LateText,
  imr: LateText,
  margin: LateText,
  mgnRatio: LateText,
  notionalUsd: LateText,
  ccy: LateText,
  tradeId: LateText,
  cTime: LateText,
  uTime: LateText,
})
const read = rowReader("position", Row)

export function positionRecord(value: unknown): OkxPosition {
  const row = read(value)
  return {
    instType: row.instType,
    instId: row.instId,
    posId: row.posId,
    mgnMode: row.mgnMode,
    posSide: row.posSide,
    pos: decimalOrZero(row.pos, "pos"),
    avgPx: decimalOf(row.avgPx, "avgPx"),
    markPx: decimalOf(row.markPx, "markPx"),
    liqPx: decimalOf(row.liqPx, "liqPx"),
    upl: decimalOf(row.upl, "upl"),
    realizedPnl: decimalOf(row.realizedPnl, "realizedPnl"),
    fee: decimalOf(row.fee, "fee"),
    fundingFee: decimalOf(row.fundingFee, "fundingFee"),
    lever: decimalOf(row.lever, "lever"),
    imr: decimalOf(row.imr, "imr"),
    margin: decimalOf(row.margin, "margin"),
    mgnRatio: decimalOf(row.mgnRatio, "mgnRatio"),
    notionalUsd: decimalOf(row.notionalUsd, "notionalUsd"),
    ccy: text(row.ccy),
    tradeId: text(row.tradeId),
    cTime: millisOf(row.cTime, "cTime"),
    uTime: millisOf(row.uTime, "uTime"),
  }
}

export const POSITION_EXAMPLE = {
  instType: "SWAP",
  instId: "BTC-USDT-SWAP",
  posId: "1840000000000000009",
  mgnMode: "cross",
  posSide: "net",
  pos: "-1.5",
  avgPx: "60000.1",
  markPx: "59990",
  liqPx: "",
  upl: "0.15",
  realizedPnl: "-0.45",
  fee: "-0.45",
  fundingFee: "0",
  lever: "3",
  imr: "299.95",
  margin: "",
  mgnRatio: "40.5",
  notionalUsd: "899.9",
  ccy: "USDT",
  tradeId: "800000004",
  cTime: "1795000000300",
  uTime: "1795000000301",
} as const
