// A wish to cancel or to amend an order that exists. A cancel always goes out while the order may live, in doubt or not; an
// amendment needs an order that rests, and only one is under way at a time.

import type { AccountState } from "./account-state.ts"
import { equals } from "./decimal.ts"
import { type Decision, refuse } from "./decision.ts"
import { CLOCK_UNCERTAINTY_MAX_MS, type Facts, REQUEST_LIFETIME_MS } from "./facts.ts"
import { checkAmendRules } from "./instrument-rules.ts"
import { isOurs, ORDER_TYPES, type Order, type OrderType } from "./order.ts"
import type { Command } from "./order-command.ts"
import { isTerminal } from "./order-state.ts"
import type { Refusal } from "./refusal.ts"
import { checkAmendRisk } from "./risk.ts"
import { later } from "./time.ts"

type Cancel = Extract<Command, { type: "CancelOrder" }>
type Amend = Extract<Command, { type: "AmendOrder" }>

/** Cancel is idempotent: asking again while a cancel is under way changes nothing and is answered like the first. */
export function decideCancel(state: AccountState, command: Cancel): Decision {
  const order = state.orders.get(command.orderId)
  if (order === undefined) return refuse({ code: "order-not-found", id: command.orderId })
  if (!isOurs(order)) return refuse({ code: "order-not-ours", orderId: order.orderId })
  if (isTerminal(order.state)) return refuse({ code: "order-closed", orderId: order.orderId, state: order.state })
  if (order.pendingCancel !== undefined) return { cause: "command", events: [] }
  const { orderId, reason, requestId } = command
  if (order.state === "Validated") {
    return {
      cause: "command",
      events: [{ type: "OrderCancelled", orderId, reason: `${reason}; it was still queued, nothing was sent` }],
    }
  }
  return { cause: "command", events: [{ type: "CancelRequested", orderId, requestId, reason, attempt: 1 }] }
}

export function decideAmend(state: AccountState, command: Amend, facts: Facts): Decision {
  const order = state.orders.get(command.orderId)
  if (order === undefined) return refuse({ code: "order-not-found", id: command.orderId })
  const refusal = checkAmendable(order, command, facts) ?? checkAmendRisk(order, command, state, facts)
  if (refusal !== undefined) return refuse(refusal)
  if (facts.exchange === undefined) return refuse({ code: "not-ready", why: "the exchange's clock is not known yet" })
  if (facts.exchange.uncertaintyMs > CLOCK_UNCERTAINTY_MAX_MS)
    return refuse({ code: "not-ready", why: "the exchange's clock is not known well enough" })
  const { orderId, requestId, price, quantity } = command
  const target = { ...(price && { price }), ...(quantity && { quantity }) }
  const expiresAt = later(facts.exchange.at, REQUEST_LIFETIME_MS)
  return { cause: "command", events: [{ type: "AmendRequested", orderId, requestId, expiresAt, ...target }] }
}

function checkAmendable(order: Order, command: Amend, facts: Facts): Refusal | undefined {
  const { orderId } = order
  if (!isOurs(order)) return { code: "order-not-ours", orderId }
  if (isTerminal(order.state)) return { code: "order-closed", orderId, state: order.state }
  const type = amendableType(order)
  if (type === undefined)
    return { code: "amend-not-allowed", orderId, why: `a ${order.orderType} order does not rest in the book` }
  if (order.state !== "Acknowledged" && order.state !== "PartiallyFilled") {
    return { code: "amend-not-allowed", orderId, why: `OKX has not confirmed it yet (it is ${order.state})` }
  }
  if (order.pendingCancel !== undefined) return { code: "amend-not-allowed", orderId, why: "a cancel is under way" }
  if (order.pendingAmend !== undefined) return { code: "amend-pending", orderId }
  if (changesNothing(order, command)) return { code: "amend-nothing", orderId }
  return checkAmendRules(command, { type, unit: order.unit }, facts.instrument(order.symbol), order.symbol)
}

function amendableType(order: Order): OrderType | undefined {
  if (order.orderType !== "limit" && order.orderType !== "post_only") return undefined
  return ORDER_TYPES.find((type) => type === order.orderType)
}

function changesNothing(order: Order, command: Amend): boolean {
  const samePrice = command.price === undefined || (order.price !== undefined && equals(command.price, order.price))
  return samePrice && (command.quantity === undefined || equals(command.quantity, order.quantity))
}
