import assert from "node:assert/strict"
import { test } from "node:test"
import { TIME_LIMIT_REASON } from "./cancel-source.ts"
import { attentionOf, CANCEL_ATTEMPTS_MAX, DEFAULT_PATIENCE, type Patience } from "./decide-time.ts"
import { type OrderId, parseOrderId, requestIdFrom } from "./ids.ts"
import { TestDesk } from "./testing/desk.ts"
import { reportOf } from "./testing/exchange-words.ts"
import { amend, bring, fillReport, lifeIn, reply, type Situation, submit } from "./testing/lives.ts"
import { shortAll } from "./testing/short.ts"
import { later, type Millis } from "./time.ts"

const PATIENCE: Patience = { queueMs: 10_000, submittedMs: 5_000, pendingMs: 2_000, fillsMs: 400 }

const LOOKS: Readonly<Partial<Record<Situation, readonly [kind: string, afterMs: number]>>> = {
  Validated: ["queue-over", 10_000],
  Submitted: ["ask-silent", 5_000],
  "Submitted, cancel pending": ["ask-cancel", 2_000],
  "in doubt": ["ask-doubt", 150],
  "in doubt, cancel pending": ["ask-doubt", 150],
  "Acknowledged, cancel pending": ["ask-cancel", 2_000],
  "Acknowledged, amend pending": ["ask-amend", 2_000],
  "PartiallyFilled, fills missing": ["fetch-fills", 400],
  "Filled, fills missing": ["fetch-fills", 400],
}

for (const situation of [
  "Validated",
  "Submitted",
  "Submitted, cancel pending",
  "in doubt",
  "in doubt, cancel pending",
  "Acknowledged",
  "Acknowledged, cancel pending",
  "Acknowledged, amend pending",
  "PartiallyFilled",
  "PartiallyFilled, fills missing",
  "Filled",
  "Filled, fills missing",
  "Cancelled",
  "Rejected by OKX",
  "adopted",
] as const) {
  const look = LOOKS[situation]
  test(`${situation}, so ${look === undefined ? "only OKX can move it" : `${look[0]} after ${look[1]} ms`}`, () => {
    const { desk, orderId } = lifeIn(situation)
    const attention = attentionOf(desk.order(orderId), PATIENCE)
    const told = attention === undefined ? undefined : [attention.kind, attention.at - desk.now]
    assert.deepEqual(told, look)
  })
}

test("several looks at once, so the earliest comes first", () => {
  const { desk, orderId } = lifeIn("Acknowledged, amend pending", { timeLimitMs: 1_500 })
  assert.equal(attentionOf(desk.order(orderId), PATIENCE)?.kind, "time-limit")
  const later = lifeIn("Acknowledged, amend pending", { timeLimitMs: 60_000 })
  assert.equal(attentionOf(later.desk.order(later.orderId), PATIENCE)?.kind, "ask-amend")
})

test("one kind of look is held back, so the others get their turn", () => {
  const { desk, orderId } = lifeIn("PartiallyFilled, fills missing")
  desk.take({ type: "CancelOrder", orderId, requestId: requestIdFrom(desk.serial()), reason: "enough" })
  desk.wait(60_000)
  assert.equal(attentionOf(desk.order(orderId), PATIENCE)?.kind, "fetch-fills")
  const held = (kind: string): Millis | undefined => (kind === "fetch-fills" ? later(desk.now, 5_000) : undefined)
  assert.equal(attentionOf(desk.order(orderId), PATIENCE, held)?.kind, "ask-cancel")
})

test("everything is filled but OKX has not said so, so it is asked", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  fillReport(desk, orderId, { quantity: "1" })
  assert.equal(desk.order(orderId).state, "PartiallyFilled")
  assert.deepEqual(attentionOf(desk.order(orderId), PATIENCE), { kind: "ask-complete", at: later(desk.now, 400) })
})

test("queue time over, so Failed not sent and its claim is free", () => {
  const { desk, orderId } = lifeIn("Validated")
  desk.take({ type: "Deadline", kind: "queue-over", orderId })
  assert.equal(desk.order(orderId).state, "Failed")
  assert.equal(desk.state.exposures.size, 0)
})

test("the time limit of a queued order, so it ends unsent; of a sent one, so a cancel and at its end Expired", () => {
  const queued = lifeIn("Validated", { timeLimitMs: 1 })
  queued.desk.take({ type: "Deadline", kind: "time-limit", orderId: queued.orderId })
  assert.equal(queued.desk.order(queued.orderId).state, "Cancelled")
  const { desk, orderId } = lifeIn("Acknowledged", { timeLimitMs: 1 })
  desk.take({ type: "Deadline", kind: "time-limit", orderId })
  assert.equal(desk.order(orderId).pendingCancel?.reason, TIME_LIMIT_REASON)
  assert.equal(desk.order(orderId).state, "Acknowledged")
  desk.take({ type: "OrderReport", source: "push", order: reportOf(desk.order(orderId), { state: "canceled" }) })
  assert.equal(desk.order(orderId).state, "Expired")
})

test("the largest of all time limits, so it is no fault and no limit that anybody lives to see", () => {
  const { desk, orderId } = lifeIn("Acknowledged", { timeLimitMs: Number.MAX_SAFE_INTEGER })
  assert.deepEqual(attentionOf(desk.order(orderId), PATIENCE), { kind: "time-limit", at: Number.MAX_SAFE_INTEGER })
})

test("OKX refuses the cancel of the time limit, so it is asked again half a minute later, not at once", () => {
  const { desk, orderId } = lifeIn("Acknowledged", { timeLimitMs: 1_000 })
  desk.wait(1_000)
  desk.take({ type: "Deadline", kind: "time-limit", orderId })
  const requestId = desk.order(orderId).pendingCancel?.requestId
  if (requestId === undefined) assert.fail("a cancel is pending")
  const outcome = { kind: "refused", code: "51404", message: "auction", retryable: false } as const
  desk.take({ type: "CancelReply", orderId, requestId, outcome })
  assert.deepEqual(attentionOf(desk.order(orderId), PATIENCE), { kind: "time-limit", at: later(desk.now, 30_000) })
})

test("still live after a cancel, so cancelled again, five times in all, then a break and no more", () => {
  const { desk, orderId } = lifeIn("Acknowledged, cancel pending")
  const told: string[] = []
  for (let look = 0; look < CANCEL_ATTEMPTS_MAX + 1; look++) {
    told.push(shortAll(desk.take({ type: "Deadline", kind: "still-live", orderId }).events))
  }
  assert.deepEqual(told, [
    "CancelRequested #2",
    "CancelRequested #3",
    "CancelRequested #4",
    "CancelRequested #5",
    "CancelRefused cancel-ineffective, BreakFound cancel-ineffective",
    "-",
  ])
})

test("each repeated cancel has its own request id, so a late reply to the first says nothing of the last", () => {
  const { desk, orderId } = lifeIn("Acknowledged, cancel pending")
  const first = desk.order(orderId).pendingCancel?.requestId
  desk.take({ type: "Deadline", kind: "still-live", orderId })
  assert.notEqual(desk.order(orderId).pendingCancel?.requestId, first)
  assert.equal(desk.order(orderId).pendingCancel?.reason, "enough")
})

// ---- another go ------------------------------------------------------------------------------------------------------------

function retry(desk: TestDesk, orderId: OrderId, mayLeave = true): string {
  const told = { code: "50011", message: "slow down" }
  return shortAll(desk.take({ type: "Deadline", kind: "retry", orderId, ...told, mayLeave }).events)
}

test("proven not executed and time is left, so it goes again under the same clOrdId and expTime, the attempt journaled", () => {
  const { desk, orderId } = lifeIn("Submitted")
  const before = desk.order(orderId)
  assert.equal(retry(desk, orderId), "Submitted #2")
  const after = desk.order(orderId)
  assert.deepEqual([after.clOrdId, after.expiresAt, after.attempts], [before.clOrdId, before.expiresAt, 2])
  assert.notEqual(after.requestId, before.requestId)
  assert.deepEqual(after.history, before.history)
})

test("expTime has come, the gate is shut, the clock is unsure or a cancel wants it gone, so Rejected", () => {
  const late = lifeIn("Submitted")
  late.desk.wait(2_500)
  assert.equal(retry(late.desk, late.orderId), "Rejected okx 50011")
  const shut = lifeIn("Submitted")
  assert.equal(retry(shut.desk, shut.orderId, false), "Rejected okx 50011")
  const unsure = lifeIn("Submitted")
  unsure.desk.uncertaintyMs = 501
  assert.equal(retry(unsure.desk, unsure.orderId), "Rejected okx 50011")
  const unknown = lifeIn("Submitted")
  unknown.desk.uncertaintyMs = undefined
  assert.equal(retry(unknown.desk, unknown.orderId), "Rejected okx 50011")
})

test("trading is halted while it waits for another go, so it does not leave: Rejected", () => {
  const { desk, orderId } = lifeIn("Submitted")
  desk.take({ type: "HaltTrading", mode: "halt", reason: "enough" })
  assert.equal(retry(desk, orderId), "Rejected okx 50011")
  const { desk: calm, orderId: queued } = lifeIn("Submitted")
  calm.take({ type: "HaltTrading", mode: "reduce-only", reason: "calm down" })
  assert.equal(retry(calm, queued), "Submitted #2", "reduce-only lets go what was taken before")
})

test("refused for now four times, so the fourth is the last", () => {
  const { desk, orderId } = lifeIn("Submitted")
  const told: string[] = []
  for (let go = 0; go < 4; go++) {
    const decision = reply(desk, orderId, { kind: "refused", code: "50011", message: "slow down", retryable: true })
    told.push(decision.retry === undefined ? shortAll(decision.events) : retry(desk, orderId))
  }
  assert.deepEqual(told, ["Submitted #2", "Submitted #3", "Submitted #4", "Rejected okx 50011"])
})

test("a reply to the first attempt after the second left, so it says nothing of the second", () => {
  const { desk, orderId } = lifeIn("Submitted")
  const { requestId } = desk.order(orderId)
  retry(desk, orderId)
  if (requestId === undefined) assert.fail("it was sent")
  for (const outcome of [
    { kind: "refused", code: "51008", message: "no", retryable: false },
    { kind: "unknown", code: "", message: "timeout" },
    { kind: "not-sent", message: "no connection" },
  ] as const) {
    assert.equal(shortAll(desk.take({ type: "PlaceReply", orderId, requestId, outcome }).events), "-")
  }
})

// ---- a restart -------------------------------------------------------------------------------------------------------------

test("a restart, so what was queued has failed, what was sent is in doubt, and the rest waits for the comparison", () => {
  const desk = new TestDesk()
  const queued = desk.place().orderId
  const sent = desk.place().orderId
  submit(desk, sent)
  const resting = bring(desk, "Acknowledged, cancel pending")
  amend(desk, resting)
  const told = desk.take({ type: "Recover" })
  assert.equal(told.cause, "recovery")
  assert.deepEqual([desk.order(queued).state, desk.order(sent).state], ["Failed", "Submitted"])
  assert.notEqual(desk.order(sent).doubt, undefined)
  assert.notEqual(desk.order(resting).pendingCancel, undefined)
  assert.equal(shortAll(desk.take({ type: "Recover" }).events), "-")
})

test("a deadline of an order that has left memory, so nothing", () => {
  const desk = new TestDesk()
  const orderId = parseOrderId("o999999999999999999")
  assert.deepEqual(desk.take({ type: "Deadline", kind: "queue-over", orderId }).events, [])
})

test("patience as it comes, so ten seconds in the queue and five for an answer", () => {
  assert.deepEqual(DEFAULT_PATIENCE, PATIENCE)
})
