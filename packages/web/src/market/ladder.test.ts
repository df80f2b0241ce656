// The ladder's rows: gathering by steps, own orders in and beyond the book, totals, and the spread.

import assert from "node:assert/strict"
import { test } from "node:test"
import { ladderRows, ladderSteps, spreadOf } from "./ladder.ts"
import type { OwnOrder } from "./own-orders.ts"

function levels(...pairs: readonly (readonly [price: string, quantity: string])[]) {
  return pairs.map(([price, quantity]) => ({ price, quantity, orders: 1 }))
}
const BIDS = levels(["99.9", "1"], ["99.8", "2.5"], ["99.1", "0.5"], ["98", "4"])
const ASKS = levels(["100", "1"], ["100.05", "1"], ["100.4", "2"])

function own(price: string, side: "buy" | "sell" = "buy", orderId = price): OwnOrder {
  return { orderId, side, price, quantity: "0.2", isCancelling: false, seq: 1 }
}

test("a book at its tick, so the best comes first with totals, and bars are of the largest", () => {
  const rows = ladderRows(BIDS, [], { side: "buy", step: "0.1", rowsMax: 10 })
  assert.deepEqual(
    rows.map(({ price, quantity, total, share }) => [price, quantity, total, share]),
    [
      ["99.9", "1", "1", 0.25],
      ["99.8", "2.5", "3.5", 0.625],
      ["99.1", "0.5", "4", 0.125],
      ["98.0", "4", "8", 1],
    ],
  )
})

test("a wider step, so bids are gathered downwards and asks upwards", () => {
  const bids = ladderRows(BIDS, [], { side: "buy", step: "1", rowsMax: 10 })
  assert.deepEqual(
    bids.map(({ price, quantity }) => [price, quantity]),
    [
      ["99", "4"],
      ["98", "4"],
    ],
  )
  const asks = ladderRows(ASKS, [], { side: "sell", step: "0.1", rowsMax: 10 })
  assert.deepEqual(
    asks.map(({ price, quantity }) => [price, quantity]),
    [
      ["100.0", "1"],
      ["100.1", "1"],
      ["100.4", "2"],
    ],
  )
})

test("own orders, so they stand in their level, between levels and beyond the book, and those of the other side do not", () => {
  const mine = [own("99.8"), own("99.8", "buy", "b"), own("99.5"), own("90"), own("100", "sell")]
  const rows = ladderRows(BIDS, mine, { side: "buy", step: "0.1", rowsMax: 3 })
  assert.deepEqual(
    rows.map(({ price, quantity, own: { length } }) => [price, quantity, length]),
    [
      ["99.9", "1", 0],
      ["99.8", "2.5", 2],
      ["99.5", "", 1],
      ["99.1", "0.5", 0],
      ["90.0", "", 1],
    ],
  )
})

test("more levels than rows, so the furthest are left out and totals are of those that are shown", () => {
  const rows = ladderRows(BIDS, [], { side: "buy", step: "0.1", rowsMax: 2 })
  assert.deepEqual([rows.length, rows.at(-1)?.total], [2, "3.5"])
})

test("an empty side, so there are no rows and no spread", () => {
  assert.deepEqual(ladderRows([], [], { side: "sell", step: "0.1", rowsMax: 5 }), [])
  assert.equal(spreadOf({ bids: BIDS, asks: [] }), undefined)
})

test("the spread, so it is exact and of the middle in percent", () => {
  assert.deepEqual(spreadOf({ bids: BIDS, asks: ASKS }), { text: "0.1", percent: "0.1001" })
})

test("steps, so none is wider than the price bears", () => {
  assert.deepEqual(ladderSteps("0.1", "91500"), ["0.1", "1", "10", "100"])
  assert.deepEqual(ladderSteps("0.01", "5"), ["0.01"])
  assert.deepEqual(ladderSteps("0.00001", undefined), ["0.00001", "0.0001", "0.001", "0.01"])
})
