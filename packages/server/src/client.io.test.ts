// The typed client against the real doors over loopback: every answer passes the contract's schemas, every problem arrives as an OmsProblem.

import assert from "node:assert/strict"
import { createServer, type Server } from "node:http"
import { connect } from "node:net"
import { after, before, test } from "node:test"
import { OmsClient, OmsProblem } from "@okx-oms/api"
import { parseOrderId } from "@okx-oms/core"
import { type Door, ORDER, openDoor } from "./testing/open-door.ts"

let door: Door
let client: OmsClient

before(async () => {
  door = openDoor({ port: 0 })
  await door.server.listen()
  client = new OmsClient({ baseUrl: door.server.url, token: door.token })
})
after(async () => {
  await door.server[Symbol.asyncDispose]()
})

async function problemOf(work: Promise<unknown>): Promise<OmsProblem> {
  try {
    await work
  } catch (error) {
    if (error instanceof OmsProblem) return error
    throw error
  }
  throw new Error("expected a problem")
}

test("every method once, so each answer is of the contract's form", async () => {
  const receipt = await client.placeOrder({ ...ORDER, clientOrderId: "walk" })
  const orderId = parseOrderId(receipt.orderId)
  assert.deepEqual(await client.placeOrder({ ...ORDER, clientOrderId: "walk" }), { ...receipt, replayed: true })
  door.oms.acknowledge(orderId)
  assert.equal((await client.getOrder("walk")).history.length, 4)
  assert.equal((await client.getOrders({ state: "open", limit: 1 })).orders[0]?.orderId, orderId)
  await client.amendOrder(orderId, { price: "29000" })
  assert.equal((await client.getOrder(orderId)).pending.amend?.price, "29000")
  assert.equal((await client.cancelOrder(orderId, { reason: "enough" })).pendingCancel, true)
  door.oms.fillAll(orderId)
  assert.equal((await client.getFills()).fills[0]?.tradeId !== "", true)
  const batch = await client.placeOrders([ORDER, { ...ORDER, price: "0.01" }])
  assert.deepEqual(
    batch.results.map((result) => result.ok),
    [true, false],
  )
  const second = await client.placeOrder(ORDER)
  door.oms.doubt(parseOrderId(second.orderId))
  assert.equal((await client.getOrders({ state: "in-doubt" })).orders.length, 1)
  assert.equal((await client.cancelAll({ symbol: "BTC-USDT" })).results.length, 2)
  assert.ok((await client.getTimeline(orderId)).events.length > 4)
  assert.equal((await client.getInstruments({ kind: "swap" })).instruments.length, 1)
  assert.equal((await client.setTrading("halt", "test")).trading.mode, "halt")
  assert.equal((await client.setTrading("resume")).trading.mode, "open")
  assert.equal((await client.getTrading()).feeds.lastPrivateMessageAgoMs, 250)
  const breakId = door.oms.findBreak()
  assert.equal((await client.getReconciliation()).breaks[0]?.breakId, breakId)
  assert.equal((await client.resolveBreak(breakId, "looked")).resolution, "looked")
  assert.equal((await client.startReconciliation()).openBreaks, 0)
  assert.equal((await client.getBalances()).balances[1]?.currency, "USDT")
  assert.equal((await client.getPositions()).positions[0]?.contracts, "-3")
  assert.equal((await client.getStats()).seq, door.oms.state.seq)
})

test("a refusal, so the problem has code, outcome and the fields", async () => {
  const problem = await problemOf(client.placeOrder({ ...ORDER, price: "0.01" }))
  assert.deepEqual([problem.code, problem.status, problem.outcome], ["price-off-tick", 422, "refused"])
  assert.equal(problem.errors[0]?.path, "price")
  assert.equal((await problemOf(client.getOrder("nobody"))).code, "order-not-found")
})

test("the same denied order twice, so the second problem says that it is the first one's", async () => {
  const denied = { ...ORDER, quantity: "100", clientOrderId: "too-much" }
  const [first, again] = [await problemOf(client.placeOrder(denied)), await problemOf(client.placeOrder(denied))]
  assert.deepEqual([first.code, first.replayed], [again.code, false])
  assert.deepEqual([again.outcome, again.replayed, again.orderId], ["refused", true, first.orderId])
  assert.ok(first.orderId !== undefined)
})

test("a server that hangs up without an answer, so the order is asked for again under the same key and stays one", async () => {
  const keys: (string | string[] | undefined)[] = []
  const flaky = await started((request, response) => {
    keys.push(request.headers["idempotency-key"])
    if (keys.length < 3) return request.socket.destroy()
    response.writeHead(202, { "content-type": "application/json", "idempotency-replayed": "true" })
    return response.end(
      JSON.stringify({
        orderId: "o1",
        clientOrderId: keys[0],
        account: "paper",
        mode: "paper",
        seq: 2,
        state: "Validated",
        pendingCancel: false,
      }),
    )
  })
  const receipt = await new OmsClient({ baseUrl: flaky.url, token: "t" }).placeOrder(ORDER)
  assert.equal(receipt.replayed, true)
  assert.equal(keys.length, 3)
  assert.equal(new Set(keys).size, 1)
  flaky.server.close()
})

test("no answer to an order, so the outcome is unknown and the problem carries the name to look it up", async () => {
  const silent = await started(() => undefined)
  const quick = new OmsClient({ baseUrl: silent.url, token: "t", timeoutMs: 50, retries: 0 })
  const problem = await problemOf(quick.placeOrder(ORDER))
  assert.deepEqual([problem.code, problem.outcome, problem.status], ["timeout", "unknown", 0])
  assert.match(problem.clientOrderId ?? "", /^[0-9a-f-]{36}$/)
  silent.server.closeAllConnections()
  silent.server.close()
})

test("nobody listens, so nothing was placed", async () => {
  const gone = await started(() => undefined)
  await new Promise((resolve) => gone.server.close(resolve))
  const problem = await problemOf(new OmsClient({ baseUrl: gone.url, token: "t", retries: 0 }).placeOrder(ORDER))
  assert.deepEqual([problem.code, problem.outcome], ["unreachable", "refused"])
})

test("an answer of another form, so it is not taken for one", async () => {
  const other = await started((_request, response) => response.end("{}"))
  const problem = await problemOf(new OmsClient({ baseUrl: other.url, token: "t" }).getStats())
  assert.equal(problem.code, "answer-invalid")
  other.server.close()
})

test("bytes that are no HTTP, so a problem and the end of the line", async () => {
  const { port, hostname } = new URL(door.server.url)
  const socket = connect(Number(port), hostname)
  socket.write("hello\r\n\r\n")
  let text = ""
  for await (const chunk of socket) text += String(chunk)
  assert.match(text, /^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json/)
  assert.match(text, /"code":"request-unreadable"/)
})

test("a body of 1 MB over the wire, so 413", async () => {
  const response = await fetch(`${door.server.url}/v1/orders`, {
    method: "POST",
    headers: { authorization: `Bearer ${door.token}`, "content-type": "application/json" },
    body: "x".repeat(1024 * 1024),
  })
  assert.equal(response.status, 413)
  assert.equal(((await response.json()) as { code: string }).code, "body-too-large")
})

type Handler = Parameters<typeof createServer>[1]
async function started(handler: NonNullable<Handler>): Promise<{ url: string; server: Server }> {
  const server = createServer(handler as Parameters<typeof createServer>[0] & NonNullable<Handler>)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (typeof address !== "object" || address === null) throw new Error("no address")
  return { url: `http://127.0.0.1:${address.port}`, server }
}
