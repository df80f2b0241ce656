// Lives of positions that were reduced or closed (GET account/positions-history): one row per life, which the next reduction
// replaces, kept for three months. It relies on the position's own sums; source: reference section 5.3, OKX "Get positions
// history".

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { absolute, textOf, ZERO } from "./amounts.ts"
import { byLeverage, leverageDecimal, leverageOf } from "./leverage.ts"
import type { Account, Category, Order } from "./model.ts"
import { list, type Parameters, text, wholeNumber } from "./parameters.ts"
import { averagePrice, type ClosedPosition, isHeld, type Position, realizedPnl, worth } from "./positions.ts"
import { parameterError, type Refusal } from "./refusals.ts"
import type { World } from "./world.ts"

const KEPT = 10_000

/** Notes that a position was reduced just now by an order. */
export function recordClosing(
  world: World,
  account: Account,
  position: Position,
  order: Pick<Order, "category" | "lastFill"> & { readonly price?: Decimal | undefined },
): void {
  const { life, market } = position
  const { spec } = market
  const openAvg = averagePrice(market, life.openedValue, life.openedSize)
  const realized = realizedPnl(position)
  const row: ClosedPosition = {
    posId: position.posId,
    instId: spec.instId,
    instType: position.instType,
    uly: spec.instFamily || spec.instId,
    mgnMode: position.mgnMode,
    posSide: position.posSide,
    ccy: position.ccy,
    lever: leverageOf(account, position),
    createdMs: position.createdMs,
    updatedMs: world.nowMs,
    type: typeOf(order.category, isHeld(position)),
    long: life.long,
    openAvgPx: textOf(openAvg, ""),
    closeAvgPx: textOf(averagePrice(market, life.closedValue, life.closedSize), ""),
    openMaxPos: format(life.largest),
    closeTotalPos: format(life.closedSize),
    realizedPnl: format(realized),
    pnl: format(position.pnl),
    pnlRatio: format(returnOf(account, position, realized, openAvg)),
    fee: format(position.fee),
    fundingFee: format(position.fundingFee),
    liqPenalty: format(position.liqPenalty),
    triggerPx: order.category.endsWith("liquidation") ? textOf(order.price, "") : "",
  }
  const { closedPositions } = account
  const at = closedPositions.findLastIndex(({ posId, createdMs }) => posId === row.posId && createdMs === row.createdMs)
  if (at >= 0) closedPositions.splice(at, 1)
  closedPositions.push(row)
  if (closedPositions.length > KEPT) closedPositions.shift()
}

function typeOf(category: Category, held: boolean): string {
  switch (category) {
    case "adl":
      return held ? "5" : "6"
    case "full_liquidation":
    case "partial_liquidation":
      return held ? "4" : "3"
    case "normal":
    case "twap":
    case "delivery":
      return held ? "1" : "2"
  }
}

/** Realised profit over the margin that the largest position was opened with. */
function returnOf(account: Account, position: Position, realized: Decimal, openAvg: Decimal | undefined): Decimal {
  if (openAvg === undefined) return ZERO
  const margin = byLeverage(
    worth(position, openAvg, absolute(position.life.largest)),
    leverageDecimal(account, position),
    16,
  )
  return Decimals.isZero(margin) ? ZERO : Decimals.divide(realized, margin, { scale: 16, rounding: "halfEven" })
}

/** GET account/positions-history: newest change first, paged by uTime. */
export function positionsHistory(
  world: World,
  account: Account,
  query: Parameters,
): Record<string, unknown>[] | Refusal {
  const limit = text(query, "limit") === "" ? 100 : wholeNumber(text(query, "limit"))
  const after = text(query, "after") === "" ? Number.POSITIVE_INFINITY : wholeNumber(text(query, "after"))
  const before = text(query, "before") === "" ? 0 : wholeNumber(text(query, "before"))
  if (limit === undefined || limit < 1) return parameterError("limit")
  if (after === undefined) return parameterError("after")
  if (before === undefined) return parameterError("before")
  const filters = ["instType", "instId", "mgnMode", "type", "posId"] as const
  const wanted = filters.map((name) => ({ name, values: list(query, name) })).filter(({ values }) => values.length > 0)
  const since = world.nowMs - world.options.retention.archiveMs
  return account.closedPositions
    .filter(
      (row) =>
        row.updatedMs > Math.max(since, before) &&
        row.updatedMs < after &&
        wanted.every(({ name, values }) => values.includes(row[name])),
    )
    .reverse()
    .slice(0, Math.min(limit, 100))
    .map(historyRow)
}

function historyRow({ createdMs, updatedMs, long, ...row }: ClosedPosition): Record<string, unknown> {
  return {
    ...row,
    cTime: String(createdMs),
    direction: long ? "long" : "short",
    nonSettleAvgPx: "",
    settledPnl: "",
    uTime: String(updatedMs),
  }
}
