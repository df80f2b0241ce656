// Questions to OKX about single orders: those in doubt, those with a cancel or amendment without a final word, those with missing fills. Answers come back as
// inputs; what they mean is core's. Each order is asked about once at a time and ever less often; many doubts share the reading of lists.

import {
  type AccountState,
  type AttentionKind,
  type ExchangeFill,
  type Facts,
  type Input,
  later,
  type Millis,
  millis,
  type OkxOrderId,
  type Order,
  type OrderId,
  passFrom,
} from "@okx-oms/core"
import { DoubtInquiries } from "./doubt-inquiries.ts"
import { targetOf } from "./effects.ts"
import { inParallel } from "./in-parallel.ts"
import type { ExchangeReads } from "./ports.ts"

/** Questions about single orders under way at once. */
const CONCURRENT_MAX = 4
/** Orders that are being asked about because an execution of theirs came first. */
const STRANGERS_MAX = 500
/** What a stand-in is booked for is asked for this often, for as long as it takes. */
const STAND_IN_AGAIN_MS = 60_000
const BACK_OFF_MS: readonly number[] = [250, 500, 1_000, 2_000, 5_000, 10_000]

export type Question = Extract<AttentionKind, `ask-${"doubt" | "cancel" | "amend" | "complete"}` | "fetch-fills">

/** told: OKX has the order and its report is on its way in · absent: it does not exist there · failed: that could not be learned. */
export type StrangerAnswer = "told" | "absent" | "failed"

interface Desk {
  readonly state: AccountState
  readonly reads: ExchangeReads
  readonly facts: () => Facts
  /** Takes an input as if the exchange had sent it. */
  readonly feed: (input: Input) => void
  /** Resolves after so many milliseconds; never, once the engine is over. */
  readonly wait: (waitMs: number) => Promise<void>
  /** The order was asked about: its next deadline may be set. */
  readonly answered: (orderId: OrderId) => void
}

export class Inquiries {
  readonly #desk: Desk
  readonly #doubts: DoubtInquiries
  readonly #asking = new Set<OrderId>()
  readonly #strangers = new Map<OkxOrderId, Promise<StrangerAnswer>>()
  readonly #asked = new Map<OrderId, Map<AttentionKind, { count: number; notBefore: Millis }>>()

  constructor(desk: Desk) {
    this.#desk = desk
    this.#doubts = new DoubtInquiries(desk)
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
    const work = others.map(({ orderId, kind }) => async () => {
      await (kind === "fetch-fills" ? this.#fetchFills(orderId) : this.#askOrder(orderId))
      this.#answered([orderId])
    })
    // Doubts go by themselves: their rounds take long, and nobody else waits for them.
    const doubted = doubts.length > 0 ? this.#doubts.ask(doubts).then(() => this.#answered(doubts)) : undefined
    await Promise.all([doubted, inParallel(work, CONCURRENT_MAX)])
  }

  /** Each at once when its own question is answered: an order whose cancel has to go out again waits for no slow answer about another. */
  #answered(orderIds: readonly OrderId[]): void {
    for (const orderId of orderIds) {
      this.#asking.delete(orderId)
      this.#desk.answered(orderId)
    }
  }

  #countAsk(orderId: OrderId, kind: Question): void {
    const kinds = this.#asked.get(orderId) ?? new Map<AttentionKind, { count: number; notBefore: Millis }>()
    const count = kinds.get(kind)?.count ?? 0
    const order = this.#desk.state.orders.get(orderId)
    const isStoodIn = kind === "fetch-fills" && order !== undefined && order.fillsMissing.coefficient === 0n
    const wait = isStoodIn ? STAND_IN_AGAIN_MS : (BACK_OFF_MS[Math.min(count, BACK_OFF_MS.length - 1)] ?? 0)
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
    const { value, begunAt } = result
    for (const fill of value) this.#desk.feed({ type: "FillReport", source: "query", fill, begunAt })
    // Decided after the executions above: when some are still missing then, OKX does not tell them.
    this.#desk.feed({ type: "FillsAbsent", orderId, begunAt })
  }

  /** An execution of an order that nobody here knows: the order is asked for, once at a time, and its report adopts it. */
  askStranger({ symbol, okxOrderId }: ExchangeFill): Promise<StrangerAnswer> {
    const known = this.#strangers.get(okxOrderId)
    if (known !== undefined) return known
    if (this.#strangers.size >= STRANGERS_MAX) return Promise.resolve("failed")
    const asked = this.#desk.reads.order({ symbol, okxOrderId }).then((result): StrangerAnswer => {
      this.#strangers.delete(okxOrderId)
      if (result.kind === "failed") return "failed"
      if (result.value === undefined) return "absent"
      this.#desk.feed({ type: "OrderReport", source: "query", order: result.value })
      return "told"
    })
    this.#strangers.set(okxOrderId, asked)
    return asked
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
    for (const fill of fills.value) feed({ type: "FillReport", source: "query", fill, begunAt: fills.begunAt })
    if (found !== undefined) {
      feed({ type: "OrderReport", source: "query", order: found, begunAt: again.begunAt, wasMissing: true })
      return
    }
    feed({
      type: "OrderVanished",
      orderId: order.orderId,
      evidence: "not pending, not found by id, not in the order history",
      begunAt: millis(Math.min(history.begunAt, fills.begunAt, again.begunAt)),
    })
  }
}
