// The latencies as exact figures: since the server's start by its own count, and of the last minute by the orders that are in memory.

import type { Stats } from "@okx-oms/api"
import { PlainTable } from "../ui/plain-table.tsx"
import { latencyText } from "../words/time.ts"
import { type AckPoint, quantileOf } from "./ack-points.ts"

const LAST_MS = 60_000
const STEPS = [
  { id: "submitToWire", title: "To the wire" },
  { id: "submitToAck", title: "To the acknowledgement" },
  { id: "append", title: "Append of the journal" },
] as const

interface Row {
  readonly title: string
  readonly count: number
  readonly p50Ms: number | null
  readonly p90Ms: number | null
  readonly p99Ms: number | null
  readonly maxMs: number | null
}

export function LatencyTable({
  stats,
  points,
  now,
}: {
  readonly stats: Stats
  readonly points: readonly AckPoint[]
  readonly now: number
}) {
  const last = points.filter(({ at }) => now - at <= LAST_MS)
  const of = (share: number): number | null => quantileOf(last, share) ?? null
  const rows: readonly Row[] = [
    ...STEPS.map(({ id, title }) => ({ title, ...stats.latency[id] })),
    {
      title: "Sent to acknowledged, last minute",
      count: last.length,
      p50Ms: of(0.5),
      p90Ms: of(0.9),
      p99Ms: of(0.99),
      maxMs: of(1),
    },
  ]
  const text = (ms: number | null): string => (ms === null ? "–" : latencyText(ms))
  return (
    <PlainTable
      label="Latency"
      items={rows}
      idOf={({ title }) => title}
      columns={[
        { id: "step", title: "Latency", cell: ({ title }) => title },
        { id: "count", title: "Measured", isNumber: true, cell: ({ count }) => count.toLocaleString("en") },
        { id: "p50", title: "p50", isNumber: true, cell: ({ p50Ms }) => text(p50Ms) },
        { id: "p90", title: "p90", isNumber: true, cell: ({ p90Ms }) => text(p90Ms) },
        { id: "p99", title: "p99", isNumber: true, cell: ({ p99Ms }) => text(p99Ms) },
        { id: "max", title: "Longest", isNumber: true, cell: ({ maxMs }) => text(maxMs) },
      ]}
    />
  )
}
