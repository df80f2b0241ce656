// What the exchange tells, in our words: reports of orders and fills, replies to requests, the state of the account. The client's gateway
// makes these values from OKX's messages; decide turns them into events. They are facts as told, possibly late, doubled or stale.

import type { Fee, Price, Quantity } from "./amount.ts"
import type { Decimal } from "./decimal.ts"
import type { ClOrdId, OkxOrderId, OrderId, RequestId } from "./ids.ts"
import type { OrderSide, OrderUnit, TradeMode } from "./order.ts"
import type { Symbol } from "./symbol.ts"
import type { Millis } from "./time.ts"

/** OKX's order states (okx-v5 reference, section 6.2); mmp_canceled is told as canceled. */
export type ExchangeOrderState = "live" | "partially_filled" | "filled" | "canceled"

/** Where a report came from: the orders channel, GET order, orders-pending, orders-history (or archive). */
export type ReportSource = "push" | "query" | "pending" | "history"

export interface ExchangeFee {
  readonly currency: string
  /** Negative = charged, positive = rebate. */
  readonly amount: Fee
}

/** One execution. Key: (symbol, okxOrderId, tradeId). */
export interface ExchangeFill {
  readonly symbol: Symbol
  readonly okxOrderId: OkxOrderId
  readonly clOrdId?: ClOrdId
  /** Never "", "0" or negative here: the gateway replaces those by "bill-<billId>" or "facts-<digest>". */
  readonly tradeId: string
  readonly side: OrderSide
  readonly price: Price
  /** Base currency or contracts. */
  readonly quantity: Quantity
  readonly fees: readonly ExchangeFee[]
  readonly liquidity: "maker" | "taker" | "unknown"
  /** Exchange time of the trade. */
  readonly at: Millis
}

/** OKX's word on our amendment, carried by an orders push (okx-v5 reference, section 6.4). */
export interface ExchangeAmendResult {
  readonly requestId?: RequestId
  readonly result: "done" | "failed" | "failed-and-cancelled" | "automatic"
  readonly code: string
  readonly message: string
}

/** The whole of an order as the exchange shows it at one moment. */
export interface ExchangeOrder {
  readonly symbol: Symbol
  readonly okxOrderId: OkxOrderId
  readonly clOrdId?: ClOrdId
  readonly tag: string
  readonly side: OrderSide
  /** OKX's ordType as told; types that this manager does not place occur on orders that are not ours. */
  readonly orderType: string
  readonly tradeMode: TradeMode
  readonly reduceOnly: boolean
  readonly price?: Price
  readonly quantity: Quantity
  readonly unit: OrderUnit
  readonly state: ExchangeOrderState
  /** accFillSz: cumulative, base currency or contracts. */
  readonly filled: Quantity
  readonly averagePrice?: Price
  /** The execution that this message reports; only pushes carry one. */
  readonly fill?: ExchangeFill
  readonly amend?: ExchangeAmendResult
  /** OKX's amendSource on a change that nobody of ours asked for. */
  readonly amendSource?: string
  /** OKX's cancelSource; "" and absent mean the same. */
  readonly cancelSource?: string
  readonly cancelReason?: string
  /** normal, twap, adl, full_liquidation, partial_liquidation, delivery, ddh, auto_conversion. */
  readonly category: string
  readonly createdAt: Millis
  /** uTime: equal values for two different states occur. */
  readonly updatedAt: Millis
}

/** What became of one request, as far as its reply tells; three outcomes and one that never left. */
export type RequestOutcome =
  | { readonly kind: "accepted"; readonly okxOrderId: OkxOrderId }
  | { readonly kind: "refused"; readonly code: string; readonly message: string; readonly retryable: boolean }
  | { readonly kind: "unknown"; readonly code: string; readonly message: string }
  | { readonly kind: "not-sent"; readonly message: string }

export interface Balance {
  readonly currency: string
  /** Cash including what open orders hold (cashBal). */
  readonly total: Decimal
  /** What new orders may use (availBal). */
  readonly available: Decimal
  readonly updatedAt: Millis
}

export interface ExchangePosition {
  readonly symbol: Symbol
  /** Contracts, signed: above zero long, below zero short (net mode). */
  readonly contracts: Decimal
  readonly averagePrice?: Price
  /** OKX's mark price when it last spoke of the position. */
  readonly markPrice?: Price
  /** At which mark price OKX would liquidate it, as OKX estimates; absent where it tells none. */
  readonly liquidationPrice?: Price
  /** What holds it: of an isolated position its own margin, of a cross one what OKX reckons as its initial margin. */
  readonly margin?: Decimal
  /** In which currency margin and profit are. */
  readonly marginCurrency?: string
  /** At the mark price, as OKX reckons it. */
  readonly unrealisedProfit?: Decimal
  readonly updatedAt: Millis
}

/** Why a balance changed without an execution of a SPOT order; "trade" is profit and fee of a contract's execution. */
export const MOVEMENT_KINDS = [
  "transfer",
  "trade",
  "funding",
  "interest",
  "liquidation",
  "adl",
  "delivery",
  "conversion",
  "other",
] as const
export type MovementKind = (typeof MOVEMENT_KINDS)[number]

/** One line of OKX's account of a currency (a bill). Key: billId. */
export interface ExchangeBill {
  readonly billId: string
  readonly currency: string
  /** Signed change of the balance (balChg). */
  readonly change: Decimal
  readonly kind: MovementKind
  /** Exchange time. */
  readonly at: Millis
}

/** Everything that arrives from the exchange. Placement replies come one per order, batches taken apart. */
export type ExchangeInput =
  | {
      readonly type: "PlaceReply"
      readonly orderId: OrderId
      readonly requestId: RequestId
      readonly outcome: RequestOutcome
    }
  | {
      readonly type: "CancelReply"
      readonly orderId: OrderId
      readonly requestId: RequestId
      readonly outcome: RequestOutcome
    }
  | {
      readonly type: "AmendReply"
      readonly orderId: OrderId
      readonly requestId: RequestId
      readonly outcome: RequestOutcome
    }
  | { readonly type: "OrderReport"; readonly source: ReportSource; readonly order: ExchangeOrder }
  | { readonly type: "FillReport"; readonly source: ReportSource; readonly fill: ExchangeFill }
  | { readonly type: "BalanceReport"; readonly balances: readonly Balance[] }
  | { readonly type: "PositionReport"; readonly positions: readonly ExchangePosition[] }
  | { readonly type: "PriceReport"; readonly symbol: Symbol; readonly lastPrice: Price; readonly at: Millis }
  | { readonly type: "FeedUp" }
  | { readonly type: "FeedDown"; readonly reason: string }
