// What a reply to one of our requests means: accepted, refused with certainty, unknown, or never sent. A reply may come after the news it announces; then
// it adds nothing. Unknown is never turned into an answer here: it opens a doubt, or leaves what is pending to be asked about.

import type { AccountState } from "./account-state.ts"
import { toQuantity } from "./amount.ts"
import { leavesCancelOpen } from "./cancel-source.ts"
import { doubtOfDuplicate, isDuplicate, startDoubt } from "./decide-doubt.ts"
import { ZERO } from "./decimal.ts"
import {
  breakFound,
  cancelMoot,
  type Decision,
  endedUnsent,
  haltedBecause,
  resurrected,
  withdrawn,
} from "./decision.ts"
import { unreachable } from "./errors.ts"
import type { ExchangeInput, RequestOutcome } from "./exchange.ts"
import type { Facts } from "./facts.ts"
import type { OkxOrderId } from "./ids.ts"
import type { Order } from "./order.ts"
import type { EventBody, OrderEventBody } from "./order-event.ts"

type PlaceReply = Extract<ExchangeInput, { type: "PlaceReply" }>
type CancelReply = Extract<ExchangeInput, { type: "CancelReply" }>
type AmendReply = Extract<ExchangeInput, { type: "AmendReply" }>
type Accepted = Extract<RequestOutcome, { kind: "accepted" }>
type Refused = Extract<RequestOutcome, { kind: "refused" }>

/** Most attempts of one placement, each after proof that the one before was not executed. */
const ATTEMPTS_MAX = 4

const NOTHING: Decision = { cause: "reply", events: [] }

export function decidePlaceReply(state: AccountState, reply: PlaceReply, facts: Facts): Decision {
  const order = state.orders.get(reply.orderId)
  if (order === undefined) return NOTHING
  const { outcome } = reply
  switch (outcome.kind) {
    case "accepted":
      return { cause: "reply", events: placementAccepted(state, order, outcome, facts) }
    case "refused":
      return placementRefused(state, order, reply, outcome, facts)
    case "unknown": {
      if (reply.requestId !== order.requestId) return NOTHING
      const { code, message } = outcome
      if (order.state !== "Submitted")
        return isDuplicate(code) ? { cause: "reply", events: replyMismatch(state, order, outcome, facts) } : NOTHING
      const answer = code === "" ? message : `${code} ${message}`
      if (order.doubt !== undefined) return { cause: "reply", events: doubtOfDuplicate(order, answer, code) }
      return { cause: "reply", events: [startDoubt(order, answer, facts, code)] }
    }
    case "not-sent": {
      if (order.state !== "Submitted" || reply.requestId !== order.requestId) return NOTHING
      const { orderId } = order
      return {
        cause: "reply",
        events: [
          ...cancelMoot(order),
          ...existenceAnswered(order, "the request never left"),
          { type: "OrderFailed", orderId, reason: `not sent: ${outcome.message}`, proof: "not-sent" },
        ],
      }
    }
    default:
      return unreachable(outcome)
  }
}

function placementAccepted(state: AccountState, order: Order, outcome: Accepted, facts: Facts): readonly EventBody[] {
  const { orderId } = order
  const { okxOrderId } = outcome
  if (order.okxOrderId === okxOrderId) return []
  if (order.okxOrderId !== undefined || state.byOkxOrderId.has(okxOrderId))
    return namesAnother(state, order, { okxOrderId, by: "place reply" }, facts)
  if (order.state === "Submitted")
    return [...existenceProved(order, "the placement's reply"), { type: "OrderAcknowledged", orderId, okxOrderId }]
  if (endedUnsent(order)) return resurrected(state, order, "place reply: accepted", facts)
  const unsent = withdrawn(order)
  const corrected = {
    orderId,
    okxOrderId,
    to: "Acknowledged",
    filledQuantity: toQuantity(ZERO),
    reason: `OKX accepted the order that we called ${order.state}`,
  } as const
  return [
    ...unsent.events,
    { type: "OrderCorrected", ...corrected },
    ...resurrected(state, order, "place reply: accepted", facts),
  ]
}

/** A reply for the order names an order of OKX that is known to be another. */
function namesAnother(
  state: AccountState,
  order: Order,
  { okxOrderId, by }: { readonly okxOrderId: OkxOrderId; readonly by: string },
  facts: Facts,
): readonly EventBody[] {
  const { orderId } = order
  const owner = state.byOkxOrderId.get(okxOrderId)
  const ours = owner === undefined ? `ordId ${order.okxOrderId}` : `ordId ${okxOrderId} is order ${owner}`
  const draft = { kind: "reply-mismatch", orderId, ours, theirs: `ordId ${okxOrderId}` } as const
  const found = breakFound(state, facts, { ...draft, evidence: by, action: "needs a person" })
  return [...found, ...haltedBecause(state, `two orders of OKX answer to ${orderId}: ${ours} and ordId ${okxOrderId}`)]
}

function placementRefused(
  state: AccountState,
  order: Order,
  reply: PlaceReply,
  refused: Refused,
  facts: Facts,
): Decision {
  const { orderId } = order
  const { code, message } = refused
  if (reply.requestId !== order.requestId) return NOTHING
  if (order.okxOrderId !== undefined) return { cause: "reply", events: replyMismatch(state, order, refused, facts) }
  if (order.state !== "Submitted") return NOTHING
  if (refused.retryable && mayGoAgain(order, facts))
    return { cause: "reply", events: [], retry: { orderId, code, message } }
  return { cause: "reply", events: rejectedByOkx(order, code, message) }
}

/** Reports have shown an order under the id, and OKX's answer is that our placement did not make it: whose it is, a person must tell. */
function replyMismatch(
  state: AccountState,
  order: Order,
  told: { readonly code: string; readonly message: string },
  facts: Facts,
): readonly EventBody[] {
  const { orderId, okxOrderId } = order
  if (okxOrderId === undefined) return []
  const ours = `${order.state} with ordId ${okxOrderId}`
  const draft = { kind: "reply-mismatch", orderId, ours, theirs: `refused ${told.code} ${told.message}` } as const
  const found = breakFound(state, facts, { ...draft, evidence: "place reply", action: "needs a person" })
  if (!isDuplicate(told.code)) return found
  // The order that was merged as ours was there before ours: it may be a stranger with the same terms.
  return [...found, ...haltedBecause(state, `order ${okxOrderId} of OKX, merged as ${orderId}, may be another's`)]
}

/** Time is left before expTime, nobody wants the order gone or asks about it, and the attempts are not used up. */
function mayGoAgain(order: Order, facts: Facts): boolean {
  if (facts.exchange === undefined || order.expiresAt === undefined) return false
  if (order.pendingCancel !== undefined || order.doubt !== undefined) return false
  return order.attempts < ATTEMPTS_MAX && facts.exchange.at < order.expiresAt
}

export function rejectedByOkx(order: Order, code: string, message: string): readonly OrderEventBody[] {
  const { orderId } = order
  const doubt = existenceAnswered(order, `refused by OKX: ${code}`)
  return [
    ...cancelMoot(order),
    ...doubt,
    { type: "OrderRejected", orderId, by: "okx", code, reason: `refused by OKX: ${code} ${message}`.trim() },
  ]
}

export function decideCancelReply(state: AccountState, reply: CancelReply, facts: Facts): Decision {
  const order = state.orders.get(reply.orderId)
  if (order?.pendingCancel === undefined || order.pendingCancel.requestId !== reply.requestId) return NOTHING
  const { orderId } = order
  const { outcome, requestId } = reply
  switch (outcome.kind) {
    case "accepted": {
      // OKX took a cancel of an order in doubt: so the order exists. Under an id that OKX had seen before it may be another's.
      const { okxOrderId } = outcome
      const taken: OrderEventBody = { type: "CancelAccepted", orderId, requestId }
      const proves = order.state === "Submitted" && order.doubt?.duplicate !== true
      if (!proves) return { cause: "reply", events: [taken] }
      if (state.byOkxOrderId.has(okxOrderId))
        return {
          cause: "reply",
          events: [...namesAnother(state, order, { okxOrderId, by: "cancel reply" }, facts), taken],
        }
      const proved = existenceProved(order, "OKX accepted its cancel")
      return { cause: "reply", events: [...proved, { type: "OrderAcknowledged", orderId, okxOrderId }, taken] }
    }
    case "refused":
      if (outcome.retryable || leavesCancelOpen(outcome.code)) return NOTHING
      return {
        cause: "reply",
        events: [{ type: "CancelRefused", orderId, requestId, code: outcome.code, reason: outcome.message }],
      }
    // Both leave the wish standing: the order is asked about, and cancelled again if it lives.
    case "unknown":
    case "not-sent":
      return NOTHING
    default:
      return unreachable(outcome)
  }
}

export function decideAmendReply(state: AccountState, reply: AmendReply): Decision {
  const order = state.orders.get(reply.orderId)
  if (order?.pendingAmend === undefined || order.pendingAmend.requestId !== reply.requestId) return NOTHING
  const { orderId } = order
  const { outcome, requestId } = reply
  switch (outcome.kind) {
    case "accepted":
      return { cause: "reply", events: [{ type: "AmendAccepted", orderId, requestId }] }
    case "refused":
      return {
        cause: "reply",
        events: [{ type: "AmendRefused", orderId, requestId, code: outcome.code, reason: outcome.message }],
      }
    case "not-sent":
      return {
        cause: "reply",
        events: [{ type: "AmendRefused", orderId, requestId, code: "not-sent", reason: outcome.message }],
      }
    // A read after the request's time decides.
    case "unknown":
      return NOTHING
    default:
      return unreachable(outcome)
  }
}

function existenceProved(order: Order, evidence: string): readonly OrderEventBody[] {
  if (order.doubt === undefined) return []
  return [{ type: "DoubtResolved", orderId: order.orderId, verdict: "found", evidence }]
}

function existenceAnswered(order: Order, evidence: string): readonly OrderEventBody[] {
  if (order.doubt === undefined) return []
  return [{ type: "DoubtResolved", orderId: order.orderId, verdict: "never-placed", evidence }]
}
