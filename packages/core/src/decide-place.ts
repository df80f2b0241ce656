// A wish to place an order: known already, malformed, denied, or on its way. Only the request's own form is refused without a trace;
// what our checks deny is recorded, so that a strategy's day can be read back.

import type { AccountState } from "./account-state.ts"
import { ONE } from "./decimal.ts"
import { type Decision, refuse } from "./decision.ts"
import type { Draft } from "./draft.ts"
import type { Facts } from "./facts.ts"
import { checkInstrumentRules, type OrderTerms } from "./instrument-rules.ts"
import type { Order, OrderMarket } from "./order.ts"
import { type Command, intentOf, type PlaceOrder } from "./order-command.ts"
import type { OrderEventBody } from "./order-event.ts"
import { refusalSentence } from "./refusal.ts"
import { checkRisk } from "./risk.ts"

type Place = Extract<Command, { type: "PlaceOrder" }>

export function decidePlace(state: AccountState, command: Place, facts: Facts): Decision {
  const { order, ids } = command
  const earlier = order.clientOrderId === undefined ? undefined : state.byClientOrderId.get(order.clientOrderId)
  const known = earlier === undefined ? undefined : state.orders.get(earlier)
  if (known !== undefined) return sameOrRefused(known, order)
  const checked = checkInstrumentRules(order, facts.instrument(order.symbol))
  if (!checked.ok) return refuse(checked.refusal)
  const created = createdEvent(order, checked.terms, ids, state.tag)
  const denied = checkRisk(order, checked.terms, state, facts)
  if (denied === undefined) {
    return { cause: "command", events: [created, { type: "OrderValidated", orderId: ids.orderId }] }
  }
  const rejected: OrderEventBody = {
    type: "OrderRejected",
    orderId: ids.orderId,
    by: "us",
    code: denied.code,
    reason: refusalSentence(denied),
    refusal: denied,
  }
  return { cause: "command", events: [created, rejected], refusal: denied }
}

/** A client order id is taken for good: an equal request is the same order (denied again with the same words if it was denied), another one is refused. */
function sameOrRefused(known: Order, order: PlaceOrder): Decision {
  if (known.intent === intentOf(order)) {
    const same: Decision = { cause: "command", events: [], replayOf: known.orderId }
    return known.state === "Rejected" && known.refusal !== undefined ? { ...same, refusal: known.refusal } : same
  }
  return refuse({ code: "client-order-id-taken", path: "clientOrderId", orderId: known.orderId })
}

type Created = Extract<OrderEventBody, { type: "OrderCreated" }>

function createdEvent(order: PlaceOrder, terms: OrderTerms, ids: Place["ids"], tag: string): Created {
  const { clientOrderId, price, timeLimitMs } = order
  const created: Draft<Created> = {
    type: "OrderCreated",
    orderId: ids.orderId,
    clOrdId: ids.clOrdId,
    strategy: order.strategy,
    symbol: order.symbol,
    market: marketOf(terms),
    side: order.side,
    orderType: order.type,
    tradeMode: terms.tradeMode,
    reduceOnly: terms.reduceOnly,
    quantity: order.quantity,
    unit: terms.unit,
    intent: intentOf(order),
    tag,
  }
  if (clientOrderId !== undefined) created.clientOrderId = clientOrderId
  if (price !== undefined) created.price = price
  if (timeLimitMs !== undefined) created.timeLimitMs = timeLimitMs
  return created
}

function marketOf(terms: OrderTerms): OrderMarket {
  const { kind, baseCurrency, quoteCurrency, contractValue } = terms.instrument
  return { kind, baseCurrency, quoteCurrency, contractValue: kind === "spot" ? ONE : contractValue }
}
