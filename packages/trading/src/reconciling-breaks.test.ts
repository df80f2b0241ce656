import assert from "node:assert/strict"
import { test } from "node:test"
import { type Break, decimal, format, orderIdsFrom, parsePrice, parseQuantity } from "@okx-oms/core"
import { BTC, TestManager } from "./contract/test-manager.ts"
import type { Placement } from "./ports.ts"

function foreign(change: Partial<Placement> = {}): Omit<Placement, "clOrdId"> {
  const { clOrdId: _none, ...ids } = orderIdsFrom("160000000000000001")
  const terms = { orderType: "limit", tradeMode: "cash", reduceOnly: false, unit: "base", tag: "" } as const
  const asked = { side: "sell", quantity: parseQuantity("3"), price: parsePrice("120") } as const
  return { ...ids, symbol: BTC, ...terms, ...asked, ...change }
}

function name(order: { readonly clOrdId?: string }): { clOrdId: string } {
  return { clOrdId: order.clOrdId ?? assert.fail("it was sent") }
}

async function kinds(desk: TestManager, open = false): Promise<string[]> {
  return (await desk.manager.getBreaks(open ? "open" : "all")).map(({ kind }) => kind)
}

async function only(desk: TestManager): Promise<Break> {
  const breaks = await desk.manager.getBreaks()
  assert.equal(breaks.length, 1, breaks.map(({ kind, evidence }) => `${kind}: ${evidence}`).join("; "))
  return breaks[0] ?? assert.fail("there is one")
}

test("two hundred ordinary lives, compared every second, pushes up to a second late, so no break at all", async () => {
  const desk = await TestManager.start({ config: { reconcileEveryMs: 1_000 } })
  for (let life = 0; life < 200; life++) {
    desk.gateway.travelMs = [10, 150, 400, 1_000][life % 4] ?? 10
    desk.gateway.readTakesMs = [5, 60, 300][life % 3] ?? 5
    const { orderId } = await desk.submit({ side: life % 2 === 0 ? "buy" : "sell" })
    await desk.clock.advance(2_100)
    const order = await desk.order(orderId)
    if (life % 4 === 0) desk.gateway.fill(name(order), "1")
    if (life % 4 === 1) desk.gateway.fill(name(order), "0.3")
    if (life % 4 === 2) desk.gateway.cancelThere(name(order))
    if (life % 4 === 3) void desk.manager.amendOrder({ orderId }, { price: parsePrice("99") })
    await desk.clock.advance([30, 500, 990][life % 3] ?? 30)
    if (life % 4 !== 2) void desk.manager.cancelOrder({ orderId })
    await desk.clock.advance(life % 5 === 0 ? 3_000 : 200)
  }
  await desk.clock.advance(60_000)
  assert.deepEqual(await kinds(desk), [])
  assert.equal((await desk.manager.getStats()).active, 0)
})

test("a read shows a booked fill at another price, so the comparison corrects it once, the average follows and a break says so", async () => {
  const desk = await TestManager.start()
  const order = await desk.resting()
  desk.gateway.fill(name(order), "0.4")
  await desk.clock.advance(3_000)
  desk.gateway.exchange.correctFill({ price: parsePrice("98") })
  await desk.during(desk.manager.startReconciliation())
  await desk.during(desk.manager.startReconciliation())
  const { state, averagePrice } = await desk.order(order.orderId)
  assert.deepEqual([state, averagePrice && format(averagePrice)], ["PartiallyFilled", "98"])
  assert.equal((await desk.events()).filter(({ type }) => type === "FillCorrected").length, 1)
  assert.deepEqual(await kinds(desk), ["fill-mismatch"])
})

test("an end that no push told, so missing-order with its evidence, repaired and resolved", async () => {
  const desk = await TestManager.start({ config: { reconcileEveryMs: 60_000 } })
  const order = await desk.resting()
  await desk.clock.advance(3_000)
  desk.gateway.pushing = false
  desk.gateway.cancelThere(name(order))
  await desk.clock.advance(2_500)
  await desk.during(desk.manager.startReconciliation())
  const found = await only(desk)
  assert.deepEqual([found.kind, found.action, found.orderId], ["missing-order", "repaired", order.orderId])
  assert.match(found.evidence, /\d+ ms without its push/)
  assert.match(found.resolution ?? "", /canceled/)
  assert.equal((await desk.manager.getStats()).breaks, 0)
})

test("an order is in no list and OKX has forgotten it, so missing-order, cancelled while away", async () => {
  const desk = await TestManager.start({ config: { reconcileEveryMs: 60_000 } })
  const order = await desk.resting()
  await desk.clock.advance(3_000)
  desk.gateway.exchange.forget(name(order))
  await desk.during(desk.manager.startReconciliation())
  assert.deepEqual([(await only(desk)).kind, await desk.state(order.orderId)], ["missing-order", "Cancelled"])
})

test("a fill that no push told, so missed-fill once, counted in the comparison's record", async () => {
  const desk = await TestManager.start({ config: { reconcileEveryMs: 60_000 } })
  const order = await desk.resting()
  desk.gateway.pushing = false
  desk.gateway.fill(name(order), "0.4")
  await desk.clock.advance(2_500)
  await desk.during(desk.manager.startReconciliation())
  const found = await only(desk)
  assert.deepEqual([found.kind, found.theirs], ["missed-fill", "trade 1: 0.4 at 100"])
  const done = (await desk.events()).findLast(({ type }) => type === "ReconciliationCompleted")
  assert.ok(done?.type === "ReconciliationCompleted" && done.breaks === 1)
  await desk.during(desk.manager.startReconciliation())
  assert.equal((await kinds(desk)).length, 1)
})

test("another price that no push told, so terms-mismatch with both terms", async () => {
  const desk = await TestManager.start({ config: { reconcileEveryMs: 60_000 } })
  const order = await desk.resting()
  desk.gateway.exchange.amend(name(order), { price: parsePrice("101") })
  await desk.clock.advance(2_500)
  await desk.during(desk.manager.startReconciliation())
  const { kind, ours, theirs } = await only(desk)
  assert.deepEqual(
    [kind, ours, theirs],
    ["terms-mismatch", "Acknowledged, 1 at 100, filled 0", "live, 1 at 101, filled 0"],
  )
})

test("an external order, so a break until it ends; neither cancel-all, halt nor a cancel by id touches it", async () => {
  const desk = await TestManager.start()
  const { okxOrderId } = desk.gateway.placeThere(foreign())
  await desk.clock.advance(100)
  assert.deepEqual(await kinds(desk, true), ["external-order"])
  const [order] = await desk.manager.getActiveOrders()
  const answer = await desk.during(desk.manager.cancelOrder({ okxOrderId }))
  assert.deepEqual([order?.source, answer.ok ? "" : answer.refusal.code], ["exchange", "order-not-ours"])
  await desk.during(desk.manager.cancelAll())
  await desk.during(desk.manager.halt("halt", "enough"))
  assert.equal(desk.gateway.sent.length, 0)
  desk.gateway.cancelThere({ okxOrderId })
  await desk.clock.advance(100)
  assert.deepEqual([await kinds(desk), await kinds(desk, true)], [["external-order"], []])
  assert.equal((await desk.manager.getBreaks("resolved")).length, 1)
})

test("a hundred external orders at the start, so all are shown and twenty-one breaks", async () => {
  const first = await TestManager.start()
  for (let count = 0; count < 100; count++) first.gateway.exchange.place(foreign())
  const desk = await TestManager.start({ after: first })
  await desk.clock.advance(500)
  assert.equal((await desk.manager.getActiveOrders()).length, 100)
  assert.equal((await kinds(desk, true)).length, 21)
})

// ---- balances -----------------------------------------------------------------------------------------------------------------

const funds = async (desk: TestManager): Promise<string[]> =>
  (await desk.events()).flatMap((event) =>
    event.type === "FundsMoved" ? [`${event.kind} ${format(event.change)}`] : [],
  )

test("money is transferred, funded and charged, so bills explain it: booked once each, no break", async () => {
  const desk = await TestManager.start()
  desk.gateway.exchange.move("USDT", "500")
  await desk.clock.advance(11_000)
  desk.gateway.exchange.move("USDT", "-0.25", "funding")
  desk.gateway.exchange.move("BTC", "-0.0001", "interest")
  await desk.clock.advance(120_000)
  assert.deepEqual(await funds(desk), ["transfer 500", "funding -0.25", "interest -0.0001"])
  assert.deepEqual(await kinds(desk), [])
})

test("OKX holds what nothing explains, so after half a minute a break, and none when it goes away before", async () => {
  const desk = await TestManager.start()
  const begun = desk.gateway.balances
  const drift = (by: string): void => {
    desk.gateway.balances = begun.map((one) => (one.currency === "USDT" ? { ...one, total: decimal(by) } : one))
  }
  drift("1000007.5")
  await desk.clock.advance(25_000)
  desk.gateway.balances = begun
  await desk.clock.advance(60_000)
  assert.deepEqual(await kinds(desk), [])
  drift("1000007.5")
  await desk.clock.advance(29_000)
  assert.deepEqual(await kinds(desk), [])
  await desk.clock.advance(25_000)
  const found = await only(desk)
  assert.deepEqual(
    [found.kind, found.subject, found.ours, found.theirs, found.action],
    ["balance-mismatch", "USDT", "1000000", "1000007.5", "needs a person"],
  )
  desk.gateway.balances = begun
  await desk.clock.advance(11_000)
  assert.equal((await only(desk)).resolution, "both agree again")
})

test("a person accepts the difference, so it is in the books, over a restart too, and no break comes back", async () => {
  const desk = await TestManager.start()
  const gift = (one: TestManager): void => {
    one.gateway.balances = one.gateway.balances.map((row) => {
      return row.currency === "USDT" ? { ...row, total: decimal("1000007.5") } : row
    })
  }
  gift(desk)
  await desk.clock.advance(55_000)
  const { breakId } = await only(desk)
  await desk.during(desk.manager.resolveBreak(breakId, "a gift"))
  await desk.clock.advance(60_000)
  assert.deepEqual(await kinds(desk, true), [])
  const again = await TestManager.start({ after: desk })
  gift(again)
  await again.clock.advance(60_000)
  assert.deepEqual([await kinds(again, true), (await kinds(again)).length], [[], 1])
})

test("executions are traded without a pause, so their amounts are compared as of OKX's own moment and never differ", async () => {
  const desk = await TestManager.start({ config: { reconcileEveryMs: 1_000 } })
  const order = await desk.resting({ quantity: parseQuantity("1000") })
  desk.gateway.readTakesMs = 40
  for (let trade = 0; trade < 1_500; trade++) {
    desk.gateway.fill(name(order), "0.1")
    await desk.clock.advance(60)
  }
  assert.deepEqual(await kinds(desk), [])
})

test("a position that nothing explains, so a break with its symbol", async () => {
  const desk = await TestManager.start()
  desk.gateway.positions = [{ symbol: BTC, contracts: decimal("3"), updatedAt: desk.gateway.now }]
  await desk.clock.advance(55_000)
  const { kind, subject, ours, theirs } = await only(desk)
  assert.deepEqual([kind, subject, ours, theirs], ["position-mismatch", BTC, "0", "3"])
})

test("an adopted order had executions before the first start, so they do not count twice", async () => {
  const first = await TestManager.start({ start: false })
  const { exchange } = first.gateway
  const { okxOrderId } = exchange.place(foreign())
  exchange.fill({ okxOrderId }, "1")
  await first.clock.advance(10_000)
  const desk = await TestManager.start({ after: first })
  await desk.clock.advance(2_000)
  desk.gateway.fill({ okxOrderId }, "0.5")
  await desk.clock.advance(60_000)
  const order = await desk.manager.getOrder({ okxOrderId })
  assert.deepEqual([order?.fills.length, await kinds(desk, true)], [2, ["external-order"]])
})

// ---- fills of strangers, runs --------------------------------------------------------------------------------------------------

test("the order of an execution cannot be asked for, so the fills' watermark waits before it, and passes when it is adopted", async () => {
  const desk = await TestManager.start()
  await desk.clock.advance(15_000)
  desk.gateway.pushing = false
  desk.gateway.failing.add("order")
  const { okxOrderId } = desk.gateway.placeThere(foreign())
  desk.gateway.fill({ okxOrderId }, "3")
  const at = desk.gateway.now
  await desk.clock.advance(100_000)
  const upTo = async (): Promise<number> => {
    const done = (await desk.events()).findLast(({ type }) => type === "ReconciliationCompleted")
    return done?.type === "ReconciliationCompleted" ? done.fillsUpTo : 0
  }
  assert.ok((await upTo()) <= at)
  desk.gateway.failing.clear()
  await desk.clock.advance(11_000)
  assert.equal((await desk.manager.getOrder({ okxOrderId }))?.fills.length, 1)
  assert.ok((await upTo()) > at)
})

test("an execution whose order does not exist, so a person is told, once", async () => {
  const desk = await TestManager.start()
  desk.gateway.pushing = false
  const { okxOrderId } = desk.gateway.placeThere(foreign())
  desk.gateway.fill({ okxOrderId }, "3")
  desk.gateway.exchange.forget({ okxOrderId })
  await desk.clock.advance(25_000)
  const breaks = (await desk.manager.getBreaks()).filter(({ kind }) => kind === "missed-fill")
  assert.deepEqual(
    breaks.map(({ subject, action }) => [subject, action]),
    [[okxOrderId, "needs a person"]],
  )
})

test("the connection drops while a comparison reads, so the comparison is abandoned and counts for nothing", async () => {
  const desk = await TestManager.start({ config: { reconcileEveryMs: 60_000 } })
  desk.gateway.readTakesMs = 500
  const run = desk.manager.startReconciliation()
  await desk.clock.advance(100)
  desk.gateway.feedDown()
  const result = await desk.during(run)
  assert.deepEqual([result.ok, /feed/.test(result.why ?? "")], [false, true])
})
