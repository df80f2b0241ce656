// Amounts by currency side by side: fees in two coins, volume in two quote currencies. Gains and losses by sign and colour.

import { type Decimal, format } from "@okx-oms/core"
import { Figure } from "../ui/figure.tsx"
import { signed } from "../words/amounts.ts"

/** Digits after the point that amounts of money have at least. */
export const MONEY_SCALE = 2

export function AmountList({
  amounts,
  isGain = false,
}: {
  readonly amounts: ReadonlyMap<string, Decimal>
  readonly isGain?: boolean
}) {
  if (amounts.size === 0) return <span className="soft">–</span>
  return (
    <span className="amount-list">
      {[...amounts].map(([currency, amount]) =>
        isGain ? (
          <Gain key={currency} text={format(amount)} unit={currency} />
        ) : (
          <Figure key={currency} text={format(amount)} scale={MONEY_SCALE} unit={currency} />
        ),
      )}
    </span>
  )
}

/** A gain or a loss: by its sign and by its colour. Undefined shows a dash. */
export function Gain({ text, unit }: { readonly text: string | undefined; readonly unit: string }) {
  if (text === undefined) return <span className="soft">–</span>
  const tone = text === "0" ? undefined : text.startsWith("-") ? "bad" : "good"
  return <Figure text={signed(text)} scale={MONEY_SCALE} unit={unit} {...(tone !== undefined && { tone })} />
}
