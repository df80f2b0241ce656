import assert from "node:assert/strict"
import { test } from "node:test"
import { requestIdFrom } from "./ids.ts"
import type { TestDesk } from "./testing/desk.ts"
import { fillOf, OKX_ID, type ReportWords, reportOf } from "./testing/exchange-words.ts"
import { cancel, lifeIn, reply } from "./testing/lives.ts"
import { shortAll } from "./testing/short.ts"

const DUPLICATE = { kind: "unknown", code: "51016", message: "Client order ID already exists" } as const

function inDuplicateDoubt() {
  const life = lifeIn("Submitted")
  assert.equal(shortAll(reply(life.desk, life.orderId, DUPLICATE).events), "InDoubt")
  return life
}

function found(desk: TestDesk, orderId: Parameters<TestDesk["order"]>[0], words: ReportWords): string {
  const order = reportOf(desk.order(orderId), words)
  return shortAll(desk.take({ type: "OrderReport", source: "query", order, begunAt: desk.exchangeNow }).events)
}

for (const code of ["51016", "50071", "51011", "50042"]) {
  test(`refused by ${code} and found with our terms, so it is the order: adopted, the doubt is over`, () => {
    const { desk, orderId } = lifeIn("Submitted")
    reply(desk, orderId, { ...DUPLICATE, code })
    assert.equal(desk.order(orderId).doubt?.duplicate, true)
    assert.equal(found(desk, orderId, {}), "DoubtResolved found, Acknowledged")
  })
}

for (const [what, words] of [
  ["quantity", { quantity: "2" }],
  ["price", { price: "99" }],
  ["side", { more: { side: "sell" } }],
] as const) {
  test(`the order found under the id has another ${what}, so a contradiction, nothing is merged and the reservation stays`, () => {
    const { desk, orderId } = inDuplicateDoubt()
    const before = desk.state.exposures.get(desk.order(orderId).symbol)
    desk.wait(1_000)
    assert.equal(
      found(desk, orderId, { ...words, filled: "0.5" }),
      "BreakFound contradiction, TradingHalted halt, InDoubt",
    )
    const order = desk.order(orderId)
    assert.deepEqual([order.state, order.okxOrderId, order.doubt?.duplicate], ["Submitted", undefined, true])
    assert.deepEqual(desk.state.exposures.get(order.symbol), before)
    assert.match(order.doubt?.next ?? "", /a person must look/)
    assert.equal(order.doubt?.nextAt, desk.now + 60_000)
    // Told again before it is asked for again: nothing new.
    assert.equal(found(desk, orderId, words), "-")
  })
}

test("the same order by a doubt of another cause, so a changed quantity is a change made at OKX", () => {
  const { desk, orderId } = lifeIn("in doubt")
  assert.equal(found(desk, orderId, { quantity: "2" }), "DoubtResolved found, Restated 2@100, Acknowledged")
})

test("an execution under an id that OKX had seen before, so it waits for the order's own report", () => {
  const { desk, orderId } = inDuplicateDoubt()
  const fill = fillOf(desk.order(orderId))
  assert.equal(shortAll(desk.take({ type: "FillReport", source: "query", fill }).events), "-")
  assert.match(
    found(desk, orderId, { state: "partially_filled", filled: "0.4" }),
    /^DoubtResolved found, PartiallyFilled/,
  )
})

test("a cancel is taken under an id that OKX had seen before, so it proves no order of ours", () => {
  const { desk, orderId } = inDuplicateDoubt()
  cancel(desk, orderId)
  const requestId = desk.order(orderId).pendingCancel?.requestId ?? requestIdFrom(desk.serial())
  const outcome = { kind: "accepted", okxOrderId: OKX_ID } as const
  assert.equal(shortAll(desk.take({ type: "CancelReply", orderId, requestId, outcome }).events), "CancelAccepted")
  assert.equal(desk.order(orderId).state, "Submitted")
})

test("an order with our terms is shown under the id before the duplicate code comes, so our placement did not make it: a break, and trading halts", () => {
  const { desk, orderId } = lifeIn("Submitted")
  assert.equal(found(desk, orderId, {}), "Acknowledged")
  assert.equal(shortAll(reply(desk, orderId, DUPLICATE).events), "BreakFound reply-mismatch, TradingHalted halt")
  assert.equal(shortAll(reply(desk, orderId, DUPLICATE).events), "-")
})

test("an order is shown before another unknown answer comes, so the answer adds nothing", () => {
  const { desk, orderId } = lifeIn("Submitted")
  found(desk, orderId, {})
  assert.equal(shortAll(reply(desk, orderId, { ...DUPLICATE, code: "50004" }).events), "-")
})

test("silence first, then the duplicate code, so the doubt learns it", () => {
  const { desk, orderId } = lifeIn("Submitted")
  desk.take({ type: "Deadline", kind: "ask-silent", orderId })
  assert.equal(desk.order(orderId).doubt?.duplicate, undefined)
  assert.equal(shortAll(reply(desk, orderId, DUPLICATE).events), "InDoubt")
  assert.equal(desk.order(orderId).doubt?.duplicate, true)
  assert.equal(shortAll(reply(desk, orderId, DUPLICATE).events), "-")
})
