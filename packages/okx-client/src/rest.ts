// OKX's REST interface, one method per endpoint. Order commands (place, cancel, amend, the dead-man's switch) leave exactly
// once and come back as outcomes; reads are repeated inside and come back as rows, a refusal or a failure. The work is
// rest-exchange.ts's, the forms are wire/'s. What an outcome means for an order is for whoever knows the order.

import type { OkxRead } from "./okx-read.ts"
import type { ReadPriority } from "./rate-limit.ts"
import { type CommandResult, RestExchange, type RestOptions } from "./rest-exchange.ts"
import type { OkxAccountConfig } from "./wire/account-config.ts"
import type { BalanceQuery } from "./wire/balance.ts"
import type { BillsQuery, OkxBill } from "./wire/bills.ts"
import type { BooksQuery } from "./wire/books.ts"
import type { CancelAllAfter, CancelAllAfterAck } from "./wire/cancel-all-after.ts"
import type { CandlesQuery } from "./wire/candles.ts"
import type { Endpoint } from "./wire/contract.ts"
import type { GetOrder } from "./wire/get-order.ts"
import { ENDPOINTS } from "./wire/index.ts"
import type { OrdersPendingQuery } from "./wire/orders-pending.ts"
import type { PositionsQuery } from "./wire/positions.ts"
import type { OkxPriceLimit } from "./wire/price-limit.ts"
import type { AmendAck, CancelAck, PlaceAck } from "./wire/record/ack.ts"
import type { OkxBalance } from "./wire/record/balance.ts"
import type { AmendOrder, CancelOrder, PlaceOrder } from "./wire/record/command.ts"
import type { OkxFill } from "./wire/record/fill.ts"
import type { FillsQuery, OrderHistoryQuery } from "./wire/record/history.ts"
import type { InstrumentsQuery, OkxInstrument } from "./wire/record/instrument.ts"
import type { OkxBook, OkxCandle, OkxTicker, OkxTrade } from "./wire/record/market.ts"
import type { OkxOrder } from "./wire/record/order.ts"
import type { OkxPosition } from "./wire/record/position.ts"
import type { OkxSystemStatus, SystemStatusQuery } from "./wire/system-status.ts"
import type { OkxTime } from "./wire/time.ts"
import type { OkxTradeFee, TradeFeeQuery } from "./wire/trade-fee.ts"
import type { TradesQuery } from "./wire/trades.ts"

/** Exchange time in ms after which OKX must discard the command. Always set: it bounds every doubt. */
export interface Bounded {
  readonly expTimeMs: number
}

/** `resolve` reads may use the fifth of a rate window that is kept for doubt and reconciliation. */
export interface ReadOptions {
  readonly priority?: ReadPriority
  /** Default: the limits of all reads. */
  readonly attemptsMax?: number
  readonly totalMs?: number
}

export class OkxRestClient {
  readonly #exchange: RestExchange
  readonly #close: () => Promise<void>

  constructor(options: RestOptions) {
    this.#exchange = new RestExchange(options)
    this.#close = () => options.http.close()
  }

  // ---- commands: sent once ----

  placeOrder(order: PlaceOrder, { expTimeMs }: Bounded): Promise<CommandResult<PlaceAck>> {
    const { placeOrder: endpoint } = ENDPOINTS
    return this.#exchange.command({ endpoint, request: order, operation: "place", targets: [order], expTimeMs })
  }

  /** 1-20 orders. */
  placeOrders(orders: readonly PlaceOrder[], { expTimeMs }: Bounded): Promise<CommandResult<PlaceAck>> {
    const { batchOrders: endpoint } = ENDPOINTS
    return this.#exchange.command({ endpoint, request: orders, operation: "place", targets: orders, expTimeMs })
  }

  cancelOrder(order: CancelOrder): Promise<CommandResult<CancelAck>> {
    const { cancelOrder: endpoint } = ENDPOINTS
    return this.#exchange.command({ endpoint, request: order, operation: "cancel", targets: [order] })
  }

  /** 1-20 orders. */
  cancelOrders(orders: readonly CancelOrder[]): Promise<CommandResult<CancelAck>> {
    const { cancelBatchOrders: endpoint } = ENDPOINTS
    return this.#exchange.command({ endpoint, request: orders, operation: "cancel", targets: orders })
  }

  amendOrder(order: AmendOrder, { expTimeMs }: Bounded): Promise<CommandResult<AmendAck>> {
    const { amendOrder: endpoint } = ENDPOINTS
    return this.#exchange.command({ endpoint, request: order, operation: "amend", targets: [order], expTimeMs })
  }

  /** 1-20 different orders. */
  amendOrders(orders: readonly AmendOrder[], { expTimeMs }: Bounded): Promise<CommandResult<AmendAck>> {
    const { amendBatchOrders: endpoint } = ENDPOINTS
    return this.#exchange.command({ endpoint, request: orders, operation: "amend", targets: orders, expTimeMs })
  }

  /** Arms, re-arms or (timeOutS 0) switches off the dead-man's switch. Sent once; the next heartbeat is the repetition. */
  cancelAllAfter(request: CancelAllAfter): Promise<OkxRead<CancelAllAfterAck>> {
    const { cancelAllAfter: endpoint } = ENDPOINTS
    const scope = request.tag ?? ""
    return this.#exchange.read({ endpoint, request, scope, priority: "resolve", attemptsMax: 1 })
  }

  // ---- questions about orders ----

  getOrder(query: GetOrder, options?: ReadOptions): Promise<OkxRead<OkxOrder>> {
    return this.#read(ENDPOINTS.getOrder, query, options, query.instId)
  }

  getOrdersPending(query: OrdersPendingQuery, options?: ReadOptions): Promise<OkxRead<OkxOrder>> {
    return this.#read(ENDPOINTS.ordersPending, query, options)
  }

  getOrdersHistory(query: OrderHistoryQuery, options?: ReadOptions): Promise<OkxRead<OkxOrder>> {
    return this.#read(ENDPOINTS.ordersHistory, query, options)
  }

  getOrdersHistoryArchive(query: OrderHistoryQuery, options?: ReadOptions): Promise<OkxRead<OkxOrder>> {
    return this.#read(ENDPOINTS.ordersHistoryArchive, query, options)
  }

  getFills(query: FillsQuery, options?: ReadOptions): Promise<OkxRead<OkxFill>> {
    return this.#read(ENDPOINTS.fills, query, options)
  }

  getFillsHistory(query: FillsQuery & { readonly instType: string }, options?: ReadOptions): Promise<OkxRead<OkxFill>> {
    return this.#read(ENDPOINTS.fillsHistory, query, options)
  }

  // ---- questions about the account ----

  getAccountConfig(options?: ReadOptions): Promise<OkxRead<OkxAccountConfig>> {
    return this.#read(ENDPOINTS.accountConfig, undefined, options)
  }

  getAccountInstruments(query: InstrumentsQuery, options?: ReadOptions): Promise<OkxRead<OkxInstrument>> {
    return this.#read(ENDPOINTS.accountInstruments, query, options, query.instType)
  }

  getBalance(query: BalanceQuery = {}, options?: ReadOptions): Promise<OkxRead<OkxBalance>> {
    return this.#read(ENDPOINTS.balance, query, options)
  }

  getPositions(query: PositionsQuery = {}, options?: ReadOptions): Promise<OkxRead<OkxPosition>> {
    return this.#read(ENDPOINTS.positions, query, options)
  }

  getBills(query: BillsQuery = {}, options?: ReadOptions): Promise<OkxRead<OkxBill>> {
    return this.#read(ENDPOINTS.bills, query, options)
  }

  getBillsArchive(query: BillsQuery = {}, options?: ReadOptions): Promise<OkxRead<OkxBill>> {
    return this.#read(ENDPOINTS.billsArchive, query, options)
  }

  getTradeFee(query: TradeFeeQuery, options?: ReadOptions): Promise<OkxRead<OkxTradeFee>> {
    return this.#read(ENDPOINTS.tradeFee, query, options)
  }

  // ---- questions about the market ----

  getTime(): Promise<OkxRead<OkxTime>> {
    return this.#read(ENDPOINTS.time, undefined)
  }

  getInstruments(query: InstrumentsQuery, options?: ReadOptions): Promise<OkxRead<OkxInstrument>> {
    return this.#read(ENDPOINTS.publicInstruments, query, options, query.instType)
  }

  getTicker(query: { readonly instId: string }, options?: ReadOptions): Promise<OkxRead<OkxTicker>> {
    return this.#read(ENDPOINTS.ticker, query, options)
  }

  getBooks(query: BooksQuery, options?: ReadOptions): Promise<OkxRead<OkxBook>> {
    return this.#read(ENDPOINTS.books, query, options)
  }

  getTrades(query: TradesQuery, options?: ReadOptions): Promise<OkxRead<OkxTrade>> {
    return this.#read(ENDPOINTS.trades, query, options)
  }

  getCandles(query: CandlesQuery, options?: ReadOptions): Promise<OkxRead<OkxCandle>> {
    return this.#read(ENDPOINTS.candles, query, options)
  }

  getPriceLimit(query: { readonly instId: string }, options?: ReadOptions): Promise<OkxRead<OkxPriceLimit>> {
    return this.#read(ENDPOINTS.priceLimit, query, options)
  }

  getSystemStatus(query: SystemStatusQuery = {}, options?: ReadOptions): Promise<OkxRead<OkxSystemStatus>> {
    return this.#read(ENDPOINTS.systemStatus, query, options)
  }

  // ---- the clock, and the end ----

  /** Takes fresh samples of OKX's clock. True when at least one came. */
  syncClock(): Promise<boolean> {
    return this.#exchange.syncClock()
  }

  /** Takes one sample of OKX's clock that begins after this call. True when it came. */
  sampleClock(): Promise<boolean> {
    return this.#exchange.sampleClock()
  }

  close(): Promise<void> {
    return this.#close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #read<Request, Row>(
    endpoint: Endpoint<Request, Row>,
    request: Request,
    options: ReadOptions = {},
    scope = "",
  ): Promise<OkxRead<Row>> {
    return this.#exchange.read({ endpoint, request, scope, ...options, priority: options.priority ?? "normal" })
  }
}
