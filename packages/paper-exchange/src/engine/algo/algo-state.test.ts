// Algo orders over a restart: what an account reads is the same, and what waited goes off where it would have.

import assert from "node:assert/strict"
import { test } from "node:test"
import { children, fate, pending, placeAlgo, placed, SWAP } from "../../testing/algos.ts"
import { Desk } from "../../testing/desk.ts"
import { Kept } from "../../testing/kept.ts"

const SL = { ordType: "conditional", slTriggerPx: "90000", slOrdPx: "-1" }
const OCO = { ...SL, ordType: "oco", tpTriggerPx: "93000", tpOrdPx: "92900", algoClOrdId: "pair" }
const OPTIONS = { keepChanges: true, rateLimits: false }

const READS = [
  "/api/v5/trade/orders-algo-pending?ordType=conditional,oco",
  "/api/v5/trade/orders-algo-pending?ordType=trigger",
  "/api/v5/trade/orders-algo-pending?ordType=move_order_stop",
  "/api/v5/trade/orders-algo-pending?ordType=twap",
  "/api/v5/trade/orders-algo-pending?ordType=chase",
  "/api/v5/trade/orders-algo-history?ordType=conditional&state=effective",
  "/api/v5/trade/orders-algo-history?ordType=conditional&state=canceled",
  "/api/v5/trade/order-algo?algoClOrdId=pair",
  "/api/v5/trade/orders-pending",
  "/api/v5/trade/orders-history?instType=SPOT",
]

function restarted(desk: Desk): Desk {
  const kept = new Kept()
  kept.take(desk)
  return kept.reopen(OPTIONS, desk.nowMs)
}

test("algo orders of every kind and state are kept, so a restarted exchange answers every read the same", () => {
  const desk = new Desk(OPTIONS)
  const gone = placed(desk, SL)
  desk.rest("POST", "/api/v5/trade/cancel-algos", [{ instId: "BTC-USDT", algoId: gone }])
  placed(desk, { ...SL, slTriggerPx: "91000" })
  desk.price("BTC-USDT", "91000")
  placed(desk, OCO)
  const attachAlgoOrds = [{ slTriggerPx: "85000", slOrdPx: "-1", attachAlgoClOrdId: "later" }]
  placed(desk, { ordType: "trigger", ...SWAP, side: "buy", triggerPx: "92000", orderPx: "-1", attachAlgoOrds })
  placed(desk, { ordType: "move_order_stop", callbackRatio: "0.01", activePx: "95000" })
  placed(desk, { ordType: "move_order_stop", callbackSpread: "500" })
  const twap = {
    ordType: "twap",
    side: "buy",
    sz: "1",
    szLimit: "0.1",
    pxLimit: "99000",
    timeInterval: "10",
    pxVar: "0.001",
  }
  placed(desk, twap)
  placed(desk, { ordType: "chase", ...SWAP, side: "buy" })
  desk.place({ px: "90000", attachAlgoOrds: [{ ...attachAlgoOrds[0], attachAlgoClOrdId: "carried" }] })
  desk.pass(5)
  const back = restarted(desk)
  for (const target of READS) assert.equal(back.rest("GET", target).text, desk.rest("GET", target).text, target)
  for (const algoClOrdId of ["pair", "later", "carried"])
    assert.equal(placeAlgo(back, { ...SL, algoClOrdId }).sCode, "51065")
})

test("a trailing stop that has followed the price up, so after a restart it goes off below that height", () => {
  const desk = new Desk(OPTIONS)
  const algoId = placed(desk, { ordType: "move_order_stop", callbackSpread: "500" })
  const kept = new Kept()
  kept.take(desk)
  desk.price("BTC-USDT", "93000")
  kept.take(desk)
  desk.price("BTC-USDT", "92800")
  kept.take(desk)
  const back = kept.reopen(OPTIONS, desk.nowMs)
  assert.equal(pending(back, "move_order_stop")[0]?.moveTriggerPx, "92500")
  back.price("BTC-USDT", "92500")
  assert.equal(fate(back, algoId), "effective 1")
})

test("an order that carries a stop loss over a restart and is filled then, so the stop loss waits", () => {
  const desk = new Desk(OPTIONS)
  const attachAlgoOrds = [{ slTriggerPx: "85000", slOrdPx: "-1" }]
  desk.place({ ...SWAP, side: "buy", ordType: "limit", px: "90000", attachAlgoOrds })
  const back = restarted(desk)
  back.trade("BTC-USDT-SWAP", "sell", "90000", "5")
  assert.equal(pending(back, "conditional").length, 1)
})

test("a limit take profit and its stop loss over a restart, so they still know each other", () => {
  const desk = new Desk(OPTIONS)
  const pair = { tpOrdKind: "limit", tpOrdPx: "95000", slTriggerPx: "85000", slOrdPx: "-1" }
  desk.place({ ...SWAP, side: "buy", ordType: "market", px: "", attachAlgoOrds: [pair] })
  const back = restarted(desk)
  back.price("BTC-USDT-SWAP", "84000")
  const ended = children(back, "SWAP").map(({ state, cancelSource }) => [state, cancelSource])
  assert.deepEqual(ended, [
    ["canceled", "36"],
    ["filled", ""],
  ])
})

test("a TWAP over a restart, so its next slice comes when it was due", () => {
  const desk = new Desk(OPTIONS)
  const algo = {
    ordType: "twap",
    side: "buy",
    sz: "1",
    szLimit: "0.1",
    pxLimit: "99000",
    timeInterval: "10",
    pxVar: "0.001",
  }
  const algoId = placed(desk, algo)
  desk.pass(4_000)
  const back = restarted(desk)
  back.pass(5_999)
  assert.equal(fate(back, algoId), "live 1")
  back.pass(1)
  assert.equal(fate(back, algoId), "live 2")
})
