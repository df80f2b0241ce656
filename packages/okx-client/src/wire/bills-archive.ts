// Every change of a balance in the last 3 months, newest first: GET /api/v5/account/bills-archive. Source: okx-v5 reference, section 5.3.

import { BILL_EXAMPLE, type BillsQuery, billRecord, billsQuery, type OkxBill } from "./bills.ts"
import { DOCS, type Endpoint, get } from "./contract.ts"

const PATH = "/api/v5/account/bills-archive"

export const billsArchive: Endpoint<BillsQuery, OkxBill> = {
  name: "bills-archive",
  docs: `${DOCS}#trading-account-rest-api-get-bills-details-last-3-months`,
  method: "GET",
  path: PATH,
  signed: true,
  rate: { limit: 5, windowMs: 2_000, per: "user" },
  encode: (query) => get(PATH, billsQuery(query)),
  decode: billRecord,
  example: {
    request: { after: "1840000000000000012", limit: 100 },
    encoded: "GET /api/v5/account/bills-archive?after=1840000000000000012&limit=100",
    row: BILL_EXAMPLE,
  },
}
