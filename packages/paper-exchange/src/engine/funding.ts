// Funding of perpetual positions: at the end of each period longs pay shorts the settled rate of their value at the mark
// price, or the other way round (bills of type 8, sub-type 173 paid, 174 received). The rates are derivative-data.ts's.
// Source: reference section 5.3; OKX "Funding fee".

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { ZERO } from "./amounts.ts"
import { addPositionBill } from "./bills.ts"
import { fundingRate } from "./derivative-data.ts"
import { DIVISION_SCALE } from "./instruments.ts"
import type { Account, Market } from "./model.ts"
import { isHeld, type Position, positionValue } from "./positions.ts"
import { planAccountPush, pushBalancesAndPositions } from "./pushes.ts"
import { markPrice } from "./reference-prices.ts"
import { keepAccount, notePosition, type World } from "./world.ts"

const { add, multiply, negate, isPositive, isNegative, isZero } = Decimals

/** Charges every position of a SWAP the rate of the period that ends now. */
export function chargeFunding(world: World, market: Market): void {
  const rate = fundingRate(market)
  if (isZero(rate)) return
  for (const account of world.accounts.values()) {
    const charged = [...account.positions.values()].filter((held) => held.market === market && isHeld(held))
    for (const position of charged) charge(world, account, position, rate)
    if (charged.length === 0) continue
    planAccountPush(world, account)
    const ccys = [...new Set(charged.map(({ ccy }) => ccy))]
    pushBalancesAndPositions(world, account, { eventType: "funding_fee", ccys, positions: charged })
  }
}

function charge(world: World, account: Account, position: Position, rate: Decimal): void {
  const value = positionValue(position)
  const owed = Decimals.round(multiply(value, rate), DIVISION_SCALE, "halfEven")
  const change = isPositive(position.size) ? negate(owed) : owed
  position.fundingFee = add(position.fundingFee, change)
  position.updatedMs = world.nowMs
  account.changedPositions.add(position.key)
  // What an isolated position pays comes out of its own margin, what it receives goes there.
  const isolated = position.mgnMode === "isolated"
  if (isolated) position.margin = add(position.margin, change)
  addPositionBill(world, account, position, {
    type: "8",
    subType: isNegative(change) ? "173" : "174",
    ccy: position.ccy,
    change: isolated ? ZERO : change,
    ...(isolated ? { positionChange: change } : {}),
    size: format(Decimals.absolute(position.size)),
    price: format(markPrice(position.market)),
    pnl: change,
  })
  notePosition(world, account, position, "funding-charged", {
    rate: format(rate),
    amount: format(change),
  })
  keepAccount(world, account)
}
