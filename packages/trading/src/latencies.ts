// How long orders take since this start: from the call to the wire, from the call to OKX's word, and how long appends take; and how much is done per second.
// It keeps counts in buckets and no single measurement, so its memory is the same after a million orders. Nothing is decided by it.

import type { OmsEvent, OrderId } from "@okx-oms/core"
import type { ExchangeRequest } from "./ports.ts"

/** Milliseconds, each to about 4 %; absent while nothing was measured. */
export interface LatencySummary {
  readonly count: number
  readonly p50Ms?: number
  readonly p90Ms?: number
  readonly p99Ms?: number
  readonly maxMs?: number
  /** Of all, for averages and histograms. */
  readonly sumMs: number
}

export interface Throughput {
  /** Placements that were decided, per second: the mean of the last minute, and the busiest second of it. */
  readonly ordersPerSecond: number
  readonly ordersPeak: number
  /** The same of durable events. */
  readonly eventsPerSecond: number
  readonly eventsPeak: number
}

export interface Performance {
  /** From the call of submitOrder to the moment at which the request is handed to the connection, the append in between. */
  readonly submitToWire: LatencySummary
  /** From the same call to the durable word that OKX has the order. */
  readonly submitToAck: LatencySummary
  /** One append of the journal. */
  readonly append: LatencySummary
  readonly throughput: Throughput
}

/** Buckets per doubling. */
const STEPS = 16
const LEAST_MS = 0.001
/** Up to about 134 s; what is longer counts there. */
const BUCKETS = 27 * STEPS
/** Orders on their way; of more the oldest are not measured. */
const ORDERS_MAX = 20_000
const SECONDS = 60

/** Counts of durations in buckets whose bounds grow by a sixteenth of a doubling. */
export class LatencyHistogram {
  readonly #counts = new Uint32Array(BUCKETS)
  #count = 0
  #sumMs = 0
  #maxMs = 0

  add(ms: number): void {
    const value = Math.max(0, ms)
    const bucket = value <= LEAST_MS ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log2(value / LEAST_MS) * STEPS))
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#count++
    this.#sumMs += value
    if (value > this.#maxMs) this.#maxMs = value
  }

  summary(): LatencySummary {
    const count = this.#count
    if (count === 0) return { count, sumMs: 0 }
    const at = (share: number): number => round(Math.min(this.#maxMs, this.#quantile(share)))
    return {
      count,
      p50Ms: at(0.5),
      p90Ms: at(0.9),
      p99Ms: at(0.99),
      maxMs: round(this.#maxMs),
      sumMs: round(this.#sumMs),
    }
  }

  /** How many took at most `ms`, to the width of a bucket. */
  countUpTo(ms: number): number {
    const last = ms <= LEAST_MS ? 0 : Math.floor(Math.log2(ms / LEAST_MS) * STEPS)
    let count = 0
    for (let bucket = 0; bucket <= Math.min(last, BUCKETS - 1); bucket++) count += this.#counts[bucket] ?? 0
    return count
  }

  #quantile(share: number): number {
    const wanted = Math.ceil(this.#count * share)
    let seen = 0
    for (const [bucket, count] of this.#counts.entries()) {
      seen += count
      if (seen >= wanted) return LEAST_MS * 2 ** (bucket / STEPS)
    }
    return this.#maxMs
  }
}

/** What happened in each of the last sixty whole seconds. */
class PerSecond {
  readonly #counts = new Uint32Array(SECONDS)
  #second = Number.NEGATIVE_INFINITY
  #since = Number.NaN

  add(count: number, nowMs: number): void {
    this.#moveTo(Math.floor(nowMs / 1000))
    const place = this.#second % SECONDS
    this.#counts[place] = (this.#counts[place] ?? 0) + count
  }

  /** Over the seconds that are over, as many as there were since the first count. */
  summary(nowMs: number): { readonly mean: number; readonly peak: number } {
    const second = Math.floor(nowMs / 1000)
    this.#moveTo(second)
    const running = this.#counts[second % SECONDS] ?? 0
    const whole = Math.min(SECONDS - 1, second - this.#since)
    let sum = -running
    for (const count of this.#counts) sum += count
    return { mean: whole >= 1 ? round(sum / whole) : running, peak: Math.max(...this.#counts) }
  }

  #moveTo(second: number): void {
    if (Number.isNaN(this.#since)) this.#since = second
    const from = Math.max(this.#second + 1, second - SECONDS + 1)
    for (let passed = from; passed <= second; passed++) this.#counts[passed % SECONDS] = 0
    this.#second = Math.max(this.#second, second)
  }
}

/** What Performance sums up, for whoever wants the counts. */
export interface LatencyHistograms {
  readonly submitToWire: LatencyHistogram
  readonly submitToAck: LatencyHistogram
  readonly append: LatencyHistogram
}

export class Latencies implements LatencyHistograms {
  readonly submitToWire = new LatencyHistogram()
  readonly submitToAck = new LatencyHistogram()
  readonly append = new LatencyHistogram()
  readonly #now: () => number
  readonly #asked = new Map<OrderId, { readonly atMs: number; sent: boolean }>()
  readonly #orders = new PerSecond()
  readonly #events = new PerSecond()

  /** `now`: monotonic milliseconds, with fractions where the clock has them. */
  constructor(now: () => number) {
    this.#now = now
  }

  now(): number {
    return this.#now()
  }

  /** The call for this order came at `atMs`. */
  asked(orderId: OrderId, atMs: number): void {
    this.#orders.add(1, this.#now())
    this.#asked.set(orderId, { atMs, sent: false })
    if (this.#asked.size <= ORDERS_MAX) return
    const [oldest] = this.#asked.keys()
    if (oldest !== undefined) this.#asked.delete(oldest)
  }

  /** The request is handed to the connection; the first one of an order counts. */
  sent(request: ExchangeRequest): void {
    if (request.type !== "place") return
    const nowMs = this.#now()
    for (const { orderId } of request.orders) {
      const entry = this.#asked.get(orderId)
      if (entry === undefined || entry.sent) continue
      entry.sent = true
      this.submitToWire.add(nowMs - entry.atMs)
    }
  }

  appended(events: number, tookMs: number): void {
    this.append.add(tookMs)
    this.#events.add(events, this.#now())
  }

  /** After the append: the first word of OKX ends the measurement, whatever it is; only an order that it has counts. */
  note(events: readonly OmsEvent[]): void {
    if (this.#asked.size === 0) return
    for (const event of events) {
      switch (event.type) {
        case "OrderAcknowledged":
        case "OrderPartiallyFilled":
        case "OrderFilled": {
          const entry = this.#asked.get(event.orderId)
          if (entry === undefined) break
          this.#asked.delete(event.orderId)
          this.submitToAck.add(this.#now() - entry.atMs)
          break
        }
        case "OrderRejected":
        case "OrderFailed":
        case "OrderCancelled":
        case "OrderExpired":
          this.#asked.delete(event.orderId)
          break
        default:
          break
      }
    }
  }

  summary(): Performance {
    const nowMs = this.#now()
    const orders = this.#orders.summary(nowMs)
    const events = this.#events.summary(nowMs)
    return {
      submitToWire: this.submitToWire.summary(),
      submitToAck: this.submitToAck.summary(),
      append: this.append.summary(),
      throughput: {
        ordersPerSecond: orders.mean,
        ordersPeak: orders.peak,
        eventsPerSecond: events.mean,
        eventsPeak: events.peak,
      },
    }
  }
}

/** Microseconds are what is worth showing. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
