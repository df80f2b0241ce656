// The last trade of a market with the way it went, by what it was compared with the one before of another price.

import type { MarketTrade } from "@okx-oms/api"

export interface LastTrade {
  readonly price: string
  /** buy: it went up; sell: down. The words of the page's tones. */
  readonly side: "buy" | "sell"
}

/** `trades`: newest first. Undefined: nothing was traded. */
export function lastTrade(trades: readonly MarketTrade[]): LastTrade | undefined {
  const [newest] = trades
  if (newest === undefined) return undefined
  const before = trades.find(({ price }) => price !== newest.price)
  const isDown = before !== undefined && Number(before.price) > Number(newest.price)
  return { price: newest.price, side: isDown ? "sell" : "buy" }
}
