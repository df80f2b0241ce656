// The columns of the fills. Amounts stand at the precision of their instrument; what a fill realised is exact, and cut off where nobody reads.

import { format } from "@okx-oms/core"
import { Figure } from "../ui/figure.tsx"
import type { GridColumn } from "../ui/grid/grid-column.ts"
import { scaleOf, unitText } from "../words/amounts.ts"
import { clockText, dateText } from "../words/time.ts"
import { Gain, MONEY_SCALE } from "./amount-list.tsx"
import type { FillEntry } from "./use-fills.ts"

const number = { align: "end" } as const

const COLUMNS: readonly GridColumn<FillEntry>[] = [
  {
    id: "time",
    title: "Time",
    width: 152,
    sortKey: ({ fill }) => fill.at,
    cell: ({ fill: { at } }) => (
      <time dateTime={at} title={at}>
        <span className="soft">{dayText(at)}</span> {clockText(at)}
      </time>
    ),
  },
  { id: "symbol", title: "Symbol", width: 126, sortKey: ({ fill }) => fill.symbol, cell: ({ fill }) => fill.symbol },
  {
    id: "side",
    title: "Side",
    width: 52,
    sortKey: ({ fill }) => fill.side,
    cell: ({ fill: { side } }) => (
      <span className="toned" data-tone={side}>
        {side}
      </span>
    ),
  },
  {
    id: "quantity",
    title: "Quantity",
    width: 122,
    ...number,
    sortKey: ({ fill }) => Number(fill.quantity),
    cell: ({ fill: { quantity, symbol, unit }, instrument }) => (
      <Figure text={quantity} scale={scaleOf(instrument?.lotSize ?? "")} unit={unitText(symbol, unit)} />
    ),
  },
  {
    id: "price",
    title: "Price",
    width: 104,
    ...number,
    sortKey: ({ fill }) => Number(fill.price),
    cell: ({ fill, instrument }) => <Figure text={fill.price} scale={scaleOf(instrument?.tickSize ?? "")} />,
  },
  {
    id: "value",
    title: "Value",
    width: 160,
    ...number,
    sortKey: ({ profit }) => (profit === undefined ? null : Number(format(profit.value))),
    cell: ({ profit, quote }) => (
      <Figure text={profit === undefined ? null : format(profit.value)} scale={MONEY_SCALE} unit={quote} />
    ),
  },
  {
    id: "fee",
    title: "Fee",
    width: 158,
    ...number,
    cell: ({ fill: { fees, provisional } }) =>
      fees.length === 0 ? (
        <span className="soft">{provisional ? "not known" : "none"}</span>
      ) : (
        fees.map(({ amount, currency }) => <Figure key={currency} text={amount} unit={currency} />)
      ),
  },
  {
    id: "liquidity",
    title: "Liquidity",
    width: 84,
    sortKey: ({ fill }) => (fill.provisional ? "provisional" : fill.liquidity),
    cell: ({ fill: { liquidity, provisional } }) =>
      provisional ? (
        <span
          className="fills-provisional"
          title="A stand-in at OKX's average for executions that OKX does not tell; it is replaced when they come."
        >
          provisional
        </span>
      ) : (
        liquidity
      ),
  },
  {
    id: "realised",
    title: "Realised, net",
    label: "Realised, fees taken off",
    width: 150,
    ...number,
    sortKey: ({ profit }) => (profit === undefined ? null : Number(format(profit.net))),
    cell: ({ profit, quote }) => <Gain text={profit === undefined ? undefined : format(profit.net)} unit={quote} />,
  },
  {
    id: "strategy",
    title: "Strategy",
    width: 98,
    sortKey: ({ fill }) => fill.strategy,
    cell: ({ fill }) => fill.strategy,
  },
  { id: "account", title: "Account", width: 90, sortKey: ({ fill }) => fill.account, cell: ({ fill }) => fill.account },
  {
    id: "order",
    title: "Order",
    width: 120,
    isWide: true,
    sortKey: ({ fill }) => fill.orderId,
    cell: ({ fill: { orderId, clientOrderId } }) => <span className="soft">{clientOrderId ?? orderId}</span>,
  },
  {
    id: "trade",
    title: "Trade id",
    width: 110,
    isHidden: true,
    sortKey: ({ fill }) => fill.tradeId,
    cell: ({ fill }) => fill.tradeId,
  },
]

/** On a phone what is looked at first comes first: when, what, how much, at which price; the rest is a swipe away. */
const PHONE_FIRST: readonly GridColumn<FillEntry>[] = [
  {
    id: "time-short",
    title: "Time",
    width: 73,
    sortKey: ({ fill }) => fill.at,
    cell: ({ fill: { at } }) => <time dateTime={at}>{clockText(at).slice(0, -4)}</time>,
  },
  {
    id: "what",
    title: "Fill",
    width: 153,
    sortKey: ({ fill }) => fill.symbol,
    cell: ({ fill: { side, symbol } }) => (
      <span>
        <span className="toned" data-tone={side}>
          {side}
        </span>{" "}
        {symbol}
      </span>
    ),
  },
  {
    id: "quantity-short",
    title: "Quantity",
    width: 84,
    ...number,
    sortKey: ({ fill }) => Number(fill.quantity),
    cell: ({ fill }) => <Figure text={fill.quantity} />,
  },
  {
    id: "price-short",
    title: "Price",
    width: 80,
    ...number,
    sortKey: ({ fill }) => Number(fill.price),
    cell: ({ fill }) => <Figure text={fill.price} />,
  },
]
const NOT_ON_PHONE: readonly string[] = ["time", "symbol", "side", "quantity", "price"]

/** One account needs no column of its name. */
export function fillColumns({
  isSeveral,
  isPhone,
}: {
  readonly isSeveral: boolean
  readonly isPhone: boolean
}): readonly GridColumn<FillEntry>[] {
  const columns = COLUMNS.filter(({ id }) => isSeveral || id !== "account")
  return isPhone ? [...PHONE_FIRST, ...columns.filter(({ id }) => !NOT_ON_PHONE.includes(id))] : columns
}

/** "31 Jan" */
function dayText(iso: string): string {
  return dateText(iso, Date.parse(iso)).split(" ").slice(0, 2).join(" ")
}
