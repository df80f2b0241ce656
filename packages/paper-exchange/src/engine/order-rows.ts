// How an order is written: the REST row (GET order, pending, histories) and the row of the orders channel, which differ in
// small ways that clients trip over (reference section 6.1). Pure: an order and prices in, text fields out.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { attachedRows } from "./algo/attached.ts"
import { average, textOf } from "./amounts.ts"
import { quoteValue } from "./instruments.ts"
import type { Fill, Order } from "./model.ts"

/** What happened to an order, as far as its push must tell. */
export interface OrderNews {
  readonly fill?: Fill
  readonly amend?: { readonly result: "0" | "-1" | "1" | ""; readonly reqId: string; readonly source: string }
  /** Why an amend failed. */
  readonly code?: string
  readonly msg?: string
  /** True: the orders channel does not tell. */
  readonly silent?: boolean
}

/** Of a pair: SPOT or MARGIN. */
function isOfPair(order: Order): boolean {
  return order.instType === "SPOT" || order.instType === "MARGIN"
}

function isSpot(order: Order): boolean {
  return order.instType === "SPOT"
}

/** SPOT and MARGIN: what is received; contracts: the settle currency. */
export function feeCcy(order: Order): string {
  const { spec } = order.market
  if (!isOfPair(order)) return spec.settleCcy
  return order.side === "buy" ? spec.baseCcy : spec.quoteCcy
}

function rebateCcy(order: Order): string {
  const { spec } = order.market
  if (!isOfPair(order)) return spec.settleCcy
  return order.side === "buy" ? spec.quoteCcy : spec.baseCcy
}

function commonFields(order: Order): Record<string, unknown> {
  const { spec } = order.market
  return {
    accFillSz: format(order.filled),
    algoClOrdId: order.spawn?.algoClOrdId ?? "",
    algoId: order.spawn?.algoId ?? "",
    attachAlgoClOrdId: order.attached[0]?.attachAlgoClOrdId ?? "",
    attachAlgoOrds: attachedRows(order.attached),
    cTime: String(order.createdMs),
    cancelSource: order.cancelSource,
    category: order.category,
    clOrdId: order.clOrdId,
    fee: format(order.fee),
    feeCcy: feeCcy(order),
    instId: spec.instId,
    instType: order.instType,
    isTpLimit: String(order.spawn?.tpLimit ?? false),
    linkedAlgoOrd: { algoId: order.spawn?.linkedAlgoId ?? "" },
    ordId: order.ordId,
    ordType: order.ordType,
    outcome: "",
    pnl: format(order.pnl),
    px: textOf(order.price, ""),
    pxType: "",
    pxUsd: "",
    pxVol: "",
    quickMgnType: "",
    rebate: format(order.rebate),
    rebateCcy: rebateCcy(order),
    reduceOnly: String(order.reduceOnly),
    side: order.side,
    slOrdPx: "",
    slTriggerPx: "",
    slTriggerPxType: "",
    source: order.spawn?.source ?? "",
    state: order.state,
    stpId: "",
    stpMode: order.stpMode,
    sz: format(order.size),
    tag: order.tag,
    tdMode: order.tdMode,
    tgtCcy: order.tgtCcy,
    tpOrdPx: "",
    tpTriggerPx: "",
    tpTriggerPxType: "",
    tradeQuoteCcy: isSpot(order) ? spec.quoteCcy : "",
    uTime: String(order.updatedMs),
  }
}

const CANCEL_REASONS: Readonly<Record<string, string>> = {
  "0": "Order canceled by system",
  "1": "Order canceled by user",
  "2": "Order canceled: Pre reduce-only order canceled, due to insufficient margin in user position",
  "3": "Order canceled: Risk cancellation was triggered. Pending order was canceled due to insufficient maintenance margin ratio and forced-liquidation risk.",
  "7": "Order canceled: Futures contract delivery",
  "13": "Order canceled: FOK order couldn't be completely filled and was therefore canceled",
  "14": "Order canceled: IOC order was partially canceled due to incompletely filled",
  "17": "Order canceled: The position was closed at the market price",
  "20": "Cancel all after triggered",
  "22": "Order canceled: Due to a better price was available for the order in the same direction, the current operation reduce-only order was automatically canceled",
  "23": "Order canceled: Due to a better price was available for the order in the same direction, the existing reduce-only order was automatically canceled",
  "31": "The post-only order will take liquidity in maker orders",
  "32": "Self trade prevention",
  "33": "The order exceeds the maximum number of order matches per taker order",
  "36": "Your TP limit order was canceled because the corresponding SL order was triggered.",
  "37": "Your TP limit order was canceled because the corresponding SL order was canceled.",
  "42": "Your order was canceled because the maximum chase distance was reached.",
}

/** A row of GET order, orders-pending and the histories: fill fields are the last fill's. */
export function restOrderRow(order: Order): Record<string, unknown> {
  const last = order.lastFill
  return {
    ...commonFields(order),
    avgPx: textOf(averageFill(order), ""),
    cancelSourceReason: order.cancelSource === "" ? "" : (CANCEL_REASONS[order.cancelSource] ?? ""),
    ccy: order.ccy,
    fillPx: textOf(last?.price, ""),
    fillSz: textOf(last?.size, "0"),
    fillTime: last === undefined ? "" : String(last.atMs),
    lever: isSpot(order) ? "" : order.lever,
    posSide: order.posSide,
    tradeId: tradeIdOf(last),
  }
}

/** A row of the orders channel: fill fields are those of this message only. */
export function pushOrderRow(order: Order, news: OrderNews): Record<string, unknown> {
  const { fill, amend } = news
  return {
    ...commonFields(order),
    amendResult: amend?.result ?? "",
    amendSource: amend?.source ?? "",
    avgPx: textOf(averageFill(order), "0"),
    ccy: "",
    code: news.code ?? "0",
    execType: fill?.execType ?? "",
    fillFee: textOf(fill?.fee, "0"),
    fillFeeCcy: fill?.feeCcy ?? "",
    fillFwdPx: "",
    fillIdxPx: "",
    fillMarkPx: fill !== undefined && !isSpot(order) ? format(order.market.lastPrice) : "",
    fillMarkVol: "",
    fillNotionalUsd: textOf(filledNotional(order), ""),
    fillPnl: textOf(fill?.pnl, "0"),
    fillPx: textOf(fill?.price, ""),
    fillPxUsd: "",
    fillPxVol: "",
    fillSz: textOf(fill?.size, "0"),
    fillTime: fill === undefined ? "" : String(fill.atMs),
    lastPx: format(order.market.lastPrice),
    lever: isSpot(order) ? "0" : order.lever,
    msg: news.msg ?? "",
    notionalUsd: format(orderNotional(order)),
    posSide: isOfPair(order) ? "" : order.posSide,
    reqId: amend?.reqId ?? "",
    tradeId: tradeIdOf(fill),
  }
}

/** What the system did to a position has a negative trade id in the fills and "0" in the order's rows. */
function tradeIdOf(fill: Fill | undefined): string {
  if (fill === undefined) return ""
  return fill.tradeId.startsWith("-") ? "0" : fill.tradeId
}

function averageFill(order: Order): Decimal | undefined {
  return average(order.filledValue, order.filled)
}

function filledNotional(order: Order): Decimal | undefined {
  if (Decimals.isZero(order.filled)) return undefined
  const price = averageFill(order)
  if (isOfPair(order) || price === undefined) return order.filledValue
  const { spec } = order.market
  return spec.contractType === "inverse"
    ? quoteValue(spec, price, order.filled)
    : Decimals.multiply(order.filledValue, spec.contractValue)
}

function orderNotional(order: Order): Decimal {
  if (order.tgtCcy === "quote_ccy") return order.size
  return quoteValue(order.market.spec, order.price ?? order.market.lastPrice, order.size)
}
