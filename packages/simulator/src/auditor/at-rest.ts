// What must hold once the faults are over and the world has come to rest: no doubt is left, every wish has its final answer, both books agree order by order and
// fill by fill, and nothing waits.

import { Decimals, type Order, parseDecimal } from "@okx-oms/core"
import type { Observation } from "../observation.ts"
import {
  type AccountBooks,
  type Bench,
  broken,
  hasEnded,
  saysOurs,
  saysTheirs,
  type TheirOrder,
  theirsOf,
} from "./books.ts"
import type { Callers } from "./callers.ts"
import { checkRebuilt } from "./rebuilt.ts"

type Rested = Extract<Observation, { kind: "rested" }>

export function checkAtRest(books: AccountBooks, rested: Rested, callers: Callers, bench: Bench): void {
  checkDoubts(books, bench)
  checkAnswers(books, callers, bench)
  callers.checkFollowed(bench)
  checkOpenOrders(books, rested.orders, bench)
  checkFillsEqual(books, bench)
  if (rested.seq !== books.lastSeq)
    throw broken(bench, "S8", `the manager stands at event ${rested.seq}, the journal at ${books.lastSeq}`)
  checkRebuilt(books, rested.orders, bench)
  if (rested.inboxWaiting > 0) throw broken(bench, "L7", `${rested.inboxWaiting} inputs wait although nothing happens`)
}

function checkDoubts(books: AccountBooks, bench: Bench): void {
  for (const order of books.ours.values()) {
    if (order.doubtSinceMs === undefined) continue
    const sides = { ours: saysOurs(order), theirs: saysTheirs(theirsOf(books, order)) }
    throw broken(bench, "L1", `in doubt since ${order.doubtSinceMs}, and nothing comes any more`, sides)
  }
}

function checkAnswers(books: AccountBooks, callers: Callers, bench: Bench): void {
  for (const { call, generation } of callers.unanswered) {
    if (generation === bench.generation)
      throw broken(bench, "L2", `${call.operation} ${call.callId} was never answered (${call.body})`)
  }
  for (const order of books.ours.values()) {
    const sides = () => ({ ours: saysOurs(order), theirs: saysTheirs(theirsOf(books, order)) })
    if (order.state === "Created" || order.state === "Validated" || order.state === "Submitted")
      throw broken(bench, "L2", "a placement without a final word", sides())
    if (order.pendingCancel) {
      const invariant = (order.cancelAsked?.generation ?? bench.generation) < bench.generation ? "L6" : "L2"
      throw broken(bench, invariant, "a cancel without a final word", sides())
    }
    if (order.pendingAmend !== undefined)
      throw broken(bench, "L2", `amendment ${order.pendingAmend} without a final word`, sides())
  }
}

function checkOpenOrders(books: AccountBooks, shown: readonly Order[], bench: Bench): void {
  const here = new Map(
    shown.flatMap((order) => (order.okxOrderId === undefined ? [] : [[order.okxOrderId as string, order]])),
  )
  for (const theirs of books.theirs.values()) {
    const order = here.get(theirs.ordId)
    if (theirs.state !== "open") {
      if (order !== undefined && !hasEnded(order.state))
        throw broken(bench, "L3", "shown open, ended at the exchange", {
          ours: order.state,
          theirs: saysTheirs(theirs),
        })
      continue
    }
    if (order === undefined || hasEnded(order.state))
      throw broken(bench, "L3", "open at the exchange, not here", {
        ours: order === undefined ? saysOurs(books.oursByClOrdId.get(theirs.clOrdId)) : order.state,
        theirs: saysTheirs(theirs),
      })
    checkTerms(order, theirs, bench)
  }
  for (const order of shown) {
    if (hasEnded(order.state)) continue
    if (order.okxOrderId === undefined || !books.theirs.has(order.okxOrderId))
      throw broken(bench, "L3", `${order.orderId} is shown ${order.state}, the exchange does not have it`)
  }
}

function checkTerms(order: Order, theirs: TheirOrder, bench: Bench): void {
  const price = parseDecimal(theirs.px)
  const size = parseDecimal(theirs.sz)
  const samePrice = price === undefined || order.price === undefined || Decimals.equals(price, order.price)
  const sameSize = size === undefined || Decimals.equals(size, order.quantity)
  if (samePrice && sameSize) return
  throw broken(bench, "L3", "open on both sides with other terms", {
    ours: `${Decimals.format(order.quantity)} @ ${order.price === undefined ? "market" : Decimals.format(order.price)}`,
    theirs: saysTheirs(theirs),
  })
}

/** Of our own orders every fill is booked; of an adopted one the total is right. */
function checkFillsEqual(books: AccountBooks, bench: Bench): void {
  for (const order of books.ours.values()) {
    const theirs = theirsOf(books, order)
    if (theirs === undefined) continue
    const sides = () => ({
      ours: `${saysOurs(order)}, filled ${Decimals.format(order.filled)}, booked ${Decimals.format(order.booked)}`,
      theirs: `${saysTheirs(theirs)}, filled ${Decimals.format(theirs.filled)} in ${theirs.fills.size}`,
    })
    if (!Decimals.equals(order.filled, theirs.filled))
      throw broken(bench, "S6", "filled totals differ at rest", sides())
    if (order.source !== "command") continue
    if (order.fills.size !== theirs.fills.size || !Decimals.equals(order.booked, theirs.filled))
      throw broken(bench, "S6", "fills are missing at rest", sides())
    if (theirs.state === "filled" && order.state !== "Filled")
      throw broken(bench, "L3", "filled there, not here", sides())
  }
}
