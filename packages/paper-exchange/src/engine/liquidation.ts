// Liquidation: when the mark price has brought a margin ratio to 1, open orders that stand behind it are cancelled (source 3);
// if that does not help, large positions are reduced by tiers and what is left is taken over: isolated ones at the price that
// takes their margin, cross ones at the mark price, and nobody ends below zero. Source: reference sections 6.5 and 10.8.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { absolute, ZERO } from "./amounts.ts"
import { addPositionBill } from "./bills.ts"
import { cancelUnsolicited } from "./change.ts"
import { bankruptcyPrice, crossRatio, marginRatio } from "./margin.ts"
import type { Account, Market } from "./model.ts"
import { tierOf, tiersOf } from "./position-tiers.ts"
import { isHeld, type Position } from "./positions.ts"
import { planAccountPush, pushWarning } from "./pushes.ts"
import { heldPosition, reducePosition } from "./system-orders.ts"
import { keepAccount, note, type World } from "./world.ts"

const { isNegative, isPositive, negate, compare } = Decimals

/** Positions of this tier and above are reduced before they are taken over. */
const PARTIAL_FROM_TIER = 3
/** One check looks this often again before it leaves the rest to the next price. */
const ROUNDS_MAX = 20
const WARNING_RATIO: Decimal = { coefficient: 3n, scale: 0 }

/** From now on, every market whose prices move and in which somebody holds something is looked at at the end of the turn. */
export function watchMargins(world: World): void {
  world.priceWatchers.push((market) => {
    if (market.holders.size > 0) world.moved.add(market)
  })
}

/** Looks at everybody whose position's price has moved since the last time. */
export function checkMargins(world: World): void {
  for (let round = 0; world.moved.size > 0 && round < ROUNDS_MAX; round++) {
    const markets = [...world.moved]
    world.moved.clear()
    for (const market of markets) {
      for (const account of [...market.holders]) checkAccount(world, account, market)
    }
  }
}

function checkAccount(world: World, account: Account, market: Market): void {
  if (heldPosition(account, market) === undefined) {
    market.holders.delete(account)
    return
  }
  for (const position of account.positions.values()) {
    if (position.market !== market || !isHeld(position)) continue
    const ratio = marginRatio(world, account, position)
    if (ratio === undefined || compare(ratio, Decimals.ONE) > 0) {
      warn(world, account, position, ratio)
      continue
    }
    if (position.mgnMode === "isolated") liquidateIsolated(world, account, position)
    else liquidateCross(world, account, position)
    planAccountPush(world, account)
  }
}

/** Once, when the margin ratio comes down to 300 %, and again when it has been above since. */
function warn(world: World, account: Account, position: Position, ratio: Decimal | undefined): void {
  const near = ratio !== undefined && compare(ratio, WARNING_RATIO) <= 0
  if (near && !position.warned) pushWarning(world, account, position)
  position.warned = near
}

function isRuined(world: World, account: Account, position: Position): boolean {
  const ratio = marginRatio(world, account, position)
  return ratio !== undefined && compare(ratio, Decimals.ONE) <= 0
}

function cancelOrders(world: World, account: Account, concerns: (position: Position) => boolean): void {
  for (const order of [...account.openOrders.values()]) {
    if (order.position !== undefined && concerns(order.position)) cancelUnsolicited(world, order, "3")
  }
}

function liquidateIsolated(world: World, account: Account, position: Position): void {
  cancelOrders(world, account, (other) => other === position)
  reduceByTiers(world, account, position)
  if (!isHeld(position) || !isRuined(world, account, position)) return
  const exact = bankruptcyPrice(account, position)
  // Rounded so that the margin is enough.
  const rounding = isPositive(position.size) ? "up" : "down"
  const { tickSize } = position.market.spec
  const price = exact === undefined ? undefined : Decimals.roundToMultiple(exact, tickSize, rounding)
  reducePosition(world, account, position, {
    category: "full_liquidation",
    size: undefined,
    price: price !== undefined && isPositive(price) ? price : undefined,
    pushed: true,
  })
  coverDeficit(world, account, position)
}

/** All cross positions that stand together go, those of one currency or, in Multi-currency mode, all. */
function liquidateCross(world: World, account: Account, ruined: Position): void {
  const together = (position: Position): boolean =>
    position.mgnMode === "cross" && (account.acctLv === "3" || position.ccy === ruined.ccy)
  cancelOrders(world, account, together)
  if (!isRuined(world, account, ruined)) return
  const held = [...account.positions.values()].filter((position) => together(position) && isHeld(position))
  for (const position of held) reduceByTiers(world, account, position)
  const ratio = crossRatio(world, account, ruined.ccy)
  if (ratio === undefined || compare(ratio, Decimals.ONE) > 0) return
  for (const position of held) {
    reducePosition(world, account, position, {
      category: "full_liquidation",
      size: undefined,
      price: undefined,
      pushed: true,
    })
  }
  for (const position of held) coverDeficit(world, account, position)
}

/** Brings a large position down tier by tier as long as it is in danger. */
function reduceByTiers(world: World, account: Account, position: Position): void {
  for (let round = 0; round < ROUNDS_MAX && isHeld(position) && isRuined(world, account, position); round++) {
    const { spec } = position.market
    const tier = tierOf(spec, absolute(position.size))
    const target = tiersOf(spec)[tier.number - 3]?.maxSize
    if (tier.number < PARTIAL_FROM_TIER || target === undefined) return
    const size = Decimals.subtract(absolute(position.size), target)
    reducePosition(world, account, position, {
      category: "partial_liquidation",
      size,
      price: undefined,
      pushed: true,
    })
  }
}

/** What a liquidation left below zero is paid by the insurance fund (bill type 5, sub-type 110). */
function coverDeficit(world: World, account: Account, position: Position): void {
  const balance = account.balances.get(position.ccy)
  const { acctLv } = account
  if (balance === undefined || !isNegative(balance.cash) || acctLv === "3") return
  const amount = negate(balance.cash)
  addPositionBill(world, account, position, {
    type: "5",
    subType: "110",
    ccy: position.ccy,
    change: amount,
    size: format(amount),
    positionChange: ZERO,
  })
  note(world, "deficit-covered", { uid: account.uid, ccy: position.ccy, amount: format(amount) })
  keepAccount(world, account)
}
