// Liquidation, funding and delivery: what the exchange itself takes and gives, with figures worked out by hand, and that nobody
// ends below zero.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Decimals, decimal, format } from "@okx-oms/core"
import { Desk, type Json, KEYS, START_MS } from "../testing/desk.ts"
import { nameOfExpiry, thisWeekExpiry } from "./futures-calendar.ts"

const SWAP = "BTC-USDT-SWAP"

function deskWith(usdt: string, more: Json = {}): Desk {
  return new Desk({ rateLimits: false, accounts: [{ ...KEYS, balances: { USDT: usdt, BTC: "1" } }], ...more })
}

function balance(desk: Desk, ccy: string): string {
  const [row] = desk.rest("GET", `/api/v5/account/balance?ccy=${ccy}`).data
  const details = row?.details
  assert.ok(Array.isArray(details))
  return String(details[0]?.cashBal ?? "0")
}

/** A long or short of so many contracts, entered at exactly this price as maker. */
function enter(desk: Desk, order: Json, price: string, size: string): void {
  const side = order.side === "sell" ? "sell" : "buy"
  assert.equal(desk.place({ instId: SWAP, px: price, sz: size, side, ...order }).sCode, "0")
  desk.trade(String(order.instId ?? SWAP), side === "buy" ? "sell" : "buy", price, size)
}

test("an isolated long falls to its liquidation price, so it is taken over and costs its margin and no more", () => {
  const desk = deskWith("10000")
  desk.rest("POST", "/api/v5/account/set-leverage", { instId: SWAP, mgnMode: "isolated", lever: "10" })
  enter(desk, { tdMode: "isolated" }, "91000", "10")
  desk.listen([{ channel: "orders", instType: "ANY" }, { channel: "balance_and_position" }])
  // Margin 910; (9100 - 910) / (0.1 x (1 - 0.0045)) = 82270.215...
  const liqPx = Number(desk.rest("GET", "/api/v5/account/positions").data[0]?.liqPx)
  assert.ok(Math.abs(liqPx - 82270.2159) < 0.001, String(liqPx))
  desk.say({ op: "subscribe", args: [{ channel: "liquidation-warning", instType: "ANY" }] })
  for (const mark of ["84000", "83000", "82270.3"]) desk.control("POST", "/paper/price", { symbol: SWAP, mark })
  assert.deepEqual(
    desk.pushed("liquidation-warning").map(({ instId, markPx }) => [instId, markPx]),
    [[SWAP, "83000"]],
  )
  assert.equal(desk.rest("GET", "/api/v5/account/positions").data.length, 1)
  desk.control("POST", "/paper/price", { symbol: SWAP, mark: "82270.2" })
  assert.equal(desk.rest("GET", "/api/v5/account/positions").data.length, 0)
  const [live, filled] = desk.pushed("orders")
  assert.deepEqual([live?.state, live?.category, filled?.state], ["live", "full_liquidation", "filled"])
  // 10000 less margin and opening fee (9100 x 0.0002), and the crumb that rounding to the tick leaves.
  const left = Number(balance(desk, "USDT"))
  assert.ok(left >= 10000 - 910 - 1.82 && left < 10000 - 910 - 1.82 + 0.01, String(left))
  const [closed] = desk.rest("GET", "/api/v5/account/positions-history").data
  assert.deepEqual([closed?.type, closed?.direction, closed?.closeTotalPos], ["3", "long", "10"])
  assert.deepEqual(
    desk.pushed("balance_and_position").map(({ eventType }) => eventType),
    ["liquidation"],
  )
})

test("cross positions lose everything at once, so orders go first with source 3, then all of the currency, and zero is the floor", () => {
  const desk = deskWith("2000")
  enter(desk, { tdMode: "cross" }, "91000", "5")
  const rests = desk.place({ instId: SWAP, tdMode: "cross", px: "80000", sz: "0.5", clOrdId: "rests" })
  assert.equal(rests.sCode, "0")
  desk.control("POST", "/paper/price", { symbol: SWAP, mark: "45000" })
  assert.equal(desk.order(`instId=${SWAP}&clOrdId=rests`).cancelSource, "3")
  assert.equal(desk.rest("GET", "/api/v5/account/positions").data.length, 0)
  assert.equal(balance(desk, "USDT"), "0")
  const bills = desk.rest("GET", "/api/v5/account/bills?type=5").data.map(({ subType }) => subType)
  assert.deepEqual(bills, ["110", "107"])
  assert.equal(desk.logged("deficit-covered").length, 1)
})

test("cancelling orders is enough, so the position stays", () => {
  const desk = deskWith("2000")
  enter(desk, { tdMode: "cross" }, "91000", "5")
  // The margin of an isolated order counts against the cross equity.
  desk.place({ instId: "ETH-USDT-SWAP", tdMode: "isolated", px: "3000", sz: "1", clOrdId: "other" })
  desk.control("POST", "/paper/price", { symbol: SWAP, mark: "60000" })
  assert.equal(desk.rest("GET", "/api/v5/account/positions").data.length, 1)
  assert.equal(desk.order("instId=ETH-USDT-SWAP&clOrdId=other").state, "live")
})

test("a position of a high tier is in danger, so it is reduced before it is taken over", () => {
  const desk = deskWith("10000000")
  enter(desk, { tdMode: "cross" }, "91000", "12000")
  // 12000 contracts are of the third tier: maintenance 0.65 %, reduced to the 5000 of the first.
  desk.control("POST", "/paper/price", { symbol: SWAP, mark: "7730" })
  const kinds = desk.logged("order-accepted").map(({ category }) => category)
  assert.deepEqual(kinds, ["normal", "partial_liquidation"])
  assert.equal(desk.rest("GET", "/api/v5/account/positions").data[0]?.pos, "5000")
})

test("funding at eight in the morning, so a long pays the rate of its value and a short gets it", () => {
  const desk = deskWith("10000")
  desk.rest("POST", "/api/v5/account/set-position-mode", { posMode: "long_short_mode" })
  enter(desk, { tdMode: "cross", posSide: "long" }, "91000", "1")
  enter(desk, { tdMode: "isolated", posSide: "short", side: "sell" }, "91000", "2")
  desk.control("POST", "/paper/price", { symbol: SWAP, mark: "90000" })
  const before = balance(desk, "USDT")
  desk.control("POST", "/paper/clock", { advanceMs: 8 * 3_600_000 })
  desk.pass(1)
  const [short, long] = desk.rest("GET", "/api/v5/account/bills?type=8").data
  // 0.0001 x 900 and x 1800; what the isolated short gets goes to its margin.
  assert.deepEqual([long?.subType, long?.balChg, long?.pnl], ["173", "-0.09", "-0.09"])
  assert.deepEqual([short?.subType, short?.balChg, short?.posBalChg], ["174", "0", "0.18"])
  assert.equal(balance(desk, "USDT"), format(Decimals.subtract(decimal(before), decimal("0.09"))))
  const rows = desk.rest("GET", "/api/v5/account/positions").data
  assert.deepEqual(
    rows.map(({ posSide, fundingFee }) => [posSide, fundingFee]),
    [
      ["long", "-0.09"],
      ["short", "0.18"],
    ],
  )
})

test("a future comes to its end, so orders go with source 7, positions are settled at the index, and the next one is listed", () => {
  const end = thisWeekExpiry(START_MS)
  const instId = `BTC-USD-${nameOfExpiry(end)}`
  const desk = deskWith("10000")
  enter(desk, { instId, tdMode: "cross" }, "91000", "2")
  desk.place({ instId, tdMode: "cross", px: "89000", sz: "1", clOrdId: "rests" })
  desk.control("POST", "/paper/price", { symbol: instId, index: "91000" })
  desk.price("BTC-USDT", "91000")
  const before = decimal(balance(desk, "BTC"))
  desk.control("POST", "/paper/clock", { advanceMs: end - START_MS })
  desk.pass(1)
  assert.equal(desk.place({ instId, tdMode: "cross", px: "89000", sz: "1" }).sCode, "51027")
  assert.equal(desk.order(`instId=${instId}&clOrdId=rests`).cancelSource, "7")
  const [bill] = desk.rest("GET", "/api/v5/account/bills?type=3").data
  // Delivered where it was entered: nothing but 0.01 % of 200 / 91000 BTC.
  assert.deepEqual([bill?.subType, bill?.px, bill?.pnl, bill?.fee], ["112", "91000", "0", "-0.0000002197802197"])
  assert.equal(balance(desk, "BTC"), format(Decimals.add(before, decimal("-0.0000002197802197"))))
  const next = `BTC-USD-${nameOfExpiry(thisWeekExpiry(end))}`
  const listed = desk.rest("GET", "/api/v5/public/instruments?instType=FUTURES").data.map((row) => row.instId)
  assert.ok(listed.includes(next) && !listed.includes(instId), listed.join())
  const past = desk.rest("GET", "/api/v5/public/delivery-exercise-history?instType=FUTURES&instFamily=BTC-USD").data
  assert.deepEqual(past, [{ details: [{ insId: instId, px: "91000", type: "delivery" }], ts: String(end) }])
  desk.pass(6 * 60_000)
  assert.equal(desk.place({ instId, tdMode: "cross", px: "89000", sz: "1" }).sCode, "51001")
  assert.equal(desk.place({ instId: next, tdMode: "cross", px: "91000", sz: "1" }).sCode, "0")
})
