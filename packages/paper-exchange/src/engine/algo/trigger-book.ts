// Everything of one market that waits for a price: plain triggers and trailing stops, told together where the price has gone.

import type { Decimal } from "@okx-oms/core"
import { createPriceArms, type PriceArms, type PriceType, setOff } from "./price-arms.ts"
import { createTrails, followPrice, type Trails } from "./trailing.ts"

export interface TriggerBook {
  readonly arms: PriceArms
  readonly trails: Trails
}

export function createTriggerBook(): TriggerBook {
  const arms = createPriceArms()
  return { arms, trails: createTrails(arms) }
}

/** The price is here now: stops follow it, and what it has reached goes off. */
export function priceMoved({ arms, trails }: TriggerBook, priceType: PriceType, price: Decimal): void {
  if (priceType === "last") followPrice(trails, price)
  setOff(arms, priceType, price)
}
