// A feed can be connected, answer every ping and still say nothing of our orders. This watch compares what replies and reads show with what the orders channel
// told: what it has not told within two seconds makes it suspect. Then the books are compared at once and the connection is replaced, ever less often.

import {
  type AccountState,
  addQuantity,
  bookedQuantity,
  Decimals,
  type ExchangeFill,
  type ExchangeOrder,
  findByExchangeIds,
  format,
  type Input,
  isTerminal,
  type Millis,
  type OkxOrderId,
  type Order,
  type OrderId,
  type Quantity,
} from "@okx-oms/core"
import type { Clock, ExchangeGateway, Log } from "./ports.ts"
import { Remembered } from "./remembered.ts"
import type { Timers } from "./timers.ts"

/** A push is late after this (order protocol, "Reconciliation"). */
const LATE_AFTER_MS = 2_000
/** Frames that wait in the socket while a read is taken in are not late yet. */
const GRACE_MS = 250
/** A push may wait this long for its turn before the books know what it told. */
const REMEMBERED_MS = 30_000
const REMEMBERED_MAX = 20_000
/** A suspected feed without further suspicion is believed again after this. */
const BELIEVED_AFTER_MS = 30_000
/** Between two replacements of the connection: doubled each time, so that a feed that is only slow is not torn down again and again. */
const RECONNECT_EVERY_MS = { first: 30_000, last: 600_000 } as const

/** How far an order is, as far as one message shows. */
interface Level {
  readonly filled: Quantity
  readonly ended: boolean
}

export interface FeedSuspicion {
  /** What the channel did not tell. */
  readonly reason: string
  /** Monotonic time of the first such moment since it was last believed. */
  readonly since: Millis
  /** Connections replaced since then. */
  readonly reconnects: number
}

interface Desk {
  readonly state: AccountState
  readonly gateway: Pick<ExchangeGateway, "exchangeTime" | "reconnect">
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** The time that is stamped on events. */
  readonly now: () => Millis
  /** Compares the books now. */
  readonly compare: () => void
}

export class FeedWatch {
  readonly #desk: Desk
  /** What the channel told lately and the books may not know yet. */
  readonly #told = new Remembered<OkxOrderId, Level>({ forMs: REMEMBERED_MS, atMost: REMEMBERED_MAX })
  /** What it still has to tell, with the monotonic time after which it is late. */
  readonly #owed = new Map<OkxOrderId, Level & { readonly dueAt: number; readonly what: string }>()
  #armed = false
  /** Exchange time since which the channel tells; undefined while it is down. */
  #upSince: Millis | undefined
  /** The same moment by the time of events. */
  #upAt: Millis | undefined
  #suspicion: FeedSuspicion | undefined
  #suspectedAt = Number.NEGATIVE_INFINITY
  #reconnectNotBefore = Number.NEGATIVE_INFINITY
  #reconnectWaitMs: number = RECONNECT_EVERY_MS.first

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** Undefined while the feed is believed. */
  get suspicion(): FeedSuspicion | undefined {
    return this.#suspicion
  }

  up(): void {
    this.#owed.clear()
    this.#upSince = this.#desk.gateway.exchangeTime()?.at
    this.#upAt = this.#desk.now()
  }

  down(): void {
    this.#owed.clear()
    this.#upSince = undefined
    this.#upAt = undefined
  }

  /** Every message of the exchange, as it comes in and before it waits for its turn. */
  heard(input: Input): void {
    if (input.type === "OrderReport") {
      if (input.source === "push") this.#tell(input.order)
      else
        this.#shown(
          input.order,
          levelOf(input.order),
          input.order.updatedAt,
          `${input.source} shows it ${input.order.state}`,
        )
    } else if (input.type === "FillReport" && input.source !== "push") {
      this.#fillShown(input.fill)
    } else if (input.type === "PlaceReply" && input.outcome.kind === "accepted") {
      this.#accepted(input.orderId, input.outcome.okxOrderId)
    }
  }

  #accepted(orderId: OrderId, okxOrderId: OkxOrderId): void {
    const order = this.#desk.state.orders.get(orderId)
    if (order?.submittedAt === undefined || order.okxOrderId !== undefined) return
    // What was sent before the channel was up may have been told before as well.
    if (this.#upAt === undefined || order.submittedAt < this.#upAt) return
    const level = { filled: order.filledQuantity, ended: false }
    this.#owe(okxOrderId, level, LATE_AFTER_MS, "our placement was accepted")
  }

  #tell(order: ExchangeOrder): void {
    const level = levelOf(order)
    const { okxOrderId } = order
    const now = this.#desk.clock.mono()
    this.#told.set(okxOrderId, level, now)
    const owed = this.#owed.get(okxOrderId)
    if (owed === undefined || !covers(level, owed)) return
    this.#owed.delete(okxOrderId)
    // Told in time: it lives.
    if (now <= owed.dueAt) this.#believe()
  }

  #fillShown(fill: ExchangeFill): void {
    const order = findByExchangeIds(this.#desk.state, fill)
    // An execution of an order that is not known makes the order be asked for, and that answer is judged.
    if (order === undefined || order.fills.some(({ tradeId }) => tradeId === fill.tradeId)) return
    const level = { filled: addQuantity(bookedQuantity(order), fill.quantity), ended: false }
    this.#shown(fill, level, fill.at, `a read shows fill ${fill.tradeId}`)
  }

  /** `changedAt` is exchange time: what changed before the channel was up was never its to tell. */
  #shown(named: Pick<ExchangeOrder, "okxOrderId" | "clOrdId">, level: Level, changedAt: Millis, what: string): void {
    const exchange = this.#desk.gateway.exchangeTime()
    if (exchange === undefined || this.#upSince === undefined) return
    if (changedAt <= this.#upSince + exchange.uncertaintyMs) return
    const order = findByExchangeIds(this.#desk.state, named)
    if (order?.okxOrderId !== undefined && covers(levelHere(order), level)) return
    const ageMs = exchange.at - changedAt
    this.#owe(named.okxOrderId, level, Math.max(GRACE_MS, LATE_AFTER_MS + exchange.uncertaintyMs - ageMs), what)
  }

  #owe(okxOrderId: OkxOrderId, level: Level, withinMs: number, what: string): void {
    const told = this.#told.get(okxOrderId)
    if (told !== undefined && covers(told, level)) return
    const known = this.#owed.get(okxOrderId)
    if (known !== undefined && covers(known, level)) return
    const dueAt = this.#desk.clock.mono() + withinMs
    const { filled, ended } = level
    this.#owed.set(okxOrderId, { filled, ended, dueAt: Math.min(known?.dueAt ?? dueAt, dueAt), what })
    if (!this.#armed) this.#arm()
    else if (withinMs < LATE_AFTER_MS) this.#arm()
  }

  #arm(): void {
    let next = Number.POSITIVE_INFINITY
    for (const { dueAt } of this.#owed.values()) next = Math.min(next, dueAt)
    this.#armed = this.#owed.size > 0
    if (!this.#armed) return
    const waitMs = Math.max(1, Math.ceil(next - this.#desk.clock.mono()) + 1)
    this.#desk.timers.after("feed-watch", waitMs, () => this.#look())
  }

  #look(): void {
    const now = this.#desk.clock.mono()
    for (const [okxOrderId, { dueAt, filled, what }] of this.#owed) {
      if (dueAt >= now) continue
      this.#suspect(`order ${okxOrderId}: ${what}, filled ${format(filled)}, and the orders channel has not told`)
      return
    }
    this.#arm()
  }

  #suspect(reason: string): void {
    const { clock, log, gateway, compare } = this.#desk
    const now = clock.mono()
    // One thing untold is enough; the comparison finds the others.
    this.#owed.clear()
    this.#armed = false
    if (now - this.#suspectedAt > 2 * this.#reconnectWaitMs) this.#reconnectWaitMs = RECONNECT_EVERY_MS.first
    this.#suspectedAt = now
    const mayReconnect = now >= this.#reconnectNotBefore
    const before = this.#suspicion
    const reconnects = (before?.reconnects ?? 0) + (mayReconnect ? 1 : 0)
    this.#suspicion = { reason, since: before?.since ?? now, reconnects }
    log.warn("the private feed is suspected of silence: the books are compared", { reason, reconnect: mayReconnect })
    this.#desk.timers.after("feed-believed", BELIEVED_AFTER_MS, () => this.#believe())
    compare()
    if (!mayReconnect) return
    this.#reconnectNotBefore = now + this.#reconnectWaitMs
    this.#reconnectWaitMs = Math.min(2 * this.#reconnectWaitMs, RECONNECT_EVERY_MS.last)
    gateway.reconnect(`it is suspected of silence: ${reason}`)
  }

  #believe(): void {
    if (this.#suspicion === undefined) return
    const forMs = this.#desk.clock.mono() - this.#suspicion.since
    this.#desk.log.info("the private feed is believed again", { forMs, reconnects: this.#suspicion.reconnects })
    this.#suspicion = undefined
  }
}

function levelOf(order: ExchangeOrder): Level {
  return { filled: order.filled, ended: order.state === "filled" || order.state === "canceled" }
}

function levelHere(order: Order): Level {
  return { filled: order.filledQuantity, ended: isTerminal(order.state) }
}

function covers(told: Level, shown: Level): boolean {
  return (told.ended || !shown.ended) && Decimals.compare(told.filled, shown.filled) >= 0
}
