// Unmodified okx-api places every kind of algo order, reads, amends and cancels them, pages what waits and what has ended, and
// hears of them on the business path. It relies on the drivers and a market that the test moves.

import assert from "node:assert/strict"
import { test } from "node:test"
import { openStand, subscribed } from "./stand.ts"
import { openListener, openRest, rowsOf } from "./testing/okx-api-client.ts"

const SELL = { instId: "BTC-USDT", tdMode: "cash", side: "sell", sz: "0.01" } as const
const KINDS = {
  conditional: { ...SELL, ordType: "conditional", slTriggerPx: "90000", slOrdPx: "-1" },
  oco: {
    ...SELL,
    ordType: "oco",
    slTriggerPx: "90000",
    slOrdPx: "-1",
    tpTriggerPx: "95000",
    tpOrdPx: "-1",
  },
  trigger: { ...SELL, ordType: "trigger", triggerPx: "90000", orderPx: "-1" },
  move_order_stop: { ...SELL, ordType: "move_order_stop", callbackRatio: "0.05" },
  twap: {
    ...SELL,
    sz: "0.1",
    ordType: "twap",
    pxVar: "0.01",
    szLimit: "0.01",
    pxLimit: "80000",
    timeInterval: "60",
  },
} as const
const NAMES = ["conditional", "oco", "trigger", "move_order_stop", "twap"] as const

test("okx-api places each kind of algo order, so each waits under its kind, is read by id and cancelled", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  for (const ordType of NAMES) {
    const algoClOrdId = ordType.replaceAll("_", "")
    const [placed] = await rest.placeAlgoOrder({ ...KINDS[ordType], algoClOrdId })
    const algoId = placed?.algoId ?? ""
    assert.deepEqual([placed?.sCode, placed?.algoClOrdId], ["0", algoClOrdId])
    const [waiting] = await rest.getAlgoOrderList({ ordType })
    assert.deepEqual([waiting?.algoId, waiting?.ordType], [algoId, ordType])
    const [read] = await rest.getAlgoOrderDetails({ algoId })
    assert.equal(read?.algoClOrdId, algoClOrdId)
    const [cancelled] = await rest.cancelAlgoOrder([{ instId: "BTC-USDT", algoId }])
    assert.equal(cancelled?.sCode, "0")
    assert.deepEqual(await rest.getAlgoOrderList({ ordType }), [])
    const [ended] = await rest.getAlgoOrderHistory({ ordType, state: "canceled" })
    assert.deepEqual([ended?.algoId, ended?.state], [algoId, "canceled"])
  }
})

test("okx-api amends a stop and a trigger order, so both have the new prices and sizes", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  const instId = "BTC-USDT"
  const [stop] = await rest.placeAlgoOrder(KINDS.conditional)
  const [trigger] = await rest.placeAlgoOrder(KINDS.trigger)
  const ids = [stop?.algoId ?? "", trigger?.algoId ?? ""] as const
  await rest.amendAlgoOrder({ instId, algoId: ids[0], newSz: "0.02", newSlTriggerPx: "89000" })
  const [amended] = await rest.getAlgoOrderDetails({ algoId: ids[0] })
  assert.deepEqual([amended?.sz, amended?.slTriggerPx], ["0.02", "89000"])
  await rest.amendAlgoOrder({ instId, algoId: ids[1], newTriggerPx: "88000" })
  assert.equal((await rest.getAlgoOrderDetails({ algoId: ids[1] }))[0]?.triggerPx, "88000")
})

test("okx-api's stop fires, so it is effective, names its order, and the order names it", async () => {
  await using stand = await openStand()
  await using listener = openListener(stand.paper, "three")
  const rest = openRest(stand.paper)
  listener.subscribe([{ channel: "orders-algo", instType: "ANY" }])
  await subscribed(stand, "orders-algo")
  const [placed] = await rest.placeAlgoOrder(KINDS.conditional)
  const algoId = placed?.algoId ?? ""
  await stand.control("/paper/price", { symbol: "BTC-USDT", price: "89900" })
  const push = await listener.pushed("orders-algo", (told) => rowsOf(told)[0]?.state === "effective")
  assert.equal(rowsOf(push)[0]?.algoId, algoId)
  const [ended] = await rest.getAlgoOrderHistory({ ordType: "conditional", algoId })
  assert.equal(ended?.state, "effective")
  const [order] = await rest.getOrderHistory({ instType: "SPOT" })
  assert.deepEqual([order?.algoId, order?.state, order?.side], [algoId, "filled", "sell"])
})

test("okx-api's TWAP goes on by the clock, so each interval sells a slice until all is sold", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  const twap = { ...KINDS.twap, sz: "0.03", timeInterval: "5" } as const
  const [placed] = await rest.placeAlgoOrder(twap)
  for (let slice = 0; slice < 4; slice++) await stand.control("/paper/clock", { advanceMs: 5_000 })
  const [ended] = await rest.getAlgoOrderDetails({ algoId: placed?.algoId ?? "" })
  assert.equal(ended?.state, "effective")
  const sold = (await rest.getFills({ instType: "SPOT" })).reduce((sum, { fillSz }) => sum + Number(fillSz), 0)
  assert.equal(sold.toFixed(8), "0.03000000")
})

test("okx-api pages what waits, so ten algo orders come in four pages, newest first and none twice", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  const placed: string[] = []
  for (let at = 0; at < 10; at++) placed.push((await rest.placeAlgoOrder(KINDS.trigger))[0]?.algoId ?? "")
  const seen: string[] = []
  for (;;) {
    const after = seen.at(-1)
    const page = await rest.getAlgoOrderList({
      ordType: "trigger",
      limit: "3",
      ...(after === undefined ? {} : { after }),
    })
    if (page.length === 0) break
    seen.push(...page.map(({ algoId }) => algoId))
  }
  assert.deepEqual(seen, placed.reverse())
})

test("okx-api attaches a stop loss to an order, so it waits when the order is filled and closes the position", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  await rest.submitOrder({
    instId: "BTC-USDT-SWAP",
    tdMode: "cross",
    side: "buy",
    ordType: "market",
    sz: "2",
    attachAlgoOrds: [{ slTriggerPx: "90000", slOrdPx: "-1", attachAlgoClOrdId: "stop1" }],
  })
  const [waiting] = await rest.getAlgoOrderList({ ordType: "conditional" })
  assert.equal(waiting?.algoClOrdId, "stop1")
  await stand.control("/paper/price", { symbol: "BTC-USDT-SWAP", price: "89900" })
  assert.deepEqual(await rest.getPositions({ instType: "SWAP" }), [])
})

test("okx-api asks for the impossible, so it throws the answer with the item's code", async () => {
  await using stand = await openStand()
  const rest = openRest(stand.paper)
  const wrong = rest.placeAlgoOrder({ ...KINDS.conditional, slTriggerPx: "95000" })
  await assert.rejects(wrong, (answer: unknown) => JSON.stringify(answer).includes("51280"))
  const unknown = rest.cancelAlgoOrder([{ instId: "BTC-USDT", algoId: "1" }])
  await assert.rejects(unknown, (answer: unknown) => JSON.stringify(answer).includes("51400"))
})
