// What can be said of one order, as events: a step of its state, its executions, what is asked of it. The model of the order counts in whole lots and is changed by
// what is said; which word comes next, and whether it is legal, is the caller's.

import { parsePrice, parseQuantity, toFee } from "../src/amount.ts"
import { decimal } from "../src/decimal.ts"
import { type OrderId, okxOrderIdFromWire, requestIdFrom } from "../src/ids.ts"
import type { Doubt, Fill, OrderSide, PendingAmend } from "../src/order.ts"
import type { EventBody } from "../src/order-event.ts"
import type { OrderState } from "../src/order-state.ts"
import { type Millis, millis } from "../src/time.ts"
import type { Moment } from "./account-words.ts"

/** What the model knows of one order; amounts in lots of 0.01. */
export interface Known {
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

export const ASKS = [
  "cancel",
  "cancel",
  "cancel refused",
  "amend",
  "amend",
  "amend refused",
  "resize",
  "doubt",
] as const
export type Ask = (typeof ASKS)[number]

export const lots = (count: number): string => (count / 100).toFixed(2)
export const okxId = (known: Known) => okxOrderIdFromWire(known.okx)

export class Executions {
  /** Every fill that was booked, by order. */
  readonly booked = new Map<OrderId, Fill[]>()

  /** Raises the total by `count` lots, with the fill or without it. */
  raise(
    known: Known,
    count: number,
    { at, withFill }: { readonly at: number; readonly withFill: boolean },
  ): { filledQuantity: Fill["quantity"]; fill?: Fill } {
    known.filled += count
    const filledQuantity = parseQuantity(lots(known.filled))
    return withFill ? { filledQuantity, fill: this.#fill(known, count, at) } : { filledQuantity }
  }

  #fill(known: Known, count: number, at: number): Fill {
    known.booked += count
    known.trades++
    const fill: Fill = {
      ...{
        tradeId: String(known.trades),
        price: parsePrice(`${67_000 + known.trades * 3}.5`),
        quantity: parseQuantity(lots(count)),
      },
      fees: [{ currency: known.trades % 2 === 0 ? "BTC" : "USDT", amount: toFee(decimal("-0.0013")) }],
      ...{ liquidity: "taker", at: millis(at - 2) },
    }
    this.booked.set(known.orderId, [...(this.booked.get(known.orderId) ?? []), fill])
    return fill
  }

  /** Some of what the total counts and was not told. */
  bookLate(known: Known, size: number, at: number): EventBody {
    const count = 1 + (size % (known.filled - known.booked))
    const filledQuantity = parseQuantity(lots(known.filled))
    return { type: "FillBooked", orderId: known.orderId, fill: this.#fill(known, count, at), filledQuantity }
  }

  /** The newest execution cost another fee than was told; undefined without one. */
  correctFee(known: Known, size: number): EventBody | undefined {
    const { orderId } = known
    const fills = this.booked.get(orderId) ?? []
    const last = fills.at(-1)
    if (last === undefined || known.filled === 0) return undefined
    const fees = last.fees.map(({ currency }) => ({ currency, amount: toFee(decimal(`-0.00${1 + (size % 9)}`)) }))
    const fill: Fill = { ...last, fees }
    this.booked.set(orderId, [...fills.slice(0, -1), fill])
    const filledQuantity = parseQuantity(lots(known.filled))
    const { tradeId } = fill
    return { type: "FillCorrected", orderId, tradeId, fill, filledQuantity, reason: "another fee" }
  }
}

/** The event that takes the order to the state. */
export function stepWords(
  known: Known,
  to: OrderState,
  how: { readonly left: number; readonly size: number; readonly withFill: boolean; readonly executions: Executions },
  { at, draw }: Moment,
): EventBody {
  const { executions, withFill } = how
  const { orderId } = known
  const okxOrderId = okxId(known)
  const sent = known.state !== "Created" && known.state !== "Validated"
  switch (to) {
    case "Validated":
      return { type: "OrderValidated", orderId }
    case "Submitted": {
      const request = { requestId: requestIdFrom(draw()), transport: "ws", attempt: 1 } as const
      return { type: "OrderSubmitted", orderId, ...request, expiresAt: millis(at + 2500) }
    }
    case "Acknowledged":
      return { type: "OrderAcknowledged", orderId, okxOrderId }
    case "PartiallyFilled":
      return {
        type: "OrderPartiallyFilled",
        orderId,
        okxOrderId,
        ...executions.raise(known, 1 + (how.size % (how.left - 1)), { at, withFill }),
      }
    case "Filled":
      return { type: "OrderFilled", orderId, okxOrderId, ...executions.raise(known, how.left, { at, withFill }) }
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

/** What is asked of an open order, or OKX's next word on it. `pending` is the amendment under way. */
export function askWords(
  known: Known,
  { kind, size, pending }: { readonly kind: Ask; readonly size: number; readonly pending: PendingAmend | undefined },
  { at, draw }: Moment,
): EventBody {
  const { orderId } = known
  const requestId = requestIdFrom(draw())
  const exchangeUpdatedAt = millis(at)
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
        : { type: "AmendRequested", orderId, requestId, price: parsePrice("66000"), expiresAt: millis(at) }
    case "amend refused":
      return { type: "AmendRefused", orderId, requestId, code: "51503", reason: "gone" }
    case "resize": {
      known.total += size % 9
      const target = { orderId, quantity: parseQuantity(lots(known.total)), exchangeUpdatedAt }
      if (pending === undefined) return { type: "OrderRestated", ...target, reason: "by OKX" }
      known.amend = false
      return { type: "OrderAmended", ...target, requestId: pending.requestId, price: parsePrice("66000") }
    }
    case "doubt":
      return known.doubt
        ? { type: "DoubtResolved", orderId, verdict: "found", evidence: "push" }
        : { type: "OrderInDoubt", orderId, doubt: doubtAt(millis(at)) }
  }
}

function doubtAt(now: Millis): Doubt {
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
