// The books5 channel: the whole of the best five levels a side every 100 ms when it changed; nothing to merge.
// Source: okx-v5 reference, section 7.5.

import { type Channel, DOCS } from "./contract.ts"
import { BOOK_EXAMPLE, bookRecord, type OkxBook } from "./record/market.ts"

export const books5Channel: Channel<{ readonly instId: string }, OkxBook> = {
  name: "channel-books5",
  docs: `${DOCS}#order-book-trading-market-data-ws-order-book-channel`,
  address: "public",
  encode: ({ instId }) => ({ channel: "books5", instId }),
  decode: bookRecord,
  example: {
    request: { instId: "BTC-USDT" },
    arg: { channel: "books5", instId: "BTC-USDT" },
    row: BOOK_EXAMPLE,
  },
}
