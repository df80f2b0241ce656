// The market by itself: it moves, stays a market, fills a grid of orders, and repeats with its seed.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk } from "../testing/desk.ts"
import { bestLevel } from "./order-book.ts"

test("a minute of random walk, so every book has both sides, is never crossed, and trades were printed", () => {
  const desk = new Desk({ market: "random-walk" })
  for (let step = 0; step < 240; step++) {
    desk.pass(250)
    for (const market of desk.exchange.world.markets.values()) {
      const bid = bestLevel(market.book, "buy")
      const ask = bestLevel(market.book, "sell")
      assert.ok(bid && ask && bid.ticks < ask.ticks, market.spec.instId)
    }
  }
  assert.ok(desk.rest("GET", "/api/v5/market/trades?instId=BTC-USDT").data.length > 30)
})

test("a grid of 0.1 % steps, so it is filled every few seconds on both sides", () => {
  const desk = new Desk({ market: "random-walk", rateLimits: false })
  const mid = 91_500
  for (let level = 1; level <= 10; level++) {
    desk.place({ px: (mid * (1 - level * 0.001)).toFixed(1), sz: "0.01" })
    desk.place({ side: "sell", px: (mid * (1 + level * 0.001)).toFixed(1), sz: "0.01" })
  }
  for (let second = 0; second < 120; second++) {
    desk.pass(1_000)
    // Each fill is answered with an order one step away, as a grid does.
    for (const fill of desk.rest("GET", `/api/v5/trade/fills?begin=${desk.nowMs - 999}`).data) {
      const step = fill.side === "buy" ? 1.001 : 0.999
      const side = fill.side === "buy" ? "sell" : "buy"
      desk.place({ side, px: (Number(fill.fillPx) * step).toFixed(1), sz: String(fill.fillSz) })
    }
  }
  const fills = desk.rest("GET", "/api/v5/trade/fills?limit=100").data.length
  assert.ok(fills >= 15, `${fills} fills in two minutes`)
})

test("the same seed and the same times, so the same market to the last print; another seed, another market", () => {
  const run = (seed: number): string => {
    const desk = new Desk({ seed, market: "random-walk" })
    for (let step = 0; step < 100; step++) desk.pass(250)
    return desk.rest("GET", "/api/v5/market/trades?instId=ETH-USDT").text
  }
  assert.equal(run(1), run(1))
  assert.notEqual(run(1), run(2))
})

test("time passes in one long step or in many, so the market is the same", () => {
  const run = (steps: number): string => {
    const desk = new Desk({ market: "random-walk" })
    for (let step = 0; step < steps; step++) desk.pass(20_000 / steps)
    return desk.rest("GET", "/api/v5/market/books?instId=BTC-USDT&sz=50").text
  }
  assert.equal(run(1), run(80))
})

test("the clock jumps by two hours, so the market goes on without walking through them", () => {
  const desk = new Desk({ market: "random-walk" })
  const started = performance.now()
  desk.control("POST", "/paper/clock", { advanceMs: 7_200_000 })
  desk.pass(1)
  assert.ok(performance.now() - started < 500)
  desk.pass(1_000)
  assert.ok(desk.exchange.world.scheduler.nextDueMs() - desk.exchange.world.nowMs < 300)
})

test("a fast market whose machine was busy for a while, so it jumps instead of keeping callers waiting while it catches up", () => {
  const prints = (steps: number): number => {
    const desk = new Desk({ market: "random-walk", speed: 20 })
    for (let step = 0; step < steps; step++) desk.pass(10_000 / steps)
    return desk.rest("GET", "/api/v5/market/trades?instId=BTC-USDT&limit=500").data.length
  }
  const [inTime, late] = [prints(100), prints(1)]
  assert.ok(inTime > 250, `${inTime} trades of 200 seconds of market time`)
  assert.ok(late < inTime / 2, `${late} trades after the pause`)
})

test("a scripted market, so nothing moves until it is told", () => {
  const desk = new Desk()
  desk.pass(60_000)
  const ticker = () => desk.rest("GET", "/api/v5/market/ticker?instId=BTC-USDT").data[0]
  assert.equal(ticker()?.last, "91500")
  desk.price("BTC-USDT", "95000")
  assert.deepEqual([ticker()?.bidPx, ticker()?.askPx], ["95000", "95000.1"])
  const traded = desk.control("POST", "/paper/trade", { symbol: "BTC-USDT", side: "sell", price: "94000", size: "1" })
  assert.deepEqual(traded.body, { filled: "0", last: "94000" })
  assert.equal(ticker()?.bidPx, "94000")
  assert.equal(
    desk.control("POST", "/paper/trade", { symbol: "BTC-USDT", side: "sell", price: "94000.01", size: "1" }).status,
    400,
  )
})

test("candles and 24 h figures, so a day of minutes is there from the start and the last bar is open", () => {
  const desk = new Desk({ market: "random-walk" })
  desk.pass(1_000)
  const candles: unknown = JSON.parse(desk.rest("GET", "/api/v5/market/candles?instId=BTC-USDT&bar=5m&limit=50").text)
  assert.ok(typeof candles === "object" && candles !== null && "data" in candles && Array.isArray(candles.data))
  assert.equal(candles.data.length, 50)
  assert.equal(candles.data[0].length, 9)
  assert.equal(candles.data[0][8], "0")
  assert.equal(candles.data[1][8], "1")
  assert.equal(Number(candles.data[0][0]) - Number(candles.data[1][0]), 300_000)
  assert.equal(desk.rest("GET", "/api/v5/market/candles?instId=BTC-USDT&bar=7m").code, "51000")
})

test("a market that walks, so it is deep, thin at the touch, and its contracts stay beside their index", () => {
  const desk = new Desk({ market: "random-walk", rateLimits: false })
  for (let step = 0; step < 120; step++) {
    desk.pass(250)
    const { markets } = desk.exchange.world
    const spot = markets.get("BTC-USDT")
    const swap = markets.get("BTC-USDT-SWAP")
    assert.ok(spot && swap)
    assert.ok(Math.abs(swap.midTicks / spot.midTicks - 1) < 0.005, `step ${step}: ${swap.midTicks} ${spot.midTicks}`)
  }
  const row = desk.rest("GET", "/api/v5/market/books?instId=BTC-USDT&sz=400").data[0]
  const asks: string[][] = JSON.parse(JSON.stringify(row?.asks))
  assert.ok(asks.length > 60, `${asks.length} levels`)
  const size = (level: string[] | undefined): number => Number(level?.[1])
  const near = asks.slice(1, 11).reduce((sum, level) => sum + size(level), 0)
  const far = asks.slice(-10).reduce((sum, level) => sum + size(level), 0)
  assert.ok(far > 5 * near, `${far} far, ${near} near`)
})

test("an order joins a price that the market quotes, so it stands behind and is filled in part when that is traded", () => {
  const desk = new Desk({ market: "random-walk" })
  desk.listen()
  const bid = desk.rest("GET", "/api/v5/market/books?instId=BTC-USDT&sz=1").data[0]?.bids
  assert.ok(Array.isArray(bid))
  const [px, before] = bid[0]
  desk.place({ px, sz: "1", clOrdId: "a1" })
  const filled = (): unknown => desk.order("instId=BTC-USDT&clOrdId=a1").accFillSz
  const traded = desk.control("POST", "/paper/trade", { symbol: "BTC-USDT", side: "sell", price: px, size: before })
  assert.deepEqual([traded.body.filled, filled()], ["0", "0"])
  desk.trade("BTC-USDT", "sell", px, "0.25")
  assert.equal(filled(), "0.25")
  assert.equal(desk.pushed("orders").at(-1)?.state, "partially_filled")
})
