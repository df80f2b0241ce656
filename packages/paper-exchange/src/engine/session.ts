// WebSocket connections and their subscriptions: records, and the two places they are found by (account, market).
// What is said over them is in ws-requests.ts and channels.ts.

import type { TradeType } from "./instruments.ts"
import type { Lane } from "./latency.ts"
import type { Account, ApiKey, Market } from "./model.ts"

/** The path a connection was opened on; "any" is the universal path that takes every channel and operation. */
export type ConnectionPath = "public" | "private" | "business" | "any"

export interface Connection {
  readonly id: string
  readonly path: ConnectionPath
  readonly ip: string
  readonly openedMs: number
  /** The accounts that logged in here, by uid; the first one places the orders. */
  readonly accounts: Map<string, Account>
  /** What they logged in with, by uid. */
  readonly keys: Map<string, ApiKey>
  readonly subscriptions: Map<string, Subscription>
  lastInboundMs: number
  /** Pushes are held back until then, so that delayed ones keep their order. */
  heldUntilMs: number
  closed: boolean
  /** What is sent here arrives in the order it was sent. */
  readonly lane: Lane
}

export interface Subscription {
  readonly connection: Connection
  /** The channel's arg in canonical order, the key it is subscribed and unsubscribed by. */
  readonly key: string
  /** The arg as it stands in pushes: as subscribed, on private channels with the uid. */
  readonly argText: string
  readonly channel: string
  readonly account: Account | undefined
  readonly market: Market | undefined
  readonly instType: string | undefined
  readonly instFamily: string | undefined
  readonly instId: string | undefined
  readonly ccy: string | undefined
  readonly algoId: string | undefined
  /** updateInterval "0": no regular pushes of account and positions. */
  readonly eventsOnly: boolean
  /** Nothing is pushed on it any more, while everything else goes on (muted-channel fault). */
  muted: boolean
}

export function attach(subscription: Subscription): void {
  subscription.connection.subscriptions.set(subscription.key, subscription)
  const holder = subscription.account ?? subscription.market
  if (holder === undefined) return
  const known = holder.subscriptions.get(subscription.channel)
  if (known === undefined) holder.subscriptions.set(subscription.channel, new Set([subscription]))
  else known.add(subscription)
}

export function detach(subscription: Subscription): void {
  subscription.connection.subscriptions.delete(subscription.key)
  const holder = subscription.account ?? subscription.market
  const known = holder?.subscriptions.get(subscription.channel)
  known?.delete(subscription)
  if (known?.size === 0) holder?.subscriptions.delete(subscription.channel)
}

/** True when something of this instrument belongs to the subscription's arg. */
export function wants(subscription: Subscription, market: Market, instType: TradeType = market.spec.instType): boolean {
  const { spec } = market
  if (subscription.instId !== undefined && subscription.instId !== spec.instId) return false
  if (subscription.instFamily !== undefined && subscription.instFamily !== spec.instFamily) return false
  return subscription.instType === undefined || subscription.instType === "ANY" || subscription.instType === instType
}
