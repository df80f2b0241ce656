// How breaks end by themselves: with the order that they are about, or with its doubt. Looked up after every decision, so that no way in which an order
// can end is forgotten. What a person must look at and no event can settle stays open.

import { type AccountState, openBreak } from "./account-state.ts"
import type { BreakKind } from "./break-kind.ts"
import { isProvisional } from "./decide-correction.ts"
import { add, equals, ZERO } from "./decimal.ts"
import { breakFound, type Decision } from "./decision.ts"
import type { Facts } from "./facts.ts"
import type { BreakId, OrderId } from "./ids.ts"
import type { Fill, Order } from "./order.ts"
import type { AccountEventBody, EventBody } from "./order-event.ts"
import { isTerminal } from "./order-state.ts"

/** External orders with a break of their own; more share one. */
export const EXTERNAL_BREAKS_MAX = 20
const MORE_EXTERNAL = "more"

const OVER_WITH_THE_ORDER = ["external-order", "missing-order", "cancel-ineffective", "doubt-unresolved"] as const

/** The decision with the breaks that its events settle. */
export function withBreaksOver(state: AccountState, decision: Decision): Decision {
  return state.openBreaks === 0 || decision.events.length === 0 ? decision : withSettled(state, decision)
}

function withSettled(state: AccountState, decision: Decision): Decision {
  const over = new Map<BreakId, string>()
  for (const event of decision.events) {
    if (event.type === "DoubtResolved")
      settle("doubt-unresolved", event.orderId, `the doubt is resolved: ${event.verdict}`)
    if (event.type === "FillBooked" || event.type === "FillCorrected") settleExecutions(event)
    const ended = endOf(event)
    if (ended === undefined) continue
    for (const kind of OVER_WITH_THE_ORDER) settle(kind, ended.orderId, `the order is over: ${ended.as}`)
    settleMore(ended.orderId)
  }
  if (over.size === 0) return decision
  const resolved: readonly AccountEventBody[] = [...over].map(([breakId, resolution]) => {
    return { type: "BreakResolved", breakId, resolution }
  })
  return { ...decision, events: [...decision.events, ...resolved] }

  /** Every execution that OKX owed has come. */
  function settleExecutions(event: ExecutionEvent): void {
    const { orderId, filledQuantity } = event
    if (openBreak(state, "fill-mismatch", orderId)?.action !== "waiting") return
    const fills = fillsAfter(state.orders.get(orderId)?.fills ?? [], event)
    const booked = fills.reduce((sum, { quantity }) => add(sum, quantity), ZERO)
    if (!fills.some(({ tradeId }) => isProvisional(tradeId)) && equals(booked, filledQuantity))
      settle("fill-mismatch", orderId, "every execution has come")
  }

  function settle(kind: BreakKind, subject: string, resolution: string): void {
    const found = openBreak(state, kind, subject)
    if (found !== undefined && !over.has(found.breakId)) over.set(found.breakId, resolution)
  }

  /** The shared break is over when every external order that is left has one of its own. */
  function settleMore(orderId: OrderId): void {
    const listed = state.openBreaksOf.get("external-order")
    if (listed?.has(MORE_EXTERNAL) !== true) return
    const unlisted = [...state.open].some((open) => {
      return open !== orderId && state.orders.get(open)?.source === "exchange" && !listed.has(open)
    })
    if (!unlisted) settle("external-order", MORE_EXTERNAL, "every external order that is left is listed by itself")
  }
}

type ExecutionEvent = Extract<EventBody, { type: "FillBooked" | "FillCorrected" }>

function fillsAfter(before: readonly Fill[], event: ExecutionEvent): readonly Fill[] {
  const others = event.type === "FillCorrected" ? before.filter(({ tradeId }) => tradeId !== event.tradeId) : before
  return event.fill === undefined ? others : [...others, event.fill]
}

function endOf(event: EventBody): { readonly orderId: OrderId; readonly as: string } | undefined {
  switch (event.type) {
    case "OrderFilled":
    case "OrderCancelled":
    case "OrderExpired":
    case "OrderRejected":
    case "OrderFailed":
      return { orderId: event.orderId, as: event.type.slice("Order".length) }
    case "OrderCorrected":
      return isTerminal(event.to) ? { orderId: event.orderId, as: event.to } : undefined
    default:
      return undefined
  }
}

/** The break for an order that was not placed here: one each while they are few, one for all beyond that. */
export function externalFound(
  state: AccountState,
  adopted: Pick<Order, "orderId" | "state"> & { readonly theirs: string; readonly evidence: string },
  facts: Facts,
): readonly AccountEventBody[] {
  const { orderId, theirs, evidence } = adopted
  const draft = { kind: "external-order", ours: "no such order", theirs, evidence, action: "adopted" } as const
  const listed = state.openBreaksOf.get("external-order")?.size ?? 0
  if (listed >= EXTERNAL_BREAKS_MAX) {
    if (isTerminal(adopted.state)) return []
    const ours = `${EXTERNAL_BREAKS_MAX} external orders are listed one by one`
    return breakFound(state, facts, { ...draft, subject: MORE_EXTERNAL, ours, theirs: "more than that are open" })
  }
  const found = breakFound(state, facts, { ...draft, orderId })
  if (!isTerminal(adopted.state)) return found
  const over = found.flatMap((event): AccountEventBody[] =>
    event.type === "BreakFound"
      ? [
          {
            type: "BreakResolved",
            breakId: event.breakId,
            resolution: `it was over when it was first seen: ${adopted.state}`,
          },
        ]
      : [],
  )
  return [...found, ...over]
}
