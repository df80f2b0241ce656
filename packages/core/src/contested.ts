// Orders that are over here and may live at OKX all the same: a person has to say. Until then they claim what they would claim if they lived, so that
// no check spends their share; and they stay in memory.

import { type AccountState, openBreak } from "./account-state.ts"
import { type Exposure, NO_EXPOSURE, withOrderChange } from "./exposure.ts"
import type { Order } from "./order.ts"
import { isActive } from "./order-state.ts"
import type { KeptOrder } from "./orders.ts"
import type { Symbol } from "./symbol.ts"

/**
 * True while a person has to say whether an order lives that is over here: OKX showed it alive long after its end, or speaks of it though it was never
 * sent. Until then it claims what it would claim if it lived.
 */
export function isContested(state: AccountState, order: Order): boolean {
  return !isActive(order.state) && isContestedAtRest(state, order)
}

/** The same for an order that is known to be over. */
export function isContestedAtRest(state: AccountState, order: KeptOrder): boolean {
  if (state.openBreaks === 0) return false
  const neverSent = order.okxOrderId === undefined && openBreak(state, "resurrected", order.orderId) !== undefined
  return neverSent || openBreak(state, "contradiction", order.orderId) !== undefined
}

/** What open and contested orders may do to a symbol. */
export function claimedExposure(state: AccountState, symbol: Symbol): Exposure {
  let exposure = state.exposures.get(symbol) ?? NO_EXPOSURE
  const contradictions = state.openBreaksOf.get("contradiction")
  const resurrections = state.openBreaksOf.get("resurrected")
  if (contradictions === undefined && resurrections === undefined) return exposure
  const subjects = new Set([...(contradictions?.keys() ?? []), ...(resurrections?.keys() ?? [])])
  for (const subject of subjects) {
    const found = openBreak(state, "contradiction", subject) ?? openBreak(state, "resurrected", subject)
    const order = found?.orderId === undefined ? undefined : state.orders.get(found.orderId)
    if (order?.symbol !== symbol || !isContested(state, order)) continue
    exposure = withOrderChange(exposure, order, { ...order, state: "Acknowledged" })
  }
  return exposure
}
