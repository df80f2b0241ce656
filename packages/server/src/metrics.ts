// What the process tells Prometheus: orders, latencies, feeds, budgets, the event loop and the doors. It relies on metric-table.ts for what there is, reads
// when it is asked and keeps nothing but counts of requests; each server has its own registry, so that two in one process do not mix.

import type { FastifyInstance, FastifyRequest } from "fastify"
import { Counter, Gauge, Histogram, Registry } from "prom-client"
import type { Accounts } from "./accounts.ts"
import { type LatencySeries, latencyText } from "./latency-text.ts"
import { LoopDelay } from "./loop-delay.ts"
import { ACCOUNT_LABELS, METRIC_NAMES, METRICS, type MetricFacts, type MetricName } from "./metric-table.ts"
import { type Labels, type SetFigure, tellAccount } from "./metrics-of-account.ts"

/** What GET /metrics answers. */
export interface MetricsPage {
  readonly contentType: string
  text(): Promise<string>
}

interface StreamCounts {
  /** Open ones. */
  readonly size: number
  /** Ended by a resync, since start. */
  readonly resyncs: number
}

export interface OpenStreams {
  /** Server-sent events. */
  readonly streams: StreamCounts
  /** WebSockets. */
  readonly sockets: StreamCounts
}

/** Of one process, in seconds: an answer of the books takes tenths of milliseconds, one that waits for the disk or the inbox longer. */
const HTTP_BOUNDS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const MICROSECONDS = 1e6

export function addMetrics(
  app: FastifyInstance,
  { accounts, ...open }: { accounts: Accounts } & OpenStreams,
): MetricsPage {
  const registry = new Registry()
  const loop = new LoopDelay()
  app.addHook("onClose", async () => loop[Symbol.dispose]())
  const figures = new Figures(registry)
  countRequests(app, registry)
  const page = async (): Promise<string> => {
    figures.forget()
    for (const { account, mode, oms } of accounts.slots) {
      if (oms === undefined) figures.set("oms_ready", 0, { account, mode })
      else await tellAccount(oms, figures.set)
    }
    tellProcess(figures.set, { loop, open })
    return [await registry.metrics(), latencyTexts(accounts)].join("\n")
  }
  let underWay: Promise<string> | undefined
  return {
    contentType: registry.contentType,
    // Two at once would empty each other's figures: who comes meanwhile gets the same page.
    text: () => {
      underWay ??= page().finally(() => {
        underWay = undefined
      })
      return underWay
    },
  }
}

/** Gauges and counters of the table that are told at a scrape; those that count requests live in countRequests. */
class Figures {
  readonly #meters = new Map<MetricName, Gauge<string> | Counter<string>>()

  constructor(registry: Registry) {
    for (const name of METRIC_NAMES) {
      const { type, help, labels, ofAccount }: MetricFacts = METRICS[name]
      if (type === "histogram" || name === "oms_http_requests_total") continue
      const labelNames = ofAccount ? [...labels, ...ACCOUNT_LABELS] : [...labels]
      const options = { name, help, labelNames, registers: [registry] }
      this.#meters.set(name, type === "counter" ? new Counter<string>(options) : new Gauge<string>(options))
    }
  }

  /** What is not told again is not shown: windows of symbols come and go, and so do accounts. */
  forget(): void {
    for (const meter of this.#meters.values()) meter.reset()
  }

  readonly set: SetFigure = (name: MetricName, value: number, labels: Labels = {}): void => {
    const meter = this.#meters.get(name)
    if (meter === undefined) throw new Error(`Invariant: ${name} is told at a scrape`)
    if (meter instanceof Counter) meter.inc(labels, value)
    else meter.set(labels, value)
  }
}

function tellProcess(set: SetFigure, { loop, open }: { loop: LoopDelay; open: OpenStreams }): void {
  for (const [stream, { size, resyncs }] of [
    ["sse", open.streams],
    ["websocket", open.sockets],
  ] as const) {
    set("oms_event_subscribers", size, { stream })
    set("oms_event_resyncs_total", resyncs, { stream })
  }
  for (const { quantile, seconds } of loop.read()) set("oms_event_loop_delay_seconds", seconds, { quantile })
  const { rss, heapUsed, external } = process.memoryUsage()
  set("oms_memory_bytes", rss, { kind: "resident" })
  set("oms_memory_bytes", heapUsed, { kind: "heap" })
  set("oms_memory_bytes", external, { kind: "external" })
  const { user, system } = process.cpuUsage()
  set("oms_cpu_seconds_total", (user + system) / MICROSECONDS)
  set("oms_start_time_seconds", performance.timeOrigin / 1000)
}

function latencyTexts(accounts: Accounts): string {
  const of = (which: "submitToWire" | "submitToAck" | "append"): LatencySeries[] =>
    accounts.all.map(({ account, mode, latencies }) => ({ labels: { account, mode }, histogram: latencies[which] }))
  return [
    latencyText("oms_submit_to_wire_seconds", of("submitToWire")),
    latencyText("oms_submit_to_ack_seconds", of("submitToAck")),
    latencyText("oms_journal_commit_seconds", of("append")),
  ].join("\n")
}

/** By operation of the contract, never by address: ids would make a series each. */
function countRequests(app: FastifyInstance, registry: Registry): void {
  const requests = new Counter({
    name: "oms_http_requests_total" satisfies MetricName,
    help: METRICS.oms_http_requests_total.help,
    labelNames: METRICS.oms_http_requests_total.labels,
    registers: [registry],
  })
  const durations = new Histogram({
    name: "oms_http_duration_seconds" satisfies MetricName,
    help: METRICS.oms_http_duration_seconds.help,
    labelNames: METRICS.oms_http_duration_seconds.labels,
    buckets: HTTP_BOUNDS_S,
    registers: [registry],
  })
  app.addHook("onResponse", async (request, reply) => {
    const operation = operationOf(request)
    requests.inc({ operation, status: String(reply.statusCode) })
    if (request.routeOptions.config.staysOpen !== true) durations.observe({ operation }, reply.elapsedTime / 1000)
  })
}

/** The operation of the contract, or a word for what is none. */
export function operationOf(request: FastifyRequest): string {
  return request.routeOptions.config?.operationId ?? (request.is404 ? "unmatched" : "page")
}
