import assert from "node:assert/strict"
import { test } from "node:test"
import { parsePrice, parseQuantity } from "./amount.ts"
import { format } from "./decimal.ts"
import type { ExchangeAmendResult } from "./exchange.ts"
import { clOrdIdFromWire, type OrderId, okxOrderIdFromWire, requestIdFrom } from "./ids.ts"
import { BEGIN, SPOT, TAG, TestDesk } from "./testing/desk.ts"
import { fillOf, OKX_ID, type ReportWords, reportOf } from "./testing/exchange-words.ts"
import { cancel, fillReport, lifeIn } from "./testing/lives.ts"
import { shortAll } from "./testing/short.ts"
import { later } from "./time.ts"

function push(desk: TestDesk, orderId: OrderId, words: ReportWords): string {
  return shortAll(
    desk.take({ type: "OrderReport", source: "push", order: reportOf(desk.order(orderId), words) }).events,
  )
}

function query(desk: TestDesk, orderId: OrderId, words: ReportWords, begunAt = desk.exchangeNow): string {
  const order = reportOf(desk.order(orderId), words)
  return shortAll(desk.take({ type: "OrderReport", source: "query", order, begunAt }).events)
}

function amendTo(desk: TestDesk, orderId: OrderId, change: { price?: string; quantity?: string }): void {
  const { price, quantity } = change
  const wish = { ...(price && { price: parsePrice(price) }), ...(quantity && { quantity: parseQuantity(quantity) }) }
  desk.take({ type: "AmendOrder", orderId, requestId: requestIdFrom(desk.serial()), ...wish })
}

function amendSays(
  desk: TestDesk,
  orderId: OrderId,
  result: ExchangeAmendResult["result"],
): { amend: ExchangeAmendResult } {
  const requestId = desk.order(orderId).pendingAmend?.requestId
  return { amend: { result, code: result === "done" ? "0" : "51511", message: "", ...(requestId && { requestId }) } }
}

function terms(desk: TestDesk, orderId: OrderId): string {
  const { quantity, price } = desk.order(orderId)
  return `${format(quantity)}@${price === undefined ? "" : format(price)}`
}

test("A.1.a: live, partly filled, filled, so each told once and the fees of all fills add up", () => {
  const { desk, orderId } = lifeIn("Submitted")
  const told = [
    push(desk, orderId, { updatedAt: BEGIN + 1 }),
    push(desk, orderId, { state: "partially_filled", filled: "0.2", fill: { tradeId: "a", quantity: "0.2" } }),
    push(desk, orderId, {
      state: "partially_filled",
      filled: "0.3",
      fill: { tradeId: "b", quantity: "0.1", price: "99" },
    }),
    push(desk, orderId, { state: "filled", filled: "1", fill: { tradeId: "c", quantity: "0.7" } }),
  ]
  assert.deepEqual(told, ["Acknowledged", "PartiallyFilled 0.2 +a", "PartiallyFilled 0.3 +b", "Filled 1 +c"])
  const order = desk.order(orderId)
  assert.equal(order.averagePrice && format(order.averagePrice), "99.9")
  assert.deepEqual(
    order.fees.map(({ currency, amount }) => [currency, format(amount)]),
    [["USDT", "-0.12"]],
  )
})

test("a filled push without the execution (fillSz 0), so the total is known, the fill missing, and booked when it comes", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  assert.equal(push(desk, orderId, { state: "filled", filled: "1" }), "Filled 1")
  assert.equal(format(desk.order(orderId).fillsMissing), "1")
  assert.ok(desk.state.fillsMissing.has(orderId))
  assert.equal(shortAll(fillReport(desk, orderId, { quantity: "1" }).events), "FillBooked 1 +t1")
  assert.ok(!desk.state.fillsMissing.has(orderId))
})

test("O.9: the same trade told by push, query and fills, at other times, so one fill", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  const fill = { tradeId: "a", quantity: "0.4" }
  push(desk, orderId, { state: "partially_filled", filled: "0.4", fill, updatedAt: BEGIN + 5 })
  assert.equal(push(desk, orderId, { state: "partially_filled", filled: "0.4", fill, updatedAt: BEGIN + 9 }), "-")
  assert.equal(shortAll(fillReport(desk, orderId, fill).events), "-")
  assert.equal(query(desk, orderId, { state: "partially_filled", filled: "0.4" }), "-")
  assert.equal(desk.order(orderId).fills.length, 1)
})

test("O.10: a stale read after a newer push, so nothing regresses", () => {
  const { desk, orderId } = lifeIn("PartiallyFilled")
  assert.equal(query(desk, orderId, {}), "-")
  assert.equal(query(desk, orderId, { state: "partially_filled", filled: "0.1" }), "-")
  assert.equal(desk.order(orderId).state, "PartiallyFilled")
})

test("O.11: a read shows more than our fills, so the difference is missing until the fills are booked, in any order", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  query(desk, orderId, { state: "partially_filled", filled: "0.7", more: { averagePrice: parsePrice("98") } })
  assert.deepEqual(
    [format(desk.order(orderId).fillsMissing), desk.order(orderId).averagePrice],
    ["0.7", parsePrice("98")],
  )
  fillReport(desk, orderId, { tradeId: "b", quantity: "0.3" })
  assert.equal(format(desk.order(orderId).fillsMissing), "0.4")
  fillReport(desk, orderId, { tradeId: "a", quantity: "0.4" })
  const order = desk.order(orderId)
  assert.deepEqual([format(order.fillsMissing), format(order.filledQuantity)], ["0", "0.7"])
  assert.equal(order.averagePrice && format(order.averagePrice), "100")
})

test("O.14: a fill after the cancel, so the total grows and the order stays Cancelled", () => {
  const { desk, orderId } = lifeIn("Cancelled")
  assert.equal(shortAll(fillReport(desk, orderId, { quantity: "0.4" }).events), "Corrected Cancelled 0.4 +t1")
  assert.equal(desk.order(orderId).state, "Cancelled")
  assert.equal(desk.state.trading.mode, "open")
})

test("B.1.b: a fill while the cancel is pending, so both are true; the end keeps the fill", () => {
  const { desk, orderId } = lifeIn("PartiallyFilled")
  cancel(desk, orderId)
  fillReport(desk, orderId, { tradeId: "b", quantity: "0.1" })
  assert.notEqual(desk.order(orderId).pendingCancel, undefined)
  assert.equal(push(desk, orderId, { state: "canceled", filled: "0.5" }), "Cancelled")
  assert.equal(format(desk.order(orderId).filledQuantity), "0.5")
})

test("I.1.b: the end comes before its last fill, so the fill is missing and booked late without an alarm", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  assert.equal(
    push(desk, orderId, { state: "canceled", filled: "0.4", more: { cancelSource: "14" } }),
    "PartiallyFilled 0.4, Cancelled",
  )
  assert.equal(desk.order(orderId).reason, "the rest of an immediate-or-cancel order")
  assert.equal(shortAll(fillReport(desk, orderId, { quantity: "0.4" }).events), "FillBooked 0.4 +t1")
  assert.equal(desk.state.openBreaks, 0)
})

const ENDS: readonly (readonly [source: string, state: "Cancelled" | "Expired", reason: RegExp])[] = [
  ["", "Cancelled", /cancelled at OKX/],
  ["0", "Cancelled", /by OKX/],
  ["1", "Cancelled", /by the user/],
  ["7", "Expired", /delivery/],
  ["10", "Expired", /expiry/],
  ["13", "Cancelled", /fill-or-kill/],
  ["14", "Cancelled", /immediate-or-cancel/],
  ["20", "Cancelled", /dead-man/],
  ["31", "Cancelled", /post-only/],
  ["32", "Cancelled", /self-trade/],
  ["999", "Cancelled", /cancelSource 999/],
]
for (const [source, state, reason] of ENDS) {
  test(`cancelSource "${source}", so ${state} and the reason in words`, () => {
    const { desk, orderId } = lifeIn("Acknowledged")
    push(desk, orderId, { state: "canceled", more: source === "" ? {} : { cancelSource: source } })
    assert.equal(desk.order(orderId).state, state)
    assert.match(desk.order(orderId).reason ?? "", reason)
  })
}

// ---- amendments ------------------------------------------------------------------------------------------------------------

test("C.1.b: accepted, a fill, then done, so the fill counts under the old terms and the new ones hold after", () => {
  const { desk, orderId } = lifeIn("PartiallyFilled")
  amendTo(desk, orderId, { quantity: "2" })
  fillReport(desk, orderId, { tradeId: "b", quantity: "0.1" })
  assert.equal(terms(desk, orderId), "1@100")
  const done = amendSays(desk, orderId, "done")
  const words = { state: "partially_filled", filled: "0.5", quantity: "2", updatedAt: BEGIN + 9, more: done } as const
  assert.equal(push(desk, orderId, words), "Amended 2@100")
  assert.deepEqual([terms(desk, orderId), desk.order(orderId).pendingAmend], ["2@100", undefined])
})

test("O.17: accepted, then the result says no, so the old terms stand", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  amendTo(desk, orderId, { price: "101" })
  assert.equal(push(desk, orderId, { more: amendSays(desk, orderId, "failed") }), "AmendRefused 51511")
  assert.deepEqual([terms(desk, orderId), desk.order(orderId).pendingAmend], ["1@100", undefined])
})

test("the amendment failed and OKX cancelled the order for it, so refused and Cancelled", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  amendTo(desk, orderId, { price: "101" })
  const words = { state: "canceled", more: amendSays(desk, orderId, "failed-and-cancelled") } as const
  assert.equal(push(desk, orderId, words), "AmendRefused 51511, Cancelled")
})

test("O.18: decreased to what is filled already, so Filled with that quantity", () => {
  const { desk, orderId } = lifeIn("PartiallyFilled")
  amendTo(desk, orderId, { quantity: "0.3" })
  const words = { state: "filled", filled: "0.4", quantity: "0.4", updatedAt: BEGIN + 9 } as const
  assert.equal(push(desk, orderId, { ...words, more: amendSays(desk, orderId, "done") }), "Amended 0.4@100, Filled 0.4")
})

test("C.2.a: filled before the amendment, so Filled and the amendment is gone with it", () => {
  const { desk, orderId } = lifeIn("Acknowledged, amend pending")
  assert.equal(push(desk, orderId, { state: "filled", filled: "1", fill: { quantity: "1" } }), "Filled 1 +t1")
  assert.equal(desk.order(orderId).pendingAmend, undefined)
})

test("C.3.c: decreased below what is filled, so OKX keeps what is filled and the order is Filled with it", () => {
  const { desk, orderId } = lifeIn("PartiallyFilled")
  amendTo(desk, orderId, { quantity: "0.2" })
  fillReport(desk, orderId, { tradeId: "b", quantity: "0.1" })
  const words = { state: "filled", filled: "0.5", quantity: "0.5", updatedAt: BEGIN + 9 } as const
  assert.equal(push(desk, orderId, { ...words, more: amendSays(desk, orderId, "done") }), "Amended 0.5@100, Filled 0.5")
})

test("D.1.c: the first amendment is refused, the second done, so the second target holds", () => {
  const { desk, orderId } = lifeIn("Acknowledged, amend pending")
  push(desk, orderId, { more: amendSays(desk, orderId, "failed") })
  amendTo(desk, orderId, { quantity: "2" })
  const done = amendSays(desk, orderId, "done")
  assert.equal(push(desk, orderId, { quantity: "2", updatedAt: BEGIN + 9, more: done }), "Amended 2@100")
})

test("D.3: cancelled while an amendment is pending, so both stand, each gets its answer, and the end is Cancelled", () => {
  const { desk, orderId } = lifeIn("Acknowledged, amend pending")
  assert.equal(shortAll(cancel(desk, orderId).events), "CancelRequested #1")
  const done = amendSays(desk, orderId, "done")
  assert.equal(push(desk, orderId, { price: "101", updatedAt: BEGIN + 9, more: done }), "Amended 1@101")
  assert.notEqual(desk.order(orderId).pendingCancel, undefined)
  assert.equal(push(desk, orderId, { state: "canceled", price: "101", updatedAt: BEGIN + 10 }), "Cancelled")
})

test("a cancel is pending, so no amendment is taken any more", () => {
  const { desk, orderId } = lifeIn("Acknowledged, cancel pending")
  const requestId = requestIdFrom(desk.serial())
  const command = { type: "AmendOrder", orderId, requestId, price: parsePrice("101") } as const
  assert.equal(desk.take(command).refusal?.code, "amend-not-allowed")
})

test("a result of another request, so our own stays pending", () => {
  const { desk, orderId } = lifeIn("Acknowledged, amend pending")
  const amend = { result: "failed", code: "1", message: "", requestId: requestIdFrom(desk.serial()) } as const
  assert.equal(push(desk, orderId, { more: { amend } }), "-")
  assert.notEqual(desk.order(orderId).pendingAmend, undefined)
})

test("no result came but a read shows the target, so amended", () => {
  const { desk, orderId } = lifeIn("Acknowledged, amend pending")
  assert.equal(query(desk, orderId, { price: "101", updatedAt: BEGIN + 9 }), "Amended 1@101")
})

test("a read shows the old terms, so nothing before X + S + V and refused after", () => {
  const { desk, orderId } = lifeIn("Acknowledged, amend pending")
  const expiresAt = desk.order(orderId).pendingAmend?.expiresAt
  if (expiresAt === undefined) assert.fail("an amendment is pending")
  const certain = later(expiresAt, 100 + 2_000)
  assert.equal(query(desk, orderId, {}, certain), "-")
  assert.equal(query(desk, orderId, {}, later(certain, 1)), "AmendRefused not-seen")
  assert.equal(push(desk, orderId, { price: "101", updatedAt: BEGIN + 9 }), "Restated 1@101")
})

test("OKX's clock runs ahead for a moment, so an amendment is not refused before our own time has passed too", () => {
  const { desk, orderId } = lifeIn("Acknowledged, amend pending")
  desk.exchangeAheadMs += 60_000
  assert.equal(query(desk, orderId, {}), "-")
  desk.exchangeAheadMs -= 60_000
  desk.wait(2_500 + 100 + 2_000 + 1)
  assert.equal(query(desk, orderId, {}), "AmendRefused not-seen")
})

test("others changed the order as well, so a read after X + S + V says that ours does not stand, not that it was never done", () => {
  const { desk, orderId } = lifeIn("Acknowledged, amend pending")
  const certain = later(desk.order(orderId).pendingAmend?.expiresAt ?? assert.fail("pending"), 100 + 2_000)
  assert.equal(push(desk, orderId, { price: "99", updatedAt: BEGIN + 9 }), "Restated 1@99")
  assert.equal(
    query(desk, orderId, { price: "99", updatedAt: BEGIN + 9 }, later(certain, 1)),
    "AmendRefused overwritten",
  )
  const unseen = lifeIn("Acknowledged, amend pending")
  const told = query(unseen.desk, unseen.orderId, { price: "99", updatedAt: BEGIN + 9 }, later(certain, 1))
  assert.match(told, /^AmendRefused overwritten, Restated 1@99/)
})

test("without the exchange's clock a read proves nothing, so the amendment stays pending", () => {
  const { desk, orderId } = lifeIn("Acknowledged, amend pending")
  desk.uncertaintyMs = undefined
  assert.equal(query(desk, orderId, {}, later(desk.exchangeNow, 1_000_000)), "-")
})

test("the exchange's clock is too unsure to give an expTime that means something, so no amendment leaves", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  for (const uncertaintyMs of [undefined, 501]) {
    desk.uncertaintyMs = uncertaintyMs
    const command = {
      type: "AmendOrder",
      orderId,
      requestId: requestIdFrom(desk.serial()),
      price: parsePrice("101"),
    } as const
    assert.equal(desk.take(command).refusal?.code, "not-ready")
  }
})

test("an amendment that asks for what is there, so refused", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  const command = {
    type: "AmendOrder",
    orderId,
    requestId: requestIdFrom(desk.serial()),
    price: parsePrice("100.0"),
  } as const
  assert.equal(desk.take(command).refusal?.code, "amend-nothing")
})

test("a market order does not rest, so it cannot be amended", () => {
  const { desk, orderId } = lifeIn("Acknowledged", { type: "market" })
  const command = {
    type: "AmendOrder",
    orderId,
    requestId: requestIdFrom(desk.serial()),
    quantity: parseQuantity("2"),
  } as const
  assert.equal(desk.take(command).refusal?.code, "amend-not-allowed")
})

test("a report older than the amendment, so it does not undo it; one of the same instant with the new terms neither", () => {
  const { desk, orderId } = lifeIn("Acknowledged, amend pending")
  push(desk, orderId, { price: "101", updatedAt: BEGIN + 9, more: amendSays(desk, orderId, "done") })
  assert.equal(query(desk, orderId, { price: "100", updatedAt: BEGIN + 8 }), "-")
  assert.equal(query(desk, orderId, { price: "101", updatedAt: BEGIN + 9 }), "-")
  assert.equal(terms(desk, orderId), "1@101")
})

test("E.1.d: OKX reduces a reduce-only order by itself, so restated with its reason", () => {
  const { desk, orderId } = lifeIn("PartiallyFilled")
  const words = {
    state: "partially_filled",
    filled: "0.4",
    quantity: "0.9",
    updatedAt: BEGIN + 9,
    more: { amendSource: "2" },
  } as const
  assert.equal(push(desk, orderId, words), "Restated 0.9@100")
  const event = desk.events.at(-1)
  assert.equal(event?.type === "OrderRestated" && event.reason, "changed at OKX (amendSource 2)")
})

// ---- orders that are not ours, and what cannot be ------------------------------------------------------------------------------

test("E.1.a, O.15: somebody places by hand, so adopted, shown and not ours to touch", () => {
  const desk = new TestDesk()
  const { orderId: pattern } = desk.place()
  const { clOrdId: _none, ...told } = reportOf(desk.order(pattern), {
    tag: "",
    state: "partially_filled",
    filled: "0.4",
    fill: { quantity: "0.4" },
  })
  assert.equal(
    shortAll(desk.take({ type: "OrderReport", source: "push", order: told }).events),
    "Adopted PartiallyFilled 0.4, BreakFound external-order",
  )
  const adopted = desk.order(desk.state.byOkxOrderId.get(OKX_ID) ?? pattern)
  assert.deepEqual([adopted.source, adopted.strategy, format(adopted.fillsMissing)], ["exchange", "external", "0"])
  assert.equal(cancel(desk, adopted.orderId).refusal?.code, "order-not-ours")
  assert.equal(desk.state.trading.mode, "open")
  assert.equal(format(desk.state.cash.get("BTC") ?? parseQuantity("9")), "0.4")
})

test("O.16: our tag and our form of id, but not in the journal, so adopted, a break, and nothing new goes out", () => {
  const desk = new TestDesk()
  const waiting = desk.place().orderId
  const told = { ...reportOf(desk.order(waiting), { tag: TAG }), clOrdId: clOrdIdFromWire("160000000000000001") }
  const events = desk.take({ type: "OrderReport", source: "pending", order: told }).events
  assert.equal(shortAll(events.slice(0, 3)), "Adopted Acknowledged 0, BreakFound journal-behind, TradingHalted halt")
  assert.equal(desk.place().decision.refusal?.code, "trading-halted")
})

test("another installation's tag, so adopted as any external order", () => {
  const desk = new TestDesk()
  const pattern = desk.place().orderId
  const told = { ...reportOf(desk.order(pattern), { tag: "other" }), clOrdId: clOrdIdFromWire("160000000000000001") }
  assert.equal(
    shortAll(desk.take({ type: "OrderReport", source: "pending", order: told }).events),
    "Adopted Acknowledged 0, BreakFound external-order",
  )
})

test("a finished order of the history that nobody knew, so it is past and nothing is adopted", () => {
  const desk = new TestDesk()
  const pattern = desk.place().orderId
  const told = {
    ...reportOf(desk.order(pattern), { tag: "", state: "filled", filled: "1" }),
    clOrdId: clOrdIdFromWire("foreign"),
  }
  assert.deepEqual(desk.take({ type: "OrderReport", source: "history", order: told }).events, [])
})

test("an execution of an order that nobody knows, so nothing is booked until its order is asked for", () => {
  const desk = new TestDesk()
  const fill = fillOf({ symbol: SPOT, side: "buy", okxOrderId: okxOrderIdFromWire("8888") })
  assert.deepEqual(desk.take({ type: "FillReport", source: "history", fill }).events, [])
})

test("a fill of another order under our id, so a break and neither our total nor our id changes", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  const before = desk.order(orderId)
  const other = { ...fillOf(before), okxOrderId: okxOrderIdFromWire("9999") }
  assert.equal(
    shortAll(desk.take({ type: "FillReport", source: "query", fill: other }).events),
    "BreakFound contradiction, TradingHalted halt",
  )
  assert.equal(desk.order(orderId), before)
  assert.equal(desk.state.byOkxOrderId.has(other.okxOrderId), false)
})

test("the clOrdId of one order with the ordId of another, so a break, and nothing is merged; what was not sent does not leave", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  const second = desk.place().orderId
  const told = { ...reportOf(desk.order(second), { state: "filled", filled: "1" }), okxOrderId: OKX_ID }
  assert.equal(
    shortAll(desk.take({ type: "OrderReport", source: "push", order: told }).events),
    "BreakFound contradiction, TradingHalted halt, Cancelled",
  )
  assert.deepEqual([desk.order(orderId).state, desk.order(second).state], ["Acknowledged", "Cancelled"])
})

test("a contradiction told again and again, so reported once, and again after a person resolved it", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  const told = reportOf({ ...desk.order(orderId), side: "sell" })
  const tell = (): string => shortAll(desk.take({ type: "OrderReport", source: "push", order: told }).events)
  assert.deepEqual([tell(), tell()], ["BreakFound contradiction, TradingHalted halt", "-"])
  const [breakId] = [...desk.state.breaks.keys()]
  if (breakId === undefined) assert.fail("there is a break")
  assert.equal(shortAll(desk.take({ type: "ResolveBreak", breakId, resolution: "looked at" }).events), "BreakResolved")
  assert.equal(shortAll(desk.take({ type: "ResolveBreak", breakId, resolution: "again" }).events), "-")
  assert.equal(tell(), "BreakFound contradiction")
})

test("called failed, but it lives, so corrected, reserved again, halted, and it can be cancelled", () => {
  const { desk, orderId } = lifeIn("Failed, never placed")
  push(desk, orderId, {})
  assert.deepEqual(
    [desk.order(orderId).state, desk.state.exposures.size, desk.state.trading.mode],
    ["Acknowledged", 1, "halt"],
  )
  assert.equal(desk.order(orderId).completedAt, undefined)
  assert.equal(shortAll(cancel(desk, orderId).events), "CancelRequested #1")
})

test("a fill of an order that we called beyond memory, so it was placed: corrected, halted", () => {
  const { desk, orderId } = lifeIn("Expired beyond memory")
  const told = shortAll(fillReport(desk, orderId, { quantity: "0.4" }).events)
  assert.equal(told, "Corrected PartiallyFilled 0.4 +t1, BreakFound resurrected, TradingHalted halt")
})

test("cancelled by our books, live by a read begun half a minute later, so a contradiction for a person", () => {
  const { desk, orderId } = lifeIn("Cancelled while away")
  assert.equal(query(desk, orderId, {}, later(desk.exchangeNow, 30_000)), "-")
  assert.equal(
    query(desk, orderId, {}, later(desk.exchangeNow, 30_001)),
    "BreakFound contradiction, TradingHalted halt",
  )
})

test("ended, alive again and ended once more, so it stays in memory from its last end on", () => {
  const { desk, orderId } = lifeIn("Failed, never placed")
  desk.wait(10 * 60_000)
  push(desk, orderId, {})
  push(desk, orderId, { state: "canceled" })
  desk.wait(10 * 60_000)
  desk.take({ type: "ResumeTrading", reason: "looked at" })
  assert.equal(desk.order(orderId).state, "Cancelled")
  desk.wait(5 * 60_000)
  desk.take({ type: "HaltTrading", mode: "halt", reason: "enough" })
  assert.equal(desk.state.orders.has(orderId), false)
  assert.equal(desk.left.get(orderId)?.state, "Cancelled")
})
