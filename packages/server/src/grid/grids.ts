// The grids of one account: which there are, at most one per symbol, and what people may do with them. It relies on RunningGrid for one of them and on a store
// for what outlives the process; changes are made one after the other, each kept before it is answered.

import { type DoorCode, GRIDS_MAX, type GridPlanRow, type GridStatusRow, problemOfDoor } from "@okx-oms/api"
import type { Decimal, Instrument, Symbol as InstrumentSymbol, Millis, StrategyId } from "@okx-oms/core"
import { type GridMarket, gridFingerprint, PlanImpossible, planGrid, ticksOf } from "@okx-oms/grid"
import type { Log } from "@okx-oms/trading"
import type { OmsPort } from "../open-oms.ts"
import { ProblemReply, refuse } from "../reply.ts"
import type { GridStore, GridTerms, KeptGrid } from "./grid-file.ts"
import { gridPlanRow } from "./grid-rows.ts"
import { RunningGrid } from "./running-grid.ts"

export interface GridsOptions {
  readonly oms: OmsPort
  readonly store: GridStore
  readonly log: Log
  readonly now: () => Millis
}

/** Cancels of a pause are waited for so long before the grid is told to go on. */
const CANCELS_MS = 2_000

export class Grids implements AsyncDisposable {
  readonly #options: GridsOptions
  /** In the order in which they were started. */
  readonly #grids = new Map<StrategyId, RunningGrid>()
  #line: Promise<unknown> = Promise.resolve()
  #closed = false

  private constructor(options: GridsOptions) {
    this.#options = options
  }

  /** Goes on with those that were not over. Throws StartRefused when what was kept cannot be read. */
  static async open(options: GridsOptions): Promise<Grids> {
    const grids = new Grids(options)
    for (const kept of await options.store.load()) {
      const instrument = options.oms.instruments().get(kept.terms.symbol)
      if (instrument === undefined) {
        options.log.error(
          `grid ${kept.terms.strategy} is left alone: ${kept.terms.symbol} is not traded by this account`,
        )
        continue
      }
      await options.oms.followPrice(kept.terms.symbol)
      grids.#begin(kept, instrument)
      options.log.info(`grid ${kept.terms.strategy} goes on: ${kept.state}`, { symbol: kept.terms.symbol })
    }
    return grids
  }

  /** What it would place and hold now. */
  async plan(terms: GridTerms): Promise<GridPlanRow> {
    const { market, price } = await this.#marketOf(terms.symbol)
    return planRow(terms, market, price)
  }

  start(terms: GridTerms): Promise<GridStatusRow> {
    return this.#inTurn(async () => {
      const known = this.#grids.get(terms.strategy)
      if (known?.isAtWork === true) return await this.#goOn(known, terms)
      const atWork = [...this.#grids.values()].filter(({ isAtWork }) => isAtWork)
      const other = atWork.find(({ terms: { symbol } }) => symbol === terms.symbol)
      if (other !== undefined) {
        throw problem("strategy-running", `Grid ${other.terms.strategy} trades ${terms.symbol} already; stop it first.`)
      }
      if (atWork.length >= GRIDS_MAX) {
        throw problem("strategies-above-limit", `${GRIDS_MAX} grids are at work; stop one of them first.`)
      }
      const { instrument, market, price } = await this.#marketOf(terms.symbol)
      // A plan that cannot be made is told now, and not by an engine that fails later.
      planRow(terms, market, price)
      const kept: KeptGrid = { terms, state: "running", cancels: false, startedAt: this.#options.now() }
      await this.#keep([kept])
      await known?.[Symbol.asyncDispose]()
      return await this.#begin(kept, instrument).row()
    })
  }

  pause(strategy: StrategyId, cancelOrders: boolean): Promise<GridStatusRow> {
    return this.#inTurn(async () => {
      const grid = this.#atWork(strategy)
      if (grid.state === "stopping") throw problem("strategy-stopped", `Grid ${strategy} is being stopped.`)
      await grid.pause(cancelOrders)
      await this.#keep()
      return await grid.row()
    })
  }

  stop(strategy: StrategyId, cancelOrders: boolean): Promise<GridStatusRow> {
    return this.#inTurn(async () => {
      const grid = this.#known(strategy)
      // A stop that is under way, or done, is the stop that was asked for.
      if (grid.state === "stopped" || grid.state === "stopping") return await grid.row()
      await grid.stop(cancelOrders)
      await this.#keep()
      return await grid.row()
    })
  }

  async status(strategy: StrategyId): Promise<GridStatusRow> {
    return await this.#known(strategy).row()
  }

  /** The newest first. */
  async all(): Promise<readonly GridStatusRow[]> {
    return await Promise.all([...this.#grids.values()].reverse().map((grid) => grid.row()))
  }

  /** Orders stay as they are; the next start goes on with what was not over. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    await this.#line.catch(() => undefined)
    await Promise.all([...this.#grids.values()].map((grid) => grid[Symbol.asyncDispose]()))
  }

  async #goOn(grid: RunningGrid, terms: GridTerms): Promise<GridStatusRow> {
    const { strategy } = terms
    if (grid.state === "stopping") throw problem("strategy-running", `Grid ${strategy} is still being stopped.`)
    if (!grid.hasTerms(terms)) {
      throw problem("strategy-running", `Grid ${strategy} is at work by other terms; stop it first.`)
    }
    // Whoever goes on right after a pause need not ask twice.
    if (!(await grid.settle(CANCELS_MS))) {
      throw problem(
        "strategy-running",
        `The orders of grid ${strategy} are still being cancelled; ask again in a moment.`,
      )
    }
    if (grid.state === "paused") {
      grid.resume()
      await this.#keep()
    }
    return await grid.row()
  }

  #begin(kept: KeptGrid, instrument: Instrument): RunningGrid {
    const { oms, log } = this.#options
    const { strategy } = kept.terms
    const grid = new RunningGrid({
      ...kept,
      oms,
      log,
      market: marketFrom(instrument),
      changed: () => {
        if (!this.#closed) void this.#inTurn(() => this.#keep()).catch((error) => this.#notKept(error))
      },
    })
    this.#grids.delete(strategy)
    this.#grids.set(strategy, grid)
    this.#forgetOldest()
    return grid
  }

  /** Those that are over leave first. */
  #forgetOldest(): void {
    for (const [strategy, grid] of this.#grids) {
      if (this.#grids.size <= GRIDS_MAX) return
      if (!grid.isAtWork) this.#grids.delete(strategy)
    }
  }

  #known(strategy: StrategyId): RunningGrid {
    const grid = this.#grids.get(strategy)
    if (grid !== undefined) return grid
    throw problem("strategy-not-found", `No grid ${strategy} was started here.`)
  }

  #atWork(strategy: StrategyId): RunningGrid {
    const grid = this.#known(strategy)
    if (grid.isAtWork) return grid
    throw problem("strategy-stopped", `Grid ${strategy} is over; start it again.`)
  }

  async #marketOf(symbol: InstrumentSymbol) {
    const { oms } = this.#options
    const instrument = oms.instruments().get(symbol)
    if (instrument === undefined) return refuse({ code: "instrument-unknown", path: "symbol", symbol })
    if (instrument.kind !== "spot") throw problem("plan-impossible", `A grid trades SPOT; ${symbol} is a SWAP.`)
    const last = await oms.followPrice(symbol)
    if (last === undefined) throw problem("market-unavailable", `OKX has not told a price of ${symbol} yet.`)
    return { instrument, market: marketFrom(instrument), price: last.price }
  }

  /** What is at work, and the newcomers; on the disk once this resolves. */
  async #keep(newcomers: readonly KeptGrid[] = []): Promise<void> {
    const names = new Set(newcomers.map(({ terms }) => terms.strategy))
    const kept = [...this.#grids.values()].flatMap((grid) => grid.kept ?? [])
    await this.#options.store.save([...kept.filter(({ terms }) => !names.has(terms.strategy)), ...newcomers])
  }

  #notKept(error: unknown): void {
    this.#options.log.error("what became of a grid could not be written down; a restart may go on with it", { error })
  }

  /** One change after the other. */
  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#line.then(work)
    this.#line = done.catch(() => undefined)
    return done
  }
}

function planRow(terms: GridTerms, market: GridMarket, price: Decimal): GridPlanRow {
  try {
    const centreTicks = ticksOf(price, market)
    const plan = planGrid(terms, market, { number: 1, centreTicks, fingerprint: gridFingerprint(terms, market) })
    return gridPlanRow(terms.strategy, plan, market)
  } catch (error) {
    if (error instanceof PlanImpossible) throw problem("plan-impossible", error.message)
    throw error
  }
}

function marketFrom({ symbol, baseCurrency, quoteCurrency, tickSize, lotSize, minSize }: Instrument): GridMarket {
  return { symbol, baseCurrency, quoteCurrency, tickSize, lotSize, minSize }
}

function problem(code: DoorCode, detail: string): ProblemReply {
  return new ProblemReply(problemOfDoor(code, detail))
}
