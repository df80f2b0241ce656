// The typed client of the HTTP doors: one method per operation of the contract, its path and its types taken from the table, answers checked against
// their schemas, problems thrown as OmsProblem. It relies on http-caller.ts for one request and on live-events.ts for the stream.

import type { AmendRequest, CancelFilter, PlaceRequest, ReceiptRow, Timeline } from "./contract/order-schemas.ts"
import type { BodyText, ParamsText, QueryText, ReplyOf, Route } from "./contract/route.ts"
import { ROUTES, type Routes } from "./contract/routes.ts"
import { type CallerOptions, HttpCaller } from "./http-caller.ts"
import { type LiveEvent, type LiveEventsOptions, liveEvents } from "./live-events.ts"
import { type LiveStreamOptions, liveStream, type StreamItem } from "./live-stream.ts"

export type OmsClientOptions = CallerOptions

export type OrdersQuery = Query<"getOrders">
export type FillsQuery = Query<"getFills">
/** Where an id may be read as more than one kind: which it is. */
type By = Pick<Query<"getOrder">, "by">
type Query<Id extends keyof Routes> = Readonly<Omit<QueryText<Routes[Id]>, "account">>
type Body<Id extends keyof Routes> = Readonly<BodyText<Routes[Id]>>
type Answer<Id extends keyof Routes> = Promise<ReplyOf<Routes[Id]>>

/** What one request of a route is made of; the account is the client's own unless the query names one. */
export interface RequestParts<R extends Route> {
  readonly params?: Readonly<ParamsText<R>>
  readonly query?: Readonly<QueryText<R>>
  readonly body?: Readonly<BodyText<R>>
  readonly idempotencyKey?: string
  /** Asking twice does what asking once does; then no answer is asked for again. Default: reads only. */
  readonly repeatable?: boolean
}

export class OmsClient {
  readonly #caller: HttpCaller

  constructor(options: OmsClientOptions) {
    this.#caller = new HttpCaller(options)
  }

  // ---- orders ------------------------------------------------------------------------------------------------------------------

  /**
   * Places one order; resolves once it is durable there, not once it is filled. Asked again by itself when no answer comes, always under one
   * clientOrderId (drawn here if the request has none), so it is placed at most once. Throws OmsProblem; its `clientOrderId` finds the order.
   */
  async placeOrder(order: PlaceRequest): Promise<ReceiptRow & { readonly replayed: boolean }> {
    const idempotencyKey = order.clientOrderId ?? crypto.randomUUID()
    const { value, replayed } = await this.#call(ROUTES.placeOrder, { body: order, idempotencyKey, repeatable: true })
    return { ...value, replayed }
  }

  /** What would become of the order now. Nothing is recorded or sent. */
  async previewOrder(order: PlaceRequest): Answer<"previewOrder"> {
    return await this.request(ROUTES.previewOrder, { body: order, repeatable: true })
  }

  /** Places up to 20 orders; each is taken or refused for itself. A malformed one refuses the batch. */
  async placeOrders(orders: readonly PlaceRequest[]): Answer<"placeOrders"> {
    const named = orders.map((order) => ({ ...order, clientOrderId: order.clientOrderId ?? crypto.randomUUID() }))
    return await this.request(ROUTES.placeOrders, { body: { orders: named }, repeatable: true })
  }

  /** Asks for the cancel of one order. The receipt is not the cancel: that is an event, or the order's state. */
  async cancelOrder(id: string, query: Query<"cancelOrder"> = {}): Answer<"cancelOrder"> {
    return await this.request(ROUTES.cancelOrder, { params: { id }, query, repeatable: true })
  }

  /** Asks for a new price, a new total quantity, or both. */
  async amendOrder(id: string, change: AmendRequest, query: By = {}): Answer<"amendOrder"> {
    return await this.request(ROUTES.amendOrder, { params: { id }, query, body: change })
  }

  /** Asks for the cancel of every open order that fits; an empty filter means all. */
  async cancelOrders(filter: CancelFilter = {}): Answer<"cancelOrders"> {
    return await this.request(ROUTES.cancelOrders, { body: filter, repeatable: true })
  }

  /** cancelOrders by its older name. */
  async cancelAll(filter: CancelFilter = {}): Answer<"cancelOrders"> {
    return await this.cancelOrders(filter)
  }

  /** By any of its four ids. Throws OmsProblem "order-not-found". */
  async getOrder(id: string, query: By = {}): Answer<"getOrder"> {
    return await this.request(ROUTES.getOrder, { params: { id }, query })
  }

  async getOrders(query: OrdersQuery = {}): Answer<"getOrders"> {
    return await this.request(ROUTES.getOrders, { query })
  }

  /** Every event of one order, oldest first. */
  async getTimeline(id: string, query: Query<"getTimeline"> = {}): Promise<Timeline> {
    return (await this.request(ROUTES.getTimeline, { params: { id }, query })) as Timeline
  }

  // ---- the account -------------------------------------------------------------------------------------------------------------

  async getFills(query: FillsQuery = {}): Answer<"getFills"> {
    return await this.request(ROUTES.getFills, { query })
  }

  /** What OKX last told; the books are compared with it, not made of it. */
  async getBalances(): Answer<"getBalances"> {
    return await this.request(ROUTES.getBalances)
  }

  async getPositions(): Answer<"getPositions"> {
    return await this.request(ROUTES.getPositions)
  }

  async getStats(): Answer<"getStats"> {
    return await this.request(ROUTES.getStats)
  }

  async getLimits(): Answer<"getLimits"> {
    return await this.request(ROUTES.getLimits)
  }

  async getRateBudget(): Answer<"getRateBudget"> {
    return await this.request(ROUTES.getRateBudget)
  }

  async getTrading(): Answer<"getTrading"> {
    return await this.request(ROUTES.getTrading)
  }

  /** Takes no new orders, or only those that shrink a position; or takes all again. Cancels always go out. */
  async setTrading(action: "halt" | "reduce-only" | "resume", reason?: string): Answer<"setTrading"> {
    const body = { action, ...(reason !== undefined && { reason }) }
    return await this.request(ROUTES.setTrading, { body, repeatable: true })
  }

  /** Differences between the books and OKX, open ones first. */
  async getReconciliation(): Answer<"getReconciliation"> {
    return await this.request(ROUTES.getReconciliation)
  }

  /** Compares the books with OKX now. */
  async startReconciliation(): Answer<"startReconciliation"> {
    return await this.request(ROUTES.startReconciliation, { repeatable: true })
  }

  /** Closes a break that a person has looked into. Throws OmsProblem "break-not-found" or "break-resolved" (by other words). */
  async resolveBreak(breakId: string, resolution: string): Answer<"resolveBreak"> {
    return await this.request(ROUTES.resolveBreak, { params: { id: breakId }, body: { resolution }, repeatable: true })
  }

  // ---- markets -----------------------------------------------------------------------------------------------------------------

  async getInstruments(query: Query<"getInstruments"> = {}): Answer<"getInstruments"> {
    return await this.request(ROUTES.getInstruments, { query })
  }

  async getBook(symbol: string, query: Query<"getBook"> = {}): Answer<"getBook"> {
    return await this.request(ROUTES.getBook, { params: { symbol }, query })
  }

  async getMarketTrades(symbol: string, query: Query<"getMarketTrades"> = {}): Answer<"getMarketTrades"> {
    return await this.request(ROUTES.getMarketTrades, { params: { symbol }, query })
  }

  async getCandles(symbol: string, query: Query<"getCandles"> = {}): Answer<"getCandles"> {
    return await this.request(ROUTES.getCandles, { params: { symbol }, query })
  }

  // ---- the grid ----------------------------------------------------------------------------------------------------------------

  async planGrid(grid: Body<"planGrid">): Answer<"planGrid"> {
    return await this.request(ROUTES.planGrid, { body: grid, repeatable: true })
  }

  async startGrid(grid: Body<"startGrid">): Answer<"startGrid"> {
    return await this.request(ROUTES.startGrid, { body: grid })
  }

  async getGrids(): Answer<"getGrids"> {
    return await this.request(ROUTES.getGrids)
  }

  async getGrid(strategy: string): Answer<"getGrid"> {
    return await this.request(ROUTES.getGrid, { params: { strategy } })
  }

  async pauseGrid(strategy: string, options: Omit<Body<"pauseGrid">, "strategy"> = {}): Answer<"pauseGrid"> {
    return await this.request(ROUTES.pauseGrid, { body: { strategy, ...options }, repeatable: true })
  }

  async stopGrid(strategy: string, options: Omit<Body<"stopGrid">, "strategy"> = {}): Answer<"stopGrid"> {
    return await this.request(ROUTES.stopGrid, { body: { strategy, ...options }, repeatable: true })
  }

  // ---- the server --------------------------------------------------------------------------------------------------------------

  async getAccounts(): Answer<"getAccounts"> {
    return await this.request(ROUTES.getAccounts)
  }

  /** The secret is in the answer, once. */
  async createToken(token: Body<"createToken">): Answer<"createToken"> {
    return await this.request(ROUTES.createToken, { body: token })
  }

  async getTokens(): Answer<"getTokens"> {
    return await this.request(ROUTES.getTokens)
  }

  async revokeToken(tokenId: string): Answer<"revokeToken"> {
    return await this.request(ROUTES.revokeToken, { params: { tokenId }, repeatable: true })
  }

  /** An address for a browser: good once, for one minute. */
  async createOpenLink(): Answer<"createOpenLink"> {
    return await this.request(ROUTES.createOpenLink)
  }

  async getLive(): Answer<"getLive"> {
    return await this.request(ROUTES.getLive)
  }

  /** Throws OmsProblem "not-ready" with the reason. */
  async getReady(): Answer<"getReady"> {
    return await this.request(ROUTES.getReady)
  }

  /** In Prometheus's text form. */
  async getMetrics(): Answer<"getMetrics"> {
    return await this.request(ROUTES.getMetrics)
  }

  async getOpenApi(): Answer<"getOpenApi"> {
    return await this.request(ROUTES.getOpenApi)
  }

  async getDocs(): Answer<"getDocs"> {
    return await this.request(ROUTES.getDocs)
  }

  // ---- what stays open ---------------------------------------------------------------------------------------------------------

  /** Everything that happens, from now on or from after lastEventId, over lost connections. Ends when the signal aborts. */
  events(options: LiveEventsOptions = {}): AsyncGenerator<LiveEvent> {
    return liveEvents(this.#caller, options)
  }

  /** The state, then all that changes in it, over lost connections: WebSocket /v1/stream. Ends when the signal aborts. */
  stream(options: LiveStreamOptions = {}): AsyncGenerator<StreamItem> {
    return liveStream(this.#caller, options)
  }

  // ---- any route ---------------------------------------------------------------------------------------------------------------

  /** One request of any route of the table. Throws OmsProblem. */
  async request<R extends Route>(route: R, parts: RequestParts<R> = {}): Promise<ReplyOf<R>> {
    return (await this.#call(route, parts)).value
  }

  async #call<R extends Route>(
    route: R,
    { params, query, body, idempotencyKey, repeatable }: RequestParts<R>,
  ): Promise<{ readonly value: ReplyOf<R>; readonly replayed: boolean }> {
    const account = route.concerns === "account" ? { account: this.#caller.account } : {}
    const path = pathOf(route.path, { ...params }) + queryText({ ...account, ...query })
    return await this.#caller.call<R["reply"]>(route.reply, {
      method: route.method,
      path,
      repeatable: repeatable ?? route.method === "GET",
      text: route.media !== "application/json",
      ...(body !== undefined && { body }),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    })
  }
}

/** "/v1/orders/{id}" with its parts filled in. */
function pathOf(path: string, params: Readonly<Record<string, unknown>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
}

function queryText(query: Readonly<Record<string, unknown>>): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value))
  return given.size === 0 ? "" : `?${given}`
}
