// The candle channels, one per bar (candle1m, candle1H ...), on the business address. The running candle is pushed as it
// grows. Source: okx-v5 reference, section 7.5.

import { type Channel, DOCS } from "./contract.ts"
import { CANDLE_EXAMPLE, candleRecord, type OkxCandle } from "./record/market.ts"

export interface CandleSubscription {
  /** 1m, 5m, 1H, 1D ... */
  readonly bar: string
  readonly instId: string
}

export const candleChannel: Channel<CandleSubscription, OkxCandle> = {
  name: "channel-candle",
  docs: `${DOCS}#order-book-trading-market-data-ws-candlesticks-channel`,
  address: "business",
  encode: ({ bar, instId }) => ({ channel: `candle${bar}`, instId }),
  decode: candleRecord,
  example: {
    request: { bar: "1m", instId: "BTC-USDT" },
    arg: { channel: "candle1m", instId: "BTC-USDT" },
    row: CANDLE_EXAMPLE,
  },
}
