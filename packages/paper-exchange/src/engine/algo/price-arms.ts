// What waits for a price of one market: an ordered heap per price type and direction, so that a price change costs one look
// at each heap's first and O(log n) for what it sets off. It knows no orders; what is set off is the arm's own business.

import { type Decimal, Decimals } from "@okx-oms/core"
import { addMember, createHeap, firstOf, type IndexedHeap, type Placed, removeMember } from "./indexed-heap.ts"

export type PriceType = "last" | "index" | "mark"

/** Waits for a price to come to `price` from below (rises) or from above, and goes off once. */
export interface Arm extends Placed {
  readonly priceType: PriceType
  readonly rises: boolean
  readonly price: Decimal
  /** Among arms of one price the one that was armed first goes first. */
  readonly sequence: number
  /** Called with the price that set it off, in the middle of whatever moved it: it may only plan. */
  readonly fire: (price: Decimal) => void
}

interface Directions {
  readonly rising: IndexedHeap<Arm>
  readonly falling: IndexedHeap<Arm>
}

export interface PriceArms {
  readonly last: Directions
  readonly index: Directions
  readonly mark: Directions
  sequenceNext: number
}

export function createPriceArms(): PriceArms {
  return {
    last: createDirections(),
    index: createDirections(),
    mark: createDirections(),
    sequenceNext: 0,
  }
}

function createDirections(): Directions {
  return {
    rising: createHeap((a, b) => (Decimals.compare(a.price, b.price) || a.sequence - b.sequence) < 0),
    falling: createHeap((a, b) => (Decimals.compare(b.price, a.price) || a.sequence - b.sequence) < 0),
  }
}

/** Lets something wait. What the present price already satisfies goes off with the next setOff. */
export function arm(arms: PriceArms, terms: Pick<Arm, "priceType" | "rises" | "price" | "fire">): Arm {
  const { priceType, rises, price, fire } = terms
  const armed: Arm = { priceType, rises, price, fire, sequence: arms.sequenceNext++, heapAt: -1 }
  addMember(heapOf(arms, armed), armed)
  return armed
}

/** It does not go off any more; nothing happens when it already has. */
export function disarm(arms: PriceArms, armed: Arm): void {
  removeMember(heapOf(arms, armed), armed)
}

function heapOf(arms: PriceArms, { priceType, rises }: Pick<Arm, "priceType" | "rises">): IndexedHeap<Arm> {
  return rises ? arms[priceType].rising : arms[priceType].falling
}

/** The price is here now, from wherever it came: everything in between goes off, nearest first. */
export function setOff(arms: PriceArms, priceType: PriceType, price: Decimal): void {
  const { rising, falling } = arms[priceType]
  for (let next = firstOf(rising); next !== undefined; next = firstOf(rising)) {
    if (Decimals.greaterThan(next.price, price)) break
    removeMember(rising, next)
    next.fire(price)
  }
  for (let next = firstOf(falling); next !== undefined; next = firstOf(falling)) {
    if (Decimals.lessThan(next.price, price)) break
    removeMember(falling, next)
    next.fire(price)
  }
}
