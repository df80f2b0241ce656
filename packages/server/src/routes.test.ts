// The contract of every address, over a manager in memory: what is answered, with which status, and what the manager was asked.

import assert from "node:assert/strict"
import { test } from "node:test"
import { parseOrderId } from "@okx-oms/core"
import { OutcomeUnknown } from "@okx-oms/trading"
import { type Door, ORDER, openDoor } from "./testing/open-door.ts"

async function placed(door: Door, order: object = ORDER) {
  const told = await door.ask("POST", "/v1/orders", { body: order })
  assert.equal(told.status, 202, told.text)
  return parseOrderId(told.body.orderId)
}

test("a sound order, so 202 with ids, sequence and state, and where to find it", async () => {
  const door = openDoor()
  const told = await door.ask("POST", "/v1/orders", { body: { ...ORDER, clientOrderId: "first" } })
  assert.equal(told.status, 202)
  const { orderId } = told.body
  assert.deepEqual(told.body, {
    orderId,
    clientOrderId: "first",
    account: "paper",
    mode: "paper",
    seq: 2,
    state: "Validated",
    pendingCancel: false,
  })
  assert.equal(told.headers.location, `/v1/orders/${orderId}`)
  assert.equal(told.headers["idempotency-replayed"], undefined)
})

test("the same key and body twice, so one order and the same answer, marked as replayed", async () => {
  const door = openDoor()
  const options = { body: ORDER, headers: { "idempotency-key": "key-1" } }
  const first = await door.ask("POST", "/v1/orders", options)
  const second = await door.ask("POST", "/v1/orders", options)
  assert.deepEqual(second.body, first.body)
  assert.equal(second.headers["idempotency-replayed"], "true")
  assert.equal(first.body.clientOrderId, "key-1")
  assert.equal(door.oms.state.orders.size, 1)
})

test("the same key with another body, so 422 that names the order it belongs to", async () => {
  const door = openDoor()
  const headers = { "idempotency-key": "key-1" }
  const first = await door.ask("POST", "/v1/orders", { body: ORDER, headers })
  const second = await door.ask("POST", "/v1/orders", { body: { ...ORDER, quantity: "0.6" }, headers })
  assert.equal(second.status, 422)
  assert.equal(second.body.code, "client-order-id-taken")
  assert.equal(second.body.orderId, first.body.orderId)
})

test("an order that the limits deny, so 422 with the recorded order's id and the numbers", async () => {
  const door = openDoor()
  const told = await door.ask("POST", "/v1/orders", { body: { ...ORDER, quantity: "100" } })
  assert.equal(told.status, 422)
  assert.equal(told.body.code, "notional-above-limit")
  assert.equal((told.body.facts as { limit: string }).limit, "100000")
  const order = await door.ask("GET", `/v1/orders/${told.body.orderId}`)
  assert.equal(order.body.state, "Rejected")
  assert.equal(order.body.refusalCode, "notional-above-limit")
})

test("a denied order asked for again under its key, so the same denial with the same order, marked as replayed", async () => {
  const door = openDoor()
  const options = { body: { ...ORDER, quantity: "100" }, headers: { "idempotency-key": "large" } }
  const first = await door.ask("POST", "/v1/orders", options)
  const again = await door.ask("POST", "/v1/orders", options)
  assert.deepEqual([first.status, first.headers["idempotency-replayed"]], [422, undefined])
  assert.deepEqual(again.body, first.body)
  assert.deepEqual([again.status, again.headers["idempotency-replayed"]], [422, "true"])
  assert.equal(door.oms.state.orders.size, 1)
})

test("a full inbox, so 503 with the limit, Retry-After and retryable", async () => {
  const door = openDoor()
  door.oms.refusal = { code: "inbox-full", limit: 1000 }
  const told = await door.ask("POST", "/v1/orders", { body: ORDER })
  assert.equal(told.status, 503)
  assert.equal(told.headers["retry-after"], "1")
  assert.deepEqual(told.body.facts, { limit: 1000 })
  assert.equal(told.body.retryable, true)
  const batch = await door.ask("POST", "/v1/orders/batch", { body: { orders: [ORDER, ORDER] } })
  assert.equal(batch.status, 503)
})

test("a manager that stops in the middle, so the outcome is called unknown", async () => {
  const door = openDoor()
  door.oms.fault = new OutcomeUnknown("the disk is full")
  const told = await door.ask("POST", "/v1/orders", { body: ORDER })
  assert.equal(told.status, 503)
  assert.deepEqual([told.body.code, told.body.outcome], ["outcome-unknown", "unknown"])
})

test("a history that is busy, so 503 and worth asking again", async () => {
  const door = openDoor()
  const busy = Object.assign(new Error("64 queries wait"), { name: "QueryRefused" })
  Object.assign(door.oms.history, { orders: () => Promise.reject(busy) })
  const told = await door.ask("GET", "/v1/orders?state=all")
  assert.deepEqual([told.status, told.body.code, told.body.retryable], [503, "history-busy", true])
})

test("a fault of our own, so 500 without its words, which are in the log", async () => {
  const door = openDoor()
  door.oms.fault = new Error("secret inner detail")
  const told = await door.ask("POST", "/v1/orders", { body: ORDER })
  assert.deepEqual([told.status, told.body.code, told.body.outcome], [500, "internal", "unknown"])
  assert.doesNotMatch(told.text, /inner detail/)
  assert.match(door.log.join(""), /inner detail/)
})

test("an order by each of its four ids, so the same row", async () => {
  const door = openDoor()
  const orderId = await placed(door, { ...ORDER, clientOrderId: "mine" })
  const okxOrderId = door.oms.acknowledge(orderId)
  const byOwn = await door.ask("GET", `/v1/orders/${orderId}`)
  assert.equal(byOwn.body.state, "Acknowledged")
  assert.equal(byOwn.body.price, "29999.9")
  for (const id of ["mine", okxOrderId, orderId.slice(1)]) {
    assert.deepEqual((await door.ask("GET", `/v1/orders/${id}`)).body, byOwn.body, id)
  }
  assert.deepEqual((await door.ask("GET", "/v1/orders/mine?by=clientOrderId")).body, byOwn.body)
})

test("an id that names two orders, so nobody guesses", async () => {
  const door = openDoor()
  const first = await placed(door)
  const okxOrderId = door.oms.acknowledge(first)
  const second = await placed(door, { ...ORDER, clientOrderId: okxOrderId })
  const told = await door.ask("DELETE", `/v1/orders/${okxOrderId}`)
  assert.deepEqual([told.status, told.body.code], [409, "order-id-ambiguous"])
  const cancelled = await door.ask("DELETE", `/v1/orders/${okxOrderId}?by=clientOrderId`)
  assert.deepEqual([cancelled.status, cancelled.body.orderId], [202, second])
})

test("an unknown order, so 404 for reading, cancelling, amending and its timeline", async () => {
  const door = openDoor()
  for (const told of [
    await door.ask("GET", "/v1/orders/nothing"),
    await door.ask("GET", "/v1/orders/nothing/timeline"),
    await door.ask("DELETE", "/v1/orders/nothing"),
    await door.ask("PATCH", "/v1/orders/o000000000000000001", { body: { price: "1" } }),
    await door.ask("GET", "/v1/orders/%25%24%2F"),
  ]) {
    assert.deepEqual([told.status, told.body.code], [404, "order-not-found"], told.text)
  }
})

test("cancel of a working order, so 202 and pending, not cancelled", async () => {
  const door = openDoor()
  const orderId = await placed(door)
  door.oms.acknowledge(orderId)
  const told = await door.ask("DELETE", `/v1/orders/${orderId}?reason=changed%20my%20mind`)
  assert.deepEqual([told.status, told.body.state, told.body.pendingCancel], [202, "Acknowledged", true])
  const { body } = await door.ask("GET", `/v1/orders/${orderId}`)
  assert.equal((body.pending as { cancel: { reason: string } }).cancel.reason, "changed my mind")
})

test("cancel of a closed order, so 409", async () => {
  const door = openDoor()
  const orderId = await placed(door)
  door.oms.acknowledge(orderId)
  door.oms.fillAll(orderId)
  const told = await door.ask("DELETE", `/v1/orders/${orderId}`)
  assert.deepEqual([told.status, told.body.code], [409, "order-closed"])
})

test("amend with new price, so 202; without anything, with a number or off the tick, so 422", async () => {
  const door = openDoor()
  const orderId = await placed(door)
  door.oms.acknowledge(orderId)
  const amend = (body: unknown) => door.ask("PATCH", `/v1/orders/${orderId}`, { body })
  assert.equal((await amend({})).body.code, "request-invalid")
  assert.equal((await amend({ price: 1 })).status, 422)
  assert.equal((await amend({ price: "29000.05" })).body.code, "price-off-tick")
  assert.equal((await amend({ price: "29000" })).status, 202)
})

test("cancel by filter, so only what fits is asked for, with a result per order", async () => {
  const door = openDoor()
  const spot = await placed(door)
  await placed(door, { ...ORDER, symbol: "BTC-USDT-SWAP", quantity: "1" })
  const told = await door.ask("POST", "/v1/orders/cancel", { body: { symbol: "BTC-USDT" } })
  assert.equal(told.status, 202)
  assert.deepEqual(
    (told.body.results as { orderId: string }[]).map((result) => result.orderId),
    [spot],
  )
  const rest = await door.ask("POST", "/v1/orders/cancel")
  assert.equal((rest.body.results as unknown[]).length, 1)
  const typo = await door.ask("POST", "/v1/orders/cancel", { body: { symbl: "BTC-USDT" } })
  assert.equal(typo.status, 422)
})

test("a batch, so each order has its own result in its own place", async () => {
  const door = openDoor()
  const orders = [ORDER, { ...ORDER, price: "1.23" }, ORDER]
  const told = await door.ask("POST", "/v1/orders/batch", { body: { orders }, headers: { "idempotency-key": "b" } })
  assert.equal(told.status, 202)
  const results = told.body.results as {
    ok: boolean
    clientOrderId?: string
    problem?: { code: string; errors: { path: string }[] }
  }[]
  assert.deepEqual(
    results.map((result) => result.ok),
    [true, false, true],
  )
  assert.deepEqual([results[0]?.clientOrderId, results[2]?.clientOrderId], ["b:0", "b:2"])
  assert.equal(results[1]?.problem?.errors[0]?.path, "orders[1].price")
  const again = await door.ask("POST", "/v1/orders/batch", { body: { orders }, headers: { "idempotency-key": "b" } })
  assert.deepEqual(
    (again.body.results as { replayed: boolean }[]).map((result) => result.replayed),
    [true, undefined, true],
  )
})

test("21 orders, none, or the same client order id twice in a batch, so 422", async () => {
  const { ask } = openDoor()
  for (const orders of [
    Array(21).fill(ORDER),
    [],
    [
      { ...ORDER, clientOrderId: "a" },
      { ...ORDER, clientOrderId: "a" },
    ],
  ]) {
    const { status, body } = await ask("POST", "/v1/orders/batch", { body: { orders } })
    assert.deepEqual([status, body.code], [422, "request-invalid"])
  }
})

test("lists by group, so open, in doubt, closed and all hold what their names say", async () => {
  const door = openDoor()
  const open = await placed(door, { ...ORDER, strategy: "grid" })
  const filled = await placed(door)
  door.oms.acknowledge(filled)
  door.oms.fillAll(filled)
  const unsure = await placed(door)
  door.oms.doubt(unsure)
  const ids = async (query: string) => {
    const { body } = await door.ask("GET", `/v1/orders?${query}`)
    assert.equal(body.seq, door.oms.state.seq)
    assert.equal(body.nextCursor, null)
    return (body.orders as { orderId: string }[]).map((order) => order.orderId)
  }
  assert.deepEqual(await ids("state=open"), [unsure, open])
  assert.deepEqual(await ids("state=in-doubt"), [unsure])
  assert.deepEqual(await ids("state=closed"), [filled])
  assert.deepEqual(await ids("state=all"), [unsure, filled, open])
  assert.deepEqual(await ids(""), [unsure, filled, open])
  assert.deepEqual(await ids("state=Filled,Cancelled"), [filled])
  assert.deepEqual(await ids("state=open&strategy=grid"), [open])
  assert.deepEqual(await ids("state=open&symbol=BTC-USDT-SWAP"), [])
  assert.deepEqual(await ids("state=open&since=2030-01-01T00:00:00Z"), [])
})

test("an order in doubt, so its row says what was asked, what came back and what is next", async () => {
  const door = openDoor()
  const orderId = await placed(door)
  door.oms.doubt(orderId)
  const { body } = await door.ask("GET", `/v1/orders/${orderId}`)
  const doubt = body.doubt as { asked: string; answer: string; next: string; nextAt: string }
  assert.equal(doubt.asked, "place over ws")
  assert.match(doubt.nextAt, /^2026-01-31T09:30:02\.\d{3}Z$/)
})

test("pages of two over five open orders, so each comes once although one closes in between", async () => {
  const door = openDoor()
  const all: string[] = []
  for (let index = 0; index < 5; index++) all.unshift(await placed(door))
  const first = await door.ask("GET", "/v1/orders?state=open&limit=2")
  const seen = (first.body.orders as { orderId: string }[]).map((order) => order.orderId)
  await door.oms.cancelOrder({ orderId: parseOrderId(seen[1]) })
  let cursor = first.body.nextCursor
  while (cursor !== null) {
    const { body } = await door.ask("GET", `/v1/orders?state=open&limit=2&cursor=${cursor}`)
    seen.push(...(body.orders as { orderId: string }[]).map((order) => order.orderId))
    cursor = body.nextCursor
  }
  assert.deepEqual(seen, all)
})

test("queries that cannot be, so 400 with the parameter's name", async () => {
  const { ask } = openDoor()
  for (const [query, path] of [
    ["state=sleeping", "state"],
    ["state=Filled,Nothing", "state"],
    ["limit=0", "limit"],
    ["limit=501", "limit"],
    ["limit=1.5", "limit"],
    ["symbol=btc", "symbol"],
    ["since=yesterday", "since"],
    ["since=2026-01-31T09:30:00", "since"],
    ["colour=red", "colour"],
    ["limit=1&limit=2", "limit"],
    ["state=open&cursor=x", "cursor"],
  ] as const) {
    const { status, body } = await ask("GET", `/v1/orders?${query}`)
    assert.deepEqual(
      [status, body.code, (body.errors as { path: string }[])[0]?.path],
      [400, "query-invalid", path],
      query,
    )
  }
})

test("the timeline, so every event of the order in sequence, with times as text", async () => {
  const door = openDoor()
  const orderId = await placed(door)
  await placed(door)
  door.oms.acknowledge(orderId)
  const { status, body } = await door.ask("GET", `/v1/orders/${orderId}/timeline`)
  assert.equal(status, 200)
  const events = body.events as { type: string; at: string }[]
  assert.deepEqual(
    events.map((event) => event.type),
    ["OrderCreated", "OrderValidated", "OrderSubmitted", "OrderAcknowledged"],
  )
  assert.match(events[0]?.at ?? "", /^2026-01-31T09:30:00\.\d{3}Z$/)
})

test("fills, so exact amounts with the order they belong to", async () => {
  const door = openDoor()
  const orderId = await placed(door, { ...ORDER, clientOrderId: "mine" })
  door.oms.acknowledge(orderId)
  door.oms.fillAll(orderId)
  const { body } = await door.ask("GET", `/v1/fills?orderId=${orderId}`)
  const [fill] = body.fills as Record<string, unknown>[]
  assert.deepEqual([fill?.price, fill?.quantity, fill?.clientOrderId], ["29999.9", "0.5", "mine"])
  assert.deepEqual(fill?.fees, [{ currency: "USDT", amount: "-0.3" }])
  assert.deepEqual((await door.ask("GET", "/v1/fills?symbol=BTC-USDT-SWAP")).body.fills, [])
})

test("unknown address, wrong method and wrong method of a parameter, so 404 and 405 with what is allowed", async () => {
  const { ask } = openDoor()
  const unknown = await ask("GET", "/v2/orders")
  assert.deepEqual([unknown.status, unknown.body.code], [404, "route-not-found"])
  const wrong = await ask("PUT", "/v1/orders", { body: {} })
  assert.deepEqual([wrong.status, wrong.body.code, wrong.headers.allow], [405, "method-not-allowed", "GET, HEAD, POST"])
  const wrongById = await ask("POST", "/v1/orders/x", { body: {} })
  assert.deepEqual([wrongById.status, wrongById.headers.allow], [405, "DELETE, GET, HEAD, PATCH"])
})
