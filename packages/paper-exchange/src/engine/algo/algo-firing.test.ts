// What algo orders do when their price has come: which leg acts, what order it makes, and what is left of them. The market
// stands at 91500 (SPOT) and 91520 (SWAP) unless moved.

import assert from "node:assert/strict"
import { test } from "node:test"
import { algoRow, cancelAlgo, children, fate, pending, placed, SWAP } from "../../testing/algos.ts"
import { Desk, type Json, START_MS } from "../../testing/desk.ts"
import { nameOfExpiry, thisWeekExpiry } from "../futures-calendar.ts"

const SL = { ordType: "conditional", slTriggerPx: "90000", slOrdPx: "-1" }
const TP = { ordType: "conditional", tpTriggerPx: "93000", tpOrdPx: "-1" }
const OCO = { ...SL, ...TP, ordType: "oco" }

interface Case {
  readonly what: string
  readonly algo: Json
  /** Prices on the way, at none of which anything happens, and the one at which it does. */
  readonly quiet: readonly string[]
  readonly at: string
  readonly fate: string
  readonly child: Json
}

const CASES: readonly Case[] = [
  {
    what: "a selling stop loss when the price has fallen to it",
    algo: SL,
    quiet: ["95000", "90000.1"],
    at: "90000",
    fate: "effective sl 1",
    child: { side: "sell", ordType: "market", source: "7", sz: "0.1", px: "" },
  },
  {
    what: "a selling take profit when the price has risen to it, at its limit",
    algo: { ...TP, tpOrdPx: "92900" },
    quiet: ["90000", "92999.9"],
    at: "93000.5",
    fate: "effective tp 1",
    child: { side: "sell", ordType: "limit", source: "7", px: "92900" },
  },
  {
    what: "a buying stop loss when the price has risen to it",
    algo: { ...SL, side: "buy", slTriggerPx: "93000", sz: "1000" },
    quiet: ["90000", "92999.9"],
    at: "93000",
    fate: "effective sl 1",
    child: { side: "buy", ordType: "market", sz: "1000", tgtCcy: "quote_ccy" },
  },
  {
    what: "a buying take profit when the price has fallen to it",
    algo: { ...TP, side: "buy", tpTriggerPx: "90000", tpOrdPx: "90100" },
    quiet: ["93000", "90000.1"],
    at: "89000",
    fate: "effective tp 1",
    child: { side: "buy", ordType: "limit", px: "90100" },
  },
  {
    what: "an OCO by its take profit, its stop loss gone with it",
    algo: OCO,
    quiet: ["90000.1", "92999.9"],
    at: "93000",
    fate: "effective tp 1",
    child: { side: "sell", source: "7" },
  },
  {
    what: "an OCO by its stop loss",
    algo: OCO,
    quiet: ["92999.9"],
    at: "89500",
    fate: "effective sl 1",
    child: { side: "sell", source: "7" },
  },
  {
    what: "a trigger above the price when the price has risen to it, as a limit order",
    algo: { ordType: "trigger", side: "buy", triggerPx: "92000", orderPx: "92100", sz: "0.01" },
    quiet: ["91000", "91999.9"],
    at: "92000",
    fate: "effective 1",
    child: { side: "buy", ordType: "limit", px: "92100", source: "6" },
  },
  {
    what: "a trigger below the price when the price has fallen to it",
    algo: { ordType: "trigger", triggerPx: "91000", orderPx: "-1" },
    quiet: ["92000", "91000.1"],
    at: "90990",
    fate: "effective 1",
    child: { side: "sell", ordType: "market", source: "6" },
  },
  {
    what: "a trigger order that must be filled whole",
    algo: { ordType: "trigger", triggerPx: "91000", orderPx: "90900", advanceOrdType: "fok" },
    quiet: [],
    at: "91000",
    fate: "effective 1",
    child: { ordType: "fok", px: "90900", source: "6" },
  },
  {
    what: "a trigger order that takes what there is",
    algo: { ordType: "trigger", triggerPx: "91000", orderPx: "95000", advanceOrdType: "ioc" },
    quiet: [],
    at: "91000",
    fate: "effective 1",
    child: { ordType: "ioc", px: "95000", state: "canceled", cancelSource: "14" },
  },
  {
    what: "a trailing stop that sells when the price has come back by its part of the highest",
    algo: { ordType: "move_order_stop", callbackRatio: "0.01" },
    quiet: ["91000", "95000", "94050.1"],
    at: "94050",
    fate: "effective 1",
    child: { side: "sell", ordType: "market", source: "25" },
  },
  {
    what: "a trailing stop that buys when the price has come back by its distance from the lowest",
    algo: { ordType: "move_order_stop", side: "buy", callbackSpread: "500" },
    quiet: ["91900", "90000", "90499.9"],
    at: "90500",
    fate: "effective 1",
    child: { side: "buy", ordType: "market", source: "25" },
  },
  {
    what: "a trailing stop that is activated first and follows only from there",
    algo: { ordType: "move_order_stop", callbackSpread: "500", activePx: "93000" },
    quiet: ["90000", "92999.9", "90000", "93000", "92500.1"],
    at: "92500",
    fate: "effective 1",
    child: { side: "sell", source: "25" },
  },
]

for (const { what, algo, quiet, at, fate: expected, child } of CASES) {
  test(`${what}, so one order and no more`, () => {
    const desk = new Desk()
    const algoId = placed(desk, { algoClOrdId: "mine", tag: "tagged", ...algo })
    for (const price of quiet) {
      desk.price("BTC-USDT", price)
      assert.equal(fate(desk, algoId), "live 0", `nothing at ${price}`)
    }
    desk.pass(7)
    desk.price("BTC-USDT", at)
    assert.equal(fate(desk, algoId), expected)
    for (const price of ["80000", "99000", at]) desk.price("BTC-USDT", price)
    const made = children(desk)
    assert.equal(made.length, 1)
    const [order = {}] = made
    assert.deepEqual({ ...child, ...pick(order, child) }, child)
    assert.deepEqual([order.algoId, order.algoClOrdId, order.clOrdId, order.tag], [algoId, "mine", "", "tagged"])
    const row = algoRow(desk, algoId)
    assert.deepEqual([row.triggerTime, row.ordId, row.failCode], [String(desk.nowMs), order.ordId, ""])
    assert.deepEqual([row.actualSz, row.actualPx], [order.sz, order.px])
    assert.deepEqual(pending(desk, String(algo.ordType)), [])
    assert.equal(desk.logged("algo-triggered").length, 1)
    assert.equal(desk.logged("algo-ended").length, 1)
  })
}

function pick(row: Json, names: Json): Json {
  return Object.fromEntries(Object.keys(names).map((name) => [name, row[name]]))
}

test("the price passes a trigger within one trade and is back at its end, so the trigger has gone off", () => {
  const desk = new Desk()
  const algoId = placed(desk, SL)
  desk.trade("BTC-USDT", "sell", "89990", "0.01")
  desk.trade("BTC-USDT", "buy", "91500", "0.01")
  assert.equal(fate(desk, algoId), "effective sl 1")
})

test("a trigger at the present price, so it goes off as it is placed, after its answer", () => {
  const desk = new Desk()
  const algoId = placed(desk, { ordType: "trigger", triggerPx: "91500", orderPx: "-1" })
  assert.equal(fate(desk, algoId), "effective 1")
})

for (const priceType of ["mark", "index"]) {
  test(`a stop by the ${priceType} price, so the last price does not set it off`, () => {
    const desk = new Desk()
    desk.place({ ...SWAP, side: "buy", ordType: "market", px: "" })
    desk.control("POST", "/paper/price", { symbol: "BTC-USDT-SWAP", [priceType]: "91520" })
    const algoId = placed(desk, { ...SL, ...SWAP, reduceOnly: true, slTriggerPxType: priceType })
    desk.price("BTC-USDT-SWAP", "89000")
    assert.equal(fate(desk, algoId), "live 0")
    desk.control("POST", "/paper/price", { symbol: "BTC-USDT-SWAP", [priceType]: "89999" })
    assert.equal(fate(desk, algoId), "effective sl 1")
  })
}

test("both legs of a one-way order in net mode, so only the stop loss acts", () => {
  const desk = new Desk()
  const algoId = placed(desk, { ...SL, ...TP })
  desk.price("BTC-USDT", "94000")
  assert.equal(fate(desk, algoId), "live 0")
  desk.price("BTC-USDT", "89000")
  assert.equal(fate(desk, algoId), "effective sl 1")
})

test("too little money when it is triggered, so the order failed with 51008 and nothing was placed", () => {
  const desk = new Desk()
  const algoId = placed(desk, { ...SL, sz: "10.5" })
  desk.price("BTC-USDT", "89000")
  assert.equal(fate(desk, algoId), "order_failed sl 0")
  assert.equal(algoRow(desk, algoId).failCode, "51008")
  assert.deepEqual(children(desk), [])
  const failed = desk.rest("GET", "/api/v5/trade/orders-algo-history?ordType=conditional&state=order_failed").data
  assert.deepEqual(
    failed.map(({ algoId: id }) => id),
    [algoId],
  )
})

test("a trigger order that finds less money than it wanted, so it is placed with what there is", () => {
  const desk = new Desk()
  const algo = { ordType: "trigger", side: "buy", triggerPx: "92000", orderPx: "91000", sz: "5" }
  const algoId = placed(desk, algo)
  desk.price("BTC-USDT", "92000")
  assert.equal(fate(desk, algoId), "effective 1")
  const [order] = children(desk)
  assert.equal(order?.sz, "1.09890109")
  assert.equal(algoRow(desk, algoId).actualSz, "1.09890109")
})

test("a limit price outside the band when it is triggered, so it failed with 51006", () => {
  const desk = new Desk()
  const algoId = placed(desk, { ...SL, slOrdPx: "60000" })
  desk.price("BTC-USDT", "90000")
  assert.equal(algoRow(desk, algoId).failCode, "51006")
})

test("a reduce-only stop larger than the position, so it closes the position and no more", () => {
  const desk = new Desk()
  desk.place({ ...SWAP, side: "buy", ordType: "market", px: "", sz: "2" })
  const algoId = placed(desk, { ...SL, ...SWAP, sz: "5", reduceOnly: true })
  desk.price("BTC-USDT-SWAP", "89000")
  assert.equal(fate(desk, algoId), "effective sl 1")
  assert.equal(algoRow(desk, algoId).actualSz, "2")
  const [position] = desk.rest("GET", "/api/v5/account/positions?instId=BTC-USDT-SWAP").data
  assert.ok(position === undefined || position.pos === "0")
})

test("a reduce-only stop without a position when its price comes, so it failed with 51169", () => {
  const desk = new Desk()
  const algoId = placed(desk, { ...SL, ...SWAP, reduceOnly: true })
  desk.price("BTC-USDT-SWAP", "89000")
  assert.deepEqual([fate(desk, algoId), algoRow(desk, algoId).failCode], ["order_failed sl 0", "51169"])
})

test("closeFraction, so the whole position is closed as large as it then is, and only one may wait", () => {
  const desk = new Desk()
  desk.place({ ...SWAP, side: "buy", ordType: "market", px: "", sz: "2" })
  const closing = { ...SL, ...SWAP, sz: "", closeFraction: "1", reduceOnly: true }
  const algoId = placed(desk, closing)
  assert.equal(desk.rest("POST", "/api/v5/trade/order-algo", { ...closing, side: "sell" }).data[0]?.sCode, "51088")
  desk.place({ ...SWAP, side: "buy", ordType: "market", px: "", sz: "3" })
  desk.price("BTC-USDT-SWAP", "89000")
  const row = algoRow(desk, algoId)
  assert.deepEqual([row.state, row.sz, row.actualSz, row.closeFraction], ["effective", "5", "5", "1"])
})

test("a market order larger than one may be, so it is split and all parts are listed", () => {
  const desk = new Desk({ accounts: [RICH] })
  const algoId = placed(desk, { ordType: "trigger", ...SWAP, triggerPx: "91000", orderPx: "-1", sz: "25000" })
  desk.price("BTC-USDT-SWAP", "91000")
  const sizes = children(desk, "SWAP").map(({ sz }) => sz)
  assert.deepEqual(sizes, ["12000", "12000", "1000"])
  assert.equal(fate(desk, algoId), "effective 3")
})

const RICH = {
  apiKey: "paper-key",
  secret: "paper-secret",
  passphrase: "paper-pass",
  balances: { USDT: "1000000000" },
}

test("the position of a TP/SL with cxlOnClosePos is closed, so it is cancelled; one without stays", () => {
  const desk = new Desk()
  desk.place({ ...SWAP, side: "buy", ordType: "market", px: "" })
  const bound = placed(desk, { ...SL, ...SWAP, reduceOnly: true, cxlOnClosePos: true })
  const free = placed(desk, { ...SL, ...SWAP, reduceOnly: true })
  desk.place({ ...SWAP, side: "sell", ordType: "market", px: "" })
  assert.deepEqual([fate(desk, bound), fate(desk, free)], ["canceled 0", "live 0"])
})

test("in long/short mode a stop of the long side closes the long and leaves the short", () => {
  const desk = new Desk()
  assert.equal(desk.rest("POST", "/api/v5/account/set-position-mode", { posMode: "long_short_mode" }).code, "0")
  desk.place({ ...SWAP, side: "buy", posSide: "long", ordType: "market", px: "" })
  desk.place({ ...SWAP, side: "sell", posSide: "short", ordType: "market", px: "" })
  const algoId = placed(desk, { ...SL, ...SWAP, posSide: "long", sz: "3" })
  desk.price("BTC-USDT-SWAP", "89000")
  assert.equal(fate(desk, algoId), "effective sl 1")
  const left = desk.rest("GET", "/api/v5/account/positions").data.map(({ posSide, pos }) => [posSide, pos])
  assert.deepEqual(
    left.filter(([, pos]) => pos !== "0").map(([posSide]) => posSide),
    ["short"],
  )
})

test("cancel-all-after fires, so orders are cancelled and algo orders are not", () => {
  const desk = new Desk()
  const algoId = placed(desk, SL)
  desk.place({})
  desk.rest("POST", "/api/v5/trade/cancel-all-after", { timeOut: "10" })
  desk.pass(10_000)
  assert.deepEqual(desk.rest("GET", "/api/v5/trade/orders-pending").data, [])
  assert.equal(fate(desk, algoId), "live 0")
})

test("algo orders of contracts wait, so neither position mode nor leverage can be changed, and the position's row names what closes it", () => {
  const desk = new Desk()
  const mode = (): string => desk.rest("POST", "/api/v5/account/set-position-mode", { posMode: "long_short_mode" }).code
  const leverage = (): string => {
    const body = { instId: "BTC-USDT-SWAP", mgnMode: "cross", lever: "7" }
    return desk.rest("POST", "/api/v5/account/set-leverage", body).code
  }
  const waits = placed(desk, { ...SL, ...SWAP })
  assert.deepEqual([mode(), leverage()], ["59000", "59669"])
  cancelAlgo(desk, { instId: "BTC-USDT-SWAP", algoId: waits })
  assert.deepEqual([leverage(), mode()], ["0", "0"])
  desk.place({ ...SWAP, side: "buy", posSide: "long", ordType: "market", px: "" })
  const algoId = placed(desk, { ...SL, ...SWAP, posSide: "long", sz: "", closeFraction: "1" })
  const [row] = desk.rest("GET", "/api/v5/account/positions?instId=BTC-USDT-SWAP").data
  const closing = { algoId, closeFraction: "1", slTriggerPx: "90000", slTriggerPxType: "last" }
  assert.deepEqual(row?.closeOrderAlgo, [{ ...closing, tpTriggerPx: "", tpTriggerPxType: "" }])
})

test("a position is liquidated, so the TP/SL bound to it are gone", () => {
  const desk = new Desk()
  desk.place({ ...SWAP, side: "buy", ordType: "market", px: "" })
  const algoId = placed(desk, { ...SL, ...SWAP, reduceOnly: true, cxlOnClosePos: true })
  desk.control("POST", "/paper/positions/reduce", { symbol: "BTC-USDT-SWAP", category: "full_liquidation" })
  assert.equal(fate(desk, algoId), "canceled 0")
})

test("a future comes to its end, so what waited for its prices is cancelled", () => {
  const end = thisWeekExpiry(START_MS)
  const desk = new Desk()
  const algoId = placed(desk, { ...SL, ...SWAP, instId: `BTC-USDT-${nameOfExpiry(end)}`, slTriggerPx: "80000" })
  desk.control("POST", "/paper/clock", { advanceMs: end - START_MS })
  desk.pass(1)
  assert.equal(fate(desk, algoId), "canceled 0")
})
