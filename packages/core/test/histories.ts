// Sequences of events as one account lives them: orders placed, filled in any order with fills missing and booked late, cancelled, amended, in doubt,
// corrected, forgotten and recalled. A model of its own, in whole lots, decides what is legal next, so that evolve is tested and not copied.

import fc from "fast-check"
import { type AccountState, emptyAccount } from "../src/account-state.ts"
import { NO_QUANTITY, parsePrice, parseQuantity } from "../src/amount.ts"
import { decimal, ONE } from "../src/decimal.ts"
import { evolve } from "../src/evolve.ts"
import { withEvent } from "../src/evolve-order.ts"
import { adoptedOrderId, type OrderId, orderIdsFrom, parseStrategyId, serialOf } from "../src/ids.ts"
import type { Fill, Order } from "../src/order.ts"
import { type EventBody, isOrderEvent, type OmsEvent, type OrderEvent } from "../src/order-event.ts"
import { TRANSITIONS } from "../src/order-state.ts"
import { parseSymbol } from "../src/symbol.ts"
import { millis } from "../src/time.ts"
import { AccountWords, type Moment } from "./account-words.ts"
import { ACCOUNT } from "./arbitrary.ts"
import { ASKS, askWords, Executions, type Known, lots, okxId, stepWords } from "./order-words.ts"

const START = 1_750_000_000_000
const MINUTE = 60_000

export interface History {
  readonly events: readonly OmsEvent[]
  /** The state after all of them, folded one by one as they were made. */
  readonly state: AccountState
  /** Every fill that was booked, by order; and every order that ever was. */
  readonly fills: ReadonlyMap<OrderId, readonly Fill[]>
}

class Writer {
  readonly events: OmsEvent[] = []
  readonly state = emptyAccount(ACCOUNT)
  readonly executions = new Executions()
  readonly #orders: Known[] = []
  readonly #versions = new Map<OrderId, Order>()
  readonly #accountWords = new AccountWords()
  #at = START
  #serial = 0

  /** One step: `what` chooses the kind, `which` the order, `size` amounts and times. */
  step(what: number, which: number, size: number): void {
    this.#at += what % 11 === 0 ? size * MINUTE : size * 100
    const known = this.#orders[which % (this.#orders.length || 1)]
    if (known === undefined || what % 7 === 0) this.#place(which, size)
    else if (what % 13 === 0) this.#emit(this.#accountWords.next(what, size, this.#moment))
    else if (!this.state.orders.has(known.orderId)) this.#recall(known)
    else if (what % 3 === 1 && ["Submitted", "Acknowledged", "PartiallyFilled"].includes(known.state))
      this.#ask(known, what, size)
    else if (known.filled > known.booked && what % 2 === 0) this.#emit(this.executions.bookLate(known, size, this.#at))
    else if (known.booked > 0 && what % 11 === 0) this.#correctFee(known, size)
    else this.#move(known, what, size)
  }

  #emit(body: EventBody): void {
    const place = {
      version: 1,
      seq: this.state.seq + 1,
      at: millis(this.#at),
      account: ACCOUNT,
      cause: "push",
    } as const
    const event: OmsEvent = { ...body, ...place }
    this.events.push(event)
    evolve(this.state, event)
    if (!isOrderEvent(event)) return
    const before = this.#versions.get(event.orderId)
    const after = this.state.orders.get(event.orderId)
    if (after !== undefined) this.#versions.set(event.orderId, after)
    else if (before !== undefined) this.#versions.set(event.orderId, forgottenAtOnce(before, event))
  }

  get #moment(): Moment {
    return { at: this.#at, draw: () => this.#draw() }
  }

  #draw(): string {
    return serialOf(1_750_000_000, this.#serial++)
  }

  #place(which: number, size: number): void {
    const serial = this.#draw()
    const adopted = which % 5 === 0
    const ids = orderIdsFrom(serial)
    const orderId = adopted ? adoptedOrderId(serial) : ids.orderId
    const swap = size % 2 === 0
    const known: Known = {
      ...{ orderId, okx: `9${serial}`, side: which % 2 === 0 ? "buy" : "sell", swap, state: "None" },
      ...{ total: 1 + (size % 40), filled: 0, booked: 0, trades: 0, cancel: false, amend: false, doubt: false },
    }
    this.#orders.push(known)
    const asked = {
      ...{
        orderId,
        strategy: parseStrategyId("grid"),
        side: known.side,
        orderType: "limit",
        reduceOnly: false,
        tag: "oms",
      },
      symbol: parseSymbol(swap ? "BTC-USDT-SWAP" : "BTC-USDT"),
      market: {
        kind: swap ? "swap" : "spot",
        baseCurrency: "BTC",
        quoteCurrency: "USDT",
        contractValue: swap ? decimal("0.01") : ONE,
      },
      tradeMode: swap ? "cross" : "cash",
      unit: swap ? "contracts" : "base",
      ...{ quantity: parseQuantity(lots(known.total)), price: parsePrice("67000.1") },
    } as const
    if (!adopted) {
      this.#emit({ type: "OrderCreated", ...asked, clOrdId: ids.clOrdId, intent: `${serial}|limit` })
      known.state = "Created"
      return
    }
    known.state = "Acknowledged"
    const told = { exchangeCreatedAt: millis(this.#at - 5), exchangeUpdatedAt: millis(this.#at), reason: "not ours" }
    this.#emit({
      type: "OrderAdopted",
      ...asked,
      okxOrderId: okxId(known),
      state: "Acknowledged",
      filledQuantity: NO_QUANTITY,
      ...told,
    })
  }

  #recall(known: Known): void {
    const order = this.#versions.get(known.orderId)
    if (order !== undefined) this.#emit({ type: "OrderRecalled", orderId: known.orderId, order })
  }

  #correctFee(known: Known, size: number): void {
    const corrected = this.executions.correctFee(known, size)
    if (corrected !== undefined) this.#emit(corrected)
  }

  /** One edge of the table, if the order's amounts allow it. */
  #move(known: Known, what: number, size: number): void {
    const edges = TRANSITIONS.filter(([from]) => from === known.state)
    const edge = edges[(what + size) % (edges.length || 1)]
    if (edge === undefined) return
    const [, to, cause] = edge
    const left = known.total - known.filled
    const withFill = size % 3 !== 0
    const { orderId } = known
    const okxOrderId = okxId(known)
    if (to === "PartiallyFilled" && left < 2) return
    if (cause === "corrected") {
      const more = to === "Filled" ? left : to === "PartiallyFilled" ? 1 + (size % (left - 1)) : 0
      if (to === "Acknowledged" && known.filled > 0) return
      const same = { filledQuantity: known.filled === 0 ? NO_QUANTITY : parseQuantity(lots(known.filled)) }
      const execution = more === 0 ? same : this.executions.raise(known, more, { at: this.#at, withFill })
      this.#emit({
        type: "OrderCorrected",
        orderId,
        okxOrderId,
        to,
        reason: "the exchange proves us wrong",
        ...execution,
      })
    } else {
      const { executions } = this
      this.#emit(stepWords(known, to, { left, size, withFill, executions }, this.#moment))
    }
    known.state = to
    if (
      to !== "Acknowledged" &&
      to !== "Submitted" &&
      to !== "PartiallyFilled" &&
      to !== "Validated" &&
      cause !== "corrected"
    ) {
      known.cancel = known.amend = known.doubt = false
    }
  }

  /** Pending requests, doubt and restatements of an order that is open. */
  #ask(known: Known, what: number, size: number): void {
    const kind = ASKS[(what + size) % ASKS.length] ?? "doubt"
    const pending = this.state.orders.get(known.orderId)?.pendingAmend
    this.#emit(askWords(known, { kind, size, pending }, this.#moment))
    if (kind === "cancel" || kind === "cancel refused") known.cancel = kind === "cancel"
    if (kind === "amend" || kind === "amend refused") known.amend = kind === "amend"
    if (kind === "doubt") known.doubt = !known.doubt
  }
}

/** The newest version of an order that left memory by the very event that changed it. */
function forgottenAtOnce(before: Order, event: OrderEvent): Order {
  const { type } = event
  if (type === "OrderCreated" || type === "OrderAdopted" || type === "OrderRecalled") return before
  return withEvent(before, event)
}

const steps = fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 60 }), fc.nat({ max: 40 })), {
  maxLength: 120,
  size: "max",
})

/** The history that these steps make. */
export function historyOf(made: readonly (readonly [number, number, number])[]): History {
  const writer = new Writer()
  for (const [what, which, size] of made) writer.step(what, which, size)
  return { events: writer.events, state: writer.state, fills: writer.executions.booked }
}

/** Any legal history of up to 120 events. */
export const legalHistory: fc.Arbitrary<History> = steps.map(historyOf)
