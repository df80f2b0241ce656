// What POST /trade/order-algo takes and refuses, by OKX's codes, and how many may wait. The market stands at 91500 (SPOT) and
// 91520 (SWAP) unless moved.

import assert from "node:assert/strict"
import { test } from "node:test"
import { cancelAlgo, pending, placeAlgo, placed, SWAP } from "../../testing/algos.ts"
import { Desk, type Json } from "../../testing/desk.ts"

const SL = { ordType: "conditional", slTriggerPx: "90000", slOrdPx: "-1" }
const TP = { ordType: "conditional", tpTriggerPx: "93000", tpOrdPx: "-1" }
const OCO = { ...SL, ...TP, ordType: "oco" }
const TRIGGER = { ordType: "trigger", triggerPx: "92000", orderPx: "-1" }
const TRAIL = { ordType: "move_order_stop", callbackRatio: "0.01" }
const TWAP = { ordType: "twap", sz: "1", szLimit: "0.1", pxLimit: "80000", timeInterval: "5", pxSpread: "1" }
const CHASE = { ...SWAP, ordType: "chase" }
const MARK = { slTriggerPxType: "mark", tpTriggerPxType: "mark" }
const INDEX = { slTriggerPxType: "index", tpTriggerPxType: "index" }

const REFUSED: readonly (readonly [string, Json, string])[] = [
  ["an unknown instrument", { ...SL, instId: "NO-SUCH" }, "51001"],
  ["no instrument", { ...SL, instId: "" }, "50014"],
  ["no side", { ...SL, side: "" }, "50014"],
  ["a side that is none", { ...SL, side: "up" }, "51000"],
  ["no type", { ...SL, ordType: "" }, "50014"],
  ["a type of normal orders", { ...SL, ordType: "limit" }, "51000"],
  ["iceberg", { ordType: "smart_iceberg" }, "51251"],
  ["a trade mode that the pair has not", { ...SL, tdMode: "borrowed" }, "51000"],
  ["posSide long in net mode", { ...SL, ...SWAP, posSide: "long" }, "51000"],
  ["no size", { ...SL, sz: "" }, "50014"],
  ["a size of zero", { ...SL, sz: "0" }, "51000"],
  ["less than the least size", { ...SL, sz: "0.000001" }, "51020"],
  ["parts of a lot", { ...SL, ...SWAP, sz: "0.015" }, "51121"],
  ["more than the most", { ...SL, ...SWAP, sz: "99999999999" }, "51252"],
  ["more than a stop at the market may be worth", { ...SL, sz: "20000" }, "51275"],
  ["an algoClOrdId with a hyphen", { ...SL, algoClOrdId: "a-b" }, "51000"],
  ["a tag that is too long", { ...SL, tag: "12345678901234567" }, "51000"],
  ["neither leg", { ordType: "conditional" }, "50015"],
  ["a trigger without an order price", { ordType: "conditional", slTriggerPx: "90000" }, "50014"],
  ["an order price without a trigger", { ordType: "conditional", slOrdPx: "90000" }, "50014"],
  ["an OCO with one leg", { ...SL, ordType: "oco" }, "50014"],
  ["a trigger off the tick", { ...SL, slTriggerPx: "90000.05" }, "51000"],
  ["SPOT by the mark price", { ...SL, slTriggerPxType: "mark" }, "51415"],
  ["a price type that is none", { ...SL, slTriggerPxType: "best" }, "51000"],
  ["a sell's take profit below the last price", { ...TP, tpTriggerPx: "91000" }, "51279"],
  ["a sell's stop loss above it", { ...SL, slTriggerPx: "92000" }, "51280"],
  ["a buy's take profit above it", { ...TP, side: "buy", sz: "100" }, "51277"],
  ["a buy's stop loss below it", { ...SL, side: "buy", sz: "100" }, "51278"],
  ["a sell's take profit below the mark price", { ...TP, ...SWAP, ...MARK, tpTriggerPx: "91000" }, "51303"],
  ["a sell's stop loss above it", { ...SL, ...SWAP, ...MARK, slTriggerPx: "92000" }, "51304"],
  ["a buy's take profit above it", { ...TP, ...SWAP, ...MARK, side: "buy" }, "51300"],
  ["a buy's stop loss below it", { ...SL, ...SWAP, ...MARK, side: "buy" }, "51302"],
  ["a sell's take profit below the index", { ...TP, ...SWAP, ...INDEX, tpTriggerPx: "91000" }, "51307"],
  ["a sell's stop loss above it", { ...SL, ...SWAP, ...INDEX, slTriggerPx: "92000" }, "51308"],
  ["a buy's take profit above it", { ...TP, ...SWAP, ...INDEX, side: "buy" }, "51305"],
  ["a buy's stop loss below it", { ...SL, ...SWAP, ...INDEX, side: "buy" }, "51306"],
  ["closeFraction of SPOT", { ...SL, sz: "", closeFraction: "1" }, "51327"],
  ["closeFraction of a half", { ...SL, ...SWAP, closeFraction: "0.5", reduceOnly: true }, "51000"],
  ["closeFraction without reduceOnly", { ...SL, ...SWAP, closeFraction: "1" }, "51328"],
  ["closeFraction at a limit", { ...SL, ...SWAP, closeFraction: "1", reduceOnly: true, slOrdPx: "89000" }, "51330"],
  ["closeFraction without a position", { ...SL, ...SWAP, closeFraction: "1", reduceOnly: true }, "51058"],
  ["cxlOnClosePos without reduceOnly", { ...SL, ...SWAP, cxlOnClosePos: true }, "51000"],
  ["a limit take profit of SPOT", { ...OCO, tpTriggerPx: "", tpOrdPx: "93000", tpOrdKind: "limit" }, "51094"],
  ["a limit take profit at the market", { ...OCO, ...SWAP, tpTriggerPx: "", tpOrdKind: "limit" }, "51093"],
  ["one without a stop loss", { ...SWAP, ordType: "conditional", tpOrdPx: "93000", tpOrdKind: "limit" }, "51095"],
  ["one without cxlOnClosePos", { ...OCO, ...SWAP, tpTriggerPx: "", tpOrdPx: "93000", tpOrdKind: "limit" }, "51096"],
  ["a trigger order without a trigger", { ordType: "trigger", orderPx: "-1" }, "50014"],
  ["a trigger order without a price", { ordType: "trigger", triggerPx: "92000" }, "50014"],
  ["a trigger order sized in quote currency", { ...TRIGGER, side: "buy", tgtCcy: "quote_ccy" }, "51281"],
  ["an advanceOrdType that is none", { ...TRIGGER, advanceOrdType: "gtc" }, "51000"],
  ["a trailing stop without a distance", { ordType: "move_order_stop" }, "50015"],
  ["one with two", { ...TRAIL, callbackSpread: "10" }, "50016"],
  ["a callback of more than everything", { ...TRAIL, callbackRatio: "1.1" }, "51257"],
  ["a selling stop activated below the price", { ...TRAIL, activePx: "91000" }, "51258"],
  ["a buying stop activated above it", { ...TRAIL, side: "buy", activePx: "92000" }, "51259"],
  ["TWAP with two variances", { ...TWAP, pxVar: "0.01" }, "50016"],
  ["TWAP without a variance", { ...TWAP, pxSpread: "" }, "50015"],
  ["TWAP with a variance of 2 %", { ...TWAP, pxSpread: "", pxVar: "0.02" }, "51270"],
  ["TWAP without an interval", { ...TWAP, timeInterval: "" }, "50014"],
  ["TWAP every zero seconds", { ...TWAP, timeInterval: "0" }, "51269"],
  ["TWAP in slices larger than all of it", { ...TWAP, szLimit: "2" }, "51274"],
  ["TWAP in slices that are no lots", { ...TWAP, szLimit: "0.000000001" }, "51265"],
  ["chase of SPOT", { ordType: "chase" }, "51000"],
  ["chase with half a maximum", { ...CHASE, maxChaseType: "distance" }, "50016"],
]

for (const [what, algo, code] of REFUSED) {
  test(`${what} (${String(algo.ordType)}), so ${code}`, () => {
    const desk = new Desk()
    assert.equal(placeAlgo(desk, algo).sCode, code)
    const kept = ["conditional,oco", "trigger", "move_order_stop", "twap", "chase"].flatMap((type) =>
      pending(desk, type),
    )
    assert.deepEqual(kept, [])
    assert.equal(desk.logged("algo-refused").length, 1)
  })
}

test("each kind in order, so it is taken, waits, and holds nothing back", () => {
  const desk = new Desk()
  const kinds: readonly Json[] = [SL, TP, OCO, TRIGGER, TRAIL, TWAP, { ...SL, ...SWAP, ...MARK, side: "sell" }]
  for (const algo of kinds) placed(desk, algo)
  assert.equal(pending(desk, "conditional").length, 3)
  assert.equal(pending(desk, "conditional,oco").length, 4)
  for (const type of ["trigger", "move_order_stop", "twap"]) assert.equal(pending(desk, type).length, 1)
  const [balance] = desk.rest("GET", "/api/v5/account/balance?ccy=BTC").data
  const details = balance?.details
  assert.ok(Array.isArray(details))
  assert.equal(details[0]?.frozenBal, "0")
})

test("the answer repeats what names the order, and clOrdId is taken for algoClOrdId, as old clients send it", () => {
  const desk = new Desk()
  const reply = desk.rest("POST", "/api/v5/trade/order-algo", {
    ...{ instId: "BTC-USDT", tdMode: "cash", side: "sell", sz: "0.1", tag: "mine" },
    ...SL,
    clOrdId: "old1",
  })
  assert.deepEqual(Object.keys(JSON.parse(reply.text)).sort(), ["code", "data", "msg"])
  const [row] = reply.data
  const algoId = row?.algoId
  assert.deepEqual(row, { algoClOrdId: "old1", algoId, clOrdId: "old1", sCode: "0", sMsg: "", tag: "mine" })
  const refused = placeAlgo(desk, { ...SL, clOrdId: "old1" })
  assert.deepEqual([refused.sCode, refused.algoId], ["51065", ""])
  assert.equal(cancelAlgo(desk, { algoClOrdId: "old1" }), "0")
  assert.equal(placeAlgo(desk, { ...SL, algoClOrdId: "old1" }).sCode, "0", "the id is free when its order has ended")
})

test("a one-way buy at the market without a unit, so it is sized in quote currency", () => {
  const desk = new Desk()
  placed(desk, { ...TP, side: "buy", tpTriggerPx: "90000", sz: "1000" })
  placed(desk, { ...TP, side: "buy", tpTriggerPx: "90000", tpOrdPx: "89900" })
  placed(desk, { ...TP, side: "buy", tpTriggerPx: "90000", tgtCcy: "base_ccy" })
  const units = pending(desk, "conditional").map(({ tgtCcy }) => tgtCcy)
  assert.deepEqual(units.reverse(), ["quote_ccy", "", "base_ccy"])
})

const LIMITS: readonly (readonly [string, Json, number, string])[] = [
  ["TP/SL per instrument", SL, 100, "51261"],
  ["trigger orders", TRIGGER, 500, "51261"],
  ["trailing stops", TRAIL, 50, "51260"],
  ["TWAPs", TWAP, 20, "51263"],
  ["chases per instrument", CHASE, 1, "55116"],
]

for (const [what, algo, most, code] of LIMITS) {
  test(`${most} ${what} wait, so one more is refused with ${code} until one has gone`, () => {
    const desk = new Desk({ rateLimits: false })
    const ids = Array.from({ length: most }, () => placed(desk, algo))
    assert.equal(placeAlgo(desk, algo).sCode, code)
    const instId = String(algo.instId ?? "BTC-USDT")
    assert.equal(cancelAlgo(desk, { instId, algoId: ids[0] }), "0")
    assert.equal(placeAlgo(desk, algo).sCode, "0")
  })
}

test("TP/SL are limited by instrument, so another one has room", () => {
  const desk = new Desk({ rateLimits: false })
  for (let at = 0; at < 100; at++) placed(desk, SL)
  assert.equal(placeAlgo(desk, OCO).sCode, "51261", "one-way and OCO count together")
  assert.equal(placeAlgo(desk, { ...SL, ...SWAP }).sCode, "0")
})

test("twenty requests in two seconds for an instrument, so the twenty-first gets 50011 and another instrument goes on", () => {
  const desk = new Desk()
  for (let at = 0; at < 20; at++) placed(desk, SL)
  assert.equal(placeAlgo(desk, SL).sCode, "50011")
  assert.equal(placeAlgo(desk, { ...SL, ...SWAP }).sCode, "0")
  desk.pass(2_000)
  assert.equal(placeAlgo(desk, SL).sCode, "0")
})
