// What the chart draws: bars that are joined without gaps, and marks of own fills on them.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { Candle, FillRow } from "@okx-oms/api"
import { barSeconds, chartBar, chartMarks, joinedCandles, joinedFills } from "./chart-data.ts"

function candle(minute: number, close = "1"): Candle {
  const at = `2026-01-31T09:${String(minute).padStart(2, "0")}:00.000Z`
  return { at, open: "1", high: "2", low: "0.5", close, volume: "3", complete: true }
}

function fill(at: string, side: "buy" | "sell", quantity: string, tradeId = at): FillRow {
  return {
    seq: 1,
    orderId: "o1",
    clientOrderId: null,
    clOrdId: null,
    okxOrderId: "1",
    account: "paper",
    mode: "paper",
    strategy: "manual",
    symbol: "BTC-USDT",
    side,
    tradeId,
    price: "1",
    quantity,
    unit: "base",
    fees: [],
    liquidity: "maker",
    at,
    provisional: false,
  }
}

test("bars by name, so they have their seconds", () => {
  assert.deepEqual((["1m", "15m", "4H", "1D"] as const).map(barSeconds), [60, 900, 14_400, 86_400])
})

test("the newest bars behind those that were read, so of one time the newer reading counts", () => {
  const joined = joinedCandles([candle(1), candle(2), candle(3)], [candle(3, "9"), candle(4)], "1m")
  assert.deepEqual(
    joined?.map(({ at, close }) => `${at.slice(14, 16)} ${close}`),
    ["01 1", "02 1", "03 9", "04 1"],
  )
})

test("a gap between them, so all is to be read anew", () => {
  assert.equal(joinedCandles([candle(1)], [candle(5)], "1m"), undefined)
  assert.equal(joinedCandles([candle(1)], [candle(2)], "1m")?.length, 2)
  assert.equal(joinedCandles([], [], "1m")?.length, 0)
})

test("fills, so each bar has one mark a side with their sum, and those before the first bar are left out", () => {
  const bars = [candle(1), candle(2)].map(chartBar)
  const fills = [
    fill("2026-01-31T09:02:59.999Z", "sell", "0.3"),
    fill("2026-01-31T09:01:00.000Z", "buy", "0.1"),
    fill("2026-01-31T09:01:59.999Z", "buy", "0.2"),
    fill("2026-01-31T09:00:59.999Z", "buy", "5"),
  ]
  assert.deepEqual(
    chartMarks(fills, bars).map(({ time, side, quantity }) => [new Date(time * 1000).getUTCMinutes(), side, quantity]),
    [
      [1, "buy", "0.3"],
      [2, "sell", "0.3"],
    ],
  )
})

test("a fill that is told live and by the past, so it counts once; another symbol's does not", () => {
  const one = fill("2026-01-31T09:01:00.000Z", "buy", "0.1")
  const other = { ...one, symbol: "ETH-USDT", tradeId: "2" }
  assert.equal(joinedFills([one, other], [one], "BTC-USDT").length, 1)
})
