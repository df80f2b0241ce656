// Looking after orders between the turns: whose time has come is asked about or told to decide, a placement that OKX provably did not execute goes again, and
// an execution of an order that nobody knows makes the order be asked for. It keeps times, not truths: all of it can be rebuilt from the books.

import {
  type AccountState,
  type Attention,
  attentionOf,
  type Decision,
  type Facts,
  findByExchangeIds,
  type Input,
  type Millis,
  type Order,
  type OrderId,
  type Patience,
} from "@okx-oms/core"
import { Deadlines } from "./deadlines.ts"
import { targetOf } from "./effects.ts"
import type { Work } from "./inbox.ts"
import { Inquiries, type Question } from "./inquiries.ts"
import type { Clock, ExchangeGateway, ExchangeReads } from "./ports.ts"
import type { Timers } from "./timers.ts"

/** An order at its time limit is cancelled after this, whether OKX has said how it stands or not. */
const LIMIT_ANSWER_MS = 1_000
/** The longest wait that a clock takes; what is due later is looked at again then. */
const ALARM_MAX_MS = 2 ** 31 - 1
/** Wait before another attempt after a refusal that allows one; expTime leaves room for a few. */
const RETRY_AFTER_MS = 400

interface Desk {
  readonly state: AccountState
  readonly gateway: Pick<ExchangeGateway, "takeBudget">
  readonly reads: ExchangeReads
  readonly clock: Pick<Clock, "mono">
  readonly timers: Timers
  readonly patience: Patience
  /** The turn's time alone: asked for at every change of an order, so nothing else is gathered for it. */
  readonly now: () => Millis
  readonly facts: () => Facts
  readonly feed: (input: Input) => void
  readonly gateOpen: () => boolean
}

export class FollowUp {
  readonly inquiries: Inquiries
  readonly #desk: Desk
  readonly #deadlines = new Deadlines()
  /** Monotonic time for which the alarm is set; undefined while it is not. */
  #alarmAt: number | undefined
  /** Orders at their time limit that are being asked about before their cancel. */
  readonly #atLimits = new Set<OrderId>()

  constructor(desk: Desk) {
    this.#desk = desk
    const { state, facts, feed, reads, timers } = desk
    this.inquiries = new Inquiries({
      state,
      facts,
      feed,
      // One waits at a time: the next round for many doubts.
      wait: (waitMs) => new Promise((resolve) => timers.after("doubt round", waitMs, resolve)),
      reads,
      answered: (orderId) => this.setDeadlines([orderId]),
    })
  }

  /** After a restart: every order that may need a look. */
  begin(): void {
    const { open, fillsMissing } = this.#desk.state
    this.setDeadlines([...open, ...fillsMissing])
  }

  /** When each order needs a look next, by its present value. */
  setDeadlines(orderIds: Iterable<OrderId>): void {
    let anySet = false
    for (const orderId of orderIds) if (this.#setDeadline(orderId)) anySet = true
    if (anySet) this.#armAlarm()
  }

  /** False when only OKX can move it now. */
  #setDeadline(orderId: OrderId): boolean {
    const order = this.#desk.state.orders.get(orderId)
    const attention = order === undefined ? undefined : this.#attentionOf(order)
    if (attention === undefined || this.inquiries.isAsking(orderId)) {
      if (attention === undefined) this.inquiries.forget(orderId)
      this.#deadlines.set(orderId, undefined)
      return false
    }
    this.#deadlines.set(orderId, attention.at)
    return true
  }

  retryLater(retry: NonNullable<Decision["retry"]>): void {
    this.#desk.timers.after(`retry ${retry.orderId}`, RETRY_AFTER_MS, () => {
      const { state, gateway, feed, gateOpen } = this.#desk
      const order = state.orders.get(retry.orderId)
      if (order === undefined) return
      const mayLeave = gateOpen() && gateway.takeBudget({ operation: "place", symbol: order.symbol, count: 1 }).ok
      feed({ type: "Deadline", kind: "retry", ...retry, mayLeave })
    })
  }

  /** Executions of orders that nobody knows: the order is asked for, and its report adopts it. */
  askUnknown(batch: readonly Work[]): void {
    for (const { input } of batch) {
      if (input.type === "FillReport" && findByExchangeIds(this.#desk.state, input.fill) === undefined)
        void this.inquiries.askStranger(input.fill)
    }
  }

  /** The next look at the order; a question that was asked in vain is held back, and only that one. */
  #attentionOf(order: Order): Attention | undefined {
    return attentionOf(order, this.#desk.patience, (kind) => this.inquiries.notBefore(order.orderId, kind))
  }

  /** The order's own time is over: OKX is asked how it stands, and then, or when the answer takes too long, it is cancelled. */
  #atLimit(orderId: OrderId): void {
    const { state, reads, feed, timers } = this.#desk
    const order = state.orders.get(orderId)
    if (order === undefined || this.#atLimits.has(orderId)) return
    this.#atLimits.add(orderId)
    const over = (): void => {
      this.#atLimits.delete(orderId)
      feed({ type: "Deadline", kind: "time-limit", orderId })
    }
    timers.after(`limit ${orderId}`, order.state === "Validated" ? 0 : LIMIT_ANSWER_MS, over)
    if (order.state === "Validated") return
    void reads.order(targetOf(order)).then((result) => {
      if (result.kind === "ok" && result.value !== undefined)
        feed({ type: "OrderReport", source: "query", order: result.value, begunAt: result.begunAt })
      if (this.#atLimits.has(orderId)) timers.after(`limit ${orderId}`, 0, over)
    })
  }

  #armAlarm(): void {
    const next = this.#deadlines.next()
    if (next === undefined) return
    const { timers, clock, now } = this.#desk
    const waitMs = Math.min(Math.max(1, next - now()), ALARM_MAX_MS)
    const alarmAt = clock.mono() + waitMs
    // Nearly every order comes behind the one that the alarm is set for: a timer costs more than all the rest here.
    if (alarmAt === this.#alarmAt) return
    this.#alarmAt = alarmAt
    timers.after("deadlines", waitMs, () => this.#alarm())
  }

  #alarm(): void {
    this.#alarmAt = undefined
    const { state, feed } = this.#desk
    const now = this.#desk.now()
    const questions: { orderId: OrderId; kind: Question }[] = []
    for (const orderId of this.#deadlines.due(now)) {
      const order = state.orders.get(orderId)
      const attention = order === undefined ? undefined : this.#attentionOf(order)
      if (attention === undefined) continue
      if (attention.at > now) this.#deadlines.set(orderId, attention.at)
      else if (attention.kind === "time-limit") this.#atLimit(orderId)
      else if (attention.kind === "queue-over" || attention.kind === "ask-silent") {
        feed({ type: "Deadline", kind: attention.kind, orderId })
      } else questions.push({ orderId, kind: attention.kind })
    }
    if (questions.length > 0) void this.inquiries.ask(questions)
    this.#armAlarm()
  }
}
