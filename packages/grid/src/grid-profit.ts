// What the grid has earned, exactly: every fill of the strategy, of every run, counted once; no float and no average comes near it. The totals are the
// sum of the fills to the last digit; what a completed cycle earned is read off the fills of one level, buy and sell in turn.

import { type Decimal, Decimals } from "@okx-oms/core"
import type { DeskFill } from "./desk.ts"
import { movementOf } from "./grid-book.ts"
import { type GridOrderName, parseName, type RunId, runText } from "./grid-ids.ts"
import type { GridMarket } from "./grid-plan.ts"

export interface Totals {
  readonly fills: number
  /** Change of the account by all fills, fees included. */
  readonly base: Decimal
  readonly quote: Decimal
  /** By currency, below zero is charged. */
  readonly fees: ReadonlyMap<string, Decimal>
}

export interface Realised {
  /** A buy and its sale, or a sale and its buy. */
  readonly cycles: number
  /** What they earned in quote currency, fees in quote included. */
  readonly quote: Decimal
  /** What they left over in base currency: dust of the rounding to lots, and the base fee of a sale that was bought back. */
  readonly base: Decimal
}

/** Orders of one level and one side in a row, seen as one trade. */
interface Leg {
  readonly side: "buy" | "sell"
  readonly quantity: Decimal
  readonly base: Decimal
  readonly quote: Decimal
}

interface LevelLegs {
  /** By cycle number. */
  readonly legs: Map<number, Leg>
  realised: Realised | undefined
}

const NOTHING: Realised = { cycles: 0, quote: Decimals.ZERO, base: Decimals.ZERO }

export class ProfitBook {
  readonly #strategy: string
  readonly #market: GridMarket
  readonly #seen = new Set<string>()
  readonly #levels = new Map<string, LevelLegs>()
  readonly #fees = new Map<string, Decimal>()
  #base = Decimals.ZERO
  #quote = Decimals.ZERO

  constructor(strategy: string, market: GridMarket) {
    this.#strategy = strategy
    this.#market = market
  }

  get totals(): Totals {
    return { fills: this.#seen.size, base: this.#base, quote: this.#quote, fees: new Map(this.#fees) }
  }

  /** Takes one fill; a known one changes nothing. */
  takeFill(fill: DeskFill): boolean {
    const key = `${fill.orderId}/${fill.tradeId}`
    if (this.#seen.has(key)) return false
    this.#seen.add(key)
    const { base, quote, fees } = movementOf(fill, this.#market)
    this.#base = Decimals.add(this.#base, base)
    this.#quote = Decimals.add(this.#quote, quote)
    for (const [currency, amount] of fees) {
      this.#fees.set(currency, Decimals.add(this.#fees.get(currency) ?? Decimals.ZERO, amount))
    }
    const name = fill.clientOrderId === undefined ? undefined : parseName(this.#strategy, fill.clientOrderId)
    if (name !== undefined) this.#addToLeg(name, { side: fill.side, quantity: fill.quantity, base, quote })
    return true
  }

  /** Of all completed cycles of all runs. */
  get realised(): Realised {
    let sum = NOTHING
    for (const level of this.#levels.values()) {
      level.realised ??= realisedOf(level.legs, this.#market)
      sum = {
        cycles: sum.cycles + level.realised.cycles,
        quote: Decimals.add(sum.quote, level.realised.quote),
        base: Decimals.add(sum.base, level.realised.base),
      }
    }
    return sum
  }

  /** Of the completed cycles of one run, by level; levels without one are left out. */
  realisedByLevel(run: RunId): ReadonlyMap<number, Realised> {
    const prefix = `${runText(run)}/`
    const found = new Map<number, Realised>()
    for (const [key, level] of this.#levels) {
      if (!key.startsWith(prefix)) continue
      level.realised ??= realisedOf(level.legs, this.#market)
      if (level.realised.cycles > 0) found.set(Number(key.slice(prefix.length)), level.realised)
    }
    return found
  }

  #addToLeg({ run, level, cycle }: GridOrderName, part: Leg): void {
    const key = `${runText(run)}/${level}`
    const place = this.#levels.get(key) ?? { legs: new Map<number, Leg>(), realised: undefined }
    this.#levels.set(key, place)
    const known = place.legs.get(cycle)
    place.legs.set(cycle, known === undefined ? part : joined(known, part))
    place.realised = undefined
  }
}

function joined(a: Leg, b: Leg): Leg {
  return {
    side: a.side,
    quantity: Decimals.add(a.quantity, b.quantity),
    base: Decimals.add(a.base, b.base),
    quote: Decimals.add(a.quote, b.quote),
  }
}

/** Pairs of legs, oldest first; the second one must have traded back what the first one did, but for less than the smallest order. */
function realisedOf(byCycle: ReadonlyMap<number, Leg>, market: GridMarket): Realised {
  const legs: Leg[] = []
  for (const [, leg] of [...byCycle].sort(([a], [b]) => a - b)) {
    const last = legs.at(-1)
    if (last?.side === leg.side) legs[legs.length - 1] = joined(last, leg)
    else legs.push(leg)
  }
  let sum = NOTHING
  for (let index = 0; index + 1 < legs.length; index += 2) {
    const first = legs[index]
    const second = legs[index + 1]
    if (first === undefined || second === undefined || !isTradedBack(first, second, market)) break
    sum = {
      cycles: sum.cycles + 1,
      quote: Decimals.add(sum.quote, Decimals.add(first.quote, second.quote)),
      base: Decimals.add(sum.base, Decimals.add(first.base, second.base)),
    }
  }
  return sum
}

function isTradedBack(first: Leg, second: Leg, { minSize }: GridMarket): boolean {
  return Decimals.lessThan(Decimals.subtract(Decimals.absolute(first.base), second.quantity), minSize)
}
