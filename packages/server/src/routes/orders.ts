// The addresses of orders: place, list, read, amend, cancel. Each route parses, asks the manager once and writes the row; it decides nothing.

import {
  eventRow,
  fillRow,
  orderDetail,
  orderRow,
  type Parsed,
  parseAmend,
  parseBatch,
  parseCancelFilter,
  parsePlaceOrder,
  problemOfDoor,
  receiptRow,
} from "@okx-oms/api"
import { type ClientOrderId, InvalidValue, parseClientOrderId } from "@okx-oms/core"
import type { Answer, Receipt } from "@okx-oms/trading"
import type { FastifyInstance, FastifyRequest } from "fastify"
import type { OmsPort } from "../open-oms.ts"
import { findOrder, orderRef } from "../order-ids.ts"
import { ordersInMemory } from "../orders-in-memory.ts"
import { cancelQuery, fillsQuery, noQuery, orderQuery, ordersQuery, timelineQuery } from "../query.ts"
import { accepted, answered, ProblemReply, refuse, refuseFields, resultRow } from "../reply.ts"

type ById = { Params: { id: string } }
/** The batch names its orders "<key>:<index>" after one Idempotency-Key; room for ":19". */
const BATCH_KEY_LENGTH_MAX = 61
/** Refusals that concern the manager and not one order: a batch that met only these was not taken at all. */
const NOT_TAKEN = new Set(["inbox-full", "not-ready", "manager-stopped"])

export function addOrderRoutes(app: FastifyInstance, oms: OmsPort): void {
  app.post("/v1/orders", async (request, reply) => {
    noQuery(request.query)
    const key = idempotencyKey(request)
    const order = sound(parsePlaceOrder(request.body, key === undefined ? {} : { fallbackClientOrderId: key }))
    if (key !== undefined && order.clientOrderId !== key) {
      const detail = "Idempotency-Key and clientOrderId both name the order. Send one of them, or send them equal."
      throw new ProblemReply(problemOfDoor("idempotency-key-mismatch", detail))
    }
    const answer = await answered(oms.submitOrder(order))
    // A denial, too, is what the same request was answered with before.
    if (answer.ok ? answer.value.replayed : answer.replayed) reply.header("idempotency-replayed", "true")
    const receipt = accepted(answer)
    return reply.code(202).header("location", `/v1/orders/${receipt.orderId}`).send(receiptRow(receipt))
  })

  app.get("/v1/orders", async (request) => {
    const options = ordersQuery(request.query)
    if (options.state === "open" || options.state === "in-doubt") {
      // Read before the orders: the page is complete at least up to here.
      const { seq } = oms.status()
      const page = ordersInMemory(await answered(oms.getActiveOrders()), options)
      return { orders: page.rows.map(orderRow), nextCursor: page.nextCursor ?? null, seq }
    }
    const { state, ...filter } = options
    const states = state.states === undefined ? {} : { states: state.states }
    const page = await answered(oms.history.orders({ account: oms.account, ...filter, ...states }))
    return { orders: page.rows.map(orderRow), nextCursor: page.nextCursor ?? null, seq: page.seq }
  })

  app.get<ById>("/v1/orders/:id", async (request) => {
    const { by } = orderQuery(request.query)
    return orderDetail(await findOrder(oms, request.params.id, by))
  })

  app.get<ById>("/v1/orders/:id/timeline", async (request) => {
    const { by, ...pageOptions } = timelineQuery(request.query)
    const { orderId } = await findOrder(oms, request.params.id, by)
    const page = await answered(oms.history.events({ account: oms.account, orderId, ...pageOptions }))
    return { orderId, events: page.rows.map(eventRow), nextCursor: page.nextCursor ?? null, seq: page.seq }
  })

  app.patch<ById>("/v1/orders/:id", async (request, reply) => {
    const { by } = orderQuery(request.query)
    const change = sound(parseAmend(request.body))
    const ref = await orderRef(oms, request.params.id, by)
    return reply.code(202).send(receiptRow(accepted(await answered(oms.amendOrder(ref, change)))))
  })

  app.delete<ById>("/v1/orders/:id", async (request, reply) => {
    const { by, reason } = cancelQuery(request.query)
    const ref = await orderRef(oms, request.params.id, by)
    return reply.code(202).send(receiptRow(accepted(await answered(oms.cancelOrder(ref, reason)))))
  })

  app.get("/v1/fills", async (request) => {
    const page = await answered(oms.history.fills({ account: oms.account, ...fillsQuery(request.query) }))
    return { fills: page.rows.map(fillRow), nextCursor: page.nextCursor ?? null, seq: page.seq }
  })
}

export function addManyOrdersRoutes(app: FastifyInstance, oms: OmsPort): void {
  app.post("/v1/orders/batch", async (request, reply) => {
    noQuery(request.query)
    const key = idempotencyKey(request, BATCH_KEY_LENGTH_MAX)
    const naming =
      key === undefined ? {} : { clientOrderIdAt: (index: number) => parseClientOrderId(`${key}:${index}`) }
    const orders = sound(parseBatch(request.body, naming))
    const answers = await answered(oms.submitBatch(orders))
    refuseIfNoneWasTaken(answers)
    const results = answers.map((answer, index) => resultRow(answer, `orders[${index}]`))
    return reply.code(202).send({ results, seq: oms.status().seq })
  })

  app.post("/v1/orders/cancel", async (request, reply) => {
    noQuery(request.query)
    const filter = sound(parseCancelFilter(request.body))
    const answers = await answered(oms.cancelAll(filter))
    refuseIfNoneWasTaken(answers)
    return reply.code(202).send({ results: answers.map((answer) => resultRow(answer)), seq: oms.status().seq })
  })
}

function refuseIfNoneWasTaken(answers: readonly Answer<Receipt>[]): void {
  const [first] = answers
  if (first === undefined || first.ok) return
  if (answers.every((answer) => !answer.ok && NOT_TAKEN.has(answer.refusal.code))) refuse(first.refusal)
}

/** The value, or every mistake of the request as one problem. */
export function sound<Value>(parsed: Parsed<Value>): Value {
  if (!parsed.ok) refuseFields(parsed.errors)
  return parsed.value
}

function idempotencyKey(request: FastifyRequest, lengthMax = 64): ClientOrderId | undefined {
  const header = request.headers["idempotency-key"]
  if (header === undefined) return undefined
  try {
    const key = parseClientOrderId(header, "Idempotency-Key")
    if (key.length > lengthMax)
      throw new InvalidValue("Idempotency-Key", header, `at most ${lengthMax} characters here`)
    return key
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error
    return refuseFields([{ path: "Idempotency-Key", message: error.message }], "query-invalid")
  }
}
