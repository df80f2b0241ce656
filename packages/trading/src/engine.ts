// The running part of the manager: it lets turns follow each other, acts on what became durable, looks after orders whose time has come, and opens and closes the
// gate for placements. The public face is order-manager.ts; what follows from an input is core's to say.

import {
  type AccountState,
  type Balance,
  type Command,
  DEFAULT_PATIENCE,
  type ExchangeInput,
  emptyAccount,
  type Facts,
  type Input,
} from "@okx-oms/core"
import { OutcomeUnknown } from "./answers.ts"
import { DeadMan } from "./dead-man.ts"
import { BATCH_MAX } from "./dispatch.ts"
import { requestsOf } from "./effects.ts"
import { EventHub } from "./event-hub.ts"
import { logNotable } from "./event-log.ts"
import { FeedWatch } from "./feed-watch.ts"
import { FollowUp } from "./follow-up.ts"
import { Gate, RECONCILE_EVERY_MS } from "./gate.ts"
import { Glance } from "./glance.ts"
import { DEFAULT_INBOX_LIMITS, Inbox, type Work } from "./inbox.ts"
import { Latencies } from "./latencies.ts"
import { loadBooks } from "./load-books.ts"
import type { OrderManagerConfig, OrderManagerDeps } from "./manager-config.ts"
import { MarketView } from "./market-view.ts"
import { News } from "./news.ts"
import { Reconciler, type ReconciliationResult, type Trigger } from "./reconciler.ts"
import { nextEpoch, SerialSource } from "./serials.ts"
import { SnapshotKeeper } from "./snapshot-keeper.ts"
import { SteadyTime } from "./steady-time.ts"
import { Timers } from "./timers.ts"
import { type TurnOutcome, takeTurn } from "./turn.ts"
import { VISIBILITY, VisibilityMeter } from "./visibility.ts"
import { WaitingLine } from "./waiting-line.ts"

/** Inputs decided in one turn at most; what comes later waits for the next append. */
const TURN_MAX = 512
/** How long closing waits for what is under way. */
const CLOSE_LIMIT_MS = 5_000

export class Engine {
  readonly state: AccountState
  readonly market = new MarketView()
  readonly hub: EventHub
  readonly inbox: Inbox
  readonly reconciler: Reconciler
  readonly #config: OrderManagerConfig
  readonly #deps: OrderManagerDeps
  readonly #timers: Timers
  readonly #time: SteadyTime
  readonly #followUp: FollowUp
  readonly feedWatch: FeedWatch
  readonly visibility: VisibilityMeter
  /** Of orders whose events became durable, and of prices. */
  readonly news: News
  readonly deadMan: DeadMan
  readonly latencies: Latencies
  readonly #gate: Gate
  readonly #glance: Glance
  readonly #waitingLine = new WaitingLine()
  /** Who waits to read what is durable; let in after each append, so that a stream of turns keeps nobody out. */
  #readers: (() => void)[] = []
  #undurable: OutcomeUnknown | undefined
  #serials: SerialSource | undefined
  #turning: Promise<void> | undefined
  #scheduled = false
  #stopped: string | undefined
  #closing = false
  readonly #snapshots: SnapshotKeeper

  constructor(config: OrderManagerConfig, deps: OrderManagerDeps) {
    this.#config = config
    this.#deps = deps
    this.#timers = new Timers(deps.clock)
    this.#time = new SteadyTime(deps.clock)
    this.news = new News(deps.clock)
    this.state = emptyAccount(config.account)
    this.inbox = new Inbox({ ...DEFAULT_INBOX_LIMITS, ...config.inbox })
    this.hub = new EventHub(config.account, deps.journal)
    const { state } = this
    const { gateway, clock, log, journal } = deps
    this.latencies = new Latencies(() => clock.precise?.() ?? clock.mono())
    const desk = { state, gateway, clock, facts: () => this.facts(), feed: (input: Input) => this.#feed(input) }
    const watchers = { ...desk, log, timers: this.#timers, now: () => this.#time.now() }
    this.visibility = new VisibilityMeter({ ...watchers, configured: config.visibility ?? VISIBILITY })
    const { reads } = this.visibility
    const patience = { ...DEFAULT_PATIENCE, ...config.patience }
    this.#followUp = new FollowUp({ ...watchers, reads, patience, gateOpen: () => this.gateOpen })
    const { inquiries } = this.#followUp
    const settled = () => this.settled()
    const feedMark = () => this.#gate.feedMark
    const balancesRead = (balances: readonly Balance[]) => this.market.takeAll(balances)
    this.reconciler = new Reconciler({
      ...{ ...desk, gateway: { reads }, journal, log, inquiries, settled, feedMark, balancesRead },
    })
    this.#gate = new Gate({
      reconciler: this.reconciler,
      clock,
      timers: this.#timers,
      log,
      everyMs: config.reconcileEveryMs,
      over: () => this.#stopped !== undefined,
      counts: () => ({ open: state.open.size, breaks: state.openBreaks }),
      opened: () => this.#schedule(),
    })
    this.#snapshots = new SnapshotKeeper({
      ...{ state, journal, clock, log, everyEvents: config.snapshotEveryEvents },
      isOver: () => this.#stopped !== undefined,
    })
    this.feedWatch = new FeedWatch({ ...watchers, compare: () => void this.#gate.compare("suspicion") })
    this.deadMan = new DeadMan({
      ...watchers,
      settings: config.deadMan,
      tag: () => state.tag,
      showLife: () => this.#showLife(),
    })
    this.#glance = new Glance({
      ...watchers,
      reads,
      everyMs: (config.reconcileEveryMs ?? RECONCILE_EVERY_MS) / 2,
      isTime: () => this.#gate.isIdle,
      suspect: () => this.#gate.suspect(),
      over: () => this.#stopped !== undefined,
    })
  }

  /** Why the engine is over; undefined while it runs. */
  get stopped(): string | undefined {
    return this.#stopped
  }

  /** Why nothing new is taken; undefined while it is. */
  get refusing(): string | undefined {
    return this.#stopped ?? (this.#closing ? "it is closing" : undefined)
  }

  /** The feed is up and was compared with the books since: new orders may leave. */
  get gateOpen(): boolean {
    return this.#gate.isOpen
  }

  /** Draws ids once the epoch of this start is durable. */
  get serials(): SerialSource | undefined {
    return this.state.epoch > 0 && this.#serials?.epoch === this.state.epoch ? this.#serials : undefined
  }

  /** Replays the journal, connects, opens a new epoch and decides what the restart means for every order. */
  async start(): Promise<void> {
    const { journal, gateway, log } = this.#deps
    this.#snapshots.begin(await loadBooks(this.state, journal, log))
    this.hub.startAt(this.state.seq)
    const aheadMs = this.state.at - this.#time.now()
    if (aheadMs > 0) log.warn("the machine's clock is behind the journal; times go on from the journal's", { aheadMs })
    this.#time.goOnFrom(this.state.at)
    const { mode, reason } = this.state.trading
    if (mode !== "open") log.warn("trading stays halted from before; resume it to place orders", { mode, reason })
    log.info("journal replayed", { seq: this.state.seq, open: this.state.open.size, inDoubt: this.state.inDoubt.size })
    await gateway.start((input) => this.#fromExchange(input))
    const exchange = gateway.exchangeTime()
    if (exchange === undefined) throw new Error("Invariant: a started gateway knows the exchange's time")
    const epoch = nextEpoch(this.state.epoch, exchange.at)
    const tag = this.#config.tag ?? (this.state.tag || this.#config.newTag())
    // What arrived meanwhile waits: nothing is decided before this start has its epoch and knows what the restart means.
    this.inbox.putFirst({ input: { type: "Recover", ...(aheadMs > 0 && { clockBehindMs: aheadMs }) } })
    this.inbox.putFirst({ input: { type: "StartEpoch", epoch, tag } })
    this.#serials = new SerialSource(epoch)
    this.#schedule()
    await this.settled()
    this.#followUp.begin()
    this.#gate.begin()
    this.#glance.begin()
    this.deadMan.begin()
  }

  /** Facts of this moment for decide. */
  facts(): Facts {
    const { gateway, clock } = this.#deps
    const mono = clock.mono()
    const serials = this.#serials
    return {
      now: this.#time.now(),
      exchange: gateway.exchangeTime(),
      visibilityMs: this.visibility.usedMs,
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
    if (this.#undurable !== undefined) throw this.#undurable
  }

  /** What `read` sees at the next moment at which everything in the books is durable. Rejects when the books hold what never became so. */
  durable<Value>(read: () => Value): Promise<Value> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (this.#undurable === undefined) resolve(read())
        else reject(this.#undurable)
      }
      if (this.#turning === undefined) look()
      else this.#readers.push(look)
    })
  }

  /** Resolves true once placements may leave, false after timeoutMs or when the engine is over. */
  whenOpen(timeoutMs: number): Promise<boolean> {
    return this.#gate.whenOpen(timeoutMs)
  }

  async reconcile(trigger: Trigger): Promise<ReconciliationResult> {
    return this.reconciler.run(trigger)
  }

  /** Takes nothing new, finishes the turn under way, keeps a snapshot. Whether OKX's dead-man's switch stays on is the caller's to decide before. */
  async close(): Promise<void> {
    if (this.#stopped === undefined) {
      this.#closing = true
      await Promise.race([this.settled().catch(() => undefined), this.#idleOver()])
      this.#stop("closed")
      // The append under way still decides whether the state in memory is the journal's.
      await this.#turning
      // Nobody decides any more what came behind that turn, so nothing of it is recorded.
      for (const work of this.inbox.drain()) work.done?.({ refusal: { code: "manager-stopped", why: "it is closed" } })
      if (this.#undurable === undefined) await this.#snapshots.close()
    }
  }

  /** Resolves when closing has waited long enough for an idle moment: under a stream of messages there may be none. */
  #idleOver(): Promise<void> {
    return new Promise((resolve) => this.#timers.after("close", CLOSE_LIMIT_MS, resolve))
  }

  /** An idle look by the way of everything else: behind the turn under way, and through the journal. */
  async #showLife(): Promise<void> {
    await this.durable(() => undefined)
    if (this.#stopped !== undefined) throw new OutcomeUnknown(this.#stopped)
    await this.#deps.journal.lookup(this.state.account, [{ kind: "orderId", value: "life" }])
  }

  // ---- inputs ----------------------------------------------------------------------------------------------------------------

  #fromExchange(input: ExchangeInput): void {
    switch (input.type) {
      case "PriceReport":
      case "BalanceReport":
      case "PositionReport":
        this.market.take(input, this.#deps.clock.mono())
        if (input.type === "PriceReport") this.news.tell([input.symbol])
        return
      case "FeedUp":
        this.feedWatch.up()
        this.#gate.feedUp()
        return
      case "FeedDown":
        this.feedWatch.down()
        this.#gate.feedDown(input.reason)
        return
      default:
        this.#feed(input)
    }
  }

  #feed(input: Input): void {
    if (this.#stopped !== undefined) return
    this.feedWatch.heard(input)
    this.visibility.heard(input)
    if (this.inbox.offerFromExchange({ input })) {
      this.#schedule()
      return
    }
    this.#deps.log.error(
      "more messages of the exchange wait than the inbox holds; one is lost, the books are compared",
      { limit: this.inbox.limits.exchange },
    )
    this.#gate.suspect()
  }

  // ---- turns -----------------------------------------------------------------------------------------------------------------

  #schedule(): void {
    if (this.#serials === undefined || this.#stopped !== undefined) return
    if (this.#scheduled || this.#turning !== undefined) return
    this.#scheduled = true
    this.#deps.clock.soon(() => {
      this.#scheduled = false
      if (this.#turning !== undefined || this.#stopped !== undefined) return
      this.#turning = this.#turns().finally(() => {
        this.#turning = undefined
        this.#letReadersIn()
        if (this.inbox.length > 0) this.#schedule()
      })
    })
  }

  async #turns(): Promise<void> {
    do {
      this.#noteVisibility()
      const batch = this.inbox.take(TURN_MAX)
      try {
        const outcome = await takeTurn(batch, {
          state: this.state,
          journal: this.#deps.journal,
          gateway: this.#deps.gateway,
          facts: () => this.facts(),
          gateOpen: () => this.gateOpen,
          mono: this.#deps.clock.mono(),
          batchMax: this.#config.batchMax ?? BATCH_MAX,
          waitingLine: this.#waitingLine,
          latencies: this.latencies,
        })
        if (outcome.appended !== "ok") throw new Error(`the journal answered "${outcome.appended}"`)
        this.#act(outcome)
        this.#letReadersIn()
        this.#followUp.askUnknown(batch)
      } catch (error) {
        this.#fail(batch, error)
        return
      }
    } while (this.inbox.length > 0 && this.#stopped === undefined)
  }

  /** Before anything that came with it is decided: how long reads may lag now. */
  #noteVisibility(): void {
    const input = this.visibility.news()
    if (input !== undefined && this.serials !== undefined) this.inbox.putFirst({ input })
  }

  /** After the append: requests leave, subscribers learn, callers are answered, deadlines are set. */
  #act(outcome: TurnOutcome): void {
    const { gateway } = this.#deps
    const requests = requestsOf(outcome.events, this.state, gateway)
    gateway.send(...requests)
    for (const request of requests) this.latencies.sent(request)
    this.latencies.note(outcome.events)
    for (const { work, result } of outcome.results) work.done?.(result)
    if (outcome.events.length > 0) this.hub.publish(outcome.events)
    this.reconciler.note(outcome.events)
    logNotable(outcome.events, this.#deps.log)
    this.news.tell(outcome.touched)
    this.#followUp.setDeadlines(outcome.touched)
    for (const retry of outcome.retries) this.#followUp.retryLater(retry)
    if (outcome.dispatchAgainAt !== undefined) {
      const wait = Math.max(1, outcome.dispatchAgainAt - this.#deps.clock.mono())
      this.#timers.after("dispatch", wait, () => this.#schedule())
    }
    this.#snapshots.keepWhenDue()
  }

  /** A failed or unknown append ends this manager: what it had decided is not durable and dies with it. */
  #fail(batch: readonly Work[], error: unknown): void {
    const why = error instanceof Error ? error.message : String(error)
    this.#deps.log.error("the manager stops: a turn could not be completed", { why, error })
    this.#stop(why)
    const unknown = new OutcomeUnknown(why, { cause: error })
    this.#undurable = unknown
    this.#letReadersIn()
    for (const work of [...batch, ...this.inbox.drain()]) work.failed?.(unknown)
    this.#config.onStopped?.(why)
  }

  #letReadersIn(): void {
    const readers = this.#readers
    this.#readers = []
    for (const look of readers) look()
  }

  #stop(why: string): void {
    this.#stopped = why
    this.#timers.end()
    this.#gate.shut()
    this.hub.close()
    this.news.end()
  }
}
