// The manager's own histograms as Prometheus writes them. The manager counts in narrow buckets of its own; here they are summed up to the bounds of the
// page. A duration counts below a bound only if it certainly was: at most 4 % under the bound it may be counted above.

import type { LatencyHistogram } from "@okx-oms/trading"
import { LATENCY_BOUNDS_S, METRICS, type MetricName } from "./metric-table.ts"

export interface LatencySeries {
  readonly labels: Readonly<Record<string, string>>
  readonly histogram: LatencyHistogram
}

/** One metric with a series for each account, as text with a newline at its end. */
export function latencyText(name: MetricName, series: readonly LatencySeries[]): string {
  const lines = [`# HELP ${name} ${METRICS[name].help}`, `# TYPE ${name} histogram`]
  for (const { labels, histogram } of series) {
    const own = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
    const { count, sumMs } = histogram.summary()
    for (const bound of LATENCY_BOUNDS_S) {
      const upTo = histogram.countUpTo(bound * 1000)
      lines.push(`${name}_bucket{${[`le="${bound}"`, ...own].join(",")}} ${upTo}`)
    }
    lines.push(`${name}_bucket{${[`le="+Inf"`, ...own].join(",")}} ${count}`)
    lines.push(`${name}_sum{${own.join(",")}} ${sumMs / 1000}`, `${name}_count{${own.join(",")}} ${count}`)
  }
  return `${lines.join("\n")}\n`
}
