// The desk over the library: order manager and grid in one process, without a server. It relies on openOms for the journal and the connection; here
// are only the translations. A journal belongs to one process at a time, so beside a server this runs on a folder of its own.

import { Decimals, format, millis, parseClientOrderId, parseOrderId, parseSymbol } from "@okx-oms/core"
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
} from "@okx-oms/grid"
import {
  type FillRow,
  type Oms,
  type OmsOptions,
  type Order,
  OutcomeUnknown,
  openOms,
  refusalSentence,
} from "@okx-oms/oms"

const PAGE_LIMIT = 500

export interface LibraryDeskOptions {
  readonly oms: OmsOptions
  readonly symbol: string
  readonly strategy: string
}

/** Opens the order manager in this process. Throws JournalUnavailable or ExchangeUnavailable with advice. */
export async function openLibraryDesk({ oms, symbol, strategy }: LibraryDeskOptions): Promise<LibraryDesk> {
  return new LibraryDesk(await openOms({ ...oms, symbols: [symbol] }), { symbol, strategy })
}

export class LibraryDesk implements Desk {
  readonly name = "the library, in this process"
  readonly #oms: Oms
  readonly #symbol: ReturnType<typeof parseSymbol>
  readonly #strategy: string
  readonly #cancels: CancelHistory

  /** Closes `oms` when it is disposed of. */
  constructor(oms: Oms, { symbol, strategy }: { symbol: string; strategy: string }) {
    this.#oms = oms
    this.#symbol = parseSymbol(symbol)
    this.#strategy = strategy
    this.#cancels = new CancelHistory(async (orderId) => {
      const query = { account: oms.account, orderId: parseOrderId(orderId), limit: PAGE_LIMIT }
      const { rows } = await oms.history.events(query)
      return rows.map((event) => ({ ...event }))
    })
  }

  async instrument(): Promise<GridMarket> {
    const instrument = this.#oms.instruments().get(this.#symbol)
    if (instrument === undefined) throw new DeskUnavailable(`${this.#symbol} is not an instrument of this account`)
    const { symbol, baseCurrency, quoteCurrency, tickSize, lotSize, minSize } = instrument
    return { symbol, baseCurrency, quoteCurrency, tickSize, lotSize, minSize }
  }

  async lastPrice(): ReturnType<Desk["lastPrice"]> {
    return this.#oms.lastPrice(this.#symbol)?.price
  }

  async place({ clientOrderId, side, price, quantity }: Placement): Promise<PlaceResult> {
    const order = {
      clientOrderId,
      strategy: this.#strategy,
      symbol: this.#symbol,
      side,
      type: "post_only",
      price: format(price),
      quantity: format(quantity),
    }
    const answer = await known(this.#oms.placeOrder(order))
    if (answer.ok) return { kind: "taken", orderId: answer.value.orderId }
    const { code } = answer.refusal
    const message = refusalSentence(answer.refusal)
    if (code === "client-order-id-taken") return { kind: "different", message }
    return answer.orderId === undefined
      ? { kind: "refused", code, message }
      : { kind: "denied", orderId: answer.orderId, code, message }
  }

  async cancel(orderId: string, reason: string): Promise<void> {
    const answer = await known(this.#oms.cancelOrder({ orderId: parseOrderId(orderId) }, reason))
    if (answer.ok || answer.refusal.code === "order-closed" || answer.refusal.code === "order-not-found") return
    throw new DeskUnavailable(refusalSentence(answer.refusal))
  }

  async order(clientOrderId: string): Promise<DeskOrderWithFills | undefined> {
    const order = await this.#oms.getOrder({ clientOrderId: parseClientOrderId(clientOrderId) })
    if (order === undefined) return undefined
    const { orderId, side } = order
    const fills = order.fills.map((fill): DeskFill => ({ ...fill, orderId, clientOrderId, side }))
    return { order: await this.#orderFrom(order), fills }
  }

  async openOrders(): Promise<readonly DeskOrder[]> {
    const orders = await this.#oms.getActiveOrders()
    return this.#ours(orders.filter((order) => order.symbol === this.#symbol && order.strategy === this.#strategy))
  }

  async *orders(): AsyncGenerator<readonly DeskOrder[]> {
    const filter = { account: this.#oms.account, symbol: this.#symbol, strategy: this.#strategy, limit: PAGE_LIMIT }
    let cursor: string | undefined
    do {
      const page = await this.#oms.history.orders({ ...filter, ...(cursor !== undefined && { cursor }) })
      yield await this.#ours(page.rows)
      cursor = page.nextCursor
    } while (cursor !== undefined)
  }

  async *fills(since?: number): AsyncGenerator<readonly DeskFill[]> {
    const filter = { account: this.#oms.account, symbol: this.#symbol, strategy: this.#strategy, limit: PAGE_LIMIT }
    const from = since === undefined ? {} : { since: millis(since) }
    let cursor: string | undefined
    do {
      const page = await this.#oms.history.fills({ ...filter, ...from, ...(cursor !== undefined && { cursor }) })
      yield page.rows.map(fillFrom)
      cursor = page.nextCursor
    } while (cursor !== undefined)
  }

  async *changes(signal: AbortSignal): AsyncGenerator<DeskChange> {
    const events = this.#oms.subscribeEvents()
    const leave = (): void => void events.return?.()
    signal.addEventListener("abort", leave, { once: true })
    try {
      yield { type: "connected" }
      for await (const item of events) {
        if (item.type === "resync") yield item
        else if ("orderId" in item.event && item.event.orderId !== undefined) {
          const { orderId } = item.event
          const clientOrderId = item.event.type === "OrderCreated" ? item.event.clientOrderId : undefined
          yield { type: "order", orderId, ...(clientOrderId !== undefined && { clientOrderId }) }
        }
      }
    } finally {
      signal.removeEventListener("abort", leave)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#oms.close()
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
}

function fillFrom(row: FillRow): DeskFill {
  const { orderId, clientOrderId, tradeId, side, price, quantity, fees, at } = row
  return { orderId, ...(clientOrderId !== undefined && { clientOrderId }), tradeId, side, price, quantity, fees, at }
}

/** The answer; a manager that stopped in the middle knows as little as a connection that broke. */
async function known<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer
  } catch (error) {
    throw error instanceof OutcomeUnknown ? new DeskUnavailable(error.message, { cause: error }) : error
  }
}
