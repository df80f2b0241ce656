// The tail against what it stands for: whatever the index does not hold yet must be waited for.

import assert from "node:assert/strict"
import { test } from "node:test"
import { SampleBook } from "@okx-oms/trading/contract"
import { UnprojectedTail } from "./unprojected-tail.ts"

test("an order was appended and the index has not come so far, so each of its keys must be waited for", () => {
  const tail = new UnprojectedTail(0)
  const book = new SampleBook()
  const { order, events } = book.place()
  tail.take(events)
  tail.take(book.acknowledge(order))
  assert.equal(tail.neededFor({ kind: "orderId", value: order.orderId }), 4)
  assert.equal(tail.neededFor({ kind: "okxOrderId", value: order.okxOrderId }), 4)
  assert.equal(tail.neededFor({ kind: "clOrdId", value: order.clOrdId }), 1)
  assert.equal(tail.neededFor({ kind: "clientOrderId", value: order.clientOrderId }), 1)
  assert.equal(tail.neededFor({ kind: "clientOrderId", value: "unknown" }), 0)
})

test("the tail began in the middle, so an unknown key needs everything before it", () => {
  const tail = new UnprojectedTail(700)
  assert.equal(tail.neededFor({ kind: "orderId", value: "o1" }), 700)
})

test("the index comes along behind, so a key is never forgotten before the index has it", () => {
  const tail = new UnprojectedTail(0)
  const book = new SampleBook()
  const placed: { value: string; seq: number }[] = []
  let projected = 0
  for (let round = 0; round < 500; round++) {
    const { order, events } = book.place()
    tail.take(events)
    placed.push({ value: order.orderId, seq: book.seq })
    if (round % 7 === 0) {
      projected = Math.max(projected, book.seq - (round % 50))
      tail.release(projected)
    }
    for (const { value, seq } of placed.slice(-60)) {
      const needed = tail.neededFor({ kind: "orderId", value })
      assert.ok(needed === seq || seq <= projected, `order at ${seq} forgotten at ${projected}`)
    }
  }
})

test("nobody asks while the index comes along, so what it has is let go unread and what it has not is still known", () => {
  const tail = new UnprojectedTail(0)
  const book = new SampleBook()
  const placed = Array.from({ length: 20 }, () => {
    const { order, events } = book.place()
    tail.take(events)
    return { value: order.orderId, seq: book.seq }
  })
  const halfway = placed[9]?.seq ?? 0
  tail.release(halfway)
  for (const { value, seq } of placed)
    assert.equal(tail.neededFor({ kind: "orderId", value }), seq > halfway ? seq : 0, `order at ${seq}`)
})

test("the index stands still, so the tail stays bounded and what it gave up must be waited for", () => {
  const tail = new UnprojectedTail(0)
  const book = new SampleBook()
  const first = book.place()
  tail.take(first.events)
  for (let round = 0; round < 40_000; round++) tail.take(book.place().events)
  assert.ok(tail.neededFor({ kind: "orderId", value: first.order.orderId }) >= 3)
  assert.ok(tail.neededFor({ kind: "orderId", value: "unknown" }) >= 3)
})
