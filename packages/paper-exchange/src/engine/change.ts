// Cancelling and amending (reference sections 4.2, 4.3 and 6.4). The acknowledgement says that the request was taken; the
// result is pushed: a cancel as the canceled order, an amend by amendResult. What may go wrong in between is drawn here.

import { Decimals, format } from "@okx-oms/core"
import { ALGO_REFUSALS } from "./algo/algo-refusals.ts"
import { amendAttached, changeAttached } from "./algo/attached.ts"
import { readPositive } from "./amounts.ts"
import type { FaultName } from "./fault-table.ts"
import { fillFromOutside, partOf } from "./fill-from-outside.ts"
import { freeze, release } from "./ledger.ts"
import { match } from "./match.ts"
import type { Account, Order } from "./model.ts"
import { shrinkResting } from "./order-book.ts"
import { closeOrder, findOrder, isOpen, unrest } from "./order-life.ts"
import type { OrderNews } from "./order-rows.ts"
import { isGiven, isIdentifier, isTrue, type Parameters, text } from "./parameters.ts"
import { rememberPast } from "./past.ts"
import { carrierOf, settle, wouldTake } from "./place.ts"
import { checkFunds, checkSize, isInBand, readPrice } from "./place-checks.ts"
import { reduces } from "./positions.ts"
import { priceBand } from "./price-band.ts"
import { planAccountPush, pushOrder } from "./pushes.ts"
import { checkReducingAmend, trimReducers } from "./reduce-only.ts"
import { amendedBeyondTier, parameterError, priceOutOfBand, REFUSALS, type Refusal } from "./refusals.ts"
import { keepOrder, note, type World } from "./world.ts"

/** The ids a cancel or amend names. */
export function orderIds(parameters: Parameters): { ordId: string; clOrdId: string } {
  return { ordId: text(parameters, "ordId"), clOrdId: text(parameters, "clOrdId") }
}

/** Takes a cancel; the order it concerns, or why not. */
export function cancelOrder(world: World, account: Account, instId: string, parameters: Parameters): Order | Refusal {
  const ids = orderIds(parameters)
  if (ids.ordId === "" && ids.clOrdId === "") return REFUSALS.idRequired
  const order = findOrder(account, ids)
  if (order === undefined || !isShown(world, order) || order.market.spec.instId !== instId)
    return REFUSALS.cancelNotFound
  if (order.cancelling) return REFUSALS.alreadyCancelling
  note(world, "cancel-taken", { uid: account.uid, instId, ordId: order.ordId, clOrdId: order.clOrdId })
  if (world.faults.anySet) cancelFaultily(world, order)
  else closeOrder(world, order, "canceled", "1")
  return order
}

/** Open, and not kept from its owner by the hidden-order fault. */
function isShown({ nowMs }: World, order: Order): boolean {
  return isOpen(order) && !(order.hidden && nowMs < order.visibleMs)
}

/** What becomes of a cancel that was acknowledged. */
function cancelFaultily(world: World, order: Order): void {
  const occasion = { uid: order.account.uid, nowMs: world.nowMs }
  if (world.faults.strikes("lost-cancel", occasion)) return
  if (order.resting !== undefined && world.faults.strikes("fill-beats-cancel", occasion)) {
    const rest = Decimals.subtract(order.size, order.filled)
    const part = partOf(world, order, rest)
    fillFromOutside(world, order, part)
  }
  const slow = world.faults.struck("slow-cancel", occasion)
  if (slow === undefined) {
    cancelUnsolicited(world, order, "1")
    return
  }
  order.cancelling = true
  world.scheduler.at(world.nowMs + slow.delayMs, () => cancelUnsolicited(world, order, "1"))
}

interface Amendment {
  readonly size: Order["size"]
  readonly price: Order["price"]
  readonly ticks: number | undefined
  /** What the order carries along from now on. */
  readonly attached: Order["attached"]
  readonly reqId: string
  readonly cxlOnFail: boolean
  /** 1 for a person or program, 2 and 4 for the system. */
  readonly source: string
}

/** Takes an amend; the order it concerns, or why not. With cxlOnFail a refusal cancels the order. */
export function amendOrder(world: World, account: Account, instId: string, parameters: Parameters): Order | Refusal {
  const ids = orderIds(parameters)
  if (ids.ordId === "" && ids.clOrdId === "") return REFUSALS.idRequired
  const reqId = text(parameters, "reqId")
  if (reqId !== "" && !isIdentifier(reqId)) return parameterError("reqId")
  const order = findOrder(account, ids)
  if (order === undefined || !isShown(world, order) || order.market.spec.instId !== instId)
    return REFUSALS.amendFinished
  if (order.cancelling) return REFUSALS.amendFinished
  if (order.ordType !== "limit" && order.ordType !== "post_only") return REFUSALS.amendNotAllowed
  if ((amending.get(order) ?? 0) >= AMENDS_MAX) return REFUSALS.tooManyAmends
  const amendment = readAmendment(world, order, parameters, reqId)
  if ("code" in amendment) {
    // Refused at the acknowledgement: the cancel that cxlOnFail asks for carries no amendResult.
    if (isTrue(parameters, "cxlOnFail")) closeOrder(world, order, "canceled", "1")
    return amendment
  }
  note(world, "amend-taken", { uid: account.uid, instId, ordId: order.ordId, clOrdId: order.clOrdId, reqId })
  if (world.faults.anySet) amendFaultily(world, order, amendment)
  else applyAmendment(world, order, amendment)
  planAccountPush(world, account)
  return order
}

/** Amends of one order that may be under way at once. */
const AMENDS_MAX = 3
/** How many were acknowledged and are still to take effect. */
const amending = new WeakMap<Order, number>()

/** What becomes of an amend that was acknowledged. */
function amendFaultily(world: World, order: Order, amendment: Amendment): void {
  const struck = (fault: FaultName) => world.faults.struck(fault, { uid: order.account.uid, nowMs: world.nowMs })
  if (struck("lost-amend") !== undefined) return
  const later = (delayMs: number, act: () => void): void => {
    amending.set(order, (amending.get(order) ?? 0) + 1)
    world.scheduler.at(world.nowMs + delayMs, () => {
      amending.set(order, (amending.get(order) ?? 1) - 1)
      if (isOpen(order)) act()
    })
  }
  const cancels = struck("amend-cancels")
  const fails = cancels ?? struck("amend-fails-later")
  if (fails !== undefined) {
    const failed = cancels === undefined ? amendment : { ...amendment, cxlOnFail: true }
    later(fails.delayMs, () => failAmendment(world, order, failed, REFUSALS.amendFunds, "0"))
    return
  }
  const slow = struck("slow-amend")
  if (slow === undefined) applyAmendment(world, order, amendment)
  else later(slow.delayMs, () => applyAmendment(world, order, amendment))
}

/** Amends without the API having asked: somebody on OKX's own page, or the system. The order, or why not. */
export function amendFromOutside(world: World, order: Order, parameters: Parameters, source: string): Order | Refusal {
  const amendment = readAmendment(world, order, parameters, "")
  if ("code" in amendment) return amendment
  applyAmendment(world, order, { ...amendment, source })
  planAccountPush(world, order.account)
  return order
}

function readAmendment(world: World, order: Order, parameters: Parameters, reqId: string): Amendment | Refusal {
  const newSz = text(parameters, "newSz")
  const newPx = text(parameters, "newPx")
  const amendsAttached = isGiven(parameters.attachAlgoOrds)
  if (newSz === "" && newPx === "" && !amendsAttached) {
    const lone = text(parameters, "newTpTriggerPx") !== "" || text(parameters, "newSlTriggerPx") !== ""
    return lone ? ALGO_REFUSALS.attachedNeedsArray : REFUSALS.nothingToAmend
  }
  const size = newSz === "" ? order.size : readPositive(newSz)
  if (size === undefined) return parameterError("newSz")
  const cxlOnFail = isTrue(parameters, "cxlOnFail")
  let price = order.price
  let ticks: number | undefined
  if (newPx !== "") {
    const read = readPrice(order.market, newPx)
    if ("code" in read) return read.code === "51000" ? parameterError("newPx") : read
    const band = priceBand(order.market)
    const edge = order.side === "buy" ? band.buyTicks : band.sellTicks
    price = read.price
    ticks = read.ticks
    if (!isInBand(order.side, ticks, edge)) {
      if (text(parameters, "pxAmendType") !== "1") return priceOutOfBand(format(band.buyLimit), format(band.sellLimit))
      price = order.side === "buy" ? band.buyLimit : band.sellLimit
      ticks = edge
    }
  }
  const attached = amendsAttached
    ? amendAttached(carrierOf({ ...order, size, price }), order.attached, parameters.attachAlgoOrds)
    : order.attached
  if ("code" in attached) return attached
  const amendment: Amendment = { size, price, ticks, attached, reqId, cxlOnFail, source: "1" }
  // At or below what is filled the order is done: neither size rules nor funds matter.
  if (Decimals.compare(size, order.filled) <= 0) return amendment
  const rest = Decimals.subtract(size, order.filled)
  return (
    checkSize({ ...order, size }) ??
    checkReducingAmend(order, rest) ??
    checkAmendFunds(world, order, amendment) ??
    amendment
  )
}

function checkAmendFunds(world: World, order: Order, amendment: Amendment): Refusal | undefined {
  const size = Decimals.subtract(amendment.size, order.filled)
  if (order.position !== undefined && reduces(order)) return undefined
  release(world, order)
  const refusal = checkFunds(world, order.account, { ...order, price: amendment.price, size })
  freeze(world, order)
  if (refusal === undefined) return undefined
  // Too large for the leverage is said as such, by sub-codes of its own; everything else is a matter of funds.
  return refusal.code === "51004" ? amendedBeyondTier(refusal) : REFUSALS.amendFunds
}

function applyAmendment(world: World, order: Order, amendment: Amendment): void {
  const { reqId, source } = amendment
  const currentTicks = order.resting?.ticks ?? amendment.ticks ?? 0
  const ticks = amendment.ticks ?? currentTicks
  const moves = ticks !== currentTicks
  if (moves && order.ordType === "post_only" && wouldTake(order, ticks)) {
    failAmendment(world, order, amendment, REFUSALS.amendCrossesPostOnly, "31")
    return
  }
  rememberPast(world, order)
  note(world, "order-amended", {
    uid: order.account.uid,
    instId: order.market.spec.instId,
    ordId: order.ordId,
    clOrdId: order.clOrdId,
    px: amendment.price === undefined ? "" : format(amendment.price),
    sz: format(Decimals.maximum(amendment.size, order.filled)),
    reqId,
    amendSource: source,
  })
  const amend = { result: "0", reqId, source } as const
  release(world, order)
  const smaller = Decimals.subtract(order.size, amendment.size)
  order.price = amendment.price
  order.updatedMs = world.nowMs
  changeAttached(order, amendment.attached)
  if (Decimals.compare(amendment.size, order.filled) <= 0) {
    order.size = order.filled
    closeOrder(world, order, "filled", "", { amend })
    return
  }
  order.size = amendment.size
  freeze(world, order)
  keepOrder(world, order)
  // A smaller size keeps its place in the queue; more size or another price goes to the end.
  if (!moves && order.resting !== undefined && !Decimals.isNegative(smaller)) {
    shrinkResting(order.market.book, order.resting, smaller)
    pushOrder(world, order, { amend })
    return
  }
  unrest(order)
  pushOrder(world, order, { amend })
  const amount = Decimals.subtract(order.size, order.filled)
  const incoming = { market: order.market, side: order.side, limitTicks: ticks, order, amount, unit: "base" } as const
  settle(world, order, ticks, match(world, incoming))
  if (order.resting !== undefined && order.position !== undefined && reduces(order)) {
    trimReducers(world, order.position, order, "2")
  }
}

/** Accepted at the acknowledgement, failed in the book: amendResult -1, or 1 when cxlOnFail cancels the order. */
function failAmendment(world: World, order: Order, amendment: Amendment, why: Refusal, cancelSource: string): void {
  const { code, msg } = why
  const { uid } = order.account
  const { reqId, cxlOnFail, source } = amendment
  const { ordId, clOrdId, market } = order
  const result = cxlOnFail ? "1" : "-1"
  note(world, "amend-failed", { uid, instId: market.spec.instId, ordId, clOrdId, reqId, code, result })
  const news: OrderNews = { amend: { result, reqId, source }, code, msg }
  if (cxlOnFail) {
    closeOrder(world, order, "canceled", cancelSource, news)
    return
  }
  rememberPast(world, order)
  order.updatedMs = world.nowMs
  keepOrder(world, order)
  pushOrder(world, order, news)
}

/** Cancels an order if it is open still, whoever wants it: the API a while ago, OKX's page, the system, a timer. */
export function cancelUnsolicited(
  world: World,
  order: Order,
  cancelSource: string,
  state: "canceled" | "mmp_canceled" = "canceled",
): void {
  if (isOpen(order)) closeOrder(world, order, state, cancelSource)
}
