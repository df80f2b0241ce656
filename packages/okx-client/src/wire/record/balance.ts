// What an account holds, as GET balance and the account channel give it: totals and one detail per currency.
// Fields that do not apply to the account's mode are "" on the wire and undefined here. Source: okx-v5 reference, section 5.3.

import type { Decimal } from "@okx-oms/core"
import Type from "typebox"
import { decimalOf, LateText, millisOf, rowReader, Text } from "../field.ts"

export interface OkxBalanceDetail {
  readonly ccy: string
  readonly eq: Decimal | undefined
  readonly cashBal: Decimal | undefined
  readonly availBal: Decimal | undefined
  readonly availEq: Decimal | undefined
  readonly frozenBal: Decimal | undefined
  readonly ordFrozen: Decimal | undefined
  readonly eqUsd: Decimal | undefined
  readonly upl: Decimal | undefined
  readonly liab: Decimal | undefined
  readonly interest: Decimal | undefined
  readonly uTime: number | undefined
}

export interface OkxBalance {
  readonly totalEq: Decimal | undefined
  readonly adjEq: Decimal | undefined
  readonly availEq: Decimal | undefined
  readonly imr: Decimal | undefined
  readonly mmr: Decimal | undefined
  readonly mgnRatio: Decimal | undefined
  readonly uTime: number | undefined
  readonly details: readonly OkxBalanceDetail[]
}

const Detail = Type.Object({
  ccy: Text,
  eq: LateText,
  cashBal: LateText,
  availBal: LateText,
  availEq: LateText,
  frozenBal: LateText,
  ordFrozen: LateText,
  eqUsd: LateText,
  upl: LateText,
  liab: LateText,
  interest: LateText,
  uTime: LateText,
})
const Row = Type.Object({
  totalEq: LateText,
  adjEq: LateText,
  availEq: LateText,
  imr: LateText,
  mmr: LateText,
  mgnRatio: LateText,
  uTime: LateText,
  details: Type.Array(Detail),
})
const read = rowReader("balance", Row)

export function balanceRecord(value: unknown): OkxBalance {
  const row = read(value)
  return {
    totalEq: decimalOf(row.totalEq, "totalEq"),
    adjEq: decimalOf(row.adjEq, "adjEq"),
    availEq: decimalOf(row.availEq, "availEq"),
    imr: decimalOf(row.imr, "imr"),
    mmr: decimalOf(row.mmr, "mmr"),
    mgnRatio: decimalOf(row.mgnRatio, "mgnRatio"),
    uTime: millisOf(row.uTime, "uTime"),
    details: row.details.map((detail) => ({
      ccy: detail.ccy,
      eq: decimalOf(detail.eq, "eq"),
      cashBal: decimalOf(detail.cashBal, "cashBal"),
      availBal: decimalOf(detail.availBal, "availBal"),
      availEq: decimalOf(detail.availEq, "availEq"),
      frozenBal: decimalOf(detail.frozenBal, "frozenBal"),
      ordFrozen: decimalOf(detail.ordFrozen, "ordFrozen"),
      eqUsd: decimalOf(detail.eqUsd, "eqUsd"),
      upl: decimalOf(detail.upl, "upl"),
      liab: decimalOf(detail.liab, "liab"),
      interest: decimalOf(detail.interest, "interest"),
      uTime: millisOf(detail.uTime, "uTime"),
    })),
  }
}

export const BALANCE_EXAMPLE = {
  totalEq: "31000.25",
  adjEq: "",
  availEq: "",
  imr: "",
  mmr: "",
  mgnRatio: "",
  uTime: "1795000000200",
  details: [
    {
      ccy: "USDT",
      eq: "1000.25",
      cashBal: "1000.25",
      availBal: "980.25",
      availEq: "980.25",
      frozenBal: "20",
      ordFrozen: "20",
      eqUsd: "1000.2",
      upl: "0",
      liab: "",
      interest: "",
      uTime: "1795000000199",
      collateralEnabled: false,
    },
  ],
} as const
