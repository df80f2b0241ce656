// What the accounts hold: positions and balances as OKX last told them, of every account in the scope.

import type { BalanceRow, PositionRow } from "@okx-oms/api"
import { balancesQuery, positionsQuery, useAccountQueries } from "../live/queries.ts"
import { Figure } from "../ui/figure.tsx"
import { Empty, Loading, Problem } from "../ui/notice.tsx"
import { type PlainColumn, PlainTable } from "../ui/plain-table.tsx"
import { Panel, Screen } from "../ui/screen.tsx"

type Of<Row> = Row & { readonly account: string }

const POSITIONS: readonly PlainColumn<Of<PositionRow>>[] = [
  { id: "symbol", title: "Symbol", cell: ({ symbol }) => symbol },
  { id: "account", title: "Account", cell: ({ account }) => account },
  {
    id: "contracts",
    title: "Contracts",
    isNumber: true,
    cell: ({ contracts }) => <Figure text={contracts} />,
  },
  {
    id: "average",
    title: "Average",
    isNumber: true,
    cell: ({ averagePrice }) => <Figure text={averagePrice} />,
  },
  { id: "mark", title: "Mark", isNumber: true, cell: ({ markPrice }) => <Figure text={markPrice} /> },
  {
    id: "profit",
    title: "Unrealised",
    isNumber: true,
    cell: ({ unrealisedProfit }) => <Figure text={unrealisedProfit} />,
  },
]

const BALANCES: readonly PlainColumn<Of<BalanceRow>>[] = [
  { id: "currency", title: "Currency", cell: ({ currency }) => currency },
  { id: "account", title: "Account", cell: ({ account }) => account },
  { id: "total", title: "Total", isNumber: true, cell: ({ total }) => <Figure text={total} /> },
  {
    id: "available",
    title: "Available",
    isNumber: true,
    cell: ({ available }) => <Figure text={available} />,
  },
]

export function PositionsScreen() {
  const balances = useAccountQueries(balancesQuery)
  const positions = useAccountQueries(positionsQuery)
  const heldRows = balances.flatMap(({ account, data }) => (data?.balances ?? []).map((row) => ({ ...row, account })))
  const positionRows = positions.flatMap(({ account, data }) =>
    (data?.positions ?? []).map((row) => ({ ...row, account })),
  )
  const fault = [...balances, ...positions].find(({ error }) => error !== null)?.error
  const isReading = [...balances, ...positions].some(({ isPending }) => isPending)
  if (fault !== undefined && fault !== null)
    return (
      <Screen title="Positions">
        <Problem what="Positions" error={fault} />
      </Screen>
    )
  if (isReading)
    return (
      <Screen title="Positions">
        <Loading what="positions" />
      </Screen>
    )
  return (
    <Screen title="Positions">
      <Panel title="Positions">
        {positionRows.length === 0 ? (
          <Empty title="No position">Contracts that are held stand here with their value and profit.</Empty>
        ) : (
          <PlainTable
            label="Positions"
            items={positionRows}
            idOf={({ account, symbol }) => `${account} ${symbol}`}
            columns={POSITIONS}
          />
        )}
      </Panel>
      <Panel title="Balances">
        <PlainTable
          label="Balances"
          items={heldRows}
          idOf={({ account, currency }) => `${account} ${currency}`}
          columns={BALANCES}
        />
      </Panel>
    </Screen>
  )
}
