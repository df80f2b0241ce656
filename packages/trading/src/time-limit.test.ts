import assert from "node:assert/strict"
import { test } from "node:test"
import type { OrderId } from "@okx-oms/core"
import { TestManager } from "./contract/test-manager.ts"

/** Nothing looks after orders but their own limits and pending wishes. */
const QUIET = { config: { reconcileEveryMs: 3_600_000 } } as const
const LIMIT = { timeLimitMs: 3_000 } as const

async function name(desk: TestManager, orderId: OrderId): Promise<{ clOrdId: string }> {
  return { clOrdId: (await desk.order(orderId)).clOrdId ?? assert.fail("it was sent") }
}

function cancels(desk: TestManager): number {
  return desk.gateway.sent.filter(({ type }) => type === "cancel").length
}

test("an order outlives its limit, so it is asked about, cancelled at OKX, and only then Expired", async () => {
  const desk = await TestManager.start(QUIET)
  const { orderId } = await desk.resting(LIMIT)
  await desk.clock.advance(2_900)
  assert.deepEqual([await desk.state(orderId), cancels(desk)], ["Acknowledged", 0])
  desk.gateway.travelMs = 500
  const asked = desk.gateway.asked.length
  await desk.clock.advance(300)
  const waiting = await desk.order(orderId)
  assert.deepEqual([waiting.state, waiting.pendingCancel?.reason], ["Acknowledged", "time limit reached"])
  assert.ok(desk.gateway.asked.length > asked, "asked before it was cancelled")
  await desk.clock.advance(1_500)
  assert.deepEqual([await desk.state(orderId), cancels(desk)], ["Expired", 1])
})

test("it fills just before its limit and the push is lost, so the question finds it and nothing is cancelled", async () => {
  const desk = await TestManager.start(QUIET)
  const { orderId } = await desk.resting(LIMIT)
  desk.gateway.pushing = false
  await desk.clock.advance(2_900)
  desk.gateway.fill(await name(desk, orderId), "1")
  await desk.clock.advance(1_000)
  assert.deepEqual([await desk.state(orderId), cancels(desk)], ["Filled", 0])
})

test("it fills while the cancel is under way, refused by 51400, so Filled and not Expired", async () => {
  const desk = await TestManager.start(QUIET)
  const { orderId } = await desk.resting(LIMIT)
  desk.gateway.travelMs = 200
  await desk.clock.advance(3_100)
  assert.equal(cancels(desk), 1)
  desk.gateway.pushing = false
  desk.gateway.fill(await name(desk, orderId), "1")
  await desk.clock.advance(1_000)
  assert.equal(await desk.state(orderId), "Acknowledged", "51400 says nothing by itself")
  await desk.clock.advance(3_000)
  const order = await desk.order(orderId)
  assert.deepEqual([order.state, order.pendingCancel], ["Filled", undefined])
})

test("part of it fills meanwhile, so Expired with its fills", async () => {
  const desk = await TestManager.start(QUIET)
  const { orderId } = await desk.resting(LIMIT)
  await desk.clock.advance(1_000)
  desk.gateway.fill(await name(desk, orderId), "0.4")
  await desk.clock.advance(3_000)
  const order = await desk.order(orderId)
  assert.deepEqual([order.state, order.fills.length], ["Expired", 1])
})

test("OKX does not answer the question, so the cancel goes out all the same within a second", async () => {
  const desk = await TestManager.start(QUIET)
  const { orderId } = await desk.resting(LIMIT)
  desk.gateway.readTakesMs = 30_000
  await desk.clock.advance(4_100)
  assert.deepEqual([await desk.state(orderId), cancels(desk)], ["Expired", 1])
})

test("in doubt at its limit, so it is cancelled by its clOrdId at once; found live and gone, it is Expired", async () => {
  const desk = await TestManager.start(QUIET)
  desk.gateway.pushing = false
  desk.gateway.failing.add("order")
  desk.gateway.next("place", "unknown")
  const { orderId } = await desk.submit({ timeLimitMs: 1_000 })
  await desk.clock.advance(1_500)
  assert.equal(cancels(desk), 1)
  desk.gateway.failing.clear()
  desk.gateway.pushing = true
  await desk.clock.advance(6_000)
  const order = await desk.order(orderId)
  assert.deepEqual([order.state, order.doubt, desk.gateway.exchange.open().length], ["Expired", undefined, 0])
})

test("in doubt at its limit and never placed, so Failed and not Expired: nothing was there to end", async () => {
  const desk = await TestManager.start(QUIET)
  desk.gateway.next("place", "unknown, not done")
  const { orderId } = await desk.submit({ timeLimitMs: 1_000 })
  await desk.clock.advance(10_000)
  const order = await desk.order(orderId)
  assert.deepEqual([order.state, order.pendingCancel], ["Failed", undefined])
})

test("the limit passes while the feed is down, so the cancel goes out, and the end is known when OKX tells", async () => {
  const desk = await TestManager.start(QUIET)
  const { orderId } = await desk.resting(LIMIT)
  desk.gateway.feedDown()
  await desk.clock.advance(4_000)
  assert.deepEqual([cancels(desk), desk.gateway.exchange.open().length], [1, 0])
  desk.gateway.feedUp()
  await desk.clock.advance(3_000)
  assert.equal(await desk.state(orderId), "Expired")
})

test("the limit passes while the process is down, so the next start cancels at once", async () => {
  const desk = await TestManager.start(QUIET)
  const { orderId } = await desk.resting({ timeLimitMs: 20_000 })
  desk.gateway.tell = () => undefined
  await desk.clock.advance(1_000)
  await desk.during(desk.manager.close())
  await desk.clock.advance(60_000)
  assert.equal(desk.gateway.exchange.open().length, 1)
  const next = await TestManager.start({ ...QUIET, after: desk })
  await next.clock.advance(1_000)
  assert.deepEqual([await next.state(orderId), next.gateway.exchange.open().length], ["Expired", 0])
})

test("an amendment is under way at the limit, so the order is cancelled and both wishes end", async () => {
  const desk = await TestManager.start(QUIET)
  const order = await desk.resting(LIMIT)
  await desk.clock.advance(2_800)
  desk.gateway.next("amend", "vanishes")
  const { price } = order
  assert.ok(price !== undefined)
  const { parsePrice } = await import("@okx-oms/core")
  void desk.manager.amendOrder({ orderId: order.orderId }, { price: parsePrice("99") })
  await desk.clock.advance(50)
  assert.ok((await desk.order(order.orderId)).pendingAmend !== undefined)
  await desk.clock.advance(500)
  const ended = await desk.order(order.orderId)
  assert.deepEqual([ended.state, ended.pendingAmend, ended.pendingCancel], ["Expired", undefined, undefined])
})

test("still queued at its limit, so it is cancelled here and nothing was ever sent", async () => {
  const desk = await TestManager.start(QUIET)
  desk.gateway.budget = 0
  const { orderId } = await desk.submit({ timeLimitMs: 1_000 })
  await desk.clock.advance(1_200)
  const order = await desk.order(orderId)
  assert.equal(order.state, "Cancelled")
  assert.match(order.reason ?? "", /time limit reached; it was still queued, nothing was sent/)
  assert.deepEqual(desk.gateway.sent, [])
})

test("cancelled by hand before its limit, so Cancelled and no further cancel", async () => {
  const desk = await TestManager.start(QUIET)
  const { orderId } = await desk.resting(LIMIT)
  desk.gateway.cancelThere(await name(desk, orderId))
  await desk.clock.advance(5_000)
  assert.deepEqual([await desk.state(orderId), cancels(desk)], ["Cancelled", 0])
})

for (const timeLimitMs of [40 * 24 * 3_600_000, Number.MAX_SAFE_INTEGER]) {
  test(`a limit of ${timeLimitMs} ms, longer than a timer takes, so the manager works on, and so does the next one`, async () => {
    const desk = await TestManager.start(QUIET)
    const { orderId } = await desk.resting({ timeLimitMs })
    await desk.clock.advance(10_000)
    assert.deepEqual([await desk.state(orderId), desk.stops], ["Acknowledged", []])
    const next = await TestManager.start({ after: desk, ...QUIET })
    assert.deepEqual([await next.state(orderId), next.manager.status().ready], ["Acknowledged", true])
  })
}
