import assert from "node:assert/strict"
import { test } from "node:test"
import { format } from "./decimal.ts"
import { InvalidStateTransition } from "./errors.ts"
import { requestIdFrom } from "./ids.ts"
import type { Order } from "./order.ts"
import { markSubmitted, updateFill } from "./order-steps.ts"
import { TestDesk } from "./testing/desk.ts"
import { fillOf } from "./testing/exchange-words.ts"
import { lifeIn } from "./testing/lives.ts"
import { later } from "./time.ts"

function ofSituation(situation: Parameters<typeof lifeIn>[0]): Order {
  const { desk, orderId } = lifeIn(situation)
  return desk.order(orderId)
}

test("a checked order is marked as sent, so Submitted with request, times and attempt, just as the fold of the event makes it", () => {
  const desk = new TestDesk()
  const { orderId } = desk.place()
  const before = desk.order(orderId)
  const at = desk.now
  const sent = { requestId: requestIdFrom(desk.serial()), transport: "ws", expiresAt: later(at, 2_500) } as const
  const marked = markSubmitted(before, { ...sent, at })
  assert.deepEqual([marked.state, marked.submittedAt, marked.attempts, before.state], ["Submitted", at, 1, "Validated"])
  desk.record([{ type: "OrderSubmitted", orderId, ...sent, attempt: 1 }], "command")
  assert.deepEqual({ ...marked, seq: 0 }, { ...desk.order(orderId), seq: 0 })
  assert.equal(markSubmitted(marked, { ...sent, at: later(at, 400) }).attempts, 2)
})

test("an order that rests or is over is marked as sent, so InvalidStateTransition with from, to and order", () => {
  const order = ofSituation("Acknowledged")
  const sent = {
    requestId: requestIdFrom("170000000000000009"),
    transport: "rest",
    expiresAt: order.createdAt,
  } as const
  assert.throws(
    () => markSubmitted(order, { ...sent, at: order.createdAt }),
    (error) =>
      error instanceof InvalidStateTransition &&
      error.from === "Acknowledged" &&
      error.to === "Submitted" &&
      error.orderId === order.orderId,
  )
})

test("fills one after the other, so the total, the average, the fees and the state follow, and the value before is untouched", () => {
  const order = ofSituation("Acknowledged")
  const first = updateFill(order, fillOf(order, { tradeId: "t1", quantity: "0.4", price: "100" }))
  const both = updateFill(first, fillOf(order, { tradeId: "t2", quantity: "0.6", price: "101", fee: "-0.06" }))
  const shown = [order, first, both].map(({ state, filledQuantity, averagePrice, fees }) => [
    ...[state, format(filledQuantity), averagePrice && format(averagePrice)],
    fees.map(({ amount }) => format(amount)).join(),
  ])
  assert.deepEqual(shown, [
    ["Acknowledged", "0", undefined, ""],
    ["PartiallyFilled", "0.4", "100", "-0.04"],
    ["Filled", "1", "100.6", "-0.1"],
  ])
})

test("the same trade twice, so it counts once", () => {
  const order = ofSituation("Acknowledged")
  const first = updateFill(order, fillOf(order))
  assert.equal(updateFill(first, fillOf(order)), first)
})

test("a late fill of a cancelled order, so the total grows and the state stays; one that completes it, so Filled", () => {
  const order = ofSituation("Cancelled")
  const late = updateFill(order, fillOf(order, { tradeId: "late", quantity: "0.3" }))
  assert.equal(late.state, "Cancelled")
  assert.ok(late.fills.some(({ tradeId }) => tradeId === "late"))
  assert.equal(updateFill(order, fillOf(order, { tradeId: "late", quantity: "1" })).state, "Filled")
})

test("a fill of an order that was never sent, so InvalidStateTransition", () => {
  const desk = new TestDesk()
  const order = desk.order(desk.place().orderId)
  assert.throws(() => updateFill(order, fillOf(order)), InvalidStateTransition)
})
