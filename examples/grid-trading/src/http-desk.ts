// The desk over the HTTP API: the grid as a process of its own. It relies on the typed client for retries and checked answers; here are only the
// translations. Orders as they are now come from the order's own address, history from the pages, news from the event stream.

import { type EventRow, type FillRow, OmsClient, OmsProblem, type OrderRow } from "@okx-oms/api"
import { decimal, format, ORDER_STATES, type OrderState, parseSide } from "@okx-oms/core"
import {
  CancelHistory,
  type Desk,
  type DeskChange,
  type DeskFill,
  type DeskOrder,
  type DeskOrderWithFills,
  DeskUnavailable,
  type GridMarket,
  type Placement,
  type PlaceResult,
  textOf,
} from "@okx-oms/grid"
import { marketPrice } from "./market-price.ts"

export interface HttpDeskOptions {
  readonly baseUrl: string
  readonly token: string
  /** Where the last price comes from: an OKX address, or the paper exchange's. */
  readonly marketUrl: string
  readonly symbol: string
  readonly strategy: string
}

const PAGE_LIMIT = 500
const TIMEOUT_MS = 5_000

export class HttpDesk implements Desk {
  readonly name: string
  readonly #client: OmsClient
  readonly #options: HttpDeskOptions
  readonly #cancels: CancelHistory

  constructor(options: HttpDeskOptions) {
    this.#options = options
    this.#client = new OmsClient({ baseUrl: options.baseUrl, token: options.token, timeoutMs: TIMEOUT_MS })
    this.name = new URL(options.baseUrl).origin
    this.#cancels = new CancelHistory(async (orderId) => {
      return (await asked(this.#client.getTimeline(orderId, { by: "orderId", limit: PAGE_LIMIT }))).events
    })
  }

  async instrument(): Promise<GridMarket> {
    const { symbol } = this.#options
    const { instruments } = await asked(this.#client.getInstruments({ symbol }))
    const [row] = instruments
    if (row === undefined) throw new DeskUnavailable(`${this.name} knows no instrument ${symbol}`)
    const { baseCurrency, quoteCurrency, tickSize, lotSize, minSize } = row
    return {
      symbol,
      baseCurrency,
      quoteCurrency,
      tickSize: decimal(tickSize),
      lotSize: decimal(lotSize),
      minSize: decimal(minSize),
    }
  }

  lastPrice(): ReturnType<Desk["lastPrice"]> {
    return marketPrice(this.#options.marketUrl, this.#options.symbol)
  }

  async place({ clientOrderId, side, price, quantity }: Placement): Promise<PlaceResult> {
    const { symbol, strategy } = this.#options
    const order = { clientOrderId, strategy, symbol, side, price: format(price), quantity: format(quantity) }
    try {
      const { orderId } = await this.#client.placeOrder({ ...order, type: "post_only" })
      return { kind: "taken", orderId }
    } catch (error) {
      if (!(error instanceof OmsProblem) || error.outcome !== "refused" || error.status === 0) throw faultOf(error)
      const { code, message, orderId } = error
      if (code === "client-order-id-taken") return { kind: "different", message }
      if (orderId !== undefined) return { kind: "denied", orderId, code, message }
      if (isMistake(error)) throw error
      return { kind: "refused", code, message }
    }
  }

  async cancel(orderId: string, reason: string): Promise<void> {
    try {
      await this.#client.cancelOrder(orderId, { reason, by: "orderId" })
    } catch (error) {
      if (!(error instanceof OmsProblem) || !["order-closed", "order-not-found"].includes(error.code)) {
        throw faultOf(error)
      }
    }
  }

  async order(clientOrderId: string): Promise<DeskOrderWithFills | undefined> {
    try {
      const row = await this.#client.getOrder(clientOrderId, { by: "clientOrderId" })
      const fills: DeskFill[] = []
      if (row.filledQuantity !== "0") {
        for await (const page of this.#fillPages({ orderId: row.orderId })) fills.push(...page)
      }
      return { order: await this.#orderFrom(row), fills }
    } catch (error) {
      if (error instanceof OmsProblem && error.code === "order-not-found") return undefined
      throw faultOf(error)
    }
  }

  async openOrders(): Promise<readonly DeskOrder[]> {
    const orders: DeskOrder[] = []
    for await (const page of this.#orderPages("open")) orders.push(...page)
    return orders
  }

  orders(): AsyncIterable<readonly DeskOrder[]> {
    return this.#orderPages("all")
  }

  fills(since?: number): AsyncIterable<readonly DeskFill[]> {
    const { strategy, symbol } = this.#options
    const from = since === undefined ? {} : { since: new Date(since).toISOString() }
    return this.#fillPages({ strategy, symbol, ...from })
  }

  async *changes(signal: AbortSignal): AsyncGenerator<DeskChange> {
    try {
      for await (const item of this.#client.events({ signal })) {
        if (item.type === "event") {
          const orderId = textOf(item.event, "orderId")
          if (orderId !== undefined) yield orderChange(item.event, orderId)
        } else yield item.type === "resync" ? { type: "resync" } : item
        // The engine asks for the line again sooner than the client would, which waits longer and longer; it reads everything anew in any case.
        if (item.type === "disconnected") return
      }
    } catch (error) {
      throw faultOf(error)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async *#orderPages(state: "open" | "all"): AsyncGenerator<readonly DeskOrder[]> {
    const { strategy, symbol } = this.#options
    let cursor: string | undefined
    do {
      const place = cursor === undefined ? {} : { cursor }
      const page = await asked(this.#client.getOrders({ state, strategy, symbol, limit: PAGE_LIMIT, ...place }))
      const orders: DeskOrder[] = []
      for (const row of page.orders) if (row.clientOrderId !== null) orders.push(await this.#orderFrom(row))
      yield orders
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  }

  async *#fillPages(query: Parameters<OmsClient["getFills"]>[0]): AsyncGenerator<readonly DeskFill[]> {
    let cursor: string | undefined
    do {
      const place = cursor === undefined ? {} : { cursor }
      const page = await asked(this.#client.getFills({ ...query, limit: PAGE_LIMIT, ...place }))
      yield page.fills.map(fillFrom)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  }

  async #orderFrom(row: OrderRow): Promise<DeskOrder> {
    const cancelReason = row.pending.cancel?.reason
    const ended = row.state === "Cancelled" ? await this.#cancels.facts(row.orderId) : {}
    return {
      orderId: row.orderId,
      clientOrderId: row.clientOrderId ?? "",
      side: parseSide(row.side),
      price: decimal(row.price ?? "0"),
      quantity: decimal(row.quantity),
      filled: decimal(row.filledQuantity),
      state: stateOf(row),
      ...(cancelReason !== undefined && { cancelReason }),
      ...ended,
      ...(row.reason !== null && { reason: row.reason }),
      ...(row.completedAt !== null && { completedAt: Date.parse(row.completedAt) }),
      seq: row.seq,
    }
  }
}

function stateOf({ state, orderId }: OrderRow): OrderState {
  const known = ORDER_STATES.find((word) => word === state)
  if (known === undefined) throw new Error(`order ${orderId} is in a state that this program does not know: ${state}`)
  return known
}

function orderChange(event: EventRow, orderId: string): DeskChange {
  const clientOrderId = textOf(event, "clientOrderId")
  return { type: "order", orderId, ...(clientOrderId !== undefined && { clientOrderId }) }
}

function fillFrom(row: FillRow): DeskFill {
  return {
    orderId: row.orderId,
    ...(row.clientOrderId !== null && { clientOrderId: row.clientOrderId }),
    tradeId: row.tradeId,
    side: parseSide(row.side),
    price: decimal(row.price),
    quantity: decimal(row.quantity),
    fees: row.fees.map(({ currency, amount }) => ({ currency, amount: decimal(amount) })),
    at: Date.parse(row.at),
  }
}

/** The answer, with passing trouble told as DeskUnavailable. */
async function asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer
  } catch (error) {
    throw faultOf(error)
  }
}

/** What will not become right by asking again: a wrong token, a request that the contract does not know. */
function isMistake({ status, code }: OmsProblem): boolean {
  return [400, 401, 403, 404, 405].includes(status) || code === "request-invalid" || code === "answer-invalid"
}

function faultOf(error: unknown): unknown {
  if (!(error instanceof OmsProblem) || isMistake(error)) return error
  return new DeskUnavailable(error.message, { cause: error })
}
