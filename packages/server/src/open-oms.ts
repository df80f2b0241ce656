// What the doors need of an open order manager. The package oms gives it; tests give a small one in memory.
// Everything here is already parsed: text becomes domain values in the doors and nowhere behind them.

import type {
  AccountId,
  Balance,
  Break,
  BreakId,
  ExchangePosition,
  Instrument,
  Order,
  OrderStats,
  PlaceOrder,
  Price,
  Quantity,
  StrategyId,
  Symbol,
} from "@okx-oms/core"
import type {
  Answer,
  History,
  ManagerStatus,
  OrderRef,
  Published,
  Receipt,
  ReconciliationResult,
  SubscribeOptions,
} from "@okx-oms/trading"

export interface OmsStatus extends ManagerStatus {
  /** How an append becomes durable, in the journal's words. */
  readonly durability: string
}

export interface OmsPort {
  readonly account: AccountId
  readonly mode: "paper" | "demo" | "live"
  submitOrder(order: PlaceOrder): Promise<Answer<Receipt>>
  submitBatch(orders: readonly PlaceOrder[]): Promise<readonly Answer<Receipt>[]>
  cancelOrder(ref: OrderRef, reason?: string): Promise<Answer<Receipt>>
  amendOrder(ref: OrderRef, change: { price?: Price; quantity?: Quantity }): Promise<Answer<Receipt>>
  cancelAll(filter: { symbol?: Symbol; strategy?: StrategyId }): Promise<readonly Answer<Receipt>[]>
  getOrder(ref: OrderRef): Promise<Order | undefined>
  getActiveOrders(): Promise<readonly Order[]>
  /** Pages from the journal's query tables. */
  readonly history: History
  /** From fromSeq on, or from now on. At most queueLengthMax events wait for a slow reader; then resync. */
  subscribeEvents(options: SubscribeOptions): AsyncIterable<Published>
  getStats(): Promise<OrderStats & { readonly seq: number }>
  getBreaks(): Promise<readonly Break[]>
  /** Nothing happens when the break is unknown or resolved already. */
  resolveBreak(breakId: BreakId, resolution: string): Promise<Answer<{ readonly seq: number }>>
  startReconciliation(): Promise<ReconciliationResult>
  getBalances(): readonly Balance[]
  getPositions(): readonly ExchangePosition[]
  status(): OmsStatus
  halt(mode: "halt" | "reduce-only", reason: string): Promise<Answer<{ readonly seq: number }>>
  resume(reason: string): Promise<Answer<{ readonly seq: number }>>
  instruments(): ReadonlyMap<Symbol, Instrument>
  close(): Promise<void>
}
