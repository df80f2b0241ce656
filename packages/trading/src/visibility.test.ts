import assert from "node:assert/strict"
import { test } from "node:test"
import { TestManager } from "./contract/test-manager.ts"

/** Nothing reads but the meter and what a test asks for. */
const QUIET = { config: { reconcileEveryMs: 3_600_000 } } as const

function name(order: { readonly clOrdId?: string }): { clOrdId: string } {
  return { clOrdId: order.clOrdId ?? assert.fail("it was sent") }
}

function asks(desk: TestManager): number {
  return desk.gateway.asked.filter((read) => read === "order").length
}

test("reads show every order at once, so V is as configured and the samples say so", async () => {
  const desk = await TestManager.start(QUIET)
  for (let order = 0; order < 3; order++) {
    await desk.resting()
    await desk.clock.advance(10_000)
  }
  assert.deepEqual(desk.manager.status().visibility, { usedMs: 2_000, measuredMs: 0, samples: 3, alarm: false })
})

test("many orders a second, so one in ten seconds is asked for", async () => {
  const desk = await TestManager.start(QUIET)
  const before = asks(desk)
  for (let round = 0; round < 50; round++) {
    await desk.submit()
    await desk.clock.advance(200)
  }
  assert.equal(asks(desk) - before, 1)
  await desk.submit()
  await desk.clock.advance(200)
  assert.equal(asks(desk) - before, 2)
})

test("reads lag by 700 ms, so it is measured to a tenth of a second and V stays: twice that is less", async () => {
  const desk = await TestManager.start(QUIET)
  desk.gateway.readLagMs = 700
  await desk.resting()
  await desk.clock.advance(2_000)
  const { usedMs, measuredMs, alarm } = desk.manager.status().visibility
  assert.ok(measuredMs >= 650 && measuredMs <= 850, `${measuredMs} ms`)
  assert.deepEqual([usedMs, alarm], [2_000, false])
})

test("reads lag by 1.5 s, so the alarm is raised and V is twice what was measured", async () => {
  const desk = await TestManager.start(QUIET)
  desk.gateway.readLagMs = 1_500
  await desk.resting()
  await desk.clock.advance(3_000)
  const { usedMs, measuredMs, alarm } = desk.manager.status().visibility
  assert.ok(measuredMs >= 1_400 && measuredMs <= 1_700, `${measuredMs} ms`)
  assert.deepEqual([usedMs, alarm], [2 * measuredMs, true])
})

test("the lag is longer than V was, so a doubt waits longer before it says never placed, and the order is found", async () => {
  const desk = await TestManager.start(QUIET)
  desk.gateway.readLagMs = 6_000
  await desk.resting()
  await desk.clock.advance(8_000)
  assert.ok(desk.manager.status().visibility.usedMs >= 11_000)
  desk.gateway.pushing = false
  desk.gateway.next("place", "unknown")
  const { orderId } = await desk.submit()
  await desk.clock.advance(5_500)
  // With the configured V the lists, 6 s late, would have denied it by now.
  assert.notEqual(await desk.state(orderId), "Failed")
  await desk.clock.advance(10_000)
  assert.equal(await desk.state(orderId), "Acknowledged")
})

test("the largest lag is an hour old, so it is forgotten", async () => {
  const desk = await TestManager.start(QUIET)
  desk.gateway.readLagMs = 1_500
  await desk.resting()
  await desk.clock.advance(3_000)
  desk.gateway.readLagMs = 0
  await desk.clock.advance(59 * 60_000)
  assert.equal(desk.manager.status().visibility.alarm, true)
  await desk.clock.advance(2 * 60_000)
  assert.deepEqual(desk.manager.status().visibility, { usedMs: 2_000, measuredMs: 0, samples: 0, alarm: false })
})

test("a list misses an order that shows live later, so the lag is at least that; one that ended meanwhile proves nothing", async () => {
  const desk = await TestManager.start(QUIET)
  // The probe of the first order takes the turn of this ten seconds.
  await desk.resting()
  const [lives, ends] = [await desk.resting(), await desk.resting()]
  desk.gateway.readLagMs = 400
  await desk.clock.advance(200)
  desk.gateway.cancelThere(name(ends))
  await desk.during(desk.manager.startReconciliation())
  assert.equal(desk.manager.status().visibility.measuredMs, 0)
  await desk.clock.advance(1_000)
  desk.gateway.fill(name(lives), "0.1")
  await desk.clock.advance(50)
  const { measuredMs } = desk.manager.status().visibility
  assert.ok(measuredMs >= 200 && measuredMs <= 400, `${measuredMs} ms`)
})

test("V never grows beyond a minute, so a broken clock or exchange cannot hold a doubt for ever", async () => {
  const desk = await TestManager.start(QUIET)
  desk.gateway.readLagMs = 29_000
  await desk.resting()
  await desk.clock.advance(40_000)
  assert.ok(desk.manager.status().visibility.usedMs <= 60_000)
})

test("OKX is in trouble, so V is the longer one", async () => {
  const desk = await TestManager.start(QUIET)
  desk.gateway.unwell = true
  assert.equal(desk.manager.status().visibility.usedMs, 30_000)
})

test("the exchange's clock is not known well enough, so nothing leaves and the status says why and until when", async () => {
  const desk = await TestManager.start(QUIET)
  desk.gateway.uncertaintyMs = 650
  const { orderId } = await desk.submit()
  await desk.clock.advance(1_000)
  assert.equal(await desk.state(orderId), "Validated")
  const { ready, why = "" } = desk.manager.status()
  assert.equal(ready, false)
  assert.match(why, /known to 650 ms and must be to 500 ms/)
  desk.gateway.clockKnown = false
  assert.match(desk.manager.status().why ?? "", /clock is not known/)
  desk.gateway.clockKnown = true
  desk.gateway.uncertaintyMs = 100
  await desk.clock.advance(1_000)
  assert.deepEqual([await desk.state(orderId), desk.manager.status().ready], ["Acknowledged", true])
})

test("trading is halted, so the status is not ready and says by whose word", async () => {
  const desk = await TestManager.start(QUIET)
  await desk.during(desk.manager.halt("halt", "a drill"))
  assert.deepEqual([desk.manager.status().ready, desk.manager.status().why], [false, "trading is halted: a drill"])
  await desk.during(desk.manager.resume("over"))
  assert.deepEqual([desk.manager.status().ready, desk.manager.status().why], [true, undefined])
})

test("the process dies while OKX is in trouble, so the next life waits as long before it concludes, and a minute later as usual", async () => {
  const before = await TestManager.start(QUIET)
  before.gateway.unwell = true
  await before.resting()
  assert.equal((await before.events()).filter(({ type }) => type === "VisibilityWidened").length, 1)
  const after = await TestManager.start({ ...QUIET, after: before })
  after.gateway.unwell = false
  assert.equal(after.manager.status().visibility.usedMs, 30_000)
  await after.clock.advance(60_000)
  assert.equal(after.manager.status().visibility.usedMs, 2_000)
})

test("reads were seen to lag, so a restart does not forget it for an hour", async () => {
  const before = await TestManager.start(QUIET)
  before.gateway.readLagMs = 1_500
  await before.resting()
  await before.clock.advance(5_000)
  await before.resting()
  const { usedMs } = before.manager.status().visibility
  assert.ok(usedMs > 2_500)
  const after = await TestManager.start({ ...QUIET, after: before })
  assert.equal(after.manager.status().visibility.usedMs, usedMs)
  await after.clock.advance(3_601_000)
  assert.equal(after.manager.status().visibility.usedMs, 2_000)
})

test("OKX stays in trouble for minutes, so it is journaled twice a minute and not at every turn", async () => {
  const desk = await TestManager.start(QUIET)
  desk.gateway.unwell = true
  for (let second = 0; second < 120; second++) {
    await desk.submit()
    await desk.clock.advance(1_000)
  }
  const widened = (await desk.events()).filter(({ type }) => type === "VisibilityWidened").length
  assert.ok(widened >= 4 && widened <= 5, `${widened} times`)
})
