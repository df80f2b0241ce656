// The grid's desk over an order manager in this process. It relies on OmsPort for everything and owns nothing of it; here are only the translations. What
// the manager cannot say now (it stops, its history is busy) is trouble that the grid waits out.

import {
  Decimals,
  type Symbol as InstrumentSymbol,
  millis,
  type Order,
  parseClientOrderId,
  parseOrderId,
  refusalSentence,
  type StrategyId,
  toPrice,
  toQuantity,
} from "@okx-oms/core"
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
import { type FillRow, OutcomeUnknown, type Page } from "@okx-oms/trading"
import type { OmsPort } from "../open-oms.ts"

const PAGE_LIMIT = 500

export class OmsDesk implements Desk {
  readonly name = "the order manager of this server"
  readonly #oms: OmsPort
  readonly #symbol: InstrumentSymbol
  readonly #strategy: StrategyId
  readonly #cancels: CancelHistory

  constructor(oms: OmsPort, { symbol, strategy }: { symbol: InstrumentSymbol; strategy: StrategyId }) {
    this.#oms = oms
    this.#symbol = symbol
    this.#strategy = strategy
    this.#cancels = new CancelHistory(async (orderId) => {
      const query = { account: oms.account, orderId: parseOrderId(orderId), limit: PAGE_LIMIT }
      const { rows } = await told(oms.history.events(query))
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
    const answer = await told(
      this.#oms.submitOrder({
        clientOrderId: parseClientOrderId(clientOrderId),
        strategy: this.#strategy,
        symbol: this.#symbol,
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
    const answer = await told(this.#oms.cancelOrder({ orderId: parseOrderId(orderId) }, reason))
    if (answer.ok || answer.refusal.code === "order-closed" || answer.refusal.code === "order-not-found") return
    throw new DeskUnavailable(refusalSentence(answer.refusal))
  }

  async order(clientOrderId: string): Promise<DeskOrderWithFills | undefined> {
    const order = await told(this.#oms.getOrder({ clientOrderId: parseClientOrderId(clientOrderId) }))
    if (order === undefined) return undefined
    const { orderId, side } = order
    const fills = order.fills.map((fill): DeskFill => ({ ...fill, orderId, clientOrderId, side }))
    return { order: await this.#orderFrom(order), fills }
  }

  async openOrders(): Promise<readonly DeskOrder[]> {
    const orders = await told(this.#oms.getActiveOrders())
    return this.#ours(orders.filter((order) => order.symbol === this.#symbol && order.strategy === this.#strategy))
  }

  async *orders(): AsyncGenerator<readonly DeskOrder[]> {
    for await (const rows of pages((query) => this.#oms.history.orders({ ...this.#filter(), ...query }))) {
      yield await this.#ours(rows)
    }
  }

  async *fills(since?: number): AsyncGenerator<readonly DeskFill[]> {
    const from = since === undefined ? {} : { since: millis(since) }
    for await (const rows of pages((query) => this.#oms.history.fills({ ...this.#filter(), ...from, ...query }))) {
      yield rows.map(fillFrom)
    }
  }

  async *changes(signal: AbortSignal): AsyncGenerator<DeskChange> {
    const events = this.#oms.subscribeEvents({})[Symbol.asyncIterator]()
    try {
      yield { type: "connected" }
      for (;;) {
        const next = await told(unlessAborted(events.next(), signal))
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

  /** The order manager is somebody else's. */
  async [Symbol.asyncDispose](): Promise<void> {}

  #filter() {
    return { account: this.#oms.account, symbol: this.#symbol, strategy: this.#strategy, limit: PAGE_LIMIT }
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

async function* pages<Row>(
  read: (query: { readonly cursor?: string }) => Promise<Page<Row>>,
): AsyncGenerator<readonly Row[]> {
  let cursor: string | undefined
  do {
    const page = await told(read(cursor === undefined ? {} : { cursor }))
    yield page.rows
    cursor = page.nextCursor
  } while (cursor !== undefined)
}

/** Undefined as soon as the signal aborts. The signal outlives many waits: none of them stays behind in it. */
function unlessAborted<Value>(waited: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const end = (): void => resolve(undefined)
    if (signal.aborted) return end()
    signal.addEventListener("abort", end, { once: true })
    waited.then(resolve, reject).finally(() => signal.removeEventListener("abort", end))
  })
}

function fillFrom(row: FillRow): DeskFill {
  const { orderId, clientOrderId, tradeId, side, price, quantity, fees, at } = row
  return { orderId, ...(clientOrderId !== undefined && { clientOrderId }), tradeId, side, price, quantity, fees, at }
}

/** The answer; a manager that stopped in the middle, or a history without room, knows as little as a connection that broke. */
async function told<Value>(answer: Promise<Value>): Promise<Value> {
  try {
    return await answer
  } catch (error) {
    const isPassing = error instanceof OutcomeUnknown || (error instanceof Error && error.name === "QueryRefused")
    throw isPassing ? new DeskUnavailable(error.message, { cause: error }) : error
  }
}
