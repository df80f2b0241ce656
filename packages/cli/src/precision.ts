// With how many digits the amounts of a symbol are written: those of its tick and its lot. Asked of the server once per symbol; a server that does not say leaves
// amounts as they come.

import type { OmsClient } from "@okx-oms/api"
import { amountWords, averageWords, placesOf } from "./words.ts"

/** More symbols than this in one table are asked for no more; amounts are then as they come. */
const SYMBOLS_MAX = 30

interface Places {
  readonly price: number
  readonly quantity: number
}

export class Precision {
  readonly #places = new Map<string, Places>()

  /** Learns what it does not know yet. Never throws: without it the digits are only less even. */
  async learn(client: OmsClient, symbols: Iterable<string>): Promise<this> {
    const missing = [...new Set(symbols)].filter((symbol) => !this.#places.has(symbol)).slice(0, SYMBOLS_MAX)
    const answers = await Promise.allSettled(missing.map((symbol) => client.getInstruments({ symbol, limit: 1 })))
    for (const answer of answers) {
      if (answer.status !== "fulfilled") continue
      for (const { symbol, tickSize, lotSize } of answer.value.instruments)
        this.#places.set(symbol, { price: placesOf(tickSize), quantity: placesOf(lotSize) })
    }
    return this
  }

  price(symbol: string, text: string | null): string {
    return amountWords(text, this.#places.get(symbol)?.price)
  }

  average(symbol: string, text: string | null): string {
    return averageWords(text, this.#places.get(symbol)?.price)
  }

  /** Sizes in quote currency have a precision of their own. */
  quantity(symbol: string, text: string | null, unit: "base" | "contracts" | "quote"): string {
    return unit === "quote" && text !== null ? `${text} quote` : amountWords(text, this.#places.get(symbol)?.quantity)
  }
}
