// The running part of the manager: it lets turns follow each other, acts on what became durable, looks after orders whose time has come, and opens and closes the
// gate for placements. The public face is order-manager.ts; what follows from an input is core's to say.

import {
  type AccountState,
  attentionOf,
  type Command,
  DEFAULT_PATIENCE,
  decodeState,
  type ExchangeFill,
  type ExchangeInput,
  emptyAccount,
  encodeState,
  evolve,
  type Facts,
  findByExchangeIds,
  type Input,
  type OrderId,
  type Patience,
} from "@okx-oms/core"
import { OutcomeUnknown } from "./answers.ts"
import { Deadlines } from "./deadlines.ts"
import { BATCH_MAX } from "./dispatch.ts"
import { requestsOf } from "./effects.ts"
import { EventHub } from "./event-hub.ts"
import { DEFAULT_INBOX_LIMITS, Inbox, type Work } from "./inbox.ts"
import { Inquiries, type Question } from "./inquiries.ts"
import { MarketView } from "./market-view.ts"
import type { OrderManagerConfig, OrderManagerDeps } from "./order-manager.ts"
import { Reconciler, type ReconciliationResult, type Trigger } from "./reconciler.ts"
import { nextEpoch, SerialSource } from "./serials.ts"
import { type TurnOutcome, takeTurn } from "./turn.ts"

/** Inputs decided in one turn at most; what comes later waits for the next append. */
const TURN_MAX = 512
/** V of order-protocol: how long an accepted order may stay invisible to reads, when OKX is well and when it is not. */
const VISIBILITY_MS = 2_000
const VISIBILITY_TROUBLED_MS = 30_000
/** Wait before another attempt after a refusal that allows one; expTime leaves room for a few. */
const RETRY_AFTER_MS = 400
const RECONCILE_EVERY_MS = 10_000
const RECONCILE_RETRY_MS = 1_000
const SNAPSHOT_EVERY_EVENTS = 20_000
/** Orders that are being asked about because an execution of theirs came first. */
const UNKNOWN_ORDERS_MAX = 200

export class Engine {
  readonly state: AccountState
  readonly market = new MarketView()
  readonly hub: EventHub
  readonly inbox: Inbox
  readonly reconciler: Reconciler
  readonly #config: OrderManagerConfig
  readonly #deps: OrderManagerDeps
  readonly #patience: Patience
  readonly #inquiries: Inquiries
  readonly #deadlines = new Deadlines()
  readonly #unknownOrders = new Set<string>()
  readonly #readyWaiters = new Set<() => void>()
  readonly #timers = new Map<string, () => void>()
  #serials: SerialSource | undefined
  #turning: Promise<void> | undefined
  #scheduled = false
  #feedUp = false
  #gateOpen = false
  #stopped: string | undefined
  #snapshotSeq = 0

  constructor(config: OrderManagerConfig, deps: OrderManagerDeps) {
    this.#config = config
    this.#deps = deps
    this.#patience = { ...DEFAULT_PATIENCE, ...config.patience }
    this.state = emptyAccount(config.account)
    this.inbox = new Inbox({ ...DEFAULT_INBOX_LIMITS, ...config.inbox })
    this.hub = new EventHub(config.account, deps.journal)
    const desk = { state: this.state, facts: () => this.facts(), feed: (input: Input) => this.#feed(input) }
    this.#inquiries = new Inquiries({
      ...desk,
      reads: deps.gateway.reads,
      answered: (orderId) => this.#setDeadline(orderId),
    })
    const { gateway, clock, log } = deps
    this.reconciler = new Reconciler({
      ...desk,
      gateway,
      clock,
      log,
      inquiries: this.#inquiries,
      settled: () => this.settled(),
    })
  }

  /** Why the engine is over; undefined while it runs. */
  get stopped(): string | undefined {
    return this.#stopped
  }

  /** The feed is up and was compared with the books since: new orders may leave. */
  get gateOpen(): boolean {
    return this.#gateOpen
  }

  /** Draws ids once the epoch of this start is durable. */
  get serials(): SerialSource | undefined {
    return this.state.epoch > 0 && this.#serials?.epoch === this.state.epoch ? this.#serials : undefined
  }

  /** Replays the journal, connects, opens a new epoch and decides what the restart means for every order. */
  async start(): Promise<void> {
    const { journal, gateway, log } = this.#deps
    const loaded = await journal.load(this.#config.account)
    if (loaded.snapshot !== undefined) Object.assign(this.state, decodeState(loaded.snapshot))
    this.#snapshotSeq = this.state.seq
    for await (const event of loaded.events) evolve(this.state, event)
    this.hub.startAt(this.state.seq)
    log.info("journal replayed", { seq: this.state.seq, open: this.state.open.size, inDoubt: this.state.inDoubt.size })
    await gateway.start((input) => this.#fromExchange(input))
    const exchange = gateway.exchangeTime()
    if (exchange === undefined) throw new Error("Invariant: a started gateway knows the exchange's time")
    const epoch = nextEpoch(this.state.epoch, exchange.at)
    this.#serials = new SerialSource(epoch)
    this.#feed({ type: "StartEpoch", epoch, tag: this.#config.tag })
    this.#feed({ type: "Recover" })
    await this.settled()
    for (const orderId of this.state.open) this.#setDeadline(orderId)
    for (const orderId of this.state.fillsMissing) this.#setDeadline(orderId)
    if (this.#feedUp) void this.#compareAndOpen("start")
    this.#armReconciliation()
  }

  /** Facts of this moment for decide. */
  facts(): Facts {
    const { gateway, clock } = this.#deps
    const mono = clock.mono()
    const serials = this.#serials
    return {
      now: clock.wall(),
      exchange: gateway.exchangeTime(),
      visibilityMs: gateway.status().troubled ? VISIBILITY_TROUBLED_MS : VISIBILITY_MS,
      instrument: (symbol) => gateway.instruments().get(symbol),
      lastPrice: (symbol) => this.market.lastPrice(symbol, mono),
      balance: (currency) => this.market.balance(currency),
      position: (symbol) => this.market.position(symbol),
      limits: this.#config.limits,
      serial: () => {
        if (serials === undefined) throw new Error("Invariant: a serial is drawn before the epoch began")
        return serials.next()
      },
    }
  }

  /** False when the inbox is full. */
  offer(work: Work & { readonly input: Command }): boolean {
    const taken = this.inbox.offerCommand(work)
    if (taken) this.#schedule()
    return taken
  }

  /** Resolves when everything taken in so far is decided and durable; rejects when the engine is over. */
  async settled(): Promise<void> {
    while (this.#turning !== undefined || this.#scheduled || this.inbox.length > 0) {
      if (this.#stopped !== undefined) throw new OutcomeUnknown(this.#stopped)
      if (this.#turning === undefined) await new Promise<void>((resolve) => this.#deps.clock.soon(resolve))
      else await this.#turning
    }
  }

  /** Waits for an append under way, so that nobody reads what is not durable. */
  async durable(): Promise<void> {
    await this.#turning
  }

  /** Resolves true once placements may leave, false after timeoutMs or when the engine is over. */
  whenOpen(timeoutMs: number): Promise<boolean> {
    if (this.#gateOpen || this.#stopped !== undefined) return Promise.resolve(this.#gateOpen)
    return new Promise((resolve) => {
      const done = (): void => {
        cancel()
        this.#readyWaiters.delete(done)
        resolve(this.#gateOpen)
      }
      const cancel = this.#deps.clock.timer(timeoutMs, done)
      this.#readyWaiters.add(done)
    })
  }

  async reconcile(trigger: Trigger): Promise<ReconciliationResult> {
    return this.reconciler.run(trigger)
  }

  /** Takes nothing new, finishes the turn under way, keeps a snapshot. */
  async close(): Promise<void> {
    if (this.#stopped === undefined) {
      await this.settled().catch(() => undefined)
      this.#stop("closed")
      const { seq } = this.state
      if (seq > this.#snapshotSeq)
        await this.#deps.journal.saveSnapshot(this.state.account, seq, encodeState(this.state))
    }
  }

  // ---- inputs ----------------------------------------------------------------------------------------------------------------

  #fromExchange(input: ExchangeInput): void {
    switch (input.type) {
      case "PriceReport":
      case "BalanceReport":
      case "PositionReport":
        this.market.take(input, this.#deps.clock.mono())
        return
      case "FeedUp":
        this.#feedUp = true
        if (this.serials !== undefined) void this.#compareAndOpen("reconnect")
        return
      case "FeedDown":
        this.#feedUp = false
        this.#gateOpen = false
        this.#deps.log.warn("the private feed is down; placements wait, cancels still go out", { reason: input.reason })
        return
      default:
        this.#feed(input)
    }
  }

  #feed(input: Input): void {
    if (this.#stopped !== undefined) return
    if (this.inbox.offerFromExchange({ input })) {
      this.#schedule()
      return
    }
    this.#deps.log.error(
      "more messages of the exchange wait than the inbox holds; one is lost, the books are compared",
      {
        limit: this.inbox.limits.exchange,
      },
    )
    this.#after("suspicion", RECONCILE_RETRY_MS, () => void this.#compareAndOpen("suspicion"))
  }

  // ---- turns -----------------------------------------------------------------------------------------------------------------

  #schedule(): void {
    if (this.#scheduled || this.#turning !== undefined || this.#stopped !== undefined) return
    this.#scheduled = true
    this.#deps.clock.soon(() => {
      this.#scheduled = false
      if (this.#turning !== undefined || this.#stopped !== undefined) return
      this.#turning = this.#turns().finally(() => {
        this.#turning = undefined
        if (this.inbox.length > 0) this.#schedule()
      })
    })
  }

  async #turns(): Promise<void> {
    do {
      const batch = this.inbox.take(TURN_MAX)
      try {
        const outcome = await takeTurn(batch, {
          state: this.state,
          journal: this.#deps.journal,
          gateway: this.#deps.gateway,
          facts: () => this.facts(),
          gateOpen: () => this.#gateOpen,
          batchMax: this.#config.batchMax ?? BATCH_MAX,
        })
        if (outcome.appended !== "ok") throw new Error(`the journal answered "${outcome.appended}"`)
        this.#act(outcome)
        this.#askUnknown(batch)
      } catch (error) {
        this.#fail(batch, error)
        return
      }
    } while (this.inbox.length > 0 && this.#stopped === undefined)
  }

  /** After the append: requests leave, subscribers learn, callers are answered, deadlines are set. */
  #act(outcome: TurnOutcome): void {
    for (const request of requestsOf(outcome.events, this.state)) this.#deps.gateway.send(request)
    for (const { work, result } of outcome.results) work.done?.(result)
    if (outcome.events.length > 0) this.hub.publish(outcome.events)
    for (const orderId of outcome.touched) this.#setDeadline(orderId)
    for (const retry of outcome.retries) this.#retryLater(retry)
    if (outcome.dispatchAgainAt !== undefined) {
      const wait = Math.max(1, outcome.dispatchAgainAt - this.#deps.clock.mono())
      this.#after("dispatch", wait, () => this.#schedule())
    }
    this.#keepSnapshot()
  }

  /** A failed or unknown append ends this manager: what it had decided is not durable and dies with it. */
  #fail(batch: readonly Work[], error: unknown): void {
    const why = error instanceof Error ? error.message : String(error)
    this.#deps.log.error("the manager stops: a turn could not be completed", { why, error })
    this.#stop(why)
    const unknown = new OutcomeUnknown(why, { cause: error })
    for (const work of [...batch, ...this.inbox.drain()]) work.failed?.(unknown)
    this.#config.onStopped?.(why)
  }

  #stop(why: string): void {
    this.#stopped = why
    this.#gateOpen = false
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
    for (const waiter of [...this.#readyWaiters]) waiter()
    this.hub.close()
  }

  #keepSnapshot(): void {
    const { seq } = this.state
    if (seq - this.#snapshotSeq < (this.#config.snapshotEveryEvents ?? SNAPSHOT_EVERY_EVENTS)) return
    this.#snapshotSeq = seq
    this.#deps.journal.saveSnapshot(this.state.account, seq, encodeState(this.state)).catch((error: unknown) => {
      this.#deps.log.warn("a snapshot could not be kept; the next start replays more", { error })
    })
  }

  // ---- what has to be looked after --------------------------------------------------------------------------------------------

  #retryLater(retry: { orderId: OrderId; code: string; message: string }): void {
    this.#after(`retry ${retry.orderId}`, RETRY_AFTER_MS, () => {
      const order = this.state.orders.get(retry.orderId)
      if (order === undefined) return
      const budget = this.#deps.gateway.takeBudget({ operation: "place", symbol: order.symbol, count: 1 })
      this.#feed({ type: "Deadline", kind: "retry", ...retry, mayLeave: budget.ok && this.#gateOpen })
    })
  }

  /** Executions of orders that nobody knows: the order is asked for, and its report adopts it. */
  #askUnknown(batch: readonly Work[]): void {
    for (const { input } of batch) {
      if (input.type === "FillReport" && findByExchangeIds(this.state, input.fill) === undefined)
        this.#askForOrder(input.fill)
    }
  }

  #askForOrder(fill: ExchangeFill): void {
    const { symbol, okxOrderId } = fill
    if (this.#unknownOrders.has(okxOrderId) || this.#unknownOrders.size >= UNKNOWN_ORDERS_MAX) return
    this.#unknownOrders.add(okxOrderId)
    void this.#deps.gateway.reads.order({ symbol, okxOrderId }).then((result) => {
      this.#unknownOrders.delete(okxOrderId)
      if (result.kind === "ok" && result.value !== undefined)
        this.#feed({ type: "OrderReport", source: "query", order: result.value })
    })
  }

  #setDeadline(orderId: OrderId): void {
    const order = this.state.orders.get(orderId)
    const attention = order === undefined ? undefined : attentionOf(order, this.#patience)
    if (attention === undefined || this.#inquiries.isAsking(orderId)) {
      if (attention === undefined) this.#inquiries.forget(orderId)
      this.#deadlines.set(orderId, undefined)
      return
    }
    const notBefore = attention.kind === "ask-doubt" ? undefined : this.#inquiries.notBefore(orderId)
    const at = notBefore !== undefined && notBefore > attention.at ? notBefore : attention.at
    this.#deadlines.set(orderId, at)
    this.#armAlarm()
  }

  #armAlarm(): void {
    const next = this.#deadlines.next()
    if (next === undefined || this.#stopped !== undefined) return
    this.#after("deadlines", Math.max(1, next - this.#deps.clock.wall()), () => this.#alarm())
  }

  #alarm(): void {
    const now = this.#deps.clock.wall()
    const questions: { orderId: OrderId; kind: Question }[] = []
    for (const orderId of this.#deadlines.due(now)) {
      const order = this.state.orders.get(orderId)
      const attention = order === undefined ? undefined : attentionOf(order, this.#patience)
      if (attention === undefined) continue
      if (attention.at > now) this.#deadlines.set(orderId, attention.at)
      else if (attention.kind === "queue-over" || attention.kind === "time-limit" || attention.kind === "ask-silent") {
        this.#feed({ type: "Deadline", kind: attention.kind, orderId })
      } else questions.push({ orderId, kind: attention.kind })
    }
    if (questions.length > 0) void this.#inquiries.ask(questions)
    this.#armAlarm()
  }

  // ---- comparison with the exchange -------------------------------------------------------------------------------------------

  /** Compares the books and, when that passed while the feed stayed up, lets placements leave. */
  async #compareAndOpen(trigger: Trigger): Promise<void> {
    const result = await this.reconciler.run(trigger).catch((error: unknown) => ({ ok: false, why: String(error) }))
    if (this.#stopped !== undefined) return
    if (!result.ok) {
      if (this.#feedUp) this.#after("compare", RECONCILE_RETRY_MS, () => void this.#compareAndOpen(trigger))
      return
    }
    if (!this.#feedUp || this.#gateOpen) return
    this.#gateOpen = true
    for (const waiter of [...this.#readyWaiters]) waiter()
    this.#deps.log.info("books compared with OKX; placements may leave", {
      trigger,
      open: this.state.open.size,
      breaks: this.state.openBreaks,
    })
    this.#schedule()
  }

  #armReconciliation(): void {
    this.#after("reconcile", this.#config.reconcileEveryMs ?? RECONCILE_EVERY_MS, () => {
      const run = this.#feedUp ? this.#compareAndOpen("interval") : Promise.resolve()
      void run.finally(() => {
        if (this.#stopped === undefined) this.#armReconciliation()
      })
    })
  }

  /** One timer per name; a new one replaces it. */
  #after(name: string, delayMs: number, run: () => void): void {
    if (this.#stopped !== undefined) return
    this.#timers.get(name)?.()
    this.#timers.set(
      name,
      this.#deps.clock.timer(delayMs, () => {
        this.#timers.delete(name)
        run()
      }),
    )
  }
}
