// The channels of the order book: what subscribers of books, books-l2-tbt and books50-l2-tbt have been shown, and the changes
// since; books5 and bbo-tbt show their few levels whole when these have changed. Sequence numbers jump, and each message names
// the one before it on its channel (reference section 7.5, OKX "Order book channel"). When to push is public-feed.ts's.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { priceOfTicks } from "./instruments.ts"
import type { Market } from "./model.ts"
import { type Level, levelsOf, type Side, visitLevels } from "./order-book.ts"
import { sendPublic } from "./public-sending.ts"
import type { Subscription } from "./session.ts"
import type { World } from "./world.ts"

/** GET books gives at most so many levels. */
export const BOOK_DEPTH = 400
/** Without a change for this long the channel says that it is still there. */
const HEARTBEAT_MS = 60_000

/** Depth of the channels that begin with a snapshot and go on with changes. */
export const CHANGE_CHANNELS: ReadonlyMap<string, number> = new Map([
  ["books-l2-tbt", 400],
  ["books50-l2-tbt", 50],
  ["books", 400],
])

interface Seen {
  total: Decimal
  count: number
  round: number
}

/** What one channel of a market has shown. */
export interface BookView {
  readonly depth: number
  readonly buy: Map<number, Seen>
  readonly sell: Map<number, Seen>
  round: number
  /** Of the last message. */
  seqId: number
  sentMs: number
}

/** Gives the book as it is now a number of its own when it has changed since it got the last one. */
export function numberBook(market: Market): number {
  const { buy, sell } = market.book
  const changes = buy.touched.size + sell.touched.size
  if (changes > 0) {
    market.bookSequence += 1 + (changes % 7)
    buy.touched.clear()
    sell.touched.clear()
  }
  return market.bookSequence
}

/** Tells the subscribers of a channel what has changed, all but a new one, who gets the whole. */
export function pushBookChanges(world: World, market: Market, channel: string, newcomer?: Subscription): void {
  const view = market.feed.views.get(channel)
  const subscriptions = market.subscriptions.get(channel)
  if (view === undefined) return
  if (subscriptions === undefined) {
    market.feed.views.delete(channel)
    return
  }
  const seqId = numberBook(market)
  if (seqId === view.seqId) return
  const { asks, bids } = takeChanges(market, view)
  if (asks.length === 0 && bids.length === 0) return
  const row = { asks, bids, ts: String(world.nowMs), checksum: 0, prevSeqId: view.seqId, seqId }
  view.seqId = seqId
  view.sentMs = world.nowMs
  sendUpdate(world, subscriptions, row, newcomer)
}

function takeChanges(market: Market, view: BookView): { asks: string[][]; bids: string[][] } {
  view.round++
  return { asks: changesOf(market, view, "sell"), bids: changesOf(market, view, "buy") }
}

/** After a minute without news: both sides empty, the same number twice. */
export function pushBookHeartbeats(world: World, market: Market): void {
  for (const [channel, view] of market.feed.views) {
    const subscriptions = market.subscriptions.get(channel)
    if (subscriptions === undefined || world.nowMs - view.sentMs < HEARTBEAT_MS) continue
    view.sentMs = world.nowMs
    const { seqId } = view
    const row = { asks: [], bids: [], ts: String(world.nowMs), checksum: 0, prevSeqId: seqId, seqId }
    sendUpdate(world, subscriptions, row, undefined)
  }
}

function sendUpdate(
  world: World,
  subscriptions: ReadonlySet<Subscription>,
  row: unknown,
  newcomer: Subscription | undefined,
): void {
  const text = JSON.stringify(row)
  for (const subscription of subscriptions) {
    if (subscription === newcomer) continue
    sendPublic(world, subscription, `{"arg":${subscription.argText},"action":"update","data":[${text}]}`)
  }
}

/** Levels that came, changed or left within the depth of the view, in no order that means anything. */
function changesOf(market: Market, view: BookView, side: Side): string[][] {
  const seen = view[side]
  const rows: string[][] = []
  let shown = 0
  visitLevels(market.book, side, (level) => {
    const known = seen.get(level.ticks)
    if (known === undefined) {
      seen.set(level.ticks, { total: level.total, count: level.count, round: view.round })
      rows.push(levelRow(market, level))
    } else {
      known.round = view.round
      if (known.count !== level.count || !Decimals.equals(known.total, level.total)) {
        known.total = level.total
        known.count = level.count
        rows.push(levelRow(market, level))
      }
    }
    return ++shown < view.depth
  })
  if (seen.size === shown) return rows
  for (const [ticks, { round }] of seen) {
    if (round === view.round) continue
    seen.delete(ticks)
    rows.push([format(priceOfTicks(market.spec, ticks)), "0", "0", "0"])
  }
  return rows
}

/** The first push of a channel of changes. Those who had the book before are told what has changed until now. */
export function sendBookSnapshot(world: World, market: Market, subscription: Subscription): void {
  const { channel, argText } = subscription
  const depth = CHANGE_CHANNELS.get(channel) ?? BOOK_DEPTH
  pushBookChanges(world, market, channel, subscription)
  let view = market.feed.views.get(channel)
  if (view === undefined) {
    view = { depth, buy: new Map(), sell: new Map(), round: 0, seqId: numberBook(market), sentMs: world.nowMs }
    market.feed.views.set(channel, view)
    takeChanges(market, view)
  }
  const row = {
    asks: bookSide(market, "sell", depth),
    bids: bookSide(market, "buy", depth),
    ts: String(world.nowMs),
    checksum: 0,
    prevSeqId: -1,
    seqId: view.seqId,
  }
  sendPublic(world, subscription, `{"arg":${argText},"action":"snapshot","data":[${JSON.stringify(row)}]}`)
}

/** Price, total, a number that is always 0, how many orders. */
function levelRow(market: Market, level: Level<unknown>): string[] {
  return [format(priceOfTicks(market.spec, level.ticks)), format(level.total), "0", String(level.count)]
}

function bookSide(market: Market, side: Side, depth: number): string[][] {
  return levelsOf(market.book, side, depth).map((level) => levelRow(market, level))
}

/** Asks and bids, best first, with time and sequence number. */
export function bookRow(world: World, market: Market, depth: number): Record<string, unknown> {
  return {
    asks: bookSide(market, "sell", depth),
    bids: bookSide(market, "buy", depth),
    ts: String(world.nowMs),
    seqId: numberBook(market),
  }
}

/** GET books-full: without the number that is always 0, and without a sequence. */
export function fullBookRow(world: World, market: Market, depth: number): Record<string, unknown> {
  const side = (name: Side): string[][] =>
    bookSide(market, name, depth).map(([price = "", size = "", , count = ""]) => [price, size, count])
  return { asks: side("sell"), bids: side("buy"), ts: String(world.nowMs) }
}
