// The order book to a depth of at most 400 levels a side: GET /api/v5/market/books. Source: okx-v5 reference, section 5.2.

import { DOCS, type Endpoint, get } from "./contract.ts"
import { queryOf } from "./field.ts"
import { BOOK_EXAMPLE, bookRecord, type OkxBook } from "./record/market.ts"

export interface BooksQuery {
  readonly instId: string
  /** Levels a side, 1-400; OKX's default is 1. */
  readonly sz?: number
}

const PATH = "/api/v5/market/books"

export const books: Endpoint<BooksQuery, OkxBook> = {
  name: "books",
  docs: `${DOCS}#order-book-trading-market-data-get-order-book`,
  method: "GET",
  path: PATH,
  signed: false,
  rate: { limit: 40, windowMs: 2_000, per: "ip" },
  encode: ({ instId, sz }) => get(PATH, queryOf({ instId, sz })),
  decode: bookRecord,
  example: {
    request: { instId: "BTC-USDT", sz: 5 },
    encoded: "GET /api/v5/market/books?instId=BTC-USDT&sz=5",
    row: BOOK_EXAMPLE,
  },
}
