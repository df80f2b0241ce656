import assert from "node:assert/strict"
import { test } from "node:test"
import { CLOSED_ORDER_RETENTION_MS } from "./account-state.ts"
import { replay } from "./codec.ts"
import type { ExchangeOrder } from "./exchange.ts"
import { clOrdIdFromWire, okxOrderIdFromWire } from "./ids.ts"
import { decodeState, encodeState } from "./state-codec.ts"
import { ACCOUNT, stateText, TestDesk } from "./testing/desk.ts"
import { fillOf, type ReportWords, reportOf } from "./testing/exchange-words.ts"
import { shortAll } from "./testing/short.ts"

const THEIRS = clOrdIdFromWire("takeprofit1")

/** Another program, which calls all of its orders the same. */
function others(desk: TestDesk) {
  const pattern = desk.order(desk.place().orderId)
  const order = (id: string, words: ReportWords = {}): ExchangeOrder => {
    return { ...reportOf(pattern, { tag: "", ...words }), clOrdId: THEIRS, okxOrderId: okxOrderIdFromWire(id) }
  }
  const shows = (id: string, words: ReportWords = {}): string => {
    return shortAll(desk.take({ type: "OrderReport", source: "push", order: order(id, words) }).events)
  }
  return { order, shows }
}

function assertSameAgain(desk: TestDesk): void {
  assert.equal(stateText(decodeState(encodeState(desk.state))), stateText(desk.state))
  assert.equal(stateText(replay(ACCOUNT, desk.events)), stateText(desk.state))
}

for (const first of ["over", "still open"] as const) {
  test(`another program uses an id of its own again and its first order is ${first} here, so each is adopted as what it is and nothing halts`, () => {
    const desk = new TestDesk()
    const { order, shows } = others(desk)
    shows("8001")
    if (first === "over") shows("8001", { state: "canceled" })
    assert.equal(shows("8002"), "Adopted Acknowledged 0, BreakFound external-order")
    assert.equal(shows("8002", { state: "filled", filled: "1", fill: {} }), "Filled 1 +t1, BreakResolved")
    const fill = fillOf(order("8002"), { tradeId: "t2", quantity: "0.6" })
    assert.equal(shortAll(desk.take({ type: "FillReport", source: "query", fill }).events), "FillBooked 1 +t2")
    if (first === "still open") assert.equal(shows("8001", { state: "canceled" }), "Cancelled, BreakResolved")
    assert.deepEqual([desk.state.trading.mode, desk.state.openBreaks], ["open", 0])
    assertSameAgain(desk)
  })
}

test("the first of two orders with one id leaves memory, so the second is still found by it", () => {
  const desk = new TestDesk()
  const { shows } = others(desk)
  shows("8001", { state: "canceled" })
  shows("8002")
  desk.wait(CLOSED_ORDER_RETENTION_MS)
  desk.place()
  assert.deepEqual([...desk.left.values()].length, 1)
  assert.equal(desk.state.byClOrdId.get(THEIRS), desk.state.byOkxOrderId.get(okxOrderIdFromWire("8002")))
  assertSameAgain(desk)
})
