// The loop of the grid: hears what changes, reads it, decides, and asks the order manager for what is missing. It keeps no truth of its own: the state
// is read back from the order manager (grid-view.ts), the decisions are pure (grid-decide.ts), and every order has a name that can be asked for twice.
// So it may be killed anywhere. Trouble (no answer, trading halted, a refusal) is told and waited out, with pauses that grow up to a limit; the pause after a
// missing answer ends as soon as the line to the order manager is back.

import { type Decimal, format } from "@okx-oms/core"
import { eachAtOnce } from "./at-once.ts"
import { type Desk, type DeskChange, type DeskFill, DeskUnavailable, type Placement } from "./desk.ts"
import { decideGrid, type Requests } from "./grid-decide.ts"
import { parseName } from "./grid-ids.ts"
import type { GridNews, GridStatus } from "./grid-news.ts"
import {
  type GridConfig,
  type GridMarket,
  type GridPlan,
  gridFingerprint,
  isInRange,
  planGrid,
  ticksOf,
} from "./grid-plan.ts"
import { CANCEL_REASONS, type GridState } from "./grid-state.ts"
import { GridView } from "./grid-view.ts"
import { Pause } from "./pause.ts"

export interface EngineOptions {
  /** Milliseconds outside the range after which it moves; undefined: never. */
  readonly recentreAfterMs?: number
  readonly now?: () => number
  /** Its waits do not keep the process alive: for a program that has something else to live for. */
  readonly background?: boolean
  /** What happens, as it happens. */
  readonly tell?: (news: GridNews) => void
}

const PRICE_EVERY_MS = 500
const COMPARE_EVERY_MS = 30_000
/** A cancel that brought nothing is asked for again after this long. */
const CANCEL_AGAIN_MS = 3_000
const PLACEMENTS_AT_ONCE = 4
const LISTEN_AGAIN_MS = 500
const STEP_MS_MAX = 250
/** Denials that meet every order alike: one order tries, the others wait with it. */
const ACCOUNT_WIDE: ReadonlySet<string> = new Set([
  "trading-halted",
  "price-unknown",
  "balance-unknown",
  "position-unknown",
])

export class GridEngine {
  readonly #desk: Desk
  readonly #config: GridConfig
  readonly #market: GridMarket
  readonly #view: GridView
  readonly #now: () => number
  readonly #tell: (news: GridNews) => void
  readonly #recentreAfterMs: number | undefined
  readonly #background: boolean
  readonly #cancelledAt = new Map<string, number>()
  #plan: GridPlan | undefined
  #state: GridState | undefined
  #lastPrice: Decimal | undefined
  #priceAt = Number.NEGATIVE_INFINITY
  #outsideSince: number | undefined
  #movingRun: number | undefined
  #mustRead = true
  #hasRead = false
  #comparedAt = Number.NEGATIVE_INFINITY
  /** The order manager did not answer. */
  readonly #silence = new Pause()
  /** It refused what would be refused again. */
  readonly #refusals = new Pause()
  #isCutOff = false
  /** Ends each sleep that is under way: the loop's, and that of whoever waits for cancels. */
  readonly #sleepers = new Set<() => void>()
  #held: string | undefined
  #placing: Promise<void> | undefined

  /** `market` is desk.instrument()'s answer. */
  constructor(desk: Desk, config: GridConfig, market: GridMarket, options: EngineOptions = {}) {
    this.#desk = desk
    this.#config = config
    this.#market = market
    this.#view = new GridView(desk, { strategy: config.strategy, market })
    this.#now = options.now ?? Date.now
    this.#tell = options.tell ?? (() => undefined)
    this.#recentreAfterMs = options.recentreAfterMs
    this.#background = options.background === true
  }

  /** Works until the signal aborts; orders stay as they are. Throws PlanImpossible, and what is a mistake and no passing trouble. */
  async run(signal: AbortSignal): Promise<void> {
    const ended = new AbortController()
    const stop = AbortSignal.any([signal, ended.signal])
    const listening = this.#listen(stop)
    const wakeUp = (): void => this.#wake()
    stop.addEventListener("abort", wakeUp)
    try {
      while (!stop.aborted) {
        const waitMs = await this.step()
        if (waitMs > 0 && !stop.aborted) await this.#sleep(waitMs)
      }
    } finally {
      ended.abort()
      await listening
    }
  }

  /** Places nothing more and cancels nothing of its own accord; it goes on reading. Resolves once no placement is under way. */
  async hold(why: string): Promise<void> {
    this.#held = why
    // What becomes of it is the round's to tell.
    await this.#placing?.catch(() => undefined)
  }

  /** Ends a hold. */
  release(): void {
    this.#held = undefined
    this.#wake()
  }

  /** One round: read, decide, ask. Gives the milliseconds after which the next one is due. */
  async step(): Promise<number> {
    const now = this.#now()
    try {
      await this.#read(now)
      await this.#readPrice(now)
      const requests = this.#decide(now)
      if (requests === undefined) return STEP_MS_MAX
      this.#state = requests.state
      if (this.#held !== undefined) return this.#idle()
      await this.#cancel(requests.cancels, now)
      if (requests.next) {
        const begun = this.#begin((this.#view.book.run?.number ?? 0) + 1)
        return begun === undefined ? STEP_MS_MAX : 0
      }
      const pauseMs = this.#pauseMs(now)
      if (pauseMs > 0) return Math.min(STEP_MS_MAX, pauseMs)
      await this.#place(requests.placements, now)
      return this.#idle()
    } catch (error) {
      if (!(error instanceof DeskUnavailable)) throw error
      const retryInMs = this.#silence.begin(error.message, now)
      this.#tell({ type: "trouble", message: error.message, retryInMs })
      return retryInMs
    }
  }

  /** What is new of an order, as the desk tells; step reads it. */
  hear(change: DeskChange): void {
    switch (change.type) {
      case "order":
        this.#view.heard(change, this.#now())
        break
      case "resync":
        this.#mustRead = true
        break
      case "connected":
        // What happened before the line was up was not heard.
        this.#mustRead ||= this.#hasRead
        // What waits for an answer need not wait any more; what was refused has its time.
        if (this.#isCutOff) this.#silence.end()
        this.#isCutOff = false
        this.#tell(change)
        break
      case "disconnected":
        // Told once, however often the line is tried in vain; and no wait is ended by it.
        if (this.#isCutOff) return
        this.#isCutOff = true
        this.#tell(change)
        break
    }
    this.#wake()
  }

  /** Cancels every open order of the grid and waits until each has ended. False when some are still open after timeoutMs, or when the signal aborts. */
  async cancelAll(timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    const giveUpAt = this.#now() + timeoutMs
    while (this.#now() < giveUpAt && signal?.aborted !== true) {
      const open = (await this.#desk.openOrders()).filter(
        ({ clientOrderId }) => parseName(this.#config.strategy, clientOrderId) !== undefined,
      )
      if (open.length === 0) return true
      await this.#cancel(
        open.map(({ orderId }) => ({ orderId, reason: CANCEL_REASONS.stop })),
        this.#now(),
      )
      await this.#sleep(STEP_MS_MAX)
    }
    return false
  }

  status(): GridStatus {
    const { profit } = this.#view
    return {
      strategy: this.#config.strategy,
      market: this.#market,
      plan: this.#plan,
      state: this.#state,
      lastPrice: this.#lastPrice,
      totals: profit.totals,
      realised: profit.realised,
      realisedByLevel: this.#plan === undefined ? new Map() : profit.realisedByLevel(this.#plan.run),
      holding: this.#holding(),
      troubled: this.#trouble() !== undefined,
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const change of this.#desk.changes(signal)) this.hear(change)
        if (signal.aborted) return
      } catch (error) {
        if (signal.aborted) return
        this.hear({ type: "disconnected", reason: error instanceof Error ? error.message : String(error) })
      }
      // Without a line the comparison of open orders still finds everything, only later.
      this.#mustRead = true
      await new Promise<void>((resolve) => this.#after(LISTEN_AGAIN_MS, resolve))
    }
  }

  async #read(now: number): Promise<void> {
    if (this.#mustRead) {
      // Before the reading, so that what is missed during it is read once more.
      this.#mustRead = false
      try {
        await this.#view.readAll(now)
      } catch (error) {
        this.#mustRead = true
        throw error
      }
      this.#comparedAt = now
      if (!this.#hasRead) this.#tellResumed()
      this.#hasRead = true
    } else if (now - this.#comparedAt >= COMPARE_EVERY_MS) {
      await this.#view.compare(now)
      this.#comparedAt = now
    }
    this.#tellFills(await this.#view.refresh(now))
  }

  async #readPrice(now: number): Promise<void> {
    if (now - this.#priceAt < PRICE_EVERY_MS) return
    const price = await this.#desk.lastPrice()
    this.#priceAt = now
    this.#lastPrice = price
  }

  /** undefined while there is nothing to decide on. */
  #decide(now: number): Requests | undefined {
    const plan = this.#currentPlan()
    if (plan === undefined) return undefined
    const outside = this.#lastPrice !== undefined && !isInRange(plan, this.#lastPrice)
    this.#outsideSince = outside ? (this.#outsideSince ?? now) : undefined
    const options = { strategy: this.#config.strategy, recentreAfterMs: this.#recentreAfterMs }
    const moment = { now, lastPrice: this.#lastPrice, outsideSince: this.#outsideSince }
    return decideGrid(this.#view.book, { plan, market: this.#market, options }, moment)
  }

  /** The plan of the newest run; a new run when there is none, or one of another configuration. undefined while no price is known. */
  #currentPlan(): GridPlan | undefined {
    const { run } = this.#view.book
    const isOurs = run !== undefined && run.fingerprint === gridFingerprint(this.#config, this.#market)
    if (!isOurs) return this.#begin((run?.number ?? 0) + 1)
    if (this.#plan?.run !== run) this.#plan = planGrid(this.#config, this.#market, run)
    return this.#plan
  }

  #begin(number: number): GridPlan | undefined {
    const price = this.#lastPrice
    if (price === undefined) return undefined
    const fingerprint = gridFingerprint(this.#config, this.#market)
    const plan = planGrid(this.#config, this.#market, {
      number,
      centreTicks: ticksOf(price, this.#market),
      fingerprint,
    })
    this.#view.book.begin(plan.run)
    this.#plan = plan
    this.#outsideSince = undefined
    this.#tell({ type: "run-begins", plan, price })
    return plan
  }

  async #cancel(cancels: Requests["cancels"], now: number): Promise<void> {
    const run = this.#plan?.run.number
    if (cancels.some(({ reason }) => reason === CANCEL_REASONS.recentre) && this.#movingRun !== run) {
      this.#movingRun = run
      if (this.#plan !== undefined && this.#lastPrice !== undefined) {
        this.#tell({ type: "range-moves", price: this.#lastPrice, plan: this.#plan, open: cancels.length })
      }
    }
    for (const [orderId, at] of this.#cancelledAt) if (now - at >= CANCEL_AGAIN_MS) this.#cancelledAt.delete(orderId)
    for (const { orderId, reason } of cancels) {
      if (this.#cancelledAt.has(orderId)) continue
      await this.#desk.cancel(orderId, reason)
      this.#cancelledAt.set(orderId, now)
    }
  }

  async #place(placements: readonly Placement[], now: number): Promise<void> {
    // While something is wrong, one order tries for all.
    const atOnce = this.#trouble() === undefined ? PLACEMENTS_AT_ONCE : 1
    // A hold may have come while this round was reading.
    this.#placing = eachAtOnce(placements, atOnce, async (placement) => {
      if (this.#pauseMs(now) <= 0 && this.#held === undefined) await this.#placeOne(placement, now)
    })
    await this.#placing
  }

  async #placeOne(placement: Placement, now: number): Promise<void> {
    const result = await this.#desk.place(placement)
    if (result.kind === "taken") this.#refusals.end()
    if (result.kind === "denied" || result.kind === "refused") {
      const { code, message } = result
      this.#tell({ type: "refused", placement, code, message })
      if (result.kind === "refused" || ACCOUNT_WIDE.has(code)) this.#refusals.begin(message, now)
    }
    if (result.kind !== "refused") this.#tellFills(await this.#view.read(placement.clientOrderId, now))
  }

  /** Everything was answered and nothing is to be asked. */
  #idle(): number {
    this.#silence.end()
    return STEP_MS_MAX
  }

  #pauseMs(now: number): number {
    return Math.max(this.#silence.leftMs(now), this.#refusals.leftMs(now))
  }

  #trouble(): string | undefined {
    return this.#silence.why ?? this.#refusals.why
  }

  #holding(): string | undefined {
    if (this.#held !== undefined) return this.#held
    const trouble = this.#trouble()
    if (trouble !== undefined) return trouble
    if (this.#lastPrice === undefined) return "no price is known"
    if (this.#state?.retiring === true) return "the range moves"
    if (this.#plan !== undefined && !isInRange(this.#plan, this.#lastPrice)) {
      return `the price ${format(this.#lastPrice)} is outside the range`
    }
    return undefined
  }

  #tellResumed(): void {
    const { book, profit } = this.#view
    if (book.run === undefined) return
    this.#tell({ type: "resumed", run: book.run, orders: book.orderCount, fills: profit.totals.fills })
  }

  #tellFills(fills: readonly DeskFill[]): void {
    for (const fill of fills) this.#tell({ type: "fill", fill, realised: this.#view.profit.realised })
  }

  #after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms)
    if (this.#background) timer.unref()
    return timer
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        this.#sleepers.delete(wake)
        resolve()
      }
      const timer = this.#after(ms, wake)
      this.#sleepers.add(wake)
    })
  }

  #wake(): void {
    for (const wake of this.#sleepers) wake()
  }
}
