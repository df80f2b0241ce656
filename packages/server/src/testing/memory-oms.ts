// An order manager for the doors' tests: core's own decisions over a state in memory, no journal, no exchange. What an exchange would say
// is said by the test (acknowledge, fill, doubt), so every answer of a door can be foreseen.

import {
  type AccountId,
  type AccountState,
  type Balance,
  type Break,
  type BreakId,
  breakIdFrom,
  type Command,
  copyState,
  decide,
  decimal,
  type EventBody,
  type ExchangePosition,
  emptyAccount,
  evolve,
  type Facts,
  type Input,
  type Instrument,
  type Symbol as InstrumentSymbol,
  limitUse,
  millis,
  type OmsEvent,
  type Order,
  type OrderId,
  type OrderPreview,
  okxOrderIdFromWire,
  orderIdsFrom,
  type PlaceOrder,
  parseAccountId,
  parsePrice,
  previewPlace,
  type Refusal,
  readOrder,
  requestIdFrom,
  type StateCopy,
  serialOf,
  statsOf,
  toFee,
} from "@okx-oms/core"
import type {
  Answer,
  Comparison,
  History,
  OrderRef,
  Performance,
  Published,
  Receipt,
  ReconciliationResult,
  WireMessage,
  WireMessages,
} from "@okx-oms/trading"
import type { OmsPort, OmsStatus } from "../open-oms.ts"
import { memoryHistory, named } from "./memory-history.ts"
import { INSTRUMENTS, LIMITS, MemoryMarket, marketFacts, nothingMeasured, whatOkxTold } from "./memory-market.ts"

export const START = millis(Date.parse("2026-01-31T09:30:00.000Z"))

type Changes = { -readonly [Key in keyof OmsStatus]?: OmsStatus[Key] }

export class MemoryOms implements OmsPort {
  readonly account: AccountId
  readonly mode = "paper"
  readonly state: AccountState
  readonly events: OmsEvent[] = []
  /** Closed orders that left memory, in their last version. */
  readonly left = new Map<OrderId, Order>()
  /** How often a placement reached the manager. */
  submitted = 0
  closed = false
  /** When set, every command is refused with it. */
  refusal: Refusal | undefined
  /** When set, every command fails with it. */
  fault: Error | undefined
  /** When set, the event of this number cannot be read. */
  damagedAt: { readonly seq: number; readonly error: Error } | undefined
  readonly changes: Changes = {}
  readonly market = new MemoryMarket()
  /** By order id. */
  readonly said = new Map<string, WireMessage[]>()
  readonly wire: WireMessages = { of: ({ orderId }) => this.said.get(orderId) ?? [] }
  readonly latencies = nothingMeasured()
  reconciliation: ReconciliationResult = { ok: true }
  comparisons: readonly Comparison[] = []
  readonly #told = whatOkxTold(START)
  #counter = 0
  #now = START
  readonly #wakers = new Set<() => void>()

  constructor(account: string = "paper") {
    this.account = parseAccountId(account)
    this.state = emptyAccount(this.account)
    // Nothing was held at the start: contracts may be traded at once.
    this.state.baseline = new Map()
    this.history = memoryHistory(this.state, this.events)
  }

  async submitOrder(order: PlaceOrder): Promise<Answer<Receipt>> {
    this.submitted++
    const ids = orderIdsFrom(this.#serial())
    return this.#command({ type: "PlaceOrder", order, ids }, ids.orderId)
  }

  async previewOrder(order: PlaceOrder): Promise<OrderPreview> {
    const { clientOrderId } = order
    const earlier = clientOrderId === undefined ? undefined : await this.getOrder({ clientOrderId })
    return previewPlace(order, { state: this.state, facts: this.#facts(), earlier })
  }

  async submitBatch(orders: readonly PlaceOrder[]): Promise<readonly Answer<Receipt>[]> {
    return await Promise.all(orders.map((order) => this.submitOrder(order)))
  }

  async cancelOrder(ref: OrderRef, reason = "cancelled by the user"): Promise<Answer<Receipt>> {
    const order = await this.getOrder(ref)
    if (order === undefined) return notFound(ref)
    const { orderId } = order
    return this.#command({ type: "CancelOrder", orderId, requestId: requestIdFrom(this.#serial()), reason }, orderId)
  }

  async amendOrder(ref: OrderRef, change: Parameters<OmsPort["amendOrder"]>[1]): Promise<Answer<Receipt>> {
    const order = await this.getOrder(ref)
    if (order === undefined) return notFound(ref)
    const { orderId } = order
    return this.#command({ type: "AmendOrder", orderId, requestId: requestIdFrom(this.#serial()), ...change }, orderId)
  }

  async cancelAll({ symbol, strategy }: Parameters<OmsPort["cancelAll"]>[0]): Promise<readonly Answer<Receipt>[]> {
    const fitting = (await this.getActiveOrders()).filter(
      (order) =>
        (symbol === undefined || order.symbol === symbol) && (strategy === undefined || order.strategy === strategy),
    )
    return await Promise.all(fitting.map(({ orderId }) => this.cancelOrder({ orderId }, "cancel all")))
  }

  async getOrder(ref: OrderRef): Promise<Order | undefined> {
    const [[name, id] = []] = Object.entries(ref)
    return [...this.state.orders.values()].find((order) => Reflect.get(order, name ?? "") === id)
  }

  async getActiveOrders(): Promise<readonly Order[]> {
    return [...this.state.open].flatMap((orderId) => this.state.orders.get(orderId) ?? [])
  }

  async getBooks(): Promise<StateCopy> {
    return copyState(this.state)
  }

  readonly history: History

  async *subscribeEvents({
    fromSeq = this.state.seq + 1,
    queueLengthMax = 1_000,
  }: Parameters<OmsPort["subscribeEvents"]>[0]): AsyncGenerator<Published> {
    for (let next = fromSeq; !this.closed; ) {
      if (next === this.damagedAt?.seq) throw this.damagedAt.error
      if (this.state.seq - next + 1 > queueLengthMax) return yield { type: "resync", seq: this.state.seq }
      const event = this.events[next - 1]
      if (event === undefined) await new Promise<void>((resolve) => this.#wakers.add(resolve))
      else {
        yield { type: "event", event }
        next++
      }
    }
  }

  async getStats() {
    return { ...statsOf(this.state), seq: this.state.seq }
  }

  async getBreaks(): Promise<readonly Break[]> {
    return [...this.state.breaks.values()]
  }

  async resolveBreak(breakId: BreakId, resolution: string) {
    return this.#accountCommand({ type: "ResolveBreak", breakId, resolution })
  }

  getComparisons(): readonly Comparison[] {
    return this.comparisons
  }

  async startReconciliation(): Promise<ReconciliationResult> {
    if (this.fault !== undefined) throw this.fault
    return this.reconciliation
  }

  async getLimits(symbol?: InstrumentSymbol): ReturnType<OmsPort["getLimits"]> {
    const shown = [...INSTRUMENTS.values()].filter((one) => symbol === undefined || one.symbol === symbol)
    const known = { state: this.state, facts: this.#facts() }
    return { common: LIMITS, symbols: shown.map((instrument) => limitUse(instrument, known)) }
  }

  performance(): Performance {
    const { submitToWire, submitToAck, append } = this.latencies
    const throughput = { ordersPerSecond: 0.02, ordersPeak: 1, eventsPerSecond: 0.03, eventsPeak: 2 }
    const summed = { submitToWire: submitToWire.summary(), submitToAck: submitToAck.summary() }
    return { ...summed, append: append.summary(), throughput }
  }

  lastPrice(symbol: InstrumentSymbol): ReturnType<OmsPort["lastPrice"]> {
    return this.#facts().lastPrice(symbol)
  }

  async followPrice(symbol: InstrumentSymbol): ReturnType<OmsPort["followPrice"]> {
    return this.lastPrice(symbol)
  }

  getBalances(): readonly Balance[] {
    return this.#told.balances
  }

  getPositions(): readonly ExchangePosition[] {
    return this.#told.positions
  }

  status(): OmsStatus {
    const gateway = {
      privateFeed: "up",
      publicFeed: "up",
      clockOffsetMs: -12,
      troubled: false,
      rateBudget: { "place BTC-USDT": { left: 58, limit: 60 } },
    } as const
    return {
      ready: true,
      trading: this.state.trading,
      gateway,
      inboxLength: 0,
      inboxLimit: 1_000,
      durability: "full",
      seq: this.state.seq,
      lastReconciledAgoMs: 4_000,
      lastPrivateMessageAgoMs: 250,
      visibility: { usedMs: 2_000, measuredMs: 120, samples: 7, alarm: false },
      deadMan: { state: "off" },
      ...this.changes,
    }
  }

  async halt(mode: "halt" | "reduce-only", reason: string) {
    return this.#accountCommand({ type: "HaltTrading", mode, reason })
  }

  async resume(reason: string) {
    return this.#accountCommand({ type: "ResumeTrading", reason })
  }

  instruments(): ReadonlyMap<InstrumentSymbol, Instrument> {
    return INSTRUMENTS
  }

  async close(): Promise<void> {
    this.closed = true
    this.#wake()
  }

  // ---- what the exchange would say ---------------------------------------------------------------------------------------------

  /** The order leaves and OKX has it, under the id 900…, with the counter at its end. */
  acknowledge(orderId: OrderId): string {
    const okxOrderId = okxOrderIdFromWire(String(900_000_000_000_000_000n + BigInt(++this.#counter)))
    this.#submit(orderId)
    this.emit("reply", { type: "OrderAcknowledged", orderId, okxOrderId })
    return okxOrderId
  }

  fillAll(orderId: OrderId): void {
    const order = this.#known(orderId)
    const { okxOrderId, quantity, price = parsePrice("30000") } = order
    if (okxOrderId === undefined) throw new Error("acknowledge the order first")
    const fees = [{ currency: "USDT", amount: toFee(decimal("-0.3")) }]
    const fill = { tradeId: `t${++this.#counter}`, price, quantity, fees, liquidity: "maker", at: this.#now } as const
    this.emit("push", { type: "OrderFilled", orderId, okxOrderId, filledQuantity: quantity, fill })
  }

  doubt(orderId: OrderId): void {
    this.#submit(orderId)
    const at = this.#now
    const doubt = {
      since: at,
      asked: "place over ws",
      answer: "nothing within 2.5 s",
      expiresAt: at,
      next: "ask for the order",
      nextAt: millis(at + 2_000),
      asks: 1,
      notFoundAt: [at],
      absentFrom: { pending: at },
    }
    this.emit("deadline", { type: "OrderInDoubt", orderId, doubt })
  }

  /** A difference that needs a person; its id. */
  findBreak(draft: Partial<Omit<Break, "breakId" | "foundAt">> = {}): BreakId {
    const breakId = breakIdFrom(this.#serial())
    this.emit("reconciliation", {
      type: "BreakFound",
      breakId,
      kind: "missing-order",
      ours: "Acknowledged",
      theirs: "no such order",
      evidence: "51603 twice",
      action: "needs a person",
      ...draft,
    })
    return breakId
  }

  wait(byMs: number): void {
    this.#now = millis(this.#now + byMs)
  }

  emit(cause: OmsEvent["cause"], body: EventBody): void {
    const stamp = { version: 1, seq: this.state.seq + 1, at: this.#now, account: this.account, cause } as const
    const event: OmsEvent = { ...body, ...stamp }
    this.#now = millis(this.#now + 1)
    if (body.type === "OrderRecalled") this.left.delete(body.orderId)
    for (const order of evolve(this.state, event)) this.left.set(order.orderId, readOrder(order))
    this.events.push(event)
    this.#wake()
  }

  // ---- the turn ------------------------------------------------------------------------------------------------------------------

  #command(command: Command, orderId: OrderId): Answer<Receipt> {
    const decision = this.#decided(command)
    const known = this.state.orders.get(decision.replayOf ?? orderId)
    if (decision.refusal !== undefined) {
      const { refusal, replayOf } = decision
      if (replayOf !== undefined) return { ok: false, refusal, orderId: replayOf, replayed: true }
      const wasRecorded = decision.events.length > 0 && known !== undefined
      return { ok: false, refusal, ...(wasRecorded && { orderId }) }
    }
    const order = known ?? this.#known(orderId)
    return {
      ok: true,
      value: {
        orderId: order.orderId,
        ...named(order.clientOrderId),
        seq: order.seq,
        state: order.state,
        replayed: decision.replayOf !== undefined,
        pendingCancel: order.pendingCancel !== undefined,
      },
    }
  }

  #accountCommand(command: Command): Answer<{ readonly seq: number }> {
    const { refusal } = this.#decided(command)
    return refusal === undefined ? { ok: true, value: { seq: this.state.seq } } : { ok: false, refusal }
  }

  #decided(input: Input): ReturnType<typeof decide> {
    if (this.fault !== undefined) throw this.fault
    if (this.refusal !== undefined) return { cause: "command", events: [], refusal: this.refusal }
    const decision = decide(this.state, input, this.#facts())
    for (const body of decision.events) this.emit(decision.cause, body)
    return decision
  }

  #facts(): Facts {
    return marketFacts(this.#now, () => this.#serial())
  }

  #submit(orderId: OrderId): void {
    const requestId = requestIdFrom(this.#serial())
    this.emit("command", {
      type: "OrderSubmitted",
      orderId,
      requestId,
      transport: "ws",
      expiresAt: millis(this.#now + 2_500),
      attempt: 1,
    })
  }

  #known(orderId: OrderId | undefined): Order {
    const order = orderId === undefined ? undefined : this.state.orders.get(orderId)
    if (order === undefined) throw new Error(`no order ${orderId}`)
    return order
  }

  #serial(): string {
    return serialOf(1_769_851_800, ++this.#counter)
  }

  #wake(): void {
    for (const wake of this.#wakers) wake()
    this.#wakers.clear()
  }
}

function notFound(ref: OrderRef): Answer<never> {
  return { ok: false, refusal: { code: "order-not-found", id: String(Object.values(ref)[0]) } }
}
