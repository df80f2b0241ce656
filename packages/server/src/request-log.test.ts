// What is written of a request, and what never is; and how errors with causes are told.

import assert from "node:assert/strict"
import { test } from "node:test"
import { OutcomeUnknown } from "@okx-oms/trading"
import { openLog } from "./log.ts"
import { type Door, ORDER, openDoor } from "./testing/open-door.ts"

type Line = Readonly<Record<string, unknown>>

function requests(door: Door): readonly Line[] {
  return door.log.map((line): Line => JSON.parse(line)).filter(({ msg }) => msg === "request")
}

test("an order is placed, so one line tells operation, token's id, status and duration, and neither token nor address", async () => {
  const door = openDoor({ logLevel: "debug" })
  await door.ask("POST", "/v1/orders", { body: ORDER, headers: { "idempotency-key": "key-of-the-caller" } })
  const [line, ...others] = requests(door)
  assert.equal(others.length, 0)
  const { operationId, method, status, tokenId, durationMs, level } = line ?? {}
  assert.deepEqual([operationId, method, status, tokenId, level], ["placeOrder", "POST", 202, "admin", 20])
  assert.ok(Number(durationMs) > 0)
  assert.doesNotMatch(door.log.join(""), new RegExp(`${door.token}|key-of-the-caller|BTC-USDT`))
})

test("what went well, so no line at info; what was refused, so one with the problem's code", async () => {
  const door = openDoor()
  await door.ask("GET", "/v1/orders")
  await door.ask("POST", "/v1/orders", { body: ORDER })
  assert.deepEqual(requests(door), [])
  await door.ask("GET", "/v1/orders/o000000000000000001")
  await door.ask("GET", "/v1/orders", { headers: { authorization: "Bearer not-the-token-of-anybody" } })
  await door.ask("GET", "/nowhere/near?key=abc")
  const told = requests(door).map(({ operationId, status, code, tokenId }) => [operationId, status, code, tokenId])
  assert.deepEqual(told, [
    ["getOrder", 404, "order-not-found", "admin"],
    ["getOrders", 401, "token-invalid", "none"],
    ["unmatched", 404, "route-not-found", "admin"],
  ])
  assert.doesNotMatch(door.log.join(""), /not-the-token|near|abc/)
})

test("an answer that nobody knows, so the line is an error", async () => {
  const door = openDoor()
  door.oms.fault = new OutcomeUnknown("the disk is gone")
  const { status } = await door.ask("POST", "/v1/orders", { body: ORDER })
  assert.equal(status, 500 <= status ? status : 0)
  assert.deepEqual(
    requests(door).map(({ level, code }) => [level, code]),
    [[50, "outcome-unknown"]],
  )
})

test("an error with causes under either name, so each is told with its stack and plain facts, and nothing that hangs on it", () => {
  const lines: string[] = []
  const log = openLog({ level: "info", sink: { write: (line: string) => void lines.push(line) } })
  const socket = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", port: 443 })
  const request = { headers: { "OK-ACCESS-SIGN": "canary-signature", "x-odd": "canary-header" }, body: "canary-body" }
  const failed = Object.assign(new Error("GET /api/v5/account/balance failed", { cause: socket }), { request })
  const both = new AggregateError([failed, new Error("the second")], "two failed", { cause: "a word" })
  log.error({ error: both, why: "tested" }, "as the manager logs")
  log.error({ err: failed }, "as the doors log")
  const [first, second] = lines.map((line) => JSON.parse(line))
  assert.deepEqual([first.error.type, first.error.cause, first.error.errors.length], ["AggregateError", "a word", 2])
  for (const told of [first.error.errors[0], second.err]) {
    assert.deepEqual(
      [told.message, told.cause.message, told.cause.code, told.cause.port],
      ["GET /api/v5/account/balance failed", "connect ECONNREFUSED", "ECONNREFUSED", 443],
    )
    assert.match(told.cause.stack, /^ {4}at .*request-log\.test\.ts/)
  }
  assert.doesNotMatch(lines.join(""), /canary/)
})

test("causes without end, so the line is finite", () => {
  const lines: string[] = []
  const log = openLog({ level: "info", sink: { write: (line: string) => void lines.push(line) } })
  const error = new Error("round")
  error.cause = error
  log.error({ error }, "in a circle")
  assert.ok((lines[0] ?? "").length < 20_000)
})
