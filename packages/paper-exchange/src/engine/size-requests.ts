// How much an account could trade: GET account/max-size (as sz of an order) and max-avail-size (as funds), for every kind of
// trade (reference section 5.3). It reads; the sums are margin.ts's.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { tradeModeOf } from "./account-mode.ts"
import { absolute, readPositive, ZERO } from "./amounts.ts"
import { leverageDecimal } from "./leverage.ts"
import { available, availableForSpot } from "./margin.ts"
import type { Account, Market } from "./model.ts"
import type { Side } from "./order-book.ts"
import { isTrue, list, type Parameters, text } from "./parameters.ts"
import { largestAt } from "./position-tiers.ts"
import { type PositionScope, positionKey, worth } from "./positions.ts"
import { parameterError, parameterMissing, REFUSALS, type Refusal } from "./refusals.ts"
import type { World } from "./world.ts"

type Row = Record<string, unknown>
type Rows = Row[] | Refusal

const { add, subtract, multiply, divide, maximum, minimum, isNegative, isPositive } = Decimals

/** Scope is undefined for SPOT. */
type Answer = (market: Market, scope: PositionScope | undefined) => Row

function perInstrument(world: World, account: Account, query: Parameters, answer: Answer): Rows {
  const instIds = list(query, "instId")
  if (instIds.length === 0) return parameterMissing("instId")
  if (instIds.length > 5) return parameterError("instId")
  if (text(query, "tdMode") === "") return parameterMissing("tdMode")
  const rows: Row[] = []
  for (const instId of instIds) {
    const market = world.markets.get(instId)
    if (market === undefined) return REFUSALS.instIdUnknown
    // The side is not asked for here: a long stands for both.
    const posSide = account.posMode === "net_mode" || market.spec.instType === "SPOT" ? "" : "long"
    const mode = tradeModeOf(account, market, { tdMode: query.tdMode, ccy: query.ccy, posSide })
    if ("code" in mode) return mode
    rows.push(answer(market, mode.scope))
  }
  return rows
}

/** Largest order in base currency (SPOT, MARGIN) or contracts. */
export function maxSize(world: World, account: Account, query: Parameters): Rows {
  return perInstrument(world, account, query, (market, scope) => {
    const { spec } = market
    const price = readPositive(text(query, "px")) ?? market.lastPrice
    if (scope === undefined) {
      const quote = availableForSpot(world, account, spec.quoteCcy)
      const buy = divide(quote, price, { scale: 16, rounding: "down" })
      const sell = availableForSpot(world, account, spec.baseCcy)
      return { instId: spec.instId, ccy: spec.baseCcy, maxBuy: format(buy), maxSell: format(sell) }
    }
    const lever = readPositive(text(query, "leverage")) ?? leverageDecimal(account, scope)
    const most = (side: Side): string => format(largestOrder(world, account, scope, { side, price, lever }))
    const ccy = scope.instType === "MARGIN" ? spec.baseCcy : scope.ccy
    return { instId: spec.instId, ccy, maxBuy: most("buy"), maxSell: most("sell") }
  })
}

/** What the margin there is can open, on top of turning around what is held, within the leverage's tier. */
function largestOrder(
  world: World,
  account: Account,
  scope: PositionScope,
  order: { readonly side: Side; readonly price: Decimal; readonly lever: Decimal },
): Decimal {
  const { market, mgnMode, ccy } = scope
  const free = mgnMode === "isolated" ? availableForSpot(world, account, ccy) : available(world, account, ccy)
  const one = worth(scope, order.price, Decimals.ONE)
  const power = multiply(maximum(ZERO, free), order.lever)
  const open = divide(power, one, { scale: 8, rounding: "down" })
  const held = account.positions.get(positionKey(scope))?.size ?? ZERO
  const against = order.side === "buy" ? isNegative(held) : isPositive(held)
  const turned = against && scope.posSide === "net" ? multiply(absolute(held), { coefficient: 2n, scale: 0 }) : ZERO
  const room = subtract(largestAt(market.spec, order.lever), order.side === "buy" ? held : Decimals.negate(held))
  const most = minimum(add(open, turned), maximum(ZERO, room))
  return Decimals.roundToMultiple(most, market.spec.lotSize, "down")
}

/** Funds for it: quote to buy and base to sell (SPOT), margin currency otherwise; reduceOnly: what of a MARGIN can be closed. */
export function maxAvailableSize(world: World, account: Account, query: Parameters): Rows {
  return perInstrument(world, account, query, (market, scope) => {
    const { instId, quoteCcy, baseCcy } = market.spec
    if (scope === undefined) {
      return {
        instId,
        availBuy: format(availableForSpot(world, account, quoteCcy)),
        availSell: format(availableForSpot(world, account, baseCcy)),
      }
    }
    if (scope.instType === "MARGIN" && isTrue(query, "reduceOnly")) return reducible(account, scope)
    const { mgnMode, ccy } = scope
    const free = mgnMode === "isolated" ? availableForSpot(world, account, ccy) : available(world, account, ccy)
    const text = format(maximum(ZERO, free))
    return { instId, availBuy: text, availSell: text }
  })
}

function reducible(account: Account, scope: PositionScope): Row {
  const held = account.positions.get(positionKey(scope))?.size ?? ZERO
  return {
    instId: scope.market.spec.instId,
    availBuy: format(isNegative(held) ? absolute(held) : ZERO),
    availSell: format(isPositive(held) ? held : ZERO),
  }
}
