// The handlers of orders: place, list, read, amend, cancel. Each asks the manager once and writes the row; it decides nothing.

import {
  orderDetail,
  orderRow,
  PAGE_LIMIT_DEFAULT,
  placeOrderOf,
  placeOrdersOf,
  problemOfDoor,
  receiptRow,
} from "@okx-oms/api"
import { parseClientOrderId } from "@okx-oms/core"
import type { Answer, Receipt } from "@okx-oms/trading"
import { findOrder, orderRef } from "../order-ids.ts"
import { ordersInMemory } from "../orders-in-memory.ts"
import { accepted, answered, ProblemReply, refuse, resultRow } from "../reply.ts"
import { type Handlers, sound } from "../serve-route.ts"
import { timelineRows } from "../timeline-rows.ts"

/** Refusals that concern the manager and not one order: a batch that met only these was not taken at all. */
const NOT_TAKEN = new Set(["inbox-full", "not-ready", "manager-stopped"])

export const orderHandlers = {
  placeOrder: async ({ body, headers, oms, reply }) => {
    const key = headers["Idempotency-Key"]
    const order = placeOrderOf(body, key)
    if (key !== undefined && order.clientOrderId !== key) {
      const detail = "Idempotency-Key and clientOrderId both name the order. Send one of them, or send them equal."
      throw new ProblemReply(problemOfDoor("idempotency-key-mismatch", detail))
    }
    const answer = await answered(oms.submitOrder(order))
    // A denial, too, is what the same request was answered with before.
    if (answer.ok ? answer.value.replayed : answer.replayed) reply.header("idempotency-replayed", "true")
    const receipt = accepted(answer)
    reply.header("location", `/v1/orders/${receipt.orderId}`)
    return receiptRow(receipt, oms)
  },

  getOrders: async ({ query, oms }) => {
    const { account: _account, state = { states: undefined }, limit = PAGE_LIMIT_DEFAULT, ...filter } = query
    if (state === "open" || state === "in-doubt") {
      // Read before the orders: the page is complete at least up to here.
      const { seq } = oms.status()
      const page = ordersInMemory(await answered(oms.getActiveOrders()), { ...filter, state, limit })
      return { orders: page.rows.map((order) => orderRow(order, oms.mode)), nextCursor: page.nextCursor ?? null, seq }
    }
    const states = state.states === undefined ? {} : { states: state.states }
    const page = await answered(oms.history.orders({ account: oms.account, limit, ...filter, ...states }))
    return {
      orders: page.rows.map((order) => orderRow(order, oms.mode)),
      nextCursor: page.nextCursor ?? null,
      seq: page.seq,
    }
  },

  getOrder: async ({ params, query, oms }) => orderDetail(await findOrder(oms, params.id, query.by), oms.mode),

  getTimeline: async ({ params, query, oms }) => {
    const { by, account: _account, limit = PAGE_LIMIT_DEFAULT, ...page } = query
    const order = await findOrder(oms, params.id, by)
    const { orderId } = order
    const found = await answered(oms.history.events({ account: oms.account, orderId, limit, ...page }))
    const events = timelineRows({
      events: found.rows,
      wire: oms.wire.of(order),
      isFirst: page.cursor === undefined,
      isLast: found.nextCursor === undefined,
    })
    return { orderId, events, nextCursor: found.nextCursor ?? null, seq: found.seq }
  },

  amendOrder: async ({ params, query, body, oms }) => {
    const ref = await orderRef(oms, params.id, query.by)
    return receiptRow(accepted(await answered(oms.amendOrder(ref, body))), oms)
  },

  cancelOrder: async ({ params, query, oms }) => {
    const ref = await orderRef(oms, params.id, query.by)
    return receiptRow(accepted(await answered(oms.cancelOrder(ref, query.reason))), oms)
  },
} satisfies Partial<Handlers>

export const manyOrdersHandlers = {
  placeOrders: async ({ body, headers, oms }) => {
    const key = headers["Idempotency-Key"]
    const nameAt = key === undefined ? undefined : (index: number) => parseClientOrderId(`${key}:${index}`)
    const orders = sound(placeOrdersOf(body, nameAt))
    const answers = await answered(oms.submitBatch(orders))
    refuseIfNoneWasTaken(answers)
    const results = answers.map((answer, index) => resultRow(answer, oms, `orders[${index}]`))
    return { results, seq: oms.status().seq }
  },

  cancelOrders: async ({ body, oms }) => {
    const answers = await answered(oms.cancelAll(body))
    refuseIfNoneWasTaken(answers)
    return { results: answers.map((answer) => resultRow(answer, oms)), seq: oms.status().seq }
  },
} satisfies Partial<Handlers>

function refuseIfNoneWasTaken(answers: readonly Answer<Receipt>[]): void {
  const [first] = answers
  if (first === undefined || first.ok) return
  if (answers.every((answer) => !answer.ok && NOT_TAKEN.has(answer.refusal.code))) refuse(first.refusal)
}
