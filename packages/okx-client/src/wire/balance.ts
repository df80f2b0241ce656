// What the account holds: GET /api/v5/account/balance, one row with a detail per currency (zero ones are left out).
// Source: okx-v5 reference, section 5.3.

import { DOCS, type Endpoint, get } from "./contract.ts"
import { queryOf } from "./field.ts"
import { BALANCE_EXAMPLE, balanceRecord, type OkxBalance } from "./record/balance.ts"

export interface BalanceQuery {
  /** At most 20; all when absent. */
  readonly ccy?: readonly string[]
}

const PATH = "/api/v5/account/balance"

export const balance: Endpoint<BalanceQuery, OkxBalance> = {
  name: "balance",
  docs: `${DOCS}#trading-account-rest-api-get-balance`,
  method: "GET",
  path: PATH,
  signed: true,
  rate: { limit: 10, windowMs: 2_000, per: "user" },
  encode: ({ ccy }) => get(PATH, queryOf({ ccy: ccy?.join(",") })),
  decode: balanceRecord,
  example: {
    request: { ccy: ["BTC", "USDT"] },
    encoded: "GET /api/v5/account/balance?ccy=BTC%2CUSDT",
    row: BALANCE_EXAMPLE,
  },
}
