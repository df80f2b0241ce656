// The channels of algo orders: orders-algo for one-way, OCO, trigger and chase orders, without a snapshot; algo-advance for
// TWAP and trailing ones, which tells what is waiting when it is subscribed (reference section 7.3). Sending is world.ts's.

import { type Subscription, wants } from "../session.ts"
import { sendPush, type World } from "../world.ts"
import type { Algo } from "./algo-model.ts"
import { type AlgoNews, advancedPushRow, isAdvanced, ordinaryPushRow } from "./algo-rows.ts"

export type { AlgoNews } from "./algo-rows.ts"

/** Tells the owner what just happened to an algo order. */
export function pushAlgo(world: World, algo: Algo, news: AlgoNews = {}): void {
  const { account, market } = algo
  const advanced = isAdvanced(algo)
  const subscriptions = account.subscriptions.get(advanced ? "algo-advance" : "orders-algo")
  if (subscriptions === undefined) return
  let row: string | undefined
  for (const subscription of subscriptions) {
    if (!wants(subscription, market, algo.instType) || !wantsId(subscription, algo)) continue
    row ??= JSON.stringify(advanced ? advancedPushRow(algo, world.nowMs) : ordinaryPushRow(algo, news))
    sendPush(world, subscription.connection, account, `{"arg":${subscription.argText},"data":[${row}]}`)
  }
}

function wantsId({ algoId }: Subscription, algo: Algo): boolean {
  return algoId === undefined || algoId === algo.algoId
}

/** The first push of algo-advance: everything that waits, if anything does. */
export function pushWaiting(world: World, subscription: Subscription): void {
  const { account, connection, argText } = subscription
  if (account === undefined) return
  const rows: unknown[] = []
  for (const algo of account.algos.live.values()) {
    if (!isAdvanced(algo) || !wants(subscription, algo.market, algo.instType) || !wantsId(subscription, algo)) continue
    rows.push(advancedPushRow(algo, world.nowMs))
  }
  if (rows.length > 0) sendPush(world, connection, account, `{"arg":${argText},"data":${JSON.stringify(rows)}}`)
}
