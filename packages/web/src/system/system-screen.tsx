// How the server and its line to OKX are: latencies and throughput over the last minutes, feeds, clock and process, rate limits and limits of our own, of the
// account that is looked at. Asked for once a second while the screen is shown, and not while the page is hidden.

import type { Stats, Trading } from "@okx-oms/api"
import { useQuery } from "@tanstack/react-query"
import { useAccountNames, useOneAccount } from "../live/hooks.ts"
import { limitsQuery, rateBudgetQuery, statsQuery, tradingQuery } from "../live/queries.ts"
import { Loading, Problem } from "../ui/notice.tsx"
import { Panel, Screen } from "../ui/screen.tsx"
import { ConnectionFacts } from "./connection-facts.tsx"
import { LatencyTable } from "./latency-table.tsx"
import { LimitMeters, RateMeters } from "./meters.tsx"
import { Plots, useAckPoints } from "./plots.tsx"
import { useSamples } from "./recorder.ts"
import { SAMPLE_EVERY_MS } from "./samples.ts"
import { ServerFacts } from "./server-facts.tsx"
import "./system.css"

export function SystemScreen() {
  const account = useOneAccount()
  const isOneOfSeveral = useAccountNames().length > 1
  const enabled = account !== undefined
  const stats = useQuery({ ...statsQuery(account ?? ""), enabled, refetchInterval: SAMPLE_EVERY_MS })
  const trading = useQuery({ ...tradingQuery(account ?? ""), enabled, refetchInterval: SAMPLE_EVERY_MS })
  const fault = [stats, trading].find(({ error, data }) => error !== null && data === undefined)
  return (
    <Screen title="System" {...(isOneOfSeveral && { tools: <span className="soft">account {account}</span> })}>
      {fault !== undefined ? (
        <Problem what="Figures" error={fault.error} onRetry={() => void fault.refetch()} />
      ) : account === undefined || stats.data === undefined || trading.data === undefined ? (
        <Loading what="figures" />
      ) : (
        <Figures
          key={account}
          account={account}
          stats={stats.data}
          trading={trading.data}
          readAt={trading.dataUpdatedAt}
        />
      )}
    </Screen>
  )
}

interface FiguresProps {
  readonly account: string
  readonly stats: Stats
  readonly trading: Trading
  /** When the trading state was told, milliseconds. */
  readonly readAt: number
}

function Figures({ account, stats, trading, readAt }: FiguresProps) {
  const samples = useSamples(account)
  const points = useAckPoints(account, samples)
  return (
    <div className="system">
      <div className="system-main">
        <Plots account={account} />
        <Panel title="Latency">
          <LatencyTable stats={stats} points={points} now={readAt} />
        </Panel>
        <div className="system-pair">
          <RatePanel account={account} />
          <LimitPanel account={account} />
        </div>
      </div>
      <div className="system-side">
        <Panel title="To OKX and back">
          <ConnectionFacts trading={trading} readAt={readAt} />
        </Panel>
        <Panel title="This server">
          <ServerFacts trading={trading} />
        </Panel>
      </div>
    </div>
  )
}

function RatePanel({ account }: { readonly account: string }) {
  const budget = useQuery({ ...rateBudgetQuery(account), refetchInterval: SAMPLE_EVERY_MS })
  return (
    <Panel title="OKX's rate limits in use">
      {budget.data !== undefined ? (
        <RateMeters budget={budget.data} readAt={budget.dataUpdatedAt} />
      ) : budget.error !== null ? (
        <Problem what="The rate budget" error={budget.error} onRetry={() => void budget.refetch()} />
      ) : (
        <Loading what="the rate budget" />
      )}
    </Panel>
  )
}

function LimitPanel({ account }: { readonly account: string }) {
  const limits = useQuery(limitsQuery(account))
  return (
    <Panel title="Limits that orders are checked against">
      {limits.data !== undefined ? (
        <LimitMeters limits={limits.data} />
      ) : limits.error !== null ? (
        <Problem what="Limits" error={limits.error} onRetry={() => void limits.refetch()} />
      ) : (
        <Loading what="limits" />
      )}
    </Panel>
  )
}
