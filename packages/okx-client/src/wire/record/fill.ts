// One execution, as /trade/fills and /trade/fills-history list it. The sign of fee is OKX's: negative = charged.
// Order by fillTime, not by ts; tradeId is unique per instrument only. Source: okx-v5 reference, section 4.6.

import type { Decimal } from "@okx-oms/core"
import Type from "typebox"
import {
  decimalOf,
  decimalOrZero,
  LateText,
  millisOf,
  neededDecimal,
  neededMillis,
  rowReader,
  Text,
  text,
} from "../field.ts"

export interface OkxFill {
  readonly instType: string
  readonly instId: string
  /** "0" or negative for liquidation and ADL: then it is no key. */
  readonly tradeId: string
  /** "" for block trades. */
  readonly ordId: string
  readonly clOrdId: string
  readonly billId: string
  readonly tag: string
  readonly fillPx: Decimal
  readonly fillSz: Decimal
  readonly fillPnl: Decimal | undefined
  readonly side: "buy" | "sell"
  readonly posSide: string
  /** "T", "M", or "" for orders of the system. */
  readonly execType: string
  readonly fee: Decimal
  readonly feeCcy: string
  readonly subType: string
  /** When the trade happened; older rows lack it, then undefined. */
  readonly fillTime: number | undefined
  /** When the row was made. */
  readonly ts: number
}

const Row = Type.Object({
  instType: Text,
  instId: Text,
  tradeId: LateText,
  ordId: Text,
  clOrdId: LateText,
  billId: Text,
  tag: LateText,
  fillPx: Text,
  fillSz: Text,
  fillPnl: LateText,
  side: Type.Union([Type.Literal("buy"), Type.Literal("sell")]),
  posSide: LateText,
  execType: LateText,
  fee: LateText,
  feeCcy: LateText,
  subType: LateText,
  fillTime: LateText,
  ts: Text,
})
const read = rowReader("fill", Row)

export function fillRecord(value: unknown): OkxFill {
  const row = read(value)
  return {
    instType: row.instType,
    instId: row.instId,
    tradeId: text(row.tradeId),
    ordId: row.ordId,
    clOrdId: text(row.clOrdId),
    billId: row.billId,
    tag: text(row.tag),
    fillPx: neededDecimal(row.fillPx, "fillPx"),
    fillSz: neededDecimal(row.fillSz, "fillSz"),
    fillPnl: decimalOf(row.fillPnl, "fillPnl"),
    side: row.side,
    posSide: text(row.posSide),
    execType: text(row.execType),
    fee: decimalOrZero(row.fee, "fee"),
    feeCcy: text(row.feeCcy),
    subType: text(row.subType),
    fillTime: millisOf(row.fillTime, "fillTime"),
    ts: neededMillis(row.ts, "ts"),
  }
}

export const FILL_EXAMPLE = {
  instType: "SPOT",
  instId: "BTC-USDT",
  tradeId: "700000002",
  ordId: "1840000000000000001",
  clOrdId: "179500000000000001",
  billId: "1840000000000000007",
  tag: "desk1",
  fillPx: "60000",
  fillSz: "0.1",
  fillPnl: "0",
  side: "buy",
  posSide: "net",
  execType: "M",
  fee: "-0.00008",
  feeCcy: "BTC",
  subType: "1",
  fillTime: "1795000000100",
  ts: "1795000000102",
} as const
