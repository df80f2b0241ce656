import assert from "node:assert/strict"
import { test } from "node:test"
import { parsePrice, parseQuantity } from "./amount.ts"
import { format } from "./decimal.ts"
import { parseClientOrderId } from "./ids.ts"
import { SPOT, SWAP, TAG, TestDesk } from "./testing/desk.ts"
import { OKX_ID } from "./testing/exchange-words.ts"
import { bring, submit } from "./testing/lives.ts"
import { short, shortAll } from "./testing/short.ts"

const MINE = parseClientOrderId("mine-1")

test("a sound order, so Created and Validated with every default filled in", () => {
  const desk = new TestDesk()
  const { orderId, decision } = desk.place({ clientOrderId: MINE, timeLimitMs: 60_000 })
  assert.equal(shortAll(decision.events), "Created, Validated")
  const order = desk.order(orderId)
  assert.deepEqual(
    [order.unit, order.tradeMode, order.reduceOnly, order.tag, order.timeLimitMs, order.clientOrderId],
    ["base", "cash", false, TAG, 60_000, MINE],
  )
  assert.equal(orderId, `o${order.clOrdId}`)
})

test("a swap without unit and mode, so contracts and cross, with the market kept in the order", () => {
  const desk = new TestDesk()
  const order = desk.order(desk.place({ symbol: SWAP, reduceOnly: true }).orderId)
  assert.deepEqual([order.unit, order.tradeMode, order.reduceOnly], ["contracts", "cross", true])
  assert.equal(format(order.market.contractValue), "0.01")
})

test("the same client order id and the same wish, so the same order and nothing happens", () => {
  const desk = new TestDesk()
  const first = desk.place({ clientOrderId: MINE })
  const again = desk.place({ clientOrderId: MINE })
  assert.deepEqual(again.decision, { cause: "command", events: [], replayOf: first.orderId })
  assert.equal(desk.state.orders.size, 1)
})

test("the same wish after the order ended, so still the same order: an id is taken for good", () => {
  for (const situation of ["Filled", "Cancelled", "Rejected by us", "Rejected by OKX", "Failed, not sent"] as const) {
    const desk = new TestDesk()
    const orderId = bring(desk, situation, { clientOrderId: MINE })
    assert.equal(desk.place({ clientOrderId: MINE }).decision.replayOf, orderId, situation)
  }
})

test("a denied wish again, so the same refusal with the same order, though the halt is over", () => {
  const desk = new TestDesk()
  desk.take({ type: "HaltTrading", mode: "halt", reason: "enough" })
  const { orderId, decision } = desk.place({ clientOrderId: MINE })
  desk.take({ type: "ResumeTrading", reason: "go on" })
  const again = desk.place({ clientOrderId: MINE }).decision
  assert.deepEqual(again, { cause: "command", events: [], replayOf: orderId, refusal: decision.refusal })
  assert.equal(desk.state.orders.size, 1)
})

test("a default spelled out, so the same wish as one without it, and what is no default is another", () => {
  const spot = { unit: "base", tradeMode: "cash", reduceOnly: false } as const
  const swap = { unit: "contracts", tradeMode: "cross", reduceOnly: false } as const
  for (const [symbol, spelled] of [
    [SPOT, spot],
    [SWAP, swap],
  ] as const) {
    for (const [first, second] of [
      [{}, spelled],
      [spelled, {}],
    ]) {
      const desk = new TestDesk()
      const { orderId } = desk.place({ symbol, clientOrderId: MINE, ...first })
      assert.equal(desk.place({ symbol, clientOrderId: MINE, ...second }).decision.replayOf, orderId, symbol)
    }
  }
  const desk = new TestDesk()
  desk.place({ symbol: SWAP, clientOrderId: MINE })
  for (const other of [
    { unit: "base" },
    { tradeMode: "isolated" },
    { tradeMode: "cash" },
    { reduceOnly: true },
  ] as const) {
    const { refusal } = desk.place({ symbol: SWAP, clientOrderId: MINE, ...other }).decision
    assert.equal(refusal?.code, "client-order-id-taken", JSON.stringify(other))
  }
})

test("the same client order id and another wish, so refused without a trace", () => {
  const desk = new TestDesk()
  const { orderId } = desk.place({ clientOrderId: MINE })
  const { decision } = desk.place({ clientOrderId: MINE, quantity: parseQuantity("2") })
  assert.deepEqual(decision.refusal, { code: "client-order-id-taken", path: "clientOrderId", orderId })
  assert.equal(decision.events.length, 0)
})

test("every part of the wish counts, so a retry with another price, side or limit is not the same order", () => {
  const base = { clientOrderId: MINE } as const
  for (const other of [
    { price: parsePrice("99") },
    { side: "sell" as const },
    { type: "post_only" as const },
    { timeLimitMs: 1 },
  ]) {
    const desk = new TestDesk()
    desk.place(base)
    assert.equal(
      desk.place({ ...base, ...other }).decision.refusal?.code,
      "client-order-id-taken",
      Object.keys(other).join(),
    )
  }
})

test("1 and 1.000 are the same quantity, so the same wish", () => {
  const desk = new TestDesk()
  const { orderId } = desk.place({ clientOrderId: MINE, quantity: parseQuantity("1") })
  assert.equal(desk.place({ clientOrderId: MINE, quantity: parseQuantity("1.000") }).decision.replayOf, orderId)
})

test("a malformed order, so refused and nothing is recorded", () => {
  const desk = new TestDesk()
  const seq = desk.state.seq
  const { decision } = desk.place({ quantity: parseQuantity("1.0005"), clientOrderId: MINE })
  assert.equal(decision.refusal?.code, "quantity-off-lot")
  assert.equal(desk.state.seq, seq)
  assert.equal(desk.state.byClientOrderId.size, 0)
})

test("a denied order, so Created and Rejected by us with the refusal in it, and its id is taken", () => {
  const desk = new TestDesk()
  desk.take({ type: "HaltTrading", mode: "halt", reason: "enough" })
  const { orderId, decision } = desk.place({ clientOrderId: MINE })
  assert.deepEqual(decision.events.map(short), ["Created", "Rejected us trading-halted"])
  assert.deepEqual(decision.refusal, { code: "trading-halted", reason: "enough" })
  assert.deepEqual(desk.order(orderId).refusal, decision.refusal)
  assert.equal(desk.state.byClientOrderId.get(MINE), orderId)
})

test("an order in doubt still claims its part, so the next one meets the position limit", () => {
  const desk = new TestDesk()
  desk.limits = { ...desk.limits, maxPositionNotional: parsePrice("150") }
  bring(desk, "in doubt")
  assert.equal(desk.place().decision.refusal?.code, "position-above-limit")
  const other = new TestDesk()
  other.limits = desk.limits
  bring(other, "Failed, never placed")
  assert.equal(other.place().decision.refusal, undefined)
})

test("a halt of our own making, so the queue ends unsent and what was sent stays", () => {
  const desk = new TestDesk()
  const waiting = desk.place().orderId
  const sent = desk.place().orderId
  submit(desk, sent)
  const dead = bring(desk, "Rejected by OKX")
  const requestId = desk.order(dead).requestId
  if (requestId === undefined) assert.fail("it was sent")
  desk.take({
    type: "PlaceReply",
    orderId: dead,
    requestId,
    outcome: { kind: "accepted", okxOrderId: OKX_ID },
  })
  assert.equal(desk.state.trading.mode, "halt")
  assert.deepEqual([desk.order(waiting).state, desk.order(sent).state], ["Cancelled", "Submitted"])
  assert.match(desk.order(waiting).reason ?? "", /nothing was sent/)
})

test("an unknown symbol, so no order of it is recorded", () => {
  const desk = new TestDesk()
  desk.instruments.delete(SPOT)
  assert.deepEqual(desk.place().decision.refusal, { code: "instrument-unknown", path: "symbol", symbol: SPOT })
})
