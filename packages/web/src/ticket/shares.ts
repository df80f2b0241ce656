// How much a share of what the account has would be, for the buttons beside the quantity: of the quote currency for a purchase, of the base currency for a
// sale, of the margin (without leverage) or of the position for contracts. Pure; always rounded down to lots.

import type { BalanceRow, InstrumentRow, PositionRow } from "@okx-oms/api"
import { Decimals, decimal, format } from "@okx-oms/core"
import { scaleOf } from "../words/amounts.ts"
import { amountOf, type Draft } from "./draft.ts"

export const SHARES = [25, 50, 75, 100] as const

export interface Means {
  readonly balances: readonly Pick<BalanceRow, "currency" | "available">[]
  readonly positions: readonly Pick<PositionRow, "symbol" | "contracts">[]
}

/** What a share is taken of. `per` is what one unit of the quantity costs of it; undefined: the quantity is in it. */
export interface Purse {
  readonly amount: Decimals.Decimal
  readonly unit: string
  readonly words: string
  readonly per: Decimals.Decimal | undefined
  /** No price is known, so nothing can be bought with it. */
  readonly isPriceMissing: boolean
}

/** `price` of an order without one of its own: what the book offers. */
export function purseOf(draft: Draft, instrument: InstrumentRow, means: Means, price: string | null): Purse {
  const { side, isReduceOnly } = draft
  const { baseCurrency, quoteCurrency, settleCurrency, kind } = instrument
  if (kind === "swap" && isReduceOnly) {
    const position = means.positions.find(({ symbol }) => symbol === draft.symbol)
    const amount = Decimals.absolute(decimal(position?.contracts ?? "0"))
    return { amount, unit: "ct", words: "in the position", per: undefined, isPriceMissing: false }
  }
  const available = (currency: string): Decimals.Decimal =>
    decimal(means.balances.find((row) => row.currency === currency)?.available ?? "0")
  if (kind === "spot" && side === "sell" && !isQuoteAmountOf(draft)) {
    const words = "available"
    return { amount: available(baseCurrency), unit: baseCurrency, words, per: undefined, isPriceMissing: false }
  }
  if (kind === "spot" && isQuoteAmountOf(draft)) {
    const words = "available"
    return { amount: available(quoteCurrency), unit: quoteCurrency, words, per: undefined, isPriceMissing: false }
  }
  const at = amountOf(draft.type === "market" ? "" : draft.price) ?? amountOf(price ?? "")
  const per = at === undefined ? undefined : Decimals.multiply(at, decimal(instrument.contractValue))
  const currency = kind === "spot" ? quoteCurrency : settleCurrency
  const words = kind === "spot" ? "available" : "available, without leverage"
  return { amount: available(currency), unit: currency, words, per, isPriceMissing: per === undefined }
}

/** The quantity that the share gives; undefined when it is less than the least, or no price is known. */
export function shareQuantity(
  purse: Purse,
  share: number,
  { draft, instrument }: { draft: Draft; instrument: InstrumentRow },
): string | undefined {
  if (purse.isPriceMissing) return undefined
  const part = Decimals.multiply(purse.amount, { coefficient: BigInt(share), scale: 2 })
  if (isQuoteAmountOf(draft) && instrument.kind === "spot") {
    const cents = Decimals.round(part, Math.min(8, scaleOf(instrument.tickSize) + 2), "down")
    return Decimals.isPositive(cents) ? format(cents) : undefined
  }
  const scale = scaleOf(instrument.lotSize) + 2
  const units = purse.per === undefined ? part : Decimals.divide(part, purse.per, { scale, rounding: "down" })
  const lots = Decimals.roundToMultiple(units, decimal(instrument.lotSize), "floor")
  return Decimals.lessThan(lots, decimal(instrument.minSize)) ? undefined : format(lots)
}

function isQuoteAmountOf({ type, isQuoteAmount }: Draft): boolean {
  return type === "market" && isQuoteAmount
}
