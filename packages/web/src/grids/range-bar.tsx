// The whole range as one line: its ends, where orders rest on either side, and where the price is. For the eye; the same is in the ladder as figures.

import type { GridStatusRow } from "@okx-oms/api"
import { grouped, padded } from "../words/amounts.ts"
import { priceScale, shareOfRange } from "./grid-facts.ts"

export function RangeBar({ grid: { plan, levels, lastPrice } }: { readonly grid: GridStatusRow }) {
  if (plan === null) return null
  const { lowestPrice, highestPrice, middlePrice } = plan
  const scale = priceScale([lowestPrice, highestPrice])
  const text = (price: string): string => grouped(padded(price, scale))
  const share = (price: string): string => `${shareOfRange(price, lowestPrice, highestPrice) * 100}%`
  return (
    <figure className="range">
      <div
        className="range-line"
        role="img"
        aria-label={`Range ${text(lowestPrice)} to ${text(highestPrice)}, last price ${lastPrice === null ? "unknown" : text(lastPrice)}`}
      >
        {levels
          .filter(({ state }) => state === "working")
          .map(({ number, side, price }) => (
            <span key={number} className="range-order" data-tone={side} style={{ insetInlineStart: share(price) }} />
          ))}
        {lastPrice !== null && <span className="range-last" style={{ insetInlineStart: share(lastPrice) }} />}
      </div>
      <figcaption className="range-ends">
        <span>{text(lowestPrice)}</span>
        <span className="soft">middle {text(middlePrice)}</span>
        <span>{text(highestPrice)}</span>
      </figcaption>
    </figure>
  )
}
