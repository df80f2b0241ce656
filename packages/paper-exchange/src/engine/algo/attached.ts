// What an order carries along (attachAlgoOrds): read and judged when the order is placed, changed while it is open, written
// into its rows. What becomes of it when the order has been filled is attached-life.ts's (reference section 4.9).

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { readPositive } from "../amounts.ts"
import { priceOfTicks } from "../instruments.ts"
import type { Account, Market, Order } from "../model.ts"
import { bestLevel, opposite, type Side } from "../order-book.ts"
import { isGiven, isIdentifier, isRecord, type Parameters, text } from "../parameters.ts"
import { parameterError, type Refusal } from "../refusals.ts"
import type { Attached, Leg } from "./algo-model.ts"
import { ALGO_REFUSALS, clientIdTaken, notBeyond, notWithAttached } from "./algo-refusals.ts"
import { type LegName, legRises, readLeg, readTrail } from "./legs.ts"

export const NOTHING_ATTACHED: readonly Attached[] = []

const TAKE_PROFITS_MAX = 10
const STOP_LOSSES_MAX = 1

/** The order, or trigger order, that something is to be attached to. */
export interface Carrier {
  readonly market: Market
  readonly side: Side
  readonly ordType: string
  readonly tgtCcy: string
  /** True when it can only close: it has nothing that could be protected. */
  readonly reduces: boolean
  readonly size: Decimal
  /** Undefined at the market. */
  readonly price: Decimal | undefined
  /** A trigger order at the market is judged by its trigger price. */
  readonly triggerPrice?: Decimal | undefined
}

/** Reads attachAlgoOrds. `nextId` gives the attachAlgoIds, and is called only when nothing is wrong. */
export function readAttached(
  account: Account,
  carrier: Carrier,
  parameters: Parameters,
  nextId: () => string,
): readonly Attached[] | Refusal {
  const given = parameters.attachAlgoOrds
  if (!isGiven(given)) {
    return hasLoneLegs(parameters) ? ALGO_REFUSALS.useAttachAlgoOrds : NOTHING_ATTACHED
  }
  if (!Array.isArray(given) || !given.every(isRecord)) return parameterError("attachAlgoOrds")
  const refusal = refuseCarrier(carrier)
  if (refusal !== undefined) return refusal
  const read: Attached[] = []
  const ids = new Set<string>()
  for (const item of given) {
    const attached = readOne(carrier, item)
    if ("code" in attached) return attached
    const id = attached.attachAlgoClOrdId
    if (id !== "" && (ids.has(id) || account.algos.reservedIds.has(id))) return clientIdTaken(id)
    if (id !== "") ids.add(id)
    read.push(attached)
  }
  const wrong = checkTogether(carrier, read) ?? checkBeyond(carrier, read)
  return wrong ?? read.map((attached) => ({ ...attached, attachAlgoId: nextId() }))
}

/** The single parameters of before attachAlgoOrds. */
function hasLoneLegs(parameters: Parameters): boolean {
  return text(parameters, "tpTriggerPx") !== "" || text(parameters, "slTriggerPx") !== ""
}

function refuseCarrier({ market, ordType, tgtCcy, side, reduces }: Carrier): Refusal | undefined {
  if (reduces) return ALGO_REFUSALS.attachedToReduceOnly
  const receivedUnit = side === "buy" ? "base_ccy" : "quote_ccy"
  const byReceived = market.spec.instType === "SPOT" && ordType === "market" && tgtCcy === receivedUnit
  return byReceived ? notWithAttached(ordType, tgtCcy) : undefined
}

function readOne({ market, side }: Carrier, item: Parameters): Attached | Refusal {
  const attachAlgoClOrdId = text(item, "attachAlgoClOrdId")
  if (attachAlgoClOrdId !== "" && !isIdentifier(attachAlgoClOrdId)) return parameterError("attachAlgoClOrdId")
  const tp = readLeg(market, item, "tp", { ratios: true, side })
  if ("code" in tp) return tp
  const sl = readLeg(market, item, "sl", { ratios: true, side })
  if ("code" in sl) return sl
  const trail = readTrail(market, item)
  if ("code" in trail) return trail
  if (tp.leg === undefined && sl.leg === undefined && trail.trail === undefined) {
    return attachAlgoClOrdId === "" ? parameterError("attachAlgoOrds") : ALGO_REFUSALS.attachedEmpty
  }
  if (trail.trail !== undefined && (tp.leg !== undefined || sl.leg !== undefined))
    return parameterError("callbackRatio")
  const given = text(item, "sz")
  const size = given === "" ? undefined : readPositive(given)
  if (given !== "" && size === undefined) return parameterError("sz")
  const costPrice = text(item, "amendPxOnTriggerType")
  if (costPrice !== "" && costPrice !== "0" && costPrice !== "1") return parameterError("amendPxOnTriggerType")
  return {
    attachAlgoId: "",
    attachAlgoClOrdId,
    tp: tp.leg,
    sl: sl.leg,
    trail: trail.trail,
    size,
    costPrice: costPrice === "1",
  }
}

/** Rules for several of them on one order. */
function checkTogether(carrier: Carrier, all: readonly Attached[]): Refusal | undefined {
  const takeProfits = all.filter(({ tp }) => tp !== undefined)
  const enabled = all.some(({ costPrice }) => costPrice)
  if (all.length === 1 && !enabled) return undefined
  if (carrier.market.spec.instType === "SPOT") return ALGO_REFUSALS.splitOnSpot
  if (all.some(({ tp, sl }) => tp !== undefined && sl !== undefined)) return ALGO_REFUSALS.splitOneWay
  if (takeProfits.length > TAKE_PROFITS_MAX) return ALGO_REFUSALS.tooManyTakeProfits
  if (all.filter(({ sl }) => sl !== undefined).length > STOP_LOSSES_MAX) return ALGO_REFUSALS.tooManyStopLosses
  if (all.length > TAKE_PROFITS_MAX + STOP_LOSSES_MAX) return ALGO_REFUSALS.tooManyAttached
  if (enabled && takeProfits.length < 2) return ALGO_REFUSALS.costPriceNeedsTwo
  if (takeProfits.length < 2) return undefined
  return checkSplit(carrier, takeProfits)
}

function checkSplit(carrier: Carrier, takeProfits: readonly Attached[]): Refusal | undefined {
  const legs = takeProfits.map(({ tp }) => tp).filter((tp) => tp !== undefined)
  const first = legs[0]
  if (takeProfits.some(({ size }) => size === undefined)) return ALGO_REFUSALS.splitSizeMissing
  const total = takeProfits.reduce((sum, { size }) => Decimals.add(sum, size ?? Decimals.ZERO), Decimals.ZERO)
  if (!Decimals.equals(total, carrier.size)) return ALGO_REFUSALS.splitSizes
  if (legs.some(({ kind }) => kind !== first?.kind)) return ALGO_REFUSALS.splitKindsDiffer
  if (first?.kind === "limit") {
    return areDistinct(legs.map(({ orderPrice }) => orderPrice)) ? undefined : ALGO_REFUSALS.splitPricesEqual
  }
  if (legs.some(({ orderPrice }) => orderPrice !== undefined)) return ALGO_REFUSALS.splitMarketOnly
  if (legs.some(({ priceType }) => priceType !== first?.priceType)) return ALGO_REFUSALS.priceTypesDiffer
  const marks = legs.map(({ triggerPrice, triggerRatio }) => triggerPrice ?? triggerRatio)
  return areDistinct(marks) ? undefined : ALGO_REFUSALS.triggerPricesEqual
}

function areDistinct(prices: readonly (Decimal | undefined)[]): boolean {
  const texts = prices.map((price) => (price === undefined ? "" : format(price)))
  return new Set(texts).size === texts.length
}

/** Each leg must lie beyond the price at which the order is filled: a profit above a buy, a loss below it. */
function checkBeyond(carrier: Carrier, all: readonly Attached[]): Refusal | undefined {
  const { what, price } = measure(carrier)
  if (price === undefined) return undefined
  for (const { tp, sl } of all) {
    for (const [name, leg] of [
      ["tp", tp],
      ["sl", sl],
    ] as const) {
      const at = leg?.kind === "limit" ? leg.orderPrice : leg?.triggerPrice
      if (at === undefined) continue
      // The leg closes what the order opens, so it waits in the direction of the other side's leg.
      const rises = legRises(name, opposite(carrier.side))
      const distance = Decimals.compare(at, price)
      if (rises ? distance <= 0 : distance >= 0) return notBeyond(name, carrier.side, what)
    }
  }
  return undefined
}

function measure({ market, side, price, triggerPrice }: Carrier): {
  readonly what: "order" | "book" | "trigger"
  readonly price: Decimal | undefined
} {
  if (price !== undefined) return { what: "order", price }
  if (triggerPrice !== undefined) return { what: "trigger", price: triggerPrice }
  const best = bestLevel(market.book, opposite(side))
  return { what: "book", price: best === undefined ? undefined : priceOfTicks(market.spec, best.ticks) }
}

/** What attachAlgoOrds of an amendment makes of what an order carries, or why it cannot. */
export function amendAttached(
  carrier: Carrier,
  known: readonly Attached[],
  given: unknown,
): readonly Attached[] | Refusal {
  if (!Array.isArray(given) || !given.every(isRecord)) return parameterError("attachAlgoOrds")
  if (known.length === 0) return ALGO_REFUSALS.attachedNeedsArray
  const amended = [...known]
  const seen = new Set<number>()
  for (const item of given) {
    const at = findAttached(known, item)
    const before = known[at]
    if (before === undefined) return ALGO_REFUSALS.attachedUnknown
    if (seen.has(at)) return ALGO_REFUSALS.attachedTwice
    seen.add(at)
    const after = amendOne(carrier, before, item)
    if ("code" in after) return after
    amended[at] = after
  }
  const left = amended.filter(({ tp, sl, trail }) => tp !== undefined || sl !== undefined || trail !== undefined)
  return checkTogether(carrier, left) ?? checkBeyond(carrier, left) ?? left
}

/** Gives an order other things to carry along; client ids of what it carries no longer are free again. */
export function changeAttached(holder: Pick<Order, "account" | "attached">, after: readonly Attached[]): void {
  if (holder.attached === after) return
  const kept = new Set(after.map(({ attachAlgoClOrdId }) => attachAlgoClOrdId))
  for (const { attachAlgoClOrdId } of holder.attached) {
    if (!kept.has(attachAlgoClOrdId)) holder.account.algos.reservedIds.delete(attachAlgoClOrdId)
  }
  holder.attached = after
}

/** By attachAlgoId, else by attachAlgoClOrdId; the only one needs no name. */
function findAttached(known: readonly Attached[], item: Parameters): number {
  const id = text(item, "attachAlgoId")
  const clientId = text(item, "attachAlgoClOrdId")
  if (id !== "") return known.findIndex(({ attachAlgoId }) => attachAlgoId === id)
  if (clientId !== "") return known.findIndex(({ attachAlgoClOrdId }) => attachAlgoClOrdId === clientId)
  return known.length === 1 ? 0 : -1
}

function amendOne(carrier: Carrier, before: Attached, item: Parameters): Attached | Refusal {
  const tp = amendLeg(carrier, before.tp, "tp", item)
  if ("code" in tp) return tp
  const sl = amendLeg(carrier, before.sl, "sl", item)
  if ("code" in sl) return sl
  const trail = readTrail(carrier.market, renamed(item, "", ["callbackRatio", "callbackSpread", "activePx"]))
  if ("code" in trail) return trail
  const given = text(item, "sz")
  const size = given === "" ? before.size : readPositive(given)
  if (given !== "" && size === undefined) return parameterError("sz")
  const costPrice = text(item, "amendPxOnTriggerType")
  return {
    ...before,
    tp: tp.leg,
    sl: sl.leg,
    trail: trail.trail ?? before.trail,
    size,
    costPrice: costPrice === "" ? before.costPrice : costPrice === "1",
  }
}

/** A leg after newTpTriggerPx and the like; "0" for trigger or order price takes it away. */
export function amendLeg(
  { market, side }: Pick<Carrier, "market" | "side">,
  before: Leg | undefined,
  name: LegName,
  item: Parameters,
): { readonly leg: Leg | undefined } | Refusal {
  const changes = renamed(item, name, ["TriggerPx", "TriggerRatio", "OrdPx", "OrdKind", "TriggerPxType"])
  if (Object.keys(changes).length === 0) return { leg: before }
  const zero = ["TriggerPx", "TriggerRatio", "OrdPx"].some((end) => text(changes, `${name}${end}`) === "0")
  if (zero) return { leg: undefined }
  const known = before === undefined ? {} : legParameters(name, before)
  const merged: Record<string, unknown> = { ...known, ...changes }
  // A price takes the place of a ratio, and the other way round.
  if (`${name}TriggerPx` in changes) delete merged[`${name}TriggerRatio`]
  if (`${name}TriggerRatio` in changes) delete merged[`${name}TriggerPx`]
  return readLeg(market, merged, name, { ratios: true, side })
}

/** newTpTriggerPx as tpTriggerPx, as far as they are given. */
function renamed(item: Parameters, leg: LegName | "", ends: readonly string[]): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const end of ends) {
    const name = `${leg}${end}`
    const value = item[`new${name.charAt(0).toUpperCase()}${name.slice(1)}`]
    if (value !== undefined && value !== null && value !== "") found[name] = value
  }
  return found
}

function legParameters(name: LegName, leg: Leg): Record<string, string> {
  return Object.fromEntries(Object.entries(legFields(name, leg)).filter(([, value]) => value !== ""))
}

/** The fields of a leg as rows write them. */
export function legFields(name: LegName, leg: Leg | undefined): Record<string, string> {
  const fields: Record<string, string> = {
    [`${name}OrdPx`]: orderPriceText(leg),
    [`${name}TriggerPx`]: leg?.triggerPrice === undefined ? "" : format(leg.triggerPrice),
    [`${name}TriggerPxType`]: leg === undefined || leg.kind === "limit" ? "" : leg.priceType,
    [`${name}TriggerRatio`]: leg?.triggerRatio === undefined ? "" : format(leg.triggerRatio),
  }
  if (name === "tp") fields.tpOrdKind = leg === undefined ? "" : leg.kind
  return fields
}

function orderPriceText(leg: Leg | undefined): string {
  if (leg === undefined) return ""
  return leg.orderPrice === undefined ? "-1" : format(leg.orderPrice)
}

/** attachAlgoOrds of an order's row. */
export function attachedRows(all: readonly Attached[]): Record<string, string>[] {
  return all.map(({ attachAlgoId, attachAlgoClOrdId, tp, sl, trail, size, costPrice }) => ({
    activePx: textOf(trail?.activePrice),
    amendPxOnTriggerType: costPrice ? "1" : "0",
    attachAlgoClOrdId,
    attachAlgoId,
    callbackRatio: textOf(trail?.callbackRatio),
    callbackSpread: textOf(trail?.callbackSpread),
    failCode: "",
    failReason: "",
    ...legFields("sl", sl),
    sz: textOf(size),
    ...legFields("tp", tp),
  }))
}

function textOf(value: Decimal | undefined): string {
  return value === undefined ? "" : format(value)
}
