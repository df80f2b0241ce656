import assert from "node:assert/strict"
import { test } from "node:test"
import { absenceCountsAfter, type DoubtProbe, NOT_FOUND_SPACING_MS, passFrom } from "./decide-doubt.ts"
import { type OrderId, parseOrderId } from "./ids.ts"
import type { Doubt } from "./order.ts"
import { TestDesk } from "./testing/desk.ts"
import { bring, cancel, fillReport, lifeIn, reply } from "./testing/lives.ts"
import { shortAll } from "./testing/short.ts"
import { later, type Millis } from "./time.ts"

const LISTS = ["pending", "history", "fills"] as const

function doubtOf(desk: TestDesk, orderId: OrderId): Doubt {
  const { doubt } = desk.order(orderId)
  if (doubt === undefined) assert.fail("the order is in doubt")
  return doubt
}

/** X + S + V by exchange time: reads that begin later count. */
function certain(desk: TestDesk, orderId: OrderId): Millis {
  const at = absenceCountsAfter(desk.order(orderId), desk.facts)
  if (at === undefined) assert.fail("the clock is known")
  return at
}

function absent(of: DoubtProbe["of"], begunAt: Millis): DoubtProbe {
  return { of, result: "absent", begunAt, detail: `${of}: not there` }
}

/** Two spaced "not found" and every list, the first of them begun at this time. */
function fullProof(begunAt: Millis): readonly DoubtProbe[] {
  return [
    absent("order", begunAt),
    absent("order", later(begunAt, NOT_FOUND_SPACING_MS)),
    ...LISTS.map((list) => absent(list, begunAt)),
  ]
}

/** The answers arrive once the last of the reads has begun. */
function tell(desk: TestDesk, orderId: OrderId, probes: readonly DoubtProbe[]): string {
  desk.wait(Math.max(0, ...probes.map(({ begunAt }) => begunAt - desk.exchangeNow)))
  return shortAll(desk.take({ type: "DoubtEvidence", orderId, probes }).events)
}

const VERDICT = "DoubtResolved never-placed, Failed never-placed"

test("X is expTime, S the clock's uncertainty, V the visibility bound, so reads count only after their sum", () => {
  const { desk, orderId } = lifeIn("in doubt")
  const { expiresAt } = doubtOf(desk, orderId)
  assert.equal(certain(desk, orderId), expiresAt + 100 + 2_000)
  desk.visibilityMs = 30_000
  desk.uncertaintyMs = 0.4
  assert.equal(certain(desk, orderId), expiresAt + 1 + 30_000)
})

test("every proof begun a millisecond after X + S + V, so never placed", () => {
  const { desk, orderId } = lifeIn("in doubt")
  assert.equal(tell(desk, orderId, fullProof(later(certain(desk, orderId), 1))), VERDICT)
  assert.equal(desk.state.inDoubt.size, 0)
})

test("every proof begun at X + S + V exactly, so it counts for nothing", () => {
  const { desk, orderId } = lifeIn("in doubt")
  const early = fullProof(certain(desk, orderId)).map((probe) => ({ ...probe, begunAt: certain(desk, orderId) }))
  assert.equal(tell(desk, orderId, early), "InDoubt")
  assert.deepEqual([doubtOf(desk, orderId).notFoundAt, doubtOf(desk, orderId).absentFrom], [[], {}])
})

for (const list of LISTS) {
  test(`no full pass of ${list}, so no verdict; with it the verdict comes`, () => {
    const { desk, orderId } = lifeIn("in doubt")
    const begunAt = later(certain(desk, orderId), 1)
    const proof = fullProof(begunAt)
    const without = proof.filter(({ of }) => of !== list)
    assert.equal(tell(desk, orderId, [...without, { ...absent(list, begunAt), result: "none" }]), "InDoubt")
    assert.equal(tell(desk, orderId, [absent(list, begunAt)]), VERDICT)
  })
}

test("one not-found is not two, so no verdict; two too close count as one", () => {
  const { desk, orderId } = lifeIn("in doubt")
  const begunAt = later(certain(desk, orderId), 1)
  const lists = LISTS.map((list) => absent(list, begunAt))
  assert.equal(tell(desk, orderId, [...lists, absent("order", begunAt)]), "InDoubt")
  assert.equal(tell(desk, orderId, [absent("order", later(begunAt, NOT_FOUND_SPACING_MS - 1))]), "InDoubt")
  assert.equal(tell(desk, orderId, [absent("order", later(begunAt, NOT_FOUND_SPACING_MS))]), VERDICT)
})

test("reads that fail, so they say nothing however many there are", () => {
  const { desk, orderId } = lifeIn("in doubt")
  const failing = fullProof(later(certain(desk, orderId), 1)).map((probe) => ({ ...probe, result: "none" as const }))
  for (let ask = 0; ask < 20; ask++) assert.equal(tell(desk, orderId, failing), "InDoubt")
  assert.equal(doubtOf(desk, orderId).asks, 20)
})

test("the exchange's clock is not known, so nothing is proven", () => {
  const { desk, orderId } = lifeIn("in doubt")
  const proof = fullProof(later(certain(desk, orderId), 100_000))
  desk.uncertaintyMs = undefined
  assert.equal(tell(desk, orderId, proof), "InDoubt")
  assert.match(doubtOf(desk, orderId).next, /clock/)
  desk.uncertaintyMs = 100
  assert.equal(tell(desk, orderId, proof), VERDICT)
})

test("OKX gets into trouble while evidence is gathered, so what counted before counts no longer", () => {
  const { desk, orderId } = lifeIn("in doubt")
  const begunAt = later(certain(desk, orderId), 1)
  const proof = fullProof(begunAt)
  assert.equal(tell(desk, orderId, proof.slice(0, 4)), "InDoubt")
  desk.visibilityMs = 30_000
  const late = later(certain(desk, orderId), 1)
  assert.equal(tell(desk, orderId, [absent("fills", late)]), "InDoubt")
  assert.deepEqual(doubtOf(desk, orderId).absentFrom, { fills: late })
  assert.equal(tell(desk, orderId, fullProof(late)), VERDICT)
})

test("OKX's clock runs ahead for a moment, so our own time has to have passed too, and reads dated ahead count no longer", () => {
  const { desk, orderId } = lifeIn("in doubt")
  const hear = (probes: readonly DoubtProbe[]) => shortAll(desk.take({ type: "DoubtEvidence", orderId, probes }).events)
  desk.exchangeAheadMs += 60_000
  const ahead = fullProof(later(desk.exchangeNow, -NOT_FOUND_SPACING_MS))
  assert.equal(hear(ahead), "InDoubt")
  desk.exchangeAheadMs -= 60_000
  desk.wait(10_000)
  assert.equal(hear(ahead), "InDoubt")
  assert.equal(hear(fullProof(later(desk.exchangeNow, -NOT_FOUND_SPACING_MS))), VERDICT)
})

test("never placed with a cancel pending, so the cancel is moot and says so", () => {
  const { desk, orderId } = lifeIn("in doubt, cancel pending")
  const told = tell(desk, orderId, fullProof(later(certain(desk, orderId), 1)))
  assert.equal(told, `CancelRefused never-placed, ${VERDICT}`)
})

test("all absent but beyond OKX's memory, so Expired and both readings are named", () => {
  const { desk, orderId } = lifeIn("in doubt")
  desk.wait(2 * 60 * 60_000 + 2_501)
  const told = tell(desk, orderId, fullProof(desk.exchangeNow))
  assert.equal(told, "DoubtResolved beyond-memory, Expired")
  assert.match(desk.order(orderId).reason ?? "", /never placed or cancelled/)
})

test("all absent at the edge of OKX's memory, so still never placed", () => {
  const { desk, orderId } = lifeIn("in doubt")
  const { expiresAt } = doubtOf(desk, orderId)
  desk.wait(expiresAt - desk.exchangeNow + 2 * 60 * 60_000 - NOT_FOUND_SPACING_MS)
  assert.equal(tell(desk, orderId, fullProof(desk.exchangeNow)), VERDICT)
})

test("asked soon at first and then every two seconds, and who does not answer is not asked harder when no would count", () => {
  const { desk, orderId } = lifeIn("in doubt")
  const begun = desk.now
  const waits: number[] = []
  for (let ask = 0; ask < 8; ask++) {
    const { nextAt } = doubtOf(desk, orderId)
    waits.push(nextAt - begun)
    desk.wait(nextAt - desk.now)
    tell(desk, orderId, [{ of: "order", result: "none", begunAt: desk.exchangeNow, detail: "timeout" }])
  }
  assert.deepEqual(waits, [150, 450, 1_050, 2_250, 4_250, 4_601, 6_601, 8_601])
})

test("the doubt says what was asked, what came and what is next, so a person can read it", () => {
  const { desk, orderId } = lifeIn("in doubt")
  const doubt = doubtOf(desk, orderId)
  assert.match(doubt.asked, /place buy BTC-USDT \(clOrdId \d{18}, request r\d{18}, by ws\)/)
  assert.equal(doubt.answer, "timeout")
  assert.equal(doubt.next, "ask OKX for the order by its clOrdId")
  tell(desk, orderId, [{ of: "order", result: "none", begunAt: desk.exchangeNow, detail: "GET order: 50001" }])
  assert.equal(doubtOf(desk, orderId).answer, "GET order: 50001")
  assert.match(doubtOf(desk, orderId).next, /proves nothing until \d+ ms/)
})

test("a doubt without a known expTime, so the request may have left just now", () => {
  const { desk, orderId } = lifeIn("Submitted")
  reply(desk, orderId, { kind: "unknown", code: "50004", message: "timeout" })
  assert.equal(doubtOf(desk, orderId).expiresAt, desk.order(orderId).expiresAt)
  assert.equal(doubtOf(desk, orderId).answer, "50004 timeout")
})

test("evidence about an order without a doubt, or none that we have, so nothing", () => {
  const { desk, orderId } = lifeIn("Acknowledged")
  assert.equal(tell(desk, orderId, fullProof(desk.exchangeNow)), "-")
  assert.equal(tell(desk, parseOrderId("o999999999999999999"), fullProof(desk.exchangeNow)), "-")
})

test("the claim of an order in doubt stays in full until the verdict, then it is free", () => {
  const { desk, orderId } = lifeIn("in doubt")
  assert.equal(desk.state.exposures.size, 1)
  tell(desk, orderId, fullProof(later(certain(desk, orderId), 1)))
  assert.equal(desk.state.exposures.size, 0)
})

test("an order was cancelled while away and our time limit had asked for it, so Expired", () => {
  const desk = new TestDesk()
  const orderId = bring(desk, "Acknowledged", { timeLimitMs: 1_000 })
  desk.take({ type: "Deadline", kind: "time-limit", orderId })
  desk.wait(desk.visibilityMs + 1)
  assert.equal(
    shortAll(desk.take({ type: "OrderVanished", orderId, evidence: "in no list", begunAt: desk.exchangeNow }).events),
    "Expired, BreakFound missing-order, BreakResolved",
  )
  const other = lifeIn("Acknowledged, cancel pending")
  assert.equal(
    shortAll(
      other.desk.take({ type: "OrderVanished", orderId, evidence: "too soon", begunAt: other.desk.exchangeNow }).events,
    ),
    "-",
  )
  const vanished = {
    type: "OrderVanished",
    orderId: other.orderId,
    evidence: "in no list",
    begunAt: later(desk.exchangeNow, 1),
  } as const
  assert.equal(shortAll(other.desk.take(vanished).events), "Cancelled, BreakFound missing-order, BreakResolved")
})

test("every execution of an order is booked and OKX knows the order no more, so it was filled and not cancelled", () => {
  const desk = new TestDesk()
  const orderId = bring(desk, "Acknowledged", { timeLimitMs: 1_000 })
  fillReport(desk, orderId, { quantity: "1" })
  desk.take({ type: "Deadline", kind: "time-limit", orderId })
  desk.wait(desk.visibilityMs + 1)
  const vanished = { type: "OrderVanished", orderId, evidence: "in no list", begunAt: desk.exchangeNow } as const
  assert.equal(shortAll(desk.take(vanished).events), "Filled 1, BreakFound missing-order, BreakResolved")
  assert.deepEqual([desk.order(orderId).state, desk.order(orderId).pendingCancel], ["Filled", undefined])
})

test("lists are read from an hour before the order left, so no clock error hides it", () => {
  const { desk, orderId } = lifeIn("in doubt")
  cancel(desk, orderId)
  const order = desk.order(orderId)
  assert.ok(passFrom(order) <= (order.submittedAt ?? 0) - 3_600_000)
  assert.ok(passFrom(order) > (order.submittedAt ?? 0) - 3_700_000)
})
