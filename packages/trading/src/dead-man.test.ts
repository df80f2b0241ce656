import assert from "node:assert/strict"
import { test } from "node:test"
import { orderIdsFrom, parsePrice, parseQuantity } from "@okx-oms/core"
import { BTC, TestManager } from "./contract/test-manager.ts"

const ON = { config: { deadMan: { timeoutS: 10 } } } as const

test("not configured, so off, shown as off, and OKX hears nothing", async () => {
  const desk = await TestManager.start()
  await desk.clock.advance(30_000)
  assert.deepEqual([desk.manager.status().deadMan, desk.gateway.deadManHeard], [{ state: "off" }, []])
  await desk.during(desk.manager.close())
  assert.deepEqual(desk.gateway.deadManHeard, [])
})

test("a time that OKX does not take, so refused at once", async () => {
  for (const timeoutS of [0, 9, 121, 10.5]) {
    await assert.rejects(TestManager.start({ config: { deadMan: { timeoutS } }, start: false }), /from 10 to 120/)
  }
})

test("switched on, so a beat about every second, never two in one, with our tag; armed and its time shown", async () => {
  const desk = await TestManager.start(ON)
  await desk.clock.advance(12_000)
  const beats = desk.gateway.deadManHeard
  assert.ok(beats.length >= 9 && beats.length <= 12, `${beats.length} beats`)
  for (const [index, { at, tag, timeoutS }] of beats.entries()) {
    assert.deepEqual([tag, timeoutS], ["testtag", 10])
    assert.ok(index === 0 || at - (beats[index - 1]?.at ?? 0) > 1_000)
  }
  const { state, lastConfirmedAgoMs = Number.NaN, triggersAt = 0 } = desk.manager.status().deadMan
  assert.equal(state, "armed")
  assert.ok(lastConfirmedAgoMs <= 1_300)
  assert.ok(triggersAt > desk.gateway.now + 8_000)
})

test("OKX confirms no more, so after half of the time it is failing and the alarm is raised once; then it recovers", async () => {
  const desk = await TestManager.start(ON)
  await desk.clock.advance(3_000)
  desk.gateway.deadManWorks = false
  await desk.clock.advance(3_500)
  assert.equal(desk.manager.status().deadMan.state, "armed")
  assert.match(desk.manager.status().deadMan.why ?? "", /did not confirm: 50001/)
  await desk.clock.advance(3_000)
  assert.equal(desk.manager.status().deadMan.state, "failing")
  desk.gateway.deadManWorks = true
  await desk.clock.advance(1_500)
  const { state, why } = desk.manager.status().deadMan
  assert.deepEqual([state, why], ["armed", undefined])
})

test("the journal hangs, so no more beats, OKX fires, and the manager hears that its orders are gone", async () => {
  const desk = await TestManager.start(ON)
  const order = await desk.resting()
  await desk.clock.advance(2_000)
  desk.journal.hold()
  desk.gateway.fill({ clOrdId: order.clOrdId ?? "" }, "0.1")
  await desk.clock.advance(4_000)
  const beats = desk.gateway.deadManHeard.length
  await desk.clock.advance(4_000)
  assert.equal(desk.gateway.deadManHeard.length, beats, "a stuck manager is not kept alive by a timer")
  assert.match(desk.manager.status().deadMan.why ?? "", /shows no life/)
  await desk.clock.advance(8_000)
  assert.equal(desk.gateway.exchange.open().length, 0)
  desk.journal.release()
  await desk.clock.advance(200)
  const ended = await desk.order(order.orderId)
  assert.deepEqual([ended.state, ended.reason], ["Cancelled", "dead-man's switch (cancel all after)"])
})

test("the process is killed, so OKX cancels our orders and no other's, and the next start finds it so", async () => {
  const desk = await TestManager.start(ON)
  const order = await desk.resting()
  const { clOrdId: _none, ...theirs } = orderIdsFrom("160000000000000001")
  const other = desk.gateway.placeThere({
    ...{ ...theirs, symbol: BTC, side: "sell", orderType: "limit", tradeMode: "cash", reduceOnly: false },
    ...{ quantity: parseQuantity("1"), unit: "base", price: parsePrice("120"), tag: "hand" },
  })
  await desk.clock.advance(2_000)
  // A dead process says and hears nothing.
  desk.gateway.deadManWorks = false
  desk.gateway.tell = () => undefined
  await desk.clock.advance(16_000)
  assert.deepEqual(
    desk.gateway.exchange.open().map(({ okxOrderId }) => okxOrderId),
    [other.okxOrderId],
  )
  const next = await TestManager.start({ after: desk })
  await next.clock.advance(2_000)
  assert.deepEqual(
    [await next.state(order.orderId), (await next.order(order.orderId)).reason],
    ["Cancelled", "dead-man's switch (cancel all after)"],
  )
})

test("the manager stops by a fault, so the switch is left on", async () => {
  const desk = await TestManager.start(ON)
  await desk.resting()
  desk.journal.breakNext(new Error("disk gone"))
  await desk.during(desk.manager.submitOrder(desk.wish())).catch(() => undefined)
  await desk.during(desk.manager.close())
  assert.ok(desk.gateway.deadManHeard.every(({ timeoutS }) => timeoutS === 10))
  await desk.clock.advance(11_000)
  assert.equal(desk.gateway.exchange.open().length, 0)
})

test("closed with keep, so the switch is off and the orders live on", async () => {
  const desk = await TestManager.start(ON)
  await desk.resting()
  await desk.clock.advance(2_000)
  await desk.during(desk.manager.close())
  assert.equal(desk.gateway.deadManHeard.at(-1)?.timeoutS, 0)
  assert.deepEqual(desk.manager.status().deadMan, { state: "off" })
  await desk.clock.advance(60_000)
  assert.equal(desk.gateway.exchange.open().length, 1)
})

test("closed with cancel-all, so our orders end first, others stay, and the switch is off", async () => {
  const desk = await TestManager.start({ config: { ...ON.config, onStop: "cancel-all" } })
  const [one, two] = [await desk.resting(), await desk.resting()]
  await desk.clock.advance(1_300)
  await desk.during(desk.manager.close())
  assert.equal(desk.gateway.exchange.open().length, 0)
  assert.deepEqual([await desk.state(one.orderId), await desk.state(two.orderId)], ["Cancelled", "Cancelled"])
  assert.equal(desk.gateway.deadManHeard.at(-1)?.timeoutS, 0)
})

test("closed with cancel-all while a placement waits for its turn, so it is cancelled too and nothing rests behind the stop", async () => {
  const desk = await TestManager.start({ config: { onStop: "cancel-all", reconcileEveryMs: 3_600_000 } })
  const { clOrdId = "" } = await desk.resting()
  desk.gateway.fill({ clOrdId }, "0.4")
  desk.journal.hold()
  await desk.clock.advance(20)
  const waiting = desk.manager.submitOrder(desk.wish())
  await desk.clock.rest()
  const closing = desk.manager.close()
  await desk.clock.rest()
  desk.journal.release()
  await desk.during(closing)
  const told = await waiting
  assert.ok(told.ok)
  assert.deepEqual([desk.gateway.exchange.open().length, await desk.state(told.value.orderId)], [0, "Cancelled"])
})

test("a placement comes while the cancels of a stop are under way, so it is refused: it would rest behind them", async () => {
  const desk = await TestManager.start({ config: { onStop: "cancel-all" } })
  await desk.resting()
  desk.gateway.next("cancel", "vanishes")
  const closing = desk.manager.close()
  await desk.clock.advance(1_000)
  const told = await desk.during(desk.manager.submitOrder(desk.wish()))
  assert.equal(told.ok ? "taken" : told.refusal.code, "manager-stopped")
  await desk.during(closing)
  assert.deepEqual([desk.gateway.placed.length, desk.gateway.exchange.open().length], [1, 0])
})

test("closed with cancel-all while OKX ignores the cancels, so closing is bounded and the switch finishes the work", async () => {
  const desk = await TestManager.start({ config: { ...ON.config, onStop: "cancel-all" } })
  await desk.resting()
  await desk.clock.advance(1_300)
  desk.gateway.next("cancel", "vanishes", "vanishes", "vanishes", "vanishes", "vanishes")
  const begunAt = desk.clock.mono()
  await desk.during(desk.manager.close())
  assert.ok(desk.clock.mono() - begunAt < 12_000, `${desk.clock.mono() - begunAt} ms`)
  assert.ok(desk.gateway.deadManHeard.every(({ timeoutS }) => timeoutS === 10))
  await desk.clock.advance(11_000)
  assert.equal(desk.gateway.exchange.open().length, 0)
})

test("closed without a word about it, so orders stay and nothing is cancelled", async () => {
  const desk = await TestManager.start()
  await desk.resting()
  await desk.during(desk.manager.close())
  assert.equal(desk.gateway.exchange.open().length, 1)
  assert.equal(desk.gateway.sent.filter(({ type }) => type === "cancel").length, 0)
})
