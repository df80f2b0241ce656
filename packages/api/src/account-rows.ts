// Breaks, balances and positions as the contract shows them. It relies on rows.ts's rules: columns are always there, null where there is nothing.

import { type Balance, type Break, type ExchangePosition, format } from "@okx-oms/core"
import type { BalanceRow, BreakRow, PositionRow } from "./contract/account-schemas.ts"
import { timeText, timeTextOrNull } from "./time-text.ts"

export function breakRow(found: Break): BreakRow {
  const {
    breakId,
    kind,
    orderId = null,
    subject = null,
    ours,
    theirs,
    evidence,
    action,
    foundAt,
    resolvedAt,
    resolution = null,
  } = found
  const times = { foundAt: timeText(foundAt), resolvedAt: timeTextOrNull(resolvedAt) }
  return { breakId, kind, orderId, subject, ours, theirs, evidence, action, ...times, resolution }
}

export function balanceRow({ currency, total, available, updatedAt }: Balance): BalanceRow {
  return { currency, total: format(total), available: format(available), updatedAt: timeText(updatedAt) }
}

export function positionRow({ symbol, contracts, averagePrice, updatedAt }: ExchangePosition): PositionRow {
  return {
    symbol,
    contracts: format(contracts),
    averagePrice: averagePrice === undefined ? null : format(averagePrice),
    updatedAt: timeText(updatedAt),
  }
}
