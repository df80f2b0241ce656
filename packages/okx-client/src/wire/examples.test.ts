import assert from "node:assert/strict"
import { test } from "node:test"
import type { Channel, Endpoint, TradeOp } from "./contract.ts"
import { event } from "./event.ts"
import { MalformedRow } from "./field.ts"
import { CHANNELS, ENDPOINTS, TRADE_OPS } from "./index.ts"
import { login } from "./login.ts"
import { subscribe } from "./subscribe.ts"

function check(
  endpoint: Pick<Endpoint<never, unknown>, "name" | "docs" | "method" | "path" | "decode">,
  encoded: string,
  sent: string,
) {
  assert.equal(sent, encoded)
  assert.match(endpoint.docs, /^https:\/\/www\.okx\.com\/docs-v5\/en\/#[a-z0-9-]+$/)
  assert.match(endpoint.path, /^\/api\/v5\/[a-z-]+\/[a-z-]+$/)
}

function checkEndpoint<Request, Row>(endpoint: Endpoint<Request, Row>): void {
  const { method, path, query, body } = endpoint.encode(endpoint.example.request)
  check(endpoint, endpoint.example.encoded, `${method} ${path}${query} ${body}`.trim())
  assert.equal(method, endpoint.method)
  assert.equal(path, endpoint.path)
  assert.ok(endpoint.decode(endpoint.example.row))
}

for (const endpoint of Object.values(ENDPOINTS)) {
  test(`${endpoint.name}: its example encodes and decodes, so file and form agree`, () => {
    checkEndpoint<never, unknown>(endpoint as Endpoint<never, unknown>)
  })

  test(`${endpoint.name}: refuses rows of another kind, so a wrong answer is seen`, () => {
    for (const row of [null, 7, "text", [], {}, { ts: 5, sCode: 0, ordId: 1 }]) {
      assert.throws(() => endpoint.decode(row), MalformedRow, JSON.stringify(row))
    }
  })
}

for (const channel of Object.values(CHANNELS)) {
  test(`${channel.name}: its example encodes and decodes, so file and form agree`, () => {
    const { encode, decode, example } = channel as Channel<never, unknown>
    assert.deepEqual(encode(example.request), example.arg)
    assert.ok(decode(example.row))
    assert.throws(() => decode({}), MalformedRow)
  })
}

for (const op of Object.values(TRADE_OPS)) {
  test(`${op.name}: its example is the frame OKX documents, so the operation is understood`, () => {
    const { encode, decode, example, op: name } = op as TradeOp<never, unknown>
    const frame = encode(example.request, { id: "1", expTimeMs: 1795000002500.75 })
    assert.equal(frame, example.frame)
    assert.equal(JSON.parse(frame).op, name)
    assert.ok(decode(example.row))
  })
}

test("login, subscribe and event have the documented frames, so a session can begin", () => {
  assert.equal(login.encode(login.example.request), login.example.frame)
  assert.equal(subscribe.encode(subscribe.example.request), subscribe.example.frame)
  assert.equal(event.decode(subscribe.example.answer).event, "subscribe")
  assert.equal(event.decode(login.example.answer).code, "0")
  assert.equal(event.decode(event.example.row).code, "64008")
})

test("cancels carry no expTime on the socket, so OKX is not asked for what it does not do", () => {
  const request = { instIdCode: 1, clOrdId: "c1" }
  assert.ok(!("expTime" in JSON.parse(TRADE_OPS.cancelOrder.encode(request, { id: "1", expTimeMs: 5 }))))
})
