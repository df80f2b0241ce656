// Which message of the wire stands with which event.

import assert from "node:assert/strict"
import { test } from "node:test"
import {
  millis,
  type OmsEvent,
  okxOrderIdFromWire,
  orderIdsFrom,
  parseAccountId,
  requestIdFrom,
  serialOf,
} from "@okx-oms/core"
import type { WireMessage } from "@okx-oms/trading"
import { timelineRows } from "./timeline-rows.ts"

const { orderId } = orderIdsFrom(serialOf(1_769_851_800, 1))
const requestId = requestIdFrom(serialOf(1_769_851_800, 2))
const okxOrderId = okxOrderIdFromWire("900000000000000002")
const stamp = (seq: number, at: number, cause: OmsEvent["cause"]) =>
  ({ version: 1, seq, at: millis(at), account: parseAccountId("paper"), cause, orderId }) as const
const EVENTS: readonly OmsEvent[] = [
  { ...stamp(1, 1_000, "command"), type: "OrderValidated" },
  {
    ...stamp(2, 1_001, "command"),
    type: "OrderSubmitted",
    requestId,
    transport: "ws",
    expiresAt: millis(3_500),
    attempt: 1,
  },
  { ...stamp(3, 1_009, "reply"), type: "OrderAcknowledged", okxOrderId },
  { ...stamp(4, 5_000, "push"), type: "OrderCancelled", okxOrderId, reason: "gone" },
]
const sent: WireMessage = {
  at: millis(1_002),
  direction: "sent",
  transport: "ws",
  what: "place",
  requestId,
  text: "sent",
}
const reply: WireMessage = { ...sent, at: millis(1_008), direction: "received", text: "reply", roundTripMs: 6 }
const live: WireMessage = { at: millis(1_008), direction: "received", transport: "ws", what: "push", text: "live" }
const gone: WireMessage = { ...live, at: millis(4_999), text: "gone" }

function told(wire: readonly WireMessage[], events = EVENTS, pages = { isFirst: true, isLast: true }) {
  return timelineRows({ events, wire, ...pages }).map((row) => row.wire.map(({ text }) => text))
}

test("a request, its reply and a push, so each stands with the event that came of it", () => {
  assert.deepEqual(told([sent, reply, gone]), [[], ["sent"], ["reply"], ["gone"]])
})

test("a push that brought no news, so it waits for the next event that a push made, and one after all of them stands with the last", () => {
  assert.deepEqual(told([live]), [[], [], [], ["live"]])
  assert.deepEqual(told([{ ...gone, at: millis(9_000) }]), [[], [], [], ["gone"]])
})

test("a reply that brought no news, so it stands with its request", () => {
  assert.deepEqual(told([reply], EVENTS.slice(0, 2)), [[], ["reply"]])
})

test("messages of events on other pages, so they are left out here", () => {
  assert.deepEqual(told([sent, gone], EVENTS.slice(2, 3), { isFirst: false, isLast: false }), [[]])
})

test("steps, so each tells how long after the one before it came; a further page does not know for its first", () => {
  const since = (isFirst: boolean) =>
    timelineRows({ events: EVENTS, wire: [], isFirst, isLast: true }).map((row) => row.sincePreviousMs)
  assert.deepEqual(since(true), [0, 1, 8, 3_991])
  assert.deepEqual(since(false), [null, 1, 8, 3_991])
})
