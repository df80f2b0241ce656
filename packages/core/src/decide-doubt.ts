// A placement whose outcome is unknown: how the doubt begins, what counts as evidence, and when "never placed" is proven. Only reads
// that began after X + S + V (certain-after.ts) can say no.

import { type AccountState, openBreak } from "./account-state.ts"
import { TIME_LIMIT_REASON } from "./cancel-source.ts"
import { certainAfter } from "./certain-after.ts"
import { isZero } from "./decimal.ts"
import { breakFound, breakOver, cancelMoot } from "./decision.ts"
import { CANCELLED_RETENTION_MS, type Facts } from "./facts.ts"
import type { OrderId } from "./ids.ts"
import { type Doubt, isComplete, type Order } from "./order.ts"
import type { EventBody, OrderEventBody } from "./order-event.ts"
import { later, type Millis, millis } from "./time.ts"

/** One question to OKX about an order in doubt, and what came of it. Finding it is no evidence but a report. */
export interface DoubtEvidence {
  readonly type: "DoubtEvidence"
  readonly orderId: OrderId
  readonly probes: readonly DoubtProbe[]
}

export interface DoubtProbe {
  /** GET order by clOrdId, or a full pass of a list since the order's creation. */
  readonly of: "order" | "pending" | "history" | "fills"
  /** absent: read in full, the id is not there · none: the read failed or proves nothing. */
  readonly result: "absent" | "none"
  /** Exchange time at which the read began. */
  readonly begunAt: Millis
  readonly detail: string
}

/** Two "not found" reads must be this far apart. */
export const NOT_FOUND_SPACING_MS = 300
const NOT_FOUND_NEEDED = 2
/** Waits between questions while the order may still appear: soon at first, then every two seconds. */
const ASK_AFTER_MS: readonly number[] = [150, 300, 600, 1_200]
const ASK_EVERY_MS = 2_000
/** A doubt this old that was asked about this often is reported as a break. */
const DOUBT_LASTS_MS = 5 * 60_000
const DOUBT_LASTS_ASKS = 10

/** Exchange time after which "not found" counts for an order in doubt; undefined for others, and without a clock sample. */
export function absenceCountsAfter(order: Order, facts: Facts): Millis | undefined {
  const { doubt, submittedAt, createdAt } = order
  if (doubt === undefined) return undefined
  return certainAfter({ at: submittedAt ?? createdAt, expiresAt: doubt.expiresAt }, facts)
}

/** Refusals that say "seen before": of which order, a read must show (order protocol, "Sending", point 3). */
const DUPLICATE_CODES: ReadonlySet<string> = new Set(["50042", "50071", "51011", "51016", "51065", "51068"])

/** A doubt whose finding contradicts our books is a person's; OKX is asked again this seldom. */
const CONTRADICTED_ASK_MS = 60_000

/** `code` is OKX's, when it gave one. */
export function startDoubt(order: Order, answer: string, facts: Facts, code?: string): OrderEventBody {
  const doubt = newDoubt(order, answer, facts)
  return {
    type: "OrderInDoubt",
    orderId: order.orderId,
    doubt: isDuplicate(code) ? { ...doubt, duplicate: true } : doubt,
  }
}

function newDoubt(order: Order, answer: string, facts: Facts): Doubt {
  // Without a known expTime the request could have been sent just now.
  const expiresAt = order.expiresAt ?? later(facts.exchange?.at ?? facts.now, 2_500)
  return {
    since: facts.now,
    asked: `place ${order.side} ${order.symbol} (clOrdId ${order.clOrdId ?? ""}, request ${order.requestId ?? ""}, by ${order.transport ?? "unknown"})`,
    answer,
    expiresAt,
    next: "ask OKX for the order by its clOrdId",
    nextAt: later(facts.now, ASK_AFTER_MS[0] ?? ASK_EVERY_MS),
    asks: 0,
    notFoundAt: [],
    absentFrom: {},
  }
}

/** A doubt that began by silence learns that OKX knows the id already. */
export function doubtOfDuplicate(order: Order, answer: string, code: string): readonly OrderEventBody[] {
  const { doubt, orderId } = order
  if (doubt === undefined || doubt.duplicate === true || !isDuplicate(code)) return []
  return [{ type: "OrderInDoubt", orderId, doubt: { ...doubt, answer, duplicate: true } }]
}

/**
 * What was found under the order's id is not the order, which OKX has not confirmed: it is in doubt from now on if it was not. The reservation stays, a person
 * looks, and OKX is asked again from time to time.
 */
export function doubtContradicted(order: Order, answer: string, facts: Facts): readonly OrderEventBody[] {
  const { orderId } = order
  if (order.state !== "Submitted" || (order.doubt?.duplicate === true && order.doubt.nextAt > facts.now)) return []
  const doubt = order.doubt ?? newDoubt(order, answer, facts)
  const next = "a person must look: what OKX shows under its id is another order; it is asked for again meanwhile"
  const nextAt = later(facts.now, CONTRADICTED_ASK_MS)
  const asks = doubt.asks + 1
  return [{ type: "OrderInDoubt", orderId, doubt: { ...doubt, answer, duplicate: true, asks, next, nextAt } }]
}

/** OKX says that it has seen the id before. */
export function isDuplicate(code: string | undefined): boolean {
  return code !== undefined && DUPLICATE_CODES.has(code)
}

export function decideDoubtEvidence(state: AccountState, evidence: DoubtEvidence, facts: Facts): readonly EventBody[] {
  const order = state.orders.get(evidence.orderId)
  if (order?.doubt === undefined) return []
  const doubt = withProbes(order.doubt, evidence.probes, {
    after: absenceCountsAfter(order, facts),
    until: facts.exchange?.at,
  })
  const { pending, history, fills } = doubt.absentFrom
  const passes = pending !== undefined && history !== undefined && fills !== undefined
  if (!passes || doubt.notFoundAt.length < NOT_FOUND_NEEDED) {
    const failed = evidence.probes.some(({ result }) => result === "none")
    const next = withNext({ ...order, doubt }, doubt, facts, failed)
    return [{ type: "OrderInDoubt", orderId: order.orderId, doubt: next }, ...lastingDoubt(state, order, next, facts)]
  }
  const age = (facts.exchange?.at ?? facts.now) - doubt.expiresAt
  return age > CANCELLED_RETENTION_MS ? beyondMemory(order) : neverPlaced(order, doubt)
}

function withProbes(
  doubt: Doubt,
  probes: readonly DoubtProbe[],
  certain: { readonly after: Millis | undefined; readonly until: Millis | undefined },
): Doubt {
  const { after, until } = certain
  // What counted before may count no longer: uncertainty and visibility bound grow while OKX is in trouble, and a clock that was ahead dated reads wrongly.
  const counts = (begunAt: Millis): boolean =>
    after !== undefined && until !== undefined && begunAt > after && begunAt <= until
  const notFoundAt = doubt.notFoundAt.filter(counts)
  const absentFrom: { -readonly [Key in keyof Doubt["absentFrom"]]: Doubt["absentFrom"][Key] } = {}
  for (const list of ["pending", "history", "fills"] as const) {
    const begunAt = doubt.absentFrom[list]
    if (begunAt !== undefined && counts(begunAt)) absentFrom[list] = begunAt
  }
  for (const probe of probes) {
    if (probe.result !== "absent" || !counts(probe.begunAt)) continue
    if (probe.of !== "order") absentFrom[probe.of] = probe.begunAt
    else if (probe.begunAt - (notFoundAt.at(-1) ?? Number.NEGATIVE_INFINITY) >= NOT_FOUND_SPACING_MS)
      notFoundAt.push(probe.begunAt)
  }
  const answer = probes.length === 0 ? doubt.answer : probes.map((probe) => probe.detail).join("; ")
  return { ...doubt, notFoundAt, absentFrom, answer, asks: doubt.asks + 1 }
}

/** OKX has given no evidence for so long that a person should know. */
function lastingDoubt(state: AccountState, order: Order, doubt: Doubt, facts: Facts): readonly EventBody[] {
  if (facts.now - doubt.since < DOUBT_LASTS_MS || doubt.asks < DOUBT_LASTS_ASKS) return []
  return breakFound(state, facts, {
    kind: "doubt-unresolved",
    orderId: order.orderId,
    ours: `${order.state}, in doubt since ${doubt.since}`,
    theirs: "no answer that decides it",
    evidence: `asked ${doubt.asks} times; last answer: ${doubt.answer}`,
    action: "waiting",
  })
}

function withNext(order: Order, doubt: Doubt, facts: Facts, failed: boolean): Doubt {
  const certain = absenceCountsAfter(order, facts)
  if (certain === undefined || facts.exchange === undefined) {
    return {
      ...doubt,
      next: "wait for a sample of OKX's clock: without it nothing is proven",
      nextAt: later(facts.now, ASK_EVERY_MS),
    }
  }
  const wait = ASK_AFTER_MS[doubt.asks] ?? ASK_EVERY_MS
  const untilCertain = certain - facts.exchange.at + 1
  if (untilCertain > 0) {
    const next = `ask again; "not found" proves nothing until ${untilCertain} ms after this answer`
    return { ...doubt, next, nextAt: later(facts.now, Math.min(wait, untilCertain)) }
  }
  // Who did not answer is not asked harder.
  const again = failed ? ASK_EVERY_MS : NOT_FOUND_SPACING_MS + 20
  return { ...doubt, next: "ask again and read every list, until all agree", nextAt: later(facts.now, again) }
}

function neverPlaced(order: Order, doubt: Doubt): readonly OrderEventBody[] {
  const { orderId } = order
  const reads = doubt.notFoundAt.map((at) => `GET order not found at ${at}`).join(", ")
  const { pending, history, fills } = doubt.absentFrom
  const evidence = `expTime ${doubt.expiresAt}; ${reads}; absent from orders-pending ${pending}, orders-history ${history}, fills ${fills}`
  return [
    ...cancelMoot(order),
    { type: "DoubtResolved", orderId, verdict: "never-placed", evidence },
    { type: "OrderFailed", orderId, reason: "proven never placed", proof: "never-placed" },
  ]
}

/** OKX forgets orders cancelled without a fill, so too late "not found" has two readings; neither has an effect any more. */
function beyondMemory(order: Order): readonly OrderEventBody[] {
  const { orderId } = order
  const reason = "never placed or cancelled, unfilled; OKX no longer tells which"
  return [
    { type: "DoubtResolved", orderId, verdict: "beyond-memory", evidence: reason },
    { type: "OrderExpired", orderId, reason },
  ]
}

/** True when a single read of the order still adds to the proof that it was never placed. */
export function needsOrderRead(order: Order, facts: Facts): boolean {
  const certain = absenceCountsAfter(order, facts)
  const notFoundAt = order.doubt?.notFoundAt ?? []
  return notFoundAt.filter((at) => certain !== undefined && at > certain).length < NOT_FOUND_NEEDED
}

export interface OrderVanished {
  readonly type: "OrderVanished"
  readonly orderId: OrderId
  readonly evidence: string
  /** Exchange time at which the earliest of the reads began. */
  readonly begunAt: Millis
}

/** An order that OKX had confirmed is in no list any more and has no unbooked fill: it was cancelled while we were away. */
export function decideVanished(state: AccountState, input: OrderVanished, facts: Facts): readonly EventBody[] {
  const order = state.orders.get(input.orderId)
  if (order === undefined || (order.state !== "Acknowledged" && order.state !== "PartiallyFilled")) return []
  if (facts.exchange === undefined) return []
  const { orderId } = order
  // Confirmed this moment, it may not be visible to reads yet.
  const begunAtWall = input.begunAt - (facts.exchange.at - facts.now)
  if (begunAtWall <= later(order.acknowledgedAt ?? order.createdAt, facts.visibilityMs)) return []
  const draft = {
    kind: "missing-order",
    orderId,
    ours: order.state,
    theirs: "in no list",
    evidence: `${input.evidence}, reads begun at ${input.begunAt}`,
  } as const
  // Its executions first: they are being fetched, and an end without them would be a guess.
  if (!isZero(order.fillsMissing)) return breakFound(state, facts, { ...draft, action: "waiting" })
  const ended = endWhileAway(order, input)
  // One that was waiting is resolved with the order.
  if (openBreak(state, "missing-order", orderId) !== undefined) return [ended]
  const as = ended.type === "OrderFilled" ? "filled" : "cancelled"
  return [ended, ...breakOver(facts, { ...draft, action: "repaired" }, `its end is booked: ${as} while away`)]
}

/** Everything that it asked for is booked: then it was filled. Else its time limit is the likeliest end when that is what we had asked for. */
function endWhileAway(order: Order, { evidence }: OrderVanished): OrderEventBody {
  const { orderId, okxOrderId, filledQuantity } = order
  if (okxOrderId !== undefined && isComplete(order, filledQuantity))
    return { type: "OrderFilled", orderId, okxOrderId, filledQuantity }
  const type = order.pendingCancel?.reason === TIME_LIMIT_REASON ? "OrderExpired" : "OrderCancelled"
  return { type, orderId, reason: `cancelled at OKX while we were away (${evidence})` }
}

/** Exchange time from which a list must be read to be a full pass for this order; an hour of slack covers any clock error. */
export function passFrom(order: Order): Millis {
  return millis(
    Math.max(0, Math.min(order.submittedAt ?? order.createdAt, order.doubt?.expiresAt ?? order.createdAt) - 3_600_000),
  )
}
