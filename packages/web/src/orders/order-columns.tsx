// The columns of the blotter, in one line and in two. Amounts stand at the precision of their instrument, where it is known; every cell is of one order
// and knows no other.

import type { OrderRow } from "@okx-oms/api"
import type { OrderEntry } from "../live/order-entry.ts"
import type { OrderTab } from "../live/order-tabs.ts"
import { Age, Figure } from "../ui/figure.tsx"
import type { GridColumn } from "../ui/grid/grid-column.ts"
import { grouped, padded, scaleOf, unitText } from "../words/amounts.ts"
import { filledShare } from "../words/order-words.ts"
import {
  CancelCell,
  FilledCell,
  NotionalCell,
  PriceCell,
  QuantityCell,
  ReasonCell,
  SideCell,
  StatusCell,
  TypeCell,
} from "./order-cells.tsx"
import { notionalOf, quantityScale, type Steps, sortable } from "./order-facts.ts"

type OrderColumn = GridColumn<OrderEntry>

export interface ColumnChoice {
  /** The instrument of an order; undefined until the instruments were read. */
  readonly stepsOf: (row: OrderRow) => Steps | undefined
  /** Several are looked at: whose an order is matters. */
  readonly hasAccounts: boolean
  readonly tab: OrderTab
}

/** Columns that would be empty all the way down a tab: what is left of the width is the reason's. */
const POINTLESS: Readonly<Partial<Record<OrderTab, readonly string[]>>> = {
  filled: ["remaining", "cancel"],
  rejected: ["filled", "average", "remaining", "ack", "cancel"],
  cancelled: ["remaining", "cancel"],
}

export function orderColumns(choice: ColumnChoice): readonly OrderColumn[] {
  const pointless = POINTLESS[choice.tab] ?? []
  const all = [...whatColumns(choice), ...amountColumns(choice), ...whoseColumns(choice), cancelColumn(choice)]
  return all.filter(({ id }) => !pointless.includes(id))
}

/** What the order is and how it stands. */
function whatColumns({ stepsOf }: ColumnChoice): readonly OrderColumn[] {
  return [
    {
      id: "age",
      title: "Age",
      width: 52,
      fits: true,
      align: "end",
      sortKey: ({ createdAt }) => -createdAt,
      cell: ({ row }) => <Age since={row.createdAt} />,
    },
    {
      id: "status",
      title: "Status",
      width: 210,
      fits: true,
      sortKey: ({ row }) => row.state,
      cell: (entry) => <StatusCell entry={entry} steps={stepsOf(entry.row)} />,
    },
    { id: "symbol", title: "Symbol", width: 122, sortKey: ({ row }) => row.symbol, cell: ({ row }) => row.symbol },
    {
      id: "side",
      title: "Side",
      width: 44,
      fits: true,
      sortKey: ({ row }) => row.side,
      cell: (entry) => <SideCell entry={entry} />,
    },
    {
      id: "type",
      title: "Type",
      label: "Type and flags",
      width: 112,
      sortKey: ({ row }) => row.type,
      cell: (entry) => <TypeCell entry={entry} />,
    },
  ]
}

/** At the precision of the instrument. */
function amountColumns({ stepsOf }: ColumnChoice): readonly OrderColumn[] {
  const tick = ({ row }: OrderEntry): number => scaleOf(stepsOf(row)?.tickSize ?? "")
  const lot = ({ row }: OrderEntry): number => quantityScale(stepsOf(row))
  return [
    {
      id: "price",
      title: "Price",
      width: 92,
      fits: true,
      align: "end",
      sortKey: ({ row }) => sortable(row.price),
      cell: (entry) => <PriceCell entry={entry} steps={stepsOf(entry.row)} />,
    },
    {
      id: "quantity",
      title: "Quantity",
      width: 124,
      fits: true,
      align: "end",
      sortKey: ({ row }) => sortable(row.quantity),
      cell: (entry) => <QuantityCell entry={entry} steps={stepsOf(entry.row)} />,
    },
    {
      id: "filled",
      title: "Filled",
      width: 106,
      fits: true,
      align: "end",
      sortKey: ({ row }) => filledShare(row),
      cell: (entry) => <FilledCell entry={entry} steps={stepsOf(entry.row)} />,
    },
    {
      id: "average",
      title: "Average",
      width: 84,
      fits: true,
      align: "end",
      sortKey: ({ row }) => sortable(row.averagePrice),
      cell: (entry) => <Figure text={entry.row.averagePrice} scale={tick(entry)} />,
    },
    {
      id: "remaining",
      title: "Remaining",
      width: 98,
      fits: true,
      align: "end",
      isHidden: true,
      sortKey: ({ row }) => sortable(row.remainingQuantity),
      cell: (entry) => <Figure text={entry.row.remainingQuantity} scale={lot(entry)} />,
    },
    {
      id: "notional",
      title: "Notional",
      width: 92,
      fits: true,
      align: "end",
      sortKey: ({ row }) => sortable(notionalOf(row, stepsOf(row))?.text),
      cell: (entry) => <NotionalCell entry={entry} steps={stepsOf(entry.row)} />,
    },
  ]
}

/** Whose it is, and what was said about it. */
const whoseColumns = ({ hasAccounts }: ColumnChoice): readonly OrderColumn[] => [
  {
    id: "strategy",
    title: "Strategy",
    width: 86,
    sortKey: ({ row }) => row.strategy,
    cell: ({ row }) => <span title={row.strategy}>{row.strategy}</span>,
  },
  {
    id: "account",
    title: "Account",
    width: 80,
    isHidden: !hasAccounts,
    sortKey: ({ account }) => account,
    cell: ({ account }) => account,
  },
  {
    id: "client",
    title: "Client id",
    width: 150,
    isHidden: true,
    sortKey: ({ row }) => row.clientOrderId,
    cell: ({ row }) => <span title={row.clientOrderId ?? ""}>{row.clientOrderId ?? "–"}</span>,
  },
  {
    id: "order",
    title: "Order id",
    width: 150,
    isHidden: true,
    sortKey: ({ orderId }) => orderId,
    cell: ({ orderId }) => <span title={orderId}>{orderId}</span>,
  },
  {
    id: "ack",
    title: "Ack",
    label: "Ack latency",
    width: 58,
    fits: true,
    align: "end",
    sortKey: ({ row }) => row.ackLatencyMs,
    cell: ({ row }) => (row.ackLatencyMs === null ? <span className="soft">–</span> : `${row.ackLatencyMs} ms`),
  },
  {
    id: "reason",
    title: "Last reason",
    width: 100,
    isWide: true,
    sortKey: ({ row }) => row.reason,
    cell: (entry) => <ReasonCell entry={entry} />,
  },
]

function cancelColumn({ stepsOf }: Pick<ColumnChoice, "stepsOf">): OrderColumn {
  return {
    id: "cancel",
    title: "",
    label: "Cancel",
    width: 70,
    fits: true,
    align: "center",
    cell: (entry) => <CancelCell entry={entry} stepsOf={stepsOf} />,
  }
}

/** Two lines for each order: what it is and for how much, how it stands and how far it is. */
export function cardColumns({ stepsOf }: ColumnChoice): readonly OrderColumn[] {
  return [
    {
      id: "what",
      title: "Order",
      width: 120,
      cell: (entry) => (
        <span className="order-what">
          <SideCell entry={entry} /> <strong>{entry.row.symbol}</strong>
        </span>
      ),
    },
    {
      id: "terms",
      title: "Terms",
      width: 120,
      cell: ({ row }) => {
        const steps = stepsOf(row)
        const price =
          row.price === null ? typeTerms(row.type) : grouped(padded(row.price, scaleOf(steps?.tickSize ?? "")))
        return (
          <span className="order-terms">
            {grouped(row.quantity)} <span className="soft">{cardUnit(row)}at</span> {price}
          </span>
        )
      },
    },
    {
      id: "status",
      title: "Status",
      width: 120,
      cell: (entry) => <StatusCell entry={entry} steps={stepsOf(entry.row)} hasReason />,
    },
    {
      id: "progress",
      title: "Filled and age",
      width: 120,
      cell: (entry) => (
        <span className="order-progress">
          {Number(entry.row.filledQuantity) > 0 && <FilledCell entry={entry} steps={undefined} />}
          <span className="soft">
            <Age since={entry.row.createdAt} />
          </span>
        </span>
      ),
    },
    {
      ...cancelColumn({ stepsOf }),
      width: 64,
    },
  ]
}

/** The base currency is the symbol's own first word: in two lines it stands there once. */
function cardUnit({ symbol, unit }: OrderRow): string {
  return unit === "base" ? "" : `${unitText(symbol, unit)} `
}

function typeTerms(type: string): string {
  return type === "market" ? "market" : "–"
}
