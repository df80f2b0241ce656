// Amending TP/SL and trigger orders that wait: size, prices, price types, and what a trigger order carries along (reference
// section 4.9). An amendment is done whole or not at all; with cxlOnFail a refused one cancels the order.

import { type Decimal, Decimals } from "@okx-oms/core"
import { readPositive } from "../amounts.ts"
import { isGiven, isIdentifier, isTrue, type Parameters, text } from "../parameters.ts"
import { parameterError, REFUSALS, type Refusal } from "../refusals.ts"
import type { World } from "../world.ts"
import { carrierOf, checkAlgoSize } from "./algo-checks.ts"
import { changedAlgo, endAlgo, isLive } from "./algo-life.ts"
import type { Algo, Leg, TriggerTerms } from "./algo-model.ts"
import { ALGO_REFUSALS } from "./algo-refusals.ts"
import { armAlgo, disarmAlgo } from "./arming.ts"
import { amendAttached, amendLeg, changeAttached } from "./attached.ts"
import { cancelLinked } from "./groups.ts"
import {
  checkLegSide,
  isRefused,
  type LegName,
  priceNow,
  readNamedPrice,
  readOrderPrice,
  readPriceType,
} from "./legs.ts"

type Amended = Pick<Algo, "size" | "tp" | "sl" | "trigger" | "attached">

/** Amends an algo order, or says why it cannot be. */
export function amendAlgo(world: World, algo: Algo, body: Parameters): Refusal | undefined {
  const reqId = text(body, "reqId")
  if (reqId !== "" && !isIdentifier(reqId)) return parameterError("reqId")
  if (!isLive(algo) || algo.firing) return REFUSALS.amendFinished
  if (algo.ordType === "move_order_stop" || algo.ordType === "twap" || algo.ordType === "chase") {
    return REFUSALS.amendNotAllowed
  }
  const amended = readAmended(algo, body)
  if ("code" in amended) {
    if (isTrue(body, "cxlOnFail")) {
      if (algo.linkedOrdIds.length > 0) cancelLinked(world, algo, "37")
      endAlgo(world, algo, "canceled")
    }
    return amended
  }
  changeAttached(algo, amended.attached)
  disarmAlgo(algo)
  Object.assign(algo, amended)
  changedAlgo(world, algo, { amend: { result: "0", reqId } })
  armAlgo(world, algo)
  return undefined
}

function readAmended(algo: Algo, body: Parameters): Amended | Refusal {
  const size = readSize(algo, text(body, "newSz"))
  if (size !== undefined && "code" in size) return size
  const sized = size ?? algo.size
  const changed = algo.ordType === "trigger" ? amendTrigger(algo, body) : amendLegs(algo, body)
  if ("code" in changed) return changed
  const amended = { size: sized, tp: algo.tp, sl: algo.sl, trigger: algo.trigger, attached: algo.attached, ...changed }
  const same = (["tp", "sl", "trigger", "attached"] as const).every((name) => amended[name] === algo[name])
  return same && size === undefined ? REFUSALS.nothingToAmend : amended
}

function readSize(algo: Algo, given: string): Decimal | Refusal | undefined {
  if (given === "") return undefined
  if (algo.closesPosition) return ALGO_REFUSALS.closesPositionSize
  if (algo.linkedOrdIds.length > 0) return ALGO_REFUSALS.limitPairSize
  const size = readPositive(given)
  if (size === undefined) return parameterError("newSz")
  return checkAlgoSize(algo, size) ?? size
}

function amendLegs(algo: Algo, body: Parameters): Pick<Algo, "tp" | "sl"> | Refusal {
  const tp = changeLeg(algo, "tp", body)
  if ("code" in tp) return tp
  const sl = changeLeg(algo, "sl", body)
  if ("code" in sl) return sl
  if (tp.leg === undefined && sl.leg === undefined) return ALGO_REFUSALS.nothingLeft
  return { tp: tp.leg, sl: sl.leg }
}

function changeLeg(algo: Algo, name: LegName, body: Parameters): { leg: Leg | undefined } | Refusal {
  const before = algo[name]
  const changed = amendLeg(algo, before, name, withoutRatio(body))
  if ("code" in changed || changed.leg === before) return changed
  const { leg } = changed
  if (algo.instType === "SPOT" && (before === undefined) !== (leg === undefined)) return ALGO_REFUSALS.spotAmendsOnly
  if (before === undefined && algo.linkedOrdIds.length > 0) return ALGO_REFUSALS.limitPairAdds
  if (leg === undefined) return changed
  if (algo.closesPosition && leg.orderPrice !== undefined) return ALGO_REFUSALS.closesPositionPrice
  return checkLegSide(algo.market, name, leg, algo.side) ?? changed
}

/** Ratios are for what an order carries along. */
function withoutRatio(body: Parameters): Parameters {
  const { newTpTriggerRatio: _tp, newSlTriggerRatio: _sl, ...rest } = body
  return rest
}

function amendTrigger(algo: Algo, body: Parameters): Pick<Algo, "trigger" | "attached"> | Refusal {
  const trigger = changeTrigger(algo, body)
  if ("code" in trigger) return trigger
  const given = body.attachAlgoOrds
  if (!isGiven(given)) return { trigger, attached: algo.attached }
  const attached = amendAttached(carrierOf({ ...algo, trigger }), algo.attached, given)
  return "code" in attached ? attached : { trigger, attached }
}

function changeTrigger({ market, trigger }: Algo, body: Parameters): TriggerTerms | Refusal {
  if (trigger === undefined) return REFUSALS.amendNotAllowed
  const named = ["newTriggerPx", "newOrdPx", "newTriggerPxType"].filter((name) => text(body, name) !== "")
  if (named.length === 0) return trigger
  const priceType = named.includes("newTriggerPxType")
    ? readPriceType(market, body, "newTriggerPxType")
    : trigger.priceType
  if (isRefused(priceType)) return priceType
  const triggerPrice = named.includes("newTriggerPx")
    ? readNamedPrice(market, body, "newTriggerPx")
    : trigger.triggerPrice
  if ("code" in triggerPrice) return triggerPrice
  const order = named.includes("newOrdPx") ? readOrderPrice(market, body, "newOrdPx") : { price: trigger.orderPrice }
  if ("code" in order) return order
  const rises = Decimals.compare(triggerPrice, priceNow(market, priceType)) >= 0
  return { ...trigger, triggerPrice, priceType, orderPrice: order.price, rises }
}
