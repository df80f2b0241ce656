// What the screen says of a grid: its state in a word, the price among its levels, what is missing and what all of it is worth.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { GridLevelRow, GridStatusRow } from "@okx-oms/api"
import { format } from "@okx-oms/core"
import { readableMoney, readableSum } from "../words/readable.ts"
import {
  decimalOf,
  gridActs,
  gridWords,
  ladderRows,
  levelCounts,
  priceScale,
  shareOfRange,
  worthAtLast,
} from "./grid-facts.ts"

function level(number: number, change: Partial<GridLevelRow> = {}): GridLevelRow {
  const buyPrice = String(100 + number * 10)
  return {
    number,
    buyPrice,
    sellPrice: String(110 + number * 10),
    state: "working",
    side: "buy",
    price: buyPrice,
    quantity: "1",
    orderId: `o${number}`,
    holding: "0",
    trips: 0,
    profit: "0",
    ...change,
  }
}

/** Levels 1 to 3: 110 to 140. */
function grid(change: Partial<GridStatusRow> = {}): GridStatusRow {
  return {
    strategy: "alpha",
    account: "main",
    symbol: "BTC-USDT",
    state: "running",
    health: "ok",
    holding: null,
    terms: { spacing: "arithmetic", lines: 4, rangePercent: "1", quotePerLevel: "100", recentreAfterMs: null },
    plan: null,
    levels: [level(1), level(2), level(3)],
    lastPrice: "125",
    openOrders: 3,
    fills: 0,
    trips: 0,
    profit: "0",
    dust: "0",
    changed: { base: "0", quote: "0" },
    fees: [],
    startedAt: "2026-01-31T09:30:00.250Z",
    ...change,
  }
}

/** Numbers of the levels from the top, the price as it is shown. */
function ladder(lastPrice: string | null): readonly (number | string)[] {
  return ladderRows(grid({ lastPrice })).map((row) =>
    row.kind === "level" ? row.level.number : `${row.price}${row.where}`,
  )
}

test("the price within a level, so it stands on the side of that level's middle that it is on", () => {
  assert.deepEqual(ladder("124"), [3, 2, "124", 1])
  assert.deepEqual(ladder("126"), [3, "126", 2, 1])
  const holds = ladderRows(grid({ lastPrice: "124" })).filter((row) => row.kind === "level" && row.holdsPrice)
  assert.deepEqual(
    holds.map((row) => row.kind === "level" && row.level.number),
    [2],
  )
})

test("the price outside the range, so it stands at that end and says so; no price, so none stands there", () => {
  assert.deepEqual(ladder("150"), ["150above the range", 3, 2, 1])
  assert.deepEqual(ladder("90"), [3, 2, 1, "90below the range"])
  assert.deepEqual(ladder(null), [3, 2, 1])
})

test("a grid in each state, so its word, its reason and what may be done fit", () => {
  assert.deepEqual(gridWords(grid()).word, "running")
  const waiting = gridWords(grid({ health: "holding", holding: "the price 90 is outside the range" }))
  assert.deepEqual(waiting, { word: "waiting", tone: "warn", detail: "The price 90 is outside the range." })
  assert.equal(gridWords(grid({ health: "trouble", holding: "halted" })).tone, "bad")
  assert.equal(gridWords(grid({ levels: [] })).word, "starting")
  assert.deepEqual(gridActs(grid()), { start: false, pause: true, stop: true })
  assert.deepEqual(gridActs(grid({ state: "paused" })), { start: true, pause: true, stop: true })
  assert.deepEqual(gridActs(grid({ state: "stopping" })), { start: false, pause: false, stop: false })
  assert.deepEqual(gridActs(grid({ state: "stopped" })), { start: true, pause: false, stop: false })
})

test("levels without an order, so they are missing whatever they wait for", () => {
  const levels = [level(1), level(2, { state: "counting" }), level(3, { state: "waiting", orderId: null })]
  assert.deepEqual(levelCounts({ levels }), { all: 3, working: 1, missing: 2 })
})

test("what was bought at the last price, so it is exact to the last digit; unknown without a price", () => {
  const changed = { base: "0.3", quote: "-0.1" }
  const worth = worthAtLast(grid({ changed, lastPrice: "0.7" }))
  assert.equal(worth && format(worth), "0.11")
  assert.equal(worthAtLast(grid({ changed, lastPrice: null })), undefined)
})

test("sums for reading, so small ones keep more digits and large ones fewer", () => {
  const money = ["1234.567", "0.00456", "-0.3", "0"].map((text) => readableMoney(decimalOf(text)))
  assert.deepEqual(money, ["1234.57", "0.0046", "-0.3000", "0.00"])
  const sums = ["1234.567", "0.010920212", "10", "-100.005"].map((text) => readableSum(decimalOf(text)))
  assert.deepEqual(sums, ["1234.57", "0.01092", "10", "-100.00"])
})

test("where a price lies in the range, so it never leaves the bar", () => {
  assert.deepEqual(
    [shareOfRange("15", "10", "20"), shareOfRange("5", "10", "20"), shareOfRange("99", "10", "20")],
    [0.5, 0, 1],
  )
  assert.equal(shareOfRange("5", "10", "10"), 0)
  assert.equal(priceScale(["1", "2.25", "3.5"]), 2)
})
