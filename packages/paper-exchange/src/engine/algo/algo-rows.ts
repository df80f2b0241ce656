// How an algo order is written: the REST row (order-algo, pending, history) and the rows of the channels orders-algo and
// algo-advance, which have fewer fields each of their own. Pure: an algo order in, text fields out (reference section 4.9).

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { textOf } from "../amounts.ts"
import { quoteValue } from "../instruments.ts"
import type { Account } from "../model.ts"
import type { Algo, Attached } from "./algo-model.ts"
import { attachedRows, legFields } from "./attached.ts"
import { trailPrice } from "./trailing.ts"

/** What happened to an algo order, as far as its push must tell. */
export interface AlgoNews {
  readonly amend?: { readonly result: "0" | "-1"; readonly reqId: string }
}

/** The types that the channel algo-advance tells of; orders-algo tells of the others. */
export function isAdvanced({ ordType }: Pick<Algo, "ordType">): boolean {
  return ordType === "move_order_stop" || ordType === "twap"
}

function commonFields(algo: Algo): Record<string, unknown> {
  const { market, trail, twap, trigger, ordIds } = algo
  const { spec } = market
  return {
    activePx: textOf(trail?.activePrice, ""),
    actualPx: textOf(algo.actualPrice, ""),
    actualSide: algo.actualSide,
    actualSz: format(algo.actualSize),
    algoClOrdId: algo.algoClOrdId,
    algoId: algo.algoId,
    cTime: String(algo.createdMs),
    callbackRatio: textOf(trail?.callbackRatio, ""),
    callbackSpread: textOf(trail?.callbackSpread, ""),
    ccy: algo.ccy,
    clOrdId: algo.clOrdId,
    failCode: algo.failCode,
    instId: spec.instId,
    instType: algo.instType,
    moveTriggerPx: algo.trailer === undefined ? "" : format(trailPrice(algo.trailer)),
    ordId: ordIds.at(-1) ?? "",
    ordPx: trigger === undefined ? "" : textOf(trigger.orderPrice, "-1"),
    ordType: algo.ordType,
    pxLimit: textOf(twap?.priceLimit, ""),
    pxSpread: textOf(twap?.priceSpread, ""),
    pxVar: textOf(twap?.priceVariance, ""),
    reduceOnly: String(algo.reduceOnly),
    side: algo.side,
    slOrdPx: "",
    slTriggerPx: "",
    state: algo.state,
    sz: textOf(algo.size, ""),
    szLimit: textOf(twap?.sliceSize, ""),
    tag: algo.tag,
    tdMode: algo.tdMode,
    tgtCcy: algo.tgtCcy,
    timeInterval: twap === undefined ? "" : String(twap.intervalMs / 1_000),
    tpOrdPx: "",
    tpTriggerPx: "",
    tradeQuoteCcy: spec.instType === "SPOT" ? spec.quoteCcy : "",
    triggerPx: textOf(trigger?.triggerPrice, ""),
    triggerTime: algo.triggeredMs === 0 ? "" : String(algo.triggeredMs),
  }
}

/** What rows and orders-algo have, and algo-advance does not. */
function ordinaryFields(algo: Algo): Record<string, unknown> {
  const { tpTriggerRatio: _tp, tpOrdKind: _kind, ...tp } = legFields("tp", algo.tp)
  const { slTriggerRatio: _sl, ...sl } = legFields("sl", algo.sl)
  const { chase } = algo
  return {
    ...tp,
    ...sl,
    advanceOrdType: algo.trigger?.advance ?? "",
    amendPxOnTriggerType: algo.costPrice === undefined ? "0" : "1",
    attachAlgoOrds: attachedOfAlgo(algo.attached),
    chaseType: chase?.chaseType ?? "",
    chaseVal: textOf(chase?.chaseValue, ""),
    closeFraction: algo.closesPosition ? "1" : "",
    last: format(algo.lastAtPlacing),
    linkedOrd: { ordId: algo.linkedOrdIds[0] ?? "" },
    maxChaseType: chase?.maxChaseType ?? "",
    maxChaseVal: chase === undefined || chase.maxChaseType === "" ? "" : format(chase.maxChaseValue),
    ordIdList: algo.ordIds,
    quickMgnType: "",
    triggerPxType: algo.trigger?.priceType ?? "",
    uTime: String(algo.updatedMs),
  }
}

/** Here they have no attachAlgoId: an algo order's are amended as a whole. */
function attachedOfAlgo(attached: readonly Attached[]): Record<string, string>[] {
  return attachedRows(attached).map(({ attachAlgoId: _id, failCode: _code, failReason: _why, sz: _sz, ...row }) => row)
}

/** A row of GET order-algo and of the lists. */
export function restAlgoRow(algo: Algo): Record<string, unknown> {
  return {
    ...commonFields(algo),
    ...ordinaryFields(algo),
    isTradeBorrowMode: "",
    lever: algo.instType === "SPOT" ? "" : algo.lever,
    posSide: algo.posSide,
  }
}

/** closeOrderAlgo of a position's row: what waits to close all of it. */
export function closingAlgoRows({ algos }: Account, positionKey: string): Record<string, string>[] {
  if (algos.live.size === 0) return []
  const rows: Record<string, string>[] = []
  for (const algo of algos.live.values()) {
    if (!algo.closesPosition || algo.positionKey !== positionKey) continue
    const { slTriggerPx = "", slTriggerPxType = "" } = legFields("sl", algo.sl)
    const { tpTriggerPx = "", tpTriggerPxType = "" } = legFields("tp", algo.tp)
    const { algoId } = algo
    rows.push({ algoId, closeFraction: "1", slTriggerPx, slTriggerPxType, tpTriggerPx, tpTriggerPxType })
  }
  return rows
}

/** A row of the channel orders-algo. */
export function ordinaryPushRow(algo: Algo, { amend }: AlgoNews): Record<string, unknown> {
  return {
    ...commonFields(algo),
    ...ordinaryFields(algo),
    actualPx: textOf(algo.actualPrice, "0"),
    amendResult: amend?.result ?? "",
    isTradeBorrowMode: "",
    lever: algo.instType === "SPOT" ? "0" : algo.lever,
    notionalUsd: textOf(notionalOf(algo), ""),
    posSide: algo.instType === "SPOT" ? "" : algo.posSide,
    reqId: amend?.reqId ?? "",
  }
}

/** A row of the channel algo-advance. */
export function advancedPushRow(algo: Algo, nowMs: number): Record<string, unknown> {
  return {
    ...commonFields(algo),
    count: String(algo.ordIds.length),
    isTradeBorrowMode: false,
    lever: algo.instType === "SPOT" ? "0" : algo.lever,
    notionalUsd: textOf(notionalOf(algo), ""),
    pTime: String(nowMs),
    posSide: algo.posSide,
  }
}

function notionalOf(algo: Algo): Decimal | undefined {
  const { size, market, trigger, tp, sl } = algo
  if (size === undefined) return undefined
  if (algo.tgtCcy === "quote_ccy") return size
  const price = trigger?.orderPrice ?? sl?.orderPrice ?? tp?.orderPrice ?? market.lastPrice
  return Decimals.isZero(size) ? undefined : quoteValue(market.spec, price, size)
}
