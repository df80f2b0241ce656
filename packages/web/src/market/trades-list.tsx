// What was traded last, newest first: time, price and quantity in the colour of who took, with the word for who does not see colours.

import type { MarketTrade } from "@okx-oms/api"
import { memo } from "react"
import { Figure } from "../ui/figure.tsx"
import { clockText } from "../words/time.ts"
import { sizeText } from "./size-text.ts"

export const TradesList = memo(function TradesList({
  trades,
  scale,
  digits,
}: {
  readonly trades: readonly MarketTrade[]
  readonly scale: number
  /** After the point, of sizes. */
  readonly digits: number
}) {
  return (
    <div className="trades" role="region" aria-label="Recent trades, table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" className="number">
              Price
            </th>
            <th scope="col" className="number">
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {trades.map(({ tradeId, at, price, quantity, side }) => (
            <tr key={tradeId}>
              <td className="soft">
                <time dateTime={at}>{clockText(at).slice(0, 8)}</time>
              </td>
              <td className="number">
                <span className="unseen">{side} </span>
                <Figure text={price} scale={scale} tone={side} />
              </td>
              <td className="number" title={quantity}>
                {sizeText(quantity, digits)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
})
