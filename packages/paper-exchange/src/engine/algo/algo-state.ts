// Algo orders as plain JSON records for a store, and the way back: what waited waits again, a trailing stop from the extreme
// that it had followed to, a TWAP for its next slice. Amounts are decimal text.

import { type Decimal, decimal, format } from "@okx-oms/core"
import { compareIds } from "../identifiers.ts"
import type { TradeType } from "../instruments.ts"
import type { Order } from "../model.ts"
import type { Side } from "../order-book.ts"
import type { PosSide } from "../positions.ts"
import type { World } from "../world.ts"
import { isLive, registerAlgo } from "./algo-life.ts"
import type {
  Algo,
  AlgoState,
  AlgoType,
  Attached,
  ChaseTerms,
  Leg,
  TrailTerms,
  TriggerTerms,
  TwapTerms,
} from "./algo-model.ts"
import { armAlgo } from "./arming.ts"
import { reserveAttached } from "./attached-life.ts"
import { chasingOrder } from "./chase.ts"
import { planSlice } from "./twap.ts"

/** Decimals as text, everything else as it is. */
type Saved<T> = {
  readonly [K in keyof T]: T[K] extends Decimal | undefined ? (T[K] extends Decimal ? string : string | null) : T[K]
}

export interface SavedAttached {
  readonly attachAlgoId: string
  readonly attachAlgoClOrdId: string
  readonly tp: Saved<Leg> | null
  readonly sl: Saved<Leg> | null
  readonly trail: Saved<TrailTerms> | null
  readonly size: string | null
  readonly costPrice: boolean
}

export interface SavedAlgo {
  readonly algoId: string
  readonly uid: string
  readonly instId: string
  readonly instType: TradeType
  readonly algoClOrdId: string
  readonly clOrdId: string
  readonly tag: string
  readonly ordType: AlgoType
  readonly side: Side
  readonly posSide: PosSide
  readonly tdMode: string
  readonly ccy: string
  readonly positionKey: string | null
  readonly tgtCcy: Algo["tgtCcy"]
  readonly reduceOnly: boolean
  readonly reduces: boolean
  readonly closesPosition: boolean
  readonly cxlOnClosePos: boolean
  readonly createdMs: number
  readonly lastAtPlacing: string
  readonly lever: string
  readonly twap: Saved<TwapTerms> | null
  readonly chase: Saved<ChaseTerms> | null
  readonly trail: Saved<TrailTerms> | null
  readonly groupId: string
  readonly costPrice: string | null
  readonly attached: readonly SavedAttached[]
  readonly size: string | null
  readonly tp: Saved<Leg> | null
  readonly sl: Saved<Leg> | null
  readonly trigger: Saved<TriggerTerms> | null
  readonly state: AlgoState
  readonly failCode: string
  readonly actualSide: Algo["actualSide"]
  readonly actualPrice: string | null
  readonly actualSize: string
  readonly ordIds: readonly string[]
  readonly linkedOrdIds: readonly string[]
  readonly triggeredMs: number
  readonly updatedMs: number
  /** The extreme that a trailing stop has followed to; null before it was activated. */
  readonly extreme: string | null
  readonly plannedMs: number
}

/** What of an algo order a store keeps. */
export function saveAlgo(algo: Algo): SavedAlgo {
  return {
    algoId: algo.algoId,
    uid: algo.account.uid,
    instId: algo.market.spec.instId,
    instType: algo.instType,
    algoClOrdId: algo.algoClOrdId,
    clOrdId: algo.clOrdId,
    tag: algo.tag,
    ordType: algo.ordType,
    side: algo.side,
    posSide: algo.posSide,
    tdMode: algo.tdMode,
    ccy: algo.ccy,
    positionKey: algo.positionKey ?? null,
    tgtCcy: algo.tgtCcy,
    reduceOnly: algo.reduceOnly,
    reduces: algo.reduces,
    closesPosition: algo.closesPosition,
    cxlOnClosePos: algo.cxlOnClosePos,
    createdMs: algo.createdMs,
    lastAtPlacing: format(algo.lastAtPlacing),
    lever: algo.lever,
    twap: algo.twap === undefined ? null : saveTwap(algo.twap),
    chase: algo.chase === undefined ? null : saveChase(algo.chase),
    trail: saveTrail(algo.trail),
    groupId: algo.groupId,
    costPrice: textOf(algo.costPrice),
    attached: saveAttached(algo.attached),
    size: textOf(algo.size),
    tp: saveLeg(algo.tp),
    sl: saveLeg(algo.sl),
    trigger: algo.trigger === undefined ? null : saveTrigger(algo.trigger),
    state: algo.state,
    failCode: algo.failCode,
    actualSide: algo.actualSide,
    actualPrice: textOf(algo.actualPrice),
    actualSize: format(algo.actualSize),
    ordIds: algo.ordIds,
    linkedOrdIds: algo.linkedOrdIds,
    triggeredMs: algo.triggeredMs,
    updatedMs: algo.updatedMs,
    extreme: textOf(algo.trailer?.group.extreme ?? algo.trailedFrom),
    plannedMs: algo.plannedMs,
  }
}

function textOf(value: Decimal | undefined): string | null {
  return value === undefined ? null : format(value)
}

function valueOf(text: string | null): Decimal | undefined {
  return text === null ? undefined : decimal(text)
}

function saveLeg(leg: Leg | undefined): Saved<Leg> | null {
  if (leg === undefined) return null
  const { triggerPrice, triggerRatio, orderPrice, ...rest } = leg
  return {
    ...rest,
    triggerPrice: textOf(triggerPrice),
    triggerRatio: textOf(triggerRatio),
    orderPrice: textOf(orderPrice),
  }
}

function restoreLeg(leg: Saved<Leg> | null): Leg | undefined {
  if (leg === null) return undefined
  const { triggerPrice, triggerRatio, orderPrice, ...rest } = leg
  return {
    ...rest,
    triggerPrice: valueOf(triggerPrice),
    triggerRatio: valueOf(triggerRatio),
    orderPrice: valueOf(orderPrice),
  }
}

function saveTrail(trail: TrailTerms | undefined): Saved<TrailTerms> | null {
  if (trail === undefined) return null
  const { callbackRatio, callbackSpread, activePrice } = trail
  return {
    callbackRatio: textOf(callbackRatio),
    callbackSpread: textOf(callbackSpread),
    activePrice: textOf(activePrice),
  }
}

function restoreTrail(trail: Saved<TrailTerms> | null): TrailTerms | undefined {
  if (trail === null) return undefined
  const { callbackRatio, callbackSpread, activePrice } = trail
  return {
    callbackRatio: valueOf(callbackRatio),
    callbackSpread: valueOf(callbackSpread),
    activePrice: valueOf(activePrice),
  }
}

function saveTrigger({ triggerPrice, orderPrice, ...rest }: TriggerTerms): Saved<TriggerTerms> {
  return { ...rest, triggerPrice: format(triggerPrice), orderPrice: textOf(orderPrice) }
}

function restoreTrigger(trigger: Saved<TriggerTerms> | null): TriggerTerms | undefined {
  if (trigger === null) return undefined
  const { triggerPrice, orderPrice, ...rest } = trigger
  return { ...rest, triggerPrice: decimal(triggerPrice), orderPrice: valueOf(orderPrice) }
}

function saveTwap({ priceVariance, priceSpread, sliceSize, priceLimit, intervalMs }: TwapTerms): Saved<TwapTerms> {
  return {
    priceVariance: textOf(priceVariance),
    priceSpread: textOf(priceSpread),
    sliceSize: format(sliceSize),
    priceLimit: format(priceLimit),
    intervalMs,
  }
}

function restoreTwap(twap: Saved<TwapTerms> | null): TwapTerms | undefined {
  if (twap === null) return undefined
  return {
    priceVariance: valueOf(twap.priceVariance),
    priceSpread: valueOf(twap.priceSpread),
    sliceSize: decimal(twap.sliceSize),
    priceLimit: decimal(twap.priceLimit),
    intervalMs: twap.intervalMs,
  }
}

function saveChase({ chaseType, chaseValue, maxChaseType, maxChaseValue }: ChaseTerms): Saved<ChaseTerms> {
  return { chaseType, chaseValue: format(chaseValue), maxChaseType, maxChaseValue: format(maxChaseValue) }
}

function restoreChase(chase: Saved<ChaseTerms> | null): ChaseTerms | undefined {
  if (chase === null) return undefined
  return { ...chase, chaseValue: decimal(chase.chaseValue), maxChaseValue: decimal(chase.maxChaseValue) }
}

/** What orders and trigger orders carry along. */
export function saveAttached(all: readonly Attached[]): readonly SavedAttached[] {
  return all.map(({ tp, sl, trail, size, ...rest }) => ({
    ...rest,
    tp: saveLeg(tp),
    sl: saveLeg(sl),
    trail: saveTrail(trail),
    size: textOf(size),
  }))
}

export function restoreAttached(all: readonly SavedAttached[]): readonly Attached[] {
  return all.map(({ tp, sl, trail, size, ...rest }) => ({
    ...rest,
    tp: restoreLeg(tp),
    sl: restoreLeg(sl),
    trail: restoreTrail(trail),
    size: valueOf(size),
  }))
}

/** Puts algo orders of an earlier run back, after the orders; those of accounts or markets that are gone are passed over. */
export function restoreAlgos(world: World, saved: readonly SavedAlgo[]): void {
  for (const account of world.accounts.values()) for (const order of account.openOrders.values()) reserve(order)
  for (const record of [...saved].sort((a, b) => compareIds(a.algoId, b.algoId))) {
    const algo = restoreAlgo(world, record)
    if (algo === undefined) continue
    registerAlgo(world, algo)
    if (!isLive(algo)) continue
    if (algo.twap !== undefined) planSlice(world, algo, Math.max(world.nowMs, algo.plannedMs))
    else if (algo.chase !== undefined) {
      if (chasingOrder(algo) !== undefined) world.algos.chases.add(algo)
    } else armAlgo(world, algo)
  }
}

function reserve(order: Order): void {
  if (order.attached.length > 0) reserveAttached(order)
}

function restoreAlgo(world: World, record: SavedAlgo): Algo | undefined {
  const account = world.accounts.get(record.uid)
  const market = world.markets.get(record.instId)
  if (account === undefined || market === undefined) return undefined
  const { uid: _uid, instId: _instId, extreme, ...facts } = record
  return {
    ...facts,
    account,
    market,
    positionKey: record.positionKey ?? undefined,
    lastAtPlacing: decimal(record.lastAtPlacing),
    twap: restoreTwap(record.twap),
    chase: restoreChase(record.chase),
    trail: restoreTrail(record.trail),
    costPrice: valueOf(record.costPrice),
    attached: restoreAttached(record.attached),
    size: valueOf(record.size),
    tp: restoreLeg(record.tp),
    sl: restoreLeg(record.sl),
    trigger: restoreTrigger(record.trigger),
    actualPrice: valueOf(record.actualPrice),
    actualSize: decimal(record.actualSize),
    firing: false,
    trailedFrom: valueOf(extreme),
    trailer: undefined,
    arms: [],
    dropPlan: undefined,
  }
}

/** Adds the trailing stops whose extreme has moved to what a store has to keep. */
export function keepMovedTrails(world: World): void {
  for (const market of world.markets.values()) {
    if (!market.triggers.trails.moved) continue
    market.triggers.trails.moved = false
    for (const account of world.accounts.values()) {
      for (const algo of account.algos.live.values()) {
        if (algo.trailer !== undefined && algo.market === market) world.changed.algos.add(algo)
      }
    }
  }
}
