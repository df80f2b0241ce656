// Cancelling and amending: acknowledgements, pushes and refusals, and the switch that cancels everything.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, type Json } from "../testing/desk.ts"

function amend(desk: Desk, body: Json): string {
  const reply = desk.rest("POST", "/api/v5/trade/amend-order", { instId: "BTC-USDT", ...body })
  return String(reply.data[0]?.sCode ?? reply.code)
}

function cancel(desk: Desk, body: Json): string {
  const reply = desk.rest("POST", "/api/v5/trade/cancel-order", { instId: "BTC-USDT", ...body })
  return String(reply.data[0]?.sCode ?? reply.code)
}

test("a cancel of a resting order, so it is acknowledged and canceled with source 1 is pushed", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ clOrdId: "a1" })
  assert.equal(cancel(desk, { clOrdId: "a1" }), "0")
  assert.deepEqual(
    desk.pushed("orders").map((row) => [row.state, row.cancelSource]),
    [
      ["live", ""],
      ["canceled", "1"],
    ],
  )
})

test("cancel of an unknown, a finished or another symbol's order, so 51400; without an id 51003", () => {
  const desk = new Desk()
  const { ordId } = desk.place({ clOrdId: "a1" })
  assert.equal(cancel(desk, { ordId: "123" }), "51400")
  assert.equal(cancel(desk, { ordId, instId: "ETH-USDT" }), "51400")
  assert.equal(cancel(desk, {}), "51003")
  assert.equal(cancel(desk, { ordId }), "0")
  assert.equal(cancel(desk, { ordId }), "51400")
  assert.equal(
    desk.rest("POST", "/api/v5/trade/cancel-batch-orders", Array(21).fill({ instId: "BTC-USDT", ordId })).status,
    400,
  )
})

test("a slow cancel, so a second one gets 51410 and a fill in between wins", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ clOrdId: "a1" })
  desk.fault("slow-cancel", { forMs: 100 })
  assert.equal(cancel(desk, { clOrdId: "a1" }), "0")
  assert.equal(cancel(desk, { clOrdId: "a1" }), "51410")
  desk.trade("BTC-USDT", "sell", "90000", "0.1")
  desk.pass(1_000)
  assert.equal(desk.pushed("orders").at(-1)?.state, "filled")
})

for (const nothing of [null, "", []]) {
  test(`an amend whose attachAlgoOrds is ${JSON.stringify(nothing)}, so it is of the order alone, as clients that name every parameter mean it`, () => {
    const desk = new Desk()
    desk.place({ clOrdId: "a1" })
    const unused = { newPx: "", newTpTriggerPx: "", newSlTriggerPx: "", cxlOnFail: "", reqId: "", ordId: "" }
    assert.equal(amend(desk, { ...unused, clOrdId: "a1", newSz: "0.2", attachAlgoOrds: nothing }), "0")
  })
}

test("an amend of price and size, so amendResult 0 with the reqId is pushed and the new values can be read", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ clOrdId: "a1" })
  assert.equal(amend(desk, { clOrdId: "a1", newPx: "90100", newSz: "0.2", reqId: "r1" }), "0")
  const push = desk.pushed("orders")[1]
  assert.deepEqual(
    [push?.state, push?.amendResult, push?.reqId, push?.amendSource, push?.px, push?.sz],
    ["live", "0", "r1", "1", "90100", "0.2"],
  )
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=a1").sz, "0.2")
})

test("the size is amended to what is filled or less, so the order is filled at that size", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ clOrdId: "a1" })
  desk.trade("BTC-USDT", "sell", "90000", "0.04")
  assert.equal(amend(desk, { clOrdId: "a1", newSz: "0.01" }), "0")
  const last = desk.pushed("orders").at(-1)
  assert.deepEqual([last?.state, last?.sz, last?.tradeId, last?.amendResult], ["filled", "0.04", "", "0"])
})

test("a smaller size keeps the place in the queue, so it fills before a later order; a larger one does not", () => {
  for (const [newSz, winner] of [
    ["0.05", "first"],
    ["0.3", "second"],
  ]) {
    const desk = new Desk()
    desk.place({ clOrdId: "first" })
    desk.place({ clOrdId: "second" })
    amend(desk, { clOrdId: "first", newSz })
    desk.trade("BTC-USDT", "sell", "90000", "0.03")
    assert.equal(desk.order(`instId=BTC-USDT&clOrdId=${winner}`).accFillSz, "0.03")
  }
})

test("a post-only order is amended through the market, so the ack is a success and amendResult -1 leaves it as it was", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ clOrdId: "a1", ordType: "post_only" })
  assert.equal(amend(desk, { clOrdId: "a1", newPx: "91600", reqId: "r1" }), "0")
  const push = desk.pushed("orders")[1]
  assert.deepEqual([push?.amendResult, push?.code, push?.px, push?.state], ["-1", "51511", "90000", "live"])
  assert.equal(amend(desk, { clOrdId: "a1", newPx: "91600", cxlOnFail: true }), "0")
  const last = desk.pushed("orders").at(-1)
  assert.deepEqual([last?.amendResult, last?.state], ["1", "canceled"])
})

test("an amended price crosses the market, so the order trades as taker", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ clOrdId: "a1", sz: "0.01" })
  assert.equal(amend(desk, { clOrdId: "a1", newPx: "91600" }), "0")
  const states = desk.pushed("orders").map((row) => `${row.state}${row.amendResult}${row.execType}`)
  assert.deepEqual(states, ["live", "live0", "filledT"])
})

test("amends that cannot be, so each has its code and the order stays", () => {
  const desk = new Desk()
  desk.place({ clOrdId: "a1" })
  const cases: [Json, string][] = [
    [{ clOrdId: "none", newSz: "1" }, "51503"],
    [{ newSz: "1" }, "51003"],
    [{ clOrdId: "a1" }, "51500"],
    [{ clOrdId: "a1", newSz: "-1" }, "51000"],
    [{ clOrdId: "a1", newSz: "0.000001" }, "51020"],
    [{ clOrdId: "a1", newSz: "0.123456789" }, "51121"],
    [{ clOrdId: "a1", newSz: "5" }, "51502"],
    [{ clOrdId: "a1", newPx: "1.23" }, "51000"],
    [{ clOrdId: "a1", newPx: "99000" }, "51006"],
    [{ clOrdId: "a1", newPx: "90001", reqId: "r-1" }, "51000"],
  ]
  for (const [body, sCode] of cases) assert.equal(amend(desk, body), sCode, JSON.stringify(body))
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=a1").sz, "0.1")
  const twice = [
    { instId: "BTC-USDT", clOrdId: "a1", newSz: "1" },
    { instId: "BTC-USDT", clOrdId: "a1", newSz: "2" },
  ]
  assert.equal(desk.rest("POST", "/api/v5/trade/amend-batch-orders", twice).code, "51512")
  assert.equal(desk.rest("POST", "/api/v5/trade/amend-batch-orders", Array(21).fill(twice[0])).status, 400)
  assert.equal(amend(desk, { clOrdId: "a1", newSz: "5", cxlOnFail: true }), "51502")
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=a1").state, "canceled")
})

test("cancel-all-after is not renewed, so the orders of its tag go with source 20 and the others stay", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ clOrdId: "mine", tag: "bot" })
  desk.place({ clOrdId: "other" })
  const armed = desk.rest("POST", "/api/v5/trade/cancel-all-after", { timeOut: 10, tag: "bot" })
  assert.equal(armed.data[0]?.triggerTime, String(desk.nowMs + 10_000))
  desk.pass(9_000)
  desk.rest("POST", "/api/v5/trade/cancel-all-after", { timeOut: "10", tag: "bot" })
  desk.pass(9_900)
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=mine").state, "live")
  desk.pass(200)
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=mine").cancelSource, "20")
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=other").state, "live")
  assert.equal(desk.rest("POST", "/api/v5/trade/cancel-all-after", { timeOut: "5" }).code, "51000")
})

test("cancel-all-after is disarmed with 0, so nothing is cancelled; without a tag it takes all orders", () => {
  const desk = new Desk()
  desk.place({ clOrdId: "a1", tag: "bot" })
  desk.rest("POST", "/api/v5/trade/cancel-all-after", { timeOut: "10" })
  desk.pass(2_000)
  const off = desk.rest("POST", "/api/v5/trade/cancel-all-after", { timeOut: "0" })
  assert.equal(off.data[0]?.triggerTime, "0")
  desk.pass(20_000)
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=a1").state, "live")
  desk.rest("POST", "/api/v5/trade/cancel-all-after", { timeOut: "10" })
  desk.pass(10_000)
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=a1").state, "canceled")
})

test("21 tags want a timer, so the last gets 51071", () => {
  const desk = new Desk()
  const arm = (tag: string): string => desk.rest("POST", "/api/v5/trade/cancel-all-after", { timeOut: "60", tag }).code
  for (let tag = 0; tag < 20; tag++) assert.equal(arm(`t${tag}`), "0")
  assert.equal(arm("t20"), "51071")
})
