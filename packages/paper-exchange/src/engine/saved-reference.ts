// What a market's reference prices keep over a restart: prices that were set by hand and the newest settled funding rates.
// Older rates are drawn from the seed again, like those of before the first start.

import { decimal, format } from "@okx-oms/core"
import type { Market } from "./model.ts"

/** Absent members were never set, also in what older versions kept. */
export interface SavedReference {
  readonly mark?: string
  readonly index?: string
  readonly settledRates?: readonly (readonly [settledMs: number, rate: string])[]
}

/** Written with every change, so that few are kept: a day of periods. */
const RATES_KEPT = 3

export function saveReference({ reference, settledRates }: Market): SavedReference {
  const { mark, index, markFixed, indexFixed } = reference
  const rates = [...settledRates].slice(-RATES_KEPT)
  return {
    ...(markFixed && mark !== undefined ? { mark: format(mark) } : {}),
    ...(indexFixed && index !== undefined ? { index: format(index) } : {}),
    ...(rates.length > 0 ? { settledRates: rates.map(([settledMs, rate]) => [settledMs, format(rate)] as const) } : {}),
  }
}

export function restoreReference(market: Market, saved: SavedReference): void {
  const { reference } = market
  if (saved.mark !== undefined) {
    reference.mark = decimal(saved.mark)
    reference.markFixed = true
  }
  if (saved.index !== undefined) {
    reference.index = decimal(saved.index)
    reference.indexFixed = true
  }
  for (const [settledMs, rate] of saved.settledRates ?? []) market.settledRates.set(settledMs, decimal(rate))
}
