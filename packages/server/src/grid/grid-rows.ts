// What the contract shows of a grid: its plan, its levels, what it earned. Plain translations of the engine's values; nothing is decided here.

import type { GridLevelRow, GridPlanRow, GridStatusRow } from "@okx-oms/api"
import { Decimals, format } from "@okx-oms/core"
import { type GridPlan, type GridStatus, type LevelState, linePrice, priceOf, type Realised } from "@okx-oms/grid"
import type { GridTerms } from "./grid-file.ts"

export function gridPlanRow(strategy: string, plan: GridPlan, market: GridStatus["market"]): GridPlanRow {
  const [lowest = Decimals.ZERO] = plan.lines
  return {
    strategy,
    symbol: market.symbol,
    middlePrice: format(priceOf(plan.run.centreTicks, market)),
    lowestPrice: format(lowest),
    highestPrice: format(plan.lines.at(-1) ?? lowest),
    orderQuantity: format(plan.size),
    levels: plan.levels.map(({ number, buyPrice, sellPrice, first }) => ({
      number,
      buyPrice: format(buyPrice),
      sellPrice: format(sellPrice),
      first,
    })),
    cost: { quote: format(plan.cost.quote), base: format(plan.cost.base) },
  }
}

/** What it was asked to do; its name and its symbol stand beside it. */
export function shownTerms(terms: GridTerms): GridStatusRow["terms"] {
  const { spacing, lines, rangePercent, quotePerLevel, recentreAfterMs = null } = terms
  return {
    spacing,
    lines,
    rangePercent: format(rangePercent),
    quotePerLevel: format(quotePerLevel),
    recentreAfterMs,
  }
}

/** The part of a status that the engine knows. */
export function engineRow(
  status: GridStatus,
): Pick<GridStatusRow, "plan" | "levels" | "fills" | "trips" | "profit" | "dust" | "changed" | "fees"> {
  const { strategy, market, plan, state, totals, realised, realisedByLevel } = status
  return {
    plan: plan === undefined ? null : gridPlanRow(strategy, plan, market),
    levels: (state?.levels ?? []).map((level) => levelRow(level, realisedByLevel.get(level.level.number))),
    fills: totals.fills,
    trips: realised.cycles,
    profit: format(realised.quote),
    dust: format(realised.base),
    changed: { base: format(totals.base), quote: format(totals.quote) },
    fees: [...totals.fees].map(([currency, amount]) => ({ currency, amount: format(amount) })),
  }
}

function levelRow(state: LevelState, realised: Realised | undefined): GridLevelRow {
  const { level, holding } = state
  return {
    number: level.number,
    buyPrice: format(level.buyPrice),
    sellPrice: format(level.sellPrice),
    ...orderFields(state),
    holding: format(holding),
    trips: realised?.cycles ?? 0,
    profit: format(realised?.quote ?? Decimals.ZERO),
  }
}

function orderFields(state: LevelState): Pick<GridLevelRow, "state" | "side" | "price" | "quantity" | "orderId"> {
  switch (state.kind) {
    case "working":
    case "counting": {
      const { order } = state.kind === "working" ? state.open : state.order
      const { side, price, quantity, orderId } = order
      return { state: state.kind, side, price: format(price), quantity: format(quantity), orderId }
    }
    case "wanting": {
      const { side, quantity } = state.wish
      const price = format(linePrice(state.level, side))
      return { state: "waiting", side, price, quantity: format(quantity), orderId: null }
    }
  }
}
