// How long an order that OKX accepted may stay invisible to reads (V of the order protocol): configured, and measured all the time, because "never placed" is proven
// by it. One acknowledged order in ten seconds is asked for at once, and every list and answer that misses an acknowledged order which later shows live counts too.

import {
  type AccountState,
  type ClOrdId,
  type ExchangeFill,
  type ExchangeOrder,
  type Input,
  later,
  type Millis,
  type OkxOrderId,
  OldestFirst,
  type OrderId,
  type WideningCause,
} from "@okx-oms/core"
import { targetOf } from "./effects.ts"
import {
  type Clock,
  type ExchangeGateway,
  type ExchangeReads,
  type Log,
  type ReadResult,
  TROUBLE_LASTS_MS,
} from "./ports.ts"
import type { Timers } from "./timers.ts"

/** V while OKX is well, and while it showed trouble within the last minute. */
export const VISIBILITY = { wellMs: 2_000, troubledMs: 30_000 } as const
/** V never grows beyond this: then a person must know, not a longer wait. */
export const VISIBILITY_MAX_MS = 60_000

const PROBE_EVERY_MS = 10_000
/** A probe that finds nothing asks again after this, until the order shows or PROBE_LIMIT_MS have gone by. */
const PROBE_AGAIN_MS = 100
const PROBE_LIMIT_MS = 30_000
/** The largest lag of the last hour counts, kept by minutes. */
const MINUTE_MS = 60_000
const KEPT_MINUTES = 60
/** Acknowledged orders whose reads are watched, and for how long. */
const WATCHED_MAX = 1_000
const WATCHED_MS = 60_000

export interface Visibility {
  /** V as it is used now. Milliseconds. */
  readonly usedMs: number
  /** The longest of the last hour: twice this is the least that V may be. */
  readonly measuredMs: number
  /** How many reads of the last hour were measured. */
  readonly samples: number
  /** measuredMs has reached half of the configured V: the margin is going. */
  readonly alarm: boolean
}

interface Desk {
  readonly state: AccountState
  readonly gateway: Pick<ExchangeGateway, "exchangeTime" | "reads" | "troubled">
  readonly clock: Clock
  /** The turn's time. */
  readonly now: () => Millis
  readonly timers: Timers
  readonly log: Log
  readonly configured: { readonly wellMs: number; readonly troubledMs: number }
}

/** An order that OKX acknowledged a moment ago. */
interface Watched {
  readonly clOrdId: ClOrdId | undefined
  /** Exchange time of the acknowledgement, and monotonic. */
  readonly ackAt: Millis
  readonly since: Millis
  /** It is asked for again and again until it shows. */
  readonly probed: boolean
  /** The longest time after the acknowledgement at which it was not found by id. Any later sight proves that it was there. */
  notFoundMs: number
  /** The same of the list of open orders; only what was still open afterwards was missing from it. */
  notListedMs: number
  /** Found by id. */
  found: boolean
}

export class VisibilityMeter {
  /** The gateway's reads, listened to. */
  readonly reads: ExchangeReads
  readonly #desk: Desk
  readonly #watched = new OldestFirst<OkxOrderId, Watched>()
  readonly #minutes: { readonly minute: number; largestMs: number; samples: number }[] = []
  #probedAt = Number.NEGATIVE_INFINITY
  #alarmed = false

  constructor(desk: Desk) {
    this.#desk = desk
    this.reads = this.#listening(desk.gateway.reads)
  }

  /** V for a verdict now: what was journaled before a restart counts as long as it said. */
  get usedMs(): number {
    const { configured, gateway, now, state } = this.#desk
    const inForce = gateway.troubled() ? configured.troubledMs : configured.wellMs
    let usedMs = Math.max(inForce, this.#neededMs())
    if (state.widened.size === 0) return usedMs
    for (const { visibilityMs, until } of state.widened.values())
      if (until > now()) usedMs = Math.max(usedMs, visibilityMs)
    return usedMs
  }

  /** What a restart must not forget, when the journal does not say it yet or not for long enough. */
  news(): Extract<Input, { type: "WidenVisibility" }> | undefined {
    const { configured, gateway } = this.#desk
    if (gateway.troubled()) {
      const news = this.#unsaid("trouble", configured.troubledMs, TROUBLE_LASTS_MS)
      if (news !== undefined) return news
    }
    const neededMs = this.#neededMs()
    return neededMs > configured.wellMs ? this.#unsaid("measured", neededMs, KEPT_MINUTES * MINUTE_MS) : undefined
  }

  #unsaid(because: WideningCause, visibilityMs: number, forMs: number): ReturnType<VisibilityMeter["news"]> {
    const { now, state } = this.#desk
    const said = state.widened.get(because)
    const enough = said !== undefined && said.visibilityMs >= visibilityMs && said.until >= later(now(), forMs / 2)
    return enough ? undefined : { type: "WidenVisibility", because, visibilityMs, until: later(now(), forMs) }
  }

  #neededMs(): number {
    return Math.min(2 * this.#measured().largestMs, VISIBILITY_MAX_MS)
  }

  status(): Visibility {
    const { largestMs, samples } = this.#measured()
    return { usedMs: this.usedMs, measuredMs: largestMs, samples, alarm: this.#isAlarming(largestMs) }
  }

  /** Every message of the exchange, before it waits for its turn. */
  heard(input: Input): void {
    if (input.type === "PlaceReply" && input.outcome.kind === "accepted")
      this.#acknowledged(input.orderId, input.outcome.okxOrderId)
    else if (input.type === "OrderReport" && input.source === "push") this.#aliveAt(input.order, input.order.updatedAt)
  }

  #acknowledged(orderId: OrderId, okxOrderId: OkxOrderId): void {
    const { state, gateway, clock } = this.#desk
    const order = state.orders.get(orderId)
    const exchange = gateway.exchangeTime()
    if (order === undefined || exchange === undefined) return
    const now = clock.mono()
    for (let oldest = this.#watched.oldest; oldest !== undefined; oldest = this.#watched.oldest) {
      const [id, { since }] = oldest
      if (now - since < WATCHED_MS && this.#watched.size < WATCHED_MAX) break
      this.#watched.delete(id)
    }
    const { clOrdId } = order
    const probed = now - this.#probedAt >= PROBE_EVERY_MS
    const watched = { clOrdId, ackAt: exchange.at, since: now, probed, notFoundMs: 0, notListedMs: 0, found: false }
    this.#watched.add(okxOrderId, watched)
    if (!probed) return
    this.#probedAt = now
    void this.#probe(watched, targetOf({ ...order, okxOrderId }))
  }

  /** Asks for the order until it shows; what listens to the reads measures. */
  async #probe(watched: Watched, target: Parameters<ExchangeReads["order"]>[0]): Promise<void> {
    const result = await this.reads.order(target)
    const isOver = this.#desk.clock.mono() - watched.since > PROBE_LIMIT_MS
    if (watched.found || result.kind === "failed" || result.value !== undefined || isOver) return
    this.#desk.timers.after("visibility", PROBE_AGAIN_MS, () => void this.#probe(watched, target))
  }

  // ---- what the reads show ---------------------------------------------------------------------------------------------------

  #listening(reads: ExchangeReads): ExchangeReads {
    return {
      order: async (target) => {
        const result = await reads.order(target)
        if (result.kind === "ok" && result.value === undefined) this.#notFound(target, result.begunAt)
        else if (result.kind === "ok" && result.value !== undefined) this.#foundById(result.value, result.begunAt)
        return result
      },
      openOrders: async () => {
        const result = await reads.openOrders()
        this.#listed(result)
        return result
      },
      orderHistory: (query) => reads.orderHistory(query),
      fills: async (query) => {
        const result = await reads.fills(query)
        if (result.kind === "ok") for (const fill of result.value) this.#aliveAt(fill, fill.at)
        return result
      },
      bills: (query) => reads.bills(query),
      balances: () => reads.balances(),
      positions: () => reads.positions(),
      confirmTime: () => reads.confirmTime(),
    }
  }

  #listed(result: ReadResult<readonly ExchangeOrder[]>): void {
    if (result.kind === "failed" || this.#watched.size === 0) return
    const { begunAt, value } = result
    const there = new Set(value.map(({ okxOrderId }) => okxOrderId))
    for (const [okxOrderId, watched] of this.#watched) {
      if (there.has(okxOrderId)) this.#wasThere(watched)
      else watched.notListedMs = Math.max(watched.notListedMs, begunAt - watched.ackAt)
    }
  }

  #notFound(target: Parameters<ExchangeReads["order"]>[0], begunAt: Millis): void {
    for (const [okxOrderId, watched] of this.#watched) {
      const same =
        target.okxOrderId === okxOrderId || (target.clOrdId !== undefined && target.clOrdId === watched.clOrdId)
      if (same && !watched.found) watched.notFoundMs = Math.max(watched.notFoundMs, begunAt - watched.ackAt)
    }
  }

  #foundById(order: ExchangeOrder, begunAt: Millis): void {
    const watched = this.#watched.get(order.okxOrderId)
    if (watched === undefined || begunAt < watched.ackAt) return
    if (!watched.found) {
      watched.found = true
      // Asked every moment until it showed, so the time is known from above; otherwise only that it was not sooner.
      this.#sample(watched.probed && watched.notFoundMs > 0 ? begunAt - watched.ackAt : watched.notFoundMs)
    }
    if (order.state === "live" || order.state === "partially_filled") this.#wasThere(watched)
    else this.#aliveAt(order, order.updatedAt)
  }

  /** It was open at this exchange time: a list begun before, after its acknowledgement, should have had it. */
  #aliveAt({ okxOrderId }: Pick<ExchangeOrder | ExchangeFill, "okxOrderId">, at: Millis): void {
    const watched = this.#watched.get(okxOrderId)
    if (watched !== undefined && at > watched.ackAt + watched.notListedMs) this.#wasThere(watched)
  }

  #wasThere(watched: Watched): void {
    if (watched.notListedMs <= 0) return
    this.#sample(watched.notListedMs)
    watched.notListedMs = 0
  }

  // ---- what was measured -----------------------------------------------------------------------------------------------------

  #sample(lagMs: number): void {
    const minute = Math.floor(this.#desk.clock.mono() / MINUTE_MS)
    const last = this.#minutes.at(-1)
    if (last?.minute === minute) {
      last.largestMs = Math.max(last.largestMs, lagMs)
      last.samples++
    } else {
      this.#minutes.push({ minute, largestMs: lagMs, samples: 1 })
      while ((this.#minutes[0]?.minute ?? minute) <= minute - KEPT_MINUTES) this.#minutes.shift()
    }
    const { largestMs } = this.#measured()
    const alarm = this.#isAlarming(largestMs)
    if (alarm && !this.#alarmed) {
      const { wellMs } = this.#desk.configured
      const facts = { measuredMs: largestMs, configuredMs: wellMs, usedMs: this.usedMs }
      this.#desk.log.warn("OKX's reads lag behind its acknowledgements by half of what is allowed for", facts)
    }
    this.#alarmed = alarm
  }

  #measured(): { readonly largestMs: number; readonly samples: number } {
    const oldest = Math.floor(this.#desk.clock.mono() / MINUTE_MS) - KEPT_MINUTES
    let largestMs = 0
    let samples = 0
    for (const one of this.#minutes) {
      if (one.minute <= oldest) continue
      largestMs = Math.max(largestMs, one.largestMs)
      samples += one.samples
    }
    return { largestMs, samples }
  }

  #isAlarming(largestMs: number): boolean {
    return largestMs >= this.#desk.configured.wellMs / 2
  }
}
