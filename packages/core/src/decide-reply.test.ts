import assert from "node:assert/strict"
import { test } from "node:test"
import { requestIdFrom } from "./ids.ts"
import { TestDesk } from "./testing/desk.ts"
import { OKX_ID, reportOf } from "./testing/exchange-words.ts"
import { cancel, lifeIn, reply } from "./testing/lives.ts"
import { shortAll } from "./testing/short.ts"

const NOT_FOUND_OR_OVER = "51063 51400 51401 51402 51405 51410 51416 51503 51509 51510 51603".split(" ")

test("the push came before the reply, so the reply adds nothing", () => {
  const { desk, orderId } = lifeIn("Submitted")
  desk.take({ type: "OrderReport", source: "push", order: reportOf(desk.order(orderId)) })
  const seq = desk.state.seq
  reply(desk, orderId, { kind: "accepted", okxOrderId: OKX_ID })
  assert.equal(desk.state.seq, seq)
})

test("an acceptance that comes twice, so once", () => {
  const { desk, orderId } = lifeIn("Submitted")
  assert.equal(shortAll(reply(desk, orderId, { kind: "accepted", okxOrderId: OKX_ID }).events), "Acknowledged")
  assert.equal(shortAll(reply(desk, orderId, { kind: "accepted", okxOrderId: OKX_ID }).events), "-")
})

test("one ordId accepted for two orders, so a break: merging would corrupt both", () => {
  const desk = new TestDesk()
  const first = desk.place().orderId
  const second = desk.place().orderId
  for (const orderId of [first, second]) {
    desk.record(
      [
        {
          type: "OrderSubmitted",
          orderId,
          requestId: requestIdFrom(desk.serial()),
          transport: "ws",
          expiresAt: desk.exchangeNow,
          attempt: 1,
        },
      ],
      "command",
    )
  }
  reply(desk, first, { kind: "accepted", okxOrderId: OKX_ID })
  assert.equal(
    shortAll(reply(desk, second, { kind: "accepted", okxOrderId: OKX_ID }).events),
    "BreakFound reply-mismatch, TradingHalted halt",
  )
  assert.equal(desk.state.byOkxOrderId.get(OKX_ID), first)
})

test("the same mismatch told again, so reported once", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  const refused = { kind: "refused", code: "51008", message: "no", retryable: false } as const
  assert.equal(shortAll(reply(desk, orderId, refused).events), "BreakFound reply-mismatch")
  assert.equal(shortAll(reply(desk, orderId, refused).events), "-")
})

for (const situation of [
  "Submitted, cancel pending",
  "in doubt, cancel pending",
  "Acknowledged, cancel pending",
] as const) {
  test(`${situation}: OKX says there is nothing to cancel, so the wish stands until a read tells why`, () => {
    for (const code of NOT_FOUND_OR_OVER) {
      const { desk, orderId } = lifeIn(situation)
      const requestId = desk.order(orderId).pendingCancel?.requestId
      if (requestId === undefined) assert.fail("a cancel is pending")
      const outcome = { kind: "refused", code, message: "", retryable: false } as const
      assert.deepEqual(desk.take({ type: "CancelReply", orderId, requestId, outcome }).events, [], code)
      assert.notEqual(desk.order(orderId).pendingCancel, undefined, code)
    }
  })
}

test("O.6: 51400 and then the late push, so Filled or Cancelled as OKX says, never guessed", () => {
  for (const [state, expected] of [
    ["filled", "Filled"],
    ["canceled", "Cancelled"],
  ] as const) {
    const { desk, orderId } = lifeIn("Acknowledged, cancel pending")
    const requestId = desk.order(orderId).pendingCancel?.requestId ?? requestIdFrom(desk.serial())
    desk.take({
      type: "CancelReply",
      orderId,
      requestId,
      outcome: { kind: "refused", code: "51400", message: "", retryable: false },
    })
    assert.equal(desk.order(orderId).state, "Acknowledged")
    const filled = state === "filled" ? "1" : "0"
    desk.take({ type: "OrderReport", source: "push", order: reportOf(desk.order(orderId), { state, filled }) })
    assert.equal(desk.order(orderId).state, expected)
    assert.equal(desk.order(orderId).pendingCancel, undefined)
  }
})

test("a cancel refused for certain, so the wish ends and the order stands; the moment is kept", () => {
  const { desk, orderId } = lifeIn("Acknowledged, cancel pending")
  const requestId = desk.order(orderId).pendingCancel?.requestId ?? requestIdFrom(desk.serial())
  const outcome = { kind: "refused", code: "51403", message: "cannot be cancelled here", retryable: false } as const
  assert.equal(shortAll(desk.take({ type: "CancelReply", orderId, requestId, outcome }).events), "CancelRefused 51403")
  const { pendingCancel, cancelRefusedAt, state } = desk.order(orderId)
  assert.deepEqual([pendingCancel, cancelRefusedAt, state], [undefined, desk.now, "Acknowledged"])
  assert.equal(shortAll(cancel(desk, orderId).events), "CancelRequested #1")
})

test("a cancel of an order in doubt is accepted, so the order exists and the cancel is still to be seen", () => {
  const { desk, orderId } = lifeIn("in doubt, cancel pending")
  const requestId = desk.order(orderId).pendingCancel?.requestId ?? requestIdFrom(desk.serial())
  desk.take({ type: "CancelReply", orderId, requestId, outcome: { kind: "accepted", okxOrderId: OKX_ID } })
  const order = desk.order(orderId)
  assert.deepEqual(
    [order.state, order.doubt, order.okxOrderId, order.pendingCancel?.accepted],
    ["Acknowledged", undefined, OKX_ID, true],
  )
})

test("replies about orders that nobody knows, or to requests that are not pending, so nothing", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  const requestId = requestIdFrom(desk.serial())
  const outcome = { kind: "accepted", okxOrderId: OKX_ID } as const
  const unknown = orderId.replace(/.$/, "9") as typeof orderId
  for (const type of ["PlaceReply", "CancelReply", "AmendReply"] as const) {
    assert.deepEqual(desk.take({ type, orderId: unknown, requestId, outcome }).events, [])
  }
  assert.deepEqual(desk.take({ type: "CancelReply", orderId, requestId, outcome }).events, [])
  assert.deepEqual(desk.take({ type: "AmendReply", orderId, requestId, outcome }).events, [])
})

test("not sent although in doubt, so the doubt is resolved and the order has failed", () => {
  const { desk, orderId } = lifeIn("in doubt")
  const told = reply(desk, orderId, { kind: "not-sent", message: "no connection" })
  assert.equal(shortAll(told.events), "DoubtResolved never-placed, Failed not-sent")
})

test("refused for now although in doubt, so no other go: the refusal is certain and ends it", () => {
  const { desk, orderId } = lifeIn("in doubt")
  const told = reply(desk, orderId, { kind: "refused", code: "50011", message: "slow down", retryable: true })
  assert.equal(told.retry, undefined)
  assert.equal(desk.order(orderId).state, "Rejected")
})
