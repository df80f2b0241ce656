// Lists the instruments of a type: GET /api/v5/public/instruments. Delisted ones vanish from it.
// Source: okx-v5 reference, section 5.1.

import { DOCS, type Endpoint, get } from "./contract.ts"
import { queryOf } from "./field.ts"
import { INSTRUMENT_EXAMPLE, type InstrumentsQuery, instrumentRecord, type OkxInstrument } from "./record/instrument.ts"

const PATH = "/api/v5/public/instruments"

export const publicInstruments: Endpoint<InstrumentsQuery, OkxInstrument> = {
  name: "public-instruments",
  docs: `${DOCS}#public-data-rest-api-get-instruments`,
  method: "GET",
  path: PATH,
  signed: false,
  rate: { limit: 20, windowMs: 2_000, per: "instrument-type" },
  encode: ({ instType, instFamily, instId }) => get(PATH, queryOf({ instType, instFamily, instId })),
  decode: instrumentRecord,
  example: {
    request: { instType: "SWAP", instId: "BTC-USDT-SWAP" },
    encoded: "GET /api/v5/public/instruments?instType=SWAP&instId=BTC-USDT-SWAP",
    row: INSTRUMENT_EXAMPLE,
  },
}
