import assert from "node:assert/strict"
import { test } from "node:test"
import { EXTERNAL_BREAKS_MAX } from "./decide-break.ts"
import type { ExchangeOrder } from "./exchange.ts"
import { okxOrderIdFromWire } from "./ids.ts"
import { TestDesk } from "./testing/desk.ts"
import { reportOf } from "./testing/exchange-words.ts"
import { bring, lifeIn } from "./testing/lives.ts"
import { shortAll } from "./testing/short.ts"

function openKinds(desk: TestDesk): string[] {
  return [...desk.state.breaks.values()].filter(({ resolvedAt }) => resolvedAt === undefined).map(({ kind }) => kind)
}

/** Orders that somebody else placed, told by the list of open orders. */
function external(desk: TestDesk, count: number, change: Partial<ExchangeOrder> = {}): ExchangeOrder[] {
  const pattern = bring(desk, "Validated")
  const { clOrdId: _ours, ...order } = reportOf(desk.order(pattern), { tag: "" })
  desk.take({ type: "Deadline", kind: "queue-over", orderId: pattern })
  return Array.from({ length: count }, (_, index) => {
    return { ...order, okxOrderId: okxOrderIdFromWire(String(9000 + index)), ...change }
  })
}

function tell(desk: TestDesk, order: ExchangeOrder): string {
  return shortAll(desk.take({ type: "OrderReport", source: "pending", order }).events)
}

test("an external order, so a break that is over when the order is", () => {
  const desk = new TestDesk()
  const [order] = external(desk, 1) as [ExchangeOrder]
  assert.equal(tell(desk, order), "Adopted Acknowledged 0, BreakFound external-order")
  assert.equal(tell(desk, order), "-")
  assert.equal(tell(desk, { ...order, state: "canceled" }), "Cancelled, BreakResolved")
  assert.deepEqual([openKinds(desk), desk.state.breakCounts.get("external-order")], [[], 1])
})

test("an external order that was over when it was first seen, so found and resolved at once", () => {
  const desk = new TestDesk()
  const [order] = external(desk, 1, { state: "canceled", category: "full_liquidation" }) as [ExchangeOrder]
  assert.equal(tell(desk, order), "Adopted Cancelled 0, BreakFound external-order, BreakResolved")
})

test("two hundred external orders, so twenty breaks and one for the rest, over when all that is left is listed", () => {
  const desk = new TestDesk()
  const orders = external(desk, 200)
  for (const order of orders) tell(desk, order)
  assert.equal(openKinds(desk).length, EXTERNAL_BREAKS_MAX + 1)
  for (const order of orders.slice(EXTERNAL_BREAKS_MAX, -1)) tell(desk, { ...order, state: "canceled" })
  assert.equal(openKinds(desk).length, EXTERNAL_BREAKS_MAX + 1)
  const last = orders.at(-1)
  assert.ok(last)
  assert.equal(tell(desk, { ...last, state: "canceled" }), "Cancelled, BreakResolved")
  assert.equal(openKinds(desk).length, EXTERNAL_BREAKS_MAX)
  for (const order of orders.slice(0, EXTERNAL_BREAKS_MAX)) tell(desk, { ...order, state: "canceled" })
  assert.deepEqual([openKinds(desk), desk.state.openBreaksOf.size], [[], 0])
})

test("a doubt that OKX does not decide for five minutes, so one break that waits, over with the doubt", () => {
  const { desk, orderId } = lifeIn("in doubt")
  const silence = { type: "DoubtEvidence", orderId, probes: [] } as const
  let asked = 0
  for (; asked < 149; asked++) {
    desk.take(silence)
    desk.wait(2_000)
  }
  assert.deepEqual(openKinds(desk), [])
  for (let more = 0; more < 20; more++) {
    desk.wait(2_000)
    desk.take(silence)
  }
  assert.deepEqual(openKinds(desk), ["doubt-unresolved"])
  const order = reportOf(desk.order(orderId))
  const { events } = desk.take({ type: "OrderReport", source: "push", order })
  assert.equal(shortAll(events), "DoubtResolved found, Acknowledged, BreakResolved")
  assert.deepEqual(openKinds(desk), [])
})

test("a doubt found again after hours away, so no break before it was asked about in vain", () => {
  const { desk, orderId } = lifeIn("in doubt")
  desk.wait(3_600_000)
  desk.take({ type: "DoubtEvidence", orderId, probes: [] })
  assert.deepEqual(openKinds(desk), [])
})

test("in no list, but executions are missing, so it waits, and is over with its end", () => {
  const { desk, orderId } = lifeIn("PartiallyFilled, fills missing")
  desk.wait(10_000)
  desk.take({ type: "OrderVanished", orderId, evidence: "in no list", begunAt: desk.exchangeNow })
  assert.deepEqual(openKinds(desk), ["missing-order"])
  const order = reportOf(desk.order(orderId), { state: "canceled", filled: "0.4" })
  desk.take({ type: "OrderReport", source: "query", order, begunAt: desk.exchangeNow })
  assert.deepEqual(openKinds(desk), [])
})
