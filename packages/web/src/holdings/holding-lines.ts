// Positions and balances as their tables show them: what OKX last told, beside it what the books say, and the difference that is open between them. Exact; shares
// alone are rounded. Pure.

import type { BalanceRow, BreakRow, InstrumentRow, PositionRow } from "@okx-oms/api"
import { type AccountState, type Decimal, Decimals, decimal, format } from "@okx-oms/core"
import { DIGITS_SHOWN, scaleOf } from "../words/amounts.ts"

const { absolute, add, divide, isNegative, isZero, multiply, subtract, ZERO } = Decimals

const PERCENT = decimal("100")

export interface PositionLine {
  readonly account: string
  readonly row: PositionRow
  readonly side: "long" | "short"
  /** Contracts without their sign. */
  readonly contracts: string
  /** The same in base currency; null where the contract's size is not known or is no base currency. */
  readonly size: string | null
  readonly base: string
  /** Digits of its prices after the point: what they are padded to, and what is shown of a longer one. */
  readonly prices: { readonly scale: number; readonly digits: number }
  /** In which currency profit and margin are. */
  readonly currency: string
  /** Realised by the fills in the books, fees not included; null where the books have none. */
  readonly realised: string | null
  /** Profit in percent of the margin, one digit. */
  readonly returnPct: string | null
  /** How far the mark price is from liquidation, in percent of it, one digit. */
  readonly liquidationPct: string | null
  readonly broken: BreakRow | undefined
}

export interface BalanceLine {
  readonly account: string
  readonly row: BalanceRow
  /** Total minus available: held by open orders, and as margin where positions are held. */
  readonly held: string
  /** What the books expect; null before the books have a baseline. */
  readonly books: string | null
  readonly broken: BreakRow | undefined
}

export interface Known {
  readonly account: string
  readonly state: AccountState | undefined
  readonly breaks: readonly BreakRow[]
}

export function positionLine(row: PositionRow, known: Known, instrument: InstrumentRow | undefined): PositionLine {
  const contracts = decimal(row.contracts)
  const [base = "", quote = ""] = row.symbol.split("-")
  const size =
    instrument?.linear === true ? multiply(absolute(contracts), decimal(instrument.contractValue)) : undefined
  const booked = [...(known.state?.positions.values() ?? [])].find(({ symbol }) => symbol === row.symbol)
  return {
    account: known.account,
    row,
    side: isNegative(contracts) ? "short" : "long",
    contracts: format(absolute(contracts)),
    size: size === undefined ? null : format(size),
    base,
    prices: pricesOf(instrument),
    currency: row.marginCurrency ?? quote,
    realised: booked === undefined ? null : format(booked.realisedProfit),
    returnPct: percent(row.unrealisedProfit, row.margin),
    liquidationPct: distance(row.markPrice ?? row.lastPrice, row.liquidationPrice),
    broken: breakOf(known, "position-mismatch", row.symbol),
  }
}

export function balanceLine(row: BalanceRow, known: Known): BalanceLine {
  const funds = known.state?.funds.get(row.currency)
  return {
    account: known.account,
    row,
    held: format(subtract(decimal(row.total), decimal(row.available))),
    books: funds === undefined ? null : format(funds.expected),
    broken: breakOf(known, "balance-mismatch", row.currency),
  }
}

/** Unrealised profit of all positions, by currency. */
export function unrealisedOf(lines: readonly PositionLine[]): ReadonlyMap<string, Decimal> {
  const sums = new Map<string, Decimal>()
  for (const { row, currency } of lines) {
    if (row.unrealisedProfit === null) continue
    sums.set(currency, add(sums.get(currency) ?? ZERO, decimal(row.unrealisedProfit)))
  }
  return sums
}

function pricesOf(instrument: InstrumentRow | undefined): PositionLine["prices"] {
  if (instrument === undefined) return { scale: 0, digits: DIGITS_SHOWN }
  const scale = scaleOf(instrument.tickSize)
  return { scale, digits: scale }
}

function breakOf({ breaks }: Known, kind: BreakRow["kind"], subject: string): BreakRow | undefined {
  return breaks.find((found) => found.kind === kind && found.subject === subject)
}

function percent(part: string | null, whole: string | null): string | null {
  if (part === null || whole === null) return null
  const of = decimal(whole)
  if (isZero(of)) return null
  return format(divide(multiply(decimal(part), PERCENT), of, { scale: 1, rounding: "halfEven" }))
}

function distance(from: string | null, to: string | null): string | null {
  if (from === null || to === null) return null
  return percent(format(absolute(subtract(decimal(to), decimal(from)))), from)
}
