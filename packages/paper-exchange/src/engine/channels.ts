// The channels that exist, on which path each may be subscribed, what its arg must name, and what a new subscriber gets
// first (reference sections 1, 7.3 and 7.5).

import { pushWaiting } from "./algo/algo-pushes.ts"
import type { Account, Market } from "./model.ts"
import { type Parameters, text } from "./parameters.ts"
import { excludesBook, marketOfIndex, publicChannel } from "./public-channels.ts"
import { startSnapshots } from "./pushes.ts"
import { type Refusal, refuse } from "./refusals.ts"
import type { Connection, ConnectionPath, Subscription } from "./session.ts"
import type { World } from "./world.ts"

export interface Channel {
  readonly path: Exclude<ConnectionPath, "any">
  readonly needs: "instId" | "instType" | "nothing"
  readonly login: boolean
  /** Counted per sub-account: each new subscription is told its number. */
  readonly counted?: boolean
  /** The lowest VIP level that may have it; one needs to be logged in to have a level. */
  readonly tier?: number
  /** Its instId is the name of an index. */
  readonly ofIndex?: boolean
  /** Kinds of instruments that have it; all when absent. */
  readonly of?: readonly string[]
  readonly first: (world: World, subscription: Subscription, market: Market) => void
}

const nothingFirst = (): void => {}

const OF_ACCOUNT = { path: "private", login: true, counted: true } as const
const OF_ALGOS = { path: "business", login: true, needs: "instType" } as const
const snapshotsFirst = (world: World, subscription: Subscription): void => startSnapshots(world, subscription)

const CHANNELS: Readonly<Record<string, Channel>> = {
  orders: { ...OF_ACCOUNT, needs: "instType", first: nothingFirst },
  account: { ...OF_ACCOUNT, needs: "nothing", first: snapshotsFirst },
  positions: { ...OF_ACCOUNT, needs: "instType", first: snapshotsFirst },
  "liquidation-warning": { ...OF_ACCOUNT, needs: "instType", first: nothingFirst },
  balance_and_position: { ...OF_ACCOUNT, needs: "nothing", first: snapshotsFirst },
  "orders-algo": { ...OF_ALGOS, first: nothingFirst },
  "algo-advance": { ...OF_ALGOS, first: pushWaiting },
}

/** Channels that exist at OKX but not for this fee tier. */
const TIER_CHANNELS = new Set(["fills"])

export function channelOf(name: string): Channel | undefined {
  return Object.hasOwn(CHANNELS, name) ? CHANNELS[name] : publicChannel(name)
}

const TIER_TOO_LOW = refuse("64003", "Your trading fee tier doesn't meet the requirement to access this channel")

/** 0 for the ordinary tiers Lv1 to Lv5, 4 for VIP4. */
function vipLevel(account: Account | undefined): number {
  return Number(/^VIP(\d+)$/i.exec(account?.level ?? "")?.[1] ?? 0)
}

function marketNamed(world: World, channel: Channel, instId: string): Market | undefined {
  return channel.ofIndex === true ? marketOfIndex(world, instId) : world.markets.get(instId)
}

/** What an arg subscribes to, or why it cannot be. */
export function readSubscription(
  world: World,
  connection: Connection,
  arg: Parameters,
): { subscription: Subscription; channel: Channel; market: Market | undefined } | Refusal {
  const name = text(arg, "channel")
  if (TIER_CHANNELS.has(name)) {
    return TIER_TOO_LOW
  }
  const channel = channelOf(name)
  if (channel === undefined) return unknownChannel(arg)
  if (connection.path !== "any" && connection.path !== channel.path) return wrongPath(connection, channel, arg)
  if (text(arg, "uly") !== "" && text(arg, "instFamily") === "") return ULY_GONE
  const first: Account | undefined = connection.accounts.values().next().value
  const account = channel.login ? first : undefined
  if ((channel.login || channel.tier !== undefined) && first === undefined) return refuse("60011", "Please log in")
  if (channel.tier !== undefined && vipLevel(first) < channel.tier) return TIER_TOO_LOW
  const instId = text(arg, "instId") || undefined
  const market = instId === undefined ? undefined : marketNamed(world, channel, instId)
  if (instId !== undefined && market === undefined) return unknownChannel(arg)
  if (channel.needs === "instId" && market === undefined) return unknownChannel(arg)
  if (market !== undefined && channel.of?.includes(market.spec.instType) === false) return unknownChannel(arg)
  if (excludesBook(connection, name, instId)) {
    return refuse("64004", "Books and books-l2-tbt can't be subscribed at the same time for the same instrument.")
  }
  if (channel.needs === "instType" && !isInstType(text(arg, "instType"))) {
    const given = text(arg, "instType") !== ""
    return given
      ? refuse("60033", "Parameter instType error.")
      : refuse("60027", "Parameter instType can not be empty.")
  }
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
    algoId: text(arg, "algoId") || undefined,
    eventsOnly: /"updateInterval"\s*:\s*"?0/.test(text(arg, "extraParams")),
    muted: false,
  }
  return { subscription, channel, market }
}

function withoutExtra(arg: Parameters): Record<string, unknown> {
  return Object.fromEntries(Object.entries(arg).filter(([name]) => name !== "extraParams"))
}

const ULY_GONE = refuse(
  "64000",
  "Subscription parameter uly is unavailable anymore, please replace uly with instFamily.",
)

/** A channel asked for on a path that does not have it: said apart for those that have moved to or from /business. */
function wrongPath(connection: Connection, channel: Channel, arg: Parameters): Refusal {
  if (channel.path === "business") {
    return refuse("64001", "This channel has been migrated to the '/business' URL. Please subscribe using the new URL.")
  }
  if (connection.path === "business") {
    const where = channel.path === "private" ? "/private" : "/public"
    return refuse("64002", `This channel is not supported by "/business" URL. Please use "${where}" URL.`)
  }
  return unknownChannel(arg)
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
