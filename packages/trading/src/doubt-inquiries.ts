// Questions to OKX about orders in doubt. A few are asked for one by one; many share the lists, read once per round for all of them, and single reads are kept for
// what lists cannot prove. What an answer means is core's (decide-doubt.ts).

import {
  type AccountState,
  absenceCountsAfter,
  type DoubtEvidence,
  type DoubtProbe,
  type ExchangeFill,
  type ExchangeOrder,
  type Facts,
  type Input,
  later,
  type Millis,
  millis,
  needsOrderRead,
  type Order,
  type OrderId,
  passFrom,
} from "@okx-oms/core"
import { targetOf } from "./effects.ts"
import { inParallel } from "./in-parallel.ts"
import type { ExchangeReads, ReadResult } from "./ports.ts"

/** With more doubts than this the lists are read for all of them, and single orders only where a proof needs it. */
const ONE_BY_ONE_MAX = 20
/** The lists are not read more often than this for many doubts. Milliseconds. */
const ROUND_EVERY_MS = 1_000
/** Nobody who falls due later than this is taken along, however long the lists took. */
const TAKEN_ALONG_MAX_MS = 10_000
/** Questions about single orders under way at once: as many as fill OKX's window (60 in 2 s) when each takes half a second. */
const CONCURRENT_MAX = 16

interface Desk {
  readonly state: AccountState
  readonly reads: ExchangeReads
  readonly facts: () => Facts
  readonly feed: (input: Input) => void
  readonly wait: (waitMs: number) => Promise<void>
}

export class DoubtInquiries {
  readonly #desk: Desk
  /** Asked about in the next round. */
  readonly #waiting = new Set<OrderId>()
  #round: Promise<void> = Promise.resolve()
  /** The one that begins when the round under way is over, shared by all who ask until then. */
  #nextRound: Promise<void> | undefined
  #nextRoundAt: Millis | undefined
  /** The last time that they were read for many. */
  #listsTookMs = 0

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** Resolves when each order was asked about; never rejects. */
  ask(orderIds: readonly OrderId[]): Promise<void> {
    if (this.#desk.state.inDoubt.size <= ONE_BY_ONE_MAX) return this.#askFew(this.#inDoubt(orderIds))
    for (const orderId of orderIds) this.#waiting.add(orderId)
    // A round under way read its lists before these were asked about: they share the next one, and wait for no other.
    this.#nextRound ??= this.#round.then(() => this.#beginRound())
    return this.#nextRound
  }

  #beginRound(): Promise<void> {
    if (this.#nextRound !== undefined) this.#round = this.#nextRound
    this.#nextRound = undefined
    return this.#askWaiting()
  }

  #inDoubt(orderIds: Iterable<OrderId>): readonly Order[] {
    const { orders } = this.#desk.state
    return [...orderIds].flatMap((orderId) => orders.get(orderId) ?? []).filter(({ doubt }) => doubt !== undefined)
  }

  async #askFew(orders: readonly Order[]): Promise<void> {
    if (orders.length === 0) return
    const facts = this.#desk.facts()
    // The lists are read only where they can prove something; about another order they say nothing.
    const ripe = new Set(orders.filter((order) => isRipe(order, facts)))
    const pass = ripe.size > 0 ? await this.#passes([...ripe]) : undefined
    const told: Promise<void>[] = []
    const work = orders.map((order) => async () => {
      if (pass !== undefined && this.#foundIn(pass, order)) return
      const absence = await this.#askOne(order, ripe.has(order) ? (pass?.probes ?? []) : [])
      if (absence !== undefined) told.push(this.#tellDated(absence))
    })
    await inParallel(work, CONCURRENT_MAX)
    await Promise.all(told)
  }

  /** One round for all that wait; nothing when an earlier round has taken them along. */
  async #askWaiting(): Promise<void> {
    if (this.#waiting.size === 0) return
    const { state, facts, wait } = this.#desk
    const early = (this.#nextRoundAt ?? 0) - facts().now
    if (early > 0) await wait(early)
    const begunAt = facts().now
    this.#takeAlong(begunAt)
    const orders = this.#inDoubt(this.#waiting)
    this.#waiting.clear()
    this.#nextRoundAt = later(begunAt, ROUND_EVERY_MS)
    if (orders.length === 0) return
    const pass = await this.#passes(orders)
    this.#listsTookMs = Math.min(facts().now - begunAt, TAKEN_ALONG_MAX_MS)
    // Who does not answer for the lists is not asked for hundreds of orders one by one.
    let singles = pass.probes.every(({ result }) => result === "absent") ? orders.length : ONE_BY_ONE_MAX
    const told: Promise<void>[] = []
    const work = orders.map(({ orderId }) => async () => {
      // An execution told meanwhile ends the doubt; how the order stands the lists may know better.
      const order = state.orders.get(orderId)
      if (order === undefined || this.#foundIn(pass, order) || order.doubt === undefined) return
      // "Does not exist" is asked of OKX once it can prove something, by now and not when the lists were begun, and as often as the proof needs, not more.
      const now = facts()
      const needed = isDue(order, now.now) && isRipe(order, now) && needsOrderRead(order, now)
      const proves = needed && singles-- > 0
      const absence = proves
        ? await this.#askOne(order, pass.probes)
        : ({ type: "DoubtEvidence", orderId, probes: pass.probes } as const)
      if (absence !== undefined) told.push(this.#tellDated(absence))
    })
    await inParallel(work, CONCURRENT_MAX)
    await Promise.all(told)
  }

  /** Who falls due while the lists are read need not wait for the next ones: among very many, some always would. */
  #takeAlong(begunAt: Millis): void {
    const untilAt = later(begunAt, this.#listsTookMs)
    for (const order of this.#inDoubt(this.#desk.state.inDoubt))
      if (isDue(order, untilAt)) this.#waiting.add(order.orderId)
  }

  /** What is told when OKX does not have it; undefined when it has, which is told at once. */
  async #askOne(order: Order, lists: readonly DoubtProbe[]): Promise<DoubtEvidence | undefined> {
    const { reads, feed, facts } = this.#desk
    const result = await reads.order(targetOf(order))
    if (result.kind === "ok" && result.value !== undefined) {
      feed({ type: "OrderReport", source: "query", order: result.value, begunAt: result.begunAt })
      return undefined
    }
    return { type: "DoubtEvidence", orderId: order.orderId, probes: [orderProbe(result, facts()), ...lists] }
  }

  /**
   * When a read began is told by what was known of OKX's clock then. Whether that still holds is asked before a verdict may rest on it, for the clock may have stepped
   * since; one question serves all who wait, and no read waits for it.
   */
  async #tellDated(absence: DoubtEvidence): Promise<void> {
    const { reads, feed } = this.#desk
    const { probes } = absence
    // Without every list, or with one that was not read, nothing is decided.
    const mayDecide = probes.length > 1 && probes.every(({ result }) => result === "absent")
    const isDated = !mayDecide || (await reads.confirmTime())
    feed(isDated ? absence : { ...absence, probes: probes.map(undated) })
  }

  /** Reads the three lists once for all the doubts given. */
  async #passes(orders: readonly Order[]): Promise<Pass> {
    const { reads } = this.#desk
    let since = millis(Number.MAX_SAFE_INTEGER)
    for (const order of orders) since = millis(Math.min(since, passFrom(order)))
    const kinds = [...new Set(orders.map((order) => (order.market.kind === "swap" ? "swap" : "spot")))] as const
    const [pending, fills, ...histories] = await Promise.all([
      reads.openOrders(),
      reads.fills({ since }),
      ...kinds.map((kind) => reads.orderHistory({ kind, since })),
    ])
    const facts = this.#desk.facts()
    const probes = [
      passProbe("pending", [pending], facts),
      passProbe("history", histories, facts),
      passProbe("fills", [fills], facts),
    ]
    const pass: Pass = { probes, orders: new Map(), fills: new Map() }
    // An order may end between the two reads: what the history says is newer.
    for (const result of [pending, ...histories]) {
      if (result.kind === "failed") continue
      for (const order of result.value) if (order.clOrdId !== undefined) pass.orders.set(order.clOrdId, order)
    }
    for (const fill of fills.kind === "ok" ? fills.value : []) {
      if (fill.clOrdId !== undefined) pass.fills.set(fill.clOrdId, fill)
    }
    return pass
  }

  #foundIn(pass: Pass, { clOrdId }: Order): boolean {
    if (clOrdId === undefined) return false
    const [order, fill] = [pass.orders.get(clOrdId), pass.fills.get(clOrdId)]
    if (order !== undefined) this.#desk.feed({ type: "OrderReport", source: "query", order })
    if (fill !== undefined) this.#desk.feed({ type: "FillReport", source: "query", fill })
    return order !== undefined || fill !== undefined
  }
}

interface Pass {
  readonly probes: readonly DoubtProbe[]
  readonly orders: Map<string, ExchangeOrder>
  readonly fills: Map<string, ExchangeFill>
}

function undated(probe: DoubtProbe): DoubtProbe {
  return { ...probe, result: "none", detail: `${probe.detail}, but OKX did not tell its time` }
}

function isDue({ doubt }: Order, at: Millis): boolean {
  return doubt !== undefined && doubt.nextAt <= at
}

/** True once "not found" may count: before that the lists need not be read. */
function isRipe(order: Order, facts: Facts): boolean {
  const certain = absenceCountsAfter(order, facts)
  return certain !== undefined && facts.exchange !== undefined && facts.exchange.at > certain
}

function orderProbe(result: ReadResult<unknown>, facts: Facts): DoubtProbe {
  if (result.kind === "ok")
    return { of: "order", result: "absent", begunAt: result.begunAt, detail: "GET order: not found" }
  const detail = `GET order: no answer that counts (${result.code} ${result.message})`
  return { of: "order", result: "none", begunAt: facts.now, detail }
}

function passProbe(of: DoubtProbe["of"], results: readonly ReadResult<unknown>[], facts: Facts): DoubtProbe {
  const begun: Millis[] = []
  for (const result of results) {
    if (result.kind === "failed") {
      const detail = `${of}: no answer that counts (${result.code} ${result.message})`
      return { of, result: "none", begunAt: facts.now, detail }
    }
    begun.push(result.begunAt)
  }
  const begunAt = millis(Math.min(facts.exchange?.at ?? facts.now, ...begun))
  return { of, result: "absent", begunAt, detail: `${of}: not there` }
}
