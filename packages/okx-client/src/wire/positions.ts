// Open positions: GET /api/v5/account/positions. Asked for by instId, a closed one may still be listed with pos "0".
// Source: okx-v5 reference, section 5.3.

import { DOCS, type Endpoint, get } from "./contract.ts"
import { queryOf } from "./field.ts"
import { type OkxPosition, POSITION_EXAMPLE, positionRecord } from "./record/position.ts"

export interface PositionsQuery {
  readonly instType?: string
  /** At most 10. */
  readonly instId?: readonly string[]
}

const PATH = "/api/v5/account/positions"

export const positions: Endpoint<PositionsQuery, OkxPosition> = {
  name: "positions",
  docs: `${DOCS}#trading-account-rest-api-get-positions`,
  method: "GET",
  path: PATH,
  signed: true,
  rate: { limit: 10, windowMs: 2_000, per: "user" },
  encode: ({ instType, instId }) => get(PATH, queryOf({ instType, instId: instId?.join(",") })),
  decode: positionRecord,
  example: {
    request: { instType: "SWAP" },
    encoded: "GET /api/v5/account/positions?instType=SWAP",
    row: POSITION_EXAMPLE,
  },
}
