// What the doors need of an open order manager. The package oms gives it; tests give a small one in memory.
// Everything here is already parsed: text becomes domain values in the doors and nowhere behind them.

import type {
  AccountId,
  ClientOrderId,
  ClOrdId,
  Instrument,
  OkxOrderId,
  OmsEvent,
  Order,
  OrderId,
  OrderState,
  OrderStats,
  PlaceOrder,
  Price,
  Quantity,
  Refusal,
  StrategyId,
  Symbol,
  TradingState,
} from "@okx-oms/core"
import type { GatewayStatus, History } from "@okx-oms/trading"

/** A refusal is a value. `orderId` is there when the denied order was recorded (Rejected). */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal; readonly orderId?: OrderId }

/** What was made durable. */
export interface Receipt {
  readonly orderId: OrderId
  readonly clientOrderId?: ClientOrderId
  /** Sequence number up to which the request is contained in the books. */
  readonly seq: number
  readonly state: OrderState
  /** The order was placed by an earlier request with the same client order id and the same wish. */
  readonly replayed: boolean
  readonly pendingCancel: boolean
}

export type OrderRef =
  | { readonly orderId: OrderId }
  | { readonly clientOrderId: ClientOrderId }
  | { readonly okxOrderId: OkxOrderId }
  | { readonly clOrdId: ClOrdId }

/** Gap-free, or an explicit resync, which ends the stream. */
export type EventItem =
  | { readonly type: "event"; readonly event: OmsEvent }
  | { readonly type: "resync"; readonly seq: number }

export interface OmsStatus {
  readonly ready: boolean
  /** Why not, for people. */
  readonly why?: string
  readonly trading: TradingState
  readonly gateway: GatewayStatus
  readonly inboxLength: number
  readonly inboxLimit: number
  /** How an append becomes durable, in the journal's words. */
  readonly durability: string
  readonly seq: number
}

export interface OmsPort {
  readonly account: AccountId
  readonly mode: "paper" | "demo" | "live"
  submitOrder(order: PlaceOrder): Promise<Answer<Receipt>>
  submitBatch(orders: readonly PlaceOrder[]): Promise<readonly Answer<Receipt>[]>
  cancelOrder(id: OrderRef, reason?: string): Promise<Answer<Receipt>>
  amendOrder(id: OrderRef, change: { price?: Price; quantity?: Quantity }): Promise<Answer<Receipt>>
  cancelAll(filter: { symbol?: Symbol; strategy?: StrategyId }): Promise<readonly Answer<Receipt>[]>
  getOrder(id: OrderRef): Promise<Order | undefined>
  getActiveOrders(): Promise<readonly Order[]>
  /** Pages from the journal's query tables. */
  readonly history: History
  /** From fromSeq on, or from now on. At most queueLengthMax events wait for a slow reader; then resync. */
  subscribeEvents(options: { fromSeq?: number; queueLengthMax?: number }): AsyncIterable<EventItem>
  getStats(): Promise<OrderStats & { readonly seq: number }>
  status(): OmsStatus
  halt(mode: "halt" | "reduce-only", reason: string): Promise<Answer<{ readonly seq: number }>>
  resume(reason: string): Promise<Answer<{ readonly seq: number }>>
  instruments(): ReadonlyMap<Symbol, Instrument>
  close(): Promise<void>
}
