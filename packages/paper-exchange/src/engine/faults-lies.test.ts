// What OKX promises not to do: an order that was refused with certainty and is there, one that nothing shows for a long time.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk } from "../testing/desk.ts"

const BY_ID = "instId=BTC-USDT&clOrdId="
const PENDING = "/api/v5/trade/orders-pending"

test("false-refusal, so 51008 for an order that rests and is pushed", () => {
  const desk = new Desk()
  desk.listen()
  desk.fault("false-refusal")
  assert.equal(desk.place({ clOrdId: "a1" }).sCode, "51008")
  assert.equal(desk.order(`${BY_ID}a1`).state, "live")
  assert.equal(desk.pushed("orders").length, 1)
})

test("hidden-order, so 51149 and neither read nor push for as long as it says, and then it is listed", () => {
  const desk = new Desk()
  desk.listen()
  desk.fault("hidden-order", { delayMs: 45_000, times: 1 })
  assert.equal(desk.place({ clOrdId: "a1" }).sCode, "51149")
  assert.equal(desk.place({ clOrdId: "a2" }).sCode, "0")
  const listed = (): unknown[] => desk.rest("GET", PENDING).data.map(({ clOrdId }) => clOrdId)
  assert.equal(desk.change("cancel", { clOrdId: "a1" }), "51400")
  desk.pass(44_000)
  assert.equal(desk.rest("GET", `/api/v5/trade/order?${BY_ID}a1`).code, "51603")
  assert.deepEqual(listed(), ["a2"])
  desk.pass(1_000)
  assert.deepEqual(listed().sort(), ["a1", "a2"])
  assert.deepEqual(
    desk.pushed("orders").map(({ clOrdId }) => clOrdId),
    ["a2"],
  )
})

test("hidden-order trades or is cancelled, so its push tells of it before its time", () => {
  const desk = new Desk()
  desk.listen()
  desk.fault("hidden-order", { delayMs: 45_000, times: 2 })
  desk.place({ clOrdId: "a1" })
  desk.trade("BTC-USDT", "sell", "90000", "0.04")
  assert.deepEqual(
    desk.pushed("orders").map(({ clOrdId, state }) => [clOrdId, state]),
    [["a1", "partially_filled"]],
  )
  assert.equal(desk.order(`${BY_ID}a1`).state, "partially_filled")
  desk.place({ clOrdId: "a2" })
  desk.control("POST", "/paper/orders/cancel", { clOrdId: "a2" })
  assert.deepEqual(
    desk.pushed("orders").map(({ clOrdId }) => clOrdId),
    ["a1", "a2"],
  )
})
