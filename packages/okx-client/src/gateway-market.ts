// What OKX's public market data and the account's fee rates say, for people who look. It relies on rest.ts; a look yields to every read that the books
// need (priority "spare"), equal looks share one answer for a moment, and what does not come soon is a failure and never a wait.

import {
  type Decimal,
  Decimals,
  type Instrument,
  millis,
  type Symbol,
  symbolParts,
  toPrice,
  toQuantity,
} from "@okx-oms/core"
import type { FeeRates, MarketAnswer, MarketBook, MarketCandle, MarketReads, MarketTrade } from "@okx-oms/trading"
import type { ExchangeClock } from "./exchange-clock.ts"
import type { OkxRead } from "./okx-read.ts"
import { RecentAnswers } from "./recent-answers.ts"
import type { OkxRestClient } from "./rest.ts"
import type { Timing } from "./timing.ts"
import type { OkxBook, OkxCandle, OkxLevel, OkxTrade } from "./wire/record/market.ts"
import type { OkxTradeFee } from "./wire/trade-fee.ts"

export interface GatewayMarketOptions {
  readonly rest: OkxRestClient
  readonly clock: ExchangeClock
  readonly timing: Timing
  readonly instruments: () => ReadonlyMap<Symbol, Instrument>
}

const SPARE = { priority: "spare", attemptsMax: 2, totalMs: 3_000 } as const
/** Distinct looks whose answers are kept. */
const ANSWERS_MAX = 64
const BOOK_KEEP_MS = 250
const TRADES_KEEP_MS = 500
const CANDLES_KEEP_MS = 1_000
const FEES_KEEP_MS = 10 * 60_000
const FEES_RETRY_MS = 5_000
/** Asked for in these sizes, so that looks of many sizes share one answer. */
const BOOK_SIZES = [1, 5, 20, 100, 400]
const TRADES_SIZES = [100, 500]
const CANDLES_SIZES = [100, 300]

type Failure = Extract<MarketAnswer<never>, { kind: "failed" }>
type Kept<Value> = { readonly kind: "ok"; readonly value: Value; readonly at: number } | Failure

export class GatewayMarket implements MarketReads {
  readonly #options: GatewayMarketOptions
  readonly #recent: RecentAnswers

  constructor(options: GatewayMarketOptions) {
    this.#options = options
    this.#recent = new RecentAnswers({ max: ANSWERS_MAX, now: () => options.timing.monotonicMs() })
  }

  async book(symbol: Symbol, depth: number): Promise<MarketAnswer<MarketBook>> {
    const sz = sizeFor(depth, BOOK_SIZES)
    const kept = await this.#recent.get(`book ${symbol} ${sz}`, BOOK_KEEP_MS, async () => {
      const read = await this.#options.rest.getBooks({ instId: symbol, sz }, SPARE)
      return this.#kept(read, ([book]) => (book === undefined ? undefined : { value: bookFrom(book), at: book.ts }))
    })
    return this.#aged(kept, (book) => ({
      ...book,
      bids: book.bids.slice(0, depth),
      asks: book.asks.slice(0, depth),
    }))
  }

  async trades(symbol: Symbol, limit: number): Promise<MarketAnswer<readonly MarketTrade[]>> {
    const size = sizeFor(limit, TRADES_SIZES)
    const kept = await this.#recent.get(`trades ${symbol} ${size}`, TRADES_KEEP_MS, async () => {
      const read = await this.#options.rest.getTrades({ instId: symbol, limit: size }, SPARE)
      return this.#kept(read, (rows) => ({ value: rows.map(tradeFrom), at: this.#begunAt(read) }))
    })
    return this.#aged(kept, (trades) => trades.slice(0, limit))
  }

  async candles(symbol: Symbol, bar: string, limit: number): Promise<MarketAnswer<readonly MarketCandle[]>> {
    const size = sizeFor(limit, CANDLES_SIZES)
    const kept = await this.#recent.get(`candles ${symbol} ${bar} ${size}`, CANDLES_KEEP_MS, async () => {
      const read = await this.#options.rest.getCandles({ instId: symbol, bar: barOf(bar), limit: size }, SPARE)
      return this.#kept(read, (rows) => ({ value: rows.map(candleFrom), at: this.#begunAt(read) }))
    })
    return this.#aged(kept, (candles) => candles.slice(0, limit).reverse())
  }

  async feeRates(symbol: Symbol): Promise<MarketAnswer<FeeRates>> {
    const key = `fees ${symbol}`
    const ask = async (): Promise<Kept<FeeRates>> => {
      const read = await this.#options.rest.getTradeFee(this.#feeQuery(symbol), SPARE)
      return this.#kept(read, ([row]) => {
        const rates = row === undefined ? undefined : feeRatesFrom(row)
        return rates === undefined ? undefined : { value: rates, at: this.#begunAt(read) }
      })
    }
    const kept = await this.#recent.get(key, FEES_KEEP_MS, ask)
    if (kept.kind === "ok") return this.#aged(kept, (rates) => rates)
    return this.#aged(await this.#recent.get(key, FEES_RETRY_MS, ask), (rates) => rates)
  }

  #feeQuery(symbol: Symbol) {
    const { base, quote, kind } = symbolParts(symbol)
    const spot = this.#options.instruments().get(symbol)?.kind === "spot" || kind === "spot"
    return spot ? { instType: "SPOT", instId: symbol } : { instType: "SWAP", instFamily: `${base}-${quote}` }
  }

  #begunAt(read: OkxRead<unknown>): number {
    return (read.kind === "rows" ? read.begunExchangeMs : undefined) ?? this.#now()
  }

  #now(): number {
    return this.#options.clock.now() ?? 0
  }

  #kept<Row, Value>(
    read: OkxRead<Row>,
    pick: (rows: readonly Row[]) => { readonly value: Value; readonly at: number } | undefined,
  ): Kept<Value> {
    if (read.kind === "failed") return failed(read.code ?? "no-answer", read.detail)
    if (read.kind === "refused") return failed(read.code, `${read.says} (${read.message})`)
    if (read.malformed.length > 0) return failed("malformed", read.malformed[0] ?? "a row could not be read")
    const picked = pick(read.rows)
    return picked === undefined
      ? failed("no-row", "OKX answered without what was asked for")
      : { kind: "ok", ...picked }
  }

  #aged<Value, Shown>(kept: Kept<Value>, show: (value: Value) => Shown): MarketAnswer<Shown> {
    if (kept.kind === "failed") return kept
    return { kind: "ok", value: show(kept.value), ageMs: Math.max(0, Math.round(this.#now() - kept.at)) }
  }
}

function failed(code: string, message: string): Failure {
  return { kind: "failed", code, message }
}

function sizeFor(wanted: number, sizes: readonly number[]): number {
  return sizes.find((size) => size >= wanted) ?? wanted
}

/** OKX's bars of six hours and longer begin at midnight in Hong Kong unless they are asked for in UTC. */
function barOf(bar: string): string {
  return /^(?:6H|12H|\d+[DWM])$/.test(bar) ? `${bar}utc` : bar
}

function bookFrom({ bids, asks, ts }: OkxBook): MarketBook {
  return { bids: bids.map(levelFrom), asks: asks.map(levelFrom), at: millis(ts) }
}

function levelFrom({ px, sz, orders }: OkxLevel) {
  return { price: toPrice(px), quantity: toQuantity(sz), orders: Number.isSafeInteger(orders) ? orders : 0 }
}

function tradeFrom({ tradeId, px, sz, side, ts }: OkxTrade): MarketTrade {
  return { tradeId, price: toPrice(px), quantity: toQuantity(sz), side, at: millis(ts) }
}

function candleFrom({ ts, open, high, low, close, vol, confirmed }: OkxCandle): MarketCandle {
  return {
    at: millis(ts),
    open: toPrice(open),
    high: toPrice(high),
    low: toPrice(low),
    close: toPrice(close),
    volume: vol,
    complete: confirmed,
  }
}

/** Several groups, and no word on which one the instrument is in: the dearest, so that an estimate is never too small. */
function feeRatesFrom({ maker, taker, groups }: OkxTradeFee): FeeRates | undefined {
  const makers = [...groups.map((group) => group.maker), ...(groups.length === 0 ? [maker] : [])]
  const takers = [...groups.map((group) => group.taker), ...(groups.length === 0 ? [taker] : [])]
  const rates = { maker: dearest(makers), taker: dearest(takers) }
  return rates.maker === undefined || rates.taker === undefined ? undefined : { maker: rates.maker, taker: rates.taker }
}

function dearest(rates: readonly (Decimal | undefined)[]): Decimal | undefined {
  let lowest: Decimal | undefined
  for (const rate of rates) {
    if (rate !== undefined) lowest = lowest === undefined ? rate : Decimals.minimum(lowest, rate)
  }
  return lowest
}
