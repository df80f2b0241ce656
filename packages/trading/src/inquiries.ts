// Questions to OKX about single orders: those in doubt, those with a cancel or amendment without a final word, those with missing fills. Answers come back as
// inputs; what they mean is core's. Each order is asked about once at a time and ever less often; many doubts share the reading of lists.

import {
  type AccountState,
  type AttentionKind,
  certainAfter,
  type DoubtProbe,
  type ExchangeFill,
  type ExchangeOrder,
  type Facts,
  type Input,
  later,
  type Millis,
  millis,
  type Order,
  type OrderId,
  passFrom,
} from "@okx-oms/core"
import { targetOf } from "./effects.ts"
import type { ExchangeReads, ReadResult } from "./ports.ts"

/** More doubts than this at once are first looked up in the lists, not one by one. */
const ONE_BY_ONE_MAX = 20
/** Questions about single orders under way at once. */
const CONCURRENT_MAX = 4
const BACK_OFF_MS: readonly number[] = [250, 500, 1_000, 2_000, 5_000, 10_000]

export type Question = Extract<AttentionKind, `ask-${"doubt" | "cancel" | "amend" | "complete"}` | "fetch-fills">

interface Desk {
  readonly state: AccountState
  readonly reads: ExchangeReads
  readonly facts: () => Facts
  /** Takes an input as if the exchange had sent it. */
  readonly feed: (input: Input) => void
  /** The order was asked about: its next deadline may be set. */
  readonly answered: (orderId: OrderId) => void
}

export class Inquiries {
  readonly #desk: Desk
  readonly #asking = new Set<OrderId>()
  readonly #asked = new Map<OrderId, Map<AttentionKind, { count: number; notBefore: Millis }>>()

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** True while a question about the order is under way; its deadline is set again when it is answered. */
  isAsking(orderId: OrderId): boolean {
    return this.#asking.has(orderId)
  }

  /** The earliest wall time for the next question of this kind about the order. Doubts keep their own times. */
  notBefore(orderId: OrderId, kind: AttentionKind): Millis | undefined {
    return this.#asked.get(orderId)?.get(kind)?.notBefore
  }

  forget(orderId: OrderId): void {
    this.#asked.delete(orderId)
  }

  /** Asks about each order; never throws. */
  async ask(questions: readonly { readonly orderId: OrderId; readonly kind: Question }[]): Promise<void> {
    const fresh = questions.filter(({ orderId }) => !this.#asking.has(orderId))
    for (const { orderId, kind } of fresh) {
      this.#asking.add(orderId)
      if (kind !== "ask-doubt") this.#countAsk(orderId, kind)
    }
    const doubts = fresh.filter(({ kind }) => kind === "ask-doubt").map(({ orderId }) => orderId)
    const others = fresh.filter(({ kind }) => kind !== "ask-doubt")
    const work = [
      ...(doubts.length > 0 ? [() => this.#askDoubts(doubts)] : []),
      ...others.map(
        ({ orderId, kind }) =>
          () =>
            kind === "fetch-fills" ? this.#fetchFills(orderId) : this.#askOrder(orderId),
      ),
    ]
    await inParallel(work, CONCURRENT_MAX)
    for (const { orderId } of fresh) {
      this.#asking.delete(orderId)
      this.#desk.answered(orderId)
    }
  }

  #countAsk(orderId: OrderId, kind: Question): void {
    const kinds = this.#asked.get(orderId) ?? new Map<AttentionKind, { count: number; notBefore: Millis }>()
    const count = kinds.get(kind)?.count ?? 0
    const wait = BACK_OFF_MS[Math.min(count, BACK_OFF_MS.length - 1)] ?? 0
    kinds.set(kind, { count: count + 1, notBefore: later(this.#desk.facts().now, wait) })
    this.#asked.set(orderId, kinds)
  }

  async #askOrder(orderId: OrderId): Promise<void> {
    const order = this.#desk.state.orders.get(orderId)
    if (order === undefined) return
    const result = await this.#desk.reads.order(targetOf(order))
    if (result.kind === "failed") return
    if (result.value === undefined) {
      // OKX does not have it: for an order that it had confirmed, that means it ended long ago.
      await this.vanished(order)
      return
    }
    this.#desk.feed({ type: "OrderReport", source: "query", order: result.value, begunAt: result.begunAt })
    if (order.pendingCancel !== undefined) this.#desk.feed({ type: "Deadline", kind: "still-live", orderId })
  }

  async #fetchFills(orderId: OrderId): Promise<void> {
    const order = this.#desk.state.orders.get(orderId)
    if (order?.okxOrderId === undefined) return
    const result = await this.#desk.reads.fills({ okxOrderId: order.okxOrderId, symbol: order.symbol })
    if (result.kind === "failed") return
    for (const fill of result.value) this.#desk.feed({ type: "FillReport", source: "query", fill })
  }

  /** Not pending, not found by id: only when history and fills do not know better has it vanished. */
  async vanished(order: Order): Promise<void> {
    const { reads, feed } = this.#desk
    if (order.okxOrderId === undefined) return
    const kind = order.market.kind === "swap" ? "swap" : "spot"
    const [history, fills, again] = await Promise.all([
      reads.orderHistory({ kind, since: passFrom(order), symbol: order.symbol }),
      reads.fills({ okxOrderId: order.okxOrderId, symbol: order.symbol }),
      reads.order(targetOf(order)),
    ])
    if (history.kind === "failed" || fills.kind === "failed" || again.kind === "failed") return
    const found = again.value ?? history.value.find((told) => told.okxOrderId === order.okxOrderId)
    for (const fill of fills.value) feed({ type: "FillReport", source: "query", fill })
    if (found !== undefined) feed({ type: "OrderReport", source: "query", order: found, begunAt: again.begunAt })
    else
      feed({
        type: "OrderVanished",
        orderId: order.orderId,
        evidence: "not pending, not found by id, not in the order history",
      })
  }

  async #askDoubts(orderIds: readonly OrderId[]): Promise<void> {
    const orders = orderIds
      .flatMap((orderId) => this.#desk.state.orders.get(orderId) ?? [])
      .filter((order) => order.doubt !== undefined)
    if (orders.length === 0) return
    const facts = this.#desk.facts()
    const ripe = orders.filter((order) => isRipe(order, facts))
    // With many doubts all are looked up in the lists first; otherwise the lists are read only where they can prove something.
    const covered = orders.length > ONE_BY_ONE_MAX ? orders : ripe
    const pass = covered.length > 0 ? await this.#passes(covered) : undefined
    const work = orders.map((order) => async () => {
      if (pass !== undefined && this.#foundIn(pass, order)) return
      const result = await this.#desk.reads.order(targetOf(order))
      if (result.kind === "ok" && result.value !== undefined) {
        this.#desk.feed({ type: "OrderReport", source: "query", order: result.value, begunAt: result.begunAt })
        return
      }
      // The lists were read for the markets and times of the covered orders; about another one they say nothing.
      const lists = covered.includes(order) ? (pass?.probes ?? []) : []
      const probes = [orderProbe(result, facts), ...lists]
      this.#desk.feed({ type: "DoubtEvidence", orderId: order.orderId, probes })
    })
    await inParallel(work, CONCURRENT_MAX)
  }

  /** Reads the three lists once for all the doubts given. */
  async #passes(orders: readonly Order[]): Promise<Pass> {
    const { reads } = this.#desk
    const since = millis(Math.min(...orders.map(passFrom)))
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
    const shown = [pending, ...histories].flatMap((result) => (result.kind === "ok" ? result.value : []))
    return { probes, orders: shown, fills: fills.kind === "ok" ? fills.value : [] }
  }

  #foundIn(pass: Pass, order: Order): boolean {
    const told = pass.orders.find((shown) => shown.clOrdId === order.clOrdId)
    const fill = pass.fills.find((shown) => shown.clOrdId === order.clOrdId)
    if (told !== undefined) this.#desk.feed({ type: "OrderReport", source: "query", order: told })
    if (fill !== undefined) this.#desk.feed({ type: "FillReport", source: "query", fill })
    return told !== undefined || fill !== undefined
  }
}

interface Pass {
  readonly probes: readonly DoubtProbe[]
  readonly orders: readonly ExchangeOrder[]
  readonly fills: readonly ExchangeFill[]
}

/** True once "not found" may count: before that the lists need not be read. */
function isRipe(order: Order, facts: Facts): boolean {
  if (order.doubt === undefined || facts.exchange === undefined) return false
  const certain = certainAfter(order.doubt, facts)
  return certain !== undefined && facts.exchange.at > certain
}

function orderProbe(result: ReadResult<unknown>, facts: Facts): DoubtProbe {
  if (result.kind === "ok")
    return { of: "order", result: "absent", begunAt: result.begunAt, detail: "GET order: not found" }
  return {
    of: "order",
    result: "none",
    begunAt: facts.now,
    detail: `GET order: no answer that counts (${result.code} ${result.message})`,
  }
}

function passProbe(of: DoubtProbe["of"], results: readonly ReadResult<unknown>[], facts: Facts): DoubtProbe {
  const begun: Millis[] = []
  for (const result of results) {
    if (result.kind === "failed")
      return {
        of,
        result: "none",
        begunAt: facts.now,
        detail: `${of}: no answer that counts (${result.code} ${result.message})`,
      }
    begun.push(result.begunAt)
  }
  const begunAt = millis(Math.min(facts.exchange?.at ?? facts.now, ...begun))
  return { of, result: "absent", begunAt, detail: `${of}: not there` }
}

/** Runs the jobs, at most `limit` at a time. */
export async function inParallel(jobs: readonly (() => Promise<void>)[], limit: number): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < jobs.length) {
      const job = jobs[next++]
      if (job !== undefined) await job()
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, jobs.length) }, worker))
}
