// What open orders may still do to a symbol, and what was filled and is not booked yet, kept as running sums so that a check costs the same with one open order
// or a thousand. Orders in doubt count in full: an order that may live is an order that lives. evolve.ts keeps the sums, risk.ts reads them.

import type { AccountState } from "./account-state.ts"
import { remainingQuantity } from "./amount.ts"
import { add, type Decimal, isZero, negate, subtract, ZERO } from "./decimal.ts"
import { largerQuantity, type Order } from "./order.ts"
import { isActive } from "./order-state.ts"

export interface Exposure {
  readonly openOrders: number
  /** Base currency or contracts that open buys may still add. */
  readonly buy: Decimal
  /** Base currency or contracts that open sells may still take. */
  readonly sell: Decimal
  /** Quote currency of open quote-sized market buys. */
  readonly buyQuote: Decimal
  /** Quote currency of open quote-sized market sells. */
  readonly sellQuote: Decimal
  /** Base currency or contracts that orders, open or over, have bought (above zero) or sold net by OKX's totals, and that no execution is booked for yet. */
  readonly unbooked: Decimal
}

export const NO_EXPOSURE: Exposure = {
  openOrders: 0,
  buy: ZERO,
  sell: ZERO,
  buyQuote: ZERO,
  sellQuote: ZERO,
  unbooked: ZERO,
}

/** The sums after one order changed; `before` is undefined for a new one. The same value when nothing changed. */
export function withOrderChange(exposure: Exposure, before: Order | undefined, after: Order): Exposure {
  if (before !== undefined && sameClaim(before, after)) return exposure
  const was = before === undefined ? NO_EXPOSURE : claimOf(before)
  const is = claimOf(after)
  const wasUnbooked = before === undefined ? ZERO : unbookedOf(before)
  return {
    openOrders: exposure.openOrders - was.openOrders + is.openOrders,
    buy: add(subtract(exposure.buy, was.buy), is.buy),
    sell: add(subtract(exposure.sell, was.sell), is.sell),
    buyQuote: add(subtract(exposure.buyQuote, was.buyQuote), is.buyQuote),
    sellQuote: add(subtract(exposure.sellQuote, was.sellQuote), is.sellQuote),
    unbooked: add(subtract(exposure.unbooked, wasUnbooked), unbookedOf(after)),
  }
}

/** Called with every change of an order: `before` is undefined for a new one. */
export function noteExposure(state: Pick<AccountState, "exposures">, before: Order | undefined, after: Order): void {
  if (before !== undefined && sameClaim(before, after)) return
  const { exposures } = state
  const changed = withOrderChange(exposures.get(after.symbol) ?? NO_EXPOSURE, before, after)
  if (changed.openOrders === 0 && isZero(changed.unbooked)) exposures.delete(after.symbol)
  else exposures.set(after.symbol, changed)
}

function sameClaim(before: Order, after: Order): boolean {
  const sameFilled = before.filledQuantity === after.filledQuantity && before.fillsMissing === after.fillsMissing
  const sameAmounts = before.quantity === after.quantity && sameFilled
  const sameWish = before.pendingAmend?.quantity === after.pendingAmend?.quantity
  return sameAmounts && sameWish && isActive(before.state) === isActive(after.state)
}

/** What it still may do. */
function claimOf(order: Order): Omit<Exposure, "unbooked"> {
  if (!isActive(order.state)) return NO_EXPOSURE
  const { side, unit, quantity, filledQuantity, pendingAmend } = order
  const buys = side === "buy"
  if (unit === "quote")
    return { openOrders: 1, buy: ZERO, sell: ZERO, buyQuote: buys ? quantity : ZERO, sellQuote: buys ? ZERO : quantity }
  // An amendment under way may be done already, so the larger of both quantities is what the order may claim.
  const claimed = pendingAmend?.quantity === undefined ? quantity : largerQuantity(quantity, pendingAmend.quantity)
  const rest = remainingQuantity(claimed, filledQuantity)
  return { openOrders: 1, buy: buys ? rest : ZERO, sell: buys ? ZERO : rest, buyQuote: ZERO, sellQuote: ZERO }
}

/** What it has done, and the books of positions do not know. */
function unbookedOf({ side, fillsMissing }: Order): Decimal {
  if (fillsMissing.coefficient === 0n) return ZERO
  return side === "buy" ? fillsMissing : negate(fillsMissing)
}
