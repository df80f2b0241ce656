// Sequences of events as one account lives them: orders placed, filled in any order with fills missing and booked late, cancelled, amended, in doubt,
// corrected, forgotten and recalled. A model of its own, in whole lots, decides what is legal next, so that evolve is tested and not copied.

import fc from "fast-check"
import { type AccountState, emptyAccount } from "../src/account-state.ts"
import { NO_QUANTITY, parsePrice, parseQuantity, toFee } from "../src/amount.ts"
import { decimal, ONE } from "../src/decimal.ts"
import { evolve } from "../src/evolve.ts"
import { withEvent } from "../src/evolve-order.ts"
import {
  adoptedOrderId,
  breakIdFrom,
  type OrderId,
  okxOrderIdFromWire,
  orderIdsFrom,
  parseStrategyId,
  requestIdFrom,
  serialOf,
} from "../src/ids.ts"
import type { Fill, Order, OrderSide } from "../src/order.ts"
import { type EventBody, isOrderEvent, type OmsEvent, type OrderEvent } from "../src/order-event.ts"
import { type OrderState, TRANSITIONS } from "../src/order-state.ts"
import { parseSymbol } from "../src/symbol.ts"
import { millis } from "../src/time.ts"
import { ACCOUNT } from "./arbitrary.ts"

const START = 1_750_000_000_000
const MINUTE = 60_000

/** What the model knows of one order; amounts in lots of 0.01. */
interface Known {
  readonly orderId: OrderId
  readonly okx: string
  readonly side: OrderSide
  readonly swap: boolean
  state: OrderState | "None"
  total: number
  filled: number
  booked: number
  trades: number
  cancel: boolean
  amend: boolean
  doubt: boolean
}

export interface History {
  readonly events: readonly OmsEvent[]
  /** The state after all of them, folded one by one as they were made. */
  readonly state: AccountState
  /** Every fill that was booked, by order; and every order that ever was. */
  readonly fills: ReadonlyMap<OrderId, readonly Fill[]>
}

const lots = (count: number): string => (count / 100).toFixed(2)
const okxId = (known: Known) => okxOrderIdFromWire(known.okx)

class Writer {
  readonly events: OmsEvent[] = []
  readonly state = emptyAccount(ACCOUNT)
  readonly fills = new Map<OrderId, Fill[]>()
  readonly #orders: Known[] = []
  readonly #versions = new Map<OrderId, Order>()
  readonly #openBreaks: string[] = []
  #at = START
  #serial = 0
  #epoch = 0

  /** One step: `what` chooses the kind, `which` the order, `size` amounts and times. */
  step(what: number, which: number, size: number): void {
    this.#at += what % 11 === 0 ? size * MINUTE : size * 100
    const known = this.#orders[which % (this.#orders.length || 1)]
    if (known === undefined || what % 7 === 0) this.#place(which, size)
    else if (what % 13 === 0) this.#emit(this.#account(what, size))
    else if (!this.state.orders.has(known.orderId)) this.#recall(known)
    else if (what % 3 === 1 && ["Submitted", "Acknowledged", "PartiallyFilled"].includes(known.state))
      this.#ask(known, what, size)
    else if (known.filled > known.booked && what % 2 === 0) this.#bookLate(known, size)
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

  /** Raises the total by `count` lots, with the fill or without it. */
  #execute(known: Known, count: number, withFill: boolean): { filledQuantity: Fill["quantity"]; fill?: Fill } {
    known.filled += count
    const filledQuantity = parseQuantity(lots(known.filled))
    return withFill ? { filledQuantity, fill: this.#fill(known, count) } : { filledQuantity }
  }

  #fill(known: Known, count: number): Fill {
    known.booked += count
    known.trades++
    const fill: Fill = {
      ...{
        tradeId: String(known.trades),
        price: parsePrice(`${67_000 + known.trades * 3}.5`),
        quantity: parseQuantity(lots(count)),
      },
      fees: [{ currency: known.trades % 2 === 0 ? "BTC" : "USDT", amount: toFee(decimal("-0.0013")) }],
      ...{ liquidity: "taker", at: millis(this.#at - 2) },
    }
    this.fills.set(known.orderId, [...(this.fills.get(known.orderId) ?? []), fill])
    return fill
  }

  #bookLate(known: Known, size: number): void {
    const count = 1 + (size % (known.filled - known.booked))
    const filledQuantity = parseQuantity(lots(known.filled))
    this.#emit({ type: "FillBooked", orderId: known.orderId, fill: this.#fill(known, count), filledQuantity })
  }

  /** The newest execution cost another fee than was told. */
  #correctFee(known: Known, size: number): void {
    const { orderId } = known
    const fills = this.fills.get(orderId) ?? []
    const last = fills.at(-1)
    if (last === undefined || known.filled === 0) return
    const fees = last.fees.map(({ currency }) => ({ currency, amount: toFee(decimal(`-0.00${1 + (size % 9)}`)) }))
    const fill: Fill = { ...last, fees }
    this.fills.set(orderId, [...fills.slice(0, -1), fill])
    const filledQuantity = parseQuantity(lots(known.filled))
    const { tradeId } = fill
    this.#emit({ type: "FillCorrected", orderId, tradeId, fill, filledQuantity, reason: "another fee" })
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
      const execution = more === 0 ? same : this.#execute(known, more, withFill)
      this.#emit({
        type: "OrderCorrected",
        orderId,
        okxOrderId,
        to,
        reason: "the exchange proves us wrong",
        ...execution,
      })
    } else {
      this.#emit(this.#bodyTo(known, to, { left, size, withFill }))
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

  #bodyTo(known: Known, to: OrderState, how: { left: number; size: number; withFill: boolean }): EventBody {
    const { orderId } = known
    const okxOrderId = okxId(known)
    const sent = known.state !== "Created" && known.state !== "Validated"
    switch (to) {
      case "Validated":
        return { type: "OrderValidated", orderId }
      case "Submitted": {
        const request = { requestId: requestIdFrom(this.#draw()), transport: "ws", attempt: 1 } as const
        return { type: "OrderSubmitted", orderId, ...request, expiresAt: millis(this.#at + 2500) }
      }
      case "Acknowledged":
        return { type: "OrderAcknowledged", orderId, okxOrderId }
      case "PartiallyFilled":
        return {
          type: "OrderPartiallyFilled",
          orderId,
          okxOrderId,
          ...this.#execute(known, 1 + (how.size % (how.left - 1)), how.withFill),
        }
      case "Filled":
        return { type: "OrderFilled", orderId, okxOrderId, ...this.#execute(known, how.left, how.withFill) }
      case "Cancelled":
        return {
          type: "OrderCancelled",
          orderId,
          reason: "by the user",
          ...(sent && { okxOrderId, cancelSource: "1" }),
        }
      case "Expired":
        return { type: "OrderExpired", orderId, okxOrderId, reason: "time limit" }
      case "Rejected":
        return {
          type: "OrderRejected",
          orderId,
          by: sent ? "okx" : "us",
          code: "51008",
          reason: "balance",
          refusal: { code: "balance-unknown", currency: "USDT" },
        }
      case "Failed":
        return { type: "OrderFailed", orderId, reason: "not sent", proof: sent ? "never-placed" : "not-sent" }
      case "Created":
        throw new Error("no edge leads to Created")
    }
  }

  /** Pending requests, doubt and restatements of an order that is open. */
  #ask(known: Known, what: number, size: number): void {
    const kinds = ["cancel", "cancel", "cancel refused", "amend", "amend", "amend refused", "resize", "doubt"] as const
    const kind = kinds[(what + size) % kinds.length] ?? "doubt"
    this.#emit(this.#answer(known, kind, size))
    if (kind === "cancel" || kind === "cancel refused") known.cancel = kind === "cancel"
    if (kind === "amend" || kind === "amend refused") known.amend = kind === "amend"
    if (kind === "doubt") known.doubt = !known.doubt
  }

  #answer(known: Known, kind: string, size: number): EventBody {
    const { orderId } = known
    const requestId = requestIdFrom(this.#draw())
    const exchangeUpdatedAt = millis(this.#at)
    switch (kind) {
      case "cancel":
        return known.cancel
          ? { type: "CancelAccepted", orderId, requestId }
          : { type: "CancelRequested", orderId, requestId, reason: "user", attempt: 1 }
      case "cancel refused":
        return { type: "CancelRefused", orderId, requestId, code: "51400", reason: "gone" }
      case "amend":
        return known.amend
          ? { type: "AmendAccepted", orderId, requestId }
          : { type: "AmendRequested", orderId, requestId, price: parsePrice("66000"), expiresAt: millis(this.#at) }
      case "amend refused":
        return { type: "AmendRefused", orderId, requestId, code: "51503", reason: "gone" }
      case "resize": {
        known.total += size % 9
        const target = { orderId, quantity: parseQuantity(lots(known.total)), exchangeUpdatedAt }
        const pending = this.state.orders.get(orderId)?.pendingAmend
        if (pending === undefined) return { type: "OrderRestated", ...target, reason: "by OKX" }
        known.amend = false
        return { type: "OrderAmended", ...target, requestId: pending.requestId, price: parsePrice("66000") }
      }
      default:
        return known.doubt
          ? { type: "DoubtResolved", orderId, verdict: "found", evidence: "push" }
          : { type: "OrderInDoubt", orderId, doubt: this.#doubt() }
    }
  }

  #doubt() {
    const now = millis(this.#at)
    return {
      since: now,
      asked: "place",
      answer: "nothing",
      expiresAt: now,
      next: "ask",
      nextAt: now,
      asks: 0,
      notFoundAt: [now],
      absentFrom: { pending: now },
    }
  }

  #account(what: number, size: number): EventBody {
    const id = this.#openBreaks[0]
    switch (size % 9) {
      case 0:
        this.#epoch += 1 + size
        return { type: "EpochStarted", epoch: this.#epoch, tag: "oms" }
      case 1: {
        if (id === undefined) return { type: "TradingHalted", mode: "reduce-only", reason: "a limit" }
        this.#openBreaks.shift()
        return { type: "BreakResolved", breakId: breakIdFrom(id), resolution: "looked at" }
      }
      case 2: {
        const serial = this.#draw()
        this.#openBreaks.push(serial)
        const said = {
          ours: "price",
          theirs: "1.50",
          evidence: "read",
          action: "waiting",
          kind: "missing-order",
        } as const
        return { type: "BreakFound", breakId: breakIdFrom(serial), ...said }
      }
      case 3:
        return { type: "TradingHalted", mode: "halt", reason: "a person" }
      case 4:
        return { type: "TradingResumed", reason: "a person" }
      case 5:
        return { type: "VisibilityWidened", because: "trouble", visibilityMs: 30_000, until: millis(this.#at) }
      case 6: {
        const bill = { billId: this.#draw(), currency: "USDT", change: decimal("-0.25"), kind: "funding" } as const
        return { type: "FundsMoved", ...bill, movedAt: millis(this.#at) }
      }
      case 7: {
        const rest = { currency: "USDT", change: decimal("0.1") }
        return { type: "BooksRebased", breakId: breakIdFrom(this.#draw()), ...rest }
      }
      default: {
        const balances = [{ currency: "USDT", amount: decimal("1000.5") }]
        if (this.#epoch === 0) return { type: "AccountBaseline", balances, positions: [] }
        const counts = { openHere: 1, openThere: 1, breaks: 0, tookMs: what }
        return { type: "ReconciliationCompleted", trigger: "interval", ...counts, fillsUpTo: millis(this.#at) }
      }
    }
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
  return { events: writer.events, state: writer.state, fills: writer.fills }
}

/** Any legal history of up to 120 events. */
export const legalHistory: fc.Arbitrary<History> = steps.map(historyOf)
