// The order object, as GET order, the lists and the orders channel give it: the state after one event and, in a push,
// the fill of that event. Reading it is the hot path: one compiled check, then only the numbers that are not "" or "0".
// Fields of the other transport are simply absent. Source: okx-v5 reference, section 6.

import type { Decimal } from "@okx-oms/core"
import Type from "typebox"
import {
  decimalOf,
  decimalOrZero,
  isTrue,
  LateText,
  millisOf,
  neededDecimal,
  neededMillis,
  rowReader,
  Text,
  text,
} from "../field.ts"

export type OkxOrderState = "live" | "partially_filled" | "filled" | "canceled" | "mmp_canceled"

export interface OkxOrder {
  readonly instType: string
  readonly instId: string
  readonly ordId: string
  /** "" when the order has none. */
  readonly clOrdId: string
  readonly tag: string
  readonly side: "buy" | "sell"
  /** REST "net" for SPOT, WebSocket "". */
  readonly posSide: string
  readonly tdMode: string
  readonly ordType: string
  readonly tgtCcy: string
  /** Undefined for market orders. */
  readonly px: Decimal | undefined
  /** As ordered: quote currency where tgtCcy is quote_ccy. Changes with an amendment. */
  readonly sz: Decimal
  readonly state: OkxOrderState
  /** Cumulative: base currency or contracts, even where sz is in quote currency. */
  readonly accFillSz: Decimal
  /** Undefined while nothing is filled. */
  readonly avgPx: Decimal | undefined
  /** REST: the last fill. Push: the fill of this message. Undefined when there is none. */
  readonly fillPx: Decimal | undefined
  readonly fillSz: Decimal | undefined
  readonly fillTime: number | undefined
  /** "" when the message is no fill; "0" or negative for liquidation and ADL. Unique per instId only. */
  readonly tradeId: string
  /** Cumulative; negative = charged. */
  readonly fee: Decimal
  readonly feeCcy: string
  /** Cumulative maker rebate, not negative. */
  readonly rebate: Decimal
  readonly rebateCcy: string
  /** Closing profit without fees. */
  readonly pnl: Decimal
  readonly lever: string
  readonly reduceOnly: boolean
  /** "" user; 6, 7, 13, 25, 34: made by an algo order. */
  readonly source: string
  /** normal, twap, adl, full_liquidation, partial_liquidation, delivery, ddh, auto_conversion. */
  readonly category: string
  readonly cancelSource: string
  /** OKX's words for it; only over REST. */
  readonly cancelSourceReason: string
  readonly stpMode: string
  readonly algoId: string
  readonly algoClOrdId: string
  readonly tradeQuoteCcy: string
  /** Creation, after the risk checks; never changes. */
  readonly cTime: number
  /** Last update; two different messages may carry the same. */
  readonly uTime: number
  /** Only in pushes; "" otherwise. */
  readonly execType: string
  /** The fee of this message's fill; undefined when absent. */
  readonly fillFee: Decimal | undefined
  readonly fillFeeCcy: string
  readonly fillPnl: Decimal | undefined
  readonly reqId: string
  /** "" no amendment, "0" done, "-1" failed and unchanged, "1" failed and cancelled, "2" automatic. */
  readonly amendResult: string
  readonly amendSource: string
  /** Why an amendment failed: code and OKX's words. */
  readonly code: string
  readonly msg: string
}

const Row = Type.Object({
  instType: Text,
  instId: Text,
  ordId: Text,
  clOrdId: LateText,
  tag: LateText,
  side: Type.Union([Type.Literal("buy"), Type.Literal("sell")]),
  posSide: LateText,
  tdMode: LateText,
  ordType: Text,
  tgtCcy: LateText,
  px: LateText,
  sz: Text,
  state: Type.Union([
    Type.Literal("live"),
    Type.Literal("partially_filled"),
    Type.Literal("filled"),
    Type.Literal("canceled"),
    Type.Literal("mmp_canceled"),
  ]),
  accFillSz: Text,
  avgPx: LateText,
  fillPx: LateText,
  fillSz: LateText,
  fillTime: LateText,
  tradeId: LateText,
  fee: LateText,
  feeCcy: LateText,
  rebate: LateText,
  rebateCcy: LateText,
  pnl: LateText,
  lever: LateText,
  reduceOnly: Type.Optional(Type.Union([Type.String(), Type.Boolean(), Type.Null()])),
  source: LateText,
  category: LateText,
  cancelSource: LateText,
  cancelSourceReason: LateText,
  stpMode: LateText,
  algoId: LateText,
  algoClOrdId: LateText,
  tradeQuoteCcy: LateText,
  cTime: Text,
  uTime: Text,
  execType: LateText,
  fillFee: LateText,
  fillFeeCcy: LateText,
  fillPnl: LateText,
  reqId: LateText,
  amendResult: LateText,
  amendSource: LateText,
  code: LateText,
  msg: LateText,
})
const read = rowReader("order", Row)

export function orderRecord(value: unknown): OkxOrder {
  const row = read(value)
  return {
    instType: row.instType,
    instId: row.instId,
    ordId: row.ordId,
    clOrdId: text(row.clOrdId),
    tag: text(row.tag),
    side: row.side,
    posSide: text(row.posSide),
    tdMode: text(row.tdMode),
    ordType: row.ordType,
    tgtCcy: text(row.tgtCcy),
    px: decimalOf(row.px, "px"),
    sz: neededDecimal(row.sz, "sz"),
    state: row.state,
    accFillSz: decimalOrZero(row.accFillSz, "accFillSz"),
    avgPx: unlessZero(row.avgPx, "avgPx"),
    fillPx: unlessZero(row.fillPx, "fillPx"),
    fillSz: unlessZero(row.fillSz, "fillSz"),
    fillTime: millisOf(row.fillTime, "fillTime"),
    tradeId: text(row.tradeId),
    fee: decimalOrZero(row.fee, "fee"),
    feeCcy: text(row.feeCcy),
    rebate: decimalOrZero(row.rebate, "rebate"),
    rebateCcy: text(row.rebateCcy),
    pnl: decimalOrZero(row.pnl, "pnl"),
    lever: text(row.lever),
    reduceOnly: isTrue(row.reduceOnly),
    source: text(row.source),
    category: text(row.category),
    cancelSource: text(row.cancelSource),
    cancelSourceReason: text(row.cancelSourceReason),
    stpMode: text(row.stpMode),
    algoId: text(row.algoId),
    algoClOrdId: text(row.algoClOrdId),
    tradeQuoteCcy: text(row.tradeQuoteCcy),
    cTime: neededMillis(row.cTime, "cTime"),
    uTime: neededMillis(row.uTime, "uTime"),
    execType: text(row.execType),
    fillFee: decimalOf(row.fillFee, "fillFee"),
    fillFeeCcy: text(row.fillFeeCcy),
    fillPnl: decimalOf(row.fillPnl, "fillPnl"),
    reqId: text(row.reqId),
    amendResult: text(row.amendResult),
    amendSource: text(row.amendSource),
    code: text(row.code),
    msg: text(row.msg),
  }
}

/** REST says "" and WebSocket "0" for "nothing filled": both are undefined here. */
function unlessZero(value: string | null | undefined, field: string): Decimal | undefined {
  return value === "0" ? undefined : decimalOf(value, field)
}

/** A resting order as a list shows it, for the examples of the endpoints. */
export const ORDER_EXAMPLE = {
  instType: "SPOT",
  instId: "BTC-USDT",
  ordId: "1840000000000000001",
  clOrdId: "179500000000000001",
  tag: "desk1",
  side: "buy",
  posSide: "net",
  tdMode: "cash",
  ordType: "limit",
  tgtCcy: "",
  px: "60000.1",
  sz: "0.5",
  state: "partially_filled",
  accFillSz: "0.2",
  avgPx: "60000.05",
  fillPx: "60000",
  fillSz: "0.1",
  fillTime: "1795000000100",
  tradeId: "700000002",
  fee: "-0.00016",
  feeCcy: "BTC",
  rebate: "0",
  rebateCcy: "USDT",
  pnl: "0",
  lever: "",
  reduceOnly: "false",
  source: "",
  category: "normal",
  cancelSource: "",
  cancelSourceReason: "",
  stpMode: "cancel_maker",
  algoId: "",
  algoClOrdId: "",
  tradeQuoteCcy: "USDT",
  cTime: "1795000000000",
  uTime: "1795000000101",
} as const
