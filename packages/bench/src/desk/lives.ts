// Lives of orders by the pure core alone: every input is decided and every event folded, as a turn of the manager does it, without journal, exchange or
// clock. It relies on core; whoever wants the events takes them (`onEvent`), for journals and snapshots.

import {
  type AccountState,
  type Decision,
  decide,
  decimal,
  type EventBody,
  type EventCause,
  type ExchangeFill,
  type ExchangeOrder,
  emptyAccount,
  evolve,
  type Facts,
  type Input,
  type Instrument,
  later,
  type Millis,
  millis,
  type OkxOrderId,
  type OmsEvent,
  type OrderId,
  type OrderIds,
  okxOrderIdFromWire,
  orderIdsFrom,
  type PlaceOrder,
  type Price,
  parsePrice,
  parseQuantity,
  parseStrategyId,
  type Quantity,
  requestIdFrom,
  serialOf,
  toFee,
  toQuantity,
} from "@okx-oms/core"
import { ACCOUNT, BY_SYMBOL, INSTRUMENTS, LAST_PRICES, LIMITS, plenty, TAG } from "./settings.ts"

export const START_MS = 1_790_000_000_000
const EPOCH = 1_790_000_000
const NOTHING_FILLED = toQuantity(decimal("0"))
const WHOLE = parseQuantity("0.004")
const FIRST_PART = parseQuantity("0.0015")
const SECOND_PART = parseQuantity("0.0025")
const FEE = toFee(decimal("-0.000001234"))
const STRATEGY = parseStrategyId("bench")
/** So many prices of each, one after the other. */
const PRICE_COUNT = 500
const PRICES = INSTRUMENTS.map((_, book) =>
  Array.from({ length: PRICE_COUNT }, (_, at) => parsePrice(book === 0 ? `${91_000 + at}.5` : `${3_000 + at / 10}`)),
)

/** An order under way. */
export interface Life extends OrderIds {
  readonly serial: number
  readonly okxOrderId: OkxOrderId
  readonly instrument: Instrument
  readonly price: Price
  readonly side: "buy" | "sell"
}

export interface LivesOptions {
  /** Event time that passes with each order. Default 0. */
  readonly stepMs?: number
  /** Gets every event, in order, after it was folded. */
  readonly onEvent?: (event: OmsEvent) => void
}

export class Lives {
  readonly state: AccountState
  readonly #stepMs: number
  readonly #onEvent: ((event: OmsEvent) => void) | undefined
  readonly #facts: Facts
  #now: Millis = millis(START_MS)
  #serial = 0
  #asked = 0

  constructor({ stepMs = 0, onEvent }: LivesOptions = {}) {
    this.state = emptyAccount(ACCOUNT)
    this.#stepMs = stepMs
    this.#onEvent = onEvent
    this.#facts = this.#makeFacts()
    const balances = plenty(START_MS).map(({ currency, total }) => ({ currency, amount: total }))
    this.#decide({ type: "StartEpoch", epoch: EPOCH, tag: TAG })
    this.#decide({ type: "SetBaseline", balances, positions: [], exchangeAt: millis(START_MS) })
  }

  get now(): Millis {
    return this.#now
  }

  /** The next order as a caller would wish it. */
  wish(): PlaceOrder & { readonly price: Price } {
    const serial = ++this.#serial
    const book = serial % INSTRUMENTS.length
    const instrument = INSTRUMENTS[book]
    const price = PRICES[book]?.[serial % PRICE_COUNT]
    if (instrument === undefined || price === undefined) throw new Error("Invariant: books have instruments and prices")
    // Bought and sold in turn, so that positions stay small.
    const side = serial % 4 < 2 ? "buy" : "sell"
    return { strategy: STRATEGY, symbol: instrument.symbol, side, type: "limit", quantity: WHOLE, price }
  }

  /** Placed, checked and on its way. */
  place(): Life {
    this.#now = later(this.#now, this.#stepMs)
    const order = this.wish()
    const serial = this.#serial
    const instrument = BY_SYMBOL.get(order.symbol)
    if (instrument === undefined) throw new Error("Invariant: books have instruments")
    const { price, side } = order
    const ids = orderIdsFrom(serialOf(EPOCH, serial))
    const { refusal } = this.#decide({ type: "PlaceOrder", order, ids })
    if (refusal !== undefined) throw new Error(`Invariant: no order is refused: ${refusal.code}`)
    const { orderId } = ids
    const expiresAt = later(this.#now, 2_500)
    const requestId = requestIdFrom(this.#facts.serial())
    this.#record([{ type: "OrderSubmitted", orderId, requestId, transport: "ws", expiresAt, attempt: 1 }], "command")
    const okxOrderId = okxOrderIdFromWire(String(2_000_000_000_000_000 + serial))
    return { ...ids, serial, okxOrderId, instrument, price, side }
  }

  /** OKX's reply, and its push that says the same. */
  acknowledge(life: Life): void {
    const { orderId, okxOrderId } = life
    const requestId = this.state.orders.get(orderId)?.requestId
    if (requestId === undefined) throw new Error("Invariant: a placed order has a request")
    this.#decide({ type: "PlaceReply", orderId, requestId, outcome: { kind: "accepted", okxOrderId } })
    this.#report(life, { state: "live", filled: NOTHING_FILLED })
  }

  /** Two executions, each with its push. */
  fill(life: Life): void {
    this.#report(life, { state: "partially_filled", filled: FIRST_PART, fill: this.#fill(life, FIRST_PART, 0) })
    this.#report(life, { state: "filled", filled: WHOLE, fill: this.#fill(life, SECOND_PART, 1) })
  }

  /** Asked for, taken, and pushed. */
  cancel(life: Life): void {
    const { orderId, okxOrderId } = life
    const requestId = requestIdFrom(this.#facts.serial())
    this.#decide({ type: "CancelOrder", orderId, requestId, reason: "asked for" })
    this.#decide({ type: "CancelReply", orderId, requestId, outcome: { kind: "accepted", okxOrderId } })
    this.#report(life, { state: "canceled", filled: NOTHING_FILLED })
  }

  /** Rests: placed and acknowledged. */
  rest(): Life {
    const life = this.place()
    this.acknowledge(life)
    return life
  }

  /** From the wish to the last execution. */
  filledLife(): OrderId {
    const life = this.rest()
    this.fill(life)
    return life.orderId
  }

  /** From the wish to the cancel's end. */
  cancelledLife(): OrderId {
    const life = this.rest()
    this.cancel(life)
    return life.orderId
  }

  #report(life: Life, change: Pick<ExchangeOrder, "state" | "filled" | "fill">): void {
    const { clOrdId, okxOrderId, instrument, price, side } = life
    const order: ExchangeOrder = {
      ...{ symbol: instrument.symbol, okxOrderId, clOrdId, tag: TAG, side, orderType: "limit", tradeMode: "cash" },
      ...{ reduceOnly: false, price, quantity: WHOLE, unit: "base", category: "normal" },
      ...change,
      createdAt: this.#now,
      updatedAt: this.#now,
    }
    this.#decide({ type: "OrderReport", source: "push", order })
  }

  #fill(
    { serial, clOrdId, okxOrderId, instrument, price, side }: Life,
    quantity: Quantity,
    part: number,
  ): ExchangeFill {
    return {
      ...{ symbol: instrument.symbol, okxOrderId, clOrdId, side, price, quantity, liquidity: "maker" },
      tradeId: String(serial * 2 + part),
      fees: [{ currency: side === "buy" ? instrument.baseCurrency : instrument.quoteCurrency, amount: FEE }],
      at: this.#now,
    }
  }

  #decide(input: Input): Decision {
    const decision = decide(this.state, input, this.#facts)
    this.#record(decision.events, decision.cause)
    return decision
  }

  #record(bodies: readonly EventBody[], cause: EventCause): void {
    const { state } = this
    for (const body of bodies) {
      const event: OmsEvent = { version: 1, seq: state.seq + 1, at: this.#now, account: ACCOUNT, cause, ...body }
      evolve(state, event)
      this.#onEvent?.(event)
    }
  }

  #makeFacts(): Facts {
    const lives = this
    const prices = new Map(
      INSTRUMENTS.map(({ symbol }, at) => [symbol, { price: LAST_PRICES[at % 2 === 0 ? 0 : 1], ageMs: 0 }]),
    )
    const balances = new Map(plenty(START_MS).map((balance) => [balance.currency, balance]))
    return {
      get now() {
        return lives.now
      },
      get exchange() {
        return { at: lives.now, uncertaintyMs: 5 }
      },
      visibilityMs: 2_000,
      instrument: (symbol) => BY_SYMBOL.get(symbol),
      lastPrice: (symbol) => prices.get(symbol),
      balance: (currency) => balances.get(currency),
      position: () => undefined,
      limits: () => LIMITS,
      // Requests count apart from orders, from the upper half on.
      serial: () => serialOf(EPOCH, 50_000_000 + (++this.#asked % 49_000_000)),
    }
  }
}
