// The grid's desk over an order manager in the same process. It relies on a small structural part of one (GridManager), which a server's manager and the library's both
// have, and owns nothing of it; here are only the translations. Whoever opens it says which errors are trouble that passes: those the grid waits out.

import {
  type AccountId,
  type ClientOrderId,
  type Decimal,
  Decimals,
  type Instrument,
  type Symbol as InstrumentSymbol,
  type Millis,
  millis,
  type OmsEvent,
  type Order,
  type OrderId,
  type PlaceOrder,
  parseClientOrderId,
  parseOrderId,
  type Refusal,
  refusalSentence,
  type StrategyId,
  toPrice,
  toQuantity,
} from "@okx-oms/core"
import {
  type Desk,
  type DeskChange,
  type DeskFill,
  type DeskOrder,
  type DeskOrderWithFills,
  DeskUnavailable,
  type Placement,
  type PlaceResult,
} from "./desk.ts"
import { CancelHistory } from "./end-of-order.ts"
import type { GridMarket } from "./grid-plan.ts"

/** Of the orders or fills of one strategy on one symbol. */
export interface ManagerQuery {
  readonly account: AccountId
  readonly symbol: InstrumentSymbol
  readonly strategy: StrategyId
  readonly since?: Millis
  readonly cursor?: string
  readonly limit: number
}

export interface ManagerPage<Row> {
  readonly rows: readonly Row[]
  /** Absent on the last page. */
  readonly nextCursor?: string
}

/** orderId of a refusal: the denied order was recorded. */
export type ManagerAnswer =
  | { readonly ok: true; readonly value: { readonly orderId: OrderId } }
  | { readonly ok: false; readonly refusal: Refusal; readonly orderId?: OrderId }

/** resync: the stream ends here, and news were left out. */
export type ManagerNews =
  | { readonly type: "event"; readonly event: OmsEvent }
  | { readonly type: "resync"; readonly seq: number }

/** What the grid needs of an order manager. A refusal is an answer; it throws when it does not know. */
export interface GridManager {
  readonly account: AccountId
  readonly history: {
    orders(query: ManagerQuery): Promise<ManagerPage<Order>>
    fills(query: ManagerQuery): Promise<ManagerPage<DeskFill>>
    /** Oldest first. */
    events(query: {
      readonly account: AccountId
      readonly orderId: OrderId
      readonly limit: number
    }): Promise<ManagerPage<OmsEvent>>
  }
  instruments(): ReadonlyMap<InstrumentSymbol, Instrument>
  lastPrice(symbol: InstrumentSymbol): { readonly price: Decimal } | undefined
  submitOrder(order: PlaceOrder): Promise<ManagerAnswer>
  cancelOrder(ref: { readonly orderId: OrderId }, reason: string): Promise<ManagerAnswer>
  getOrder(ref: { readonly clientOrderId: ClientOrderId }): Promise<Order | undefined>
  getActiveOrders(): Promise<readonly Order[]>
  /** What comes from now on. */
  subscribeEvents(options: Readonly<Record<never, never>>): AsyncIterable<ManagerNews>
}

export interface ManagerDeskOptions {
  readonly symbol: InstrumentSymbol
  readonly strategy: StrategyId
  /** For people: where the order manager is. */
  readonly name: string
  /** Whether the error is trouble that passes: nothing is known of what was asked, and asking again may be answered. */
  readonly passes: (error: Error) => boolean
  /** When the desk is disposed of; absent: the manager is somebody else's. */
  readonly close?: () => Promise<void>
}

const PAGE_LIMIT = 500

export class ManagerDesk implements Desk {
  readonly name: string
  readonly #manager: GridManager
  readonly #options: ManagerDeskOptions
  readonly #cancels: CancelHistory

  constructor(manager: GridManager, options: ManagerDeskOptions) {
    this.name = options.name
    this.#manager = manager
    this.#options = options
    this.#cancels = new CancelHistory(async (orderId) => {
      const query = { account: manager.account, orderId: parseOrderId(orderId), limit: PAGE_LIMIT }
      const { rows } = await this.#told(manager.history.events(query))
      return rows.map((event) => ({ ...event }))
    })
  }

  async instrument(): Promise<GridMarket> {
    const wanted = this.#options.symbol
    const instrument = this.#manager.instruments().get(wanted)
    if (instrument === undefined) throw new DeskUnavailable(`${wanted} is not an instrument of this account`)
    const { symbol, baseCurrency, quoteCurrency, tickSize, lotSize, minSize } = instrument
    return { symbol, baseCurrency, quoteCurrency, tickSize, lotSize, minSize }
  }

  async lastPrice(): ReturnType<Desk["lastPrice"]> {
    return this.#manager.lastPrice(this.#options.symbol)?.price
  }

  async place({ clientOrderId, side, price, quantity }: Placement): Promise<PlaceResult> {
    const { symbol, strategy } = this.#options
    const answer = await this.#told(
      this.#manager.submitOrder({
        clientOrderId: parseClientOrderId(clientOrderId),
        strategy,
        symbol,
        side,
        type: "post_only",
        price: toPrice(price),
        quantity: toQuantity(quantity),
      }),
    )
    if (answer.ok) return { kind: "taken", orderId: answer.value.orderId }
    const { code } = answer.refusal
    const message = refusalSentence(answer.refusal)
    if (code === "client-order-id-taken") return { kind: "different", message }
    return answer.orderId === undefined
      ? { kind: "refused", code, message }
      : { kind: "denied", orderId: answer.orderId, code, message }
  }

  async cancel(orderId: string, reason: string): Promise<void> {
    const answer = await this.#told(this.#manager.cancelOrder({ orderId: parseOrderId(orderId) }, reason))
    if (answer.ok || answer.refusal.code === "order-closed" || answer.refusal.code === "order-not-found") return
    throw new DeskUnavailable(refusalSentence(answer.refusal))
  }

  async order(clientOrderId: string): Promise<DeskOrderWithFills | undefined> {
    const order = await this.#told(this.#manager.getOrder({ clientOrderId: parseClientOrderId(clientOrderId) }))
    if (order === undefined) return undefined
    const { orderId, side } = order
    const fills = order.fills.map((fill): DeskFill => ({ ...fill, orderId, clientOrderId, side }))
    return { order: await this.#orderFrom(order), fills }
  }

  async openOrders(): Promise<readonly DeskOrder[]> {
    const { symbol, strategy } = this.#options
    const orders = await this.#told(this.#manager.getActiveOrders())
    return this.#ours(orders.filter((order) => order.symbol === symbol && order.strategy === strategy))
  }

  async *orders(): AsyncGenerator<readonly DeskOrder[]> {
    for await (const rows of this.#pages((query) => this.#manager.history.orders(query))) yield await this.#ours(rows)
  }

  async *fills(since?: number): AsyncGenerator<readonly DeskFill[]> {
    const from = since === undefined ? {} : { since: millis(since) }
    for await (const rows of this.#pages((query) => this.#manager.history.fills({ ...query, ...from }))) {
      yield rows.map(fillFrom)
    }
  }

  async *changes(signal: AbortSignal): AsyncGenerator<DeskChange> {
    const events = this.#manager.subscribeEvents({})[Symbol.asyncIterator]()
    try {
      yield { type: "connected" }
      for (;;) {
        const next = await this.#told(unlessAborted(events.next(), signal))
        if (next === undefined || next.done === true) return
        const item = next.value
        if (item.type === "resync") yield item
        else if ("orderId" in item.event && item.event.orderId !== undefined) {
          const { orderId } = item.event
          const clientOrderId = item.event.type === "OrderCreated" ? item.event.clientOrderId : undefined
          yield { type: "order", orderId, ...(clientOrderId !== undefined && { clientOrderId }) }
        }
      }
    } finally {
      void events.return?.()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.close?.()
  }

  async *#pages<Row>(read: (query: ManagerQuery) => Promise<ManagerPage<Row>>): AsyncGenerator<readonly Row[]> {
    const { symbol, strategy } = this.#options
    const query = { account: this.#manager.account, symbol, strategy, limit: PAGE_LIMIT }
    let cursor: string | undefined
    do {
      const page = await this.#told(read(cursor === undefined ? query : { ...query, cursor }))
      yield page.rows
      cursor = page.nextCursor
    } while (cursor !== undefined)
  }

  #ours(orders: readonly Order[]): Promise<readonly DeskOrder[]> {
    return Promise.all(
      orders.filter(({ clientOrderId }) => clientOrderId !== undefined).map((order) => this.#orderFrom(order)),
    )
  }

  async #orderFrom(order: Order): Promise<DeskOrder> {
    const { orderId, side, state, quantity, seq, reason, completedAt, pendingCancel } = order
    return {
      orderId,
      clientOrderId: order.clientOrderId ?? "",
      side,
      price: order.price ?? Decimals.ZERO,
      quantity,
      filled: order.filledQuantity,
      state,
      ...(pendingCancel !== undefined && { cancelReason: pendingCancel.reason }),
      ...(state === "Cancelled" ? await this.#cancels.facts(orderId) : {}),
      ...(reason !== undefined && { reason }),
      ...(completedAt !== undefined && { completedAt }),
      seq,
    }
  }

  /** The answer, with passing trouble told as DeskUnavailable. */
  async #told<Value>(answer: Promise<Value>): Promise<Value> {
    try {
      return await answer
    } catch (error) {
      const isPassing = error instanceof Error && this.#options.passes(error)
      throw isPassing ? new DeskUnavailable(error.message, { cause: error }) : error
    }
  }
}

/** Undefined as soon as the signal aborts. The signal outlives many waits: none of them stays behind in it. */
function unlessAborted<Value>(waited: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const end = (): void => resolve(undefined)
    if (signal.aborted) end()
    signal.addEventListener("abort", end, { once: true })
    waited.then(resolve, reject).finally(() => signal.removeEventListener("abort", end))
  })
}

function fillFrom(row: DeskFill): DeskFill {
  const { orderId, clientOrderId, tradeId, side, price, quantity, fees, at } = row
  return { orderId, ...(clientOrderId !== undefined && { clientOrderId }), tradeId, side, price, quantity, fees, at }
}
