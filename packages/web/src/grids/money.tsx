// Sums on the grid's screens: rounded for reading, a gain with its sign and colour; the exact amount when pointed at.

import { type Decimal, Decimals, format } from "@okx-oms/core"
import { grouped, signed } from "../words/amounts.ts"
import { readableMoney, readableSum } from "../words/readable.ts"

/** A gain or a loss; undefined shows a dash. */
export function Earned({ amount, unit }: { readonly amount: Decimal | undefined; readonly unit?: string }) {
  if (amount === undefined) return <span className="soft">–</span>
  const tone = Decimals.isZero(amount) ? undefined : Decimals.isNegative(amount) ? "bad" : "good"
  return (
    <span className="figure" data-tone={tone} title={format(amount)}>
      {Decimals.isZero(amount) ? "0.00" : signed(grouped(readableMoney(amount)))}
      {unit !== undefined && <span className="figure-unit">{unit}</span>}
    </span>
  )
}

/** A sum that is neither: what was bought, what was charged. */
export function Sum({ amount, unit }: { readonly amount: Decimal; readonly unit: string }) {
  return (
    <span className="figure" title={format(amount)}>
      {grouped(readableSum(amount))}
      <span className="figure-unit">{unit}</span>
    </span>
  )
}
