// The end of expiry futures: at the delivery time the instrument takes no more orders, those open are cancelled (source 7), and
// every position is settled at the delivery price, the index of the time (bills of type 3, sub-types 112 and 113). A while
// later the instrument is gone. Source: reference sections 4.6, 6.5 and 10.4; OKX "Expiry futures".

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { absolute, ZERO } from "./amounts.ts"
import { addPositionBill } from "./bills.ts"
import { cancelUnsolicited } from "./change.ts"
import { DIVISION_SCALE, notional } from "./instruments.ts"
import type { Account, Market } from "./model.ts"
import { recordClosing } from "./position-history.ts"
import { closeContracts, isHeld, type Position } from "./positions.ts"
import { planAccountPush, pushBalancesAndPositions } from "./pushes.ts"
import { indexPrice } from "./reference-prices.ts"
import { keepAccount, note, notePosition, type World } from "./world.ts"

const { add, multiply, negate, isPositive } = Decimals

/** Charged on the value that is delivered, as OKX does at the first fee tier. */
export const DELIVERY_FEE: Decimal = { coefficient: 1n, scale: 4 }

/** What was delivered, for GET public/delivery-exercise-history. */
export interface Delivery {
  readonly atMs: number
  readonly uly: string
  readonly instId: string
  readonly price: string
}

/** Ends a future now; the delivery price. */
export function deliver(world: World, market: Market): Decimal {
  const price = Decimals.roundToMultiple(indexPrice(market), market.spec.tickSize, "halfEven")
  market.spec.state = "expired"
  world.algos.expired(market)
  note(world, "contract-delivered", { instId: market.spec.instId, px: format(price) })
  for (const account of world.accounts.values()) {
    for (const order of [...account.openOrders.values()]) {
      if (order.market === market) cancelUnsolicited(world, order, "7")
    }
    for (const position of account.positions.values()) {
      if (position.market === market && isHeld(position)) settlePosition(world, account, position, price)
    }
    planAccountPush(world, account)
  }
  return price
}

function settlePosition(world: World, account: Account, position: Position, price: Decimal): void {
  const size = absolute(position.size)
  const long = isPositive(position.size)
  const value = notional(position.market.spec, price, size)
  const fee = negate(Decimals.round(multiply(value, DELIVERY_FEE), DIVISION_SCALE, "down"))
  const { pnl, released } = closeContracts(position, price, size)
  position.pnl = add(position.pnl, pnl)
  position.fee = add(position.fee, fee)
  position.updatedMs = world.nowMs
  recordClosing(world, account, position, { category: "delivery", lastFill: undefined })
  const change = atLeast(position, add(add(pnl, fee), released))
  addPositionBill(world, account, position, {
    type: "3",
    subType: long ? "112" : "113",
    ccy: position.ccy,
    change,
    positionChange: negate(released),
    size: format(size),
    price: format(price),
    pnl,
    fee,
  })
  notePosition(world, account, position, "position-delivered", {
    px: format(price),
    sz: format(long ? size : negate(size)),
    pnl: format(pnl),
    fee: format(fee),
  })
  account.changedPositions.add(position.key)
  keepAccount(world, account)
  pushBalancesAndPositions(world, account, {
    eventType: "delivered",
    ccys: [position.ccy],
    positions: [position],
    trades: [{ instId: position.market.spec.instId, tradeId: position.lastTradeId }],
  })
}

/** An isolated position cannot lose more than its margin: what is missing is not the account's. */
function atLeast(position: Position, change: Decimal): Decimal {
  return position.mgnMode === "isolated" && Decimals.isNegative(change) ? ZERO : change
}
