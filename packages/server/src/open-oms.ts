// What the doors need of an open order manager. The package oms gives it; tests give a small one in memory.
// Everything here is already parsed: text becomes domain values in the doors and nowhere behind them.

import type {
  AccountId,
  Balance,
  Break,
  BreakId,
  ExchangePosition,
  Instrument,
  LimitUse,
  Order,
  OrderPreview,
  OrderStats,
  PlaceOrder,
  Price,
  Quantity,
  StateCopy,
  StrategyId,
  Symbol,
  SymbolLimits,
} from "@okx-oms/core"
import type {
  Answer,
  Comparison,
  History,
  LatencyHistograms,
  ManagerStatus,
  MarketReads,
  OrderRef,
  Performance,
  Published,
  Receipt,
  ReconciliationResult,
  SubscribeOptions,
  WireMessages,
} from "@okx-oms/trading"

export interface OmsStatus extends ManagerStatus {
  /** How an append becomes durable, in the journal's words. */
  readonly durability: string
}

export interface OmsPort {
  readonly account: AccountId
  readonly mode: "paper" | "demo" | "live"
  submitOrder(order: PlaceOrder): Promise<Answer<Receipt>>
  /** What would become of the order now: nothing is recorded and nothing is sent. */
  previewOrder(order: PlaceOrder): Promise<OrderPreview>
  submitBatch(orders: readonly PlaceOrder[]): Promise<readonly Answer<Receipt>[]>
  cancelOrder(ref: OrderRef, reason?: string): Promise<Answer<Receipt>>
  amendOrder(ref: OrderRef, change: { price?: Price; quantity?: Quantity }): Promise<Answer<Receipt>>
  cancelAll(filter: { symbol?: Symbol; strategy?: StrategyId }): Promise<readonly Answer<Receipt>[]>
  getOrder(ref: OrderRef): Promise<Order | undefined>
  getActiveOrders(): Promise<readonly Order[]>
  /** Everything in the books at one durable moment. */
  getBooks(): Promise<StateCopy>
  /** Pages from the journal's query tables. */
  readonly history: History
  /** From fromSeq on, or from now on. At most queueLengthMax events wait for a slow reader; then resync. */
  subscribeEvents(options: SubscribeOptions): AsyncIterable<Published>
  getStats(): Promise<OrderStats & { readonly seq: number }>
  getBreaks(): Promise<readonly Break[]>
  /** Nothing happens when the break is unknown or resolved already. */
  resolveBreak(breakId: BreakId, resolution: string): Promise<Answer<{ readonly seq: number }>>
  startReconciliation(): Promise<ReconciliationResult>
  /** The last ones since the start, newest first. */
  getComparisons(): readonly Comparison[]
  getBalances(): readonly Balance[]
  getPositions(): readonly ExchangePosition[]
  status(): OmsStatus
  /** Since this start: counts in buckets of how long orders and appends took. */
  readonly latencies: LatencyHistograms
  /** The same, summed up, with what is done per second. */
  performance(): Performance
  /** The limits of symbols without their own; and of the configured and the used symbols (or the one) what is used. */
  getLimits(symbol?: Symbol): Promise<{ readonly common: SymbolLimits; readonly symbols: readonly LimitUse[] }>
  /** Of the last trade; undefined while none is known. */
  lastPrice(symbol: Symbol): { readonly price: Price; readonly ageMs: number } | undefined
  /** The same, and it is followed from now on. */
  followPrice(symbol: Symbol): Promise<{ readonly price: Price; readonly ageMs: number } | undefined>
  /** What was said about an order, as it was on the wire; the newest messages only. */
  readonly wire: WireMessages
  /** What OKX says of markets and fees, for display. */
  readonly market: MarketReads
  halt(mode: "halt" | "reduce-only", reason: string): Promise<Answer<{ readonly seq: number }>>
  resume(reason: string): Promise<Answer<{ readonly seq: number }>>
  instruments(): ReadonlyMap<Symbol, Instrument>
  close(): Promise<void>
}
