// The columns of the blotter. Amounts stand at the precision of their instrument, where it is known; every cell is of one order and knows no other.

import type { InstrumentRow } from "@okx-oms/api"
import { useNow } from "../live/clock.ts"
import type { OrderEntry } from "../live/order-entry.ts"
import { Age, Figure, ShareBar, StatusWord } from "../ui/figure.tsx"
import type { GridColumn } from "../ui/grid/grid-column.ts"
import { scaleOf, unitText } from "../words/amounts.ts"
import { filledShare, statusOf, typeText } from "../words/order-words.ts"

export type Instruments = ReadonlyMap<string, InstrumentRow>

type OrderColumn = GridColumn<OrderEntry>

/** `instrumentsOf` gives the instruments of an account; undefined until they were read. */
export function orderColumns(instrumentsOf: (account: string) => Instruments | undefined): readonly OrderColumn[] {
  return [...WHAT, ...amountColumns(instrumentsOf), ...WHOSE]
}

/** What the order is and how it stands. */
const WHAT: readonly OrderColumn[] = [
  {
    id: "age",
    title: "Age",
    width: 62,
    align: "end",
    sortKey: ({ createdAt }) => -createdAt,
    cell: ({ row }) => <Age since={row.createdAt} />,
  },
  {
    id: "status",
    title: "Status",
    width: 200,
    sortKey: ({ row }) => row.state,
    cell: ({ row }) => <Status row={row} />,
  },
  { id: "symbol", title: "Symbol", width: 132, sortKey: ({ row }) => row.symbol, cell: ({ row }) => row.symbol },
  {
    id: "side",
    title: "Side",
    width: 50,
    sortKey: ({ row }) => row.side,
    cell: ({ row }) => (
      <span className="toned" data-tone={row.side}>
        {row.side}
      </span>
    ),
  },
  {
    id: "type",
    title: "Type",
    label: "Type and flags",
    width: 104,
    sortKey: ({ row }) => row.type,
    cell: ({ row }) => typeText(row),
  },
]

/** At the precision of the instrument. */
function amountColumns(instrumentsOf: (account: string) => Instruments | undefined): readonly OrderColumn[] {
  const instrument = ({ account, row }: OrderEntry) => instrumentsOf(account)?.get(row.symbol)
  const tick = (entry: OrderEntry): number => scaleOf(instrument(entry)?.tickSize ?? "")
  const lot = (entry: OrderEntry): number => scaleOf(instrument(entry)?.lotSize ?? "")
  return [
    {
      id: "quantity",
      title: "Quantity",
      width: 116,
      align: "end",
      sortKey: ({ row }) => Number(row.quantity),
      cell: (entry) => (
        <Figure text={entry.row.quantity} scale={lot(entry)} unit={unitText(entry.row.symbol, entry.row.unit)} />
      ),
    },
    {
      id: "price",
      title: "Price",
      width: 98,
      align: "end",
      sortKey: ({ row }) => (row.price === null ? null : Number(row.price)),
      cell: (entry) => <Figure text={entry.row.price} scale={tick(entry)} />,
    },
    {
      id: "filled",
      title: "Filled",
      width: 130,
      align: "end",
      sortKey: ({ row }) => filledShare(row),
      cell: (entry) => (
        <span className="order-filled">
          <ShareBar share={filledShare(entry.row)} />
          <Figure text={entry.row.filledQuantity} scale={lot(entry)} />
        </span>
      ),
    },
    {
      id: "average",
      title: "Average",
      width: 98,
      align: "end",
      sortKey: ({ row }) => (row.averagePrice === null ? null : Number(row.averagePrice)),
      cell: (entry) => <Figure text={entry.row.averagePrice} scale={tick(entry)} />,
    },
    {
      id: "remaining",
      title: "Remaining",
      width: 98,
      align: "end",
      isHidden: true,
      sortKey: ({ row }) => (row.remainingQuantity === null ? null : Number(row.remainingQuantity)),
      cell: (entry) => <Figure text={entry.row.remainingQuantity} scale={lot(entry)} />,
    },
  ]
}

/** Whose it is, and what was said about it. */
const WHOSE: readonly OrderColumn[] = [
  {
    id: "strategy",
    title: "Strategy",
    width: 100,
    sortKey: ({ row }) => row.strategy,
    cell: ({ row }) => row.strategy,
  },
  { id: "account", title: "Account", width: 84, sortKey: ({ account }) => account, cell: ({ account }) => account },
  {
    id: "client",
    title: "Client id",
    width: 150,
    isHidden: true,
    sortKey: ({ row }) => row.clientOrderId,
    cell: ({ row }) => <span title={row.clientOrderId ?? ""}>{row.clientOrderId ?? "–"}</span>,
  },
  {
    id: "ack",
    title: "Ack",
    label: "Ack latency",
    width: 66,
    align: "end",
    sortKey: ({ row }) => row.ackLatencyMs,
    cell: ({ row }) => (row.ackLatencyMs === null ? <span className="soft">–</span> : `${row.ackLatencyMs} ms`),
  },
  {
    id: "reason",
    title: "Last reason",
    width: 160,
    isWide: true,
    sortKey: ({ row }) => row.reason,
    cell: ({ row }) => (
      <span className="soft" title={row.reason ?? ""}>
        {row.reason ?? ""}
      </span>
    ),
  },
]

function Status({ row }: { readonly row: OrderEntry["row"] }) {
  // Only what counts down looks at the clock.
  return row.doubt === null ? <StatusAt row={row} now={0} /> : <CountingStatus row={row} />
}

function CountingStatus({ row }: { readonly row: OrderEntry["row"] }) {
  return <StatusAt row={row} now={useNow()} />
}

function StatusAt({ row, now }: { readonly row: OrderEntry["row"]; readonly now: number }) {
  const { word, tone, detail, full } = statusOf(row, now)
  return <StatusWord word={word} tone={tone} detail={detail} title={full} />
}
