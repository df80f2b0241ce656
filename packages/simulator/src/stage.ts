// A world without chance, for scenarios written by hand: one process with its managers, an exchange that does as it is told, a network that can be held still, and
// time that stands until it is told to pass. Everything that a drawn world can do can be done here by name.

import {
  type AccountId,
  type OmsEvent,
  type Order,
  type OrderId,
  type OrderState,
  type PlaceOrderText,
  parsePrice,
  parseQuantity,
  placeOrderFrom,
  type Refusal,
  type SymbolLimits,
} from "@okx-oms/core"
import type { ExchangeOptions } from "@okx-oms/paper-exchange"
import type { Answer, OrderManager, Receipt } from "@okx-oms/trading"
import type { AppendFault } from "@okx-oms/trading/contract"
import { Callers, type Outcome } from "./callers.ts"
import type { Generation, Tuning } from "./generation.ts"
import { withoutRealTime } from "./guard.ts"
import { InterceptedWeather } from "./interception.ts"
import type { Judge, Observation } from "./observation.ts"
import type { Port } from "./process-life.ts"
import { ACCOUNTS, BALANCES, INSTRUMENTS, LIMITS, SYMBOLS } from "./setups.ts"
import { StageExchange } from "./stage-exchange.ts"
import { Subscriber } from "./subscribers.ts"
import { World } from "./world.ts"

export interface StageOptions {
  /** Orders ties of one instant; default "stage". */
  readonly seed?: string
  /** One way, for everything; default 5 ms. */
  readonly latencyMs?: number
  /** How long an append takes; default 1 ms. */
  readonly appendMs?: number
  /** Default 1. */
  readonly accounts?: 1 | 2
  readonly tuning?: Tuning
  readonly limits?: Partial<SymbolLimits>
  readonly engine?: Partial<Omit<ExchangeOptions, "seed" | "startedAtMs" | "accounts">>
  /** Sees every observation; what it throws, stage.end() throws. */
  readonly judge?: Judge
  /** False: nothing is booted yet. */
  readonly boot?: boolean
}

/** An order on the stage: its id, or anything that has one. */
export type Ref = OrderId | { readonly orderId: OrderId }

/** The longest that any wait of a scenario lasts. */
const LIMIT_MS = 600_000
const DEFAULTS: PlaceOrderText = { symbol: "BTC-USDT", side: "buy", type: "limit", quantity: "0.01", price: "89000" }

export class Stage {
  readonly world: World
  readonly net: InterceptedWeather
  readonly exchange: StageExchange
  readonly callers: Callers
  readonly account: AccountId
  /** Every event that a follower of the first account was handed, over all lives. */
  readonly published: OmsEvent[] = []
  readonly observations: Observation[] = []
  readonly #appendFaults: (AppendFault | "error")[] = []
  readonly #follower: Subscriber
  readonly #judge: Judge | undefined
  #appendMs: number
  #crashFate: "kept" | "lost" | "torn" | undefined
  #port: { readonly port: Port; left: number; readonly act: () => void } | undefined

  private constructor(options: StageOptions) {
    const accounts = ACCOUNTS.slice(0, options.accounts ?? 1)
    this.#appendMs = options.appendMs ?? 1
    this.#judge = options.judge
    this.net = new InterceptedWeather(options.latencyMs ?? 5)
    this.world = new World({
      seed: options.seed ?? "stage",
      weather: this.net,
      mood: {
        appendMs: () => this.#appendMs,
        lookupMs: () => 0,
        appendFault: () => this.#appendFaults.shift(),
        loadFault: () => undefined,
        crashFate: () => this.#crashFate,
      },
      accounts,
      symbols: SYMBOLS,
      limits: () => ({ ...LIMITS, ...options.limits }),
      tuning: options.tuning ?? {},
      balances: BALANCES,
      engine: { instruments: INSTRUMENTS, ...options.engine },
      judge: options.judge,
      onObservation: (observation) => void this.observations.push(observation),
      onPort: (port) => this.#atPort(port),
    })
    this.exchange = new StageExchange(this.world.host, accounts)
    this.callers = new Callers(this.world)
    this.account = accounts[0]?.account ?? ACCOUNT_MISSING
    this.#follower = new Subscriber(this.world, {
      id: 0,
      account: this.account,
      paceMs: () => 0,
      onEvent: (event) => void this.published.push(event),
    })
  }

  /** A stage with its process started, compared and ready. */
  static async begin(options: StageOptions = {}): Promise<Stage> {
    const stage = new Stage(options)
    if (options.boot !== false) await stage.boot()
    return stage
  }

  // ---- time ------------------------------------------------------------------------------------------------------------------

  /** Virtual milliseconds since the world began. */
  get nowMs(): number {
    return this.world.timeline.nowMs
  }

  /** Lets time pass. */
  async advance(byMs: number): Promise<void> {
    const { timeline } = this.world
    await withoutRealTime(() => timeline.run(timeline.nowMs + byMs))
  }

  /** Lets promises and what is due now come to rest; time stands. */
  async rest(): Promise<void> {
    await this.advance(0)
  }

  /** Lets time pass until it holds. Throws when it does not within limitMs. */
  async until(holds: () => boolean, limitMs = LIMIT_MS): Promise<void> {
    const { timeline } = this.world
    await withoutRealTime(() => timeline.run(timeline.nowMs + limitMs, holds))
    if (!holds()) throw new Error(`it did not come to hold within ${limitMs} ms`)
  }

  /** Lets time pass until the promise settles. */
  async during<Value>(work: Promise<Value>, limitMs = LIMIT_MS): Promise<Value> {
    let settled = false
    const watched = work.finally(() => {
      settled = true
    })
    // Its failure is the caller's; here it only must not count as unheard.
    watched.catch(() => undefined)
    await this.until(() => settled, limitMs)
    return watched
  }

  // ---- what callers do ---------------------------------------------------------------------------------------------------------

  /** Placed and durable: 0.01 BTC-USDT bought at 89000 unless told otherwise. Throws when it is refused. */
  async place(order: Partial<PlaceOrderText> = {}, account = this.account): Promise<Order> {
    const answer = await this.tryPlace(order, account)
    return this.orderNow(orThrow(answer).orderId, account)
  }

  /** Placed, and the manager knows that it rests at the exchange. */
  async rests(order: Partial<PlaceOrderText> = {}, account = this.account): Promise<Order> {
    const placed = await this.place(order, account)
    return this.reaches(placed, "Acknowledged", account)
  }

  async tryPlace(order: Partial<PlaceOrderText> = {}, account = this.account): Promise<Answer<Receipt>> {
    const { price, ...rest } = { ...DEFAULTS, ...order }
    const priced =
      rest.type === "market" && order.price === undefined ? rest : { ...rest, ...(price !== undefined && { price }) }
    return this.#answered(this.callers.place(account, placeOrderFrom(priced)))
  }

  /** Several at once; they share a turn, and a request when their symbol is one. */
  async placeAll(orders: readonly Partial<PlaceOrderText>[], account = this.account): Promise<Order[]> {
    const texts = orders.map((order) => placeOrderFrom({ ...DEFAULTS, ...order }))
    const outcomes = await this.during(this.callers.placeBatch(account, texts))
    const placed: Order[] = []
    for (const outcome of outcomes) placed.push(await this.orderNow(orThrow(answerOf(outcome)).orderId, account))
    return placed
  }

  /** The wish is durable; whether the order is cancelled is another matter. */
  async cancel(ref: Ref, account = this.account): Promise<Answer<Receipt>> {
    return this.#answered(this.callers.cancel(account, idOf(ref)))
  }

  async amend(
    ref: Ref,
    change: { price?: string; quantity?: string },
    account = this.account,
  ): Promise<Answer<Receipt>> {
    const { price, quantity } = change
    const parsed = {
      ...(price !== undefined && { price: parsePrice(price) }),
      ...(quantity !== undefined && { quantity: parseQuantity(quantity) }),
    }
    return this.#answered(this.callers.amend(account, idOf(ref), parsed))
  }

  // ---- what the manager shows --------------------------------------------------------------------------------------------------

  /** Throws when no process runs. */
  manager(account = this.account): OrderManager {
    const manager = this.world.generation?.manager(account)
    if (manager === undefined) throw new Error("no process runs")
    return manager
  }

  async order(ref: Ref, account = this.account): Promise<Order> {
    return this.orderNow(idOf(ref), account)
  }

  /** Lets time pass until the order is in the state; throws, with its history, when it does not come there within limitMs. */
  async reaches(ref: Ref, state: OrderState, account = this.account, limitMs = 60_000): Promise<Order> {
    const giveUpAtMs = this.nowMs + limitMs
    for (;;) {
      const order = await this.orderNow(idOf(ref), account)
      if (order.state === state) return order
      if (this.nowMs >= giveUpAtMs) {
        const way = order.history.map(({ to, reason }) => `${to} (${reason})`).join(", ")
        throw new Error(`order ${order.orderId} did not become ${state} within ${limitMs} ms: ${way}`)
      }
      await this.advance(1)
    }
  }

  /** Types of the durable events of the order, oldest first. */
  async story(ref: Ref, account = this.account): Promise<string[]> {
    return (await this.events(account))
      .filter((event) => "orderId" in event && event.orderId === idOf(ref))
      .map(({ type }) => type)
  }

  /** Every durable event. */
  async events(account = this.account): Promise<OmsEvent[]> {
    return [...this.world.disk.eventsAfter(account, 0)]
  }

  /** What the process put on the wire, oldest first: "order", "cancel-order", "GET /api/v5/trade/order" ... */
  sent(what?: string): readonly (Observation & { kind: "sent" })[] {
    const sent = this.observations.filter((each) => each.kind === "sent")
    return what === undefined ? sent : sent.filter((each) => each.what === what)
  }

  // ---- the process -------------------------------------------------------------------------------------------------------------

  /** Starts the process and lets time pass until it is ready or gives up. */
  async boot(): Promise<void> {
    await this.during(this.world.boot())
    void this.#follower.follow()
    await this.rest()
  }

  /** The process dies; an append in flight is kept, lost or torn, as told or as the seed draws. */
  crash(inFlight?: "kept" | "lost" | "torn"): void {
    this.#crashFate = inFlight
    this.world.crash("the scenario says so")
  }

  /** The process dies at its nth next touch of this port, before anything happens there. */
  crashAt(port: Port, nth = 1): void {
    this.#port = { port, left: nth, act: () => this.crash() }
  }

  /** Nothing runs in the process for so long. */
  pause(forMs: number): void {
    this.#life().pause(forMs)
  }

  /** The process stands still for so long from its nth next touch of this port on. */
  pauseAt(port: Port, forMs: number, nth = 1): void {
    this.#port = { port, left: nth, act: () => this.pause(forMs) }
  }

  /** The next append ends so; several queue up. */
  failAppend(fault: AppendFault | "error"): void {
    this.#appendFaults.push(fault)
  }

  /** Appends take so long from now on. */
  slowDisk(appendMs: number): void {
    this.#appendMs = appendMs
  }

  /** Somebody sets the machine's wall clock. */
  moveWallClock(byMs: number): void {
    this.world.wall.skewMs += byMs
  }

  /** All sockets of the process break now. */
  disconnect(noticed: { readonly hereAfterMs?: number; readonly thereAfterMs?: number } = {}): void {
    const { hereAfterMs = 1, thereAfterMs = 1 } = noticed
    for (const socket of [...(this.world.generation?.sockets ?? [])]) socket.cut({ hereAfterMs, thereAfterMs })
  }

  /** Ends the play: what the judge holds against it is thrown. */
  async end(): Promise<void> {
    this.world.recorder.judge((judge) => judge.finish())
    this.crash()
    const { broken } = this.world.recorder
    if (this.#judge !== undefined && broken !== undefined) throw new Error(`at ${broken.atMs} ms ${broken.message}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.crash()
  }

  // ---- inside ------------------------------------------------------------------------------------------------------------------

  async orderNow(orderId: OrderId, account: AccountId): Promise<Order> {
    const order = await this.during(this.manager(account).getOrder({ orderId }))
    if (order === undefined) throw new Error(`the manager knows no order ${orderId}`)
    return order
  }

  async #answered(asked: Promise<Outcome<Answer<Receipt>>>): Promise<Answer<Receipt>> {
    return answerOf(await this.during(asked))
  }

  #life(): Generation["life"] {
    const life = this.world.generation?.life
    if (life === undefined) throw new Error("no process runs")
    return life
  }

  #atPort(port: Port): void {
    const planned = this.#port
    if (planned === undefined || planned.port !== port || --planned.left > 0) return
    this.#port = undefined
    planned.act()
  }
}

const ACCOUNT_MISSING = ((): AccountId => {
  const [first] = ACCOUNTS
  if (first === undefined) throw new Error("Invariant: there is an account")
  return first.account
})()

function idOf(ref: Ref): OrderId {
  return typeof ref === "string" ? ref : ref.orderId
}

function answerOf<Value>(outcome: Outcome<Answer<Value>>): Answer<Value> {
  if (outcome.kind === "answered") return outcome.answer
  throw new Error("the process died before it answered")
}

function orThrow<Value>(answer: Answer<Value>): Value {
  if (answer.ok) return answer.value
  const refusal: Refusal = answer.refusal
  throw new Error(`refused: ${JSON.stringify(refusal)}`)
}
