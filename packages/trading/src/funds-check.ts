// Balances and positions compared with the books at each comparison: when the books may begin, which bills are to be read, and which differences last. It keeps
// what was booked of late with its exchange time, because OKX's amount is as of its own moment; what a lasting difference means is core's.

import {
  type AccountState,
  BILLS_OVERLAP_MS,
  balanceChangesOf,
  compareFunds,
  contractsOf,
  Decimals,
  type DifferenceKind,
  type FundsDifference,
  type FundsTold,
  type Input,
  later,
  type Millis,
  millis,
  type OmsEvent,
} from "@okx-oms/core"
import type { Clock, ExchangeReads, Log } from "./ports.ts"

/** An unexplained difference of one sign is a break after this long. Milliseconds. */
const LASTS_MS = 30_000
/** Bills are read when something differs, and at least this often. */
const BILLS_EVERY_MS = 60_000
/** What was booked stays known with its time for this long, and never more than so much of it. */
const BOOKED_KEPT_MS = 180_000
const BOOKED_MAX = 50_000
/** The books begin when no balance changed for this long, so that no change is half in it; at the second try at whatever moment it is. */
const QUIET_MS = 50
const BASELINE_TRIES = 2

interface Desk {
  readonly state: AccountState
  readonly reads: Pick<ExchangeReads, "bills">
  readonly clock: Clock
  readonly log: Log
  readonly feed: (input: Input) => void
  readonly settled: () => Promise<void>
}

interface Booked {
  readonly kind: DifferenceKind
  readonly subject: string
  readonly amount: FundsDifference["difference"]
  /** Exchange time, and monotonic. */
  readonly at: Millis
  readonly since: Millis
  /** Of an execution: its order and trade, so that a correction takes its place. */
  readonly trade?: string
}

export class FundsCheck {
  readonly #desk: Desk
  #booked: Booked[] = []
  /** Unexplained differences with the monotonic time since which they have this sign. */
  readonly #seen = new Map<string, { readonly positive: boolean; readonly since: Millis }>()
  #billsReadAt: Millis | undefined
  #baselineTries = 0

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** What became durable: executions and movements with their exchange times. */
  note(events: readonly OmsEvent[]): void {
    const since = this.#desk.clock.mono()
    for (const event of events) {
      if (event.type === "FundsMoved") {
        const { currency: subject, change: amount, movedAt: at } = event
        this.#booked.push({ kind: "balance-mismatch", subject, amount, at, since })
      } else if ("fill" in event && event.fill !== undefined) {
        const order = this.#desk.state.orders.get(event.orderId)
        if (order === undefined) continue
        const { at, tradeId, provisional } = event.fill
        const trade = `${event.orderId} ${tradeId}`
        if (event.type === "FillCorrected") {
          const corrected = `${event.orderId} ${event.tradeId}`
          this.#booked = this.#booked.filter((booked) => booked.trade !== corrected)
        }
        // A stand-in is dated by its booking; OKX's amounts hold what it stands for since long ago.
        if (provisional === true) continue
        for (const { currency, amount } of balanceChangesOf(order, event.fill))
          this.#booked.push({ kind: "balance-mismatch", subject: currency, amount, at, since, trade })
        const amount = contractsOf(order, event.fill)
        if (!Decimals.isZero(amount))
          this.#booked.push({ kind: "position-mismatch", subject: order.symbol, amount, at, since, trade })
      }
    }
    if (this.#booked.length > 2 * BOOKED_MAX) this.#booked = this.#booked.slice(-BOOKED_MAX)
  }

  /** Compares once; all fills that OKX listed must be booked. The answer is up to when bills are complete, if they were read. */
  async compare(told: FundsTold): Promise<Millis | undefined> {
    const { state } = this.#desk
    if (state.baseline === undefined) {
      this.#begin(told)
      return undefined
    }
    this.#forgetOld()
    const billsUpTo = this.#needsBills(told) ? await this.#readBills() : undefined
    this.#report(this.#differences(told))
    return billsUpTo
  }

  #begin({ balances, positions, begunAt }: FundsTold): void {
    const changedAt = Math.max(0, ...balances.map(({ updatedAt }) => updatedAt))
    // Just changed: whether the amount holds the change of this very moment cannot be told. Seldom so at a start.
    if (changedAt > begunAt - QUIET_MS && ++this.#baselineTries < BASELINE_TRIES) return
    const asOf = (updatedAt: Millis): { asOf?: Millis } => (updatedAt === 0 ? {} : { asOf: updatedAt })
    this.#desk.feed({
      type: "SetBaseline",
      balances: balances.map(({ currency, total, updatedAt }) => ({ currency, amount: total, ...asOf(updatedAt) })),
      positions: positions.map(({ symbol, contracts, updatedAt }) => ({ symbol, contracts, ...asOf(updatedAt) })),
      exchangeAt: begunAt,
    })
  }

  #needsBills(told: FundsTold): boolean {
    const { clock } = this.#desk
    if (this.#billsReadAt === undefined || clock.mono() - this.#billsReadAt >= BILLS_EVERY_MS) return true
    return this.#differences(told).some(
      ({ kind, difference }) => kind === "balance-mismatch" && !Decimals.isZero(difference),
    )
  }

  async #readBills(): Promise<Millis | undefined> {
    const { state, reads, feed, settled, clock, log } = this.#desk
    const from = state.billsUpTo === 0 ? state.baselineAt : state.billsUpTo
    const bills = await reads.bills({ since: millis(Math.max(0, from - BILLS_OVERLAP_MS)) })
    if (bills.kind === "failed") {
      log.warn("bills could not be read; balances are compared without them", {
        code: bills.code,
        message: bills.message,
      })
      return undefined
    }
    if (bills.value.length > 0) feed({ type: "BillsReport", bills: bills.value })
    await settled()
    this.#billsReadAt = clock.mono()
    return bills.begunAt
  }

  #differences(told: FundsTold): readonly FundsDifference[] {
    return compareFunds(this.#desk.state, told, (kind, subject, asOf) => {
      let after = Decimals.ZERO
      for (const booked of this.#booked) {
        if (booked.at > asOf && booked.subject === subject && booked.kind === kind)
          after = Decimals.add(after, booked.amount)
      }
      return after
    })
  }

  #report(differences: readonly FundsDifference[]): void {
    const now = this.#desk.clock.mono()
    const agreeing = differences.filter(({ difference }) => Decimals.isZero(difference))
    for (const { kind, subject } of agreeing) this.#seen.delete(`${kind} ${subject}`)
    const lasting = differences.flatMap((one) => {
      if (Decimals.isZero(one.difference)) return []
      const key = `${one.kind} ${one.subject}`
      const positive = Decimals.isPositive(one.difference)
      const seen = this.#seen.get(key)
      if (seen === undefined || seen.positive !== positive) {
        this.#seen.set(key, { positive, since: now })
        return []
      }
      const forMs = now - seen.since
      return forMs >= LASTS_MS ? [{ ...one, forMs }] : []
    })
    const { openBreaksOf } = this.#desk.state
    const settledNow = agreeing.filter(({ kind, subject }) => openBreaksOf.get(kind)?.has(subject) === true)
    if (lasting.length > 0 || settledNow.length > 0)
      this.#desk.feed({ type: "FundsCompared", lasting, agreeing: settledNow })
  }

  #forgetOld(): void {
    const limit = later(this.#desk.clock.mono(), -BOOKED_KEPT_MS)
    const kept = this.#booked.findIndex(({ since }) => since >= limit)
    this.#booked = kept < 0 ? [] : this.#booked.slice(kept)
  }
}
