// The tickers channel: last price and best bid and ask, at most every 100 ms, the first at once.
// Source: okx-v5 reference, section 7.5.

import { type Channel, DOCS } from "./contract.ts"
import { type OkxTicker, TICKER_EXAMPLE, tickerRecord } from "./record/market.ts"

export const tickersChannel: Channel<{ readonly instId: string }, OkxTicker> = {
  name: "channel-tickers",
  docs: `${DOCS}#order-book-trading-market-data-ws-tickers-channel`,
  address: "public",
  encode: ({ instId }) => ({ channel: "tickers", instId }),
  decode: tickerRecord,
  example: {
    request: { instId: "BTC-USDT" },
    arg: { channel: "tickers", instId: "BTC-USDT" },
    row: TICKER_EXAMPLE,
  },
}
