// The trades channel: one push per taker order and price; tradeId is the last of the run.
// Source: okx-v5 reference, section 7.5.

import { type Channel, DOCS } from "./contract.ts"
import { type OkxTrade, TRADE_EXAMPLE, tradeRecord } from "./record/market.ts"

export const tradesChannel: Channel<{ readonly instId: string }, OkxTrade> = {
  name: "channel-trades",
  docs: `${DOCS}#order-book-trading-market-data-ws-trades-channel`,
  address: "public",
  encode: ({ instId }) => ({ channel: "trades", instId }),
  decode: tradeRecord,
  example: {
    request: { instId: "BTC-USDT" },
    arg: { channel: "trades", instId: "BTC-USDT" },
    row: TRADE_EXAMPLE,
  },
}
