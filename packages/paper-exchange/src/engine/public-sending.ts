// The way out of public pushes: every channel of a market sends through here, so that silence and latency hold for all.
// It relies on subscriptions; what is pushed and when is the channels' business.

import type { Market } from "./model.ts"
import type { Subscription } from "./session.ts"
import { isSilenced, pushFrame, type World } from "./world.ts"

export function sendPublic(world: World, { connection }: Subscription, text: string): void {
  if (connection.closed || isSilenced(world, connection)) return
  pushFrame(world, connection, connection.accounts.keys().next().value, text)
}

/** Sends one row to everybody on a channel of the market. */
export function pushRow(world: World, market: Market, channel: string, row: () => unknown): void {
  const subscriptions = market.subscriptions.get(channel)
  if (subscriptions === undefined) return
  const text = JSON.stringify(row())
  for (const subscription of subscriptions) {
    sendPublic(world, subscription, `{"arg":${subscription.argText},"data":[${text}]}`)
  }
}

/** As pushRow, but only when something beside its `ts` differs from what the channel got last. */
export function pushNews(world: World, market: Market, channel: string, row: () => Row): void {
  const subscriptions = market.subscriptions.get(channel)
  if (subscriptions === undefined) {
    market.feed.pushed.delete(channel)
    return
  }
  const made = row()
  const news = newsOf(made)
  if (market.feed.pushed.get(channel) === news) return
  market.feed.pushed.set(channel, news)
  const text = JSON.stringify(made)
  for (const subscription of subscriptions) {
    sendPublic(world, subscription, `{"arg":${subscription.argText},"data":[${text}]}`)
  }
}

type Row = Readonly<Record<string, unknown>>

function newsOf(row: Row): string {
  return JSON.stringify({ ...row, ts: "", seqId: 0 })
}

/** The first row of a channel that pushes only news. */
export function sendFirst(world: World, subscription: Subscription, market: Market, row: Row): void {
  const { pushed } = market.feed
  if (!pushed.has(subscription.channel)) pushed.set(subscription.channel, newsOf(row))
  sendRows(world, subscription, [row])
}

/** To one subscriber. */
export function sendRows(world: World, subscription: Subscription, rows: readonly unknown[]): void {
  sendPublic(world, subscription, `{"arg":${subscription.argText},"data":${JSON.stringify(rows)}}`)
}
