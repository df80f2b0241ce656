import assert from "node:assert/strict"
import { test } from "node:test"
import { clOrdIdFromWire, orderIdsFrom, parsePrice, parseQuantity } from "@okx-oms/core"
import { BTC, TestManager } from "./contract/test-manager.ts"
import type { Placement } from "./ports.ts"

function foreign(change: Partial<Placement> = {}): Omit<Placement, "clOrdId"> {
  const { clOrdId: _none, ...ids } = orderIdsFrom("160000000000000001")
  return {
    ...ids,
    symbol: BTC,
    side: "sell",
    orderType: "limit",
    tradeMode: "cash",
    reduceOnly: false,
    quantity: parseQuantity("3"),
    unit: "base",
    price: parsePrice("120"),
    tag: "",
    ...change,
  }
}

function name(order: { readonly clOrdId?: string }): { clOrdId: string } {
  return { clOrdId: order.clOrdId ?? assert.fail("it was sent") }
}

test("O.22: the channel is silent, so the comparison finds fill, end and change within its interval", async () => {
  const desk = await TestManager.start()
  const [one, two] = [await desk.resting(), await desk.resting()]
  await desk.clock.advance(3_000)
  desk.gateway.pushing = false
  desk.gateway.fill(name(one), "0.4")
  desk.gateway.cancelThere(name(two))
  await desk.clock.advance(10_500)
  assert.deepEqual([await desk.state(one.orderId), await desk.state(two.orderId)], ["PartiallyFilled", "Cancelled"])
  assert.equal((await desk.order(one.orderId)).fills.length, 1)
})

test("an order that somebody placed by hand, so found, shown, and not touched by cancel-all", async () => {
  const desk = await TestManager.start()
  desk.gateway.pushing = false
  desk.gateway.placeThere(foreign())
  await desk.clock.advance(10_500)
  const [order] = await desk.manager.getActiveOrders()
  assert.deepEqual([order?.source, order?.state], ["exchange", "Acknowledged"])
  assert.deepEqual(await desk.during(desk.manager.cancelAll()), [])
  assert.equal(desk.gateway.exchange.open().length, 1)
})

test("an order with our tag that the journal does not know, so a break and nothing new goes out", async () => {
  const desk = await TestManager.start()
  await desk.resting()
  const { tag } = desk.gateway.placed[0] ?? assert.fail("it was sent")
  desk.gateway.placeThere({ ...foreign({ tag }), ...{ clOrdId: "160000000000000001" } })
  await desk.clock.advance(100)
  assert.deepEqual(
    (await desk.manager.getBreaks()).map(({ kind }) => kind),
    ["journal-behind"],
  )
  const answer = await desk.during(desk.manager.submitOrder(desk.wish()))
  assert.equal(answer.ok ? "taken" : answer.refusal.code, "trading-halted")
})

test("a known order is in no list and was not filled, so Cancelled while away, after every list was read", async () => {
  const desk = await TestManager.start()
  const order = await desk.resting()
  await desk.clock.advance(3_000)
  desk.gateway.exchange.forget(name(order))
  await desk.during(desk.manager.startReconciliation())
  assert.equal(await desk.state(order.orderId), "Cancelled")
  assert.match((await desk.order(order.orderId)).reason ?? "", /while we were away/)
})

test("an execution in its lists ends a doubt and the order ended there, so the same comparison asks how it ended", async () => {
  const desk = await TestManager.start({ config: { reconcileEveryMs: 3_600_000 } })
  desk.gateway.pushing = false
  desk.gateway.next("place", "unknown")
  const { orderId } = await desk.submit()
  await desk.clock.advance(25)
  const order = await desk.order(orderId)
  assert.ok(order.doubt !== undefined)
  desk.gateway.fill(name(order), "0.4")
  desk.gateway.cancelThere(name(order))
  const result = await desk.during(desk.manager.startReconciliation())
  assert.ok(result.ok)
  assert.deepEqual([await desk.state(orderId), (await desk.order(orderId)).fills.length], ["Cancelled", 1])
})

test("a list cannot be read, so a missing order is not called cancelled", async () => {
  const desk = await TestManager.start()
  const order = await desk.resting()
  await desk.clock.advance(3_000)
  desk.gateway.exchange.forget(name(order))
  desk.gateway.failing.add("orderHistory")
  await desk.clock.advance(30_000)
  assert.equal(await desk.state(order.orderId), "Acknowledged")
})

test("an order placed this moment is not in the list yet, so it is not called missing", async () => {
  const desk = await TestManager.start()
  desk.gateway.readLagMs = 1_500
  const { orderId } = await desk.submit()
  await desk.clock.advance(30)
  const result = await desk.during(desk.manager.startReconciliation())
  assert.ok(result.ok)
  assert.equal(await desk.state(orderId), "Acknowledged")
})

test("an execution of an order that nobody knows, so the order is asked for and adopted with it", async () => {
  const desk = await TestManager.start()
  desk.gateway.pushing = false
  const { okxOrderId } = desk.gateway.placeThere(foreign())
  desk.gateway.fill({ okxOrderId }, "3")
  await desk.clock.advance(12_000)
  const order = await desk.manager.getOrder({ okxOrderId })
  assert.deepEqual([order?.state, order?.fills.length, order?.fillsMissing.coefficient], ["Filled", 1, 0n])
})

test("another program uses an id of its own again when the first order has left memory, so the second is adopted and trading stays open", async () => {
  const desk = await TestManager.start()
  const theirs = { ...foreign(), clOrdId: clOrdIdFromWire("takeprofit1") }
  const first = desk.gateway.placeThere(theirs)
  desk.gateway.cancelThere({ okxOrderId: first.okxOrderId })
  await desk.clock.advance(20 * 60_000)
  await desk.submit()
  const second = desk.gateway.placeThere(theirs)
  await desk.clock.advance(12_000)
  const [one, two] = await Promise.all([first, second].map(({ okxOrderId }) => desk.manager.getOrder({ okxOrderId })))
  assert.deepEqual([one?.state, two?.state, two?.source], ["Cancelled", "Acknowledged", "exchange"])
  assert.equal(desk.manager.status().trading.mode, "open")
})

test("OKX's rows appear late, so fills are read again from before the last complete moment and none is lost", async () => {
  const desk = await TestManager.start()
  await desk.clock.advance(15_000)
  desk.gateway.pushing = false
  desk.gateway.readLagMs = 20_000
  const { okxOrderId } = desk.gateway.placeThere(foreign())
  desk.gateway.fill({ okxOrderId }, "3")
  await desk.clock.advance(15_000)
  assert.equal(await desk.manager.getOrder({ okxOrderId }), undefined)
  desk.gateway.readLagMs = 0
  await desk.clock.advance(12_000)
  assert.equal((await desk.manager.getOrder({ okxOrderId }))?.fills.length, 1)
})

test("fills are read again whose order left memory meanwhile, so the journal tells that they are booked: nothing is asked for, nothing brought back", async () => {
  const desk = await TestManager.start()
  const [old, other] = [await desk.resting(), await desk.resting()]
  desk.gateway.failing.add("fills")
  desk.gateway.fill(name(old), "1")
  await desk.clock.advance(20 * 60_000)
  // An event, and with it the old order leaves memory.
  desk.gateway.fill(name(other), "0.4")
  await desk.clock.advance(1_000)
  desk.gateway.failing.clear()
  const asked = desk.gateway.asked.length
  await desk.during(desk.manager.startReconciliation())
  assert.ok(!desk.gateway.asked.slice(asked).includes("order"))
  assert.ok(!(await desk.typesOf(old.orderId)).includes("OrderRecalled"))
  assert.deepEqual(await desk.manager.getBreaks(), [])
  assert.equal((await desk.order(old.orderId)).fills.length, 1)
})

test("the open orders cannot be read, so the gate stays shut, it is tried again ever less often, and opens at the first success", async () => {
  const desk = await TestManager.start()
  desk.gateway.feedDown()
  desk.gateway.failing.add("openOrders")
  desk.gateway.feedUp()
  const asked = (): number => desk.gateway.asked.filter((read) => read === "openOrders").length
  const before = asked()
  await desk.clock.advance(4_900)
  assert.equal(desk.manager.status().ready, false)
  const tries = asked() - before
  assert.ok(tries >= 3 && tries <= 5, `${tries} tries`)
  desk.gateway.failing.clear()
  await desk.clock.advance(5_100)
  assert.equal(desk.manager.status().ready, true)
})

test("the connection is lost and back while a comparison runs, so the gate waits for one that began after", async () => {
  const desk = await TestManager.start()
  const order = await desk.resting()
  await desk.clock.advance(3_000)
  desk.gateway.feedDown()
  desk.gateway.readTakesMs = 500
  desk.gateway.feedUp()
  await desk.clock.advance(200)
  desk.gateway.feedDown()
  desk.gateway.cancelThere(name(order))
  await desk.clock.advance(50)
  desk.gateway.feedUp()
  const waiting = desk.submit()
  await desk.clock.rest()
  await waiting
  // The first comparison ends here; it read the open orders before the cancel.
  await desk.clock.advance(900)
  assert.deepEqual([desk.manager.status().ready, desk.gateway.placed.length], [false, 1])
  await desk.clock.advance(4_000)
  assert.deepEqual([desk.manager.status().ready, await desk.state(order.orderId)], [true, "Cancelled"])
})

test("H.1.a: nothing happened while away, so a comparison adds nothing but its own record", async () => {
  const desk = await TestManager.start()
  await desk.resting()
  await desk.clock.advance(3_000)
  const before = (await desk.events()).length
  await desk.during(desk.manager.startReconciliation())
  const added = (await desk.events()).slice(before)
  assert.deepEqual(
    added.map(({ type }) => type),
    ["ReconciliationCompleted"],
  )
})

test("compared on demand by two at once, so one comparison and one answer", async () => {
  const desk = await TestManager.start()
  const before = desk.gateway.asked.filter((read) => read === "openOrders").length
  const both = await desk.during(Promise.all([desk.manager.startReconciliation(), desk.manager.startReconciliation()]))
  assert.deepEqual(both, [{ ok: true }, { ok: true }])
  assert.equal(desk.gateway.asked.filter((read) => read === "openOrders").length - before, 1)
})

test("comparisons that passed and one that could not read, so the last ones are told newest first, each with why and what it found", async () => {
  const desk = await TestManager.start()
  await desk.resting()
  await desk.clock.advance(3_000)
  await desk.during(desk.manager.startReconciliation())
  desk.gateway.failing.add("fills")
  await desk.during(desk.manager.startReconciliation())
  const [failed, passed] = desk.manager.getComparisons()
  assert.deepEqual([failed?.trigger, failed?.ok, failed?.found], ["demand", false, undefined])
  assert.match(failed?.why ?? "", /^fills: /)
  assert.deepEqual([passed?.ok, passed?.found], [true, { openHere: 1, openThere: 1, breaks: 0 }])
  assert.equal(desk.manager.getComparisons().at(-1)?.trigger, "start")
  desk.gateway.failing.clear()
  for (let run = 0; run < 60; run++) await desk.during(desk.manager.startReconciliation())
  assert.equal(desk.manager.getComparisons().length, 50)
})

test("the manager stops in the middle of a comparison, so it does not say that it completed", async () => {
  const desk = await TestManager.start()
  await desk.resting()
  const result = desk.manager.startReconciliation()
  const settled = Promise.allSettled([result])
  desk.journal.inner.failNextAppend("unknown-lost")
  const placing = desk.manager.submitOrder(desk.wish())
  placing.catch(() => undefined)
  await desk.clock.advance(1_000)
  const [ended] = await settled
  assert.equal(ended?.status, "rejected")
})

test("the first start reads what the account holds, so balances and positions have a baseline", async () => {
  const desk = await TestManager.start()
  const types = (await desk.events()).map(({ type }) => type)
  assert.ok(types.includes("AccountBaseline"))
  await desk.during(desk.manager.startReconciliation())
  assert.equal((await desk.events()).filter(({ type }) => type === "AccountBaseline").length, 1)
})
