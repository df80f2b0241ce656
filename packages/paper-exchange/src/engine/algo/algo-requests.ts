// Placing, cancelling and amending algo orders as requests (reference section 4.9): each item judged on its own, answers
// without inTime and outTime. What an algo order must satisfy is algo-checks.ts's, what becomes of it algo-fire.ts's.

import { format } from "@okx-oms/core"
import type { Account, Market } from "../model.ts"
import { closeOrder } from "../order-life.ts"
import { type Parameters, text } from "../parameters.ts"
import type { RateLimit } from "../rate-limits.ts"
import { parameterMissing, REFUSALS, type Refusal } from "../refusals.ts"
import { type Answer, refusalAnswer } from "../serve.ts"
import { note, type World } from "../world.ts"
import { amendAlgo } from "./algo-amend.ts"
import { checkAlgo } from "./algo-checks.ts"
import { createAlgo } from "./algo-create.ts"
import { aboutAlgo, announceAlgo, endAlgo, findAlgo, isLive, registerAlgo } from "./algo-life.ts"
import type { Algo } from "./algo-model.ts"
import { ALGO_REFUSALS } from "./algo-refusals.ts"
import { armAlgo } from "./arming.ts"
import { chasingOrder, startChase } from "./chase.ts"
import { cancelLinked } from "./groups.ts"
import { placeLimitProfit } from "./limit-profit.ts"
import { planSlice } from "./twap.ts"

const CANCEL_MAX = 10
/** Orders, not requests. */
const CANCEL_LIMIT: RateLimit = { count: 20, windowMs: 2_000 }

/** POST /trade/order-algo. */
export function placeAlgos(world: World, account: Account, body: Parameters): Answer {
  const outcome = placeAlgo(world, account, body)
  if ("code" in outcome) noteRefused(world, account, "algo-refused", body, outcome)
  return answerOf([placeRow(body, outcome)], "code" in outcome ? 1 : 0)
}

function placeAlgo(world: World, account: Account, body: Parameters): Algo | Refusal {
  const market = marketOf(world, body)
  if ("code" in market) return market
  const checked = checkAlgo(account, market, body, () => world.ids.next())
  if ("code" in checked) return checked
  const algo = createAlgo(world, account, checked)
  registerAlgo(world, algo)
  announceAlgo(world, algo)
  startAlgo(world, algo)
  return algo
}

/** Lets a registered algo order do what it is for. */
function startAlgo(world: World, algo: Algo): void {
  if (algo.ordType === "twap") planSlice(world, algo, world.nowMs)
  else if (algo.ordType === "chase") startChase(world, algo)
  else {
    if (algo.tp?.kind === "limit") placeLimitProfit(world, algo, algo)
    if (isLive(algo)) armAlgo(world, algo)
  }
}

function marketOf(world: World, item: Parameters): Market | Refusal {
  const instId = text(item, "instId")
  if (instId === "") return parameterMissing("instId")
  return world.markets.get(instId) ?? REFUSALS.instIdUnknown
}

function placeRow(body: Parameters, outcome: Algo | Refusal): Record<string, string> {
  const refused = "code" in outcome
  return {
    algoClOrdId: refused ? text(body, "algoClOrdId") : outcome.algoClOrdId,
    algoId: refused ? "" : outcome.algoId,
    clOrdId: text(body, "clOrdId"),
    sCode: refused ? outcome.code : "0",
    sMsg: refused ? outcome.msg : "",
    tag: text(body, "tag"),
  }
}

/** POST /trade/cancel-algos. */
export function cancelAlgos(world: World, account: Account, items: readonly Parameters[]): Answer {
  if (items.length === 0) return refusalAnswer(parameterMissing("args"))
  if (items.length > CANCEL_MAX) return refusalAnswer(ALGO_REFUSALS.cancelTooMany)
  const rows: Record<string, string>[] = []
  let failed = 0
  for (const item of items) {
    const outcome = cancelAlgo(world, account, item)
    if ("code" in outcome) {
      failed++
      noteRefused(world, account, "algo-cancel-refused", item, outcome)
    }
    if ("code" in outcome && outcome.code === "50011" && items.length === 1) return refusalAnswer(outcome)
    rows.push(cancelRow(item, outcome))
  }
  return answerOf(rows, failed)
}

function cancelAlgo(world: World, account: Account, item: Parameters): Algo | Refusal {
  const market = marketOf(world, item)
  if ("code" in market) return market
  const { instId } = market.spec
  if (!world.limits.take(`${account.uid}:cancel-algos:${instId}`, CANCEL_LIMIT, world.nowMs)) {
    return REFUSALS.tooManyRequests
  }
  const algo = algoNamed(account, market, item)
  if ("code" in algo) return algo.code === "51527" ? REFUSALS.cancelNotFound : algo
  if (algo.firing || algo.state === "effective") return ALGO_REFUSALS.triggered
  if (!isLive(algo)) return REFUSALS.cancelNotFound
  note(world, "algo-cancel-taken", aboutAlgo(algo))
  if (algo.linkedOrdIds.length > 0) cancelLinked(world, algo, "37")
  const chasing = algo.ordType === "chase" ? chasingOrder(algo) : undefined
  // The end of its order is the end of a chase.
  if (chasing === undefined) endAlgo(world, algo, "canceled")
  else closeOrder(world, chasing, "canceled", "1")
  return algo
}

/** By algoId, else by algoClOrdId. */
function algoNamed(account: Account, market: Market, item: Parameters): Algo | Refusal {
  const algoId = text(item, "algoId")
  const algoClOrdId = text(item, "algoClOrdId") || text(item, "clOrdId")
  if (algoId === "" && algoClOrdId === "") return REFUSALS.idRequired
  const algo = findAlgo(account, { algoId, algoClOrdId })
  return algo === undefined || algo.market !== market ? ALGO_REFUSALS.stopUnknown : algo
}

function cancelRow(item: Parameters, outcome: Algo | Refusal): Record<string, string> {
  const refused = "code" in outcome
  return {
    algoClOrdId: refused ? text(item, "algoClOrdId") : outcome.algoClOrdId,
    algoId: refused ? text(item, "algoId") : outcome.algoId,
    clOrdId: "",
    sCode: refused ? outcome.code : "0",
    sMsg: refused ? outcome.msg : "",
    tag: "",
  }
}

/** POST /trade/amend-algos. */
export function amendAlgos(world: World, account: Account, body: Parameters): Answer {
  const outcome = amendNamed(world, account, body)
  const refused = "code" in outcome
  if (refused) noteRefused(world, account, "algo-amend-refused", body, outcome)
  const row = {
    algoClOrdId: refused ? text(body, "algoClOrdId") : outcome.algoClOrdId,
    algoId: refused ? text(body, "algoId") : outcome.algoId,
    reqId: text(body, "reqId"),
    sCode: refused ? outcome.code : "0",
    sMsg: refused ? outcome.msg : "",
  }
  return answerOf([row], refused ? 1 : 0)
}

function amendNamed(world: World, account: Account, body: Parameters): Algo | Refusal {
  const market = marketOf(world, body)
  if ("code" in market) return market
  const algo = algoNamed(account, market, body)
  if ("code" in algo) return algo
  const refusal = amendAlgo(world, algo, body)
  if (refusal === undefined) {
    note(world, "algo-amended", {
      ...aboutAlgo(algo),
      sz: algo.size === undefined ? "" : format(algo.size),
      reqId: text(body, "reqId"),
    })
  }
  return refusal ?? algo
}

function noteRefused(
  world: World,
  account: Account,
  type: "algo-refused" | "algo-cancel-refused" | "algo-amend-refused",
  item: Parameters,
  refusal: Refusal,
): void {
  note(world, type, {
    uid: account.uid,
    instId: text(item, "instId"),
    algoId: text(item, "algoId"),
    algoClOrdId: text(item, "algoClOrdId") || text(item, "clOrdId"),
    code: refusal.code,
    msg: refusal.msg,
  })
}

function answerOf(rows: readonly unknown[], failed: number): Answer {
  const code = failed === 0 ? "0" : failed === rows.length ? "1" : "2"
  return { code, msg: "", data: rows, timed: false }
}
