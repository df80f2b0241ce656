// The depth ladder: asks over the spread over bids, each side scrolling away from the middle, so that the touch stays where the eye is. A price fills the ticket,
// by click or by Enter; own orders stand at their price and are cancelled there.

import type { Book } from "@okx-oms/api"
import { Decimals, decimal, format } from "@okx-oms/core"
import { type KeyboardEvent, memo, useMemo, useRef, useState } from "react"
import { grouped, padded, scaleOf } from "../words/amounts.ts"
import { type BookSide, type LadderRow, ladderRows, ladderSteps, spreadOf } from "./ladder.ts"
import type { LastTrade } from "./last-trade.ts"
import type { OwnOrder } from "./own-orders.ts"
import { sizeDigits, sizeText } from "./size-text.ts"

export interface DepthLadderProps {
  readonly symbol: string
  readonly book: Book
  readonly tick: string
  readonly lot: string
  readonly own: readonly OwnOrder[]
  readonly last: LastTrade | undefined
  readonly onPrice: (price: string) => void
  readonly onCancel: (orders: readonly OwnOrder[]) => void
}

const ROWS_MAX = 40

export function DepthLadder({ symbol, book, tick, lot, own, last, onPrice, onCancel }: DepthLadderProps) {
  const steps = ladderSteps(tick, book.bids[0]?.price ?? book.asks[0]?.price)
  const [chosen, setStep] = useState(tick)
  const step = steps.includes(chosen) ? chosen : tick
  const rows = useMemo(() => {
    const of = (side: BookSide, levels: Book["bids"]) => ladderRows(levels, own, { side, step, rowsMax: ROWS_MAX })
    return { sell: of("sell", book.asks), buy: of("buy", book.bids) }
  }, [book, own, step])
  const grid = useRef<HTMLDivElement>(null)
  const acts = { digits: sizeDigits(lot), onPrice, onCancel }
  return (
    <div className="ladder">
      <label className="ladder-step">
        <span className="soft">Gathered by</span>
        <select className="select" value={step} onChange={(event) => setStep(event.target.value)}>
          {steps.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <div
        ref={grid}
        className="ladder-grid"
        role="grid"
        aria-label={`Book of ${symbol}`}
        onKeyDown={(event) => walk(event, grid.current)}
      >
        <div role="rowgroup">
          <div role="row" className="ladder-row ladder-titles">
            {["Mine", "Price", "Size", "Total"].map((title) => (
              <span key={title} role="columnheader">
                {title}
              </span>
            ))}
          </div>
        </div>
        <LadderSide label="Asks" side="sell" rows={rows.sell} {...acts} />
        <SpreadRow book={book} tick={tick} last={last} />
        <LadderSide label="Bids" side="buy" rows={rows.buy} {...acts} />
      </div>
    </div>
  )
}

interface Acts extends Pick<DepthLadderProps, "onPrice" | "onCancel"> {
  /** After the point, of sizes. */
  readonly digits: number
}

function LadderSide({
  label,
  side,
  rows,
  ...acts
}: Acts & { readonly label: string; readonly side: BookSide; readonly rows: readonly LadderRow[] }) {
  return (
    <div className="ladder-side" role="rowgroup" aria-label={label} data-side={side}>
      {rows.length === 0 && (
        <div role="row" className="ladder-none soft">
          <span role="gridcell">No {label.toLowerCase()}</span>
        </div>
      )}
      {rows.map((row, index) => (
        <LadderLine key={row.price} row={row} isFirst={index === 0} {...acts} />
      ))}
    </div>
  )
}

const LadderLine = memo(PlainLadderLine, (before, after) => {
  const [a, b] = [before.row, after.row]
  const isSame =
    a.quantity === b.quantity && a.total === b.total && a.share === b.share && before.isFirst === after.isFirst
  const isSameOwn = a.own.length === b.own.length && a.own.every((order, index) => order === b.own[index])
  return (
    isSame &&
    isSameOwn &&
    before.digits === after.digits &&
    before.onPrice === after.onPrice &&
    before.onCancel === after.onCancel
  )
})

function PlainLadderLine({
  row,
  isFirst,
  digits,
  onPrice,
  onCancel,
}: Acts & { readonly row: LadderRow; readonly isFirst: boolean }) {
  const { side, price, quantity, total, share, own } = row
  const isCancelling = own.length > 0 && own.every((order) => order.isCancelling)
  const press = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return
    const isFill = event.key === "Enter" || event.key === " "
    const isCancel = (event.key === "Delete" || event.key === "x") && own.length > 0 && !isCancelling
    if (!isFill && !isCancel) return
    event.preventDefault()
    event.stopPropagation()
    if (isFill) onPrice(price)
    else onCancel(own)
  }
  return (
    <div
      role="row"
      className="ladder-row"
      data-side={side}
      data-tone={side}
      data-price={price}
      data-own={own.length > 0 || undefined}
      tabIndex={isFirst ? 0 : -1}
      onClick={() => onPrice(price)}
      onKeyDown={press}
    >
      <span role="gridcell" className="ladder-own">
        {own.length > 0 && <OwnChip own={own} price={price} isCancelling={isCancelling} onCancel={onCancel} />}
      </span>
      <span role="gridcell" className="ladder-price toned">
        {grouped(price)}
      </span>
      <span role="gridcell" className="ladder-size" title={quantity}>
        <span className="ladder-bar" aria-hidden="true" style={{ inlineSize: `${(share * 100).toFixed(1)}%` }} />
        {quantity === "" ? <span className="soft">–</span> : sizeText(quantity, digits)}
      </span>
      <span role="gridcell" className="ladder-total soft" title={total}>
        {total === "" ? "" : sizeText(total, digits)}
      </span>
    </div>
  )
}

function OwnChip({
  own,
  price,
  isCancelling,
  onCancel,
}: {
  readonly own: readonly OwnOrder[]
  readonly price: string
  readonly isCancelling: boolean
  readonly onCancel: DepthLadderProps["onCancel"]
}) {
  const [first] = own
  const sum = format(Decimals.sum(own.map(({ quantity }) => decimal(quantity))))
  const text = own.length === 1 ? sum : `${own.length}× ${sum}`
  const what = own.length === 1 ? `${first?.side} ${sum}` : `${own.length} orders, ${first?.side} ${sum} in all,`
  return (
    <button
      type="button"
      className="ladder-chip"
      tabIndex={-1}
      disabled={isCancelling}
      aria-label={isCancelling ? `Cancel of ${what} at ${price} requested` : `Cancel own ${what} at ${price}`}
      title={isCancelling ? "Cancel requested" : `Cancel ${what} at ${price}`}
      onClick={(event) => {
        event.stopPropagation()
        onCancel(own)
      }}
    >
      {text} {isCancelling ? "…" : "✕"}
    </button>
  )
}

function SpreadRow({ book, tick, last }: Pick<DepthLadderProps, "book" | "tick" | "last">) {
  const spread = spreadOf(book)
  const scale = scaleOf(tick)
  return (
    <div role="rowgroup">
      <div role="row" className="ladder-spread">
        <span role="gridcell" className="ladder-last" data-tone={last?.side}>
          <span className="toned">{last === undefined ? "–" : grouped(padded(last.price, scale))}</span>
          <span className="soft">last</span>
        </span>
        <span role="gridcell" className="soft">
          {spread === undefined ? "no spread" : `spread ${padded(spread.text, scale)} · ${spread.percent} %`}
        </span>
      </div>
    </div>
  )
}

/** Up and down over both sides, across the spread: by what stands there at this moment. */
function walk(event: KeyboardEvent, grid: HTMLElement | null): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0
  if (step === 0 || grid === null) return
  const of = (side: BookSide): readonly HTMLElement[] => [
    ...grid.querySelectorAll<HTMLElement>(`.ladder-row[data-side="${side}"]`),
  ]
  const all = [...of("sell").toReversed(), ...of("buy")]
  const { activeElement } = document
  const at = activeElement instanceof HTMLElement ? all.indexOf(activeElement) : -1
  const to = at < 0 ? undefined : all[at + step]
  event.preventDefault()
  event.stopPropagation()
  to?.focus()
  to?.scrollIntoView({ block: "nearest" })
}
