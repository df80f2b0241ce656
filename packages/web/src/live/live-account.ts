// One account as the page holds it: the books that core folds from the journal's events, and what tables are made of them: orders under their tabs, newest fills,
// open breaks, the status line. Who is told of changes, and when, is live-accounts.ts's.

import {
  AccountBooks,
  type BreakRow,
  breakRow,
  type EventRow,
  type FillRow,
  type Mode,
  type StreamItem,
  type StreamStatus,
} from "@okx-oms/api"
import { type AccountState, type OrderStats, statsOf } from "@okx-oms/core"
import { entryOfOrder, orderKey } from "./order-entry.ts"
import { OrderTabs } from "./order-tabs.ts"

/** Fills that are kept for lists; older ones are in the history. */
export const FILLS_KEPT = 500
/** Orders whose last refusal is remembered. */
const REFUSALS_KEPT = 1_000

/** A cancel or an amendment of an order that lives on, refused: an event, and no field of the order. */
export interface LiveRefusal {
  readonly what: "cancel" | "amend"
  readonly reason: string
  /** Of the event: while it is the order's own, nothing has happened since. */
  readonly seq: number
}

export class LiveAccount {
  readonly account: string
  readonly tabs = new OrderTabs()
  readonly #books = new AccountBooks()
  readonly #together: OrderTabs | undefined
  /** With which kind of money; undefined before the first frame, for nothing may look like play money that is not. */
  mode: Mode | undefined
  /** Those that came while the page was open, newest first. */
  fills: readonly FillRow[] = []
  /** Executions that became others, or were taken back, while the page was open: pages that were read before are old then. */
  corrections = 0
  openBreaks: ReadonlyMap<string, BreakRow> = new Map()
  /** By the order's key: what was refused last while the page was open. */
  readonly refusals = new Map<string, LiveRefusal>()
  status: StreamStatus | undefined
  /** False until its books are complete, and after a resync until the next ones are. */
  isWhole = false
  /** Why the account is not there; undefined while it is. */
  unavailable: string | undefined
  #stats: { readonly seq: number; readonly stats: OrderStats } | undefined

  /** `together`: the tabs of all accounts side by side, kept along with its own. */
  constructor(account: string, together?: OrderTabs) {
    this.account = account
    this.#together = together
  }

  /** The fold of the journal, changed in place: read it, keep nothing of it. Undefined before the first books are complete. */
  get state(): AccountState | undefined {
    return this.#books.state
  }

  get seq(): number {
    return this.#books.seq
  }

  /** Counts of all orders since the journal began; the same object until the next event. */
  get stats(): OrderStats | undefined {
    const { state } = this
    if (state === undefined) return undefined
    if (this.#stats?.seq !== state.seq) this.#stats = { seq: state.seq, stats: statsOf(state) }
    return this.#stats?.stats
  }

  /** Throws BooksBroken: then the stream is to be opened anew. */
  take(item: StreamItem): void {
    const progress = this.#books.take(item)
    this.isWhole = progress !== "waiting"
    this.mode = this.#books.mode ?? this.mode
    switch (item.type) {
      case "snapshot":
        this.unavailable = undefined
        this.status = item.status ?? this.status
        break
      case "changes":
        this.#keepFills(item.fills ?? [], item.events ?? [])
        this.#keepRefusals(item.events ?? [])
        break
      case "status":
        this.status = item.status
        break
      case "unavailable":
        // Nothing more comes of it, so nobody waits for it.
        this.unavailable = item.why
        this.isWhole = true
        break
      default:
        break
    }
    if (progress === "waiting") return
    this.#putChanged()
    const isAboutBreaks = item.type === "changes" && item.events?.some(({ type }) => type.startsWith("Break")) === true
    if (progress === "begun" || isAboutBreaks) this.#putBreaks()
  }

  #putChanged(): void {
    const { state, mode } = this
    if (state === undefined || mode === undefined) return
    for (const orderId of this.#books.changedOrders()) {
      const order = state.orders.get(orderId)
      if (order === undefined) {
        const key = orderKey(this.account, orderId)
        this.tabs.remove(key)
        this.#together?.remove(key)
      } else {
        const entry = entryOfOrder(order, mode)
        this.tabs.put(entry)
        this.#together?.put(entry)
      }
    }
  }

  #putBreaks(): void {
    const open = [...(this.state?.breaks.values() ?? [])].filter(({ resolvedAt }) => resolvedAt === undefined)
    this.openBreaks = new Map(open.map((found) => [found.breakId, breakRow(found)]))
  }

  #keepRefusals(events: readonly EventRow[]): void {
    for (const { type, orderId, reason, seq } of events) {
      if (type !== "CancelRefused" && type !== "AmendRefused") continue
      const key = orderKey(this.account, String(orderId))
      this.refusals.delete(key)
      this.refusals.set(key, { what: type === "CancelRefused" ? "cancel" : "amend", reason: String(reason), seq })
    }
    for (const key of this.refusals.keys()) {
      if (this.refusals.size <= REFUSALS_KEPT) return
      this.refusals.delete(key)
    }
  }

  #keepFills(fills: readonly FillRow[], events: readonly EventRow[]): void {
    const corrected = events.filter(({ type }) => type === "FillCorrected")
    const gone = new Set(corrected.map(({ orderId, tradeId }) => `${orderId} ${tradeId}`))
    this.corrections += corrected.length
    const kept =
      gone.size === 0 ? this.fills : this.fills.filter((fill) => !gone.has(`${fill.orderId} ${fill.tradeId}`))
    if (fills.length > 0 || gone.size > 0) this.fills = [...fills.toReversed(), ...kept].slice(0, FILLS_KEPT)
  }
}
