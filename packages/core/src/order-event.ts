// Everything that can have happened. The journal is a sequence of these; the state of an account is their fold (evolve.ts).
//
// Glossary: *place* the wish of a caller · *submit* the request leaves for OKX · *acknowledge* OKX has the order · *fill* one execution ·
// *cancel* ends what is left · *reject* refused with certainty, by us or OKX · *fail* never reached the exchange · *expire* ended by time ·
// *doubt* we asked and do not know · *restate* the exchange changed the order itself · *adopt* an order of the exchange that is not ours ·
// *correct* what was called final was not · *recall* a closed order comes back into memory · *break* a difference between the books.

import type { Price, Quantity } from "./amount.ts"
import type { BreakAction, BreakKind } from "./break-kind.ts"
import type { Decimal } from "./decimal.ts"
import type { MovementKind } from "./exchange.ts"
import type { AccountId, BreakId, ClientOrderId, ClOrdId, OkxOrderId, OrderId, RequestId, StrategyId } from "./ids.ts"
import type { Doubt, Fill, Order, OrderMarket, OrderSide, OrderUnit, TradeMode } from "./order.ts"
import type { OrderState } from "./order-state.ts"
import type { Refusal } from "./refusal.ts"
import type { Symbol } from "./symbol.ts"
import type { Millis } from "./time.ts"

/** What led to an event: a caller, a message of the exchange (and which kind), a deadline, or the manager's own start. */
export type EventCause =
  | "command"
  | "reply"
  | "push"
  | "query"
  | "pending"
  | "history"
  | "deadline"
  | "reconciliation"
  | "recovery"

interface OfOrder {
  readonly orderId: OrderId
}

/** What an order is, as it begins: placed here or adopted. */
interface Terms extends OfOrder {
  readonly strategy: StrategyId
  readonly symbol: Symbol
  readonly market: OrderMarket
  readonly side: OrderSide
  readonly orderType: string
  readonly tradeMode: TradeMode
  readonly reduceOnly: boolean
  readonly quantity: Quantity
  readonly unit: OrderUnit
  readonly price?: Price
  readonly tag: string
}

/** A fill, or a higher total without one. `filledQuantity` is the new cumulative total (base or contracts). */
interface Execution extends OfOrder {
  readonly okxOrderId: OkxOrderId
  readonly filledQuantity: Quantity
  readonly fill?: Fill
  /** OKX's average, used for display only while fills are missing. */
  readonly exchangeAverage?: Price
}

export type OrderEventBody =
  | (Terms & {
      readonly type: "OrderCreated"
      readonly clOrdId: ClOrdId
      readonly clientOrderId?: ClientOrderId
      readonly intent: string
      readonly timeLimitMs?: number
    })
  | (OfOrder & { readonly type: "OrderValidated" })
  | (OfOrder & {
      readonly type: "OrderSubmitted"
      readonly requestId: RequestId
      readonly transport: "ws" | "rest"
      /** Exchange time after which OKX discards the request (expTime). */
      readonly expiresAt: Millis
      /** 1 for the first; higher only after a code that proves the earlier one was not executed. */
      readonly attempt: number
    })
  | (OfOrder & { readonly type: "OrderAcknowledged"; readonly okxOrderId: OkxOrderId })
  | (Execution & { readonly type: "OrderPartiallyFilled" })
  | (Execution & { readonly type: "OrderFilled" })
  | (OfOrder & {
      readonly type: "OrderCancelled"
      readonly okxOrderId?: OkxOrderId
      readonly reason: string
      readonly cancelSource?: string
    })
  | (OfOrder & {
      readonly type: "OrderRejected"
      readonly by: "us" | "okx"
      readonly reason: string
      readonly code: string
      readonly refusal?: Refusal
    })
  | (OfOrder & { readonly type: "OrderFailed"; readonly reason: string; readonly proof: "not-sent" | "never-placed" })
  | (OfOrder & {
      readonly type: "OrderExpired"
      readonly okxOrderId?: OkxOrderId
      readonly reason: string
      readonly cancelSource?: string
    })
  | (OfOrder & {
      readonly type: "CancelRequested"
      readonly requestId: RequestId
      readonly reason: string
      readonly attempt: number
    })
  | (OfOrder & { readonly type: "CancelAccepted"; readonly requestId: RequestId })
  | (OfOrder & {
      readonly type: "CancelRefused"
      readonly requestId: RequestId
      readonly code: string
      readonly reason: string
    })
  | (OfOrder & {
      readonly type: "AmendRequested"
      readonly requestId: RequestId
      readonly price?: Price
      readonly quantity?: Quantity
      readonly expiresAt: Millis
    })
  | (OfOrder & { readonly type: "AmendAccepted"; readonly requestId: RequestId })
  | (OfOrder & {
      readonly type: "OrderAmended"
      readonly requestId?: RequestId
      readonly price?: Price
      readonly quantity: Quantity
      readonly exchangeUpdatedAt: Millis
    })
  | (OfOrder & {
      readonly type: "AmendRefused"
      readonly requestId: RequestId
      readonly code: string
      readonly reason: string
    })
  | (OfOrder & {
      readonly type: "OrderRestated"
      readonly price?: Price
      readonly quantity: Quantity
      readonly exchangeUpdatedAt: Millis
      readonly reason: string
    })
  | (OfOrder & { readonly type: "OrderInDoubt"; readonly doubt: Doubt })
  | (OfOrder & {
      readonly type: "DoubtResolved"
      readonly verdict: "found" | "never-placed" | "beyond-memory"
      readonly evidence: string
    })
  | (OfOrder & { readonly type: "FillBooked"; readonly fill: Fill; readonly filledQuantity: Quantity })
  /** What an execution was is corrected: another price, size or fee, or (without fill) it was taken back. The state stays; totals follow from the fills. */
  | (OfOrder & {
      readonly type: "FillCorrected"
      /** Of the execution that is booked. */
      readonly tradeId: string
      /** What stands in its place; it may have another trade id, when the booked one was provisional. */
      readonly fill?: Fill
      /** The order's total after it; may be smaller than before. */
      readonly filledQuantity: Quantity
      readonly reason: string
    })
  | (Terms & {
      readonly type: "OrderAdopted"
      readonly okxOrderId: OkxOrderId
      readonly clOrdId?: ClOrdId
      readonly state: OrderState
      readonly filledQuantity: Quantity
      readonly fill?: Fill
      readonly exchangeAverage?: Price
      readonly exchangeCreatedAt: Millis
      readonly exchangeUpdatedAt: Millis
      readonly reason: string
    })
  | (OfOrder & {
      readonly type: "OrderCorrected"
      readonly okxOrderId: OkxOrderId
      readonly to: OrderState
      readonly filledQuantity: Quantity
      readonly fill?: Fill
      readonly exchangeAverage?: Price
      readonly reason: string
    })
  | (OfOrder & { readonly type: "OrderRecalled"; readonly order: Order })

/** OKX shows trouble, or reads were seen to lag. */
export type WideningCause = "trouble" | "measured"

export interface Widening {
  /** V of the order protocol. Milliseconds. */
  readonly visibilityMs: number
  /** Wall time. */
  readonly until: Millis
}

export type AccountEventBody =
  | { readonly type: "EpochStarted"; readonly epoch: number; readonly tag: string }
  | {
      readonly type: "AccountBaseline"
      /** `asOf`: exchange time of the newest change that the amount contains; absent: the event's `exchangeAt`. */
      readonly balances: readonly { readonly currency: string; readonly amount: Decimal; readonly asOf?: Millis }[]
      readonly positions: readonly { readonly symbol: Symbol; readonly contracts: Decimal; readonly asOf?: Millis }[]
      /** Exchange time at which the account was read; absent in journals of before. */
      readonly exchangeAt?: Millis
    }
  /** A balance changed by something else than the execution of a SPOT order. */
  | {
      readonly type: "FundsMoved"
      readonly billId: string
      readonly currency: string
      /** Signed, as OKX booked it. */
      readonly change: Decimal
      readonly kind: MovementKind
      /** Exchange time of the bill. */
      readonly movedAt: Millis
    }
  /** A person accepted a difference: the books take OKX's amount of one currency or symbol from here on. */
  | {
      readonly type: "BooksRebased"
      readonly breakId: BreakId
      readonly currency?: string
      readonly symbol?: Symbol
      readonly change: Decimal
    }
  | {
      readonly type: "BreakFound"
      readonly breakId: BreakId
      readonly kind: BreakKind
      readonly orderId?: OrderId
      /** What it is about when that is no order of ours: a currency, a symbol, an id of OKX. */
      readonly subject?: string
      readonly ours: string
      readonly theirs: string
      readonly evidence: string
      readonly action: BreakAction
      /** Theirs minus ours, of a balance or position. */
      readonly difference?: Decimal
    }
  | { readonly type: "BreakResolved"; readonly breakId: BreakId; readonly resolution: string }
  | { readonly type: "TradingHalted"; readonly mode: "halt" | "reduce-only"; readonly reason: string }
  | { readonly type: "TradingResumed"; readonly reason: string }
  /** Reads may lag for longer than usual, until this wall time: journaled, so that a restart does not forget it and conclude too soon. */
  | ({ readonly type: "VisibilityWidened"; readonly because: WideningCause } & Widening)
  | {
      readonly type: "ReconciliationCompleted"
      readonly trigger: "start" | "reconnect" | "interval" | "demand" | "suspicion"
      readonly openHere: number
      readonly openThere: number
      readonly breaks: number
      readonly tookMs: number
      /** Exchange time up to which fills are known to be complete. */
      readonly fillsUpTo: Millis
      /** The same for bills; absent when they were not read. */
      readonly billsUpTo?: Millis
    }

export type EventBody = OrderEventBody | AccountEventBody

/** A body with its place in the sequence. `at` is wall time of the turn in which it was decided. */
export type Stamped<Body> = Body & {
  readonly version: 1
  readonly seq: number
  readonly at: Millis
  readonly account: AccountId
  readonly cause: EventCause
}

export type OrderEvent = Stamped<OrderEventBody>
export type AccountEvent = Stamped<AccountEventBody>
export type OmsEvent = Stamped<EventBody>
export type EventType = EventBody["type"]

/** True for events about one order. Asked twice of every event: the field is read, since looking whether it is there costs several times as much. */
export function isOrderEvent(event: OmsEvent): event is OrderEvent {
  return (event as { readonly orderId?: unknown }).orderId !== undefined && event.type !== "BreakFound"
}
