// The figures of one account: its orders and breaks as the books have them, and how its manager, feeds and rate budget stand. A manager that has
// stopped, or whose disk hangs, tells no books; its status is told all the same, for that is what an alarm is made of.

import { BREAK_KINDS, ORDER_STATES, type Order, type OrderStats } from "@okx-oms/core"
import { OutcomeUnknown } from "@okx-oms/trading"
import type { MetricName } from "./metric-table.ts"
import type { OmsPort } from "./open-oms.ts"

export type Labels = Readonly<Record<string, string>>
export type SetFigure = (name: MetricName, value: number, labels?: Labels) => void

const FEED_WORDS = ["down", "connecting", "up"] as const
const DEAD_MAN_WORDS = ["off", "arming", "armed", "failing"] as const
const TRADING_WORDS = ["open", "reduce-only", "halt"] as const
/** Windows are per symbol and kind: of very many the fullest are the ones to look at. */
const WINDOWS_MAX = 200
/** The books wait for an append under way. A disk that hangs must not take the page with it, least of all then. */
const BOOKS_LIMIT_MS = 2_000

type Status = ReturnType<OmsPort["status"]>

export async function tellAccount(oms: OmsPort, set: SetFigure): Promise<void> {
  const own = { account: oms.account, mode: oms.mode }
  const tell: SetFigure = (name, value, labels) => set(name, value, { ...labels, ...own })
  const status = oms.status()
  tellManager(status, tell)
  tellConnection(status, tell)
  tellBudget(status, tell)
  try {
    await tellBooks(oms, tell)
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error
  }
}

async function tellBooks(oms: OmsPort, tell: SetFigure): Promise<void> {
  using limit = new TimeLimit(BOOKS_LIMIT_MS)
  const read = Promise.all([oms.getStats(), oms.getActiveOrders(), oms.getBreaks()])
  const books = await Promise.race([read, limit.over])
  if (books === undefined) return
  const [stats, active, breaks] = books
  for (const [state, count] of countsByState(stats, active)) tell("oms_orders", count, { state })
  tell("oms_orders_active", stats.active)
  tell("oms_orders_in_doubt", stats.inDoubt)
  tell("oms_doubt_age_seconds", oldestDoubtMs(active) / 1000)
  tell("oms_sequence", stats.seq)
  const open = breaks.filter(({ resolvedAt }) => resolvedAt === undefined)
  for (const kind of BREAK_KINDS) {
    tell("oms_breaks_open", open.filter((one) => one.kind === kind).length, { kind })
    tell("oms_breaks_found_total", stats.breaksFound[kind] ?? 0, { kind })
  }
}

/** Every state by its own name, zeros too. The counts of the books put two of the open ones together. */
function countsByState(stats: OrderStats, active: readonly Order[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>(ORDER_STATES.map((state) => [state, 0]))
  for (const { state } of active) counts.set(state, (counts.get(state) ?? 0) + 1)
  const { filled, cancelled, rejected, failed, expired } = stats
  const ended = { Filled: filled, Cancelled: cancelled, Rejected: rejected, Failed: failed, Expired: expired }
  for (const [state, count] of Object.entries(ended)) counts.set(state, count)
  return counts
}

function oldestDoubtMs(active: readonly Order[]): number {
  const begun = active.flatMap(({ doubt }) => (doubt === undefined ? [] : [doubt.since]))
  return begun.length === 0 ? 0 : Math.max(0, Date.now() - Math.min(...begun))
}

function tellManager(status: Status, tell: SetFigure): void {
  tell("oms_ready", status.ready ? 1 : 0)
  for (const state of TRADING_WORDS) tell("oms_trading", status.trading.mode === state ? 1 : 0, { state })
  tell("oms_inbox_length", status.inboxLength)
  tell("oms_inbox_limit", status.inboxLimit)
  tell("oms_reconciliation_age_seconds", seconds(status.lastReconciledAgoMs))
  tell("oms_read_lag_seconds", seconds(status.visibility.usedMs), { bound: "used" })
  tell("oms_read_lag_seconds", seconds(status.visibility.measuredMs), { bound: "measured" })
  for (const state of DEAD_MAN_WORDS) tell("oms_dead_man", status.deadMan.state === state ? 1 : 0, { state })
  tell("oms_dead_man_age_seconds", seconds(status.deadMan.lastConfirmedAgoMs))
}

function tellConnection({ gateway, ...status }: Status, tell: SetFigure): void {
  for (const state of FEED_WORDS) {
    tell("oms_feed", gateway.privateFeed === state ? 1 : 0, { feed: "private", state })
    tell("oms_feed", gateway.publicFeed === state ? 1 : 0, { feed: "public", state })
  }
  tell("oms_feed_age_seconds", seconds(status.lastPrivateMessageAgoMs), { feed: "private" })
  tell("oms_feed_age_seconds", seconds(status.lastPublicMessageAgoMs), { feed: "public" })
  tell("oms_feed_suspect", status.feedSuspicion === undefined ? 0 : 1)
  tell("oms_clock_offset_seconds", seconds(gateway.clockOffsetMs))
  tell("oms_exchange_troubled", gateway.troubled ? 1 : 0)
}

function tellBudget({ gateway }: Status, tell: SetFigure): void {
  const windows = Object.entries(gateway.rateBudget).sort(([, a], [, b]) => a.left / a.limit - b.left / b.limit)
  for (const [window, { left, limit }] of windows.slice(0, WINDOWS_MAX)) {
    tell("oms_rate_budget_left", left, { window })
    tell("oms_rate_budget_limit", limit, { window })
  }
}

class TimeLimit implements Disposable {
  readonly over: Promise<undefined>
  readonly #timer: NodeJS.Timeout

  constructor(limitMs: number) {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    this.over = promise
    this.#timer = setTimeout(() => resolve(undefined), limitMs)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }
}

/** Not a number is how Prometheus writes what is not known. */
function seconds(milliseconds: number | undefined): number {
  return milliseconds === undefined ? Number.NaN : milliseconds / 1000
}
