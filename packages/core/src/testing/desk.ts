// A desk for tests of decide and evolve: an account's books, a clock that stands until it is moved, and facts that a test can change. What is
// taken in is decided, stamped, folded and kept, as the shell does it; nothing here is random.

import { type AccountState, emptyAccount } from "../account-state.ts"
import { parsePrice, parseQuantity } from "../amount.ts"
import { decide, type Input } from "../decide.ts"
import { decimal, ONE } from "../decimal.ts"
import type { Decision } from "../decision.ts"
import { invariant } from "../errors.ts"
import { evolve } from "../evolve.ts"
import type { Balance, ExchangePosition } from "../exchange.ts"
import type { Facts, SymbolLimits } from "../facts.ts"
import { type OrderId, orderIdsFrom, parseAccountId, parseStrategyId, serialOf } from "../ids.ts"
import type { Instrument } from "../instrument.ts"
import type { Order } from "../order.ts"
import type { Command, PlaceOrder } from "../order-command.ts"
import type { EventBody, EventCause, OmsEvent } from "../order-event.ts"
import { encodeOrder } from "../order-text.ts"
import { readOrder } from "../orders.ts"
import { encodeState } from "../state-codec.ts"
import { parseSymbol, type Symbol } from "../symbol.ts"
import { type Millis, millis } from "../time.ts"

export const ACCOUNT = parseAccountId("test")
export const TAG = "testdesk"
export const SPOT = parseSymbol("BTC-USDT")
export const SWAP = parseSymbol("BTC-USDT-SWAP")
export const MANUAL = parseStrategyId("manual")

/** Wall time at which every desk begins; the exchange's clock is a second ahead, so that a mix-up shows. */
export const BEGIN = 1_700_000_000_000
export const EXCHANGE_AHEAD_MS = 1_000

export const SPOT_INSTRUMENT: Instrument = {
  symbol: SPOT,
  kind: "spot",
  baseCurrency: "BTC",
  quoteCurrency: "USDT",
  settleCurrency: "USDT",
  tickSize: parsePrice("0.1"),
  lotSize: parseQuantity("0.001"),
  minSize: parseQuantity("0.002"),
  maxLimitSize: parseQuantity("1000"),
  maxMarketSize: parseQuantity("100000"),
  contractValue: ONE,
  linear: true,
  state: "live",
}

export const SWAP_INSTRUMENT: Instrument = {
  symbol: SWAP,
  kind: "swap",
  baseCurrency: "BTC",
  quoteCurrency: "USDT",
  settleCurrency: "USDT",
  tickSize: parsePrice("0.1"),
  lotSize: parseQuantity("1"),
  minSize: parseQuantity("1"),
  maxLimitSize: parseQuantity("100000"),
  maxMarketSize: parseQuantity("5000"),
  contractValue: decimal("0.01"),
  linear: true,
  state: "live",
}

/** So wide that only a test about limits meets them. */
export const WIDE_LIMITS: SymbolLimits = {
  maxOrderNotional: decimal("100000000"),
  maxPositionNotional: decimal("1000000000"),
  maxOpenOrders: 1_000,
  priceCollar: decimal("0.5"),
  lastPriceMaxAgeMs: 10_000,
}

export class TestDesk {
  readonly state: AccountState = emptyAccount(ACCOUNT)
  readonly events: OmsEvent[] = []
  /** Closed orders that left memory, in their last version. */
  readonly left = new Map<OrderId, Order>()
  readonly instruments = new Map<Symbol, Instrument>([
    [SPOT, SPOT_INSTRUMENT],
    [SWAP, SWAP_INSTRUMENT],
  ])
  readonly prices = new Map<Symbol, { price: ReturnType<typeof parsePrice>; ageMs: number }>([
    [SPOT, { price: parsePrice("100"), ageMs: 10 }],
    [SWAP, { price: parsePrice("100"), ageMs: 10 }],
  ])
  readonly balances = new Map<string, Balance>()
  readonly positions = new Map<Symbol, ExchangePosition>()
  limits: SymbolLimits = WIDE_LIMITS
  visibilityMs = 2_000
  exchangeAheadMs = EXCHANGE_AHEAD_MS
  /** Undefined: the exchange's clock is not known. */
  uncertaintyMs: number | undefined = 100
  #now = BEGIN
  #serial = 0

  constructor() {
    for (const currency of ["BTC", "USDT"]) {
      const amount = decimal("1000000")
      this.balances.set(currency, { currency, total: amount, available: amount, updatedAt: millis(BEGIN) })
    }
    this.take({ type: "StartEpoch", epoch: 1_700_000_000, tag: TAG })
    this.take({ type: "SetBaseline", balances: [], positions: [] })
  }

  get now(): Millis {
    return millis(this.#now)
  }

  get exchangeNow(): Millis {
    return millis(this.#now + this.exchangeAheadMs)
  }

  wait(byMs: number): void {
    this.#now += byMs
  }

  serial(): string {
    return serialOf(1_700_000_000, ++this.#serial)
  }

  get facts(): Facts {
    return {
      now: this.now,
      exchange:
        this.uncertaintyMs === undefined ? undefined : { at: this.exchangeNow, uncertaintyMs: this.uncertaintyMs },
      visibilityMs: this.visibilityMs,
      instrument: (symbol) => this.instruments.get(symbol),
      lastPrice: (symbol) => this.prices.get(symbol),
      balance: (currency) => this.balances.get(currency),
      position: (symbol) => this.positions.get(symbol),
      limits: () => this.limits,
      serial: () => this.serial(),
    }
  }

  /** Decides and folds; the decision with only the events of this input. */
  take(input: Input): Decision {
    const decision = decide(this.state, input, this.facts)
    this.record(decision.events, decision.cause)
    return decision
  }

  record(bodies: readonly EventBody[], cause: EventCause): void {
    for (const body of bodies) {
      if ("orderId" in body && body.orderId !== undefined && body.type !== "BreakFound") this.recall(body.orderId)
      this.#append(body, cause)
    }
  }

  /** As the shell does: what has left memory comes back before it is spoken of. */
  recall(orderId: OrderId): void {
    const order = this.left.get(orderId)
    if (order !== undefined) this.#append({ type: "OrderRecalled", orderId, order }, "query")
  }

  #append(body: EventBody, cause: EventCause): void {
    const seq = this.state.seq + 1
    const event: OmsEvent = { version: 1, seq, at: this.now, account: ACCOUNT, cause, ...body }
    if (event.type === "OrderRecalled") this.left.delete(event.orderId)
    for (const kept of evolve(this.state, event)) this.left.set(kept.orderId, readOrder(kept))
    this.events.push(event)
  }

  /** A placement that passes every check unless told otherwise; the order is Validated or Rejected after it. */
  place(wish: Partial<PlaceOrder> = {}): { readonly orderId: OrderId; readonly decision: Decision } {
    const command = this.placement(wish)
    const decision = this.take(command)
    return { orderId: command.ids.orderId, decision }
  }

  placement(wish: Partial<PlaceOrder> = {}): Extract<Command, { type: "PlaceOrder" }> {
    const order: PlaceOrder = {
      strategy: MANUAL,
      symbol: SPOT,
      side: "buy",
      type: "limit",
      quantity: parseQuantity("1"),
      ...(wish.type !== "market" && { price: parsePrice("100") }),
      ...wish,
    }
    return { type: "PlaceOrder", order, ids: orderIdsFrom(this.serial()) }
  }

  order(orderId: OrderId): Order {
    const order = this.state.orders.get(orderId)
    invariant(order !== undefined, `order ${orderId} is in memory`)
    return order
  }
}

/** Equal texts, equal states: how many digits a decimal happens to carry does not count. */
export function stateText(state: AccountState): string {
  const sets = [state.open, state.waiting, state.unconfirmed, state.inDoubt, state.fillsMissing]
  const maps = [state.byClOrdId, state.byOkxOrderId, state.byClientOrderId]
  const derived = [...sets.map((set) => [...set].sort()), ...maps.map((map) => [...map].sort())]
  return `${encodeState(state)}\n${JSON.stringify(derived)}`
}

/** What an order came to, without when and how it was told: equal for every true telling of the same story. */
export function outcomeText(order: Order): string {
  const { state, filledQuantity, fillsMissing, filledValue, averagePrice, price, quantity } = JSON.parse(
    encodeOrder(order),
  )
  const fees = order.fees
    .map(({ currency, amount }) => `${currency} ${amount.coefficient}e-${amount.scale}`)
    .sort()
    .join()
  const fills = order.fills
    .map(({ tradeId }) => tradeId)
    .sort()
    .join()
  return JSON.stringify({
    state,
    filledQuantity,
    fillsMissing,
    filledValue,
    averagePrice,
    price,
    quantity,
    fees,
    fills,
  })
}
