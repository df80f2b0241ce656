// What the process tells Prometheus: orders, feeds, budgets, the event loop and the doors. It reads when it is asked and keeps nothing but
// histograms; each server has its own registry, so that two in one process do not mix.

import { monitorEventLoopDelay } from "node:perf_hooks"
import type { FastifyInstance } from "fastify"
import { Gauge, Histogram, Registry } from "prom-client"
import type { Accounts } from "./accounts.ts"
import type { EventStreams } from "./event-streams.ts"
import type { OmsPort } from "./open-oms.ts"
import { answered } from "./reply.ts"

const LOOP_RESOLUTION_MS = 10
const NANOSECONDS = 1e9
const ORDER_STATES = [
  "created",
  "submitted",
  "acknowledged",
  "filled",
  "cancelled",
  "rejected",
  "failed",
  "expired",
] as const
const FEED_WORDS = ["down", "connecting", "up"] as const
const DEAD_MAN_WORDS = ["off", "arming", "armed", "failing"] as const
const TRADING_WORDS = ["open", "reduce-only", "halt"] as const

/** What GET /metrics answers. */
export interface MetricsPage {
  readonly contentType: string
  text(): Promise<string>
}

export function addMetrics(
  app: FastifyInstance,
  { accounts, streams }: { accounts: Accounts; streams: EventStreams },
): MetricsPage {
  const registry = new Registry()
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
  loop.enable()
  app.addHook("onClose", async () => {
    loop.disable()
  })
  const refreshOrders = orderGauges(registry)
  const status = statusGauges(registry)
  const refreshProcess = processGauges(registry)
  addDurations(app, registry)
  return {
    contentType: registry.contentType,
    text: async () => {
      status.reset()
      for (const oms of accounts.all) {
        const labels = { account: oms.account, mode: oms.mode }
        refreshOrders(await answered(oms.getStats()), labels)
        status.refresh(oms.status(), labels)
      }
      refreshProcess(loop, streams)
      return await registry.metrics()
    },
  }
}

/** Which account a figure is of. */
interface Labels {
  readonly account: string
  readonly mode: string
}
const OF_ACCOUNT = ["account", "mode"] as const

type LoopDelay = ReturnType<typeof monitorEventLoopDelay>
type Stats = Awaited<ReturnType<OmsPort["getStats"]>>

function orderGauges(registry: Registry): (stats: Stats, labels: Labels) => void {
  const orders = accountGauge(registry, "oms_orders", "Orders by state, since the journal began", ["state"])
  const active = accountGauge(registry, "oms_orders_active", "Orders that are not final")
  const inDoubt = accountGauge(registry, "oms_orders_in_doubt", "Orders whose placement nobody has confirmed or denied")
  const breaks = accountGauge(registry, "oms_breaks_open", "Open differences between our books and the exchange's")
  const seq = accountGauge(registry, "oms_sequence", "Sequence number of the newest event")
  return (stats, labels) => {
    for (const state of ORDER_STATES) orders.set({ state, ...labels }, stats[state])
    active.set({ ...labels }, stats.active)
    inDoubt.set({ ...labels }, stats.inDoubt)
    breaks.set({ ...labels }, stats.breaks)
    seq.set({ ...labels }, stats.seq)
  }
}

type Status = ReturnType<OmsPort["status"]>

function statusGauges(registry: Registry): { reset: () => void; refresh: (status: Status, labels: Labels) => void } {
  const plain = (name: string, help: string) => accountGauge(registry, name, help)
  const ready = plain("oms_ready", "1 when orders are taken and sent")
  const trading = accountGauge(registry, "oms_trading", "1 at the word that holds", ["state"])
  const feed = accountGauge(registry, "oms_feed", "1 at the state that holds, by feed", ["feed", "state"])
  const heard = plain("oms_private_feed_age_seconds", "Since the last message on the private feed")
  const compared = plain("oms_reconciliation_age_seconds", "Since the books were last compared in full")
  const offset = plain("oms_clock_offset_seconds", "Local clock minus exchange clock")
  const troubled = plain("oms_exchange_troubled", "1 while the exchange's reads may lag")
  const inbox = plain("oms_inbox_length", "Requests that wait for the manager")
  const inboxLimit = plain("oms_inbox_limit", "Requests that may wait for the manager")
  const suspect = plain("oms_private_feed_suspect", "1 while the private feed has kept something to itself")
  const visible = accountGauge(registry, "oms_read_lag_seconds", "How late reads may be: used, and measured", ["bound"])
  const deadMan = accountGauge(registry, "oms_dead_man", "1 at the state of the dead-man's switch", ["state"])
  const deadManAge = plain("oms_dead_man_age_seconds", "Since the exchange last confirmed the dead-man's switch")
  const budgetLeft = accountGauge(registry, "oms_rate_budget_left", "Requests left in each bucket", ["bucket"])
  const budgetLimit = accountGauge(registry, "oms_rate_budget_limit", "Requests that each bucket holds", ["bucket"])
  return {
    // Buckets of symbols come and go: what is not told now is not shown.
    reset: () => {
      budgetLeft.reset()
      budgetLimit.reset()
    },
    refresh: (status, labels) => {
      const { gateway } = status
      ready.set({ ...labels }, status.ready ? 1 : 0)
      for (const mode of TRADING_WORDS) trading.set({ state: mode, ...labels }, status.trading.mode === mode ? 1 : 0)
      for (const state of FEED_WORDS) {
        feed.set({ feed: "private", state, ...labels }, gateway.privateFeed === state ? 1 : 0)
        feed.set({ feed: "public", state, ...labels }, gateway.publicFeed === state ? 1 : 0)
      }
      heard.set({ ...labels }, seconds(status.lastPrivateMessageAgoMs))
      compared.set({ ...labels }, seconds(status.lastReconciledAgoMs))
      offset.set({ ...labels }, seconds(gateway.clockOffsetMs))
      troubled.set({ ...labels }, gateway.troubled ? 1 : 0)
      suspect.set({ ...labels }, status.feedSuspicion === undefined ? 0 : 1)
      visible.set({ bound: "used", ...labels }, seconds(status.visibility.usedMs))
      visible.set({ bound: "measured", ...labels }, seconds(status.visibility.measuredMs))
      for (const state of DEAD_MAN_WORDS) deadMan.set({ state, ...labels }, status.deadMan.state === state ? 1 : 0)
      deadManAge.set({ ...labels }, seconds(status.deadMan.lastConfirmedAgoMs))
      inbox.set({ ...labels }, status.inboxLength)
      inboxLimit.set({ ...labels }, status.inboxLimit)
      for (const [bucket, { left, limit }] of Object.entries(gateway.rateBudget)) {
        budgetLeft.set({ bucket, ...labels }, left)
        budgetLimit.set({ bucket, ...labels }, limit)
      }
    },
  }
}

/** Not a number is how Prometheus writes what is not known. */
function seconds(milliseconds: number | undefined): number {
  return milliseconds === undefined ? Number.NaN : milliseconds / 1000
}

function processGauges(registry: Registry): (loop: LoopDelay, streams: EventStreams) => void {
  const delay = gauge(registry, "oms_event_loop_delay_seconds", "Event loop delay since the last scrape", ["quantile"])
  const memory = gauge(registry, "oms_memory_bytes", "Resident memory of the process")
  const subscribers = gauge(registry, "oms_event_subscribers", "Open event streams")
  const resyncs = gauge(registry, "oms_event_resyncs", "Streams ended by a resync, since start")
  return (loop, streams) => {
    delay.set({ quantile: "0.5" }, loop.percentile(50) / NANOSECONDS)
    delay.set({ quantile: "0.99" }, loop.percentile(99) / NANOSECONDS)
    delay.set({ quantile: "1" }, loop.max / NANOSECONDS)
    loop.reset()
    memory.set(process.memoryUsage.rss())
    subscribers.set(streams.size)
    resyncs.set(streams.resyncs)
  }
}

/** Durations by route pattern, never by address: ids would make a series each. */
function addDurations(app: FastifyInstance, registry: Registry): void {
  const durations = new Histogram({
    name: "oms_http_duration_seconds",
    help: "From the request's head to the end of its answer",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  })
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unmatched"
    durations.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000)
  })
}

function gauge<Label extends string = never>(registry: Registry, name: string, help: string, labelNames: Label[] = []) {
  return new Gauge<Label>({ name, help, labelNames, registers: [registry] })
}

/** A figure that each account has for itself. */
function accountGauge<Label extends string = never>(registry: Registry, name: string, help: string, own: Label[] = []) {
  return gauge<Label | (typeof OF_ACCOUNT)[number]>(registry, name, help, [...own, ...OF_ACCOUNT])
}
