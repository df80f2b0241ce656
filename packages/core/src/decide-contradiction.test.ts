import assert from "node:assert/strict"
import { test } from "node:test"
import { claimedExposure } from "./contested.ts"
import { format } from "./decimal.ts"
import type { ExchangeOrder } from "./exchange.ts"
import { type OkxOrderId, type OrderId, okxOrderIdFromWire, requestIdFrom } from "./ids.ts"
import type { Order } from "./order.ts"
import { BEGIN, SPOT, type TestDesk } from "./testing/desk.ts"
import { fillOf, OKX_ID, reportOf } from "./testing/exchange-words.ts"
import { cancel, lifeIn, reply, type Situation } from "./testing/lives.ts"
import { shortAll } from "./testing/short.ts"
import { millis } from "./time.ts"

const STRANGER = okxOrderIdFromWire("9999")
/** Made and never touched since. */
const UNTOUCHED = { updatedAt: BEGIN } as const
const FOUND = "BreakFound contradiction, TradingHalted halt"

/** Another program's order under the id of this one: of three, untouched. */
function stranger(order: Order, more: Partial<ExchangeOrder> = {}, okxOrderId: OkxOrderId = STRANGER): ExchangeOrder {
  return { ...reportOf(order, { ...UNTOUCHED, quantity: "3" }), okxOrderId, ...more }
}

function shows(desk: TestDesk, order: ExchangeOrder, source: "push" | "query" = "push"): string {
  const begunAt = source === "push" ? {} : { begunAt: desk.exchangeNow }
  return shortAll(desk.take({ type: "OrderReport", source, order, ...begunAt }).events)
}

/** What the books hold for orders that live or may live. */
function claim(desk: TestDesk): string {
  const { openOrders, buy } = claimedExposure(desk.state, SPOT)
  return `${openOrders} open, buys ${format(buy)}`
}

test("another program's order is shown before our own was confirmed, so nothing is merged, in doubt, reserved, halted, and OKX is asked again in a minute", () => {
  const { desk, orderId } = lifeIn("Submitted")
  const before = claim(desk)
  assert.equal(shows(desk, stranger(desk.order(orderId), { state: "live" })), `${FOUND}, InDoubt`)
  const { state, okxOrderId, doubt, quantity, fills } = desk.order(orderId)
  assert.deepEqual(
    [state, okxOrderId, format(quantity), fills.length, claim(desk)],
    ["Submitted", undefined, "1", 0, before],
  )
  assert.deepEqual([doubt?.duplicate, doubt?.nextAt], [true, desk.now + 60_000])
  assert.match(doubt?.next ?? "", /a person must look/)
  assert.match(doubt?.answer ?? "", /another order under its id: ordId 9999: buy 3 BTC-USDT at 100/)
  assert.equal(desk.state.trading.mode, "halt")
})

test("the break has both sides and the evidence, so a person can find the stranger", () => {
  const { desk, orderId } = lifeIn("Submitted")
  shows(desk, stranger(desk.order(orderId), { tag: "other" }))
  const [found] = [...desk.state.breaks.values()]
  assert.deepEqual(
    [found?.kind, found?.orderId, found?.subject, found?.ours, found?.theirs, found?.action],
    [
      "contradiction",
      orderId,
      STRANGER,
      "Submitted: buy 1 BTC-USDT at 100",
      "ordId 9999: buy 3 BTC-USDT at 100",
      "needs a person",
    ],
  )
  assert.match(
    found?.evidence ?? "",
    /^push of BTC-USDT, clOrdId \d{18}, ordId 9999, tag "other": live, filled 0, made at \d+, changed at \d+$/,
  )
})

for (const [what, answer, told, state] of [
  ["takes it", { kind: "accepted", okxOrderId: OKX_ID }, "DoubtResolved found, Acknowledged", "Acknowledged"],
  [
    "refuses it",
    { kind: "refused", code: "51008", message: "", retryable: false },
    "DoubtResolved never-placed, Rejected okx 51008",
    "Rejected",
  ],
  ["has seen the id before", { kind: "unknown", code: "51016", message: "" }, "-", "Submitted"],
] as const) {
  test(`a stranger was shown and OKX ${what} then, so the answer counts and the stranger does not`, () => {
    const { desk, orderId } = lifeIn("Submitted")
    shows(desk, stranger(desk.order(orderId)))
    assert.equal(shortAll(reply(desk, orderId, answer).events), told)
    assert.equal(desk.order(orderId).state, state)
    assert.equal(claim(desk), "1 open, buys 1")
  })
}

test("OKX says that the stranger is our order after all, so it is, as OKX has it", () => {
  const { desk, orderId } = lifeIn("Submitted")
  const told = stranger(desk.order(orderId))
  shows(desk, told)
  assert.equal(
    shortAll(reply(desk, orderId, { kind: "accepted", okxOrderId: STRANGER }).events),
    "DoubtResolved found, Acknowledged",
  )
  assert.equal(shows(desk, told), "Restated 3@100")
})

for (const situation of ["Filled", "Cancelled", "Expired", "Acknowledged", "PartiallyFilled"] as const) {
  test(`our order is ${situation} and another program uses its id again, so a contradiction, halted, and ours stays as it is`, () => {
    const { desk, orderId } = lifeIn(situation)
    const before = desk.order(orderId)
    assert.equal(shows(desk, stranger(before)), FOUND)
    assert.equal(desk.order(orderId), before)
    assert.equal(desk.state.byOkxOrderId.get(STRANGER), undefined)
    // Once per stranger and halt.
    assert.equal(shows(desk, stranger(before)), "-")
    const fill = { ...fillOf(before), okxOrderId: STRANGER }
    assert.equal(shortAll(desk.take({ type: "FillReport", source: "query", fill }).events), "-")
  })
}

test("our order waits in the queue and its id is used by another, so it does not leave: cancelled, nothing was sent", () => {
  const { desk, orderId } = lifeIn("Validated")
  assert.equal(shows(desk, stranger(desk.order(orderId))), `${FOUND}, Cancelled`)
  assert.match(desk.order(orderId).reason ?? "", /it was still queued, nothing was sent/)
})

const CALLED_OFF: readonly Situation[] = [
  "Rejected by us",
  "Rejected by OKX",
  "Failed, not sent",
  "Failed, never placed",
]
for (const situation of [...CALLED_OFF, "Expired beyond memory", "Cancelled while queued"] as const) {
  test(`${situation} and a stranger under its id, so it is not brought back to life, and it claims its share until a person has looked`, () => {
    const { desk, orderId } = lifeIn(situation)
    const { state } = desk.order(orderId)
    assert.equal(shows(desk, stranger(desk.order(orderId))), FOUND)
    assert.deepEqual([desk.order(orderId).state, claim(desk)], [state, "1 open, buys 1"])
    const fill = { ...fillOf(desk.order(orderId)), okxOrderId: STRANGER }
    assert.equal(shortAll(desk.take({ type: "FillReport", source: "query", fill }).events), "-")
    assert.equal(desk.order(orderId).state, state)
  })
}

test("a person has looked and the stranger rests on, so it is no news and trading stays open", () => {
  const { desk, orderId } = lifeIn("Filled")
  const told = stranger(desk.order(orderId))
  shows(desk, told)
  const [breakId] = [...desk.state.breaks.keys()]
  if (breakId === undefined) assert.fail("there is a break")
  desk.take({ type: "ResolveBreak", breakId, resolution: "known" })
  desk.take({ type: "ResumeTrading", reason: "known" })
  assert.equal(shows(desk, told, "query"), "-")
  assert.equal(desk.state.trading.mode, "open")
  assert.equal(shows(desk, stranger(desk.order(orderId), {}, okxOrderIdFromWire("10000"))), FOUND)
})

for (const [what, more] of [
  ["was touched after it was made and has our tag", { updatedAt: millis(BEGIN + 5) }],
  ["says why OKX changed it and has our tag", { amendSource: "4" }],
] as const) {
  test(`what is shown first has another quantity, ${what}, so it is our order, changed at OKX`, () => {
    const { desk, orderId } = lifeIn("in doubt")
    assert.match(shows(desk, stranger(desk.order(orderId), more)), /^DoubtResolved found, Restated 3@100, Acknowledged/)
    const other = lifeIn("in doubt")
    assert.equal(
      shows(other.desk, stranger(other.desk.order(other.orderId), { ...more, tag: "other" })),
      `${FOUND}, InDoubt`,
    )
  })
}

test("a reduce-only order is shown smaller, so OKX cut it as it came in; larger, so it is a stranger", () => {
  const wish = { reduceOnly: true } as const
  const cut = lifeIn("Submitted")
  const order = { ...cut.desk.order(cut.orderId), ...wish }
  cut.desk.state.orders.set(cut.orderId, order)
  assert.equal(shows(cut.desk, reportOf(order, { ...UNTOUCHED, quantity: "0.4" })), "Restated 0.4@100, Acknowledged")
  const grown = lifeIn("Submitted")
  grown.desk.state.orders.set(grown.orderId, { ...grown.desk.order(grown.orderId), ...wish })
  assert.equal(shows(grown.desk, stranger(grown.desk.order(grown.orderId))), `${FOUND}, InDoubt`)
})

for (const [what, words] of [
  ["of more than the order", { quantity: "1.5" }],
  ["beyond its limit", { price: "100.1" }],
] as const) {
  test(`an execution ${what} comes before the order is confirmed, so it waits for the order's own report`, () => {
    const { desk, orderId } = lifeIn("Submitted")
    const fill = fillOf(desk.order(orderId), words)
    assert.equal(shortAll(desk.take({ type: "FillReport", source: "query", fill }).events), "-")
    const failed = lifeIn("Failed, never placed")
    assert.equal(tellFill(failed.desk, failed.orderId, words), FOUND)
  })
}

function tellFill(desk: TestDesk, orderId: OrderId, words: Parameters<typeof fillOf>[1]): string {
  const fill = fillOf(desk.order(orderId), words)
  return shortAll(desk.take({ type: "FillReport", source: "query", fill }).events)
}

test("OKX takes a cancel and names an order that is known to be another's, so it proves nothing of ours: a break, halted", () => {
  const { desk, orderId } = lifeIn("Submitted")
  const { clOrdId: _ours, ...external } = reportOf(desk.order(orderId), { tag: "" })
  shows(desk, external)
  cancel(desk, orderId)
  const requestId = desk.order(orderId).pendingCancel?.requestId ?? requestIdFrom(desk.serial())
  const outcome = { kind: "accepted", okxOrderId: external.okxOrderId } as const
  const told = shortAll(desk.take({ type: "CancelReply", orderId, requestId, outcome }).events)
  assert.equal(told, "BreakFound reply-mismatch, TradingHalted halt, CancelAccepted")
  assert.equal(desk.order(orderId).okxOrderId, undefined)
})
