// Very many orders in doubt at once, and a comparison of very many orders: counted in reads, in time, and in what it costs to think about them.

import assert from "node:assert/strict"
import { test } from "node:test"
import { type OrderId, orderIdsFrom, parsePrice, parseQuantity, serialOf } from "@okx-oms/core"
import { BTC, TestManager } from "./contract/test-manager.ts"

const QUIET = { config: { reconcileEveryMs: 3_600_000, inbox: { commands: 5_000 } } } as const

async function manyInDoubt(count: number, fate: "unknown" | "unknown, not done"): Promise<[TestManager, OrderId[]]> {
  const desk = await TestManager.start(QUIET)
  desk.gateway.pushing = false
  desk.gateway.next("place", ...Array.from({ length: count }, () => fate))
  const receipts = Array.from({ length: count }, () => desk.manager.submitOrder(desk.wish()))
  await desk.clock.rest()
  const orderIds = (await Promise.all(receipts)).map((answer) => {
    return answer.ok ? answer.value.orderId : assert.fail(answer.refusal.code)
  })
  await desk.clock.advance(25)
  assert.equal((await desk.manager.getOrdersInDoubt()).length, count)
  desk.gateway.asked.length = 0
  return [desk, orderIds]
}

function asked(desk: TestManager, read: string): number {
  return desk.gateway.asked.filter((one) => one === read).length
}

test("500 answers are lost and the orders live, so the lists find them all and hardly any is asked for by itself", async () => {
  const [desk] = await manyInDoubt(500, "unknown")
  await desk.clock.advance(2_500)
  assert.equal((await desk.manager.getOrdersInDoubt()).length, 0)
  assert.ok(asked(desk, "order") <= 1, `${asked(desk, "order")} single reads`)
  assert.ok(asked(desk, "openOrders") <= 3, `${asked(desk, "openOrders")} lists`)
})

test("500 were never placed, so two single reads each and not one more, a set of lists a second, and the verdict in time", async () => {
  const [desk, orderIds] = await manyInDoubt(500, "unknown, not done")
  const begun = desk.clock.mono()
  while ((await desk.manager.getOrdersInDoubt()).length > 0) {
    assert.ok(desk.clock.mono() - begun < 20_000, "it is decided within a few polls")
    await desk.clock.advance(50)
  }
  // X + S + V is 4.6 s; then two looks at least a second apart, 500 single reads each at four at a time.
  const tookMs = desk.clock.mono() - begun
  assert.ok(tookMs > 4_600 && tookMs < 4_600 + 2 * 2_000, `${tookMs} ms`)
  assert.equal(asked(desk, "order"), 1_000)
  assert.ok(asked(desk, "openOrders") <= 10, `${asked(desk, "openOrders")} lists`)
  for (const orderId of orderIds) assert.equal(await desk.state(orderId), "Failed")
})

test("OKX takes three seconds for each read, so a round takes along who falls due in it, and nobody waits for a round of his own", async () => {
  const [desk] = await manyInDoubt(30, "unknown, not done")
  desk.gateway.readTakesMs = 3_000
  const begun = desk.clock.mono()
  while ((await desk.manager.getOrdersInDoubt()).length > 0 && desk.clock.mono() - begun < 60_000)
    await desk.clock.advance(100)
  // Once "not found" counts, two rounds of lists, single reads of sixteen at once, and OKX's time: nine to twelve seconds each.
  const tookMs = desk.clock.mono() - begun
  assert.ok(tookMs < 32_000, `${tookMs} ms`)
  assert.equal(asked(desk, "order"), 60)
  assert.ok(asked(desk, "openOrders") <= 4, `${asked(desk, "openOrders")} lists`)
})

test("OKX answers nothing about 500 for a while, so a bounded rate of lists and of single reads, and a verdict on all when it answers", async () => {
  const [desk] = await manyInDoubt(500, "unknown, not done")
  for (const read of ["order", "openOrders", "orderHistory", "fills"] as const) desk.gateway.failing.add(read)
  await desk.clock.advance(60_000)
  assert.ok(asked(desk, "openOrders") <= 62, `${asked(desk, "openOrders")} lists a minute`)
  assert.ok(asked(desk, "order") <= 62 * 20, `${asked(desk, "order")} single reads a minute`)
  desk.gateway.failing.clear()
  await desk.clock.advance(10_000)
  assert.equal((await desk.manager.getOrdersInDoubt()).length, 0)
})

test("a doubt that OKX is silent about for five minutes, so one break that waits, and it ends with the doubt", async () => {
  const desk = await TestManager.start(QUIET)
  for (const read of ["order", "openOrders", "orderHistory", "fills"] as const) desk.gateway.failing.add(read)
  desk.gateway.next("place", "unknown, not done")
  await desk.submit()
  await desk.clock.advance(299_000)
  assert.deepEqual(await desk.manager.getBreaks(), [])
  await desk.clock.advance(10_000)
  const [found, ...others] = await desk.manager.getBreaks()
  assert.deepEqual([found?.kind, found?.action, others.length], ["doubt-unresolved", "waiting", 0])
  desk.gateway.failing.clear()
  await desk.clock.advance(5_000)
  assert.match((await desk.manager.getBreaks())[0]?.resolution ?? "", /the doubt is resolved: never-placed/)
})

test("a thousand open orders are compared, so little to think about: nothing is decided where nothing differs", async (t) => {
  const desk = await TestManager.start(QUIET)
  for (let index = 0; index < 1_000; index++) {
    const { clOrdId: _none, ...ids } = orderIdsFrom(serialOf(1_600_000_000, index + 1))
    const terms = { orderType: "limit", tradeMode: "cash", reduceOnly: false, unit: "base", tag: "" } as const
    const asked = { side: "buy", quantity: parseQuantity("3"), price: parsePrice("12") } as const
    desk.gateway.exchange.place({ ...ids, symbol: BTC, ...terms, ...asked })
  }
  await desk.during(desk.manager.startReconciliation())
  assert.equal((await desk.manager.getActiveOrders()).length, 1_000)
  const figures: number[] = []
  const before = (await desk.events()).length
  for (let run = 0; run < 7; run++) {
    await desk.clock.advance(3_000)
    const usage = process.cpuUsage()
    await desk.during(desk.manager.startReconciliation())
    const { user, system } = process.cpuUsage(usage)
    figures.push((user + system) / 1_000)
  }
  const added = (await desk.events()).slice(before).map(({ type }) => type)
  assert.ok(
    added.every((type) => type === "ReconciliationCompleted"),
    [...new Set(added)].join(),
  )
  const [least = 0, median = 0] = figures.toSorted((a, b) => a - b).filter((_, index) => index === 0 || index === 3)
  t.diagnostic(`1,000 open orders compared: ${median.toFixed(1)} ms of CPU at the median, ${least.toFixed(1)} at best`)
  assert.ok(least < 50, `${least} ms`)
})
