// The two SPOT instruments of the exchange in memory, alike but for their names. It relies on core alone and is what tests start from that need no others.

import { decimal, type Instrument, parsePrice, parseQuantity, parseSymbol } from "@okx-oms/core"

export const MEMORY_INSTRUMENTS: readonly Instrument[] = ["BTC-USDT", "ETH-USDT"].map((text) => {
  const [baseCurrency = "", quoteCurrency = ""] = text.split("-")
  return {
    symbol: parseSymbol(text),
    kind: "spot",
    baseCurrency,
    quoteCurrency,
    settleCurrency: quoteCurrency,
    tickSize: parsePrice("0.1"),
    lotSize: parseQuantity("0.001"),
    minSize: parseQuantity("0.001"),
    maxLimitSize: parseQuantity("10000"),
    maxMarketSize: parseQuantity("1000000"),
    contractValue: decimal("1"),
    linear: true,
    state: "live",
  }
})
