// Events for tests: a small book that hands out whole, legal lives of orders, turn by turn, densely numbered. It relies on core's types
// alone and draws nothing at random, so the same calls give the same events on any machine.

import {
  type AccountId,
  type BreakId,
  breakIdFrom,
  type Decimal,
  decimal,
  type EventBody,
  type ExchangeFee,
  type Fill,
  type Millis,
  millis,
  type OkxOrderId,
  type OmsEvent,
  type Order,
  type OrderId,
  type OrderSide,
  okxOrderIdFromWire,
  orderIdsFrom,
  parseAccountId,
  parseClientOrderId,
  parsePrice,
  parseQuantity,
  parseStrategyId,
  parseSymbol,
  type Quantity,
  requestIdFrom,
  serialOf,
  toFee,
  toQuantity,
} from "@okx-oms/core"
import type { EventRuns, Journal } from "../ports.ts"

export interface SampleOrder {
  readonly orderId: OrderId
  readonly clOrdId: string
  readonly clientOrderId: string
  readonly okxOrderId: OkxOrderId
  readonly symbol: string
  readonly quantity: string
}

export interface SamplePlacement {
  readonly symbol?: string
  readonly strategy?: string
  readonly side?: OrderSide
  readonly quantity?: string
  readonly price?: string
}

const ONE: Decimal = decimal("1")

/** Makes the events of one account. Every method answers the events of one turn; append them in the order in which they were made. */
export class SampleBook {
  readonly account: AccountId
  readonly epoch: number
  #seq: number
  #at: number
  #serial = 0

  constructor(account = "paper", start: { readonly seq?: number; readonly at?: number; readonly epoch?: number } = {}) {
    this.account = parseAccountId(account)
    this.epoch = start.epoch ?? 1_700_000_000
    this.#seq = start.seq ?? 0
    this.#at = start.at ?? 1_700_000_000_000
  }

  /** Sequence number of the newest event that was made. */
  get seq(): number {
    return this.#seq
  }

  /** Wall time of the newest turn. */
  get at(): Millis {
    return millis(this.#at)
  }

  /** Lets time pass between two turns. */
  wait(byMs: number): void {
    this.#at += byMs
  }

  start(): OmsEvent[] {
    return this.#turn({ type: "EpochStarted", epoch: this.epoch, tag: "omssample" })
  }

  /** A new order on its way: Created, Validated and Submitted in one turn. */
  place(wish: SamplePlacement = {}): { readonly order: SampleOrder; readonly events: OmsEvent[] } {
    const { order, bodies } = this.#placement(wish)
    return { order, events: this.#turn(...bodies) }
  }

  /** Several new orders in one turn, so of the very same time. */
  placeTogether(count: number): { readonly orders: readonly SampleOrder[]; readonly events: OmsEvent[] } {
    const placements = Array.from({ length: count }, () => this.#placement({}))
    return {
      orders: placements.map(({ order }) => order),
      events: this.#turn(...placements.flatMap(({ bodies }) => bodies)),
    }
  }

  acknowledge(order: SampleOrder): OmsEvent[] {
    return this.#turn({ type: "OrderAcknowledged", orderId: order.orderId, okxOrderId: order.okxOrderId })
  }

  /** One execution: of `quantity` with the new total in `filled`, or of the whole order. */
  fill(order: SampleOrder, part?: { readonly quantity: string; readonly filled: string }): OmsEvent[] {
    const { orderId, okxOrderId } = order
    const filledQuantity = quantityOf(part?.filled ?? order.quantity)
    const fill = this.#fill(quantityOf(part?.quantity ?? order.quantity))
    const type = part === undefined ? "OrderFilled" : "OrderPartiallyFilled"
    return this.#turn({ type, orderId, okxOrderId, filledQuantity, fill })
  }

  cancel(order: SampleOrder, reason = "asked for"): OmsEvent[] {
    return this.#turn({ type: "OrderCancelled", orderId: order.orderId, okxOrderId: order.okxOrderId, reason })
  }

  /** A closed order comes back into memory, as the journal's lookup gave it. */
  recall(order: Order): OmsEvent[] {
    return this.#turn({ type: "OrderRecalled", orderId: order.orderId, order })
  }

  /** A fill that came after the end of a cancelled order. */
  correct(order: SampleOrder, part: { readonly quantity: string; readonly filled: string }): OmsEvent[] {
    const { orderId, okxOrderId } = order
    const fill = this.#fill(quantityOf(part.quantity))
    const filledQuantity = quantityOf(part.filled)
    return this.#turn({
      type: "OrderCorrected",
      orderId,
      okxOrderId,
      to: "Cancelled",
      filledQuantity,
      fill,
      reason: "a late fill",
    })
  }

  /** The execution was another one: this stands in its place, or nothing does. */
  correctFill(
    order: SampleOrder,
    tradeId: string,
    stands?: { readonly quantity: string; readonly price: string },
  ): OmsEvent[] {
    const fill = stands && { ...this.#fill(quantityOf(stands.quantity)), price: parsePrice(stands.price) }
    const filledQuantity = quantityOf(stands?.quantity ?? "0")
    const change = { tradeId, filledQuantity, reason: "a read shows it so", ...(fill && { fill }) }
    return this.#turn({ type: "FillCorrected", orderId: order.orderId, ...change })
  }

  foundBreak(orderId: OrderId): { readonly breakId: BreakId; readonly events: OmsEvent[] } {
    const breakId = breakIdFrom(serialOf(this.epoch, ++this.#serial))
    const told = { ours: "live", theirs: "not there", evidence: "orders-pending" }
    const events = this.#turn({
      type: "BreakFound",
      breakId,
      kind: "missing-order",
      orderId,
      ...told,
      action: "waiting",
    })
    return { breakId, events }
  }

  /** A whole life in four turns: placed, acknowledged, half filled, filled. */
  wholeLife(wish: SamplePlacement = {}): { readonly order: SampleOrder; readonly turns: readonly OmsEvent[][] } {
    const { order, events } = this.place({ ...wish, quantity: "0.5" })
    const half = { quantity: "0.2", filled: "0.2" }
    const turns = [events, this.acknowledge(order), this.fill(order, half), this.#rest(order)]
    return { order, turns }
  }

  #placement(wish: SamplePlacement): { readonly order: SampleOrder; readonly bodies: readonly EventBody[] } {
    const number = ++this.#serial
    const serial = serialOf(this.epoch, number)
    const { orderId, clOrdId } = orderIdsFrom(serial)
    const symbol = parseSymbol(wish.symbol ?? "BTC-USDT")
    const quantity = parseQuantity(wish.quantity ?? "0.5")
    const clientOrderId = parseClientOrderId(`client-${number}`)
    const [baseCurrency = "", quoteCurrency = ""] = symbol.split("-")
    const bodies: EventBody[] = [
      {
        type: "OrderCreated",
        orderId,
        clOrdId,
        clientOrderId,
        symbol,
        quantity,
        unit: "base",
        strategy: parseStrategyId(wish.strategy ?? "manual"),
        market: { kind: "spot", baseCurrency, quoteCurrency, contractValue: ONE },
        side: wish.side ?? "buy",
        orderType: "limit",
        tradeMode: "cash",
        reduceOnly: false,
        price: parsePrice(wish.price ?? "60000.1"),
        intent: `sample ${number}`,
        tag: "omssample",
      },
      { type: "OrderValidated", orderId },
      {
        type: "OrderSubmitted",
        orderId,
        requestId: requestIdFrom(serial),
        transport: "ws",
        attempt: 1,
        expiresAt: millis(this.#at + 2500),
      },
    ]
    const okxOrderId = okxOrderIdFromWire(String(9_000_000_000_000_000 + number))
    const order = { orderId, clOrdId, clientOrderId, okxOrderId, symbol, quantity: wish.quantity ?? "0.5" }
    return { order, bodies }
  }

  #rest(order: SampleOrder): OmsEvent[] {
    const { orderId, okxOrderId } = order
    const fill = this.#fill(quantityOf("0.3"))
    return this.#turn({ type: "OrderFilled", orderId, okxOrderId, filledQuantity: quantityOf("0.5"), fill })
  }

  #fill(quantity: Quantity): Fill {
    const fees: ExchangeFee[] = [{ currency: "USDT", amount: toFee(decimal("-0.012345678901234567")) }]
    const tradeId = String(500_000 + this.#seq)
    return { tradeId, price: parsePrice("60000.1"), quantity, fees, liquidity: "maker", at: millis(this.#at) }
  }

  #turn(...bodies: readonly EventBody[]): OmsEvent[] {
    this.#at += 1
    const at = millis(this.#at)
    const { account } = this
    return bodies.map((body) => ({ version: 1, seq: ++this.#seq, at, account, cause: "command", ...body }))
  }
}

/** Appends turns in their order; every one must be acknowledged. */
export async function appendAll(journal: Journal, book: SampleBook, turns: readonly OmsEvent[][]): Promise<void> {
  for (const events of turns) {
    const expectedSeq = (events[0]?.seq ?? 0) - 1
    const result = await journal.append(book.account, expectedSeq, book.epoch, events)
    if (result !== "ok") throw new Error(`append after ${expectedSeq} of ${book.account}: ${result}`)
  }
}

export async function collect(events: EventRuns): Promise<OmsEvent[]> {
  const collected: OmsEvent[] = []
  for await (const run of events) collected.push(...run)
  return collected
}

function quantityOf(text: string): Quantity {
  return toQuantity(decimal(text))
}
