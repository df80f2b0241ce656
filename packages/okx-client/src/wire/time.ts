// OKX's clock: GET /api/v5/public/time. clock-offset.ts makes an offset of it.
// Source: okx-v5 reference, section 2.

import Type from "typebox"
import { DOCS, type Endpoint, get } from "./contract.ts"
import { neededMillis, rowReader, Text } from "./field.ts"

export interface OkxTime {
  /** Milliseconds since 1970. */
  readonly ts: number
}

const read = rowReader("time", Type.Object({ ts: Text }))

const PATH = "/api/v5/public/time"

export const time: Endpoint<undefined, OkxTime> = {
  name: "time",
  docs: `${DOCS}#public-data-rest-api-get-system-time`,
  method: "GET",
  path: PATH,
  signed: false,
  rate: { limit: 10, windowMs: 2_000, per: "ip" },
  encode: () => get(PATH, ""),
  decode: (value) => ({ ts: neededMillis(read(value).ts, "ts") }),
  example: {
    request: undefined,
    encoded: "GET /api/v5/public/time",
    row: { ts: "1795000000500" },
  },
}
