// The typed client of the HTTP doors: one method per address, answers checked against the contract, problems thrown as OmsProblem.
// It relies on http-caller.ts for one request and on live-events.ts for the stream.

import {
  type BalancePage,
  BalancePageSchema,
  type PositionPage,
  PositionPageSchema,
  type Reconciliation,
  type ReconciliationRun,
  ReconciliationRunSchema,
  ReconciliationSchema,
  type ResolvedBreak,
  ResolvedBreakSchema,
  type Stats,
  StatsSchema,
  type Trading,
  TradingSchema,
} from "./contract/account-schemas.ts"
import type { IdKind } from "./contract/order-filter.ts"
import {
  type AmendRequest,
  type CancelFilter,
  type FillPage,
  FillPageSchema,
  type InstrumentPage,
  InstrumentPageSchema,
  type OrderDetail,
  OrderDetailSchema,
  type OrderPage,
  OrderPageSchema,
  type PlaceRequest,
  type ReceiptRow,
  ReceiptSchema,
  type Results,
  ResultsSchema,
  type Timeline,
  TimelineSchema,
} from "./contract/order-schemas.ts"
import { type CallerOptions, HttpCaller } from "./http-caller.ts"
import { type LiveEvent, type LiveEventsOptions, liveEvents } from "./live-events.ts"

export type OmsClientOptions = CallerOptions

/** Which orders: a group, or one or more OrderState words joined by commas ("Filled,Cancelled"). */
export interface OrdersQuery {
  /** open | closed | in-doubt | all, or states. Default all. */
  readonly state?: string
  readonly symbol?: string
  readonly strategy?: string
  /** ISO 8601; created at or after. */
  readonly since?: string
  readonly cursor?: string
  /** 1-500, default 100. */
  readonly limit?: number
}

export interface FillsQuery extends Omit<OrdersQuery, "state"> {
  readonly orderId?: string
}

export interface PageQuery {
  readonly cursor?: string
  readonly limit?: number
}

export class OmsClient {
  readonly #caller: HttpCaller

  constructor(options: OmsClientOptions) {
    this.#caller = new HttpCaller(options)
  }

  /**
   * Places one order; resolves once it is durable there, not once it is filled. Asked again by itself when no answer comes, always under one
   * clientOrderId (drawn here if the request has none), so it is placed at most once. Throws OmsProblem; its `clientOrderId` finds the order.
   */
  async placeOrder(order: PlaceRequest): Promise<ReceiptRow & { readonly replayed: boolean }> {
    const idempotencyKey = order.clientOrderId ?? crypto.randomUUID()
    const call = { method: "POST", path: "/v1/orders", body: order, idempotencyKey, repeatable: true } as const
    const { value, replayed } = await this.#caller.call(ReceiptSchema, call)
    return { ...value, replayed }
  }

  /** Places up to 20 orders; each is taken or refused for itself. A malformed one refuses the batch. */
  async placeOrders(orders: readonly PlaceRequest[]): Promise<Results> {
    const named = orders.map((order) => ({ ...order, clientOrderId: order.clientOrderId ?? crypto.randomUUID() }))
    const call = { method: "POST", path: "/v1/orders/batch", body: { orders: named }, repeatable: true } as const
    return (await this.#caller.call(ResultsSchema, call)).value
  }

  /** Asks for the cancel of one order. The receipt is not the cancel: that is an event, or the order's state. */
  async cancelOrder(id: string, options: { reason?: string; by?: IdKind } = {}): Promise<ReceiptRow> {
    const path = orderPath(id) + queryText({ reason: options.reason, by: options.by })
    return (await this.#caller.call(ReceiptSchema, { method: "DELETE", path, repeatable: true })).value
  }

  /** Asks for a new price, a new total quantity, or both. */
  async amendOrder(id: string, change: AmendRequest, options: { by?: IdKind } = {}): Promise<ReceiptRow> {
    const path = orderPath(id) + queryText({ by: options.by })
    return (await this.#caller.call(ReceiptSchema, { method: "PATCH", path, body: change, repeatable: false })).value
  }

  /** Asks for the cancel of every open order that fits; an empty filter means all. */
  async cancelAll(filter: CancelFilter = {}): Promise<Results> {
    const call = { method: "POST", path: "/v1/orders/cancel", body: filter, repeatable: true } as const
    return (await this.#caller.call(ResultsSchema, call)).value
  }

  /** By any of its four ids. Throws OmsProblem "order-not-found". */
  async getOrder(id: string, options: { by?: IdKind } = {}): Promise<OrderDetail> {
    return await this.#read(OrderDetailSchema, orderPath(id) + queryText({ by: options.by }))
  }

  async getOrders(query: OrdersQuery = {}): Promise<OrderPage> {
    return await this.#read(OrderPageSchema, `/v1/orders${queryText({ ...query })}`)
  }

  /** Every event of one order, oldest first. */
  async getTimeline(id: string, query: PageQuery & { by?: IdKind } = {}): Promise<Timeline> {
    return (await this.#read(TimelineSchema, `${orderPath(id)}/timeline${queryText({ ...query })}`)) as Timeline
  }

  async getFills(query: FillsQuery = {}): Promise<FillPage> {
    return await this.#read(FillPageSchema, `/v1/fills${queryText({ ...query })}`)
  }

  async getInstruments(query: PageQuery & { symbol?: string; kind?: "spot" | "swap" } = {}): Promise<InstrumentPage> {
    return await this.#read(InstrumentPageSchema, `/v1/instruments${queryText({ ...query })}`)
  }

  async getStats(): Promise<Stats> {
    return await this.#read(StatsSchema, "/v1/stats")
  }

  async getTrading(): Promise<Trading> {
    return await this.#read(TradingSchema, "/v1/trading")
  }

  /** Takes no new orders, or only those that shrink a position; or takes all again. Cancels always go out. */
  async setTrading(action: "halt" | "reduce-only" | "resume", reason?: string): Promise<Trading> {
    const body = { action, ...(reason !== undefined && { reason }) }
    const call = { method: "POST", path: "/v1/trading", body, repeatable: true } as const
    return (await this.#caller.call(TradingSchema, call)).value
  }

  /** Differences between the books and OKX, open ones first. */
  async getReconciliation(): Promise<Reconciliation> {
    return await this.#read(ReconciliationSchema, "/v1/reconciliation")
  }

  /** Compares the books with OKX now. */
  async startReconciliation(): Promise<ReconciliationRun> {
    const call = { method: "POST", path: "/v1/reconciliation", repeatable: true } as const
    return (await this.#caller.call(ReconciliationRunSchema, call)).value
  }

  /** Closes a break that a person has looked into. Throws OmsProblem "break-not-found" or "break-resolved" (by other words). */
  async resolveBreak(breakId: string, resolution: string): Promise<ResolvedBreak> {
    const path = `/v1/reconciliation/breaks/${encodeURIComponent(breakId)}/resolve`
    const call = { method: "POST", path, body: { resolution }, repeatable: true } as const
    return (await this.#caller.call(ResolvedBreakSchema, call)).value
  }

  /** What OKX last told; the books are compared with it, not made of it. */
  async getBalances(): Promise<BalancePage> {
    return await this.#read(BalancePageSchema, "/v1/balances")
  }

  async getPositions(): Promise<PositionPage> {
    return await this.#read(PositionPageSchema, "/v1/positions")
  }

  /** Everything that happens, from now on or from after lastEventId, over lost connections. Ends when the signal aborts. */
  events(options: LiveEventsOptions = {}): AsyncGenerator<LiveEvent> {
    return liveEvents(this.#caller, options)
  }

  async #read<Schema extends Parameters<HttpCaller["call"]>[0]>(schema: Schema, path: string) {
    return (await this.#caller.call(schema, { method: "GET", path, repeatable: true })).value
  }
}

function orderPath(id: string): string {
  return `/v1/orders/${encodeURIComponent(id)}`
}

function queryText(query: Readonly<Record<string, string | number | undefined>>): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value))
  return given.size === 0 ? "" : `?${given}`
}
