// What the process tells Prometheus: orders, feeds, budgets, the event loop and the doors. It reads when it is asked and keeps nothing but
// histograms; each server has its own registry, so that two in one process do not mix.

import { monitorEventLoopDelay } from "node:perf_hooks"
import type { FastifyInstance } from "fastify"
import { Counter, Gauge, Histogram, Registry } from "prom-client"
import type { OmsPort } from "./open-oms.ts"
import { noQuery } from "./query.ts"
import { answered } from "./reply.ts"
import type { EventStreams } from "./routes/events.ts"

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

export function addMetrics(app: FastifyInstance, { oms, streams }: { oms: OmsPort; streams: EventStreams }): void {
  const registry = new Registry()
  registry.setDefaultLabels({ account: oms.account, mode: oms.mode })
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
  loop.enable()
  app.addHook("onClose", async () => {
    loop.disable()
  })
  const refreshOrders = orderGauges(registry)
  const refreshStatus = statusGauges(registry)
  const refreshProcess = processGauges(registry)
  addDurations(app, registry)

  app.get("/metrics", async (request, reply) => {
    noQuery(request.query)
    refreshOrders(await answered(oms.getStats()))
    refreshStatus(oms.status())
    refreshProcess(loop, streams)
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}

type LoopDelay = ReturnType<typeof monitorEventLoopDelay>
type Stats = Awaited<ReturnType<OmsPort["getStats"]>>

function orderGauges(registry: Registry): (stats: Stats) => void {
  const orders = gauge(registry, "oms_orders", "Orders by state, since the journal began", ["state"])
  const active = gauge(registry, "oms_orders_active", "Orders that are not final")
  const inDoubt = gauge(registry, "oms_orders_in_doubt", "Orders whose placement nobody has confirmed or denied")
  const breaks = gauge(registry, "oms_breaks_open", "Open differences between our books and the exchange's")
  const breaksFound = new Counter({
    name: "oms_breaks_found_total",
    help: "Differences with the exchange found since the journal began, by kind; docs/breaks.md says what each means",
    labelNames: ["kind"],
    registers: [registry],
  })
  const seq = gauge(registry, "oms_sequence", "Sequence number of the newest event")
  return (stats) => {
    for (const state of ORDER_STATES) orders.set({ state }, stats[state])
    active.set(stats.active)
    inDoubt.set(stats.inDoubt)
    breaks.set(stats.breaks)
    // The books count, over restarts too: what is told is their count, not what was seen from here.
    breaksFound.reset()
    for (const [kind, count] of Object.entries(stats.breaksFound)) breaksFound.inc({ kind }, count)
    seq.set(stats.seq)
  }
}

function statusGauges(registry: Registry): (status: ReturnType<OmsPort["status"]>) => void {
  const ready = gauge(registry, "oms_ready", "1 when orders are taken and sent")
  const trading = gauge(registry, "oms_trading", "1 at the word that holds", ["state"])
  const feed = gauge(registry, "oms_feed", "1 at the state that holds, by feed", ["feed", "state"])
  const heard = gauge(registry, "oms_private_feed_age_seconds", "Since the last message on the private feed")
  const compared = gauge(registry, "oms_reconciliation_age_seconds", "Since the books were last compared in full")
  const offset = gauge(registry, "oms_clock_offset_seconds", "Local clock minus exchange clock")
  const troubled = gauge(registry, "oms_exchange_troubled", "1 while the exchange's reads may lag")
  const inbox = gauge(registry, "oms_inbox_length", "Requests that wait for the manager")
  const inboxLimit = gauge(registry, "oms_inbox_limit", "Requests that may wait for the manager")
  const suspect = gauge(registry, "oms_private_feed_suspect", "1 while the private feed has kept something to itself")
  const visible = gauge(registry, "oms_read_lag_seconds", "How late reads may be: used, and measured", ["bound"])
  const deadMan = gauge(registry, "oms_dead_man", "1 at the state of the dead-man's switch that holds", ["state"])
  const deadManAge = gauge(
    registry,
    "oms_dead_man_age_seconds",
    "Since the exchange last confirmed the dead-man's switch",
  )
  const budgetLeft = gauge(registry, "oms_rate_budget_left", "Requests left in each bucket", ["bucket"])
  const budgetLimit = gauge(registry, "oms_rate_budget_limit", "Requests that each bucket holds", ["bucket"])
  return (status) => {
    const { gateway } = status
    ready.set(status.ready ? 1 : 0)
    for (const mode of TRADING_WORDS) trading.set({ state: mode }, status.trading.mode === mode ? 1 : 0)
    for (const state of FEED_WORDS) {
      feed.set({ feed: "private", state }, gateway.privateFeed === state ? 1 : 0)
      feed.set({ feed: "public", state }, gateway.publicFeed === state ? 1 : 0)
    }
    heard.set(seconds(status.lastPrivateMessageAgoMs))
    compared.set(seconds(status.lastReconciledAgoMs))
    offset.set(seconds(gateway.clockOffsetMs))
    troubled.set(gateway.troubled ? 1 : 0)
    suspect.set(status.feedSuspicion === undefined ? 0 : 1)
    visible.set({ bound: "used" }, seconds(status.visibility.usedMs))
    visible.set({ bound: "measured" }, seconds(status.visibility.measuredMs))
    for (const state of DEAD_MAN_WORDS) deadMan.set({ state }, status.deadMan.state === state ? 1 : 0)
    deadManAge.set(seconds(status.deadMan.lastConfirmedAgoMs))
    inbox.set(status.inboxLength)
    inboxLimit.set(status.inboxLimit)
    // Buckets of symbols come and go: what is not told now is not shown.
    budgetLeft.reset()
    budgetLimit.reset()
    for (const [bucket, { left, limit }] of Object.entries(gateway.rateBudget)) {
      budgetLeft.set({ bucket }, left)
      budgetLimit.set({ bucket }, limit)
    }
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
