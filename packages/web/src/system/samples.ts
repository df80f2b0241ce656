// The figures of an account over the last minutes: one sample a second at most, the oldest leave. Rates are what changed from one sample to the next. Pure; when
// a sample is taken is recorder.ts's.

import type { Stats, Trading } from "@okx-oms/api"

export interface Sample {
  /** Milliseconds. */
  readonly at: number
  readonly wireP50Ms: number | null
  readonly wireP99Ms: number | null
  readonly ackP50Ms: number | null
  readonly ackP99Ms: number | null
  readonly appendP50Ms: number | null
  readonly appendP99Ms: number | null
  /** Since the sample before; null for the first, and after a pause. */
  readonly eventsPerSecond: number | null
  readonly ordersPerSecond: number | null
  readonly inbox: number | null
}

export const SAMPLES_MAX = 600
export const SAMPLE_EVERY_MS = 1_000
/** Nothing was asked meanwhile, the page was hidden: lines end there and begin anew. */
export const PAUSE_MS = 10_000

interface Counts {
  readonly at: number
  readonly seq: number
  readonly orders: number
}

export class Samples {
  #list: readonly Sample[] = []
  #before: Counts | undefined
  #inbox: number | null = null

  /** Oldest first; the same array until a sample is taken. */
  get list(): readonly Sample[] {
    return this.#list
  }

  takeTrading({ inbox }: Pick<Trading, "inbox">): void {
    this.#inbox = inbox.length
  }

  /** False when the second has its sample already. */
  takeStats({ latency, seq, total }: Pick<Stats, "latency" | "seq" | "total">, at: number): boolean {
    const before = this.#before
    // A little less than a second: timers are never exact.
    if (before !== undefined && at - before.at < SAMPLE_EVERY_MS * 0.8) return false
    const rate = (now: number, then: number | undefined): number | null => {
      if (before === undefined || then === undefined || now < then || at - before.at > PAUSE_MS) return null
      return (now - then) / ((at - before.at) / 1000)
    }
    const { submitToWire, submitToAck, append } = latency
    const sample: Sample = {
      at,
      wireP50Ms: submitToWire.p50Ms,
      wireP99Ms: submitToWire.p99Ms,
      ackP50Ms: submitToAck.p50Ms,
      ackP99Ms: submitToAck.p99Ms,
      appendP50Ms: append.p50Ms,
      appendP99Ms: append.p99Ms,
      eventsPerSecond: rate(seq, before?.seq),
      ordersPerSecond: rate(total, before?.orders),
      inbox: this.#inbox,
    }
    const hadPause = before !== undefined && at - before.at > PAUSE_MS
    this.#list = [...this.#list, ...(hadPause ? [nothingAt(before.at + 1)] : []), sample].slice(-SAMPLES_MAX)
    this.#before = { at, seq, orders: total }
    return true
  }
}

function nothingAt(at: number): Sample {
  return {
    at,
    wireP50Ms: null,
    wireP99Ms: null,
    ackP50Ms: null,
    ackP99Ms: null,
    appendP50Ms: null,
    appendP99Ms: null,
    eventsPerSecond: null,
    ordersPerSecond: null,
    inbox: null,
  }
}
