import assert from "node:assert/strict"
import { test } from "node:test"
import { type EventBody, millis, type OmsEvent, replay } from "@okx-oms/core"
import { Violation } from "../observation.ts"
import { ACCOUNT, idOf, okxIdOf, Story } from "./testing/story.ts"

function breaks(invariant: string, tell: () => unknown): void {
  assert.throws(tell, (error: unknown) => {
    assert.ok(error instanceof Violation, String(error))
    assert.equal(error.invariant, invariant, error.message)
    return true
  })
}

test("a doubt is left at rest, or lasts too long in a healthy world, so L1", () => {
  const left = new Story()
  left.appends(left.created(1), left.validated(1), left.submitted(1)).sent(1).appends(left.inDoubt(1))
  breaks("L1", () => left.see({ kind: "healed" }).rests())
  const long = new Story()
  long.appends(long.created(1), long.validated(1), long.submitted(1)).sent(1).accepts(1).appends(long.inDoubt(1))
  long.see({ kind: "healed" }).after(50_000)
  breaks("L1", () => long.appends({ type: "DoubtResolved", orderId: idOf(1), verdict: "found", evidence: "" }))
})

test("a doubt began in the storm and ends soon after it, so its age counts from the healing", () => {
  const story = new Story()
  story.appends(story.created(1), story.validated(1), story.submitted(1)).sent(1).accepts(1).appends(story.inDoubt(1))
  story.after(100_000).see({ kind: "healed" }).after(5_000)
  story.appends({ type: "DoubtResolved", orderId: idOf(1), verdict: "found", evidence: "" })
})

test("the process stood still through the healing, so a doubt's age counts from its waking", () => {
  const story = new Story()
  story.appends(story.created(1), story.validated(1), story.submitted(1)).sent(1).accepts(1).appends(story.inDoubt(1))
  story.see({ kind: "healed" }).after(50_000).see({ kind: "woke" }).after(1_000)
  story.appends({ type: "DoubtResolved", orderId: idOf(1), verdict: "found", evidence: "" })
})

test("the deadline of a placement was set far ahead by a wrong clock, so a doubt may last until then", () => {
  const story = new Story()
  const submitted = story.submitted(1)
  assert.equal(submitted.type, "OrderSubmitted")
  const late: EventBody = { ...submitted, expiresAt: millis(story.exchangeNow() + 62_000) }
  story.appends(story.created(1), story.validated(1), late).sent(1, { expTimeMs: story.exchangeNow() + 62_000 })
  story.accepts(1).appends(story.inDoubt(1)).see({ kind: "healed" }).after(70_000)
  story.accepts(7, { clOrdId: "", tag: "" })
  story.appends({ type: "DoubtResolved", orderId: idOf(1), verdict: "found", evidence: "" })
})

test("a call of this life is never answered, so L2; one of a life that ended may stay so", () => {
  const dead = new Story()
  dead.calls("place")
  dead.crashes().begins().rests()
  const alive = new Story()
  alive.calls("place")
  breaks("L2", () => alive.rests())
})

test("a cancel or a placement has no final word, so L2; asked before a crash, so L6", () => {
  const placement = new Story()
  placement.appends(placement.created(1), placement.validated(1))
  breaks("L2", () => placement.rests())
  const cancel = new Story().lives(1)
  cancel.appends(cancel.cancelRequested(1)).sentCancel(1)
  breaks("L2", () => cancel.rests())
  const before = new Story().lives(1)
  before.appends(before.cancelRequested(1)).crashes().begins()
  breaks("L6", () => before.rests())
})

test("an order is open on one side only, so L3", () => {
  const here = new Story().lives(1).ends(1, "order-cancelled")
  breaks("L3", () => here.rests())
  const there = new Story().accepts(5, { clOrdId: "", tag: "" })
  breaks("L3", () => there.rests())
  const adopted = new Story().accepts(5, { clOrdId: "", tag: "" })
  adopted.appends(adopted.adopted(okxIdOf(5))).rests()
})

test("an order is open on both sides with other terms, so L3", () => {
  const story = new Story().lives(1)
  story.exchange("order-amended", { ordId: okxIdOf(1), reqId: "", px: "88000", sz: "0.01" })
  breaks("L3", () => story.rests())
})

test("a placement goes out before the books were compared in this life, so L3", () => {
  const story = new Story().crashes()
  story.appends({ type: "EpochStarted", epoch: story.epoch, tag: "sim" })
  breaks("L3", () => story.appends(story.created(1), story.validated(1), story.submitted(1)))
})

test("a subscriber misses an event, so L5; with a resync between, so not", () => {
  const story = new Story().lives(1)
  const [first, second, third] = story.durable
  assert.ok(first && second && third)
  const hands = (event: typeof first) => story.see({ kind: "published", account: ACCOUNT, subscriber: 1, event })
  hands(first)
  breaks("L5", () => hands(third))
  story.see({ kind: "resync", account: ACCOUNT, subscriber: 1, nextSeq: 3 })
  hands(third)
  const told = { ...second, seq: 4_000 }
  breaks("S5", () => hands(told))
})

test("a subscriber waits for an event at rest, so L5; one that still reads may", () => {
  const story = new Story().lives(1).isCancelled(1)
  const hands = (event: OmsEvent) => story.see({ kind: "published", account: ACCOUNT, subscriber: 1, event })
  for (const event of story.durable.slice(0, -1)) hands(event)
  story.after(1_000).rests()
  breaks("L5", () => story.after(5_000).rests())
  for (const event of story.durable.slice(-1)) hands(event)
  story.rests()
})

test("inputs wait although nothing happens, so L7", () => {
  breaks("L7", () => new Story().rests({ inboxWaiting: 1 }))
})

test("an order that is open in the journal is not shown, so it is missed", () => {
  const story = new Story().lives(1)
  breaks("L3", () => story.rests({ orders: [] }))
  assert.equal(replay(ACCOUNT, story.durable).open.size, 1)
})

test("an account never comes to rest, so L2", () => {
  const story = new Story()
  story.rests()
  breaks("L2", () => story.auditor.finish())
})
