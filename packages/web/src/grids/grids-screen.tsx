// The grids at work: how each stands and what it earned, fees taken off.

import { gridsQuery, useAccountQueries } from "../live/queries.ts"
import { Figure, StatusWord } from "../ui/figure.tsx"
import { Empty, Loading, Problem } from "../ui/notice.tsx"
import { PlainTable } from "../ui/plain-table.tsx"
import { Panel, Screen } from "../ui/screen.tsx"
import type { Tone } from "../words/tone.ts"

const HEALTH_TONES: Readonly<Record<"ok" | "holding" | "trouble", Tone>> = {
  ok: "good",
  holding: "warn",
  trouble: "bad",
}

export function GridsScreen() {
  const answers = useAccountQueries(gridsQuery)
  const fault = answers.find(({ error }) => error !== null)?.error
  if (fault !== undefined && fault !== null)
    return (
      <Screen title="Grids">
        <Problem what="Grids" error={fault} />
      </Screen>
    )
  if (answers.some(({ isPending }) => isPending))
    return (
      <Screen title="Grids">
        <Loading what="grids" />
      </Screen>
    )
  const grids = answers.flatMap(({ data }) => data?.grids ?? [])
  return (
    <Screen title="Grids">
      {grids.length === 0 ? (
        <Empty title="No grid is at work">
          Start one by the command oms grid start; it is shown here with its levels.
        </Empty>
      ) : (
        <Panel title="Grids">
          <PlainTable
            label="Grids"
            items={grids}
            idOf={({ account, strategy }) => `${account} ${strategy}`}
            columns={[
              { id: "name", title: "Name", cell: ({ strategy }) => strategy },
              { id: "symbol", title: "Symbol", cell: ({ symbol }) => symbol },
              {
                id: "state",
                title: "State",
                cell: ({ state, health, holding }) => (
                  <StatusWord word={state} tone={HEALTH_TONES[health]} detail={holding ?? ""} />
                ),
              },
              { id: "orders", title: "Open orders", isNumber: true, cell: ({ openOrders }) => openOrders },
              { id: "trips", title: "Round trips", isNumber: true, cell: ({ trips }) => trips },
              {
                id: "profit",
                title: "Profit",
                isNumber: true,
                cell: ({ profit, symbol }) => <Figure text={profit} unit={symbol.split("-")[1] ?? ""} />,
              },
            ]}
          />
        </Panel>
      )}
    </Screen>
  )
}
