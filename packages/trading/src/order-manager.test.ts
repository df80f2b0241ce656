import assert from "node:assert/strict"
import { test } from "node:test"
import { parseQuantity } from "@okx-oms/core"
import { OutcomeUnknown } from "./answers.ts"
import { BTC, clientId, ETH, TestManager } from "./contract/test-manager.ts"
import type { Published } from "./event-hub.ts"

test("an order's first life: durable, sent once, acknowledged, filled, and told in order", async () => {
  const desk = await TestManager.start()
  const { orderId, state } = await desk.submit()
  assert.equal(state, "Submitted")
  await desk.clock.advance(50)
  const { clOrdId } = await desk.order(orderId)
  if (clOrdId === undefined) assert.fail("it was sent")
  desk.gateway.fill({ clOrdId }, "0.4")
  await desk.clock.advance(50)
  desk.gateway.fill({ clOrdId }, "0.6")
  await desk.clock.advance(50)
  assert.deepEqual(await desk.typesOf(orderId), [
    "OrderCreated",
    "OrderValidated",
    "OrderSubmitted",
    "OrderAcknowledged",
    "OrderPartiallyFilled",
    "OrderFilled",
  ])
  assert.equal(desk.gateway.placed.length, 1)
})

// ---- durable first ---------------------------------------------------------------------------------------------------------

test("the append is held, so nothing is sent, answered or published; released, so all three", async () => {
  const desk = await TestManager.start()
  const published: Published[] = []
  void listen(desk, published)
  let answered = false
  desk.journal.hold()
  const answer = desk.manager.submitOrder(desk.wish()).then((told) => {
    answered = true
    return told
  })
  await desk.clock.advance(1_000)
  assert.deepEqual([desk.gateway.placed.length, answered, published.length], [0, false, 0])
  desk.journal.release()
  await desk.clock.rest()
  assert.deepEqual([desk.gateway.placed.length, answered, published.length > 0], [1, true, true])
  assert.ok((await answer).ok)
})

for (const fault of ["unknown-written", "unknown-lost", "fenced", "throws"] as const) {
  test(`the append ends ${fault}, so the manager stops, nothing is sent and callers get OutcomeUnknown`, async () => {
    const desk = await TestManager.start()
    if (fault === "throws") desk.journal.breakNext(new Error("the disk is gone"))
    else desk.journal.inner.failNextAppend(fault)
    const published: Published[] = []
    const listening = listen(desk, published)
    const first = desk.manager.submitOrder(desk.wish())
    const second = desk.manager.submitOrder(desk.wish())
    const refused = Promise.allSettled([first, second])
    await desk.clock.advance(100)
    for (const settled of await refused) {
      assert.equal(settled.status, "rejected")
      assert.ok(settled.status === "rejected" && settled.reason instanceof OutcomeUnknown)
    }
    await listening
    assert.deepEqual([desk.gateway.sent.length, published.length, desk.stops.length], [0, 0, 1])
    const after = await desk.manager.submitOrder(desk.wish())
    assert.equal(after.ok ? "taken" : after.refusal.code, "manager-stopped")
    assert.deepEqual([desk.manager.status().ready, desk.clock.waiting], [false, 0])
  })
}

test("a hundred orders at once, so one append and one batch of twenty after the other", async () => {
  const desk = await TestManager.start()
  const before = desk.journal.appends.length
  const answers = Promise.all(Array.from({ length: 100 }, () => desk.manager.submitOrder(desk.wish())))
  await desk.clock.rest()
  assert.ok((await answers).every(({ ok }) => ok))
  assert.equal(desk.journal.appends.length - before, 1)
  const batches = desk.gateway.sent.map((request) => (request.type === "place" ? request.orders.length : 0))
  assert.deepEqual(batches, [20, 20, 20, 20, 20])
})

test("the inbox is full, so the next is refused at once with the limit and nothing of it remains", async () => {
  const desk = await TestManager.start({ config: { inbox: { commands: 3 } } })
  desk.journal.hold()
  const first = desk.manager.submitOrder(desk.wish())
  await desk.clock.rest()
  const waiting = [1, 2, 3].map(() => desk.manager.submitOrder(desk.wish()))
  await desk.clock.rest()
  const refused = await desk.manager.submitOrder(desk.wish({ clientOrderId: clientId("over") }))
  assert.deepEqual(refused, { ok: false, refusal: { code: "inbox-full", limit: 3 } })
  desk.journal.release()
  await desk.clock.rest()
  assert.ok((await Promise.all([first, ...waiting])).every(({ ok }) => ok))
  assert.equal(await desk.manager.getOrder({ clientOrderId: clientId("over") }), undefined)
})

test("more cancels wait than may, so the refusal names their limit and not that of the placements", async () => {
  const desk = await TestManager.start({ config: { inbox: { commands: 3, cancels: 1 } } })
  const { orderId } = await desk.resting()
  desk.journal.hold()
  const running = desk.manager.submitOrder(desk.wish())
  await desk.clock.rest()
  const waiting = desk.manager.cancelOrder({ orderId })
  assert.deepEqual(await desk.manager.cancelOrder({ orderId }), {
    ok: false,
    refusal: { code: "inbox-full", limit: 1 },
  })
  desk.journal.release()
  await desk.clock.rest()
  assert.ok((await Promise.all([running, waiting])).every(({ ok }) => ok))
})

test("resumed and then halted within one turn, so trading is halted: what was said last holds", async () => {
  const desk = await TestManager.start()
  await desk.during(desk.manager.halt("halt", "enough"))
  desk.journal.hold()
  const running = desk.manager.submitOrder(desk.wish())
  await desk.clock.rest()
  const words = [desk.manager.resume("it is well"), desk.manager.halt("halt", "it is not")]
  desk.journal.release()
  await desk.clock.rest()
  assert.ok((await Promise.all(words)).every(({ ok }) => ok))
  assert.deepEqual(desk.manager.status().trading.mode, "halt")
  const answer = await desk.during(desk.manager.submitOrder(desk.wish()))
  assert.equal(answer.ok ? "taken" : answer.refusal.code, "trading-halted")
  await running
})

test("more than twenty in one batch, so all are refused and none is recorded", async () => {
  const desk = await TestManager.start()
  const seq = desk.manager.status().seq
  const answers = await desk.manager.submitBatch(Array.from({ length: 21 }, () => desk.wish()))
  assert.ok(answers.every((answer) => !answer.ok && answer.refusal.code === "batch-too-large"))
  assert.equal(desk.manager.status().seq, seq)
})

test("cancels overtake the placements that wait, so they are in the very next append", async () => {
  const desk = await TestManager.start()
  const { orderId } = await desk.resting()
  desk.journal.hold()
  const running = desk.manager.submitOrder(desk.wish())
  await desk.clock.rest()
  const placements = Array.from({ length: 1_500 }, () => desk.manager.submitOrder(desk.wish()))
  const cancel = desk.manager.cancelOrder({ orderId })
  await desk.clock.rest()
  const before = desk.journal.appends.length
  desk.journal.release()
  await desk.clock.rest()
  assert.ok((await cancel).ok)
  await Promise.all([running, ...placements])
  assert.equal(desk.journal.appends[before]?.[0]?.type, "CancelRequested")
})

// ---- what a caller may ask -------------------------------------------------------------------------------------------------

test("the same client order id twice at once, so one order, one request and two equal answers", async () => {
  const desk = await TestManager.start()
  const wish = desk.wish({ clientOrderId: clientId("mine") })
  const answers = Promise.all([desk.manager.submitOrder(wish), desk.manager.submitOrder(wish)])
  await desk.clock.rest()
  const [first, second] = await answers
  assert.ok(first.ok && second.ok)
  assert.deepEqual(
    [second.value.orderId, first.value.replayed, second.value.replayed],
    [first.value.orderId, false, true],
  )
  assert.equal(desk.gateway.placed.length, 1)
})

test("a denied order, so the refusal and the id under which it is recorded; a malformed one has none", async () => {
  const desk = await TestManager.start()
  await desk.during(desk.manager.halt("halt", "enough"))
  const denied = await desk.during(desk.manager.submitOrder(desk.wish()))
  assert.ok(!denied.ok && denied.refusal.code === "trading-halted" && denied.orderId !== undefined)
  assert.equal(await desk.state(denied.orderId), "Rejected")
  const malformed = await desk.during(desk.manager.submitOrder(desk.wish({ quantity: parseQuantity("0.0001") })))
  assert.deepEqual([malformed.ok, !malformed.ok && malformed.orderId], [false, undefined])
})

test("an order by each of its ids, in memory and long after, so the same order", async () => {
  const desk = await TestManager.start()
  const { orderId, clOrdId, okxOrderId } = await desk.resting({ clientOrderId: clientId("mine") })
  if (clOrdId === undefined || okxOrderId === undefined) assert.fail("it rests")
  desk.gateway.fill({ clOrdId }, "1")
  await desk.clock.advance(20 * 60_000)
  await desk.submit()
  for (const ref of [{ orderId }, { clOrdId }, { okxOrderId }, { clientOrderId: clientId("mine") }]) {
    const order = await desk.manager.getOrder(ref)
    assert.deepEqual([order?.orderId, order?.state], [orderId, "Filled"])
  }
})

test("a closed order has left memory and its id is asked for again, so recalled: the same order, nothing sent", async () => {
  const desk = await TestManager.start()
  const { orderId, clOrdId } = await desk.resting({ clientOrderId: clientId("mine") })
  if (clOrdId === undefined) assert.fail("it rests")
  desk.gateway.fill({ clOrdId }, "1")
  await desk.clock.advance(20 * 60_000)
  await desk.submit()
  const sent = desk.gateway.sent.length
  const again = await desk.submit({ clientOrderId: clientId("mine") })
  assert.deepEqual([again.orderId, again.replayed, again.state], [orderId, true, "Filled"])
  assert.equal(desk.gateway.sent.length, sent)
  assert.ok((await desk.typesOf(orderId)).includes("OrderRecalled"))
})

test("an old order leaves memory in the very turn in which it is spoken of, so it comes back and nobody is alarmed", async () => {
  const desk = await TestManager.start({ config: { reconcileEveryMs: 3_600_000 } })
  const old = await desk.resting()
  const other = await desk.resting()
  if (old.clOrdId === undefined || other.clOrdId === undefined) assert.fail("both rest")
  desk.gateway.cancelThere({ clOrdId: old.clOrdId })
  await desk.clock.advance(20 * 60_000)
  // The first message makes an event, and with it the old order leaves; the second is about the old order.
  desk.gateway.exchange.fill({ clOrdId: other.clOrdId }, "0.4")
  desk.gateway.push({ clOrdId: other.clOrdId })
  desk.gateway.push({ clOrdId: old.clOrdId })
  await desk.clock.rest()
  assert.ok((await desk.typesOf(old.orderId)).includes("OrderRecalled"))
  assert.deepEqual([desk.manager.status().trading.mode, (await desk.manager.getBreaks()).length], ["open", 0])
})

test("cancel and amend of orders that are unknown, closed or not ours, so refused by name", async () => {
  const desk = await TestManager.start()
  const code = async (work: Promise<{ ok: boolean; refusal?: { code: string } }>): Promise<string | undefined> =>
    (await desk.during(work)).refusal?.code
  assert.equal(await code(desk.manager.cancelOrder({ clientOrderId: clientId("nobody") })), "order-not-found")
  const { orderId, clOrdId } = await desk.resting()
  if (clOrdId === undefined) assert.fail("it rests")
  desk.gateway.fill({ clOrdId }, "1")
  await desk.clock.advance(50)
  assert.equal(await code(desk.manager.cancelOrder({ orderId })), "order-closed")
  assert.equal(await code(desk.manager.amendOrder({ orderId }, { quantity: parseQuantity("2") })), "order-closed")
  await desk.clock.advance(20 * 60_000)
  await desk.submit()
  assert.equal(await code(desk.manager.cancelOrder({ orderId })), "order-closed")
})

test("amended twice at once, so one after the other and the last target holds", async () => {
  const desk = await TestManager.start()
  const { orderId } = await desk.resting()
  const both = Promise.all([
    desk.manager.amendOrder({ orderId }, { quantity: parseQuantity("2") }),
    desk.manager.amendOrder({ orderId }, { quantity: parseQuantity("3") }),
  ])
  const answers = await desk.during(both)
  assert.deepEqual(
    answers.map(({ ok }) => ok),
    [true, true],
  )
  await desk.clock.advance(100)
  const order = await desk.order(orderId)
  assert.deepEqual([order.quantity, order.pendingAmend], [parseQuantity("3"), undefined])
  assert.deepEqual(
    desk.gateway.sent.map(({ type }) => type),
    ["place", "amend", "amend"],
  )
})

test("cancel all of one symbol, so its orders go and the others stay", async () => {
  const desk = await TestManager.start()
  const btc = await desk.resting({ symbol: BTC })
  const eth = await desk.resting({ symbol: ETH })
  const answers = await desk.during(desk.manager.cancelAll({ symbol: BTC }))
  assert.equal(answers.length, 1)
  await desk.clock.advance(100)
  assert.deepEqual([await desk.state(btc.orderId), await desk.state(eth.orderId)], ["Cancelled", "Acknowledged"])
})

test("not started, so every command is refused as not ready and nothing is recorded", async () => {
  const desk = await TestManager.start({ start: false })
  const answer = await desk.manager.submitOrder(desk.wish())
  assert.equal(answer.ok ? "taken" : answer.refusal.code, "not-ready")
  assert.equal((await desk.events()).length, 0)
})

test("closed, so it answers manager-stopped, no timer is left, and a snapshot is kept", async () => {
  const desk = await TestManager.start()
  await desk.resting()
  await desk.during(desk.manager.close())
  const answer = await desk.manager.submitOrder(desk.wish())
  assert.equal(answer.ok ? "taken" : answer.refusal.code, "manager-stopped")
  const { snapshot } = await desk.journal.load(desk.manager.account)
  assert.notEqual(snapshot, undefined)
})

test("closed while the journal hangs, so what waits behind its append is answered too: nothing of it was recorded", async () => {
  const desk = await TestManager.start()
  const order = await desk.resting()
  desk.journal.hold()
  const under = desk.manager.submitOrder(desk.wish())
  await desk.clock.rest()
  const waiting = [
    desk.manager.submitOrder(desk.wish({ clientOrderId: clientId("late") })),
    desk.manager.cancelOrder({ orderId: order.orderId }),
    desk.manager.amendOrder({ orderId: order.orderId }, { quantity: parseQuantity("2") }),
    desk.manager.halt("halt", "enough"),
  ]
  await desk.clock.rest()
  const closing = desk.manager.close()
  await desk.clock.advance(6_000)
  desk.journal.release()
  await desk.during(closing)
  assert.ok((await under).ok)
  for (const work of waiting) {
    const told = await work
    assert.equal(told.ok ? "taken" : told.refusal.code, "manager-stopped")
  }
  assert.equal(await desk.manager.getOrder({ clientOrderId: clientId("late") }), undefined)
})

async function listen(desk: TestManager, heard: Published[]): Promise<void> {
  for await (const published of desk.manager.subscribeEvents()) heard.push(published)
}

test("turns follow each other without a pause, so readers are let in after the first of them", async () => {
  const desk = await TestManager.start()
  const { orderId } = await desk.resting()
  desk.journal.hold()
  const first = desk.manager.submitOrder(desk.wish())
  await desk.clock.rest()
  const placements = Array.from({ length: 1_800 }, () => desk.manager.submitOrder(desk.wish()))
  let appendsWhenRead = 0
  const read = desk.manager.getOrder({ orderId }).then(() => {
    appendsWhenRead = desk.journal.appends.length
  })
  desk.journal.release()
  await desk.clock.rest()
  await Promise.all([first, ...placements, read])
  assert.ok(appendsWhenRead < desk.journal.appends.length, `${appendsWhenRead} of ${desk.journal.appends.length}`)
})

test("the append failed, so nobody is told what never became durable", async () => {
  const desk = await TestManager.start()
  desk.journal.inner.failNextAppend("unknown-lost")
  const lost = desk.manager.submitOrder(desk.wish({ clientOrderId: clientId("lost") }))
  lost.catch(() => undefined)
  await desk.clock.rest()
  await assert.rejects(desk.manager.getOrder({ clientOrderId: clientId("lost") }), OutcomeUnknown)
  await assert.rejects(desk.manager.getStats(), OutcomeUnknown)
})
