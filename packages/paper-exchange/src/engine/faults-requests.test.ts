// Faults of requests and their answers that faults.test.ts does not show: items that time out, delays that are parameters,
// refusals that are not true, words that nobody knows, and all of it for reads.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, type Json } from "../testing/desk.ts"

const ORDER = { instId: "BTC-USDT", tdMode: "cash", side: "buy", ordType: "limit", px: "90000", sz: "0.001" }
const PLACE = "/api/v5/trade/order"
const BATCH = "/api/v5/trade/batch-orders"
const PENDING = "/api/v5/trade/orders-pending"

function pending(desk: Desk): Json[] {
  return desk.rest("GET", PENDING).data
}

for (const code of ["51149", "51054", "51016"]) {
  test(`${code} forty times, so each item has it, some orders are there, and the log knows which`, () => {
    const desk = new Desk()
    desk.fault(code)
    for (let count = 0; count < 40; count++) {
      const reply = desk.rest("POST", PLACE, { ...ORDER, clOrdId: `t${count}` })
      assert.deepEqual([reply.status, reply.code, reply.data[0]?.sCode, reply.data[0]?.ordId], [200, "1", code, ""])
    }
    const executed = desk.logged("item-replaced").filter((record) => record.executed === true)
    assert.ok(executed.length > 5 && executed.length < 35)
    assert.deepEqual(
      pending(desk).map((row) => row.clOrdId),
      executed.map((record) => record.clOrdId).reverse(),
    )
  })
}

test("51054 and 51412 on cancels and amends, so some are done and the answer never tells", () => {
  const desk = new Desk()
  const orders = Array.from({ length: 20 }, (_, at) => desk.place({ clOrdId: `a${at}`, sz: "0.001" }))
  desk.fault("51054")
  for (const { ordId } of orders) assert.equal(desk.change("amend", { ordId, newSz: "0.002" }), "51054")
  const amended = pending(desk).filter((row) => row.sz === "0.002").length
  assert.ok(amended > 2 && amended < 18)
  desk.heal()
  desk.pass(2_000)
  desk.fault("51412")
  for (const { ordId } of orders) assert.equal(desk.change("cancel", { ordId }), "51412")
  const left = pending(desk).length
  assert.ok(left > 2 && left < 18)
})

test("refused items at half the rate, so a batch has code 2 and what was refused is not there", () => {
  const desk = new Desk()
  desk.fault("refused-items", { rate: 0.5 })
  const reply = desk.rest("POST", BATCH, Array(20).fill(ORDER))
  const refused = reply.data.filter((item) => item.sCode === "51008").length
  assert.equal(reply.code, "2")
  assert.ok(refused > 2 && refused < 18)
  assert.equal(pending(desk).length, 20 - refused)
})

test("the delay of late and slow requests is a parameter and may be drawn, so the order and its answer come then", () => {
  const desk = new Desk()
  desk.fault("late-request", { delayMs: 700, forMs: 10 })
  const late = desk.send("POST", PLACE, ORDER)
  desk.pass(699)
  assert.equal(pending(desk).length, 0)
  desk.pass(1)
  assert.equal(desk.reply(late)?.code, "0")
  desk.fault("slow-response", { delayMs: 100, delayMaxMs: 2_000 })
  const sent = Array.from({ length: 20 }, () => desk.send("POST", PLACE, ORDER))
  assert.equal(pending(desk).length, 21)
  const cameMs: number[] = []
  for (let passed = 0; passed < 2_100; passed += 100) {
    desk.pass(100)
    cameMs.push(sent.filter((id) => desk.reply(id) !== undefined).length)
  }
  assert.equal(cameMs.at(-1), 20)
  assert.ok(new Set(cameMs).size > 8, "they are spread over the time")
})

test("a late request meets its expTime, so it is discarded and the log says which order that was", () => {
  const desk = new Desk()
  desk.fault("late-request", { delayMs: 5_000 })
  const headers = { exptime: String(desk.nowMs + 2_500) }
  const sent = desk.send("POST", PLACE, { ...ORDER, clOrdId: "x1" }, headers)
  desk.pass(5_000)
  assert.equal(desk.reply(sent)?.code, "50037")
  const [expired] = desk.logged("request-expired")
  assert.deepEqual([expired?.code, expired?.expTime, expired?.operation], ["50037", headers.exptime, "place"])
  assert.deepEqual(expired?.args, [{ ...ORDER, clOrdId: "x1" }])
})

test("push-before-ack without a delay at half the rate, so ack and push come in either order in one moment", () => {
  const desk = new Desk()
  desk.listen()
  desk.fault("push-before-ack", { delayMs: 0, rate: 0.5 })
  const { instId: _, ...order } = ORDER
  const firsts = Array.from({ length: 30 }, (_, at) => {
    desk.clearFrames()
    desk.say({ id: String(at), op: "order", args: [{ ...order, instIdCode: 3 }] })
    assert.equal(desk.messages().length, 2)
    return desk.messages()[0]?.op === undefined ? "push" : "ack"
  })
  assert.deepEqual(new Set(firsts), new Set(["ack", "push"]))
})

const REFUSED: readonly [fault: string, status: number, code: string][] = [
  ["account-rate-limit", 200, "50061"],
  ["engine-upgrade", 200, "51290"],
  ["trade-forbidden", 200, "50120"],
]

for (const [fault, status, code] of REFUSED) {
  test(`${fault}, so ${code} and nothing is done until it is over`, () => {
    const desk = new Desk()
    desk.fault(fault, { forMs: 100 })
    const reply = desk.rest("POST", PLACE, ORDER)
    assert.deepEqual([reply.status, reply.code, reply.data], [status, code, []])
    desk.pass(100)
    assert.equal(desk.rest("POST", PLACE, ORDER).code, "0")
    assert.equal(pending(desk).length, 1)
  })
}

test("50061 is for new and amended orders, so a cancel passes", () => {
  const desk = new Desk()
  const { ordId } = desk.place({})
  desk.fault("account-rate-limit")
  const amended = desk.rest("POST", "/api/v5/trade/amend-order", { instId: "BTC-USDT", ordId, newSz: "0.2" })
  assert.equal(amended.code, "50061")
  assert.equal(desk.change("cancel", { ordId }), "0")
})

test("faults for reads, so GETs get HTML, no data or a refusal, and writes get none of it", () => {
  const desk = new Desk()
  const texts: Record<string, [number, string]> = {}
  for (const fault of ["html-502", "no-data", "unavailable", "systems-busy", "cut-json", "unknown-code"]) {
    desk.heal()
    desk.fault(fault, { scope: "reads" })
    desk.place({ sz: "0.001" })
    const reply = desk.rest("GET", PENDING)
    texts[fault] = [reply.status, reply.code === "" ? reply.text.slice(0, 6) : reply.code]
  }
  assert.deepEqual(texts, {
    "html-502": [502, "<html>"],
    "no-data": [200, "0"],
    unavailable: [503, "50001"],
    "systems-busy": [429, "50013"],
    "cut-json": [200, '{"code'],
    "unknown-code": [200, "59999"],
  })
  desk.heal()
  assert.equal(pending(desk).length, 6)
  desk.fault("no-data", { scope: "reads" })
  assert.deepEqual(pending(desk), [])
})

test("codes that nobody knows, so a request or an item has them, executed or not, and another code can be asked for", () => {
  const desk = new Desk()
  desk.fault("unknown-code")
  for (let count = 0; count < 20; count++) assert.equal(desk.rest("POST", PLACE, ORDER).code, "59999")
  desk.heal()
  desk.fault("unknown-item-code", { code: "58888" })
  for (let count = 0; count < 20; count++) assert.equal(desk.place(ORDER).sCode, "58888")
  const done = [...desk.logged("reply-replaced"), ...desk.logged("item-replaced")].filter(
    (one) => one.executed === true,
  )
  assert.ok(done.length > 5 && done.length < 35)
  assert.equal(pending(desk).length, done.length)
})

test("extra fields and an unknown state, so envelope, rows and pushes have them and everything else is as ever", () => {
  const desk = new Desk()
  desk.listen()
  const plain = desk.place({ clOrdId: "a1" })
  const row = desk.order("instId=BTC-USDT&clOrdId=a1")
  desk.fault("extra-fields", { scope: "all" })
  const reply = desk.rest("GET", "/api/v5/trade/order?instId=BTC-USDT&clOrdId=a1")
  assert.match(reply.text, /"msg":"","novelty":"1.5"/)
  assert.deepEqual(reply.data[0], {
    novelty: "1.5",
    noveltyCount: 7,
    noveltyFlag: true,
    noveltyDetail: { of: ["what", null], nobody: { knows: "" } },
    ...row,
  })
  assert.ok("novelty" in desk.place({ clOrdId: "a2" }) && !("novelty" in plain))
  assert.ok("novelty" in (desk.pushed("orders").at(-1) ?? {}))
  desk.heal()
  desk.fault("unknown-state", { scope: "all", code: "hibernating" })
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=a1").state, "hibernating")
  assert.equal(desk.change("cancel", { clOrdId: "a1" }), "0")
  assert.equal(desk.pushed("orders").at(-1)?.state, "hibernating")
  desk.heal()
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=a1").state, "canceled")
})

test("a fault with a number of times, so it ends after them; a clear by name or account, so the others stay", () => {
  const desk = new Desk()
  desk.fault("rate-limit", { times: 2 })
  const codes = Array.from({ length: 3 }, () => desk.rest("POST", PLACE, ORDER).code)
  assert.deepEqual(codes, ["50011", "50011", "0"])
  desk.fault("unavailable")
  desk.fault("slow-cancel", { account: "paper-key" })
  desk.heal({ fault: "unavailable" })
  assert.equal(desk.rest("POST", PLACE, ORDER).code, "0")
  desk.fault("unavailable")
  desk.heal({ account: "paper-key" })
  assert.equal(desk.rest("POST", PLACE, ORDER).code, "50001")
  const { body } = desk.control("GET", "/paper/faults")
  assert.ok(Array.isArray(body.active) && body.active.length === 1)
  assert.deepEqual(body.struck, { "rate-limit": 2, unavailable: 1 })
})

test("parameters that a fault does not have or cannot take, so 400 that says so", () => {
  const desk = new Desk()
  const wrong: Json[] = [
    { fault: "lost-request", delayMs: 5 },
    { fault: "late-request", delayMs: 10, delayMaxMs: 5 },
    { fault: "late-request", delayMs: 3_600_001 },
    { fault: "late-request", code: "50004" },
    { fault: "silence", scope: "some" },
    { fault: "silence", times: 0 },
    { clear: true, fault: "gremlins" },
    { clear: true, account: "nobody" },
  ]
  for (const body of wrong) assert.equal(desk.control("POST", "/paper/faults", body).status, 400, JSON.stringify(body))
})
