// One grid at work: its engine over the order manager, and what people did with it (paused, stopped). It relies on the engine for every order; here is only
// the order of the steps, so that nothing is placed after a pause or a stop was answered. What must outlive the process is kept by whoever owns it.

import { setTimeout as wait } from "node:timers/promises"
import { type GridStatusRow, timeText } from "@okx-oms/api"
import { format } from "@okx-oms/core"
import { DeskUnavailable, GridEngine, type GridMarket, ManagerDesk } from "@okx-oms/grid"
import { isPassing } from "@okx-oms/oms"
import type { Log } from "@okx-oms/trading"
import type { OmsPort } from "../open-oms.ts"
import { answered } from "../reply.ts"
import { type GridTerms, type KeptGrid, termsRow } from "./grid-file.ts"
import { engineRow, shownTerms } from "./grid-rows.ts"

export interface RunningGridOptions extends KeptGrid {
  readonly oms: OmsPort
  readonly market: GridMarket
  readonly log: Log
  /** Told when it came to its end, or needs no cancelling any more. */
  readonly changed: () => void
}

type State = GridStatusRow["state"]

/** One round of cancelling; those that are open after it are cancelled again. */
const CANCEL_ROUND_MS = 10_000
const CANCEL_AGAIN_MS = 1_000
const PAUSED = "a person paused it"
const STOPPING = "it is being stopped"

export class RunningGrid implements AsyncDisposable {
  readonly terms: GridTerms
  readonly #options: RunningGridOptions
  readonly #engine: GridEngine
  readonly #end = new AbortController()
  /** Work that goes on behind the answers: the engine's loop, and cancels. */
  readonly #running: Promise<void>
  #cancelling: Promise<void> = Promise.resolve()
  #state: State
  #cancels: boolean
  #fault: string | undefined

  constructor(options: RunningGridOptions) {
    const { terms, oms, market, log, state } = options
    const { strategy, symbol, recentreAfterMs } = terms
    this.terms = terms
    this.#options = options
    this.#state = state
    this.#cancels = options.cancels
    const desk = new ManagerDesk(oms, { strategy, symbol, name: "this server", passes: isPassing })
    this.#engine = new GridEngine(desk, terms, market, {
      background: true,
      ...(recentreAfterMs !== undefined && { recentreAfterMs }),
      tell: (news) => {
        if (news.type === "trouble" || news.type === "refused") log.warn(`grid ${strategy}: ${news.message}`)
      },
    })
    // Nothing is under way yet, so nothing is waited for.
    if (state !== "running") void this.#engine.hold(state === "paused" ? PAUSED : STOPPING)
    this.#running = this.#run()
    if (state === "stopping" || this.#cancels) this.#cancelAll()
  }

  get state(): State {
    return this.#state
  }

  /** False: it is over, and another one may take its name and its symbol. */
  get isAtWork(): boolean {
    return this.#state !== "stopped" && this.#state !== "failed"
  }

  /** What is to be remembered of it; undefined when it is over. One that failed is tried again after a restart. */
  get kept(): KeptGrid | undefined {
    const { terms, startedAt } = this.#options
    if (this.#state === "stopped") return undefined
    const state = this.#state === "failed" ? "running" : this.#state
    return { terms, state, cancels: this.#cancels, startedAt }
  }

  hasTerms(terms: GridTerms): boolean {
    const [ours, theirs] = [termsRow(this.terms), termsRow(terms)].map((row) => Object.entries(row).sort())
    return JSON.stringify(ours) === JSON.stringify(theirs)
  }

  /** Resolves once nothing more is placed. Its orders end later, when they are to. */
  async pause(cancelOrders: boolean): Promise<void> {
    this.#state = "paused"
    this.#cancels ||= cancelOrders
    await this.#engine.hold(PAUSED)
    if (cancelOrders) this.#cancelAll()
  }

  /** Waits, so long at most, until none of its orders is being cancelled. False: some still are. */
  async settle(limitMs: number): Promise<boolean> {
    const enough = new AbortController()
    const limit = wait(limitMs, undefined, { signal: enough.signal, ref: false }).catch(() => undefined)
    await Promise.race([this.#cancelling, limit])
    enough.abort()
    return !this.#cancels
  }

  /** Only when nothing of it is being cancelled. */
  resume(): void {
    this.#state = "running"
    this.#engine.release()
  }

  /** Resolves once nothing more is placed. It is stopped when its orders have ended, or at once when they stay. */
  async stop(cancelOrders: boolean): Promise<void> {
    this.#state = "stopping"
    // What a pause began to cancel is not taken back.
    this.#cancels ||= cancelOrders
    await this.#engine.hold(STOPPING)
    if (this.#cancels) this.#cancelAll()
    else await this.#over()
  }

  async row(): Promise<GridStatusRow> {
    const { oms, startedAt } = this.#options
    const { strategy, symbol } = this.terms
    const status = this.#engine.status()
    const active = await answered(oms.getActiveOrders())
    const open = active.filter((order) => order.strategy === strategy && order.symbol === symbol)
    const lastPrice = oms.lastPrice(symbol)?.price
    // The engine keeps what held it last; of a grid that is over, nothing is held any more.
    const holding = this.#state === "stopped" ? null : (this.#fault ?? status.holding ?? null)
    const trouble = this.#state === "failed" || status.troubled
    return {
      strategy,
      account: oms.account,
      symbol,
      state: this.#state,
      health: trouble ? "trouble" : holding === null ? "ok" : "holding",
      holding,
      terms: shownTerms(this.terms),
      ...engineRow(status),
      lastPrice: lastPrice === undefined ? null : format(lastPrice),
      openOrders: open.length,
      startedAt: timeText(startedAt),
    }
  }

  /** Leaves everything as it is: a later start goes on with it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort()
    await Promise.all([this.#running, this.#cancelling])
  }

  async #run(): Promise<void> {
    try {
      await this.#engine.run(this.#end.signal)
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error)
    this.#options.log.error(`grid ${this.terms.strategy} ended by a fault: ${why}`, { error })
    this.#state = "failed"
    this.#fault = why
    this.#options.changed()
  }

  /** Behind what is being cancelled already. */
  #cancelAll(): void {
    this.#cancelling = this.#cancelling.then(async () => {
      try {
        await this.#untilCancelled()
      } catch (error) {
        this.#fail(error)
      }
    })
  }

  async #untilCancelled(): Promise<void> {
    const { signal } = this.#end
    while (this.#cancels && !signal.aborted) {
      if (await this.#cancelRound()) {
        this.#cancels = false
        if (this.#state === "stopping") await this.#over()
        this.#options.changed()
        return
      }
      await wait(CANCEL_AGAIN_MS, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }

  async #cancelRound(): Promise<boolean> {
    try {
      return await this.#engine.cancelAll(CANCEL_ROUND_MS, this.#end.signal)
    } catch (error) {
      if (!(error instanceof DeskUnavailable)) throw error
      this.#options.log.warn(`grid ${this.terms.strategy}: ${error.message}`)
      return false
    }
  }

  async #over(): Promise<void> {
    this.#end.abort()
    await this.#running
    try {
      // What was filled while it was being stopped belongs to its result.
      await this.#engine.step()
    } catch (error) {
      this.#options.log.warn(`grid ${this.terms.strategy}: its end could not be read`, { error })
    }
    this.#state = "stopped"
    this.#fault = undefined
  }
}
