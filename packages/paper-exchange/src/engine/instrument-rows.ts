// How an instrument is written in public/instruments, account/instruments and the instruments channel: the field set of 2026
// (reference section 5.1). A SPOT pair has two rows, its own and that of its MARGIN orders. It changes nothing.

import { format } from "@okx-oms/core"
import { aliasOf } from "./futures-calendar.ts"
import type { InstrumentSpec, TradeType } from "./instruments.ts"

const UNLIMITED = "9999999999.0000000000000000"

/** The kinds of orders that an instrument takes. */
export function tradeTypes(spec: InstrumentSpec): readonly TradeType[] {
  return spec.instType === "SPOT" ? ["SPOT", "MARGIN"] : [spec.instType]
}

export function instrumentRow(
  spec: InstrumentSpec,
  instType: TradeType = spec.instType,
  nowMs = 0,
): Record<string, unknown> {
  const contract = spec.contractType !== undefined
  const most = contract ? `${format(spec.maxLimitSize)}.0000000000000000` : UNLIMITED
  return {
    alias: spec.expiryMs === undefined ? "" : aliasOf(spec.expiryMs, nowMs),
    auctionEndTime: "",
    baseCcy: contract ? "" : spec.baseCcy,
    category: "1",
    contTdSwTime: contract ? "" : String(spec.listTimeMs),
    ctMult: contract ? "1" : "",
    ctType: spec.contractType ?? "",
    ctVal: contract ? format(spec.contractValue) : "",
    ctValCcy: contract ? (spec.contractType === "inverse" ? spec.quoteCcy : spec.baseCcy) : "",
    expTime: spec.expiryMs === undefined ? "" : String(spec.expiryMs),
    futureSettlement: false,
    groupId: "1",
    instCategory: "1",
    instFamily: spec.instFamily,
    instId: spec.instId,
    instIdCode: spec.instIdCode,
    instType,
    lever: spec.maxLeverage,
    listTime: String(spec.listTimeMs),
    lotSz: format(spec.lotSize),
    maxIcebergSz: most,
    maxLmtAmt: "20000000",
    maxLmtSz: format(spec.maxLimitSize),
    maxMktAmt: contract ? "" : "1000000",
    maxMktSz: format(spec.maxMarketSize),
    maxPlatOILmt: "",
    maxStopSz: format(spec.maxMarketSize),
    maxTriggerSz: most,
    maxTwapSz: most,
    minSz: format(spec.minSize),
    optType: "",
    openType: contract ? "" : "call_auction",
    posLmtAmt: "",
    posLmtPct: "",
    preMktSwTime: "",
    quoteCcy: contract ? "" : spec.quoteCcy,
    tradeQuoteCcyList: contract ? [] : [spec.quoteCcy],
    settleCcy: contract ? spec.settleCcy : "",
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
