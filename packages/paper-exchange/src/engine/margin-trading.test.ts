// MARGIN positions: what a long owes and a short owns, fees that come off what is received, profit in either margin currency,
// liquidation, and how it is told. Figures are worked out by hand; fees here are 1 in 1000 for takers.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Decimals, decimal, format } from "@okx-oms/core"
import { Desk, type Json, KEYS } from "../testing/desk.ts"

const PAIR = "BTC-USDT"

function deskOf(): Desk {
  return new Desk({ rateLimits: false, accounts: [{ ...KEYS, balances: { USDT: "10000", BTC: "1" } }] })
}

/** As taker at exactly this price. */
function take(desk: Desk, order: Json, price: string): void {
  const buy = order.side === "buy"
  desk.price(PAIR, buy ? format(Decimals.subtract(decimal(price), decimal("0.1"))) : price)
  const item = desk.place({ instId: PAIR, tdMode: "cross", ordType: "ioc", px: price, ...order })
  assert.equal(item.sCode, "0", String(item.sMsg))
}

function cash(desk: Desk, ccy: string): string {
  const details = desk.rest("GET", `/api/v5/account/balance?ccy=${ccy}`).data[0]?.details
  assert.ok(Array.isArray(details))
  return String(details[0]?.cashBal)
}

function position(desk: Desk): Json {
  const [row] = desk.rest("GET", "/api/v5/account/positions?instType=MARGIN").data
  assert.ok(row)
  return row
}

function pick(row: Json, ...fields: string[]): unknown[] {
  return fields.map((field) => row[field])
}

test("a long on margin, so quote is owed, the coin less the fee is held, and no balance changed", () => {
  const desk = deskOf()
  take(desk, { ccy: "USDT", side: "buy", sz: "0.02" }, "90000")
  const row = position(desk)
  assert.deepEqual(pick(row, "instType", "pos", "posCcy", "liab", "liabCcy", "ccy", "mgnMode"), [
    "MARGIN",
    "0.01998",
    "BTC",
    "-1800",
    "USDT",
    "USDT",
    "cross",
  ])
  assert.equal(cash(desk, "USDT"), "10000")
  assert.equal(cash(desk, "BTC"), "1")
  const [fill] = desk.rest("GET", "/api/v5/trade/fills").data
  assert.deepEqual(pick(fill ?? {}, "instType", "fee", "feeCcy", "feeRate", "subType"), [
    "MARGIN",
    "-0.00002",
    "BTC",
    "-0.001",
    "1",
  ])
})

test("the long is sold higher, so the debt is paid and the rest is the profit, in quote", () => {
  const desk = deskOf()
  take(desk, { ccy: "USDT", side: "buy", sz: "0.02" }, "90000")
  take(desk, { ccy: "USDT", side: "sell", sz: "0.01998", reduceOnly: true }, "91000")
  // 0.01998 x 91000 x 0.999 - 1800 = 16.36182
  assert.equal(cash(desk, "USDT"), "10016.36182")
  assert.equal(cash(desk, "BTC"), "1")
  assert.equal(desk.rest("GET", "/api/v5/account/positions").data.length, 0)
})

test("the same with the coin as margin, so the profit is in the coin", () => {
  const desk = deskOf()
  take(desk, { ccy: "BTC", side: "buy", sz: "0.02" }, "90000")
  take(desk, { ccy: "BTC", side: "sell", sz: "0.01998", reduceOnly: true }, "91000")
  // 16.36182 / 91000
  assert.equal(cash(desk, "BTC"), "1.0001798002197802")
  assert.equal(cash(desk, "USDT"), "10000")
})

test("a short on margin, so the coin is owed and what it was sold for is held", () => {
  const desk = deskOf()
  take(desk, { ccy: "USDT", side: "sell", sz: "0.02" }, "90000")
  assert.deepEqual(pick(position(desk), "pos", "posCcy", "liab", "liabCcy"), ["1798.2", "USDT", "-0.02", "BTC"])
  const close = desk.rest("POST", "/api/v5/trade/close-position", { instId: PAIR, mgnMode: "cross", ccy: "USDT" })
  assert.equal(close.code, "0", close.text)
  assert.equal(desk.rest("GET", "/api/v5/account/positions").data.length, 0)
  // What was bought beyond the debt is coin in the balance.
  assert.ok(Number(cash(desk, "BTC")) > 1 && Number(cash(desk, "BTC")) < 1.002)
})

test("an isolated long, so its margin leaves the balance, profit and margin come back, and the liquidation price is kept to", () => {
  const desk = deskOf()
  take(desk, { tdMode: "isolated", ccy: "USDT", side: "buy", sz: "0.02" }, "90000")
  // 0.01998 x 90000 / 3
  assert.equal(position(desk).margin, "599.4")
  assert.equal(cash(desk, "USDT"), "9400.6")
  // (1800 - 599.4) / (0.01998 x (1 - 0.031))
  assert.ok(Math.abs(Number(position(desk).liqPx) - 62012.4) < 0.1, String(position(desk).liqPx))
  desk.control("POST", "/paper/price", { symbol: PAIR, mark: "62012" })
  assert.equal(desk.rest("GET", "/api/v5/account/positions").data.length, 0)
  const left = Number(cash(desk, "USDT"))
  assert.ok(left >= 9400.6 && left < 9400.62, String(left))
})

test("market orders on margin, so a buy is sized in quote and a sell in the coin", () => {
  const desk = deskOf()
  desk.price(PAIR, "90000")
  assert.equal(desk.place({ instId: PAIR, tdMode: "cross", ccy: "USDT", ordType: "market", sz: "900" }).sCode, "0")
  assert.ok(Math.abs(Number(position(desk).pos) - 0.00999) < 0.00001)
  const sold = desk.place({ instId: PAIR, tdMode: "cross", ccy: "USDT", side: "sell", ordType: "market", sz: "0.009" })
  assert.equal(sold.sCode, "0")
  assert.ok(Number(position(desk).pos) < 0.001)
})

test("leverage of the pair, so margin and what can be opened follow it", () => {
  const desk = deskOf()
  const most = (): number =>
    Number(desk.rest("GET", `/api/v5/account/max-size?instId=${PAIR}&tdMode=cross&ccy=USDT&px=90000`).data[0]?.maxBuy)
  assert.ok(Math.abs(most() - 30000 / 90000) < 1e-7)
  const set = { instId: PAIR, mgnMode: "cross", lever: "10" }
  assert.equal(desk.rest("POST", "/api/v5/account/set-leverage", set).code, "0")
  assert.ok(Math.abs(most() - 100000 / 90000) < 1e-7)
  assert.equal(desk.rest("POST", "/api/v5/account/set-leverage", { ...set, lever: "11" }).code, "59102")
})
