// Every fault: that it happens, that the log tells the truth about it, and that it ends.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, type Json, KEYS, loginMessage } from "../testing/desk.ts"
import { FAULT_NAMES } from "./fault-table.ts"

const ORDER = { instId: "BTC-USDT", tdMode: "cash", side: "buy", ordType: "limit", px: "90000", sz: "0.1" }
const PLACE = "/api/v5/trade/order"

function pending(desk: Desk): number {
  return desk.rest("GET", "/api/v5/trade/orders-pending").data.length
}

test("lost-response, so the order is there, no reply comes, and the log says so", () => {
  const desk = new Desk()
  desk.fault("lost-response", { forMs: 1_000 })
  assert.equal(desk.tryRest("POST", PLACE, ORDER), undefined)
  assert.equal(pending(desk), 1)
  assert.equal(desk.logged("reply-lost").length, 1)
  desk.pass(1_000)
  assert.equal(desk.rest("POST", PLACE, ORDER).code, "0")
})

test("lost-request, so neither order nor reply", () => {
  const desk = new Desk()
  desk.fault("lost-request")
  assert.equal(desk.tryRest("POST", PLACE, ORDER), undefined)
  assert.equal(pending(desk), 0)
})

const CODED: readonly [fault: string, status: number, code: string, orders: number][] = [
  ["50004-executed", 400, "50004", 1],
  ["50004-not-executed", 400, "50004", 0],
  ["rate-limit", 429, "50011", 0],
  ["unavailable", 503, "50001", 0],
]

for (const [fault, status, code, orders] of CODED) {
  test(`${fault}, so ${code} with HTTP ${status} and ${orders} order`, () => {
    const desk = new Desk()
    desk.fault(fault)
    const reply = desk.rest("POST", PLACE, ORDER)
    assert.deepEqual([reply.status, reply.code, reply.data], [status, code, []])
    assert.equal(pending(desk), orders)
  })
}

for (const [fault, code] of [
  ["50004", "50004"],
  ["system-error", "50026"],
  ["systems-busy", "50013"],
] as const) {
  test(`${fault} forty times, so some orders are there and some are not, and the log knows which`, () => {
    const desk = new Desk()
    desk.fault(fault)
    for (let count = 0; count < 40; count++) assert.equal(desk.rest("POST", PLACE, { ...ORDER, sz: "0.01" }).code, code)
    const executed = desk.logged("reply-replaced").filter((record) => record.executed === true).length
    assert.ok(executed > 5 && executed < 35)
    assert.equal(pending(desk), executed)
  })
}

test("broken replies, so HTML with 502, an empty body, half a JSON, or success without data", () => {
  const desk = new Desk()
  const texts: Record<string, [number, string]> = {}
  for (const fault of ["html-502", "empty-body", "cut-json", "no-data"]) {
    desk.control("POST", "/paper/faults", { clear: true })
    desk.fault(fault)
    const reply = desk.rest("POST", PLACE, { ...ORDER, sz: "0.01" })
    texts[fault] = [reply.status, reply.text]
  }
  assert.equal(texts["html-502"]?.[0], 502)
  assert.match(texts["html-502"]?.[1] ?? "", /^<html>/)
  assert.deepEqual(texts["empty-body"], [200, ""])
  assert.throws(() => JSON.parse(texts["cut-json"]?.[1] ?? ""))
  assert.match(texts["no-data"]?.[1] ?? "", /"code":"0","data":\[\]/)
})

test("late-request and slow-response, so the order comes 3 s late or only its reply does", () => {
  const desk = new Desk()
  desk.fault("late-request", { forMs: 10 })
  const late = desk.send("POST", PLACE, ORDER)
  assert.equal(pending(desk), 0)
  desk.pass(3_000)
  assert.equal(desk.reply(late)?.code, "0")
  desk.fault("slow-response", { forMs: 10 })
  const slow = desk.send("POST", PLACE, ORDER)
  assert.equal(pending(desk), 2)
  assert.equal(desk.reply(slow), undefined)
  desk.pass(3_000)
  assert.equal(desk.reply(slow)?.code, "0")
})

test("push-before-ack, so the push leaves first", () => {
  const desk = new Desk()
  desk.listen()
  desk.fault("push-before-ack")
  const { instId: _, ...order } = ORDER
  desk.say({ id: "1", op: "order", args: [{ ...order, instIdCode: 3 }] })
  assert.equal(desk.pushed("orders").length, 1)
  assert.equal(desk.messages().length, 1)
  desk.pass(100)
  assert.equal(desk.messages()[1]?.op, "order")
})

test("items of a batch are missing or in another order, so all orders are there all the same", () => {
  const desk = new Desk()
  const orders = ["a", "b", "c"].map((clOrdId) => ({ ...ORDER, clOrdId }))
  desk.fault("missing-batch-item", { forMs: 10 })
  assert.equal(desk.rest("POST", "/api/v5/trade/batch-orders", orders).data.length, 2)
  assert.equal(pending(desk), 3)
  desk.pass(10)
  desk.fault("reordered-batch-items")
  const next = orders.map((order) => ({ ...order, clOrdId: `${order.clOrdId}2` }))
  const ids = desk.rest("POST", "/api/v5/trade/batch-orders", next).data.map((item) => item.clOrdId)
  assert.deepEqual(ids, ["c2", "b2", "a2"])
})

test("stale-reads, so 51603 and an empty list just after acceptance and the order 800 ms later", () => {
  const desk = new Desk()
  desk.fault("stale-reads")
  const { ordId } = desk.place({})
  assert.equal(desk.order(`instId=BTC-USDT&ordId=${ordId}`).code, "51603")
  assert.equal(pending(desk), 0)
  desk.pass(800)
  assert.equal(desk.order(`instId=BTC-USDT&ordId=${ordId}`).state, "live")
})

test("pushes are dropped, doubled or delayed, so none, two with different uTime, or all of them a second later in order", () => {
  const desk = new Desk()
  desk.listen()
  desk.fault("dropped-pushes", { forMs: 10 })
  desk.place({})
  assert.equal(desk.pushed("orders").length, 0)
  assert.equal(desk.logged("pushes-dropped").length, 1)
  desk.pass(10)
  desk.fault("duplicate-pushes", { forMs: 10 })
  desk.place({})
  const times = desk.pushed("orders").map((row) => Number(row.uTime))
  assert.equal((times[1] ?? 0) - (times[0] ?? 0), 1)
  desk.pass(100)
  desk.clearFrames()
  desk.fault("delayed-pushes", { forMs: 10 })
  desk.place({ clOrdId: "d1" })
  desk.pass(20)
  desk.place({ clOrdId: "d2" })
  assert.equal(desk.pushed("orders").length, 0)
  desk.pass(1_000)
  assert.deepEqual(
    desk.pushed("orders").map((row) => row.clOrdId),
    ["d1", "d2"],
  )
})

test("silence, so no reply, no pong and no push, and a login is not answered either", () => {
  const desk = new Desk()
  desk.listen()
  const uid = desk.exchange.world.accounts.keys().next().value
  desk.fault("silence", { account: uid, forMs: 5_000 })
  desk.say("ping")
  assert.equal(desk.tryRest("GET", "/api/v5/account/config"), undefined)
  assert.equal(desk.tryRest("POST", PLACE, ORDER), undefined)
  desk.connect("c2")
  desk.say(loginMessage(KEYS, desk.nowMs), "c2")
  assert.equal(desk.frames.length, 0)
  assert.equal(desk.rest("GET", "/api/v5/public/time").code, "0")
  desk.pass(5_000)
  desk.say("ping")
  assert.equal(desk.frames.at(-1)?.text, "pong")
  assert.equal(pending(desk), 0)
})

test("disconnect, so the account's connections are cut", () => {
  const desk = new Desk()
  desk.listen()
  desk.fault("disconnect", { account: "paper-key", forMs: 1 })
  assert.deepEqual(
    desk.closed.map(({ code }) => code),
    [1006],
  )
})

test("an unknown fault, a rate above 1 or a time above an hour, so 400 that says what is allowed", () => {
  const desk = new Desk()
  const set = (body: Json) => desk.control("POST", "/paper/faults", body)
  assert.deepEqual(set({ fault: "gremlins" }).body.allowed, FAULT_NAMES)
  assert.equal(set({ fault: "gremlins" }).status, 400)
  assert.equal(set({ fault: "silence", rate: 2 }).status, 400)
  assert.equal(set({ fault: "silence", forMs: 3_600_001 }).status, 400)
  assert.equal(set({ fault: "silence", account: "nobody" }).status, 400)
  assert.equal(desk.control("POST", "/paper/nothing", {}).status, 404)
  set({ fault: "silence" })
  assert.deepEqual(set({ clear: true }).body, { active: [] })
  assert.equal(desk.rest("GET", "/api/v5/public/time").code, "0")
})

test("the same seed and the same requests, so the same faults strike", () => {
  const run = (): string[] => {
    const desk = new Desk({ seed: 7 })
    desk.fault("50004", { rate: 0.5 })
    return Array.from({ length: 40 }, () => desk.rest("POST", PLACE, { ...ORDER, sz: "0.01" }).code)
  }
  const first = run()
  assert.deepEqual(first, run())
  assert.equal(new Set(first).size, 2)
})

test("an order as if from OKX's page and a cancel nobody asked for, so both are pushed like any other", () => {
  const desk = new Desk()
  desk.listen()
  const placed = desk.control("POST", "/paper/orders/external", { order: ORDER })
  assert.equal(placed.body.sCode, "0")
  const cancelled = desk.control("POST", "/paper/orders/cancel", { ordId: placed.body.ordId, cancelSource: "3" })
  assert.equal(cancelled.body.state, "canceled")
  assert.deepEqual(
    desk.pushed("orders").map((row) => [row.state, row.cancelSource]),
    [
      ["live", ""],
      ["canceled", "3"],
    ],
  )
})

test("the log is read in parts, so its numbers have no gap and tell what was asked and done", () => {
  const desk = new Desk()
  desk.place({ clOrdId: "a1" })
  const read = (fromSeq: number): Json => desk.control("GET", `/paper/log?fromSeq=${fromSeq}&limit=2`).body
  const first = read(1)
  assert.ok(Array.isArray(first.records))
  assert.deepEqual(
    first.records.map((record) => record.seq),
    [1, 2],
  )
  assert.deepEqual(
    first.records.map((record) => record.type),
    ["exchange-started", "request-received"],
  )
  assert.equal(first.nextSeq, 3)
})
