// An algo order's life: it becomes known, is told about, ends, and is forgotten three months later. How many may wait is
// limited per kind as at OKX (reference section 4.9). What it waits for is arming.ts's.

import { format } from "@okx-oms/core"
import type { Account, Market } from "../model.ts"
import type { Refusal } from "../refusals.ts"
import { note, type World } from "../world.ts"
import type { Algo, AlgoState, AlgoType } from "./algo-model.ts"
import { type AlgoNews, pushAlgo } from "./algo-pushes.ts"
import { ALGO_REFUSALS } from "./algo-refusals.ts"
import { disarmAlgo } from "./arming.ts"

interface Limit {
  readonly most: number
  readonly perInstrument: boolean
  readonly refusal: Refusal
}

const STOPS: Limit = { most: 100, perInstrument: true, refusal: ALGO_REFUSALS.tooManyStops }
const LIMITS: Readonly<Record<AlgoType, Limit>> = {
  conditional: STOPS,
  oco: STOPS,
  trigger: { most: 500, perInstrument: false, refusal: ALGO_REFUSALS.tooManyTriggers },
  move_order_stop: { most: 50, perInstrument: false, refusal: ALGO_REFUSALS.tooManyTrailing },
  twap: { most: 20, perInstrument: false, refusal: ALGO_REFUSALS.tooManyTwaps },
  chase: { most: 1, perInstrument: true, refusal: ALGO_REFUSALS.oneChase },
}
/** Ended algo orders remembered per account; the oldest go first. */
const KEPT_MAX = 100_000

function countKey(ordType: AlgoType, market: Market): string {
  const kind = ordType === "oco" ? "conditional" : ordType
  return LIMITS[ordType].perInstrument ? `${kind}:${market.spec.instId}` : kind
}

/** Why no more of this kind may wait, undefined when one more may. */
export function checkRoom(account: Account, market: Market, ordType: AlgoType): Refusal | undefined {
  const { most, refusal } = LIMITS[ordType]
  return (account.algos.counts.get(countKey(ordType, market)) ?? 0) >= most ? refusal : undefined
}

export function isLive(algo: Algo): boolean {
  return algo.state === "live" || algo.state === "pause"
}

/** Makes an algo order findable. */
export function registerAlgo(world: World, algo: Algo): void {
  const { algos } = algo.account
  algos.byId.set(algo.algoId, algo)
  algos.list.push(algo)
  if (algo.algoClOrdId !== "") algos.latestByClOrdId.set(algo.algoClOrdId, algo)
  keepAlgo(world, algo)
  if (!isLive(algo)) return
  algos.live.set(algo.algoId, algo)
  countLive(algo, 1)
  world.algos.live++
  if (algo.algoClOrdId !== "") algos.reservedIds.add(algo.algoClOrdId)
  for (const { attachAlgoClOrdId } of algo.attached) {
    if (attachAlgoClOrdId !== "") algos.reservedIds.add(attachAlgoClOrdId)
  }
}

function countLive({ account, ordType, market }: Algo, by: 1 | -1): void {
  const key = countKey(ordType, market)
  account.algos.counts.set(key, (account.algos.counts.get(key) ?? 0) + by)
}

export function keepAlgo(world: World, algo: Algo): void {
  if (world.options.keepChanges) world.changed.algos.add(algo)
}

/** Tells log and owner of a new algo order. */
export function announceAlgo(world: World, algo: Algo): void {
  note(world, "algo-accepted", {
    ...aboutAlgo(algo),
    side: algo.side,
    ordType: algo.ordType,
    sz: algo.size === undefined ? "" : format(algo.size),
    reduceOnly: algo.reduceOnly,
    tag: algo.tag,
  })
  pushAlgo(world, algo)
}

/** What identifies an algo order in the log. */
export function aboutAlgo(algo: Algo): Record<string, unknown> {
  return {
    uid: algo.account.uid,
    instId: algo.market.spec.instId,
    algoId: algo.algoId,
    algoClOrdId: algo.algoClOrdId,
  }
}

/** A change that does not end it. */
export function changedAlgo(world: World, algo: Algo, news: AlgoNews = {}): void {
  algo.updatedMs = world.nowMs
  keepAlgo(world, algo)
  pushAlgo(world, algo, news)
}

/** The end of an algo order: it waits for nothing any more, and its owner is told. */
export function endAlgo(world: World, algo: Algo, state: Exclude<AlgoState, "live" | "pause">, failCode = ""): void {
  const { algos } = algo.account
  disarmAlgo(algo)
  algo.dropPlan?.()
  algo.dropPlan = undefined
  algo.firing = false
  algo.state = state
  algo.failCode = failCode
  if (algos.live.delete(algo.algoId)) {
    countLive(algo, -1)
    world.algos.live--
  }
  releaseIds(algo)
  note(world, "algo-ended", { ...aboutAlgo(algo), state, failCode, ordIds: algo.ordIds })
  changedAlgo(world, algo)
}

function releaseIds({ account, algoClOrdId, attached, ordIds }: Algo): void {
  const { reservedIds } = account.algos
  reservedIds.delete(algoClOrdId)
  // What it carried has gone over to the order that it placed.
  if (ordIds.length > 0) return
  for (const { attachAlgoClOrdId } of attached) reservedIds.delete(attachAlgoClOrdId)
}

/** The algo order that an algoId or algoClOrdId means (algoId wins), whatever its state. */
export function findAlgo(account: Account, ids: { algoId: string; algoClOrdId: string }): Algo | undefined {
  const { byId, latestByClOrdId } = account.algos
  return ids.algoId === "" ? latestByClOrdId.get(ids.algoClOrdId) : byId.get(ids.algoId)
}

/** True while OKX still shows an ended algo order. */
export function isRemembered(world: World, algo: Algo): boolean {
  return isLive(algo) || world.nowMs - algo.updatedMs < world.options.retention.archiveMs
}

/** Forgets what is beyond its time. Costs one walk over the algo orders; the exchange runs it once a minute. */
export function forgetOldAlgos(world: World, account: Account): void {
  const { algos } = account
  const surplus = algos.list.length - KEPT_MAX
  let position = 0
  const kept = algos.list.filter((algo) => isLive(algo) || (position++ >= surplus && isRemembered(world, algo)))
  if (kept.length === algos.list.length) return
  const stays = new Set(kept)
  for (const algo of algos.list) {
    if (stays.has(algo)) continue
    algos.byId.delete(algo.algoId)
    if (algos.latestByClOrdId.get(algo.algoClOrdId) === algo) algos.latestByClOrdId.delete(algo.algoClOrdId)
    if (world.options.keepChanges) world.changed.forgottenAlgos.add(algo.algoId)
  }
  algos.list.length = 0
  for (const algo of kept) algos.list.push(algo)
}
