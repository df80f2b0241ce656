// Executions, newest first: those that came while the page was open by the stream, those of before by pages.

import type { FillRow } from "@okx-oms/api"
import { useInfiniteQuery } from "@tanstack/react-query"
import { useMemo } from "react"
import { useLiveFills, useOneAccount } from "../live/hooks.ts"
import { fillsQuery } from "../live/queries.ts"
import { Figure } from "../ui/figure.tsx"
import { DataGrid } from "../ui/grid/data-grid.tsx"
import type { GridColumn } from "../ui/grid/grid-column.ts"
import { Empty, Loading, Problem } from "../ui/notice.tsx"
import { Screen } from "../ui/screen.tsx"
import { unitText } from "../words/amounts.ts"
import { clockText } from "../words/time.ts"

const idOf = ({ account, symbol, tradeId, orderId }: FillRow): string => `${account}/${symbol}/${tradeId}/${orderId}`

const COLUMNS: readonly GridColumn<FillRow>[] = [
  {
    id: "time",
    title: "Time",
    width: 110,
    sortKey: ({ at }) => at,
    cell: ({ at }) => <time dateTime={at}>{clockText(at)}</time>,
  },
  { id: "symbol", title: "Symbol", width: 140, sortKey: ({ symbol }) => symbol, cell: ({ symbol }) => symbol },
  {
    id: "side",
    title: "Side",
    width: 54,
    sortKey: ({ side }) => side,
    cell: ({ side }) => (
      <span className="toned" data-tone={side}>
        {side}
      </span>
    ),
  },
  {
    id: "quantity",
    title: "Quantity",
    width: 130,
    align: "end",
    sortKey: ({ quantity }) => Number(quantity),
    cell: ({ quantity, symbol, unit }) => <Figure text={quantity} unit={unitText(symbol, unit)} />,
  },
  {
    id: "price",
    title: "Price",
    width: 110,
    align: "end",
    sortKey: ({ price }) => Number(price),
    cell: ({ price }) => <Figure text={price} />,
  },
  {
    id: "fee",
    title: "Fee",
    width: 150,
    align: "end",
    cell: ({ fees }) => fees.map(({ amount, currency }) => <Figure key={currency} text={amount} unit={currency} />),
  },
  {
    id: "liquidity",
    title: "Liquidity",
    width: 80,
    sortKey: ({ liquidity }) => liquidity,
    cell: ({ liquidity }) => liquidity,
  },
  {
    id: "strategy",
    title: "Strategy",
    width: 110,
    sortKey: ({ strategy }) => strategy,
    cell: ({ strategy }) => strategy,
  },
  {
    id: "account",
    title: "Account",
    width: 90,
    isWide: true,
    sortKey: ({ account }) => account,
    cell: ({ account }) => account,
  },
]

export function FillsScreen() {
  const account = useOneAccount()
  const past = useInfiniteQuery({ ...fillsQuery(account ?? ""), enabled: account !== undefined })
  const live = useLiveFills()
  const fills = useMemo(() => {
    const byId = new Map(live.map((fill) => [idOf(fill), fill]))
    for (const fill of (past.data?.pages ?? []).flatMap((page) => page.fills)) byId.set(idOf(fill), fill)
    return [...byId.values()].sort((a, b) => (a.at < b.at ? 1 : -1))
  }, [live, past.data])
  return (
    <Screen title="Fills">
      <DataGrid
        label="Fills"
        name="fills"
        items={fills}
        idOf={idOf}
        columns={COLUMNS}
        onNearEnd={() => void (past.hasNextPage && !past.isFetchingNextPage && past.fetchNextPage())}
        empty={
          past.error !== null ? (
            <Problem what="Fills" error={past.error} onRetry={() => void past.refetch()} />
          ) : past.isPending ? (
            <Loading what="fills" />
          ) : (
            <Empty title="Nothing was filled yet">Every execution stands here with its fee.</Empty>
          )
        }
      />
    </Screen>
  )
}
