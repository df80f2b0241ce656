// The levels as a ladder, the highest price at the top and the last price between them: what each level has at OKX now, and what it earned. It relies on the
// server for every figure; how much of an order is filled comes by the stream.

import type { GridLevelRow, GridStatusRow } from "@okx-oms/api"
import { Decimals } from "@okx-oms/core"
import { useOrder } from "../live/hooks.ts"
import { orderKey } from "../live/order-entry.ts"
import { orderHref } from "../orders/use-orders-route.ts"
import { Figure, ShareBar } from "../ui/figure.tsx"
import { grouped, padded } from "../words/amounts.ts"
import { filledShare } from "../words/order-words.ts"
import type { Tone } from "../words/tone.ts"
import { decimalOf, ladderRows, priceScale } from "./grid-facts.ts"
import { Earned } from "./money.tsx"

const STATE_WORDS: Readonly<Record<GridLevelRow["state"], { readonly word: string; readonly tone: Tone }>> = {
  working: { word: "working", tone: "working" },
  counting: { word: "counting", tone: "busy" },
  waiting: { word: "no order", tone: "warn" },
}

export function GridLadder({ grid }: { readonly grid: GridStatusRow }) {
  const { levels, symbol } = grid
  const [base = "", quote = ""] = symbol.split("-")
  const scale = priceScale(levels.flatMap(({ buyPrice, sellPrice, price }) => [buyPrice, sellPrice, price]))
  return (
    <div className="ladder-scroll" role="region" aria-label="Levels, table" tabIndex={0}>
      <table className="ladder">
        <thead>
          <tr>
            <th scope="col">Level</th>
            <th scope="col" className="number">
              Buys at
            </th>
            <th scope="col" className="number">
              Sells at
            </th>
            <th scope="col">Order</th>
            <th scope="col" className="number">
              Quantity, {base}
            </th>
            <th scope="col" className="number">
              Trips
            </th>
            <th scope="col" className="number">
              Profit, {quote}
            </th>
          </tr>
        </thead>
        <tbody>
          {ladderRows(grid).map((row) =>
            row.kind === "price" ? (
              <tr key="price" className="ladder-price">
                <td colSpan={7}>
                  <span>
                    last {grouped(padded(row.price, scale))}
                    {row.where !== "" && ` · ${row.where}`}
                  </span>
                </td>
              </tr>
            ) : (
              <LevelRow key={row.level.number} account={grid.account} level={row.level} scale={scale} />
            ),
          )}
        </tbody>
      </table>
    </div>
  )
}

function LevelRow({
  account,
  level,
  scale,
}: {
  readonly account: string
  readonly level: GridLevelRow
  readonly scale: number
}) {
  const { number, buyPrice, sellPrice, side, price, state, quantity, trips, profit, orderId } = level
  const isAway = price !== (side === "buy" ? buyPrice : sellPrice)
  const amount = decimalOf(profit)
  return (
    <tr data-level={number} data-state={state}>
      <th scope="row">{number}</th>
      <PriceCell text={grouped(padded(buyPrice, scale))} isActive={state === "working" && side === "buy"} side="buy" />
      <PriceCell
        text={grouped(padded(sellPrice, scale))}
        isActive={state === "working" && side === "sell"}
        side="sell"
      />
      <td>
        <span className="ladder-order">
          <span className="status-dot" data-tone={STATE_WORDS[state].tone} aria-hidden="true" />
          <LevelOrder level={level} account={account} />
          {isAway && <span className="soft">at {grouped(padded(price, scale))}</span>}
        </span>
      </td>
      <td className="number">
        <Figure text={quantity} />
        {orderId !== null && <FilledBar orderKeyText={orderKey(account, orderId)} />}
      </td>
      <td className="number">{trips === 0 ? <span className="soft">0</span> : trips}</td>
      <td className="number">
        {trips === 0 && Decimals.isZero(amount) ? <span className="soft">–</span> : <Earned amount={amount} />}
      </td>
    </tr>
  )
}

/** "sell working", and the way to the order's timeline; what it waits for when there is none. */
function LevelOrder({
  level: { state, side, orderId },
  account,
}: {
  readonly level: GridLevelRow
  readonly account: string
}) {
  const { word } = STATE_WORDS[state]
  if (state === "waiting" || orderId === null) {
    return (
      <span data-tone="warn">
        <span className="toned">{word}</span> <span className="soft">next: {side}</span>
      </span>
    )
  }
  return (
    <a className="ladder-link" data-tone={side} href={orderHref(orderKey(account, orderId))}>
      <span className="toned">{side}</span> {word}
    </a>
  )
}

function PriceCell({
  text,
  isActive,
  side,
}: {
  readonly text: string
  readonly isActive: boolean
  readonly side: "buy" | "sell"
}) {
  return (
    <td className="number ladder-at" data-tone={isActive ? side : undefined} data-active={isActive || undefined}>
      {text}
    </td>
  )
}

/** Only while a part of the order is filled. */
function FilledBar({ orderKeyText }: { readonly orderKeyText: string }) {
  const entry = useOrder(orderKeyText)
  if (entry === undefined || entry.state !== "PartiallyFilled") return null
  const { row } = entry
  return (
    <span className="ladder-filled" title={`${row.filledQuantity} filled`}>
      <ShareBar share={filledShare(row)} />
      <span className="unseen">{row.filledQuantity} filled</span>
    </span>
  )
}
