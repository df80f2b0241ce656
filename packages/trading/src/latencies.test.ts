import assert from "node:assert/strict"
import { test } from "node:test"
import {
  millis,
  type OmsEvent,
  okxOrderIdFromWire,
  orderIdsFrom,
  parseAccountId,
  parseQuantity,
  parseSymbol,
  requestIdFrom,
  serialOf,
} from "@okx-oms/core"
import fc from "fast-check"
import { Latencies, LatencyHistogram } from "./latencies.ts"
import type { ExchangeRequest, Placement } from "./ports.ts"

function idOf(number: number) {
  return orderIdsFrom(serialOf(1_769_851_800, number)).orderId
}

function acknowledged(number: number): OmsEvent {
  const stamp = { version: 1, seq: 1, at: millis(0), account: parseAccountId("a"), cause: "reply" } as const
  return { ...stamp, type: "OrderAcknowledged", orderId: idOf(number), okxOrderId: okxOrderIdFromWire("9") }
}

function placed(number: number): ExchangeRequest {
  const order: Placement = {
    ...orderIdsFrom(serialOf(1_769_851_800, number)),
    symbol: parseSymbol("BTC-USDT"),
    side: "buy",
    orderType: "limit",
    tradeMode: "cash",
    reduceOnly: false,
    quantity: parseQuantity("1"),
    unit: "base",
    tag: "t",
  }
  const requestId = requestIdFrom(serialOf(1_769_851_800, 99))
  return { type: "place", requestId, transport: "ws", expiresAt: millis(0), orders: [order] }
}

test("any durations, so each percentile is at least the true one, and at most 5 % above it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.002, max: 90_000, noNaN: true }), { minLength: 1, maxLength: 300 }),
      (all) => {
        const histogram = new LatencyHistogram()
        for (const ms of all) histogram.add(ms)
        const sorted = all.toSorted((a, b) => a - b)
        const { count, p50Ms = 0, p99Ms = 0, maxMs = 0 } = histogram.summary()
        assert.equal(count, all.length)
        for (const [share, told] of [
          [0.5, p50Ms],
          [0.99, p99Ms],
        ] as const) {
          const right = sorted[Math.ceil(all.length * share) - 1] ?? 0
          assert.ok(told >= right - 0.001 && told <= right * 1.05 + 0.001, `${told} for ${right}`)
        }
        assert.ok(Math.abs(maxMs - (sorted.at(-1) ?? 0)) <= 0.001)
      },
    ),
    { numRuns: 200 },
  )
})

test("an order from the call to OKX's word, so both times are counted once, also when it is sent or told again", () => {
  let now = 100
  const latencies = new Latencies(() => now)
  latencies.asked(idOf(1), 100)
  now = 101.5
  latencies.sent(placed(1))
  now = 103
  latencies.sent(placed(1))
  now = 110
  latencies.note([acknowledged(1)])
  latencies.note([acknowledged(1)])
  const { submitToWire, submitToAck } = latencies.summary()
  assert.deepEqual([submitToWire.count, submitToWire.maxMs, submitToAck.count, submitToAck.maxMs], [1, 1.5, 1, 10])
})

test("orders that were refused or never heard of again, so they are counted nowhere and their memory has an end", () => {
  const latencies = new Latencies(() => 0)
  for (let number = 1; number <= 20_001; number++) latencies.asked(idOf(number), 0)
  latencies.note([acknowledged(1), { ...acknowledged(2), type: "OrderFailed", reason: "not sent" } as OmsEvent])
  latencies.note([acknowledged(2), acknowledged(3)])
  assert.equal(latencies.summary().submitToAck.count, 1)
})

test("a busy second within a quiet minute, so the peak is that second's and the mean is the minute's", () => {
  let now = 10_000
  const latencies = new Latencies(() => now)
  latencies.appended(1, 0.2)
  now = 20_100
  for (let number = 1; number <= 59; number++) latencies.asked(idOf(number), now)
  latencies.appended(118, 0.2)
  now = 40_000
  const { ordersPerSecond, ordersPeak, eventsPerSecond, eventsPeak } = latencies.summary().throughput
  assert.deepEqual([ordersPeak, eventsPeak], [59, 118])
  assert.ok(Math.abs(eventsPerSecond - 119 / 30) < 0.001, String(eventsPerSecond))
  assert.equal(ordersPerSecond, 2.95)
  now = 200_000
  assert.deepEqual(latencies.summary().throughput.ordersPeak, 0)
})
