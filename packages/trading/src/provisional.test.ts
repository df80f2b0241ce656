import assert from "node:assert/strict"
import { test } from "node:test"
import { format, type Order } from "@okx-oms/core"
import { TestManager } from "./contract/test-manager.ts"

function name(order: { readonly clOrdId?: string }): { clOrdId: string } {
  return { clOrdId: order.clOrdId ?? assert.fail("it was sent") }
}

function totals(order: Order) {
  const { state, filledQuantity, fillsMissing, averagePrice, filledValue, fees, fills } = order
  return {
    state,
    filled: format(filledQuantity),
    missing: format(fillsMissing),
    value: format(filledValue),
    average: averagePrice && format(averagePrice),
    fees: fees.map(({ currency, amount }) => `${format(amount)} ${currency}`),
    fills: fills.map(({ tradeId, provisional }) => (provisional === true ? "provisional" : tradeId)),
  }
}

/** Filled in two executions, of which OKX told the first; of the second the order alone says that it happened. */
async function halfTold(): Promise<{ desk: TestManager; order: Order }> {
  const desk = await TestManager.start()
  const order = await desk.resting()
  desk.gateway.fill(name(order), "0.4", { price: "99" })
  await desk.clock.advance(50)
  desk.gateway.pushing = false
  desk.gateway.tellsFills = false
  desk.gateway.fill(name(order), "0.6", { price: "101" })
  desk.gateway.push(name(order))
  await desk.clock.advance(50)
  return { desk, order }
}

test("OKX answers in full and without the executions for ten minutes, so a stand-in at its average, marked, with a break, and not before", async () => {
  const { desk, order } = await halfTold()
  const before = { state: "Filled", filled: "1", missing: "0.6", value: "39.6", average: "100.2" }
  const toldFees = ["-0.0396 USDT"]
  await desk.clock.advance(590_000)
  assert.deepEqual(totals(await desk.order(order.orderId)), { ...before, fees: toldFees, fills: ["1"] })
  await desk.clock.advance(30_000)
  const after = { ...before, missing: "0", value: "100.2" }
  assert.deepEqual(totals(await desk.order(order.orderId)), {
    ...{ ...after, fees: toldFees, fills: ["1", "provisional"] },
  })
  const found = (await desk.manager.getBreaks()).filter(({ kind }) => kind === "fill-mismatch")
  assert.deepEqual(
    found.map(({ action, orderId }) => [action, orderId]),
    [["waiting", order.orderId]],
  )
  await desk.clock.advance(120_000)
  assert.equal((await desk.order(order.orderId)).fills.length, 2, "one stand-in for one gap")
})

test("the real execution comes at last, so it takes the stand-in's place, totals and fees are OKX's to the last digit, and a restart says the same", async () => {
  const { desk, order } = await halfTold()
  await desk.clock.advance(620_000)
  desk.gateway.tellsFills = true
  await desk.clock.advance(120_000)
  const exact = {
    ...{ state: "Filled", filled: "1", missing: "0", value: "100.2", average: "100.2" },
    ...{ fees: ["-0.1002 USDT"], fills: ["1", "2"] },
  }
  assert.deepEqual(totals(await desk.order(order.orderId)), exact)
  assert.equal((await desk.events()).filter(({ type }) => type === "FillCorrected").length, 1)
  const stillOpen = (await desk.manager.getBreaks()).filter(({ resolvedAt }) => resolvedAt === undefined)
  assert.deepEqual(
    stillOpen.map(({ kind, ours, theirs }) => `${kind}: ${ours}, ${theirs}`),
    [],
  )
  const again = await TestManager.start({ after: desk })
  assert.deepEqual(totals(await again.order(order.orderId)), exact)
})

test("the real execution comes hours later, so the order was kept in memory and asked about once a minute, no more", async () => {
  const { desk, order } = await halfTold()
  await desk.clock.advance(620_000)
  const reads = () => desk.gateway.asked.filter((read) => read === "fills").length
  const [before, comparisons] = [reads(), 3_600 / 10]
  await desk.clock.advance(3_600_000)
  assert.ok(reads() - before <= comparisons + 62, `${reads() - before} reads of fills in an hour`)
  desk.gateway.tellsFills = true
  await desk.clock.advance(65_000)
  assert.deepEqual(totals(await desk.order(order.orderId)).fills, ["1", "2"])
})

test("the executions cannot be read, so nothing stands in for them however long it takes", async () => {
  const { desk, order } = await halfTold()
  desk.gateway.failing.add("fills")
  await desk.clock.advance(900_000)
  assert.deepEqual(totals(await desk.order(order.orderId)).fills, ["1"])
})
