// Our open orders of the symbol beneath the chart: what the ladder marks, with status and cancel, those in doubt included.

import { useMemo } from "react"
import { hrefOf } from "../app/routes.ts"
import { useNow } from "../live/clock.ts"
import { useOrder } from "../live/hooks.ts"
import { orderKey } from "../live/order-entry.ts"
import { Button } from "../ui/button.tsx"
import { Age, Figure, StatusWord } from "../ui/figure.tsx"
import { Empty } from "../ui/notice.tsx"
import { statusOf, typeText } from "../words/order-words.ts"
import type { OwnOrder } from "./own-orders.ts"

export function OwnPanel({
  account,
  symbol,
  own,
  scale,
  onCancel,
}: {
  readonly account: string
  readonly symbol: string
  readonly own: readonly OwnOrder[]
  readonly scale: number
  readonly onCancel: (orders: readonly OwnOrder[]) => void
}) {
  const sorted = useMemo(() => [...own].sort((a, b) => Number(b.price) - Number(a.price)), [own])
  if (own.length === 0) {
    return (
      <Empty title="No order of ours rests here">Click a price in the book, or press B to buy and S to sell.</Empty>
    )
  }
  return (
    <div className="own-orders" role="region" aria-label={`Open orders of ${symbol}, table`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Side</th>
            <th scope="col" className="own-more">
              Type
            </th>
            <th scope="col" className="number">
              Price
            </th>
            <th scope="col" className="number">
              Quantity
            </th>
            <th scope="col" className="number">
              Filled
            </th>
            <th scope="col">Status</th>
            <th scope="col" className="number own-more">
              Age
            </th>
            <th scope="col">
              <a href={hrefOf("orders")}>All orders</a>
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((order) => (
            <OwnRow key={order.orderId} account={account} order={order} scale={scale} onCancel={onCancel} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function OwnRow({
  account,
  order,
  scale,
  onCancel,
}: {
  readonly account: string
  readonly order: OwnOrder
  readonly scale: number
  readonly onCancel: (orders: readonly OwnOrder[]) => void
}) {
  const row = useOrder(orderKey(account, order.orderId))?.row
  if (row === undefined) return null
  return (
    <tr data-order={row.orderId}>
      <td className="toned" data-tone={row.side}>
        {row.side}
      </td>
      <td className="own-more">{typeText(row)}</td>
      <td className="number">
        <Figure text={row.price} scale={scale} />
      </td>
      <td className="number">
        <Figure text={row.quantity} />
      </td>
      <td className="number">
        <Figure text={row.filledQuantity} />
      </td>
      <td>{row.doubt === null ? <StatusAt row={row} now={0} /> : <CountingStatus row={row} />}</td>
      <td className="number own-more">
        <Age since={row.createdAt} />
      </td>
      <td className="number">
        <Button isSmall disabled={order.isCancelling} onClick={() => onCancel([order])}>
          {order.isCancelling ? "Cancel requested" : "Cancel"}
        </Button>
      </td>
    </tr>
  )
}

type Row = Parameters<typeof statusOf>[0]

function CountingStatus({ row }: { readonly row: Row }) {
  return <StatusAt row={row} now={useNow()} />
}

function StatusAt({ row, now }: { readonly row: Row; readonly now: number }) {
  const { word, tone, detail, full } = statusOf(row, now)
  return <StatusWord word={word} tone={tone} detail={detail} title={full} />
}
