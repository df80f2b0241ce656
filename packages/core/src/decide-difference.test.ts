import assert from "node:assert/strict"
import { test } from "node:test"
import type { Break } from "./account-state.ts"
import { parsePrice, parseQuantity } from "./amount.ts"
import { PUSH_DUE_MS } from "./decide-difference.ts"
import { requestIdFrom } from "./ids.ts"
import type { TestDesk } from "./testing/desk.ts"
import { fillOf, type ReportWords, reportOf } from "./testing/exchange-words.ts"
import { lifeIn, type Situation } from "./testing/lives.ts"
import { shortAll } from "./testing/short.ts"
import { later } from "./time.ts"

/** Told by a read that began `lateMs` after the change that it shows. */
function readIn(situation: Situation, words: ReportWords, lateMs: number, wasMissing = false): string {
  const { desk, orderId } = lifeIn(situation)
  const order = reportOf(desk.order(orderId), { updatedAt: desk.exchangeNow, ...words })
  const begunAt = later(order.updatedAt, lateMs)
  desk.wait(lateMs + 5)
  return shortAll(desk.take({ type: "OrderReport", source: "pending", order, begunAt, wasMissing }).events)
}

const CASES: readonly (readonly [
  name: string,
  situation: Situation,
  words: ReportWords,
  events: string,
  kind: string,
])[] = [
  ["an end", "Acknowledged", { state: "canceled" }, "Cancelled", "state-mismatch"],
  ["a fill to the end", "PartiallyFilled", { state: "filled", filled: "1" }, "Filled 1", "state-mismatch"],
  [
    "a larger total",
    "Acknowledged",
    { state: "partially_filled", filled: "0.4" },
    "PartiallyFilled 0.4",
    "fill-mismatch",
  ],
  ["another price", "Acknowledged", { price: "99" }, "Restated 1@99", "terms-mismatch"],
  [
    "another quantity",
    "PartiallyFilled",
    { quantity: "2", state: "partially_filled", filled: "0.4" },
    "Restated 2@100",
    "terms-mismatch",
  ],
  ["that it rests", "Submitted", {}, "Acknowledged", "state-mismatch"],
]
for (const [name, situation, words, events, kind] of CASES) {
  test(`a read shows ${name} that a push should have told, so ${kind}, repaired at once`, () => {
    assert.equal(readIn(situation, words, PUSH_DUE_MS), `${events}, BreakFound ${kind}, BreakResolved`)
  })

  test(`a read shows ${name} whose push may be on its way, so no break`, () => {
    assert.equal(readIn(situation, words, PUSH_DUE_MS - 1), events)
  })
}

test("it had left the list and its end was not pushed, so missing-order", () => {
  assert.equal(
    readIn("Acknowledged", { state: "canceled" }, 5_000, true),
    "Cancelled, BreakFound missing-order, BreakResolved",
  )
})

test("a doubt is found by a read, so the doubt's own record and no break", () => {
  assert.equal(readIn("in doubt", {}, 60_000), "DoubtResolved found, Acknowledged")
})

test("a read says what is known, so nothing, however old the change", () => {
  assert.equal(readIn("Acknowledged", {}, 60_000), "-")
})

test("our amendment is confirmed by a read alone, so terms-mismatch: its push was missed", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  const price = parsePrice("101")
  desk.take({ type: "AmendOrder", orderId, requestId: requestIdFrom(desk.serial()), price })
  const order = reportOf(desk.order(orderId), { price: "101", updatedAt: desk.exchangeNow })
  const begunAt = later(desk.exchangeNow, 3_000)
  const { events } = desk.take({ type: "OrderReport", source: "query", order, begunAt })
  assert.equal(shortAll(events), "Amended 1@101, BreakFound terms-mismatch, BreakResolved")
})

function fillRead(situation: Situation, quantity: string, lateMs: number, at?: number): [string, TestDesk] {
  const { desk, orderId } = lifeIn(situation)
  const fill = fillOf(desk.order(orderId), { tradeId: "t7", quantity, at: at ?? desk.exchangeNow })
  const { events } = desk.take({ type: "FillReport", source: "history", fill, begunAt: later(fill.at, lateMs) })
  return [shortAll(events), desk]
}

test("an execution found by a list only, so missed-fill, booked and counted", () => {
  const [told, desk] = fillRead("Acknowledged", "0.4", PUSH_DUE_MS)
  assert.equal(told, "PartiallyFilled 0.4 +t7, BreakFound missed-fill, BreakResolved")
  assert.deepEqual([desk.state.breakCounts.get("missed-fill"), desk.state.openBreaks], [1, 0])
  const [found] = [...desk.state.breaks.values()] as [Break]
  assert.match(found.evidence, /2000 ms without its push/)
})

test("an execution found by a list before its push was due, so booked without a break", () => {
  assert.equal(fillRead("Acknowledged", "0.4", PUSH_DUE_MS - 1)[0], "PartiallyFilled 0.4 +t7")
})

test("an execution that a push had counted already, so fetched late and no break", () => {
  assert.equal(fillRead("Filled, fills missing", "1", 60_000)[0], "FillBooked 1 +t7")
})

test("a late execution of a cancelled order by a list only, so missed-fill", () => {
  assert.equal(
    fillRead("Cancelled", "0.4", 3_000)[0],
    "Corrected Cancelled 0.4 +t7, BreakFound missed-fill, BreakResolved",
  )
})

test("an execution of an order from before it was adopted, so it was never ours to be pushed", () => {
  const { desk, orderId } = lifeIn("adopted")
  const told = (at: number, tradeId: string): string => {
    const fill = fillOf(desk.order(orderId), { tradeId, quantity: "0.1", at })
    return shortAll(
      desk.take({ type: "FillReport", source: "history", fill, begunAt: later(desk.exchangeNow, 9_000) }).events,
    )
  }
  assert.equal(told(desk.exchangeNow - 60_000, "before"), "PartiallyFilled 0.1 +before")
  assert.equal(told(desk.exchangeNow + 1, "after"), "PartiallyFilled 0.2 +after, BreakFound missed-fill, BreakResolved")
})

test("an order that ended here long ago and lives there, so halt, and its claim stays until a person has looked", () => {
  const { desk, orderId } = lifeIn("Cancelled")
  desk.wait(40_000)
  const order = reportOf(desk.order(orderId))
  desk.take({ type: "OrderReport", source: "query", order, begunAt: desk.exchangeNow })
  assert.equal(desk.state.trading.mode, "halt")
  desk.take({ type: "ResumeTrading", reason: "go on" })
  desk.limits = { ...desk.limits, maxPositionNotional: parseQuantity("150") }
  assert.equal(desk.place().decision.refusal?.code, "position-above-limit")
  // A quarter of an hour later it is still in memory.
  desk.wait(20 * 60_000)
  desk.take({ type: "HaltTrading", mode: "reduce-only", reason: "x" })
  assert.ok(desk.state.orders.has(orderId))
  const [found] = [...desk.state.breaks.values()] as [Break]
  desk.take({ type: "ResumeTrading", reason: "go on" })
  desk.take({ type: "ResolveBreak", breakId: found.breakId, resolution: "cancelled by hand" })
  assert.equal(desk.place().decision.refusal, undefined)
})
