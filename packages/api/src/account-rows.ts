// Breaks, balances and positions as the contract shows them. It relies on rows.ts's rules: columns are always there, null where there is nothing.

import {
  type Balance,
  type Break,
  type Decimal,
  Decimals,
  type ExchangePosition,
  format,
  type Instrument,
  type Price,
} from "@okx-oms/core"
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

/** What the position is worth: at the mark price, else at the last price. Contracts of linear swaps alone have a value here; the profit of others is OKX's word. */
export function positionRow(
  { symbol, contracts, averagePrice, markPrice, updatedAt, ...told }: ExchangePosition,
  market: { readonly instrument?: Instrument | undefined; readonly lastPrice?: Price | undefined } = {},
): PositionRow {
  const { instrument, lastPrice } = market
  const price = markPrice ?? lastPrice
  const size = instrument?.linear === true ? Decimals.multiply(contracts, instrument.contractValue) : undefined
  const value = size === undefined || price === undefined ? undefined : Decimals.multiply(size, price)
  const cost = size === undefined || averagePrice === undefined ? undefined : Decimals.multiply(size, averagePrice)
  const profit = value === undefined || cost === undefined ? undefined : Decimals.subtract(value, cost)
  return {
    symbol,
    contracts: format(contracts),
    averagePrice: textOrNull(averagePrice),
    markPrice: textOrNull(markPrice),
    lastPrice: textOrNull(lastPrice),
    unrealisedProfit: textOrNull(profit ?? told.unrealisedProfit),
    notional: textOrNull(value === undefined ? undefined : Decimals.absolute(value)),
    liquidationPrice: textOrNull(told.liquidationPrice),
    margin: textOrNull(told.margin),
    marginCurrency: told.marginCurrency ?? instrument?.settleCurrency ?? null,
    updatedAt: timeText(updatedAt),
  }
}

function textOrNull(value: Decimal | undefined): string | null {
  return value === undefined ? null : format(value)
}
