// What was traded last, newest first: time, price and quantity in the colour of who took, with the word for who does not see colours.

import type { MarketTrade } from "@okx-oms/api"
import { memo } from "react"
import { Figure } from "../ui/figure.tsx"
import { shortDecimal } from "../words/amounts.ts"
import { clockText } from "../words/time.ts"

const QUANTITY_DIGITS = 6

export const TradesList = memo(function TradesList({
  trades,
  scale,
}: {
  readonly trades: readonly MarketTrade[]
  readonly scale: number
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
                {shortDecimal(quantity, QUANTITY_DIGITS)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
})
