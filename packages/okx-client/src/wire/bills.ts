// Every change of a balance in the last 7 days, newest first: GET /api/v5/account/bills. type says why: 1 transfer,
// 2 trade, 5 liquidation, 8 funding ... Pages go by billId. Source: okx-v5 reference, section 5.3.

import type { Decimal } from "@okx-oms/core"
import Type from "typebox"
import { DOCS, type Endpoint, get } from "./contract.ts"
import { decimalOf, LateText, neededDecimal, neededMillis, queryOf, rowReader, Text, text } from "./field.ts"
import type { PageQuery, TimeRange } from "./record/history.ts"

export interface BillsQuery extends PageQuery, TimeRange {
  readonly instType?: string
  readonly ccy?: string
  readonly type?: string
  readonly subType?: string
}

export interface OkxBill {
  readonly billId: string
  readonly type: string
  readonly subType: string
  readonly ccy: string
  /** After the change; undefined where OKX does not say. */
  readonly bal: Decimal | undefined
  readonly balChg: Decimal
  readonly fee: Decimal | undefined
  readonly pnl: Decimal | undefined
  readonly px: Decimal | undefined
  readonly sz: Decimal | undefined
  readonly posBal: Decimal | undefined
  readonly posBalChg: Decimal | undefined
  readonly instType: string
  readonly instId: string
  readonly ordId: string
  readonly clOrdId: string
  readonly tradeId: string
  readonly ts: number
}

const Row = Type.Object({
  billId: Text,
  type: Text,
  subType: LateText,
  ccy: Text,
  bal: LateText,
  balChg: Text,
  fee: LateText,
  pnl: LateText,
  px: LateText,
  sz: LateText,
  posBal: LateText,
  posBalChg: LateText,
  instType: LateText,
  instId: LateText,
  ordId: LateText,
  clOrdId: LateText,
  tradeId: LateText,
  ts: Text,
})
const read = rowReader("bill", Row)

const PATH = "/api/v5/account/bills"

export function billRecord(value: unknown): OkxBill {
  const row = read(value)
  return {
    billId: row.billId,
    type: row.type,
    subType: text(row.subType),
    ccy: row.ccy,
    bal: decimalOf(row.bal, "bal"),
    balChg: neededDecimal(row.balChg, "balChg"),
    fee: decimalOf(row.fee, "fee"),
    pnl: decimalOf(row.pnl, "pnl"),
    px: decimalOf(row.px, "px"),
    sz: decimalOf(row.sz, "sz"),
    posBal: decimalOf(row.posBal, "posBal"),
    posBalChg: decimalOf(row.posBalChg, "posBalChg"),
    instType: text(row.instType),
    instId: text(row.instId),
    ordId: text(row.ordId),
    clOrdId: text(row.clOrdId),
    tradeId: text(row.tradeId),
    ts: neededMillis(row.ts, "ts"),
  }
}

export function billsQuery({ instType, ccy, type, subType, after, before, begin, end, limit }: BillsQuery): string {
  return queryOf({ instType, ccy, type, subType, after, before, begin, end, limit })
}

export const BILL_EXAMPLE = {
  billId: "1840000000000000012",
  type: "8",
  subType: "173",
  ccy: "USDT",
  bal: "999.75",
  balChg: "-0.25",
  fee: "0",
  pnl: "-0.25",
  px: "60000",
  sz: "1.5",
  posBal: "1.5",
  posBalChg: "0",
  instType: "SWAP",
  instId: "BTC-USDT-SWAP",
  ordId: "",
  clOrdId: "",
  tradeId: "",
  ts: "1795000000600",
}

export const bills: Endpoint<BillsQuery, OkxBill> = {
  name: "bills",
  docs: `${DOCS}#trading-account-rest-api-get-bills-details-last-7-days`,
  method: "GET",
  path: PATH,
  signed: true,
  rate: { limit: 5, windowMs: 1_000, per: "user" },
  encode: (query) => get(PATH, billsQuery(query)),
  decode: billRecord,
  example: {
    request: { ccy: "USDT", begin: 1795000000000, limit: 100 },
    encoded: "GET /api/v5/account/bills?ccy=USDT&begin=1795000000000&limit=100",
    row: BILL_EXAMPLE,
  },
}
