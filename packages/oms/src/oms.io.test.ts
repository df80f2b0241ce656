// The manager, the OKX client and the journal on OKX's wire against the paper exchange: one order's life, faults, and restarts, each closed by the audit.

import assert from "node:assert/strict"
import { test } from "node:test"
import { format, InvalidValue, isTerminal, parseSymbol } from "@okx-oms/core"
import type { Oms } from "./oms.ts"
import { openOms } from "./open-oms.ts"
import { differences, eventually, TestMarket, wholeBooks } from "./testing/market.ts"

const BTC_USDT = parseSymbol("BTC-USDT")
const RESTING = { symbol: "BTC-USDT", side: "buy", type: "post_only", price: "90000", quantity: "0.02" } as const

async function place(oms: Oms, order: Parameters<Oms["placeOrder"]>[0]) {
  const answer = await oms.placeOrder(order)
  assert.ok(answer.ok, `refused: ${JSON.stringify(answer)}`)
  return answer.value
}

async function state(oms: Oms, orderId: Awaited<ReturnType<typeof place>>["orderId"]) {
  return (await oms.getOrder({ orderId }))?.state
}

async function settledAt(
  oms: Oms,
  orderId: Awaited<ReturnType<typeof place>>["orderId"],
  wanted: string,
  timeoutMs = 5_000,
) {
  await eventually(`${orderId} is ${wanted}`, async () => (await state(oms, orderId)) === wanted, timeoutMs)
}

test("a limit order rests, fills in two parts and is done, so every step and both fills are in the books", async () => {
  await using market = await TestMarket.start()
  await using oms = await market.open()
  const { orderId } = await place(oms, RESTING)
  await settledAt(oms, orderId, "Acknowledged")
  await market.control("trade", { symbol: "BTC-USDT", side: "sell", price: "89000", size: "0.005" })
  await settledAt(oms, orderId, "PartiallyFilled")
  await market.control("trade", { symbol: "BTC-USDT", side: "sell", price: "89000", size: "0.015" })
  const order = await oms.untilClosed({ orderId }, 5_000)
  assert.equal(order?.state, "Filled")
  assert.deepEqual(
    order.history.map(({ to }) => to),
    ["Created", "Validated", "Submitted", "Acknowledged", "PartiallyFilled", "Filled"],
  )
  assert.deepEqual(
    order.fills.map(({ quantity }) => format(quantity)),
    ["0.005", "0.015"],
  )
  assert.deepEqual(
    order.fees.map(({ currency, amount }) => [currency, format(amount)]),
    [["BTC", "-0.000016"]],
  )
  assert.deepEqual(await differences(market, oms), [])
})

test("amended in price and size, then cancelled, so each is confirmed by OKX before it is said", async () => {
  await using market = await TestMarket.start()
  await using oms = await market.open()
  const { orderId } = await place(oms, RESTING)
  await settledAt(oms, orderId, "Acknowledged")
  const { parsePrice, parseQuantity } = await import("@okx-oms/core")
  const amended = await oms.amendOrder({ orderId }, { price: parsePrice("89999.9"), quantity: parseQuantity("0.03") })
  assert.ok(amended.ok)
  await eventually("amended", async () => {
    const order = await oms.getOrder({ orderId })
    return order?.pendingAmend === undefined && order?.price !== undefined && format(order.price) === "89999.9"
  })
  assert.ok((await oms.cancelOrder({ orderId })).ok)
  const order = await oms.untilClosed({ orderId }, 5_000)
  assert.equal(order?.state, "Cancelled")
  assert.equal(format(order.quantity), "0.03")
})

test("market, ioc, fok and crossing post-only orders, so each ends as OKX ends it", async () => {
  await using market = await TestMarket.start()
  await using oms = await market.open({ symbols: ["BTC-USDT", "BTC-USDT-SWAP"] })
  const bought = await place(oms, { symbol: "BTC-USDT", side: "buy", type: "market", quantity: "1000", unit: "quote" })
  const sold = await place(oms, { symbol: "BTC-USDT", side: "sell", type: "market", quantity: "0.01" })
  const ioc = await place(oms, { symbol: "BTC-USDT", side: "buy", type: "ioc", price: "91000", quantity: "0.01" })
  const fok = await place(oms, { symbol: "BTC-USDT", side: "buy", type: "fok", price: "91000", quantity: "0.01" })
  const crossing = await place(oms, {
    symbol: "BTC-USDT",
    side: "buy",
    type: "post_only",
    price: "92000",
    quantity: "0.01",
  })
  const swap = await place(oms, { symbol: "BTC-USDT-SWAP", side: "buy", type: "market", quantity: "1" })
  for (const [receipt, end] of [
    [bought, "Filled"],
    [sold, "Filled"],
    [ioc, "Cancelled"],
    [fok, "Cancelled"],
    [crossing, "Cancelled"],
    [swap, "Filled"],
  ] as const) {
    assert.equal((await oms.untilClosed({ orderId: receipt.orderId }, 5_000))?.state, end)
  }
  const { orders } = await wholeBooks(oms)
  assert.equal(orders.length, 6)
  const firstPage = await oms.getHistory({ limit: 4 })
  assert.deepEqual(
    firstPage.rows.map(({ orderId }) => orderId),
    orders.slice(0, 4).map(({ orderId }) => orderId),
  )
  await eventually("books agree", async () => (await differences(market, oms)).length === 0)
})

test("twenty orders at once, so they leave in batches and OKX answers each", async () => {
  await using market = await TestMarket.start()
  await using oms = await market.open()
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => oms.placeOrder({ ...RESTING, price: String(80_000 + index) })),
  )
  assert.ok(answers.every(({ ok }) => ok))
  await eventually("all acknowledged", async () => (await oms.getStats()).acknowledged === 20)
  const requests = (await market.log()).filter(
    (record) => record.type === "request-received" && String(record.op).includes("order"),
  )
  assert.equal(requests.length, 1, "one frame carried all twenty")
  const cancelled = await oms.cancelAll({ symbol: BTC_USDT })
  assert.equal(cancelled.length, 20)
  await eventually("all cancelled", async () => (await oms.getStats()).cancelled === 20)
  assert.deepEqual(await differences(market, oms), [])
})

test("reply and push of an executed placement are lost, so asking finds the order, and it is never sent again", async () => {
  await using market = await TestMarket.start()
  await using oms = await market.open()
  await market.fault("lost-response", { rate: 1 })
  await market.fault("dropped-pushes", { rate: 1 })
  const { orderId } = await place(oms, RESTING)
  await settledAt(oms, orderId, "Acknowledged", 18_000)
  await market.heal()
  assert.deepEqual(await differences(market, oms), [])
})

test("50004 and not executed, so the order is proven never placed after X + S + V and not before", async () => {
  await using market = await TestMarket.start()
  await using oms = await market.open({ visibility: { wellMs: 500, troubledMs: 1_500 } })
  await market.fault("50004-not-executed", { rate: 1 })
  const startedAt = performance.now()
  const { orderId } = await place(oms, RESTING)
  await eventually("in doubt", async () => (await oms.getOrder({ orderId }))?.doubt !== undefined)
  await market.heal()
  await settledAt(oms, orderId, "Failed", 15_000)
  assert.ok(performance.now() - startedAt > 2_500 + 1_500, "not before X + S + V")
  const order = await oms.getOrder({ orderId })
  assert.equal(order?.reason, "proven never placed")
  assert.deepEqual(await differences(market, oms), [])
})

test("pushes are dropped while orders fill, so the comparison finds every fill", async () => {
  await using market = await TestMarket.start()
  await using oms = await market.open({ reconcileEveryMs: 1_000 })
  await market.fault("dropped-pushes", { rate: 1 })
  const { orderId } = await place(oms, RESTING)
  await settledAt(oms, orderId, "Acknowledged")
  await market.control("trade", { symbol: "BTC-USDT", side: "sell", price: "89000", size: "0.02" })
  assert.equal((await oms.untilClosed({ orderId }, 10_000))?.state, "Filled")
  await market.heal()
  await eventually("books agree", async () => (await differences(market, oms)).length === 0)
})

test("connections are cut under load, so every order still ends as the exchange has it", async () => {
  await using market = await TestMarket.start({ market: "random-walk", speed: 10 })
  await using oms = await market.open({ reconcileEveryMs: 1_000 })
  await market.fault("disconnect", { rate: 0.05, scope: "all" })
  const placed: Awaited<ReturnType<typeof oms.placeOrder>>[] = []
  for (let index = 0; index < 60; index++) {
    const last = oms.lastPrice(BTC_USDT)?.price
    const price = last === undefined ? "91000" : format(last).split(".")[0]
    placed.push(
      await oms.placeOrder({
        symbol: "BTC-USDT",
        side: index % 2 === 0 ? "buy" : "sell",
        type: "limit",
        quantity: "0.001",
        price: price ?? "91000",
      }),
    )
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await market.heal()
  await eventually("no doubt is left", async () => (await oms.getStats()).inDoubt === 0 && oms.status().ready, 20_000)
  await oms.cancelAll()
  await eventually("nothing is open", async () => (await oms.getStats()).active === 0, 20_000)
  await eventually("books agree", async () => (await differences(market, oms)).length === 0, 10_000)
  assert.equal((await oms.getBreaks()).filter(({ action }) => action === "needs a person").length, 0)
})

test("closed and opened again, so orders that filled or were cancelled meanwhile are found and the rest goes on", async () => {
  await using market = await TestMarket.start()
  const first = await market.open()
  const fills = await place(first, RESTING)
  const cancels = await place(first, { ...RESTING, price: "85000" })
  const stays = await place(first, { ...RESTING, price: "80000" })
  await eventually("all rest", async () => (await first.getStats()).acknowledged === 3)
  await first.close()
  await market.control("trade", { symbol: "BTC-USDT", side: "sell", price: "89000", size: "0.02" })
  const placed = (await market.log()).find((record) => record.px === "85000")
  await market.control("orders/cancel", { clOrdId: placed?.clOrdId, cancelSource: "1" })
  await using second = await market.open()
  await settledAt(second, fills.orderId, "Filled")
  await settledAt(second, cancels.orderId, "Cancelled")
  assert.equal(await state(second, stays.orderId), "Acknowledged")
  await eventually("books agree", async () => (await differences(market, second)).length === 0)
})

test("a value that cannot be among good orders, so its promise alone rejects and no receipt is lost", async () => {
  await using market = await TestMarket.start()
  await using oms = await market.open()
  const wishes = [RESTING, { ...RESTING, price: "ninety" }, { ...RESTING, price: "85000" }]
  const settled = await Promise.allSettled(wishes.map((wish) => oms.placeOrder(wish)))
  assert.deepEqual(
    settled.map((one) => (one.status === "fulfilled" ? one.value.ok : one.reason.name)),
    [true, "InvalidPrice", true],
  )
})

test("values that no method can take, so each answers by a promise that rejects with the field's name", async () => {
  await using market = await TestMarket.start()
  await using oms = await market.open()
  const badId = { orderId: "no order id" }
  const asked: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["InvalidQuantity", () => oms.placeOrder({ ...RESTING, quantity: "much" })],
    ["InvalidSymbol", () => oms.previewOrder({ ...RESTING, symbol: "?" })],
    ["InvalidIdentifier", () => oms.cancelOrder(badId)],
    ["InvalidPrice", () => oms.amendOrder({ clientOrderId: "any" }, { price: "-" })],
    ["InvalidSymbol", () => oms.cancelAll({ symbol: "?" })],
    ["InvalidIdentifier", () => oms.getOrder(badId)],
    ["InvalidIdentifier", () => oms.getTimeline(badId)],
    ["InvalidIdentifier", () => oms.untilClosed(badId, 1)],
    ["InvalidValue", () => oms.getHistory({ cursor: "no cursor" })],
    ["InvalidValue", () => oms.getFills({ cursor: "no cursor" })],
  ]
  for (const [name, ask] of asked) {
    // A synchronous throw would end the test here, outside of the promise.
    const error = await ask().then(
      () => assert.fail(`${ask} was taken`),
      (reason: unknown) => reason,
    )
    assert.ok(error instanceof InvalidValue, String(error))
    assert.equal(error.name, name)
  }
})

test("an order from OKX's own page, so it is adopted, shown, and left alone by cancel all", async () => {
  await using market = await TestMarket.start()
  await using oms = await market.open()
  const order = { instId: "BTC-USDT", tdMode: "cash", side: "buy", ordType: "limit", px: "70000", sz: "0.01" }
  await market.control("orders/external", { order })
  await eventually("adopted", async () => (await oms.getActiveOrders()).length === 1)
  assert.deepEqual(await oms.cancelAll(), [])
  const [adopted] = await oms.getActiveOrders()
  assert.equal(adopted?.source, "exchange")
  assert.ok(adopted !== undefined && !isTerminal(adopted.state))
})

test("the same client order id again after a restart, so it is the same order and nothing is sent", async () => {
  await using market = await TestMarket.start()
  const wish = { ...RESTING, clientOrderId: "once" }
  const first = await market.open()
  const original = await place(first, wish)
  await first.close()
  await using second = await market.open()
  const again = await place(second, wish)
  assert.equal(again.orderId, original.orderId)
  assert.equal(again.replayed, true)
  const other = await second.placeOrder({ ...wish, price: "90001" })
  assert.ok(!other.ok && other.refusal.code === "client-order-id-taken")
  assert.equal((await market.log()).filter(({ type }) => type === "order-accepted").length, 1)
})

for (const [where, addresses] of [
  ["OKX", { baseUrl: "https://www.okx.com", wsUrl: "wss://ws.okx.com/ws/v5" }],
  ["a socket at OKX", { baseUrl: "http://127.0.0.1:1", wsUrl: "wss://ws.okx.com/ws/v5" }],
  ["live without an address", {}],
] as const) {
  test(`wider rate limits for ${where}, so it is refused before anything is opened`, async () => {
    const keys = { apiKey: "key", secretKey: "secret", passphrase: "pass" }
    const options = { mode: "live", keys, ...addresses, onLoopback: { rateLimitsTimes: 2 } } as const
    await assert.rejects(openOms(options), /onLoopback: expected baseUrl and wsUrl on 127\.0\.0\.1/)
  })
}
