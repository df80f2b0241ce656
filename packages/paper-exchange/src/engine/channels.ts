// The channels that exist, on which path each may be subscribed, what its arg must name, and what a new subscriber gets
// first (reference sections 1, 7.3 and 7.5).

import { candleRow, currentCandle, isBar } from "./candles.ts"
import { instrumentRow, tradeTypes } from "./instrument-rows.ts"
import type { Account, Market } from "./model.ts"
import { type Parameters, text } from "./parameters.ts"
import {
  bookRow,
  bookSnapshot,
  fundingRateRow,
  markPriceRow,
  priceLimitRow,
  tickerRow,
  tradeRow,
} from "./public-data.ts"
import { startSnapshots } from "./pushes.ts"
import { type Refusal, refuse } from "./refusals.ts"
import type { Connection, ConnectionPath, Subscription } from "./session.ts"
import { send, type World } from "./world.ts"

interface Channel {
  readonly path: Exclude<ConnectionPath, "any">
  readonly needs: "instId" | "instType" | "nothing"
  readonly login: boolean
  /** Counted per sub-account: each new subscription is told its number. */
  readonly counted?: boolean
  readonly first: (world: World, subscription: Subscription, market: Market) => void
}

const nothingFirst = (): void => {}

function rowFirst(row: (world: World, market: Market) => unknown): Channel["first"] {
  return (world, subscription, market) => {
    pushRows(world, subscription, [row(world, market)])
  }
}

function pushRows(world: World, subscription: Subscription, rows: readonly unknown[]): void {
  send(world, subscription.connection, `{"arg":${subscription.argText},"data":${JSON.stringify(rows)}}`)
}

const OF_MARKET = { path: "public", needs: "instId", login: false } as const
const OF_ACCOUNT = { path: "private", login: true, counted: true } as const
const snapshotsFirst = (world: World, subscription: Subscription): void => startSnapshots(world, subscription)

const CHANNELS: Readonly<Record<string, Channel>> = {
  orders: { ...OF_ACCOUNT, needs: "instType", first: nothingFirst },
  account: { ...OF_ACCOUNT, needs: "nothing", first: snapshotsFirst },
  positions: { ...OF_ACCOUNT, needs: "instType", first: snapshotsFirst },
  balance_and_position: { ...OF_ACCOUNT, needs: "nothing", first: snapshotsFirst },
  tickers: { ...OF_MARKET, first: rowFirst(tickerRow) },
  trades: {
    ...OF_MARKET,
    first(world, subscription, market) {
      const last = market.trades.at(-1)
      if (last !== undefined) pushRows(world, subscription, [tradeRow(market, last, true)])
    },
  },
  "trades-all": { ...OF_MARKET, path: "business", first: nothingFirst },
  books: {
    ...OF_MARKET,
    first(world, subscription, market) {
      send(world, subscription.connection, bookSnapshot(world, market, subscription.argText))
    },
  },
  books5: {
    ...OF_MARKET,
    first: rowFirst((world, market) => ({ ...bookRow(world, market, 5), instId: market.spec.instId })),
  },
  "bbo-tbt": { ...OF_MARKET, first: rowFirst((world, market) => bookRow(world, market, 1)) },
  "mark-price": { ...OF_MARKET, first: rowFirst(markPriceRow) },
  "price-limit": { ...OF_MARKET, first: rowFirst(priceLimitRow) },
  "funding-rate": { ...OF_MARKET, first: rowFirst(fundingRateRow) },
  instruments: {
    path: "public",
    needs: "instType",
    login: false,
    first(world, subscription) {
      const wanted = [...world.markets.values()].filter(({ spec }) =>
        tradeTypes(spec).some((instType) => instType === subscription.instType),
      )
      if (wanted.length > 0) {
        const rows = wanted.map(({ spec }) =>
          instrumentRow(spec, subscription.instType === "MARGIN" ? "MARGIN" : spec.instType, world.nowMs),
        )
        pushRows(world, subscription, rows)
      }
    },
  },
  status: { path: "public", needs: "nothing", login: false, first: nothingFirst },
}

/** Channels that exist at OKX but not for this fee tier. */
const TIER_CHANNELS = new Set(["fills", "books-l2-tbt", "books50-l2-tbt"])

function candleChannel(name: string): Channel | undefined {
  if (!name.startsWith("candle") || !isBar(name.slice("candle".length))) return undefined
  return {
    ...OF_MARKET,
    path: "business",
    first(world, subscription, market) {
      const bar = name.slice("candle".length)
      const candle = currentCandle(market.candles, bar)
      if (candle !== undefined) pushRows(world, subscription, [candleRow(candle, bar, world.nowMs)])
    },
  }
}

export function channelOf(name: string): Channel | undefined {
  return Object.hasOwn(CHANNELS, name) ? CHANNELS[name] : candleChannel(name)
}

/** What an arg subscribes to, or why it cannot be. */
export function readSubscription(
  world: World,
  connection: Connection,
  arg: Parameters,
): { subscription: Subscription; channel: Channel; market: Market | undefined } | Refusal {
  const name = text(arg, "channel")
  if (TIER_CHANNELS.has(name)) {
    return refuse("64003", "Your trading fee tier doesn't meet the requirement to access this channel")
  }
  const channel = channelOf(name)
  if (channel === undefined) return unknownChannel(arg)
  if (connection.path !== "any" && connection.path !== channel.path) {
    const business = channel.path === "business"
    return business
      ? refuse("64001", "This channel has been migrated to the '/business' URL. Please subscribe using the new URL.")
      : refuse(
          "60018",
          `Wrong URL or ${JSON.stringify(arg)} doesn't exist. Please use the correct URL, channel and parameters.`,
        )
  }
  const account: Account | undefined = channel.login ? connection.accounts.values().next().value : undefined
  if (channel.login && account === undefined) return refuse("60011", "Please log in")
  const instId = text(arg, "instId") || undefined
  const market = instId === undefined ? undefined : world.markets.get(instId)
  if (instId !== undefined && market === undefined) return unknownChannel(arg)
  if (channel.needs === "instId" && market === undefined) return unknownChannel(arg)
  if (channel.needs === "instType" && !isInstType(text(arg, "instType"))) return unknownChannel(arg)
  const key = JSON.stringify(Object.fromEntries(Object.entries(arg).sort(([a], [b]) => (a < b ? -1 : 1))))
  const subscription: Subscription = {
    connection,
    key,
    argText: JSON.stringify(account === undefined ? arg : { ...withoutExtra(arg), uid: account.uid }),
    channel: name,
    account,
    market: channel.needs === "instId" ? market : undefined,
    instType: text(arg, "instType") || undefined,
    instFamily: text(arg, "instFamily") || undefined,
    instId,
    ccy: text(arg, "ccy") || undefined,
    eventsOnly: /"updateInterval"\s*:\s*"?0/.test(text(arg, "extraParams")),
    muted: false,
  }
  return { subscription, channel, market }
}

function withoutExtra(arg: Parameters): Record<string, unknown> {
  return Object.fromEntries(Object.entries(arg).filter(([name]) => name !== "extraParams"))
}

function unknownChannel(arg: Parameters): Refusal {
  const named = Object.entries(arg).map(([name, value]) => `${name}:${String(value)}`)
  return refuse(
    "60018",
    `Wrong URL or ${named.join(",")} doesn't exist. Please use the correct URL, channel and parameters referring to API document.`,
  )
}

function isInstType(value: string): boolean {
  return ["SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS", "ANY"].includes(value)
}
