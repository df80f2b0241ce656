// What the mock answers, apart from orders: the reads that clients begin with, in the shapes of OKX, and nothing that changes.

import { PRICE, REST_SYMBOL, SYMBOL } from "./keys.ts"

function instrument(instId: string, instIdCode: number | undefined) {
  return {
    ...{ alias: "", auctionEndTime: "", baseCcy: instId.slice(0, 3), category: "1", ctMult: "", ctType: "", ctVal: "" },
    ...{ ctValCcy: "", contTdSwTime: "", expTime: "", futureSettlement: false, groupId: "1", instFamily: "", instId },
    ...{ instIdCode, instType: "SPOT", lever: "10", listTime: "1611907686000", lotSz: "0.00000001" },
    ...{ maxIcebergSz: "9999999999", maxLmtAmt: "20000000", maxLmtSz: "9999999999", maxMktAmt: "1000000" },
    ...{ maxMktSz: "1000000", maxStopSz: "1000000", maxTriggerSz: "9999999999", maxTwapSz: "9999999999" },
    ...{ minSz: "0.00001", optType: "", openType: "call_auction", posLmtAmt: "", posLmtPct: "", preMktSwTime: "" },
    ...{ quoteCcy: "USDT", tradeQuoteCcyList: ["USDT"], ruleType: "normal", settleCcy: "", state: "live", stk: "" },
    ...{ tickSz: "0.1", uly: "" },
  }
}

const INSTRUMENTS = [instrument(SYMBOL, 10458), instrument(REST_SYMBOL, undefined)]

const CONFIG = {
  ...{ uid: "900000000000000001", mainUid: "900000000000000001", acctLv: "1", posMode: "net_mode", type: "0" },
  ...{
    acctStpMode: "cancel_maker",
    feeType: "0",
    level: "Lv1",
    perm: "read_only,trade",
    ip: "192.0.2.7",
    label: "bench",
  },
}

function detail(ccy: string, cashBal: string) {
  return {
    ccy,
    eq: cashBal,
    cashBal,
    availBal: cashBal,
    availEq: "",
    frozenBal: "0",
    ordFrozen: "0",
    uTime: "1790000000000",
  }
}

const BALANCE = {
  ...{ totalEq: "1000000000", adjEq: "", imr: "", mmr: "", mgnRatio: "", uTime: "1790000000000" },
  details: [detail("USDT", "1000000000"), detail("BTC", "10000"), detail("ETH", "100000")],
}

/** Rows of a read; none for every one that is not listed here. */
export function rowsOf(path: string, query: string): readonly unknown[] {
  switch (path) {
    case "/api/v5/public/time":
      return [{ ts: String(Date.now()) }]
    case "/api/v5/public/instruments":
    case "/api/v5/account/instruments":
      return query.includes("SPOT") ? INSTRUMENTS : []
    case "/api/v5/account/config":
      return [CONFIG]
    case "/api/v5/account/balance":
      return [BALANCE]
    default:
      return []
  }
}

export function enveloped(rows: readonly unknown[]): string {
  return JSON.stringify({ code: "0", msg: "", data: rows })
}

/** A push with which a channel begins; undefined for one that begins in silence. */
export function firstPush(arg: Readonly<Record<string, unknown>>): string | undefined {
  switch (arg.channel) {
    case "tickers":
      return JSON.stringify({
        arg,
        data: [{ instType: "SPOT", instId: arg.instId, last: PRICE, ts: String(Date.now()) }],
      })
    case "account":
      return JSON.stringify({ arg, eventType: "snapshot", curPage: 1, lastPage: true, data: [BALANCE] })
    default:
      return undefined
  }
}
