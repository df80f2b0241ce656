// Every figure of GET /metrics: its name, kind, unit, labels and meaning. The registry is made from this table and docs/operations.md shows it, so neither
// can say what the other does not; where the values come from is said in metrics.ts.

export interface MetricFacts {
  /** gauge: the value of this moment · counter: only grows until a restart · histogram: counts in buckets, with _sum and _count. */
  readonly type: "gauge" | "counter" | "histogram"
  readonly unit: "seconds" | "bytes" | "orders" | "breaks" | "requests" | "events" | "streams" | "messages" | "0 or 1"
  /** Besides account and mode where it is of an account. Their values are closed lists, or bounded as the help says. */
  readonly labels: readonly string[]
  /** One value for each account. */
  readonly ofAccount: boolean
  readonly help: string
}

const account = (
  type: MetricFacts["type"],
  unit: MetricFacts["unit"],
  help: string,
  ...labels: readonly string[]
): MetricFacts => ({ type, unit, labels, ofAccount: true, help })

const ofProcess = (
  type: MetricFacts["type"],
  unit: MetricFacts["unit"],
  help: string,
  ...labels: readonly string[]
): MetricFacts => ({ type, unit, labels, ofAccount: false, help })

export const METRICS = {
  oms_orders: account("gauge", "orders", "Orders by state, since the journal began", "state"),
  oms_orders_active: account("gauge", "orders", "Orders that are not final"),
  oms_orders_in_doubt: account("gauge", "orders", "Orders whose placement nobody has confirmed or denied"),
  oms_doubt_age_seconds: account("gauge", "seconds", "Since the oldest open doubt began; 0 without one"),
  oms_breaks_open: account("gauge", "breaks", "Open differences between our books and the exchange's, by kind", "kind"),
  oms_breaks_found_total: account(
    "counter",
    "breaks",
    "Differences with the exchange found since the journal began, by kind; docs/breaks.md says what each means",
    "kind",
  ),
  oms_sequence: account("gauge", "events", "Sequence number of the newest event: how many the journal has"),
  oms_ready: account("gauge", "0 or 1", "1 when orders are taken and sent"),
  oms_trading: account("gauge", "0 or 1", "1 at the word that holds: open, reduce-only, halt", "state"),
  oms_submit_to_wire_seconds: account(
    "histogram",
    "seconds",
    "From the call that places an order to the moment its request is handed to the connection, the commit in between",
  ),
  oms_submit_to_ack_seconds: account(
    "histogram",
    "seconds",
    "From the same call to the durable word that the exchange has the order",
  ),
  oms_journal_commit_seconds: account("histogram", "seconds", "One append of the journal until it is durable"),
  oms_feed: account("gauge", "0 or 1", "1 at the state that holds (down, connecting, up), by feed", "feed", "state"),
  oms_feed_age_seconds: account("gauge", "seconds", "Since the last message on the feed, heartbeats apart", "feed"),
  oms_feed_suspect: account("gauge", "0 or 1", "1 while the private feed has kept something to itself"),
  oms_clock_offset_seconds: account("gauge", "seconds", "Local clock minus exchange clock"),
  oms_exchange_troubled: account("gauge", "0 or 1", "1 while the exchange's reads may lag"),
  oms_read_lag_seconds: account("gauge", "seconds", "How late reads may be: used, and measured", "bound"),
  oms_reconciliation_age_seconds: account("gauge", "seconds", "Since the books were last compared in full"),
  oms_dead_man: account("gauge", "0 or 1", "1 at the state that holds: off, arming, armed, failing", "state"),
  oms_dead_man_age_seconds: account("gauge", "seconds", "Since the exchange last confirmed the dead-man's switch"),
  oms_rate_budget_left: account(
    "gauge",
    "requests",
    "Requests left in each window of the exchange that is in use; the 200 fullest",
    "window",
  ),
  oms_rate_budget_limit: account("gauge", "requests", "Requests that the same window holds", "window"),
  oms_inbox_length: account("gauge", "messages", "Commands and messages of the exchange that wait for the manager"),
  oms_inbox_limit: account("gauge", "messages", "Commands that may wait for the manager, cancels apart"),
  oms_http_requests_total: ofProcess(
    "counter",
    "requests",
    "Answers by operation of the contract (page: files of the page, unmatched: no such address) and status",
    "operation",
    "status",
  ),
  oms_http_duration_seconds: ofProcess(
    "histogram",
    "seconds",
    "From the request's head to the end of its answer, streams apart",
    "operation",
  ),
  oms_event_subscribers: ofProcess("gauge", "streams", "Open event streams: sse, websocket", "stream"),
  oms_event_resyncs_total: ofProcess(
    "counter",
    "streams",
    "Streams whose reader was told to read the state anew, nearly always for not keeping up",
    "stream",
  ),
  oms_event_loop_delay_seconds: ofProcess(
    "gauge",
    "seconds",
    "How late the event loop ran: of the time since the scrape before, at least 10 s (quantile 1: the worst)",
    "quantile",
  ),
  oms_memory_bytes: ofProcess("gauge", "bytes", "Memory of the process: resident, heap, external", "kind"),
  oms_cpu_seconds_total: ofProcess("counter", "seconds", "Processor time of the process, workers included"),
  oms_start_time_seconds: ofProcess("gauge", "seconds", "When the process began, since 1970"),
} as const satisfies Readonly<Record<string, MetricFacts>>

export type MetricName = keyof typeof METRICS

export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[]

/** What every figure of an account is labelled with. */
export const ACCOUNT_LABELS = ["account", "mode"] as const

/** Upper bounds in seconds, from 50 µs to 10 s: a manager on a fast disk answers in the first, a doubt of the exchange ends beyond the last. */
export const LATENCY_BOUNDS_S = [
  0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const
