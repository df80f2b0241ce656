// Account modes and what is told of accounts: Multi-currency margin that stands together, balances with isolated margin as
// recorded, sizes that can be traded, histories of positions, and that all of it comes back after a restart.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, type Json, KEYS, START_MS } from "../testing/desk.ts"
import { createExchange } from "./exchange.ts"
import type { SavedAccount, SavedExchange, SavedOrder, StateChange } from "./state.ts"

const SWAP: Json = { instId: "BTC-USDT-SWAP", tdMode: "cross" }

function account(desk: Desk): Json {
  const [row] = desk.rest("GET", "/api/v5/account/balance").data
  assert.ok(row)
  return row
}

function currency(desk: Desk, ccy: string): Json {
  const { details } = account(desk)
  assert.ok(Array.isArray(details))
  const found: unknown = details.find((row: Json) => row.ccy === ccy)
  assert.ok(typeof found === "object" && found !== null)
  return { ...found }
}

function enter(desk: Desk, order: Json, price: string, size: string): void {
  const side = order.side === "sell" ? "sell" : "buy"
  assert.equal(desk.place({ ...SWAP, px: price, sz: size, side, ...order }).sCode, "0")
  desk.trade(String(order.instId ?? SWAP.instId), side === "buy" ? "sell" : "buy", price, size)
}

test("an isolated position, so eq is cash and isolated equity, and what it holds is frozen, as recorded", () => {
  const desk = new Desk({ accounts: [{ ...KEYS, balances: { USDT: "10000" } }] })
  enter(desk, { tdMode: "isolated" }, "90000", "3")
  desk.control("POST", "/paper/price", { symbol: "BTC-USDT-SWAP", mark: "89000" })
  const row = currency(desk, "USDT")
  // Margin 900, fee 0.54, loss 30.
  assert.deepEqual(
    ["cashBal", "isoEq", "isoUpl", "upl", "frozenBal", "eq", "availBal", "imr", "mmr"].map((name) => row[name]),
    ["9099.46", "870", "-30", "-30", "870", "9969.46", "9099.46", "0", "0"],
  )
})

test("a cross position, so margin and profit count, and the margin ratio is that of the currency", () => {
  const desk = new Desk({ accounts: [{ ...KEYS, balances: { USDT: "10000" } }] })
  enter(desk, {}, "90000", "3")
  desk.control("POST", "/paper/price", { symbol: "BTC-USDT-SWAP", mark: "91000" })
  const row = currency(desk, "USDT")
  // Fee 0.54, profit 30, value 2730: a third of it is held.
  assert.deepEqual(
    ["cashBal", "upl", "eq", "imr", "mmr", "frozenBal", "availEq"].map((name) => row[name]),
    ["9999.46", "30", "10029.46", "910", "10.92", "910", "9119.46"],
  )
  // 10029.46 / (10.92 + 1.365)
  assert.ok(Math.abs(Number(row.mgnRatio) - 816.398860398) < 1e-6, String(row.mgnRatio))
})

test("Multi-currency margin, so coins back a USDT contract, and the account is told as a whole in dollars", () => {
  const desk = new Desk({ accounts: [{ ...KEYS, acctLv: "3", balances: { BTC: "1" } }] })
  enter(desk, {}, "91000", "10")
  const row = account(desk)
  // 91500 of BTC, less the fee of 1.82, beside a profit at the mark of the last price, 0; 9100 at three times.
  assert.deepEqual([row.adjEq, row.notionalUsd, row.mmr], ["91498.18", "9100", "36.4"])
  assert.ok(Math.abs(Number(row.imr) - 3033.3333) < 0.001)
  assert.equal(currency(desk, "USDT").liab, "1.82")
  assert.equal(desk.place({ ...SWAP, px: "91000", sz: "400" }).subCode, "1001")
  assert.equal(desk.place({ tdMode: "cross", px: "90000", sz: "0.1" }).sCode, "51008")
  desk.control("POST", "/paper/price", { symbol: "BTC-USDT-SWAP", mark: "1000" })
  assert.equal(desk.rest("GET", "/api/v5/account/positions").data.length, 1)
})

test("max-size and max-avail-size of every kind, so they are what an order is taken with and not a lot more", () => {
  const desk = new Desk({ rateLimits: false, accounts: [{ ...KEYS, balances: { USDT: "10000", BTC: "1" } }] })
  const most = (query: string): Json => desk.rest("GET", `/api/v5/account/max-size?${query}`).data[0] ?? {}
  assert.deepEqual(most("instId=BTC-USDT&tdMode=cash&px=90000"), {
    instId: "BTC-USDT",
    ccy: "BTC",
    maxBuy: "0.1111111111111111",
    maxSell: "1",
  })
  // 30000 / 900 contracts
  assert.equal(most("instId=BTC-USDT-SWAP&tdMode=cross&px=90000").maxBuy, "33.33")
  assert.equal(most("instId=BTC-USDT-SWAP&tdMode=isolated&px=90000&leverage=10").maxSell, "111.11")
  // 3 BTC x 90000 / 100
  assert.deepEqual(most("instId=BTC-USD-SWAP&tdMode=cross&px=90000"), {
    instId: "BTC-USD-SWAP",
    ccy: "BTC",
    maxBuy: "2700",
    maxSell: "2700",
  })
  const avail = desk.rest("GET", "/api/v5/account/max-avail-size?instId=BTC-USD-SWAP&tdMode=cross").data[0]
  assert.deepEqual(avail, { instId: "BTC-USD-SWAP", availBuy: "1", availSell: "1" })
  assert.equal(desk.rest("GET", "/api/v5/account/max-size?instId=BTC-USDT&tdMode=cross").code, "51000")
  assert.equal(desk.place({ ...SWAP, px: "90000", sz: "33.4" }).sCode, "51008")
  assert.equal(desk.place({ ...SWAP, px: "90000", sz: "33.2" }).sCode, "0")
})

test("positions that were closed, so each life is a row with its own sums, newest first, paged by uTime", () => {
  const desk = new Desk({ rateLimits: false })
  for (const price of ["91000", "91200"]) {
    enter(desk, {}, price, "2")
    desk.pass(1_000)
    enter(desk, { side: "sell" }, "91500", "1")
    desk.pass(1_000)
    enter(desk, { side: "sell" }, "91700", "1")
    desk.pass(1_000)
  }
  const rows = desk.rest("GET", "/api/v5/account/positions-history").data
  assert.deepEqual(
    rows.map(({ type, openAvgPx, closeAvgPx, closeTotalPos, openMaxPos, pnl, direction }) => [
      ...[type, openAvgPx, closeAvgPx, closeTotalPos, openMaxPos, pnl, direction],
    ]),
    [
      ["2", "91200", "91600", "2", "2", "8", "long"],
      ["2", "91000", "91600", "2", "2", "12", "long"],
    ],
  )
  const older = desk.rest("GET", `/api/v5/account/positions-history?after=${rows[0]?.uTime}`).data
  assert.deepEqual(
    older.map(({ uTime }) => uTime),
    [rows[1]?.uTime],
  )
  assert.equal(rows[0]?.posId, rows[1]?.posId)
  assert.notEqual(rows[0]?.cTime, rows[1]?.cTime)
  assert.equal(desk.rest("GET", "/api/v5/account/positions-history?mgnMode=isolated").data.length, 0)
})

test("leverage-info in long/short mode, so both sides are told, and only isolated ones differ", () => {
  const desk = new Desk({
    rateLimits: false,
    accounts: [{ ...KEYS, posMode: "long_short_mode", balances: { USDT: "1" } }],
  })
  const set = { instId: "BTC-USDT-SWAP", mgnMode: "isolated", posSide: "long", lever: 7 }
  assert.deepEqual(desk.rest("POST", "/api/v5/account/set-leverage", set).data, [{ ...set, lever: "7" }])
  const told = (mgnMode: string, instId = "BTC-USDT-SWAP") =>
    desk
      .rest("GET", `/api/v5/account/leverage-info?instId=${instId}&mgnMode=${mgnMode}`)
      .data.map(({ posSide, lever }) => `${posSide} ${lever}`)
  assert.deepEqual(told("isolated"), ["long 7", "short 3"])
  assert.deepEqual(told("cross"), ["long 3", "short 3"])
  const [weekly, quarterly] = desk
    .rest("GET", "/api/v5/public/instruments?instType=FUTURES&instFamily=BTC-USDT")
    .data.map((row) => String(row.instId))
  desk.rest("POST", "/api/v5/account/set-leverage", { instId: weekly, mgnMode: "cross", lever: "5" })
  assert.deepEqual(told("cross", quarterly), ["long 5", "short 5"])
})

/** What a store would have of an exchange. */
function saved(changes: readonly StateChange[]) {
  const values = <T>(kind: StateChange["kind"]): T[] =>
    [...new Map(changes.filter((change) => change.kind === kind).map(({ key, value }) => [key, value])).values()].map(
      (value) => JSON.parse(JSON.stringify(value)),
    )
  const [exchange] = values<SavedExchange>("exchange")
  assert.ok(exchange)
  return {
    ...exchange,
    accounts: values<SavedAccount>("account"),
    orders: values<SavedOrder>("order"),
    algos: [],
    fills: [],
    bills: [],
    log: [],
  }
}

test("a restart with positions of every kind, so all of them are as they were", () => {
  const accounts = [{ ...KEYS, posMode: "long_short_mode", balances: { USDT: "100000", BTC: "1" } }] as const
  const desk = new Desk({ rateLimits: false, keepChanges: true, accounts })
  enter(desk, { posSide: "long" }, "91000", "2")
  enter(desk, { posSide: "short", side: "sell", tdMode: "isolated" }, "91000", "3")
  enter(desk, { instId: "BTC-USD-SWAP", posSide: "short", side: "sell" }, "91000", "3")
  enter(desk, { instId: "BTC-USDT", ccy: "USDT" }, "91000", "0.1")
  desk.place({ ...SWAP, posSide: "long", side: "sell", px: "92000", sz: "1", clOrdId: "closes" })
  const paths = ["positions", "positions-history", "balance", "config"].map((name) => `/api/v5/account/${name}`)
  const read = (of: Desk): unknown[] => paths.map((path) => of.rest("GET", path).data)
  const before = read(desk)
  const again = new Desk({ rateLimits: false, accounts, saved: saved(desk.exchange.takeChanges()) })
  assert.deepEqual(read(again), before)
  assert.equal(again.place({ ...SWAP, posSide: "long", side: "sell", px: "92000", sz: "1.5" }).sCode, "51112")
})

test("the same seed and inputs, so positions of two exchanges are the same to the last digit", () => {
  const run = (): unknown => {
    const desk = new Desk({ rateLimits: false, market: "random-walk" })
    desk.place({ ...SWAP, ordType: "market", sz: "3" })
    desk.pass(60_000)
    desk.place({ ...SWAP, instId: "BTC-USD-SWAP", side: "sell", ordType: "market", sz: "3" })
    desk.pass(60_000)
    return desk.rest("GET", "/api/v5/account/positions").data
  }
  assert.deepEqual(run(), run())
  assert.equal(createExchange({ seed: 1, startedAtMs: START_MS }).world.markets.size, 14)
})
