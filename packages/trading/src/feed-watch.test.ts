import assert from "node:assert/strict"
import { test } from "node:test"
import type { Order } from "@okx-oms/core"
import { TestManager } from "./contract/test-manager.ts"

function name(order: { readonly clOrdId?: string }): { clOrdId: string } {
  return { clOrdId: order.clOrdId ?? assert.fail("it was sent") }
}

/** A manager whose feed has gone silent while its connection lives. */
async function silentWith(options: Parameters<typeof TestManager.start>[0] = {}): Promise<[TestManager, Order]> {
  const desk = await TestManager.start(options)
  const order = await desk.resting()
  await desk.clock.advance(3_000)
  assert.equal(desk.manager.status().feedSuspicion, undefined)
  desk.gateway.pushing = false
  return [desk, order]
}

test("O.22: a fill shows in reads alone, so within ten seconds it is booked, the feed is suspect and its connection replaced", async () => {
  for (const afterMs of [0, 1_700, 3_400, 5_100, 6_800, 8_500]) {
    const [desk, order] = await silentWith()
    desk.gateway.heals = true
    await desk.clock.advance(afterMs)
    desk.gateway.fill(name(order), "0.4")
    let tookMs = 0
    for (; desk.manager.status().feedSuspicion === undefined && tookMs <= 10_000; tookMs += 50)
      await desk.clock.advance(50)
    assert.ok(tookMs < 10_000, `${tookMs} ms, begun ${afterMs} ms later`)
    assert.match(desk.manager.status().feedSuspicion?.reason ?? "", /orders channel has not told/)
    await desk.clock.advance(100)
    const booked = await desk.order(order.orderId)
    assert.deepEqual([booked.state, booked.fills.length], ["PartiallyFilled", 1])
    assert.equal(desk.gateway.reconnects.length, 1)
    // The new connection tells again: the next order proves it.
    await desk.resting()
    await desk.clock.advance(30_100)
    assert.equal(desk.manager.status().feedSuspicion, undefined)
  }
})

test("our placement is accepted and no push shows it, so suspect after two seconds", async () => {
  const [desk] = await silentWith()
  const { orderId } = await desk.submit()
  await desk.clock.advance(1_900)
  assert.deepEqual([await desk.state(orderId), desk.gateway.reconnects.length], ["Acknowledged", 0])
  await desk.clock.advance(300)
  assert.match(desk.manager.status().feedSuspicion?.reason ?? "", /our placement was accepted/)
  assert.equal(desk.gateway.reconnects.length, 1)
})

test("the push comes before the reply or soon after it, so nothing is suspected", async () => {
  const desk = await TestManager.start()
  for (let order = 0; order < 5; order++) await desk.resting()
  desk.gateway.pushing = false
  const { orderId } = await desk.submit()
  await desk.clock.advance(1_500)
  desk.gateway.push(name(await desk.order(orderId)))
  await desk.clock.advance(20_000)
  assert.deepEqual([desk.manager.status().feedSuspicion, desk.gateway.reconnects], [undefined, []])
})

test("the feed is only slow, so the connection is replaced ever less often and not at every late push", async () => {
  const [desk] = await silentWith()
  // Every push comes three seconds late, for an hour.
  for (let minute = 0; minute < 60; minute++) {
    const { orderId } = await desk.submit()
    await desk.clock.advance(3_000)
    desk.gateway.push(name(await desk.order(orderId)))
    await desk.clock.advance(57_000)
  }
  const times = desk.gateway.reconnects.length
  assert.ok(times >= 3 && times <= 12, `${times} times in an hour`)
})

test("what happened while the connection was down is found by the comparison, so nobody calls the new connection silent", async () => {
  const desk = await TestManager.start()
  const [one, two] = [await desk.resting(), await desk.resting()]
  desk.gateway.feedDown()
  desk.gateway.fill(name(one), "0.4")
  desk.gateway.cancelThere(name(two))
  await desk.clock.advance(1_000)
  desk.gateway.feedUp()
  await desk.clock.advance(30_000)
  assert.deepEqual([await desk.state(one.orderId), await desk.state(two.orderId)], ["PartiallyFilled", "Cancelled"])
  assert.deepEqual([desk.manager.status().feedSuspicion, desk.gateway.reconnects], [undefined, []])
})

test("an order cancelled by hand shows by its absence alone, so the list between two comparisons finds it", async () => {
  const [desk, order] = await silentWith()
  // Just after a comparison, so that the look in the middle is the first to see.
  while ((desk.manager.status().lastReconciledAgoMs ?? 0) > 20) await desk.clock.advance(10)
  desk.gateway.cancelThere(name(order))
  await desk.clock.advance(7_000)
  assert.equal(await desk.state(order.orderId), "Cancelled")
  assert.ok(desk.manager.status().feedSuspicion !== undefined)
})

test("nothing is said at all and nothing happens, so the status tells how long it has been quiet, and nothing is suspected", async () => {
  const desk = await TestManager.start()
  await desk.resting()
  await desk.clock.advance(120_000)
  assert.deepEqual([desk.manager.status().feedSuspicion, desk.gateway.reconnects], [undefined, []])
})

test("a fast stream of orders, so no expectation outlives its push", async () => {
  const desk = await TestManager.start()
  for (let round = 0; round < 40; round++) {
    const { orderId } = await desk.submit()
    await desk.clock.advance(30)
    desk.gateway.fill(name(await desk.order(orderId)), "1")
    await desk.clock.advance(400)
  }
  await desk.clock.advance(30_000)
  assert.deepEqual([desk.manager.status().feedSuspicion, desk.gateway.reconnects], [undefined, []])
})
