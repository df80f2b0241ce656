import assert from "node:assert/strict"
import { test } from "node:test"
import { type OmsEvent, parseQuantity, replay } from "@okx-oms/core"
import { Violation } from "../observation.ts"
import { ACCOUNT, clOrdIdOf, idOf, OTHER, okxIdOf, Story } from "./testing/story.ts"

/** The story breaks this promise, at its last step. */
function breaks(invariant: string, tell: () => unknown): void {
  assert.throws(tell, (error: unknown) => {
    assert.ok(error instanceof Violation, String(error))
    assert.equal(error.invariant, invariant, error.message)
    return true
  })
}

test("an order lives, is filled in parts and rests, so nothing is held against it", () => {
  const story = new Story().lives(1)
  story.trades(1, "7", "0.004", "-0.000004")
  story.appends(story.filled(1, story.fill("7", "0.004", "-0.000004"), "0.004", "OrderPartiallyFilled"))
  story.trades(1, "8", "0.006", "-0.000006").ends(1, "order-filled")
  story.appends(story.filled(1, story.fill("8", "0.006", "-0.000006")))
  story.see({ kind: "healed" }).rests()
})

test("an order is cancelled and another life follows, so nothing is held against it", () => {
  const story = new Story().lives(1).isCancelled(1)
  story.crashes().begins().lives(2).isCancelled(2)
  story.see({ kind: "healed" }).rests()
})

test("the exchange accepts one intent twice, so S1", () => {
  const story = new Story().lives(1).isCancelled(1)
  breaks("S1", () => story.accepts(1, { ordId: "5000001" }))
})

test("one durable submission leaves twice, so S1", () => {
  const story = new Story()
  story.appends(story.created(1), story.validated(1), story.submitted(1)).sent(1)
  breaks("S1", () => story.sent(1))
})

test("a second attempt follows a refusal that allows it, so it is right; after silence it is S1", () => {
  const allowed = new Story()
  allowed.appends(allowed.created(1), allowed.validated(1), allowed.submitted(1)).sent(1).hears(1, "50011")
  allowed.appends(allowed.submitted(1, 2)).sent(1)
  const blind = new Story()
  blind.appends(blind.created(1), blind.validated(1), blind.submitted(1)).sent(1)
  breaks("S1", () => blind.appends(blind.submitted(1, 2)))
})

test("an id is given to a second order, so S1", () => {
  const story = new Story().lives(1)
  breaks("S1", () => story.appends(story.created(1)))
})

test("a placement leaves while its intent is being written, so S2", () => {
  const story = new Story()
  story.appending(story.stamped([story.created(1), story.validated(1), story.submitted(1)]))
  breaks("S2", () => story.sent(1))
})

test("a placement leaves with other terms or another deadline than the journal's, so S2", () => {
  for (const over of [{ sz: "0.1" }, { expTimeMs: undefined }, { expTimeMs: 1 }]) {
    const story = new Story()
    story.appends(story.created(1), story.validated(1), story.submitted(1))
    breaks("S2", () => story.sent(1, over))
  }
})

test("the exchange has an order of our form and tag that the journal does not know, so S2", () => {
  breaks("S2", () => new Story().accepts(1))
})

test("an order of somebody else is accepted, so it is none of ours", () => {
  new Story().accepts(1, { clOrdId: "", tag: "" }).accepts(2, { clOrdId: "mine", tag: "" })
})

test("an order is called failed or rejected and is accepted before or later, so S3", () => {
  const later = new Story()
  later.appends(later.created(1), later.validated(1), later.submitted(1)).sent(1)
  later.appends(later.failed(1))
  breaks("S3", () => later.accepts(1))
  const before = new Story()
  before.appends(before.created(1), before.validated(1), before.submitted(1)).sent(1).accepts(1).hears(1, "51008")
  breaks("S3", () => before.replies(before.rejected(1)))
})

test("an order is refused and never accepted, so it was rejected rightly", () => {
  const story = new Story()
  story.appends(story.created(1), story.validated(1), story.submitted(1)).sent(1).hears(1, "51008")
  story.replies(story.rejected(1)).rests()
})

/** Order 1 in doubt, and the reads that prove it was never placed, begun at these times. */
function doubted(
  readsAtMs: readonly number[],
  lists: readonly string[] = ["orders-pending", "orders-history", "fills"],
): Story {
  const story = new Story()
  story.appends(story.created(1), story.validated(1), story.submitted(1)).sent(1).exchange("request-dropped", {})
  story.appends(story.inDoubt(1))
  for (const atMs of readsAtMs) {
    story.nowMs = atMs
    story.asks(`/api/v5/trade/order?instId=BTC-USDT&clOrdId=${clOrdIdOf(1)}`)
  }
  for (const list of lists) story.asks(`/api/v5/trade/${list}?limit=100`)
  return story
}

test("never placed is proven by two reads and every list after X and V, so it may be said", () => {
  const story = doubted([4_600, 5_000])
  story.appends(story.failed(1, "never-placed")).rests()
})

test("never placed is said too early, after one read, or without a list, so S3", () => {
  for (const story of [
    doubted([100, 500]),
    doubted([4_600]),
    doubted([3_000, 4_600]),
    doubted([4_600, 5_000], ["fills"]),
  ])
    breaks("S3", () => story.appends(story.failed(1, "never-placed")))
})

test("an amendment is called refused and the exchange does it, so S3; called done and not done, so S4", () => {
  const refused = new Story().lives(1)
  const request = refused.request()
  const wish = { orderId: idOf(1), requestId: request, quantity: parseQuantity("0.02") }
  refused.appends({ type: "AmendRequested", ...wish, expiresAt: refused.expiresAt() })
  refused.appends({ type: "AmendRefused", orderId: idOf(1), requestId: request, code: "51503", reason: "" })
  breaks("S3", () => refused.exchange("order-amended", { ordId: okxIdOf(1), reqId: request, px: "90000", sz: "0.02" }))
  const done = new Story().lives(1)
  done.appends({ type: "AmendRequested", ...wish, expiresAt: done.expiresAt() })
  breaks("S4", () => done.appends({ type: "OrderAmended", ...wish, exchangeUpdatedAt: done.exchangeNow() }))
})

test("an amendment is called not done by a read that came too early, so S3; by a later one it may be", () => {
  for (const [atMs, early] of [
    [4_000, true],
    [4_600, false],
  ] as const) {
    const story = new Story().lives(1)
    const requestId = story.request()
    const wish = { orderId: idOf(1), requestId, quantity: parseQuantity("0.02") }
    story.appends({ type: "AmendRequested", ...wish, expiresAt: story.expiresAt() }).after(atMs)
    story
      .exchange("request-dropped", {})
      .asks(`/api/v5/trade/order?instId=BTC-USDT&ordId=${okxIdOf(1)}`)
      .after(100)
    const refused = { type: "AmendRefused", orderId: idOf(1), requestId, code: "not-seen", reason: "" } as const
    if (early) breaks("S3", () => story.appends(refused))
    else story.appends(refused)
  }
})

test("price and size go back to what they were before an amendment, so S4", () => {
  const story = new Story().lives(1).after(1)
  const terms = { orderId: idOf(1), exchangeUpdatedAt: story.exchangeNow(), reason: "changed" }
  story.exchange("order-amended", { ordId: okxIdOf(1), reqId: "", px: "90000", sz: "0.02" })
  story.appends({ type: "OrderRestated", ...terms, quantity: parseQuantity("0.02") })
  breaks("S4", () => story.appends({ type: "OrderRestated", ...terms, quantity: parseQuantity("0.01") }))
})

test("two amendments within one millisecond, so the first may be told after the second, and no older one", () => {
  const story = new Story().lives(1).after(1)
  const terms = { orderId: idOf(1), exchangeUpdatedAt: story.exchangeNow(), reason: "changed" }
  for (const sz of ["0.02", "0.03"]) story.exchange("order-amended", { ordId: okxIdOf(1), reqId: "", px: "90000", sz })
  for (const sz of ["0.03", "0.02"]) story.appends({ type: "OrderRestated", ...terms, quantity: parseQuantity(sz) })
  breaks("S4", () => story.appends({ type: "OrderRestated", ...terms, quantity: parseQuantity("0.01") }))
})

test("an order is called live, filled or cancelled and is not, so S4", () => {
  const live = new Story()
  live.appends(live.created(1), live.validated(1), live.submitted(1)).sent(1).hears(1)
  breaks("S4", () => live.replies(live.acknowledged(1)))
  const filled = new Story().lives(1).trades(1, "7")
  breaks("S4", () => filled.appends(filled.filled(1, filled.fill("7"))))
  const cancelled = new Story().lives(1)
  breaks("S4", () => cancelled.appends(cancelled.cancelled(1)))
})

test("the ordId of another order is taken for this one, so S4", () => {
  const story = new Story().lives(1)
  story.appends(story.created(2), story.validated(2), story.submitted(2)).sent(2).accepts(2)
  const wrong = { type: "OrderPartiallyFilled", orderId: idOf(2), okxOrderId: okxIdOf(1) } as const
  breaks("S4", () => story.appends({ ...wrong, filledQuantity: parseQuantity("0.001") }))
})

test("an answer is given before its event is durable, so S5", () => {
  const story = new Story()
  const call = story.calls("place")
  const events = story.stamped([story.created(1), story.validated(1)])
  story.appending(events)
  breaks("S5", () => story.answers(call, 1, { seq: story.seq + 2 }))
})

test("an answer tells of a state that the order never had, so S5", () => {
  const story = new Story().lives(1)
  const call = story.calls("get")
  breaks("S5", () => story.answers(call, 1, { state: "Filled" }))
})

test("an event that was answered is gone after a crash, so S5", () => {
  const story = new Story()
  const call = story.calls("place")
  story.appends(story.created(1), story.validated(1)).answers(call, 1, { state: "Validated" })
  story.crashes()
  story.seq -= 2
  breaks("S5", () => story.begins())
})

test("an append under way is lost or kept by a crash, so either is right", () => {
  for (const kept of [true, false]) {
    const story = new Story()
    const events = story.stamped([story.created(1), story.validated(1)])
    story.appending(events).crashes()
    if (kept) {
      story.seq += 2
      story.durable.push(...events)
    }
    story.begins()
    if (kept) story.appends(story.failed(1)).rests()
  }
})

test("a life dies while it writes behind what the one before it was writing, so the earlier events were kept", () => {
  const story = new Story()
  const first = story.stamped([story.created(1), story.validated(1)])
  story.appending(first).crashes()
  story.seq += 2
  story.durable.push(...first)
  const second = story.stamped([{ type: "EpochStarted", epoch: story.epoch, tag: "sim" }])
  story.appending(second).crashes()
  story.begins().appends(story.failed(1)).rests()
})

test("a fill is booked that the exchange did not make, or made otherwise, or twice, so S6", () => {
  const unknown = new Story().lives(1)
  breaks("S6", () => unknown.appends(unknown.filled(1, unknown.fill("7"), "0.01", "OrderPartiallyFilled")))
  const fee = new Story().lives(1).trades(1, "7")
  breaks("S6", () => fee.appends(fee.filled(1, fee.fill("7", "0.01", "0.00001"), "0.01", "OrderPartiallyFilled")))
  const twice = new Story().lives(1).trades(1, "7", "0.004")
  const part = twice.filled(1, twice.fill("7", "0.004"), "0.004", "OrderPartiallyFilled")
  twice.appends(part)
  breaks("S6", () => twice.appends(part))
})

test("an order ends here with less filled than there, or a fill is missing at rest, so S6", () => {
  const ended = new Story().lives(1).trades(1, "7", "0.004").ends(1, "order-cancelled")
  breaks("S6", () => ended.appends(ended.cancelled(1)))
  const rests = new Story().lives(1).trades(1, "7").ends(1, "order-filled")
  rests.appends(rests.filled(1, undefined))
  breaks("S6", () => rests.rests())
})

test("an order goes on after its end, so S7; a correction after a late fill is right", () => {
  const story = new Story().lives(1).isCancelled(1)
  breaks("S7", () => story.appends(story.acknowledged(1)))
  const late = new Story().lives(1).isCancelled(1).trades(1, "7", "0.004")
  const news = { orderId: idOf(1), okxOrderId: okxIdOf(1), filledQuantity: parseQuantity("0.004"), reason: "late fill" }
  late.appends({ type: "OrderCorrected", ...news, to: "Cancelled", fill: late.fill("7", "0.004") }).rests()
})

test("the manager stops itself because its books contradict each other, so S7; because of the disk, so it may", () => {
  new Story().see({ kind: "stopped", account: ACCOUNT, why: 'the journal answered "unknown"' })
  breaks("S7", () => new Story().see({ kind: "stopped", account: ACCOUNT, why: "Invariant: event 7 follows 9" }))
  const step = "order o1: no transition from PartiallyFilled to Acknowledged"
  breaks("S7", () => new Story().see({ kind: "stopped", account: ACCOUNT, why: step }))
})

test("what is shown is not what the journal says, so S8", () => {
  const story = new Story().lives(1)
  const orders = [...replay(ACCOUNT, story.durable).orders.values()]
  breaks("S8", () => story.rests({ orders: orders.map((order) => ({ ...order, attempts: 7 })) }))
  breaks("S8", () => story.rests({ seq: story.seq - 1 }))
  story.rests({ orders })
})

test("an event is left out, an epoch steps back, or two appends are under way, so S9", () => {
  const gap = new Story()
  gap.seq++
  breaks("S9", () => gap.appends(gap.created(1)))
  const epoch = new Story().crashes()
  epoch.epoch -= 1
  breaks("S9", () => epoch.begins())
  const two = new Story()
  two.appending(two.stamped([two.created(1)]))
  breaks("S9", () => two.appending(two.stamped([two.created(2)])))
})

test("a writer of an earlier epoch appends, or its refused order is accepted, so S10", () => {
  const story = new Story().crashes().begins()
  const events = story.stamped([story.created(1)])
  breaks("S10", () => story.appending(events, story.epoch - 1).appended(events, "ok", story.epoch - 1))
  const fenced = new Story()
  const lost = fenced.stamped([fenced.created(1), fenced.validated(1), fenced.submitted(1)])
  fenced.appending(lost).appended(lost, "fenced")
  breaks("S10", () => fenced.accepts(1))
})

test("one client key makes two orders, or answers two wishes alike, so S11", () => {
  const two = new Story().lives(1, { key: "mine" })
  breaks("S11", () => two.appends(two.created(2, { key: "mine" })))
  const wishes = new Story()
  const first = wishes.calls("place", { clientOrderId: "mine", body: "a" })
  wishes.lives(1, { key: "mine" }).answers(first, 1)
  const again = wishes.calls("place", { clientOrderId: "mine", body: "a" })
  wishes.answers(again, 1)
  const other = wishes.calls("place", { clientOrderId: "mine", body: "b" })
  breaks("S11", () => wishes.answers(other, 1))
})

test("one open order too many, in doubt or not, or one that is worth too much, so S12", () => {
  const count = new Story().lives(1).lives(2)
  count.appends(count.created(3), count.validated(3), count.submitted(3)).sent(3).appends(count.inDoubt(3))
  breaks("S12", () => count.appends(count.created(4), count.validated(4)))
  const value = new Story()
  breaks("S12", () => value.appends(value.created(1, { quantity: "1" }), value.validated(1)))
})

test("more is bought than the position may hold, so S12", () => {
  const story = new Story().lives(1, { quantity: "0.2" }).trades(1, "7", "0.05")
  breaks("S12", () => story.trades(1, "8", "0.05"))
})

test("sixty-one cancels of one instrument leave within two seconds, so S13", () => {
  const story = new Story().lives(1)
  for (let sent = 0; sent < 60; sent++) {
    if (sent % 30 === 0) story.appends(story.cancelRequested(1))
    story.sentCancel(1)
  }
  breaks("S13", () => story.sentCancel(1))
})

test("a cancel waits while the placements of later turns leave, so S13", () => {
  const story = new Story().lives(1)
  story.appends(story.cancelRequested(1)).after(1_500)
  story.appends(story.created(2)).appends(story.validated(2)).appends(story.submitted(2))
  breaks("S13", () => story.sent(2))
})

test("the process stood still while a cancel waited, so its wait counts from the waking", () => {
  const story = new Story().lives(1)
  story.appends(story.cancelRequested(1)).after(1_500).see({ kind: "woke" })
  story.appends(story.created(2)).appends(story.validated(2)).appends(story.submitted(2)).sent(2)
})

test("a cancel leaves late although its window had room and placements left meanwhile, so S13", () => {
  const story = new Story().lives(1)
  story.appends(story.cancelRequested(1)).after(500).lives(2).after(700)
  breaks("S13", () => story.sentCancel(1))
})

test("a cancel's window was full until a moment ago, so its wait counts from there, whatever left meanwhile", () => {
  const story = new Story().lives(1).lives(2)
  story.appends(story.cancelRequested(1))
  for (let sent = 0; sent < 60; sent++) story.sentCancel(1)
  story.appends(story.cancelRequested(2)).after(1_000).lives(3).after(1_010).sentCancel(2)
})

test("an event or an answer of one account reaches another, so S14", () => {
  const story = new Story()
  const [event] = story.stamped([story.created(1)])
  assert.ok(event)
  const foreign: OmsEvent = { ...event, account: OTHER }
  breaks("S14", () => story.appending([foreign]))
  breaks("S14", () => story.see({ kind: "published", account: OTHER, subscriber: 1, event }))
  breaks("S14", () => story.see({ kind: "answered", callId: 77, account: ACCOUNT, ok: false, code: "no" }))
})

test("a cancel is asked of an order that somebody else placed, so S14", () => {
  const story = new Story().accepts(5, { clOrdId: "", tag: "" })
  story.appends(story.adopted(okxIdOf(5)))
  const orderId = [...story.durable].reverse().find((event) => event.type === "OrderAdopted")?.orderId
  assert.ok(orderId)
  breaks("S14", () =>
    story.appends({ type: "CancelRequested", orderId, requestId: story.request(), reason: "", attempt: 1 }),
  )
})

test("a planted secret is logged, so S15; on the wire it may be", () => {
  const story = new Story()
  story.see({
    kind: "sent",
    account: ACCOUNT,
    transport: "ws",
    what: "login",
    body: '{"args":[{"passphrase":"CANARY"}]}',
  })
  breaks("S15", () => story.see({ kind: "logged", level: "info", message: "login", facts: '{"key":"CANARY"}' }))
})

test("a code that says nothing is taken for a refusal, or silence for a yes, so S16", () => {
  const refusal = new Story()
  refusal.appends(refusal.created(1), refusal.validated(1), refusal.submitted(1)).sent(1).hears(1, "59999")
  breaks("S16", () => refusal.replies(refusal.rejected(1, "59999")))
  const silence = new Story()
  silence.appends(silence.created(1), silence.validated(1), silence.submitted(1)).sent(1).accepts(1)
  breaks("S16", () => silence.replies(silence.acknowledged(1)))
})
