// How the server and its line to OKX are: trading state, feeds, latencies, rate windows and limits of the account that is looked at.

import { useQuery } from "@tanstack/react-query"
import { useOneAccount } from "../live/hooks.ts"
import { rateBudgetQuery, statsQuery } from "../live/queries.ts"
import { Empty, Loading, Problem } from "../ui/notice.tsx"
import { PlainTable } from "../ui/plain-table.tsx"
import { Panel, Screen } from "../ui/screen.tsx"
import { latencyText } from "../words/time.ts"

const STEPS = [
  { id: "submitToWire", title: "Request to the wire" },
  { id: "submitToAck", title: "Request to acknowledgement" },
  { id: "append", title: "One append of the journal" },
] as const

export function SystemScreen() {
  const account = useOneAccount()
  const stats = useQuery({ ...statsQuery(account ?? ""), enabled: account !== undefined })
  const budget = useQuery({ ...rateBudgetQuery(account ?? ""), enabled: account !== undefined })
  if (stats.error !== null)
    return (
      <Screen title="System">
        <Problem what="Figures" error={stats.error} onRetry={() => void stats.refetch()} />
      </Screen>
    )
  if (stats.data === undefined)
    return (
      <Screen title="System">
        <Loading what="figures" />
      </Screen>
    )
  const { latency } = stats.data
  const text = (ms: number | null): string => (ms === null ? "–" : latencyText(ms))
  const windows = budget.data?.windows ?? []
  return (
    <Screen title="System">
      <Panel title="Latency since the start">
        <PlainTable
          label="Latency"
          items={STEPS.map((step) => ({ ...step, ...latency[step.id] }))}
          idOf={({ id }) => id}
          columns={[
            { id: "step", title: "Step", cell: ({ title }) => title },
            { id: "count", title: "Measured", isNumber: true, cell: ({ count }) => count.toLocaleString("en") },
            { id: "p50", title: "p50", isNumber: true, cell: ({ p50Ms }) => text(p50Ms) },
            { id: "p90", title: "p90", isNumber: true, cell: ({ p90Ms }) => text(p90Ms) },
            { id: "p99", title: "p99", isNumber: true, cell: ({ p99Ms }) => text(p99Ms) },
            { id: "max", title: "Longest", isNumber: true, cell: ({ maxMs }) => text(maxMs) },
          ]}
        />
      </Panel>
      <Panel title="Rate windows">
        {windows.length === 0 ? (
          <Empty title="Nothing is used of any window" />
        ) : (
          <PlainTable
            label="Rate windows"
            items={windows}
            idOf={({ name }) => name}
            columns={[
              { id: "name", title: "Window", cell: ({ name }) => name },
              { id: "left", title: "Left", isNumber: true, cell: ({ left }) => Math.floor(left) },
              { id: "limit", title: "Limit", isNumber: true, cell: ({ limit }) => limit },
            ]}
          />
        )}
      </Panel>
    </Screen>
  )
}
