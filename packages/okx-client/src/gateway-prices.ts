// The last prices that the manager checks orders against: followed on the public connection, and asked for where a market is so quiet that nothing is pushed.
// What they say is an input of the manager like every push (gateway-feeds.ts).

import type { Symbol } from "@okx-oms/core"
import type { Log } from "@okx-oms/trading"
import type { OkxRestClient } from "./rest.ts"
import { CHANNELS } from "./wire/index.ts"
import type { OkxTicker } from "./wire/record/market.ts"

export interface GatewayPricesOptions {
  readonly rest: OkxRestClient
  readonly log: Log
  /** Symbols on the one public connection at most. */
  readonly watchedMax: number
  readonly subscribe: (channel: ReturnType<typeof CHANNELS.tickers.encode>) => void
  readonly take: (rows: readonly OkxTicker[]) => void
}

export class GatewayPrices {
  readonly #options: GatewayPricesOptions
  readonly #watched = new Set<Symbol>()
  readonly #asked = new Set<Symbol>()

  constructor(options: GatewayPricesOptions) {
    this.#options = options
  }

  watch(symbols: readonly Symbol[]): void {
    const { log, subscribe, watchedMax: limit } = this.#options
    for (const symbol of symbols) {
      if (this.#watched.has(symbol)) continue
      if (this.#watched.size >= limit) {
        log.warn("more symbols than one connection watches", { symbol, limit })
        return
      }
      this.#watched.add(symbol)
      subscribe(CHANNELS.tickers.encode({ instId: symbol }))
    }
  }

  /** Once more, over REST; while one question is under way it is the answer to all. */
  async ask(symbol: Symbol): Promise<void> {
    if (this.#asked.has(symbol)) return
    this.#asked.add(symbol)
    const read = await this.#options.rest.getTicker({ instId: symbol })
    this.#asked.delete(symbol)
    if (read.kind === "rows") this.#options.take(read.rows)
  }
}
