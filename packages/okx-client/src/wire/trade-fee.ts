// What trading costs this account: GET /api/v5/account/trade-fee. Negative is a commission, positive a rebate; the
// groups replace the older flat fields, which are read where groups are missing. Source: okx-v5 reference, section 5.3.

import type { Decimal } from "@okx-oms/core"
import Type from "typebox"
import { DOCS, type Endpoint, get } from "./contract.ts"
import { decimalOf, LateText, neededMillis, queryOf, rowReader, Text, text } from "./field.ts"

export interface TradeFeeQuery {
  readonly instType: string
  readonly instId?: string
  readonly instFamily?: string
}

export interface OkxFeeRate {
  readonly maker: Decimal | undefined
  readonly taker: Decimal | undefined
}

export interface OkxTradeFee extends OkxFeeRate {
  readonly instType: string
  readonly level: string
  readonly groups: readonly (OkxFeeRate & { readonly groupId: string })[]
  readonly ts: number
}

const Row = Type.Object({
  instType: Text,
  level: LateText,
  maker: LateText,
  taker: LateText,
  feeGroup: Type.Optional(Type.Array(Type.Object({ groupId: Text, maker: LateText, taker: LateText }))),
  ts: Text,
})
const read = rowReader("fee rates", Row)

const PATH = "/api/v5/account/trade-fee"

export const tradeFee: Endpoint<TradeFeeQuery, OkxTradeFee> = {
  name: "trade-fee",
  docs: `${DOCS}#trading-account-rest-api-get-fee-rates`,
  method: "GET",
  path: PATH,
  signed: true,
  rate: { limit: 5, windowMs: 2_000, per: "user" },
  encode: ({ instType, instId, instFamily }) => get(PATH, queryOf({ instType, instId, instFamily })),
  decode: (value) => {
    const row = read(value)
    return {
      instType: row.instType,
      level: text(row.level),
      maker: decimalOf(row.maker, "maker"),
      taker: decimalOf(row.taker, "taker"),
      groups: (row.feeGroup ?? []).map((group) => ({
        groupId: group.groupId,
        maker: decimalOf(group.maker, "maker"),
        taker: decimalOf(group.taker, "taker"),
      })),
      ts: neededMillis(row.ts, "ts"),
    }
  },
  example: {
    request: { instType: "SPOT", instId: "BTC-USDT" },
    encoded: "GET /api/v5/account/trade-fee?instType=SPOT&instId=BTC-USDT",
    row: {
      instType: "SPOT",
      level: "Lv1",
      maker: "-0.0008",
      taker: "-0.001",
      feeGroup: [{ groupId: "1", maker: "-0.0008", taker: "-0.001", rpiMaker: "-0.0008" }],
      ts: "1795000000700",
    },
  },
}
