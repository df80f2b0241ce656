// Which markets there are: those of the start, and futures, which are delivered at their time, vanish a while later, and are
// followed by the next ones of their family (reference section 5.1). It relies on delivery.ts for the settlement and on
// market.ts for what moves a market.

import { Decimals, decimal, format } from "@okx-oms/core"
import { defaultInstruments, listedFutures, optionsOfFuture } from "./default-instruments.ts"
import { deliver } from "./delivery.ts"
import type { ExchangeOptions } from "./exchange.ts"
import { firstTradeId } from "./identifiers.ts"
import { type InstrumentOptions, instrumentSpec } from "./instruments.ts"
import { createFlow, type MarketFlow } from "./ladder.ts"
import { backfillCandles, createMarket, LADDER_LEVELS, settleAround, startWalk } from "./market.ts"
import type { Market } from "./model.ts"
import { announceDelivery, pushInstrument } from "./public-channels.ts"
import { planBookFlush } from "./public-feed.ts"
import { indexPrice, linkIndexes } from "./reference-prices.ts"
import { playRecording } from "./replay.ts"
import { restoreReference } from "./saved-reference.ts"
import { note, type World } from "./world.ts"

type Flows = Map<string, MarketFlow>

/** How long a delivered future is still there, taking no orders. */
const GONE_AFTER_MS = 5 * 60_000
const DELIVERIES_KEPT = 1_000

export function createMarkets(world: World, options: ExchangeOptions): Flows {
  const flows: Flows = new Map()
  for (const [position, instrument] of listedAt(world, options).entries())
    addMarket(world, flows, options, instrument, position)
  linkIndexes(world.markets)
  return flows
}

/** What is listed now; a future of an earlier run in which somebody may hold something is delivered first. */
function listedAt(world: World, options: ExchangeOptions): readonly InstrumentOptions[] {
  if (options.instruments !== undefined) return options.instruments
  const listed = defaultInstruments(world.nowMs)
  const known = new Set(listed.map(({ instId }) => instId))
  const kept = Object.keys(options.saved?.markets ?? {}).filter((instId) => !known.has(instId))
  return [...listed, ...kept.flatMap((instId) => optionsOfFuture(instId) ?? [])]
}

function addMarket(
  world: World,
  flows: Flows,
  options: ExchangeOptions,
  instrument: InstrumentOptions,
  position: number,
): MarketFlow {
  const spec = instrumentSpec(instrument, position)
  const saved = options.saved?.markets[spec.instId]
  const market = createMarket(spec, {
    firstTradeId: Math.max(firstTradeId(options.startedAtMs), saved?.tradeIdNext ?? 0),
    ...(saved === undefined ? {} : { lastPrice: decimal(saved.lastPrice) }),
  })
  if (saved !== undefined) restoreReference(market, saved)
  market.book.onChange = () => planBookFlush(world, market)
  announceDelivery(world, market)
  world.markets.set(spec.instId, market)
  world.marketsByCode.set(spec.instIdCode, market)
  const flow = createFlow(market, {
    seed: world.options.seed,
    levels: options.ladderLevels ?? LADDER_LEVELS,
    lively: world.options.market !== "scripted",
  })
  flows.set(spec.instId, flow)
  return flow
}

export function startMarkets(world: World, flows: ReadonlyMap<string, MarketFlow>, options: ExchangeOptions): void {
  for (const flow of flows.values()) startMarket(world, flow)
  if (options.recording !== undefined) playRecording(world, flows, options.recording)
}

function startMarket(world: World, flow: MarketFlow): void {
  const walks = world.options.market === "random-walk"
  if (walks) backfillCandles(flow, world.nowMs)
  settleAround(world, flow, Math.floor(flow.market.midTicks))
  if (walks) startWalk(world, flow)
}

/** Sees to it that every future ends in time. Those listed by themselves are followed by the next. */
export function planDeliveries(world: World, flows: Flows, options: ExchangeOptions): void {
  for (const market of world.markets.values()) planDelivery(world, flows, options, market)
}

function planDelivery(world: World, flows: Flows, options: ExchangeOptions, market: Market): void {
  const { expiryMs, instFamily, instId } = market.spec
  if (expiryMs === undefined) return
  world.scheduler.at(Math.max(world.nowMs, expiryMs), () => {
    const price = deliver(world, market)
    world.deliveries.push({ atMs: world.nowMs, uly: instFamily, instId, price: format(price) })
    if (world.deliveries.length > DELIVERIES_KEPT) world.deliveries.shift()
    pushInstrument(world, market)
    if (options.instruments === undefined) listNext(world, flows, options)
    world.scheduler.at(world.nowMs + GONE_AFTER_MS, () => remove(world, flows, market))
  })
}

function remove(world: World, flows: Flows, market: Market): void {
  world.markets.delete(market.spec.instId)
  world.marketsByCode.delete(market.spec.instIdCode)
  flows.delete(market.spec.instId)
}

/** Lists the futures that are due and not there yet, at the price that the market has by now. */
function listNext(world: World, flows: Flows, options: ExchangeOptions): void {
  for (const instrument of listedFutures(world.nowMs)) {
    if (world.markets.has(instrument.instId)) continue
    const family = instrument.instId.slice(0, instrument.instId.lastIndexOf("-"))
    const sibling = [...world.markets.values()].find(({ spec }) => spec.instFamily === family)
    const tick = decimal(instrument.tickSz)
    const startPrice =
      sibling === undefined
        ? instrument.startPrice
        : format(Decimals.roundToMultiple(indexPrice(sibling), tick, "halfEven"))
    const flow = addMarket(world, flows, options, { ...instrument, startPrice }, world.markets.size)
    linkIndexes(world.markets)
    startMarket(world, flow)
    note(world, "contract-listed", { instId: instrument.instId, px: startPrice })
    pushInstrument(world, flow.market)
    planDelivery(world, flows, options, flow.market)
  }
}
