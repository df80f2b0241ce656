// The state of one account: its orders with their indexes, what fills did to it, its breaks and whether it may trade. It is the fold of the
// journal and nothing else. evolve.ts changes it; everybody else reads. Maps are changed in place because one writer owns the whole.

import { BREAK_KINDS, type BreakAction, type BreakKind } from "./break-kind.ts"
import type { Decimal } from "./decimal.ts"
import type { Exposure } from "./exposure.ts"
import type { AccountId, BreakId, ClientOrderId, ClOrdId, OkxOrderId, OrderId } from "./ids.ts"
import { OldestFirst } from "./oldest-first.ts"
import { isOurs, type Order } from "./order.ts"
import type { Widening, WideningCause } from "./order-event.ts"
import { ORDER_STATES, type OrderState } from "./order-state.ts"
import { Orders } from "./orders.ts"
import type { Position } from "./position.ts"
import type { Symbol } from "./symbol.ts"
import { type Millis, millis } from "./time.ts"

/** Closed orders stay in memory this long after their end (event time); then the journal's index brings them back when asked. */
export const CLOSED_ORDER_RETENTION_MS = 15 * 60_000
/** And at most this many; the ones that ended first leave before their time. */
export const CLOSED_ORDERS_MAX = 20_000
/** Breaks kept in memory; of more, resolved ones leave, oldest first. */
export const BREAKS_MAX = 1_000

export interface Break {
  readonly breakId: BreakId
  readonly kind: BreakKind
  readonly orderId?: OrderId
  /** What it is about when that is no order of ours: a currency, a symbol, an id of OKX. */
  readonly subject?: string
  readonly ours: string
  readonly theirs: string
  readonly evidence: string
  readonly action: BreakAction
  /** Theirs minus ours, of a balance or position. */
  readonly difference?: Decimal
  readonly foundAt: Millis
  readonly resolvedAt?: Millis
  readonly resolution?: string
}

/** What OKX should hold of one currency, by our books. */
export interface Funds {
  /** Cash: the baseline and everything that was booked since. */
  readonly expected: Decimal
  /** Exchange time: what happened until then is contained in the baseline. */
  readonly countsFrom: Millis
}

/** Whether new orders are taken. Cancels always are. */
export interface TradingState {
  readonly mode: "open" | "reduce-only" | "halt"
  readonly reason: string
  readonly since: Millis
}

export interface AccountState {
  readonly account: AccountId
  seq: number
  at: Millis
  /** Exchange second of the newest start; 0 before the first. */
  epoch: number
  tag: string
  readonly orders: Orders
  /** Orders that are not terminal, oldest first. */
  readonly open: Set<OrderId>
  /** Validated orders that wait to leave, oldest first. */
  readonly waiting: Set<OrderId>
  /** Validated or Submitted: the exchange has not confirmed them, so its balances may not count them. */
  readonly unconfirmed: Set<OrderId>
  readonly inDoubt: Set<OrderId>
  /** OKX owes us executions of them: missing ones, or those that a stand-in is booked for. */
  readonly fillsMissing: Set<OrderId>
  readonly byClOrdId: Map<ClOrdId, OrderId>
  readonly byOkxOrderId: Map<OkxOrderId, OrderId>
  readonly byClientOrderId: Map<ClientOrderId, OrderId>
  /** When each closed order ended (event time), oldest end first: that one leaves memory first. */
  readonly closed: OldestFirst<OrderId, Millis>
  /** How many orders are in each state, those that left memory included. */
  readonly counts: Record<OrderState, number>
  /** Exact change of each currency through booked fills since the journal began. */
  readonly cash: Map<string, Decimal>
  readonly positions: Map<Symbol, Position>
  /** What open orders may still do, by symbol. */
  readonly exposures: Map<Symbol, Exposure>
  /** What unconfirmed SPOT orders take of each currency and amendments under way add, those apart whose take only the market's price tells. */
  readonly reserved: Map<string, Decimal>
  readonly reservedAtMarket: Set<OrderId>
  /** Balances at the journal's first start; undefined until read. */
  baseline: ReadonlyMap<string, Decimal> | undefined
  /** Exchange time of the baseline; 0 before it. */
  baselineAt: Millis
  /** By currency, from the baseline on. */
  readonly funds: Map<string, Funds>
  /** Exchange time until which a position's executions are contained in the baseline, by symbol and for all others. */
  readonly positionsFrom: Map<Symbol, Millis>
  otherPositionsFrom: Millis
  /** Bills that were booked and may be read again, with their times. */
  readonly billsBooked: Map<string, Millis>
  /** Exchange time up to which bills are known to be complete. */
  billsUpTo: Millis
  trading: TradingState
  readonly breaks: Map<BreakId, Break>
  openBreaks: number
  /** Open breaks by kind and what they are about (order, currency, symbol ...). */
  readonly openBreaksOf: Map<BreakKind, Map<string, readonly BreakId[]>>
  /** How many breaks of each kind were found since the journal began. */
  readonly breakCounts: Map<BreakKind, number>
  /** For how long reads may lag more than usual, and how much, as last journaled. */
  readonly widened: Map<WideningCause, Widening>
  /** Exchange time up to which the fills of the account are known to be complete. */
  fillsUpTo: Millis
}

export function emptyAccount(account: AccountId): AccountState {
  return {
    account,
    seq: 0,
    at: millis(0),
    epoch: 0,
    tag: "",
    orders: new Orders(),
    open: new Set(),
    waiting: new Set(),
    unconfirmed: new Set(),
    inDoubt: new Set(),
    fillsMissing: new Set(),
    byClOrdId: new Map(),
    byOkxOrderId: new Map(),
    byClientOrderId: new Map(),
    closed: new OldestFirst(),
    counts: Object.fromEntries(ORDER_STATES.map((state) => [state, 0])) as Record<OrderState, number>,
    cash: new Map(),
    positions: new Map(),
    exposures: new Map(),
    reserved: new Map(),
    reservedAtMarket: new Set(),
    baseline: undefined,
    baselineAt: millis(0),
    funds: new Map(),
    positionsFrom: new Map(),
    otherPositionsFrom: millis(0),
    billsBooked: new Map(),
    billsUpTo: millis(0),
    widened: new Map(),
    trading: { mode: "open", reason: "", since: millis(0) },
    breaks: new Map(),
    openBreaks: 0,
    openBreaksOf: new Map(),
    breakCounts: new Map(),
    fillsUpTo: millis(0),
  }
}

/**
 * The order by whichever id of the exchange is known; undefined when neither is in memory. Our own ids on the wire are used once. Of others' orders only OKX's id is:
 * OKX lets a clOrdId be used again after an order's end, and programs do.
 */
export function findByExchangeIds(
  state: AccountState,
  { clOrdId, okxOrderId }: { clOrdId?: ClOrdId; okxOrderId?: OkxOrderId },
): Order | undefined {
  const byClOrdId = clOrdId === undefined ? undefined : state.byClOrdId.get(clOrdId)
  const named = byClOrdId === undefined ? undefined : state.orders.get(byClOrdId)
  if (named !== undefined && (okxOrderId === undefined || isOurs(named) || named.okxOrderId === okxOrderId))
    return named
  const orderId = okxOrderId === undefined ? undefined : state.byOkxOrderId.get(okxOrderId)
  return orderId === undefined ? undefined : state.orders.get(orderId)
}

/** What a break is about, as a key among those of its kind. */
export function breakSubject({ orderId, subject }: Pick<Break, "orderId" | "subject">): string {
  return orderId ?? subject ?? ""
}

/** The open break of this kind about this order, currency, symbol ...; undefined when there is none. */
export function openBreak(state: AccountState, kind: BreakKind, subject: string): Break | undefined {
  const breakId = state.openBreaksOf.get(kind)?.get(subject)?.[0]
  return breakId === undefined ? undefined : state.breaks.get(breakId)
}

/** Counts for people and metrics. */
export interface OrderStats {
  readonly total: number
  readonly created: number
  readonly submitted: number
  readonly acknowledged: number
  readonly active: number
  readonly filled: number
  readonly cancelled: number
  readonly rejected: number
  readonly failed: number
  readonly expired: number
  readonly inDoubt: number
  /** Open ones. */
  readonly breaks: number
  /** Of each kind, since the journal began. */
  readonly breaksFound: Readonly<Record<BreakKind, number>>
}

export function statsOf(state: AccountState): OrderStats {
  const { counts } = state
  return {
    total: Object.values(counts).reduce((total, count) => total + count, 0),
    created: counts.Created + counts.Validated,
    submitted: counts.Submitted,
    acknowledged: counts.Acknowledged + counts.PartiallyFilled,
    active: state.open.size,
    filled: counts.Filled,
    cancelled: counts.Cancelled,
    rejected: counts.Rejected,
    failed: counts.Failed,
    expired: counts.Expired,
    inDoubt: state.inDoubt.size,
    breaks: state.openBreaks,
    breaksFound: Object.fromEntries(BREAK_KINDS.map((kind) => [kind, state.breakCounts.get(kind) ?? 0])) as Record<
      BreakKind,
      number
    >,
  }
}
