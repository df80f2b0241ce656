// The band outside of which OKX refuses prices (51006): GET /api/v5/public/price-limit. Source: okx-v5 reference, section 5.2.

import type { Decimal } from "@okx-oms/core"
import Type from "typebox"
import { DOCS, type Endpoint, get } from "./contract.ts"
import { decimalOf, LateText, neededMillis, queryOf, rowReader, Text } from "./field.ts"

export interface OkxPriceLimit {
  readonly instId: string
  /** Highest price of a buy; undefined when there is no limit. */
  readonly buyLmt: Decimal | undefined
  /** Lowest price of a sell. */
  readonly sellLmt: Decimal | undefined
  readonly enabled: boolean
  readonly ts: number
}

const Row = Type.Object({
  instId: Text,
  buyLmt: LateText,
  sellLmt: LateText,
  enabled: Type.Optional(Type.Boolean()),
  ts: Text,
})
const read = rowReader("price limit", Row)

const PATH = "/api/v5/public/price-limit"

export const priceLimit: Endpoint<{ readonly instId: string }, OkxPriceLimit> = {
  name: "price-limit",
  docs: `${DOCS}#public-data-rest-api-get-limit-price`,
  method: "GET",
  path: PATH,
  signed: false,
  rate: { limit: 20, windowMs: 2_000, per: "ip" },
  encode: ({ instId }) => get(PATH, queryOf({ instId })),
  decode: (value) => {
    const row = read(value)
    return {
      instId: row.instId,
      buyLmt: decimalOf(row.buyLmt, "buyLmt"),
      sellLmt: decimalOf(row.sellLmt, "sellLmt"),
      enabled: row.enabled !== false,
      ts: neededMillis(row.ts, "ts"),
    }
  },
  example: {
    request: { instId: "BTC-USDT" },
    encoded: "GET /api/v5/public/price-limit?instId=BTC-USDT",
    row: {
      instType: "SPOT",
      instId: "BTC-USDT",
      buyLmt: "61800",
      sellLmt: "58200",
      enabled: true,
      ts: "1795000000800",
    },
  },
}
