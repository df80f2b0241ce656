// What an account can read of its algo orders: one by its id, what waits, and what has come to its end within three months
// (reference section 4.9). Each answers rows or a refusal.

import type { Account } from "../model.ts"
import { pageOf, readPage } from "../paging.ts"
import { list, type Parameters, text } from "../parameters.ts"
import { eitherParameter, parameterError, parameterMissing, REFUSALS, type Refusal } from "../refusals.ts"
import type { World } from "../world.ts"
import { findAlgo, isLive, isRemembered } from "./algo-life.ts"
import type { Algo, AlgoState } from "./algo-model.ts"
import { restAlgoRow } from "./algo-rows.ts"

type Rows = Record<string, unknown>[] | Refusal

/** GET /trade/order-algo. */
export function readAlgo(world: World, account: Account, query: Parameters): Rows {
  const algoId = text(query, "algoId")
  const algoClOrdId = text(query, "algoClOrdId")
  if (algoId === "" && algoClOrdId === "") return eitherParameter("algoId", "algoClOrdId")
  const algo = findAlgo(account, { algoId, algoClOrdId })
  return algo === undefined || !isRemembered(world, algo) ? REFUSALS.orderUnknown : [restAlgoRow(algo)]
}

/** GET /trade/orders-algo-pending. */
export function readPendingAlgos(account: Account, query: Parameters): Rows {
  return readList(account, query, [...account.algos.live.values()], isLive)
}

const ENDED: Readonly<Record<string, readonly AlgoState[]>> = {
  effective: ["effective", "partially_effective"],
  canceled: ["canceled"],
  order_failed: ["order_failed", "partially_failed"],
}

/** GET /trade/orders-algo-history. */
export function readAlgoHistory(world: World, account: Account, query: Parameters): Rows {
  const state = text(query, "state")
  if (state === "" && text(query, "algoId") === "") return eitherParameter("state", "algoId")
  const states = state === "" ? undefined : ENDED[state]
  if (state !== "" && (states === undefined || !Object.hasOwn(ENDED, state))) return parameterError("state")
  return readList(
    account,
    query,
    account.algos.list,
    (algo) => !isLive(algo) && isRemembered(world, algo) && (states === undefined || states.includes(algo.state)),
  )
}

const INST_TYPES: readonly string[] = ["SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION"]
const ALGO_TYPES: readonly string[] = [
  "conditional",
  "oco",
  "chase",
  "trigger",
  "move_order_stop",
  "iceberg",
  "twap",
  "smart_iceberg",
]

/** One type, or conditional and oco together. */
function readTypes(query: Parameters): readonly string[] | Refusal {
  const types = list(query, "ordType")
  if (types.length === 0) return parameterMissing("ordType")
  if (types.some((type) => !ALGO_TYPES.includes(type))) return parameterError("ordType")
  const joined = types.length > 1 && types.some((type) => type !== "conditional" && type !== "oco")
  return joined ? parameterError("ordType") : types
}

function readList(
  account: Account,
  query: Parameters,
  records: readonly Algo[],
  accepts: (algo: Algo) => boolean,
): Rows {
  const types = readTypes(query)
  if ("code" in types) return types
  const page = readPage(query)
  if ("code" in page) return page
  const instType = text(query, "instType")
  if (instType !== "" && !INST_TYPES.includes(instType)) return parameterError("instType")
  const instId = text(query, "instId")
  const algoId = text(query, "algoId")
  const named = algoId === "" ? undefined : account.algos.byId.get(algoId)
  const wanted = (algo: Algo): boolean =>
    types.includes(algo.ordType) &&
    (instType === "" || algo.instType === instType) &&
    (instId === "" || algo.market.spec.instId === instId) &&
    accepts(algo)
  const found = pageOf(
    {
      records: algoId === "" ? records : named === undefined ? [] : [named],
      idOf: (algo) => algo.algoId,
      timeOf: (algo) => algo.createdMs,
      accepts: wanted,
      beginAlone: "closest",
    },
    page,
  )
  return found.map(restAlgoRow)
}
