// Lists the instruments this account may trade: GET /api/v5/account/instruments. The place to take instIdCode from, as
// it differs between live and demo. Source: okx-v5 reference, section 5.1.

import { DOCS, type Endpoint, get } from "./contract.ts"
import { queryOf } from "./field.ts"
import { INSTRUMENT_EXAMPLE, type InstrumentsQuery, instrumentRecord, type OkxInstrument } from "./record/instrument.ts"

const PATH = "/api/v5/account/instruments"

export const accountInstruments: Endpoint<InstrumentsQuery, OkxInstrument> = {
  name: "account-instruments",
  docs: `${DOCS}#trading-account-rest-api-get-instruments`,
  method: "GET",
  path: PATH,
  signed: true,
  rate: { limit: 20, windowMs: 2_000, per: "instrument-type" },
  encode: ({ instType, instFamily, instId }) => get(PATH, queryOf({ instType, instFamily, instId })),
  decode: instrumentRecord,
  example: {
    request: { instType: "SWAP", instId: "BTC-USDT-SWAP" },
    encoded: "GET /api/v5/account/instruments?instType=SWAP&instId=BTC-USDT-SWAP",
    row: INSTRUMENT_EXAMPLE,
  },
}
