import assert from "node:assert/strict"
import { test } from "node:test"
import { type OrderId, parseQuantity } from "@okx-oms/core"
import type { MemoryGateway } from "./contract/memory-gateway.ts"
import { TestManager } from "./contract/test-manager.ts"

/** Nothing but the doubt asks: the comparison at its interval stays away. */
const QUIET = { config: { reconcileEveryMs: 3_600_000 } } as const

/** A placement that meets this fate at an exchange that `prepare` has put into its mood. */
async function placed(
  fate: Parameters<MemoryGateway["next"]>[1],
  prepare: (gateway: MemoryGateway) => void = () => undefined,
): Promise<{ readonly desk: TestManager; readonly orderId: OrderId }> {
  const desk = await TestManager.start(QUIET)
  prepare(desk.gateway)
  desk.gateway.next("place", fate)
  const { orderId } = await desk.submit()
  return { desk, orderId }
}

/** No push tells what happens there. */
function silent(gateway: MemoryGateway): void {
  gateway.pushing = false
}

/** The request as it left. */
function sentBy(desk: TestManager): MemoryGateway["placed"][number] {
  const [placement] = desk.gateway.placed
  return placement ?? assert.fail("it was sent")
}

async function proofOf(desk: TestManager, orderId: OrderId): Promise<string> {
  for (const event of await desk.events()) {
    if (event.type === "DoubtResolved" && event.orderId === orderId) return `${event.verdict}: ${event.evidence}`
  }
  return "unresolved"
}

test("O.1: the answer is lost, the order lives, so found, one order, never sent again", async () => {
  const { desk, orderId } = await placed("unknown", silent)
  await desk.clock.advance(25)
  assert.equal((await desk.manager.getOrdersInDoubt()).length, 1)
  await desk.clock.advance(300)
  assert.deepEqual([await desk.state(orderId), (await desk.manager.getOrdersInDoubt()).length], ["Acknowledged", 0])
  assert.deepEqual([desk.gateway.placed.length, desk.gateway.exchange.all().length], [1, 1])
})

test("O.2: the answer is lost and it never arrived, so never placed within about five seconds, with the proof, and never sent again", async () => {
  const { desk, orderId } = await placed("unknown, not done")
  const sentAt = desk.clock.mono()
  // X + S + V = 2,500 + 100 + 2,000 ms after it left; not a moment earlier.
  await desk.clock.advance(4_600)
  assert.equal(await desk.state(orderId), "Submitted")
  const before = desk.gateway.asked.length
  while ((await desk.state(orderId)) === "Submitted") await desk.clock.advance(1)
  const tookMs = desk.clock.mono() - sentAt
  assert.ok(tookMs > 4_900 && tookMs < 5_500, `${tookMs} ms`)
  assert.ok(desk.gateway.asked.length > before)
  assert.equal(await desk.state(orderId), "Failed")
  assert.match(
    await proofOf(desk, orderId),
    /^never-placed: expTime \d+; GET order not found at \d+, GET order not found at \d+; absent from/,
  )
  await desk.clock.advance(60_000)
  assert.deepEqual([desk.gateway.placed.length, desk.gateway.exchange.all().length], [1, 0])
})

test("O.2: OKX does not tell its time once more, so nothing is called never placed, for its clock may have stepped; told again it is decided", async () => {
  const { desk, orderId } = await placed("unknown, not done")
  desk.gateway.failing.add("confirmTime")
  await desk.clock.advance(20_000)
  const doubted = await desk.order(orderId)
  assert.equal(doubted.state, "Submitted")
  assert.match(doubted.doubt?.answer ?? "", /GET order: not found, but OKX did not tell its time/)
  desk.gateway.failing.delete("confirmTime")
  await desk.clock.advance(5_000)
  assert.equal(await desk.state(orderId), "Failed")
  assert.equal(desk.gateway.placed.length, 1)
})

test("O.3: the answer is lost and it was filled, so Filled with its fills", async () => {
  const { desk, orderId } = await placed("unknown", silent)
  const { clOrdId } = await desk.order(orderId)
  if (clOrdId === undefined) assert.fail("it was sent")
  await desk.clock.advance(15)
  desk.gateway.fill({ clOrdId }, "1")
  await desk.clock.advance(1_000)
  const order = await desk.order(orderId)
  assert.deepEqual([order.state, order.fills.length, desk.gateway.placed.length], ["Filled", 1, 1])
})

test("no answer at all and no push, so after five seconds it is doubted, asked about and found", async () => {
  const { desk, orderId } = await placed("lost", silent)
  await desk.clock.advance(4_999)
  assert.equal((await desk.manager.getOrdersInDoubt()).length, 0)
  await desk.clock.advance(1)
  assert.equal((await desk.manager.getOrdersInDoubt()).length, 1)
  await desk.clock.advance(200)
  assert.equal(await desk.state(orderId), "Acknowledged")
})

test("reads fail, so the doubt stays however long, and is resolved when they work", async () => {
  const desk = await TestManager.start(QUIET)
  for (const read of ["order", "openOrders", "orderHistory", "fills"] as const) desk.gateway.failing.add(read)
  desk.gateway.next("place", "vanishes")
  const { orderId } = await desk.submit()
  await desk.clock.advance(60_000)
  assert.equal(await desk.state(orderId), "Submitted")
  desk.gateway.failing.clear()
  await desk.clock.advance(5_000)
  assert.equal(await desk.state(orderId), "Failed")
})

for (const list of ["openOrders", "orderHistory", "fills"] as const) {
  test(`${list} cannot be read, so "not found" twice is not enough`, async () => {
    const desk = await TestManager.start(QUIET)
    desk.gateway.failing.add(list)
    desk.gateway.next("place", "unknown, not done")
    const { orderId } = await desk.submit()
    await desk.clock.advance(30_000)
    assert.equal(await desk.state(orderId), "Submitted")
    desk.gateway.failing.clear()
    await desk.clock.advance(3_000)
    assert.equal(await desk.state(orderId), "Failed")
  })
}

test("the exchange's clock is lost, so no verdict until it is known", async () => {
  const { desk, orderId } = await placed("unknown, not done")
  await desk.clock.advance(50)
  desk.gateway.clockKnown = false
  await desk.clock.advance(60_000)
  assert.equal(await desk.state(orderId), "Submitted")
  desk.gateway.clockKnown = true
  await desk.clock.advance(5_000)
  assert.equal(await desk.state(orderId), "Failed")
})

test("OKX is in trouble, so V is thirty seconds and the verdict waits for it", async () => {
  const { desk, orderId } = await placed("unknown, not done", (gateway) => {
    gateway.unwell = true
  })
  await desk.clock.advance(32_600)
  assert.equal(await desk.state(orderId), "Submitted")
  await desk.clock.advance(1_000)
  assert.equal(await desk.state(orderId), "Failed")
})

test("reads lag by less than V, so the order is found and never called failed", async () => {
  const { desk, orderId } = await placed("unknown", (gateway) => {
    gateway.pushing = false
    gateway.readLagMs = 1_990
  })
  await desk.clock.advance(10_000)
  assert.equal(await desk.state(orderId), "Acknowledged")
  assert.equal((await proofOf(desk, orderId)).split(":")[0], "found")
})

test("a cancel of an order in doubt goes out at once, so the order is cancelled if it lived", async () => {
  const { desk, orderId } = await placed("unknown", silent)
  await desk.clock.advance(25)
  await desk.during(desk.manager.cancelOrder({ orderId }))
  await desk.clock.advance(5_000)
  assert.equal(await desk.state(orderId), "Cancelled")
  assert.equal((await proofOf(desk, orderId)).split(":")[0], "found")
})

test("B.1.d: a cancel overtakes its order and is told 51400, so the wish stays: seen live, cancelled again", async () => {
  const { desk, orderId } = await placed("unknown", silent)
  await desk.clock.advance(25)
  desk.gateway.next("cancel", { refused: "51400" })
  await desk.during(desk.manager.cancelOrder({ orderId }))
  await desk.clock.advance(10_000)
  assert.equal(await desk.state(orderId), "Cancelled")
  assert.equal(desk.gateway.sent.filter(({ type }) => type === "cancel").length, 2)
})

test("a cancel of an order that was never placed, so refused as moot and the order failed", async () => {
  const { desk, orderId } = await placed("unknown, not done")
  await desk.clock.advance(25)
  await desk.during(desk.manager.cancelOrder({ orderId }))
  await desk.clock.advance(10_000)
  assert.equal(await desk.state(orderId), "Failed")
  assert.deepEqual((await desk.typesOf(orderId)).slice(-3), ["CancelRefused", "DoubtResolved", "OrderFailed"])
})

test("sixty doubts at once, so the lists are read for all together and every order gets its own verdict", async () => {
  const desk = await TestManager.start(QUIET)
  desk.gateway.pushing = false
  const fates = Array.from({ length: 60 }, (_, at) =>
    at % 3 === 0 ? ("unknown" as const) : ("unknown, not done" as const),
  )
  desk.gateway.next("place", ...fates)
  const receipts = await Promise.all(fates.map(() => desk.submit()))
  await desk.clock.advance(10_000)
  const states = await Promise.all(receipts.map(({ orderId }) => desk.state(orderId)))
  assert.deepEqual(
    states,
    fates.map((fate) => (fate === "unknown" ? "Acknowledged" : "Failed")),
  )
  assert.ok(desk.gateway.asked.filter((read) => read === "openOrders").length < 30)
  assert.equal(desk.gateway.placed.length, 60)
})

test("called failed, but then it shows, so corrected, halted and a break for a person", async () => {
  const { desk, orderId } = await placed("unknown, not done")
  await desk.clock.advance(10_000)
  assert.equal(await desk.state(orderId), "Failed")
  desk.gateway.placeThere(sentBy(desk))
  await desk.clock.advance(50)
  assert.equal(await desk.state(orderId), "Acknowledged")
  assert.deepEqual(
    [desk.manager.status().trading.mode, (await desk.manager.getBreaks())[0]?.kind],
    ["halt", "resurrected"],
  )
})

test("the id was seen before and belongs to another order, so a contradiction for a person, nothing merged, and OKX is asked once a minute", async () => {
  const { desk, orderId } = await placed({ unknown: "51016" }, silent)
  desk.gateway.exchange.place({ ...sentBy(desk), quantity: parseQuantity("3") })
  await desk.clock.advance(1_000)
  const asked = () => desk.gateway.asked.filter((read) => read === "order").length
  const before = asked()
  await desk.clock.advance(58_000)
  assert.ok(asked() - before <= 1, `asked ${asked() - before} times in a minute`)
  const order = await desk.order(orderId)
  assert.deepEqual([order.state, order.okxOrderId, order.doubt !== undefined], ["Submitted", undefined, true])
  assert.deepEqual(
    (await desk.manager.getBreaks()).map(({ kind, action }) => [kind, action]),
    [["contradiction", "needs a person"]],
  )
  assert.equal(desk.gateway.placed.length, 1)
})

test("the id was seen before and the order is ours, so it is adopted and placed once", async () => {
  const { desk, orderId } = await placed({ unknown: "51016" }, silent)
  desk.gateway.exchange.place(sentBy(desk))
  await desk.clock.advance(1_000)
  assert.deepEqual([await desk.state(orderId), (await desk.manager.getBreaks()).length], ["Acknowledged", 0])
  assert.equal(desk.gateway.placed.length, 1)
})
