import assert from "node:assert/strict"
import { test } from "node:test"
import { parseQuantity } from "@okx-oms/core"
import { BTC, ETH, TestManager } from "./contract/test-manager.ts"

// ---- the queue: what may not leave yet -------------------------------------------------------------------------------------

test("the feed is down, so placements wait, cancels go, and the queue leaves as one batch per symbol when the books were compared", async () => {
  const desk = await TestManager.start()
  const { orderId: resting } = await desk.resting()
  desk.gateway.feedDown()
  await desk.clock.rest()
  const waiting = [BTC, ETH, BTC, ETH, BTC].map((symbol) => desk.submit({ symbol }))
  const receipts = await Promise.all(waiting)
  assert.ok(receipts.every(({ state }) => state === "Validated"))
  const cancel = await desk.during(desk.manager.cancelOrder({ orderId: resting }))
  assert.ok(cancel.ok)
  await desk.clock.advance(1_000)
  assert.deepEqual(
    desk.gateway.sent.map(({ type }) => type),
    ["place", "cancel"],
  )
  desk.gateway.feedUp()
  assert.equal(desk.manager.status().ready, false)
  await desk.clock.advance(200)
  assert.equal(desk.manager.status().ready, true)
  const batches = desk.gateway.sent
    .slice(2)
    .map((request) => (request.type === "place" ? request.orders.map(({ symbol }) => symbol) : []))
  assert.deepEqual(batches, [
    [BTC, BTC, BTC],
    [ETH, ETH],
  ])
})

test("the budget is used up, so the queue waits for the moment that the gateway names", async () => {
  const desk = await TestManager.start()
  desk.gateway.budget = 0
  const { orderId } = await desk.submit()
  await desk.clock.advance(499)
  assert.equal(desk.gateway.placed.length, 0)
  desk.gateway.budget = 5
  await desk.clock.advance(1)
  assert.deepEqual([desk.gateway.placed.length, await desk.state(orderId)], [1, "Submitted"])
})

test("the budget is short of a whole batch, so orders leave one by one as far as it goes, oldest first", async () => {
  const desk = await TestManager.start()
  desk.gateway.budget = 0
  const waiting = await Promise.all([1, 2, 3, 4, 5].map(() => desk.submit()))
  desk.gateway.budget = 2
  await desk.clock.advance(500)
  const left = desk.gateway.placed.map(({ orderId }) => orderId)
  assert.deepEqual(
    left,
    waiting.slice(0, 2).map(({ orderId }) => orderId),
  )
})

test("the exchange's clock is not known well enough, so nothing leaves, without a busy loop, until it is", async () => {
  const desk = await TestManager.start()
  desk.gateway.uncertaintyMs = 501
  await desk.submit()
  const before = desk.clock.fired
  await desk.clock.advance(1_000)
  assert.ok(desk.clock.fired - before < 20, `${desk.clock.fired - before} timers in a second`)
  assert.equal(desk.gateway.placed.length, 0)
  desk.gateway.uncertaintyMs = 500
  await desk.clock.advance(250)
  assert.equal(desk.gateway.placed.length, 1)
})

test("queue time is over, so Failed not sent, and it does not leave when the way is free again", async () => {
  const desk = await TestManager.start({ config: { patience: { queueMs: 3_000 } } })
  desk.gateway.feedDown()
  const { orderId } = await desk.submit()
  await desk.clock.advance(2_999)
  assert.equal(await desk.state(orderId), "Validated")
  await desk.clock.advance(1)
  assert.equal(await desk.state(orderId), "Failed")
  desk.gateway.feedUp()
  await desk.clock.advance(1_000)
  assert.equal(desk.gateway.placed.length, 0)
})

test("a queued order is cancelled, so it ends at once and nothing was ever sent", async () => {
  const desk = await TestManager.start()
  desk.gateway.feedDown()
  const { orderId } = await desk.submit()
  const answer = await desk.during(desk.manager.cancelOrder({ orderId }))
  assert.deepEqual([answer.ok && answer.value.state, desk.gateway.sent.length], ["Cancelled", 0])
})

test("O.19: halted while thirty wait, so the queue is emptied here, and cancels still go out", async () => {
  const desk = await TestManager.start()
  const { orderId: resting } = await desk.resting()
  desk.gateway.budget = 0
  const queued = await Promise.all(Array.from({ length: 30 }, () => desk.submit()))
  await desk.during(desk.manager.halt("halt", "stop everything"))
  desk.gateway.budget = 100
  await desk.clock.advance(2_000)
  assert.equal(desk.gateway.placed.length, 1)
  for (const { orderId } of queued) assert.equal(await desk.state(orderId), "Cancelled")
  await desk.during(desk.manager.cancelOrder({ orderId: resting }))
  await desk.clock.advance(100)
  assert.equal(await desk.state(resting), "Cancelled")
  await desk.during(desk.manager.resume("looked at"))
  await desk.submit()
  assert.equal(desk.gateway.placed.length, 2)
})

test("expTime is exchange time plus 2.5 s, drawn once for a batch, so all of its items have the same", async () => {
  const desk = await TestManager.start()
  await Promise.all([desk.submit(), desk.submit()])
  const [request] = desk.gateway.sent
  assert.ok(request?.type === "place" && request.orders.length === 2)
  assert.equal(request.expiresAt, desk.gateway.now + 2_500)
})

// ---- what comes back -------------------------------------------------------------------------------------------------------

test("refused for certain, so Rejected with OKX's words and never sent again", async () => {
  const desk = await TestManager.start()
  desk.gateway.next("place", { refused: "51008" })
  const { orderId } = await desk.submit()
  await desk.clock.advance(10_000)
  assert.deepEqual([await desk.state(orderId), desk.gateway.placed.length], ["Rejected", 1])
  assert.match((await desk.order(orderId)).reason ?? "", /51008/)
})

test("refused for now, so it goes again under the same clOrdId and expTime, each attempt journaled", async () => {
  const desk = await TestManager.start()
  desk.gateway.next("place", { refused: "50011", retryable: true }, { refused: "50061", retryable: true })
  const { orderId } = await desk.submit()
  await desk.clock.advance(2_000)
  assert.equal(await desk.state(orderId), "Acknowledged")
  const requests = desk.gateway.sent.flatMap((request) => (request.type === "place" ? request : []))
  assert.equal(requests.length, 3)
  assert.equal(new Set(requests.map(({ orders }) => orders[0]?.clOrdId)).size, 1)
  assert.equal(new Set(requests.map(({ expiresAt }) => expiresAt)).size, 1)
  assert.equal(new Set(requests.map(({ requestId }) => requestId)).size, 3)
  const attempts = (await desk.events()).flatMap((event) => (event.type === "OrderSubmitted" ? event.attempt : []))
  assert.deepEqual(attempts, [1, 2, 3])
})

test("refused for now again and again, so Rejected before expTime is over and no more attempts", async () => {
  const desk = await TestManager.start()
  desk.gateway.next("place", ...Array.from({ length: 9 }, () => ({ refused: "50011", retryable: true })))
  const { orderId } = await desk.submit()
  await desk.clock.advance(5_000)
  assert.deepEqual([await desk.state(orderId), desk.gateway.placed.length], ["Rejected", 4])
})

test("refused for now and the budget is used up, so no other go", async () => {
  const desk = await TestManager.start()
  desk.gateway.next("place", { refused: "50011", retryable: true })
  desk.gateway.budget = 1
  const { orderId } = await desk.submit()
  await desk.clock.advance(5_000)
  assert.deepEqual([await desk.state(orderId), desk.gateway.placed.length], ["Rejected", 1])
})

test("refused for now and the feed goes down meanwhile, so no other go: the gate is shut for attempts too", async () => {
  const desk = await TestManager.start()
  desk.gateway.next("place", { refused: "50011", retryable: true })
  const { orderId } = await desk.submit()
  await desk.clock.advance(100)
  desk.gateway.feedDown()
  await desk.clock.advance(5_000)
  assert.deepEqual([await desk.state(orderId), desk.gateway.placed.length], ["Rejected", 1])
})

test("refused for now and trading is halted meanwhile, so no other go: nothing new leaves behind a halt", async () => {
  const desk = await TestManager.start()
  desk.gateway.next("place", { refused: "50011", retryable: true })
  const { orderId } = await desk.submit()
  await desk.clock.advance(100)
  await desk.during(desk.manager.halt("halt", "enough"))
  await desk.clock.advance(5_000)
  assert.deepEqual([await desk.state(orderId), desk.gateway.placed.length], ["Rejected", 1])
})

test("the socket is lost after the placement, so the amendment takes the transport of its own moment", async () => {
  const desk = await TestManager.start()
  const { orderId } = await desk.resting()
  desk.gateway.transport = "rest"
  await desk.during(desk.manager.amendOrder({ orderId }, { quantity: parseQuantity("2") }))
  const transports = desk.gateway.sent.map((request) => (request.type === "cancel" ? "" : request.transport))
  assert.deepEqual(transports, ["ws", "rest"])
})

test("O.7: a batch of which some are refused and one has no answer, so each has its own end", async () => {
  const desk = await TestManager.start()
  desk.gateway.next("place", "done", { refused: "51008" }, "lost")
  const receipts = await Promise.all([desk.submit(), desk.submit(), desk.submit()])
  await desk.clock.advance(50)
  const states = await Promise.all(receipts.map(({ orderId }) => desk.state(orderId)))
  assert.deepEqual(states, ["Acknowledged", "Rejected", "Acknowledged"])
  assert.equal(desk.gateway.sent.length, 1)
})

test("the request never left, so Failed not sent", async () => {
  const desk = await TestManager.start()
  desk.gateway.next("place", "not sent")
  const { orderId } = await desk.submit()
  await desk.clock.advance(50)
  assert.deepEqual([await desk.state(orderId), (await desk.order(orderId)).doubt], ["Failed", undefined])
})

// ---- cancels ---------------------------------------------------------------------------------------------------------------

test("a cancel is accepted and ineffective, so it is asked and cancelled again, five times in all, then a break", async () => {
  const desk = await TestManager.start()
  const { orderId } = await desk.resting()
  desk.gateway.next("cancel", ...Array.from({ length: 20 }, () => "unknown, not done" as const))
  await desk.during(desk.manager.cancelOrder({ orderId }))
  await desk.clock.advance(60_000)
  assert.equal(desk.gateway.sent.filter(({ type }) => type === "cancel").length, 5)
  assert.deepEqual(
    (await desk.manager.getBreaks()).map(({ kind }) => kind),
    ["cancel-ineffective"],
  )
  assert.deepEqual([await desk.state(orderId), (await desk.order(orderId)).pendingCancel], ["Acknowledged", undefined])
})

test("O.5: a cancel's answer is lost but it was done, so the push or a read ends the order", async () => {
  for (const pushing of [true, false]) {
    const desk = await TestManager.start()
    const { orderId } = await desk.resting()
    desk.gateway.pushing = pushing
    desk.gateway.next("cancel", "lost")
    await desk.during(desk.manager.cancelOrder({ orderId }))
    await desk.clock.advance(3_000)
    assert.deepEqual([await desk.state(orderId), desk.gateway.sent.length], ["Cancelled", 2], String(pushing))
  }
})

test("O.6: 51400 because it was filled, the push is late, so a read tells and nothing is guessed", async () => {
  const desk = await TestManager.start()
  const { orderId, clOrdId } = await desk.resting()
  if (clOrdId === undefined) assert.fail("it rests")
  desk.gateway.pushing = false
  desk.gateway.fill({ clOrdId }, "1")
  await desk.during(desk.manager.cancelOrder({ orderId }))
  await desk.clock.advance(100)
  assert.equal(await desk.state(orderId), "Acknowledged")
  await desk.clock.advance(4_000)
  const order = await desk.order(orderId)
  assert.deepEqual([order.state, order.fills.length], ["Filled", 1])
})

test("cancelled twice at once, so one request", async () => {
  const desk = await TestManager.start()
  const { orderId } = await desk.resting()
  const both = await desk.during(
    Promise.all([desk.manager.cancelOrder({ orderId }), desk.manager.cancelOrder({ orderId })]),
  )
  assert.ok(both.every(({ ok }) => ok))
  assert.equal(desk.gateway.sent.filter(({ type }) => type === "cancel").length, 1)
})

test("an order outlives its limit, so it is cancelled and Expired when OKX says so", async () => {
  const desk = await TestManager.start()
  const { orderId } = await desk.resting({ timeLimitMs: 5_000 })
  await desk.clock.advance(4_900)
  assert.equal(await desk.state(orderId), "Acknowledged")
  await desk.clock.advance(200)
  assert.equal(await desk.state(orderId), "Expired")
})

// ---- fills -----------------------------------------------------------------------------------------------------------------

test("two cancels are not followed and OKX is slow to tell of the one order, so the other is cancelled again all the same", async () => {
  const desk = await TestManager.start({ config: { reconcileEveryMs: 3_600_000 } })
  const [slow, other] = [await desk.resting(), await desk.resting()]
  const { reads } = desk.gateway
  const order = reads.order.bind(reads)
  reads.order = async (target) => {
    if (target.clOrdId === slow.clOrdId) await new Promise<void>((resolve) => desk.clock.timer(60_000, resolve))
    return order(target)
  }
  desk.gateway.next("cancel", "vanishes", "vanishes", "vanishes")
  const cancels = [slow, other].map(({ orderId }) => desk.manager.cancelOrder({ orderId }))
  await desk.clock.advance(10_000)
  assert.ok((await Promise.all(cancels)).every(({ ok }) => ok))
  assert.deepEqual([await desk.state(slow.orderId), await desk.state(other.orderId)], ["Acknowledged", "Cancelled"])
})

test("O.11: a total without its fill, so the fill is fetched and booked; until then it is missing", async () => {
  const desk = await TestManager.start()
  const { orderId, clOrdId } = await desk.resting()
  if (clOrdId === undefined) assert.fail("it rests")
  desk.gateway.pushing = false
  desk.gateway.fill({ clOrdId }, "0.4")
  desk.gateway.push({ clOrdId })
  await desk.clock.advance(50)
  assert.deepEqual((await desk.order(orderId)).fills, [])
  await desk.clock.advance(450)
  const order = await desk.order(orderId)
  assert.deepEqual([order.fills.length, order.fillsMissing.coefficient], [1, 0n])
})

test("the fills cannot be read for long, so they are asked for ever less often, and a cancel is looked after meanwhile", async () => {
  const desk = await TestManager.start({ config: { reconcileEveryMs: 3_600_000 } })
  const { orderId, clOrdId } = await desk.resting()
  if (clOrdId === undefined) assert.fail("it rests")
  desk.gateway.failing.add("fills")
  desk.gateway.pushing = false
  desk.gateway.fill({ clOrdId }, "0.4")
  desk.gateway.push({ clOrdId })
  await desk.clock.advance(60_000)
  const asked = desk.gateway.asked.filter((read) => read === "fills").length
  assert.ok(asked > 5 && asked < 20, `${asked} reads in a minute`)
  desk.gateway.next("cancel", "lost")
  await desk.during(desk.manager.cancelOrder({ orderId }))
  await desk.clock.advance(4_000)
  assert.equal(await desk.state(orderId), "Cancelled")
  desk.gateway.failing.clear()
  await desk.clock.advance(15_000)
  assert.equal((await desk.order(orderId)).fills.length, 1)
})
