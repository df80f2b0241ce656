// Orders that may only reduce: what rests never closes more than there is. Positions shrink, better prices come, sizes are
// amended, and the worst priced order gives way, told as OKX tells it.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, type Json } from "../testing/desk.ts"

const SWAP: Json = { instId: "BTC-USDT-SWAP", tdMode: "cross" }
const LISTEN = [{ channel: "orders", instType: "ANY" }]

/** A desk that is long three contracts, with the pushes so far forgotten. */
function longThree(): Desk {
  const desk = new Desk({ rateLimits: false })
  desk.listen(LISTEN)
  desk.place({ ...SWAP, ordType: "market", sz: "3" })
  desk.clearFrames()
  return desk
}

function takeProfit(desk: Desk, clOrdId: string, px: string, sz: string): Json {
  return desk.place({ ...SWAP, side: "sell", px, sz, clOrdId, reduceOnly: true })
}

/** What the pushes since then said of an order: state, size, amendSource, cancelSource. */
function told(desk: Desk, clOrdId: string): unknown[][] {
  return desk
    .pushed("orders")
    .filter((row) => row.clOrdId === clOrdId)
    .map((row) => [row.state, row.sz, row.amendSource, row.cancelSource])
}

test("a position shrinks below what would close it, so the worst priced order is cut down by the system", () => {
  const desk = longThree()
  takeProfit(desk, "near", "92000", "1")
  takeProfit(desk, "far", "92500", "2")
  desk.clearFrames()
  desk.place({ ...SWAP, side: "sell", ordType: "market", sz: "1" })
  assert.deepEqual(told(desk, "near"), [])
  assert.deepEqual(told(desk, "far"), [["live", "1", "4", ""]])
})

test("a position is closed, so what would have reduced it is cancelled with source 2", () => {
  const desk = longThree()
  takeProfit(desk, "near", "92000", "1")
  takeProfit(desk, "far", "92500", "2")
  desk.clearFrames()
  desk.place({ ...SWAP, side: "sell", ordType: "market", sz: "3" })
  for (const id of ["near", "far"]) assert.deepEqual(told(desk, id), [["canceled", id === "near" ? "1" : "2", "", "2"]])
})

test("a position is turned around, so nothing that reduced the long is left to enlarge the short", () => {
  const desk = longThree()
  takeProfit(desk, "near", "92000", "3")
  desk.place({ ...SWAP, side: "sell", ordType: "market", sz: "4" })
  assert.equal(desk.order("instId=BTC-USDT-SWAP&clOrdId=near").state, "canceled")
  desk.trade("BTC-USDT-SWAP", "buy", "92000", "5")
  assert.equal(desk.rest("GET", "/api/v5/account/positions").data[0]?.pos, "-1")
})

test("a better priced order wants all of it, so the old one is cancelled with source 23", () => {
  const desk = longThree()
  takeProfit(desk, "old", "92500", "3")
  desk.clearFrames()
  takeProfit(desk, "new", "92000", "3")
  assert.deepEqual(told(desk, "old"), [["canceled", "3", "", "23"]])
  assert.deepEqual(told(desk, "new"), [["live", "3", "", ""]])
})

test("a worse priced order finds nothing left, so it is cancelled with source 22; a part is left to it with source 3", () => {
  const desk = longThree()
  takeProfit(desk, "first", "92000", "2")
  desk.clearFrames()
  takeProfit(desk, "second", "92500", "3")
  assert.deepEqual(told(desk, "second"), [
    ["live", "3", "", ""],
    ["live", "1", "3", ""],
  ])
  takeProfit(desk, "third", "93000", "1")
  assert.deepEqual(told(desk, "third"), [
    ["live", "1", "", ""],
    ["canceled", "1", "", "22"],
  ])
})

test("an amend beyond what others leave, so the size is overridden with source 2; beyond the position it is refused", () => {
  const desk = longThree()
  takeProfit(desk, "first", "92000", "1")
  takeProfit(desk, "second", "92500", "1")
  desk.clearFrames()
  const amend = (newSz: string) =>
    desk.change("amend", { instId: "BTC-USDT-SWAP", clOrdId: "second", newSz, reqId: "r1" })
  assert.equal(amend("4"), "51171")
  assert.equal(amend("3"), "0")
  assert.deepEqual(told(desk, "second"), [
    ["live", "3", "1", ""],
    ["live", "2", "2", ""],
  ])
})

test("closing orders of a long in long/short mode, so they shrink with it and short orders are left alone", () => {
  const desk = new Desk({ rateLimits: false })
  desk.rest("POST", "/api/v5/account/set-position-mode", { posMode: "long_short_mode" })
  const long = { ...SWAP, posSide: "long" }
  const short = { ...SWAP, posSide: "short", side: "sell" }
  desk.place({ ...long, ordType: "market", sz: "2" })
  desk.place({ ...short, ordType: "market", sz: "2" })
  desk.place({ ...long, side: "sell", px: "92000", sz: "2", clOrdId: "closes" })
  desk.place({ ...short, px: "92000", sz: "1", clOrdId: "opens" })
  desk.listen(LISTEN)
  desk.control("POST", "/paper/positions/reduce", { symbol: SWAP.instId, size: "1", category: "partial_liquidation" })
  assert.deepEqual(told(desk, "closes"), [["live", "1", "4", ""]])
  assert.deepEqual(told(desk, "opens"), [])
  const rows = desk.rest("GET", "/api/v5/account/positions").data
  assert.deepEqual(
    rows.map(({ posSide, pos, availPos }) => [posSide, pos, availPos]),
    [
      ["long", "1", "0"],
      ["short", "2", "2"],
    ],
  )
})
