// The comparison of our books with OKX's: open orders both ways, the missing ones by id, fills since the last known minus an overlap, balances and positions. It
// only reads, and feeds what is not in the books yet; what follows is core's. One run at a time; a failed read makes the run count for nothing.

import {
  type AccountEventBody,
  type AccountState,
  type Balance,
  type ExchangeFill,
  type ExchangeOrder,
  type Facts,
  findByExchangeIds,
  type Input,
  isBookedAs,
  isShownBefore,
  later,
  type Millis,
  millis,
  type OkxOrderId,
  type OmsEvent,
  type Order,
  type OrderId,
} from "@okx-oms/core"
import { FundsCheck } from "./funds-check.ts"
import { inParallel } from "./in-parallel.ts"
import type { Inquiries } from "./inquiries.ts"
import { feedRows, type ListedNews, newsAmong } from "./listed-news.ts"
import {
  type Clock,
  type ExchangeGateway,
  type Journal,
  JournalUnavailable,
  type Log,
  type OrderKey,
  type ReadResult,
} from "./ports.ts"

export type Trigger = Extract<AccountEventBody, { type: "ReconciliationCompleted" }>["trigger"]

/** Fills are read again from this far before the last complete moment: rows may appear late (okx-v5 reference, section 10.6). */
const FILLS_OVERLAP_MS = 60_000
const CONCURRENT_MAX = 4
/** Orders that left memory are read from the journal so many at a time, and orders to send get their turn in between. */
const PAST_AT_ONCE = 50

interface Desk {
  readonly state: AccountState
  readonly gateway: Pick<ExchangeGateway, "reads">
  readonly journal: Pick<Journal, "lookup">
  readonly clock: Clock
  readonly facts: () => Facts
  readonly feed: (input: Input) => void
  /** Resolves when everything fed so far has been decided and is durable. */
  readonly settled: () => Promise<void>
  readonly inquiries: Inquiries
  readonly log: Log
  /** The whole account was read. */
  readonly balancesRead: (balances: readonly Balance[]) => void
  /** Another value whenever the private feed came up or went down: a run over such a moment is abandoned. */
  readonly feedMark: () => unknown
}

export interface ReconciliationResult {
  readonly ok: boolean
  /** Why it counts for nothing; absent when ok. */
  readonly why?: string
}

/** One comparison as it went, for people. */
export interface Comparison extends ReconciliationResult {
  readonly trigger: Trigger
  /** Wall time at its beginning. */
  readonly at: Millis
  readonly tookMs: number
  /** Absent when it was not completed: open orders by our books and by OKX, and the breaks that it found. */
  readonly found?: { readonly openHere: number; readonly openThere: number; readonly breaks: number }
}

/** Comparisons kept for people; one every ten seconds makes this the last eight minutes. */
const COMPARISONS_KEPT = 50

/** A read that failed, of OKX's books or of ours, or the end of the connection on which the run began. */
class RunOver extends Error {}

type Ok<Value> = Extract<ReadResult<Value>, { kind: "ok" }>

export class Reconciler {
  readonly #desk: Desk
  readonly #funds: FundsCheck
  #running: Promise<ReconciliationResult> | undefined
  #next: Promise<ReconciliationResult> | undefined
  #lastCompletedAt: Millis | undefined
  readonly #recent: Comparison[] = []

  constructor(desk: Desk) {
    this.#desk = desk
    this.#funds = new FundsCheck({ ...desk, reads: desk.gateway.reads })
  }

  /** Monotonic time of the last complete run. */
  get lastCompletedAt(): Millis | undefined {
    return this.#lastCompletedAt
  }

  /** The last ones since the start, newest first, those that counted for nothing included. */
  get recent(): readonly Comparison[] {
    return this.#recent.toReversed()
  }

  /** What became durable. */
  note(events: readonly OmsEvent[]): void {
    this.#funds.note(events)
  }

  /** Compares once. While a run is under way, its result is shared. */
  run(trigger: Trigger): Promise<ReconciliationResult> {
    this.#running ??= this.#compare(trigger).finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** Compares from the beginning: a run under way is waited for and not shared, since what it read may be older than the asking. */
  async runAfresh(trigger: Trigger): Promise<ReconciliationResult> {
    if (this.#running === undefined) return this.run(trigger)
    // However many ask meanwhile, one run after this one is what they all need.
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined
        return this.run(trigger)
      })
    return this.#next
  }

  async #compare(trigger: Trigger): Promise<ReconciliationResult> {
    const { clock } = this.#desk
    const at = clock.wall()
    const startedAt = clock.mono()
    const keep = (how: Pick<Comparison, "ok" | "why" | "found">): void => {
      this.#recent.push({ trigger, at, tookMs: clock.mono() - startedAt, ...how })
      if (this.#recent.length > COMPARISONS_KEPT) this.#recent.shift()
    }
    try {
      keep({ ok: true, found: await this.#compareOrThrow(trigger) })
      return { ok: true }
    } catch (error) {
      if (!(error instanceof RunOver)) throw error
      const why = error.message
      keep({ ok: false, why })
      this.#desk.log.warn("reconciliation could not be completed; it will be tried again", { trigger, why })
      return { ok: false, why }
    }
  }

  async #compareOrThrow(trigger: Trigger): Promise<NonNullable<Comparison["found"]>> {
    const { state, clock, feed, settled, feedMark, gateway } = this.#desk
    const { reads } = gateway
    const startedAt = clock.mono()
    const mark = feedMark()
    const breaksBefore = breaksFound(state)
    const read = async <Value>(what: string, asked: Promise<ReadResult<Value>>): Promise<Ok<Value>> => {
      const result = await asked
      if (mark !== feedMark()) throw new RunOver("the private feed changed meanwhile")
      if (result.kind === "failed") throw new RunOver(`${what}: ${result.code} ${result.message}`)
      return result
    }
    const since =
      state.fillsUpTo === 0 ? this.#firstFillsFrom() : millis(Math.max(0, state.fillsUpTo - FILLS_OVERLAP_MS))
    // Balances before fills: what they contain is then among the fills.
    const [pending, balances, positions] = await Promise.all([
      read("open orders", reads.openOrders()),
      reads.balances(),
      reads.positions(),
    ])
    if (balances.kind === "ok") this.#desk.balancesRead(balances.value)
    const fills = await read("fills", reads.fills({ since }))
    const news = newsAmong(state, pending.value)
    const missing = this.#missing(trigger, pending, news)
    const doubted = this.#doubted()
    // What the books do not know is adopted first, so that its fills find it.
    feedRows(this.#desk, news.unknown, pending)
    const fillsUpTo = await this.#bookFills(fills)
    feedRows(this.#desk, newsAmong(state, news.different).different, pending)
    await settled()
    await this.#askMissing([...missing, ...this.#foundByExecutions(doubted, pending)])
    await settled()
    if (mark !== feedMark()) throw new RunOver("the private feed changed meanwhile")
    let billsUpTo: Millis | undefined
    if (balances.kind === "ok" && positions.kind === "ok" && fillsUpTo === fills.begunAt) {
      const begunAt = millis(Math.min(balances.begunAt, positions.begunAt))
      billsUpTo = await this.#funds.compare({ balances: balances.value, positions: positions.value, begunAt })
      await settled()
    }
    // Without the first balances and positions nothing can be checked against them: placements wait for that.
    if (state.baseline === undefined) throw new RunOver("what the account holds at the first start is not told yet")
    const openHere = confirmedCount(state)
    const found = { openHere, openThere: pending.value.length, breaks: breaksFound(state) - breaksBefore }
    feed({
      type: "Reconciled",
      trigger,
      ...found,
      tookMs: clock.mono() - startedAt,
      fillsUpTo: millis(Math.max(state.fillsUpTo, fillsUpTo)),
      ...(billsUpTo !== undefined && { billsUpTo }),
    })
    await settled()
    this.#lastCompletedAt = clock.mono()
    return found
  }

  /** At a first start there is no past to compare: fills count from the moment the journal began. */
  #firstFillsFrom(): Millis {
    return this.#desk.facts().exchange?.at ?? this.#desk.facts().now
  }

  // ---- open orders -----------------------------------------------------------------------------------------------------------

  #confirmed(): Order[] {
    const { open, orders } = this.#desk.state
    return [...open].flatMap((orderId) => {
      const order = orders.get(orderId)
      return order !== undefined && (order.state === "Acknowledged" || order.state === "PartiallyFilled") ? [order] : []
    })
  }

  /** Confirmed here before the read began, and not in its list. At an interval only what settled: what was placed this moment is the pushes' business. */
  #missing(trigger: Trigger, pending: Ok<readonly ExchangeOrder[]>, { asBooked }: ListedNews): readonly Order[] {
    if (asBooked === confirmedCount(this.#desk.state)) return []
    const there = new Set(pending.value.map(({ okxOrderId }) => okxOrderId))
    const facts = this.#desk.facts()
    const readAt = later(facts.now, pending.begunAt - (facts.exchange?.at ?? pending.begunAt))
    const settlingMs = trigger === "interval" ? facts.visibilityMs : 0
    return this.#confirmed().filter((order) => {
      if (order.okxOrderId === undefined || there.has(order.okxOrderId)) return false
      return later(order.acknowledgedAt ?? order.createdAt, settlingMs) <= readAt
    })
  }

  #doubted(): readonly OrderId[] {
    const { unconfirmed, orders } = this.#desk.state
    return [...unconfirmed].filter((orderId) => orders.get(orderId)?.doubt !== undefined)
  }

  /** An execution ended their doubt and does not tell how they stand; the list of open orders, which was read before it, may be as silent because they ended. */
  #foundByExecutions(doubted: readonly OrderId[], pending: Ok<readonly ExchangeOrder[]>): readonly Order[] {
    if (doubted.length === 0) return []
    const there = new Set(pending.value.map(({ okxOrderId }) => okxOrderId))
    return doubted.flatMap((orderId) => {
      const order = this.#desk.state.orders.get(orderId)
      const isSilent = order?.state === "PartiallyFilled" && order.okxOrderId !== undefined
      return isSilent && !there.has(order.okxOrderId) ? [order] : []
    })
  }

  async #askMissing(missing: readonly Order[]): Promise<void> {
    const { state, gateway, feed, inquiries } = this.#desk
    const jobs = missing.map((was) => async () => {
      const order = state.orders.get(was.orderId)
      // It may have ended meanwhile by a push.
      if (order === undefined || !state.open.has(order.orderId)) return
      const { symbol, okxOrderId } = order
      const result = await gateway.reads.order({ symbol, ...(okxOrderId !== undefined && { okxOrderId }) })
      if (result.kind === "failed") return
      const { value, begunAt } = result
      if (value === undefined) await inquiries.vanished(order)
      else if (!isShownBefore(order, value))
        feed({ type: "OrderReport", source: "query", order: value, begunAt, wasMissing: true })
    })
    await inParallel(jobs, CONCURRENT_MAX)
  }

  // ---- fills -----------------------------------------------------------------------------------------------------------------

  /** Books what is not booked. The answer is the exchange time up to which all are: that of the read, unless an order could not be asked for. */
  async #bookFills({ value, begunAt }: Ok<readonly ExchangeFill[]>): Promise<Millis> {
    const { state, feed, settled, inquiries } = this.#desk
    const past = await this.#past(value)
    const orderOf = (fill: ExchangeFill): Order | undefined =>
      findByExchangeIds(state, fill) ?? past.get(fill.okxOrderId)
    const isBooked = (fill: ExchangeFill): boolean => {
      const order = orderOf(fill)
      return order !== undefined && isBookedAs(order, fill)
    }
    const fresh = value.filter((fill) => !isBooked(fill))
    if (fresh.length === 0) return begunAt
    for (const fill of fresh) feed({ type: "FillReport", source: "history", fill, begunAt })
    await settled()
    // Whose order is in no books at all: it is asked for and adopted before the fills are passed.
    const strangers = fresh.filter((fill) => orderOf(fill) === undefined)
    if (strangers.length === 0) return begunAt
    let upTo = begunAt
    const firstOf = new Map(strangers.map((fill) => [fill.okxOrderId, fill]))
    const jobs = [...firstOf.values()].map((fill) => async () => {
      const answer = await inquiries.askStranger(fill)
      if (answer === "absent") feed({ type: "FillOrphaned", fill })
      if (answer === "failed") upTo = millis(Math.min(upTo, fill.at))
    })
    await inParallel(jobs, CONCURRENT_MAX)
    await settled()
    for (const fill of strangers) if (!isBooked(fill)) feed({ type: "FillReport", source: "history", fill, begunAt })
    await settled()
    return upTo
  }

  /** The orders of these executions that left memory, from the journal: where hundreds are filled in a second, most of what is read again is theirs. */
  async #past(fills: readonly ExchangeFill[]): Promise<ReadonlyMap<OkxOrderId, Order>> {
    const { state, clock, journal } = this.#desk
    const gone = fills.filter((fill) => findByExchangeIds(state, fill) === undefined)
    const keys = [...new Set(gone.map(({ okxOrderId }) => okxOrderId))].map(
      (value): OrderKey => ({ kind: "okxOrderId", value }),
    )
    const past = new Map<OkxOrderId, Order>()
    for (let from = 0; from < keys.length; from += PAST_AT_ONCE) {
      const found = await journal
        .lookup(state.account, keys.slice(from, from + PAST_AT_ONCE))
        .catch((error: unknown) => {
          if (error instanceof JournalUnavailable) throw new RunOver(`the journal: ${error.message}`)
          throw error
        })
      for (const order of found) if (order.okxOrderId !== undefined) past.set(order.okxOrderId, order)
      await new Promise<void>((resolve) => clock.soon(resolve))
    }
    return past
  }
}

/** Open orders that OKX has confirmed. */
function confirmedCount({ counts }: AccountState): number {
  return counts.Acknowledged + counts.PartiallyFilled
}

function breaksFound(state: AccountState): number {
  let count = 0
  for (const found of state.breakCounts.values()) count += found
  return count
}
