// Amending algo orders that wait (POST /trade/amend-algos): what may be changed, what is refused and how the owner is told.
// The market stands at 91500 (SPOT) and 91520 (SWAP) unless moved.

import assert from "node:assert/strict"
import { test } from "node:test"
import { algoRow, amendAlgo, cancelAlgo, children, fate, listenToAlgos, placed, SWAP } from "../../testing/algos.ts"
import { Desk, type Json } from "../../testing/desk.ts"

const SL = { ordType: "conditional", slTriggerPx: "90000", slOrdPx: "-1" }
const OCO = { ...SL, ordType: "oco", tpTriggerPx: "93000", tpOrdPx: "-1" }
const TRIGGER = { ordType: "trigger", triggerPx: "92000", orderPx: "-1" }
const CONTRACT = { instId: "BTC-USDT-SWAP" }

interface Case {
  readonly what: string
  readonly algo: Json
  readonly change: Json
  readonly code: string
  /** Fields of the row afterwards. */
  readonly row: Json
}

const CASES: readonly Case[] = [
  { what: "the size", algo: SL, change: { newSz: "0.2" }, code: "0", row: { sz: "0.2" } },
  {
    what: "trigger and order price of a stop loss",
    algo: SL,
    change: { newSlTriggerPx: "89000", newSlOrdPx: "88900" },
    code: "0",
    row: { slTriggerPx: "89000", slOrdPx: "88900" },
  },
  {
    what: "the price type of a contract's stop loss",
    algo: { ...SL, ...SWAP },
    change: { ...CONTRACT, newSlTriggerPxType: "mark" },
    code: "0",
    row: { slTriggerPxType: "mark", slTriggerPx: "90000" },
  },
  {
    what: "one leg of a contract's OCO away",
    algo: { ...OCO, ...SWAP },
    change: { ...CONTRACT, newTpTriggerPx: "0" },
    code: "0",
    row: { tpTriggerPx: "", slTriggerPx: "90000" },
  },
  {
    what: "a trigger order",
    algo: TRIGGER,
    change: { newTriggerPx: "90500", newOrdPx: "90400" },
    code: "0",
    row: { triggerPx: "90500", ordPx: "90400" },
  },
  { what: "nothing", algo: SL, change: {}, code: "51500", row: { state: "live" } },
  { what: "to a size of zero", algo: SL, change: { newSz: "0" }, code: "51000", row: { sz: "0.1" } },
  { what: "to too small a size", algo: SL, change: { newSz: "0.000001" }, code: "51020", row: { sz: "0.1" } },
  {
    what: "to a trigger that the price has passed",
    algo: SL,
    change: { newSlTriggerPx: "92000" },
    code: "51280",
    row: { slTriggerPx: "90000" },
  },
  {
    what: "a leg of SPOT away",
    algo: OCO,
    change: { newTpTriggerPx: "0" },
    code: "51543",
    row: { tpTriggerPx: "93000" },
  },
  {
    what: "a leg of SPOT to it",
    algo: SL,
    change: { newTpTriggerPx: "93000", newTpOrdPx: "-1" },
    code: "51543",
    row: { tpTriggerPx: "" },
  },
  {
    what: "the only leg of a contract's away",
    algo: { ...SL, ...SWAP },
    change: { ...CONTRACT, newSlOrdPx: "0" },
    code: "51531",
    row: { slTriggerPx: "90000" },
  },
  {
    what: "with a reqId that is none",
    algo: SL,
    change: { newSz: "1", reqId: "a-b" },
    code: "51000",
    row: { sz: "0.1" },
  },
  {
    what: "a trailing stop",
    algo: { ordType: "move_order_stop", callbackRatio: "0.01" },
    change: { newSz: "1" },
    code: "51506",
    row: { sz: "0.1" },
  },
]

for (const { what, algo, change, code, row } of CASES) {
  test(`amending ${what} (${String(algo.ordType)}), so ${code}`, () => {
    const desk = new Desk()
    listenToAlgos(desk)
    const algoId = placed(desk, algo)
    desk.clearFrames()
    assert.equal(amendAlgo(desk, { algoId, reqId: "r1", ...change }), code)
    const after = algoRow(desk, algoId)
    for (const [name, value] of Object.entries(row)) assert.equal(after[name], value, name)
    const told = [...desk.pushed("orders-algo"), ...desk.pushed("algo-advance")]
    assert.deepEqual(
      told.map(({ amendResult, reqId }) => [amendResult, reqId]),
      code === "0" ? [["0", "r1"]] : [],
    )
    assert.equal(desk.logged(code === "0" ? "algo-amended" : "algo-amend-refused").length, 1)
  })
}

test("the answer names the order and repeats reqId, without the gateway's times", () => {
  const desk = new Desk()
  const algoId = placed(desk, { ...SL, algoClOrdId: "mine" })
  const body = { instId: "BTC-USDT", algoClOrdId: "mine", newSz: "0.3", reqId: "r7" }
  const reply = desk.rest("POST", "/api/v5/trade/amend-algos", body)
  assert.deepEqual(Object.keys(JSON.parse(reply.text)).sort(), ["code", "data", "msg"])
  assert.deepEqual(reply.data, [{ algoClOrdId: "mine", algoId, reqId: "r7", sCode: "0", sMsg: "" }])
})

test("an unknown one is amended, so 51527; one that has ended, so 51503", () => {
  const desk = new Desk()
  assert.equal(amendAlgo(desk, { algoId: "1", newSz: "1" }), "51527")
  const algoId = placed(desk, SL)
  cancelAlgo(desk, { algoId })
  assert.equal(amendAlgo(desk, { algoId, newSz: "1" }), "51503")
  const gone = placed(desk, SL)
  desk.price("BTC-USDT", "89000")
  assert.equal(amendAlgo(desk, { algoId: gone, newSz: "1" }), "51503")
})

test("a refused amendment with cxlOnFail, so the order is cancelled", () => {
  const desk = new Desk()
  const algoId = placed(desk, SL)
  assert.equal(amendAlgo(desk, { algoId, newSlTriggerPx: "99000", cxlOnFail: true }), "51280")
  assert.equal(fate(desk, algoId), "canceled 0")
})

test("a trigger order is amended to the other side of the price, so it waits in the other direction", () => {
  const desk = new Desk()
  const algoId = placed(desk, TRIGGER)
  assert.equal(amendAlgo(desk, { algoId, newTriggerPx: "90500" }), "0")
  desk.price("BTC-USDT", "93000")
  assert.equal(fate(desk, algoId), "live 0")
  desk.price("BTC-USDT", "90500")
  assert.equal(fate(desk, algoId), "effective 1")
})

test("a stop that closes the position, so neither its size nor its order price can be amended, its trigger can", () => {
  const desk = new Desk()
  desk.place({ ...SWAP, side: "buy", ordType: "market", px: "" })
  const algoId = placed(desk, { ...SL, ...SWAP, sz: "", closeFraction: "1", reduceOnly: true })
  assert.equal(amendAlgo(desk, { ...CONTRACT, algoId, newSz: "2" }), "51524")
  assert.equal(amendAlgo(desk, { ...CONTRACT, algoId, newSlOrdPx: "89000" }), "51523")
  assert.equal(amendAlgo(desk, { ...CONTRACT, algoId, newSlTriggerPx: "89000" }), "0")
})

test("the stop loss of a limit take profit, so its size is not amended and no take profit is added", () => {
  const desk = new Desk()
  const pair = { tpOrdKind: "limit", tpOrdPx: "95000", slTriggerPx: "85000", slOrdPx: "-1" }
  desk.place({ ...SWAP, side: "buy", ordType: "market", px: "", attachAlgoOrds: [pair] })
  const [limit] = children(desk, "SWAP")
  const [stop = {}] = desk.rest("GET", "/api/v5/trade/orders-algo-pending?ordType=oco").data
  const { algoId } = stop
  assert.equal(amendAlgo(desk, { ...CONTRACT, algoId, newSz: "2" }), "51090")
  assert.equal(amendAlgo(desk, { ...CONTRACT, algoId, newSlTriggerPx: "86000" }), "0")
  assert.equal(desk.order(`instId=BTC-USDT-SWAP&ordId=${String(limit?.ordId)}`).state, "live")
})

test("what a trigger order carries is amended, so the order that it places carries the new", () => {
  const desk = new Desk()
  const carried = { slTriggerPx: "85000", slOrdPx: "-1" }
  const algoId = placed(desk, { ...TRIGGER, ...SWAP, side: "buy", attachAlgoOrds: [carried] })
  const change = { ...CONTRACT, algoId, attachAlgoOrds: [{ newSlTriggerPx: "86000" }] }
  assert.equal(amendAlgo(desk, change), "0")
  desk.price("BTC-USDT-SWAP", "92000")
  const [stop] = desk.rest("GET", "/api/v5/trade/orders-algo-pending?ordType=conditional").data
  assert.equal(stop?.slTriggerPx, "86000")
})

test("an amended trigger price, so it goes off at the new one and not at the old", () => {
  const desk = new Desk()
  const algoId = placed(desk, SL)
  assert.equal(amendAlgo(desk, { algoId, newSlTriggerPx: "89000", newSz: "0.2", reqId: "r1" }), "0")
  desk.price("BTC-USDT", "89500")
  assert.equal(fate(desk, algoId), "live 0")
  desk.price("BTC-USDT", "89000")
  assert.deepEqual([fate(desk, algoId), algoRow(desk, algoId).actualSz], ["effective sl 1", "0.2"])
})
