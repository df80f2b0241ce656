// The public channels: what each must name, on which path it is, and what a new subscriber gets first (reference sections 1
// and 7.5). What follows the first message is public-feed.ts's; who may subscribe at all is channels.ts's.

import { barNamed, HOUR_MS } from "./bars.ts"
import { bookRow, CHANGE_CHANNELS, sendBookSnapshot } from "./book-views.ts"
import type { Channel } from "./channels.ts"
import { estimatedPriceRow, fundingRateRow, openInterestRow } from "./derivative-data.ts"
import { instrumentRow, tradeTypes } from "./instrument-rows.ts"
import type { Market } from "./model.ts"
import { indexTickerRow, markPriceRow, priceLimitRow, tickerRow, tradeRow } from "./public-data.ts"
import { isCandleChannel, sendFirstCandle } from "./public-feed.ts"
import { sendFirst, sendRows } from "./public-sending.ts"
import { indexOf, indexSource } from "./reference-prices.ts"
import type { Connection, Subscription } from "./session.ts"
import type { World } from "./world.ts"

type First = Channel["first"]

const nothingFirst: First = () => {}

function rowFirst(
  row: (world: World, market: Market, subscription: Subscription) => Readonly<Record<string, unknown>> | undefined,
): First {
  return (world, subscription, market) => {
    const made = row(world, market, subscription)
    if (made !== undefined) sendFirst(world, subscription, market, made)
  }
}

const OF_MARKET = { path: "public", needs: "instId", login: false } as const
const OF_TYPE = { path: "public", needs: "instType", login: false } as const

const instrumentsFirst: First = (world, subscription) => {
  const wanted = subscription.instType
  const rows = [...world.markets.values()]
    .filter(({ spec }) => tradeTypes(spec).some((instType) => instType === wanted))
    .map(({ spec }) => instrumentRow(spec, wanted === "MARGIN" ? "MARGIN" : spec.instType, world.nowMs))
  if (rows.length > 0) sendRows(world, subscription, rows)
}

const snapshotFirst: First = (world, subscription, market) => sendBookSnapshot(world, market, subscription)

const CHANNELS: Readonly<Record<string, Channel>> = {
  tickers: { ...OF_MARKET, first: rowFirst(tickerRow) },
  trades: {
    ...OF_MARKET,
    first: rowFirst((_, market) => {
      const last = market.trades.at(-1)
      return last === undefined ? undefined : tradeRow(market, last, true)
    }),
  },
  "trades-all": { ...OF_MARKET, path: "business", first: nothingFirst },
  books: { ...OF_MARKET, first: snapshotFirst },
  "books-l2-tbt": { ...OF_MARKET, tier: 4, first: snapshotFirst },
  "books50-l2-tbt": { ...OF_MARKET, tier: 4, first: snapshotFirst },
  books5: {
    ...OF_MARKET,
    first: rowFirst((world, market) => ({ ...bookRow(world, market, 5), instId: market.spec.instId })),
  },
  "bbo-tbt": { ...OF_MARKET, first: rowFirst((world, market) => bookRow(world, market, 1)) },
  "mark-price": { ...OF_MARKET, first: rowFirst((world, market) => markPriceRow(world, market)) },
  "price-limit": { ...OF_MARKET, first: rowFirst(priceLimitRow) },
  "funding-rate": { ...OF_MARKET, of: ["SWAP"], first: rowFirst(fundingRateRow) },
  "open-interest": { ...OF_MARKET, of: ["SWAP", "FUTURES"], first: rowFirst(openInterestRow) },
  "index-tickers": {
    ...OF_MARKET,
    ofIndex: true,
    first: rowFirst((world, market, { instId = "" }) => indexTickerRow(world, market, instId)),
  },
  "estimated-price": {
    ...OF_TYPE,
    first(world, subscription) {
      for (const market of world.markets.values()) {
        const { spec } = market
        if (spec.instType !== subscription.instType) continue
        if (subscription.instId !== undefined && spec.instId !== subscription.instId) continue
        if (subscription.instFamily !== undefined && spec.instFamily !== subscription.instFamily) continue
        const row = estimatedPriceRow(world, market)
        if (row !== undefined) sendRows(world, subscription, [row])
      }
    },
  },
  instruments: { ...OF_TYPE, first: instrumentsFirst },
  "liquidation-orders": { ...OF_TYPE, first: nothingFirst },
  "adl-warning": { ...OF_TYPE, first: nothingFirst },
  status: { path: "public", needs: "nothing", login: false, first: nothingFirst },
}

const CANDLES: Channel = { ...OF_MARKET, path: "business", first: sendFirstCandle }

export function publicChannel(name: string): Channel | undefined {
  if (Object.hasOwn(CHANNELS, name)) return CHANNELS[name]
  if (!isCandleChannel(name) || barNamed(name.slice(name.indexOf("candle") + "candle".length)) === undefined) {
    return undefined
  }
  return name.startsWith("index-") ? { ...CANDLES, ofIndex: true } : CANDLES
}

/** The market behind the name of an index: "BTC-USDT", also "BTC-USD" where only its contracts are listed. */
export function marketOfIndex(world: World, instId: string): Market | undefined {
  for (const market of world.markets.values()) if (indexOf(market.spec) === instId) return indexSource(market)
  return undefined
}

/** True when the connection has a channel of the same book that this one may not be beside (64004). */
export function excludesBook(connection: Connection, channel: string, instId: string | undefined): boolean {
  if (!CHANGE_CHANNELS.has(channel)) return false
  for (const subscription of connection.subscriptions.values()) {
    if (subscription.instId !== instId || subscription.channel === channel) continue
    if (!CHANGE_CHANNELS.has(subscription.channel)) continue
    if (channel === "books-l2-tbt" || subscription.channel === "books-l2-tbt") return true
  }
  return false
}

/** An instrument's state or rules have changed: those who follow its type are told. */
export function pushInstrument(world: World, market: Market): void {
  for (const connection of world.connections.values()) {
    for (const subscription of connection.subscriptions.values()) {
      if (subscription.channel !== "instruments") continue
      const wanted = subscription.instType
      if (!tradeTypes(market.spec).some((instType) => instType === wanted)) continue
      const instType = wanted === "MARGIN" ? "MARGIN" : market.spec.instType
      sendRows(world, subscription, [instrumentRow(market.spec, instType, world.nowMs)])
    }
  }
}

const ESTIMATE_MS = 200

/** In the hour before a future's delivery its estimated price goes out five times a second. */
export function announceDelivery(world: World, market: Market): void {
  const { expiryMs } = market.spec
  if (expiryMs === undefined) return
  const tell = (): void => {
    const row = world.nowMs < expiryMs ? estimatedPriceRow(world, market) : undefined
    if (row === undefined) return
    pushToType(world, "estimated-price", market, row)
    world.scheduler.at(Math.max(world.nowMs, world.targetMs) + ESTIMATE_MS, tell)
  }
  world.scheduler.at(Math.max(world.nowMs, expiryMs - HOUR_MS), tell)
}

/** Rows for the subscribers of a channel that names a type of instrument: liquidation-orders, adl-warning, estimated-price. */
export function pushToType(world: World, channel: string, market: Market, row: unknown): void {
  for (const connection of world.connections.values()) {
    for (const subscription of connection.subscriptions.values()) {
      const { spec } = market
      if (subscription.channel !== channel || subscription.instType !== spec.instType) continue
      if (subscription.instFamily !== undefined && subscription.instFamily !== spec.instFamily) continue
      if (subscription.instId !== undefined && subscription.instId !== spec.instId) continue
      sendRows(world, subscription, [row])
    }
  }
}
