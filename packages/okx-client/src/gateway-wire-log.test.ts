import assert from "node:assert/strict"
import { test } from "node:test"
import { millis, orderIdsFrom, requestIdFrom, serialOf } from "@okx-oms/core"
import { WIRE_MESSAGES_MAX, WIRE_TEXT_MAX, WireLog } from "./gateway-wire-log.ts"
import { wireOf } from "./wire-exchange.ts"

const ids = (number: number) => orderIdsFrom(serialOf(1_769_851_800, number))
const requestId = requestIdFrom(serialOf(1_769_851_800, 77))

function place(log: WireLog, number: number, sent = "sent"): void {
  const { orderId } = ids(number)
  const wire = { sent, received: { code: "0" } }
  log.command({ what: "place", transport: "ws", wire, roundTripMs: 12.3456, orders: [{ orderId, requestId }] })
}

test("a request and its reply, so both are told by the order, the request at the time at which it left", () => {
  const log = new WireLog(() => millis(1_000))
  place(log, 1)
  place(log, 2)
  const told = log.of(ids(1))
  assert.deepEqual(told, [
    { at: 988, direction: "sent", transport: "ws", what: "place", requestId, text: "sent" },
    {
      ...{ at: 1_000, direction: "received", transport: "ws", what: "place", requestId, text: '{"code":"0"}' },
      roundTripMs: 12.346,
    },
  ])
})

test("pushes, so they are found by either id of the exchange; rows of any form do no harm", () => {
  const log = new WireLog(() => millis(1_000))
  const { orderId, clOrdId } = ids(1)
  log.push({ clOrdId, ordId: "9", state: "live" })
  log.push({ clOrdId: "", ordId: "9", state: "canceled" })
  for (const row of [null, 7, "text", [], { ordId: 9 }]) log.push(row)
  assert.equal(log.of({ orderId, clOrdId }).length, 1)
  assert.equal(log.of({ orderId, clOrdId, okxOrderId: "9" }).length, 2)
  assert.equal(log.of({ orderId }).length, 0)
})

test("more messages than are kept and long ones, so the oldest leave and the long ones are cut", () => {
  const log = new WireLog(() => millis(1_000))
  place(log, 1, "x".repeat(WIRE_TEXT_MAX + 10))
  assert.equal(log.of(ids(1))[0]?.text.length, WIRE_TEXT_MAX + 1)
  for (let number = 2; number <= WIRE_MESSAGES_MAX / 2 + 1; number++) place(log, number)
  assert.equal(log.of(ids(1)).length, 0)
  assert.equal(log.of(ids(2)).length, 2)
})

test("what never left, so there is nothing to tell; an answer that was none is told in words", () => {
  assert.equal(wireOf("text", { kind: "not-sent", detail: "closed" }), undefined)
  const lost = wireOf("text", { kind: "no-envelope", reason: "timeout", status: undefined, detail: "no reply" })
  assert.deepEqual(lost, { sent: "text", received: "(timeout) no reply" })
})
