import assert from "node:assert/strict"
import { test } from "node:test"
import { clOrdIdFromWire, encodeState, replay } from "@okx-oms/core"
import { ACCOUNT, clientId, TestManager } from "./contract/test-manager.ts"

test("the process dies with orders queued, sent, resting and filled, so after the restart each is what it truly is", async () => {
  const desk = await TestManager.start()
  const resting = await desk.resting()
  const filled = await desk.resting()
  if (filled.clOrdId === undefined) assert.fail("it rests")
  desk.gateway.fill({ clOrdId: filled.clOrdId }, "1")
  await desk.clock.advance(50)
  desk.gateway.next("place", "lost", "vanishes")
  const arrived = await desk.submit()
  const lost = await desk.submit()
  desk.gateway.budget = 0
  const queued = await desk.submit()
  await desk.clock.advance(12)
  const again = await TestManager.start({ after: desk })
  assert.equal(await again.state(queued.orderId), "Failed")
  assert.deepEqual([await again.state(resting.orderId), await again.state(filled.orderId)], ["Acknowledged", "Filled"])
  await again.clock.advance(8_000)
  assert.deepEqual([await again.state(arrived.orderId), await again.state(lost.orderId)], ["Acknowledged", "Failed"])
  assert.equal(again.gateway.sent.length, 0)
  assert.equal(again.gateway.exchange.all().length, 3)
})

test("died between the journal and the socket, so in doubt, proven never placed, and not sent by the next start", async () => {
  const desk = await TestManager.start()
  desk.gateway.next("place", "vanishes")
  const { orderId } = await desk.submit()
  const again = await TestManager.start({ after: desk })
  assert.equal((await again.manager.getOrdersInDoubt()).length, 1)
  await again.clock.advance(8_000)
  assert.deepEqual([await again.state(orderId), again.gateway.sent.length], ["Failed", 0])
})

test("the machine's clock was a day ahead and is right again, so a break says so in plain words, orders are placed, and their times go on from the journal's", async () => {
  const desk = await TestManager.start()
  const right = desk.clock.wall()
  desk.clock.setWall(right + 86_400_000)
  await desk.resting()
  desk.clock.setWall(right + 1_000)
  const again = await TestManager.start({ after: desk })
  const [found] = await again.manager.getBreaks("open")
  assert.deepEqual([found?.kind, found?.action], ["clock-behind", "needs a person"])
  assert.match(found?.evidence ?? "", /8639\d s behind .* OKX's clock agrees with the machine's/)
  const { createdAt, state } = await again.resting()
  assert.equal(state, "Acknowledged")
  assert.ok(createdAt >= right + 86_400_000)
  // Caught up at last.
  again.clock.setWall(right + 2 * 86_400_000)
  const last = await TestManager.start({ after: again })
  assert.deepEqual(await last.manager.getBreaks("open"), [])
})

test("a retry of the caller after the restart, so the order of before, whatever became of it", async () => {
  const desk = await TestManager.start()
  const first = await desk.submit({ clientOrderId: clientId("mine") })
  const again = await TestManager.start({ after: desk })
  const second = await again.submit({ clientOrderId: clientId("mine") })
  assert.deepEqual([second.orderId, second.replayed], [first.orderId, true])
})

test("ended while we were away: filled, cancelled, changed, so the start finds it before new orders leave", async () => {
  const desk = await TestManager.start()
  const [one, two, three] = [await desk.resting(), await desk.resting(), await desk.resting()]
  const name = (order: typeof one): { clOrdId: string } => ({ clOrdId: order.clOrdId ?? "" })
  desk.gateway.feedDown()
  const { exchange } = desk.gateway
  exchange.fill(name(one), "0.4")
  exchange.fill(name(one), "0.6")
  exchange.cancel(name(two), "1")
  exchange.fill(name(three), "0.1")
  const again = await TestManager.start({ after: desk })
  await again.clock.advance(2_000)
  const orders = await Promise.all([one, two, three].map(({ orderId }) => again.order(orderId)))
  assert.deepEqual(
    orders.map(({ state }) => state),
    ["Filled", "Cancelled", "PartiallyFilled"],
  )
  assert.deepEqual(
    orders.map(({ fills }) => fills.length),
    [2, 0, 1],
  )
})

test("a cancel was durable but never left, so after the restart it is asked and cancelled again", async () => {
  const desk = await TestManager.start()
  const { orderId } = await desk.resting()
  desk.gateway.next("cancel", "vanishes")
  await desk.during(desk.manager.cancelOrder({ orderId }))
  const again = await TestManager.start({ after: desk })
  await again.clock.advance(5_000)
  assert.equal(await again.state(orderId), "Cancelled")
})

test("ids after a restart, so none of before is drawn again", async () => {
  const desk = await TestManager.start()
  await desk.submit()
  const again = await TestManager.start({ after: desk })
  await again.submit()
  const third = await TestManager.start({ after: again })
  await third.submit()
  const ids = [desk, again, third].flatMap(({ gateway }) => gateway.placed.map(({ clOrdId }) => clOrdId))
  assert.equal(new Set(ids).size, 3)
  assert.deepEqual([...ids].sort(), ids)
})

test("from a snapshot and what followed, so the same state as from all events", async () => {
  const desk = await TestManager.start({ config: { snapshotEveryEvents: 10 } })
  for (let order = 0; order < 12; order++) await desk.resting()
  const again = await TestManager.start({ after: desk })
  const { snapshot } = await again.journal.load(ACCOUNT)
  assert.notEqual(snapshot, undefined)
  assert.equal((await again.manager.getActiveOrders()).length, 12)
  const whole = replay(ACCOUNT, await again.events())
  await again.during(again.manager.close())
  const kept = await again.journal.load(ACCOUNT)
  assert.equal(kept.snapshot, encodeState(whole))
})

test("pushes arrive before the start has its epoch, so they wait and nothing breaks", async () => {
  const desk = await TestManager.start()
  const { orderId, clOrdId } = await desk.resting()
  if (clOrdId === undefined) assert.fail("it rests")
  const again = await TestManager.start({ after: desk, start: false })
  const starting = again.manager.start()
  await again.clock.rest()
  again.gateway.fill({ clOrdId }, "0.4")
  again.gateway.placeThere({
    ...(desk.gateway.placed[0] ?? assert.fail("it was sent")),
    tag: "",
    clOrdId: clOrdIdFromWire("abc"),
  })
  await again.during(starting)
  await again.clock.advance(1_000)
  assert.equal(await again.state(orderId), "PartiallyFilled")
  assert.deepEqual(again.stops, [])
})

test("closing while an order is on its way in, so that one is settled and later ones are refused", async () => {
  const desk = await TestManager.start()
  desk.journal.hold()
  const before = desk.manager.submitOrder(desk.wish())
  await desk.clock.rest()
  const closing = desk.manager.close()
  const after = await desk.manager.submitOrder(desk.wish())
  assert.ok(!after.ok && after.refusal.code === "manager-stopped", JSON.stringify(after))
  desk.journal.release()
  await desk.during(closing)
  assert.ok((await before).ok)
})

for (const [what, spoilt] of [
  ["of another format", (text: string) => text.replace('"format":2', '"format":1')],
  ["cut short", (text: string) => text.slice(0, text.length / 2)],
] as const) {
  test(`the snapshot is ${what}, so it is passed over, every event is replayed and nothing is lost`, async () => {
    const desk = await TestManager.start({ config: { snapshotEveryEvents: 1 } })
    const order = await desk.resting()
    await desk.during(desk.manager.close())
    const { load } = desk.journal.inner
    const next = await TestManager.start({ after: desk, start: false })
    const inner = next.journal.inner
    inner.load = async (account) => {
      const { snapshot, events } = await load.call(inner, account)
      assert.ok(snapshot !== undefined, "there is a snapshot to spoil")
      return { snapshot: spoilt(snapshot), events }
    }
    await next.during(next.manager.start())
    assert.equal(await next.state(order.orderId), "Acknowledged")
    assert.deepEqual(
      (await next.manager.getActiveOrders()).map(({ orderId }) => orderId),
      [order.orderId],
    )
  })
}

test("the first start is not told what the account holds, so placements wait until it is: nothing could be checked against it", async () => {
  const desk = await TestManager.start({ start: false })
  desk.gateway.failing.add("balances")
  await desk.during(desk.manager.start())
  await desk.clock.advance(3_000)
  assert.equal(desk.manager.status().ready, false)
  desk.gateway.failing.clear()
  await desk.clock.advance(6_000)
  assert.equal(desk.manager.status().ready, true)
  assert.equal((await desk.events()).filter(({ type }) => type === "AccountBaseline").length, 1)
})
