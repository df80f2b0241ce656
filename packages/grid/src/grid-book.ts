// What the grid knows of its orders and fills: a collection of rows that may arrive in any order, late or twice, and always comes to the same. It
// relies on the sequence number of each order row; it judges nothing, grid-state.ts reads it level by level.

import { type Decimal, Decimals } from "@okx-oms/core"
import type { DeskFill, DeskOrder } from "./desk.ts"
import { compareRuns, type GridOrderName, isSameRun, parseName, type RunId } from "./grid-ids.ts"

/** One order of the grid with its place and its fills. */
export interface GridOrder {
  readonly name: GridOrderName
  readonly order: DeskOrder
  readonly fills: readonly DeskFill[]
}

const OPEN_STATES: ReadonlySet<string> = new Set([
  "Created",
  "Validated",
  "Submitted",
  "Acknowledged",
  "PartiallyFilled",
])

export function isOpenOrder({ state }: DeskOrder): boolean {
  return OPEN_STATES.has(state)
}

/** True when the fills explain all that the exchange says is filled: only then are price and fee of it known. */
export function isBooked({ order, fills }: GridOrder): boolean {
  return Decimals.equals(order.filled, Decimals.sum(fills.map(({ quantity }) => quantity)))
}

/** Holds the orders of the newest run, level by level, and the open ones of any other run, which nobody needs any more. */
export class GridBook {
  readonly #strategy: string
  readonly #levels = new Map<number, Map<number, GridOrder[]>>()
  readonly #strays = new Map<string, DeskOrder>()
  readonly #byOrderId = new Map<string, GridOrder>()
  /** Fills that came before their order. */
  readonly #early = new Map<string, DeskFill[]>()
  #run: RunId | undefined

  constructor(strategy: string) {
    this.#strategy = strategy
  }

  /** The newest run of which an order was ever seen, or that was begun. */
  get run(): RunId | undefined {
    return this.#run
  }

  /** Open orders of this strategy that do not belong to the newest run. */
  get strays(): readonly DeskOrder[] {
    return [...this.#strays.values()]
  }

  get orderCount(): number {
    return this.#byOrderId.size
  }

  /** Makes a run the newest before it has orders. Orders of the run before are forgotten, but those that are still open. */
  begin(run: RunId): void {
    if (this.#run !== undefined && isSameRun(this.#run, run)) return
    this.#run = run
    for (const { order } of this.#byOrderId.values()) if (isOpenOrder(order)) this.#strays.set(order.orderId, order)
    this.#levels.clear()
    this.#byOrderId.clear()
    for (const [orderId, [fill]] of this.#early) {
      const name = fill?.clientOrderId === undefined ? undefined : parseName(this.#strategy, fill.clientOrderId)
      if (name === undefined || !isSameRun(name.run, run)) this.#early.delete(orderId)
    }
  }

  /** Takes one order row. False when it is not of this grid, older than what is known, or the same. */
  takeOrder(order: DeskOrder): boolean {
    const name = parseName(this.#strategy, order.clientOrderId)
    if (name === undefined) return false
    if (this.#run === undefined || compareRuns(name.run, this.#run) > 0) this.begin(name.run)
    if (this.#run === undefined || !isSameRun(name.run, this.#run)) return this.#takeStray(order)
    const known = this.#byOrderId.get(order.orderId)
    if (known !== undefined && known.order.seq >= order.seq) return false
    const fills = known?.fills ?? this.#early.get(order.orderId) ?? []
    this.#early.delete(order.orderId)
    this.#put({ name, order, fills })
    return true
  }

  /** Takes one fill. False when it is known already or belongs to an order of another run. */
  takeFill(fill: DeskFill): boolean {
    const known = this.#byOrderId.get(fill.orderId)
    const fills = known?.fills ?? this.#early.get(fill.orderId) ?? []
    if (fills.some(({ tradeId }) => tradeId === fill.tradeId)) return false
    if (known !== undefined) {
      this.#put({ ...known, fills: [...fills, fill] })
      return true
    }
    const name = fill.clientOrderId === undefined ? undefined : parseName(this.#strategy, fill.clientOrderId)
    if (name === undefined || (this.#run !== undefined && compareRuns(name.run, this.#run) < 0)) return false
    this.#early.set(fill.orderId, [...fills, fill])
    return true
  }

  /** Of the newest run. */
  byOrderId(orderId: string): GridOrder | undefined {
    return this.#byOrderId.get(orderId)
  }

  /** Orders of one level in the order of their cycles. */
  level(number: number): readonly GridOrder[] {
    const cycles = this.#levels.get(number)
    if (cycles === undefined) return []
    return [...cycles].sort(([a], [b]) => a - b).flatMap(([, orders]) => orders)
  }

  /** Every order of the newest run. */
  all(): readonly GridOrder[] {
    return [...this.#byOrderId.values()]
  }

  #takeStray(order: DeskOrder): boolean {
    const known = this.#strays.get(order.orderId)
    if (known !== undefined && known.seq >= order.seq) return false
    if (isOpenOrder(order)) this.#strays.set(order.orderId, order)
    else this.#strays.delete(order.orderId)
    return isOpenOrder(order) || known !== undefined
  }

  #put(entry: GridOrder): void {
    const { level, cycle } = entry.name
    const cycles = this.#levels.get(level) ?? new Map<number, GridOrder[]>()
    this.#levels.set(level, cycles)
    // One cycle has one order; a second side under the same number would be a mistake of ours and must not hide the first.
    const others = (cycles.get(cycle) ?? []).filter(({ order }) => order.orderId !== entry.order.orderId)
    cycles.set(
      cycle,
      [...others, entry].sort((a, b) => (a.order.orderId < b.order.orderId ? -1 : 1)),
    )
    this.#byOrderId.set(entry.order.orderId, entry)
  }
}

/** What one fill moved: base and quote currency of the account, and what was paid in neither. */
export interface Movement {
  readonly base: Decimal
  readonly quote: Decimal
  /** Fees by currency as charged; those in base and quote are in base and quote above as well. */
  readonly fees: ReadonlyMap<string, Decimal>
}

export function movementOf(
  fill: Pick<DeskFill, "side" | "price" | "quantity" | "fees">,
  currencies: { readonly baseCurrency: string; readonly quoteCurrency: string },
): Movement {
  const value = Decimals.multiply(fill.price, fill.quantity)
  let base = fill.side === "buy" ? fill.quantity : Decimals.negate(fill.quantity)
  let quote = fill.side === "buy" ? Decimals.negate(value) : value
  const fees = new Map<string, Decimal>()
  for (const { currency, amount } of fill.fees) {
    fees.set(currency, Decimals.add(fees.get(currency) ?? Decimals.ZERO, amount))
    if (currency === currencies.baseCurrency) base = Decimals.add(base, amount)
    else if (currency === currencies.quoteCurrency) quote = Decimals.add(quote, amount)
  }
  return { base, quote, fees }
}
