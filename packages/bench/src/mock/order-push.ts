// A message of the orders channel, made from a template: the same seventy fields that OKX sends, filled in by joining texts.

import { HALF, PRICE, SIZE, SYMBOL } from "./keys.ts"

/** An order as it was placed, as far as pushes repeat it. */
export interface PlacedOrder {
  readonly ordId: string
  readonly clOrdId: string
  readonly instId: string
  readonly tag: string
  readonly side: string
  readonly px: string
  readonly sz: string
}

export type Told = "live" | "partially_filled" | "filled" | "canceled"

export const COMMON_ORDER = { instId: SYMBOL, tag: "", side: "buy", px: PRICE, sz: SIZE } as const

/** Twice the filled share of the order: nothing, a half, the whole. */
const HALVES: Readonly<Record<Told, number>> = { live: 0, partially_filled: 1, filled: 2, canceled: 0 }

const FIELDS = {
  ...{ accFillSz: "@filled@", algoClOrdId: "", algoId: "", amendResult: "", amendSource: "", avgPx: "@average@" },
  ...{
    attachAlgoClOrdId: "",
    attachAlgoOrds: [],
    cTime: "@created@",
    cancelSource: "@cancelSource@",
    category: "normal",
  },
  ...{ ccy: "", clOrdId: "@clOrdId@", code: "0", execType: "@liquidity@", fee: "@fee@", feeCcy: "BTC" },
  ...{ fillFee: "@fillFee@", fillFeeCcy: "@fillFeeCcy@", fillFwdPx: "", fillMarkPx: "", fillMarkVol: "" },
  ...{ fillNotionalUsd: "", fillPnl: "0", fillPx: "@fillPx@", fillPxUsd: "", fillPxVol: "", fillSz: "@fillSz@" },
  ...{ fillTime: "@fillTime@", instId: "@instId@", instType: "SPOT", isTpLimit: "false", lastPx: PRICE, lever: "0" },
  ...{ linkedAlgoOrd: { algoId: "" }, msg: "", notionalUsd: "8.03", ordId: "@ordId@", ordType: "limit", pnl: "0" },
  ...{ posSide: "", px: "@px@", pxType: "", pxUsd: "", pxVol: "", quickMgnType: "", rebate: "0", rebateCcy: "USDT" },
  ...{ reduceOnly: "false", reqId: "", side: "@side@", slOrdPx: "", slTriggerPx: "", slTriggerPxType: "", source: "" },
  ...{ state: "@state@", stpId: "", stpMode: "cancel_maker", sz: "@sz@", tag: "@tag@", tdMode: "cash", tgtCcy: "" },
  ...{ tpOrdPx: "", tpTriggerPx: "", tpTriggerPxType: "", tradeId: "@tradeId@", tradeQuoteCcy: "USDT" },
  ...{ uTime: "@updated@" },
}
const PARTS = JSON.stringify({
  arg: { channel: "orders", instType: "ANY", uid: "900000000000000001" },
  data: [FIELDS],
}).split("@")

let tradeId = 700_000_000

/** The whole frame's text. A fill is at the order's price and of half its size. */
export function orderPush(order: PlacedOrder, state: Told, nowMs: number): string {
  const halves = HALVES[state]
  const now = String(nowMs)
  const isFill = halves > 0
  const values: Readonly<Record<string, string>> = {
    ...order,
    state,
    filled: halves === 0 ? "0" : halves === 1 ? HALF : order.sz,
    average: isFill ? order.px : "0",
    created: now,
    updated: now,
    cancelSource: state === "canceled" ? "1" : "",
    liquidity: isFill ? "M" : "",
    fee: isFill ? `-0.0000000${halves}` : "0",
    fillFee: isFill ? "-0.00000001" : "0",
    fillFeeCcy: isFill ? "BTC" : "",
    fillPx: isFill ? order.px : "",
    fillSz: isFill ? HALF : "0",
    fillTime: isFill ? now : "",
    tradeId: isFill ? String(++tradeId) : "",
  }
  let text = PARTS[0] ?? ""
  for (let at = 1; at < PARTS.length; at += 2) text += (values[PARTS[at] ?? ""] ?? "") + (PARTS[at + 1] ?? "")
  return text
}
