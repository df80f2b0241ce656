// Orders that may only reduce a position: whether one is taken, and what becomes of those that rest when the position gets
// smaller or a better priced one comes: the worst priced are cut down or cancelled (reference sections 4.1, 6.2, 6.4 and
// 6.5). It relies on the ledger and the book; matching is match.ts's.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { absolute, ZERO } from "./amounts.ts"
import { freeze, release } from "./ledger.ts"
import type { Order } from "./model.ts"
import { shrinkResting } from "./order-book.ts"
import { closeOrder } from "./order-life.ts"
import { isHeld, type Position, reduces } from "./positions.ts"
import { pushOrder } from "./pushes.ts"
import { REFUSALS, type Refusal } from "./refusals.ts"
import { keepOrder, note, type World } from "./world.ts"

const { add, subtract, compare, isPositive, isNegative, isZero, minimum, lessThan } = Decimals

/** Why a new order that only reduces is not taken; nothing is cut down on entry. */
export function checkReducing(
  order: Pick<Order, "reduceOnly" | "side" | "posSide"> & { readonly size: Decimal },
  position: Position,
): Refusal | undefined {
  if (!reduces(order)) return undefined
  if (!isHeld(position)) return REFUSALS.noReducible
  if (isPositive(position.size) !== (order.side === "sell")) return REFUSALS.reducesNothing
  const held = absolute(position.size)
  // A MARGIN debt is repaid with what is left after the fee, and what is too much goes to the balance.
  if (position.instType === "MARGIN" && order.side === "buy") return undefined
  if (order.reduceOnly) return Decimals.greaterThan(order.size, held) ? REFUSALS.reduceTooLarge : undefined
  // In long/short mode what other orders close already is not there a second time.
  const free = subtract(held, pendingReduction(position))
  return Decimals.greaterThan(order.size, free) ? REFUSALS.closeTooLarge : undefined
}

/** The same for a new size of one that rests. */
export function checkReducingAmend(order: Order, rest: Decimal): Refusal | undefined {
  const { position } = order
  if (position === undefined || !reduces(order)) return undefined
  if (!isHeld(position)) return REFUSALS.amendReducesNothing
  if (isPositive(position.size) !== (order.side === "sell")) return REFUSALS.amendSameDirection
  return Decimals.greaterThan(rest, absolute(position.size)) ? REFUSALS.amendReverses : undefined
}

/** What resting orders that only reduce would close. */
export function pendingReduction(position: Position): Decimal {
  let pending = ZERO
  for (const order of position.reducers) pending = add(pending, subtract(order.size, order.filled))
  return pending
}

/** What a position has that no order closes yet. */
export function closable(position: Position): Decimal {
  const free = subtract(absolute(position.size), pendingReduction(position))
  return isNegative(free) ? ZERO : free
}

/** Best price first, older before newer: the one that stands nearer to a trade stays. */
function byPriority(a: Order, b: Order): number {
  if (a.price !== undefined && b.price !== undefined) {
    const order = compare(a.price, b.price)
    if (order !== 0) return a.side === "sell" ? order : -order
  }
  return a.ordId.length - b.ordId.length || (a.ordId < b.ordId ? -1 : 1)
}

/**
 * Keeps what resting orders would close within the position. `newcomer` has just come to rest, or was amended when `source`
 * is 2; without one the position itself has changed.
 */
export function trimReducers(world: World, position: Position, newcomer?: Order, source: "2" | "3" = "3"): void {
  if (position.reducers.size === 0 || (position.instType === "MARGIN" && isHeld(position))) return
  const resting = [...position.reducers].filter((order) => order.resting !== undefined).sort(byPriority)
  const closingSide = isPositive(position.size) ? "sell" : "buy"
  let room = absolute(position.size)
  for (const order of resting) {
    const rest = subtract(order.size, order.filled)
    const keeps = order.side === closingSide ? minimum(rest, room) : ZERO
    room = subtract(room, keeps)
    if (compare(keeps, rest) === 0) continue
    if (isZero(keeps) || lessThan(keeps, order.market.spec.minSize)) {
      closeOrder(world, order, "canceled", cancelSourceOf(position, order, newcomer))
    } else cutDown(world, order, keeps, order === newcomer ? source : "4")
  }
}

/** 2: nothing left to reduce; 22: others are better priced than the new one; 23: the new one is better priced. */
function cancelSourceOf(position: Position, order: Order, newcomer: Order | undefined): string {
  if (newcomer === undefined || !isHeld(position)) return "2"
  return order === newcomer ? "22" : "23"
}

function cutDown(world: World, order: Order, rest: Decimal, source: string): void {
  release(world, order)
  const size = add(order.filled, rest)
  const less = subtract(order.size, size)
  order.size = size
  order.updatedMs = world.nowMs
  if (order.resting !== undefined) shrinkResting(order.market.book, order.resting, less)
  freeze(world, order)
  keepOrder(world, order)
  note(world, "order-amended", {
    uid: order.account.uid,
    instId: order.market.spec.instId,
    ordId: order.ordId,
    clOrdId: order.clOrdId,
    px: order.price === undefined ? "" : format(order.price),
    sz: format(size),
    reqId: "",
    amendSource: source,
  })
  pushOrder(world, order, { amend: { result: "0", reqId: "", source } })
}
