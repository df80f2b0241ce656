// A market in which nothing is traded pushes no price. Whoever places an order there needs one all the same: it is asked for.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Decimals, decimal, format, parsePrice, parseQuantity, type SymbolLimits } from "@okx-oms/core"
import { BTC, TestManager } from "./contract/test-manager.ts"

const LIMITS: SymbolLimits = {
  maxOrderNotional: decimal("1000000"),
  maxPositionNotional: decimal("1000000"),
  maxOpenOrders: 100,
  priceCollar: decimal("0.5"),
  lastPriceMaxAgeMs: 30_000,
}

function start(): Promise<TestManager> {
  return TestManager.start({ config: { limits: () => LIMITS } })
}

test("nothing was pushed for longer than a price may be old, so OKX is asked for it and the order goes", async () => {
  const desk = await start()
  await desk.clock.advance(LIMITS.lastPriceMaxAgeMs + 1_000)
  const answer = await desk.during(desk.manager.submitOrder(desk.wish()))
  assert.ok(answer.ok, JSON.stringify(answer))
  assert.ok((desk.manager.lastPrice(BTC)?.ageMs ?? 99_999) < 1_000)
})

test("OKX does not tell the price either, so the order is refused after two seconds with its age", async () => {
  const desk = await start()
  await desk.clock.advance(LIMITS.lastPriceMaxAgeMs + 1_000)
  desk.gateway.travelMs = 60_000
  const askedAt = desk.clock.mono()
  const answer = await desk.during(desk.manager.submitOrder(desk.wish()))
  assert.equal(answer.ok ? "" : answer.refusal.code, "price-unknown")
  assert.ok(desk.clock.mono() - askedAt <= 2_100, `${desk.clock.mono() - askedAt} ms`)
})

test("the price is half as old as it may be, so the order does not wait and the next finds a fresh one", async () => {
  const desk = await start()
  await desk.clock.advance(LIMITS.lastPriceMaxAgeMs / 2 + 1_000)
  await desk.submit()
  await desk.clock.advance(100)
  assert.ok((desk.manager.lastPrice(BTC)?.ageMs ?? 99_999) < 1_000)
})

test("an order is amended where nothing was pushed for long, so the price is asked for as well", async () => {
  const desk = await start()
  const { orderId } = await desk.resting()
  await desk.clock.advance(LIMITS.lastPriceMaxAgeMs + 1_000)
  const answer = await desk.during(desk.manager.amendOrder({ orderId }, { price: parsePrice("99") }))
  assert.ok(answer.ok, JSON.stringify(answer))
})

test("an amendment that only makes the order smaller is judged by no price, so it waits for none", async () => {
  const desk = await start()
  const { orderId, quantity } = await desk.resting()
  await desk.clock.advance(LIMITS.lastPriceMaxAgeMs + 1_000)
  desk.gateway.travelMs = 60_000
  const askedAt = desk.clock.mono()
  const smaller = parseQuantity(format(Decimals.multiply(quantity, decimal("0.5"))))
  const answer = await desk.during(desk.manager.amendOrder({ orderId }, { quantity: smaller }))
  assert.ok(answer.ok, JSON.stringify(answer))
  assert.ok(desk.clock.mono() - askedAt < 100, `${desk.clock.mono() - askedAt} ms`)
})
