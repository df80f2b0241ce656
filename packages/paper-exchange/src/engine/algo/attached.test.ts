// What orders carry along: when it becomes algo orders of their own, when it is gone, which rules it must keep, and how it is
// amended. The market stands at 91500 (SPOT) and 91520 (SWAP) unless moved.

import assert from "node:assert/strict"
import { test } from "node:test"
import { algoRow, cancelAlgo, children, fate, pending, placeAlgo, placed, SWAP } from "../../testing/algos.ts"
import { Desk, type Json } from "../../testing/desk.ts"

const SL = { slTriggerPx: "85000", slOrdPx: "-1" }
const TP = { tpTriggerPx: "95000", tpOrdPx: "-1" }
const LIMIT = { ...SWAP, side: "buy", ordType: "limit", px: "90000", sz: "3" }
const MARKET = { ...LIMIT, ordType: "market", px: "" }

function carry(desk: Desk, order: Json, ...attachAlgoOrds: Json[]): Json {
  return desk.place({ ...order, attachAlgoOrds })
}

function waiting(desk: Desk): string[] {
  return ["conditional,oco", "move_order_stop"]
    .flatMap((type) => pending(desk, type))
    .map((row) => `${row.ordType} ${row.side} ${row.sz}`)
}

test("an order with both legs is filled, so an OCO of its size waits against it, and not before", () => {
  const desk = new Desk()
  const { ordId } = carry(desk, LIMIT, { ...SL, ...TP, attachAlgoClOrdId: "guard" })
  const [attached = {}] = attachedOf(desk, ordId)
  assert.deepEqual(
    [
      attached.attachAlgoClOrdId,
      attached.slTriggerPx,
      attached.slOrdPx,
      attached.tpTriggerPx,
      attached.slTriggerPxType,
    ],
    ["guard", "85000", "-1", "95000", "last"],
  )
  assert.match(String(attached.attachAlgoId), /^\d+$/)
  desk.trade("BTC-USDT-SWAP", "sell", "90000", "1")
  assert.deepEqual(waiting(desk), [], "a part does not do it")
  desk.trade("BTC-USDT-SWAP", "sell", "90000", "5")
  const [algo = {}] = pending(desk, "oco")
  const { algoClOrdId, side, sz, reduceOnly, slTriggerPx, tpTriggerPx, tdMode } = algo
  assert.deepEqual([algoClOrdId, side, sz, reduceOnly, tdMode], ["guard", "sell", "3", "true", "cross"])
  assert.deepEqual([slTriggerPx, tpTriggerPx], ["85000", "95000"])
  assert.notEqual(algo.algoId, attached.attachAlgoId)
  desk.price("BTC-USDT-SWAP", "95000")
  assert.equal(fate(desk, String(algo.algoId)), "effective tp 1")
  assert.equal(desk.rest("GET", "/api/v5/account/positions?instId=BTC-USDT-SWAP").data[0]?.pos ?? "0", "0")
})

function attachedOf(desk: Desk, ordId: unknown, instId = "BTC-USDT-SWAP"): Json[] {
  const { attachAlgoOrds } = desk.order(`instId=${instId}&ordId=${String(ordId)}`)
  return Array.isArray(attachAlgoOrds) ? attachAlgoOrds : []
}

test("an order is cancelled without a fill, so what it carried is gone and its client id is free", () => {
  const desk = new Desk()
  const { ordId } = carry(desk, LIMIT, { ...SL, attachAlgoClOrdId: "guard" })
  assert.equal(carry(desk, LIMIT, { ...SL, attachAlgoClOrdId: "guard" }).sCode, "51068")
  assert.equal(placeAlgo(desk, { ordType: "conditional", ...SL, algoClOrdId: "guard" }).sCode, "51065")
  assert.equal(desk.change("cancel", { instId: "BTC-USDT-SWAP", ordId }), "0")
  assert.deepEqual(waiting(desk), [])
  assert.equal(carry(desk, LIMIT, { ...SL, attachAlgoClOrdId: "guard" }).sCode, "0")
})

test("an order is cancelled with a part filled, so the part is protected", () => {
  const desk = new Desk()
  const { ordId } = carry(desk, LIMIT, SL)
  desk.trade("BTC-USDT-SWAP", "sell", "90000", "1")
  desk.change("cancel", { instId: "BTC-USDT-SWAP", ordId })
  assert.deepEqual(waiting(desk), ["conditional sell 1"])
})

test("a market order carries a stop loss, so it waits at once; a price that is beyond it already sets it off", () => {
  const desk = new Desk()
  carry(desk, MARKET, SL)
  assert.deepEqual(waiting(desk), ["conditional sell 3"])
  carry(desk, { ...LIMIT, px: "84000" }, { slTriggerPx: "83000", slOrdPx: "-1" })
  desk.price("BTC-USDT-SWAP", "84500")
  assert.deepEqual(waiting(desk), [])
})

test("SPOT pays its fee in the coin, so the stop loss is for what is left and can be carried out", () => {
  const desk = new Desk({ accounts: [{ ...KEYS, balances: { USDT: "100000" } }] })
  carry(desk, { side: "buy", ordType: "limit", px: "92000", sz: "0.1" }, SL)
  assert.deepEqual(waiting(desk), ["conditional sell 0.0999"])
  desk.price("BTC-USDT", "84000")
  const [order] = children(desk)
  assert.deepEqual([order?.state, order?.accFillSz, order?.source], ["filled", "0.0999", "7"])
})

const KEYS = { apiKey: "paper-key", secret: "paper-secret", passphrase: "paper-pass" }

test("ratios of the entry, so the trigger prices follow from what was paid", () => {
  const desk = new Desk()
  carry(desk, LIMIT, { tpTriggerRatio: "0.1", tpOrdPx: "-1", slTriggerRatio: "-0.05", slOrdPx: "-1" })
  desk.trade("BTC-USDT-SWAP", "sell", "90000", "5")
  const [algo = {}] = pending(desk, "oco")
  assert.deepEqual([algo.tpTriggerPx, algo.slTriggerPx], ["99000", "85500"])
})

test("a trailing stop is carried along, so it follows the price from the fill on", () => {
  const desk = new Desk()
  carry(desk, MARKET, { callbackSpread: "500" })
  assert.deepEqual(waiting(desk), ["move_order_stop sell 3"])
  desk.price("BTC-USDT-SWAP", "95000")
  assert.equal(pending(desk, "move_order_stop")[0]?.moveTriggerPx, "94500")
  desk.price("BTC-USDT-SWAP", "94500")
  assert.deepEqual(waiting(desk), [])
})

const SPLIT: readonly Json[] = [
  { tpTriggerPx: "93000", tpOrdPx: "-1", sz: "1" },
  { tpTriggerPx: "94000", tpOrdPx: "-1", sz: "2" },
]

test("split take profits, so each has its part, and the stop loss shrinks with each that goes off", () => {
  const desk = new Desk()
  assert.equal(carry(desk, MARKET, ...SPLIT, SL).sCode, "0")
  assert.deepEqual(waiting(desk).sort(), ["conditional sell 1", "conditional sell 2", "conditional sell 3"])
  desk.price("BTC-USDT-SWAP", "93000")
  assert.deepEqual(waiting(desk).sort(), ["conditional sell 2", "conditional sell 2"])
  desk.price("BTC-USDT-SWAP", "84000")
  assert.deepEqual(waiting(desk), [], "the stop loss takes the take profits with it")
  const sizes = children(desk, "SWAP").map(({ sz }) => sz)
  assert.deepEqual(sizes, ["1", "2"])
})

test("the cost-price stop loss, so it moves to the entry when the first take profit goes off", () => {
  const desk = new Desk()
  carry(desk, { ...LIMIT, px: "92000" }, ...SPLIT, { ...SL, amendPxOnTriggerType: "1" })
  desk.price("BTC-USDT-SWAP", "93000")
  const stop = pending(desk, "conditional").find(({ slTriggerPx }) => slTriggerPx !== "")
  const [entry] = desk.rest("GET", "/api/v5/account/positions?instId=BTC-USDT-SWAP").data
  assert.equal(Number(stop?.slTriggerPx).toFixed(1), Number(entry?.avgPx).toFixed(1))
})

const PAIR = { tpOrdKind: "limit", tpOrdPx: "95000", ...SL }

test("a limit take profit, so it rests at once and knows its stop loss, as the stop loss knows it", () => {
  const desk = new Desk()
  carry(desk, MARKET, PAIR)
  const [algo = {}] = pending(desk, "oco")
  const [order = {}] = children(desk, "SWAP")
  assert.deepEqual([order.px, order.sz, order.reduceOnly, order.isTpLimit], ["95000", "3", "true", "true"])
  assert.deepEqual([order.linkedAlgoOrd, algo.linkedOrd], [{ algoId: algo.algoId }, { ordId: order.ordId }])
})

test("the stop loss of a limit take profit goes off, so the take profit is cancelled with cancelSource 36", () => {
  const desk = new Desk()
  carry(desk, MARKET, PAIR)
  desk.price("BTC-USDT-SWAP", "84000")
  const [limit, stop] = children(desk, "SWAP")
  assert.deepEqual([limit?.state, limit?.cancelSource], ["canceled", "36"])
  assert.deepEqual([stop?.state, stop?.sz], ["filled", "3"])
})

test("the stop loss is cancelled, so its limit take profit is too, with cancelSource 37", () => {
  const desk = new Desk()
  carry(desk, MARKET, PAIR)
  const [algo = {}] = pending(desk, "oco")
  assert.equal(cancelAlgo(desk, { instId: "BTC-USDT-SWAP", algoId: algo.algoId }), "0")
  assert.deepEqual([children(desk, "SWAP")[0]?.cancelSource], ["37"])
})

test("the limit take profit is filled, in part and then whole, so the stop loss shrinks and is gone", () => {
  const desk = new Desk()
  carry(desk, MARKET, PAIR)
  const [algo = {}] = pending(desk, "oco")
  desk.trade("BTC-USDT-SWAP", "buy", "95000", "1")
  assert.equal(algoRow(desk, String(algo.algoId)).sz, "2")
  desk.trade("BTC-USDT-SWAP", "buy", "95000", "2")
  assert.equal(fate(desk, String(algo.algoId)), "canceled 0")
})

test("a trigger order carries TP/SL, so they come with the fill of the order that it places", () => {
  const desk = new Desk()
  const algo = { ...SWAP, ordType: "trigger", side: "buy", triggerPx: "92000", orderPx: "-1", sz: "2" }
  const algoId = placed(desk, { ...algo, attachAlgoOrds: [{ ...SL, ...TP, attachAlgoClOrdId: "later" }] })
  const { attachAlgoOrds } = algoRow(desk, algoId)
  assert.ok(Array.isArray(attachAlgoOrds))
  assert.equal(attachAlgoOrds[0]?.slTriggerPx, "85000")
  assert.equal(placeAlgo(desk, { ...algo, algoClOrdId: "later" }).sCode, "51065")
  desk.price("BTC-USDT-SWAP", "92000")
  assert.equal(fate(desk, algoId), "effective 1")
  assert.deepEqual(waiting(desk), ["oco sell 2"])
  assert.equal(pending(desk, "oco")[0]?.algoClOrdId, "later")
})

const SPOT_LIMIT = { side: "buy", ordType: "limit", px: "90000", sz: "0.1" }
const REFUSED: readonly (readonly [string, Json, readonly Json[], string])[] = [
  ["nothing in it", LIMIT, [{}], "51000"],
  ["only a name", LIMIT, [{ attachAlgoClOrdId: "x" }], "51178"],
  ["a trigger without a price", LIMIT, [{ slTriggerPx: "85000" }], "50014"],
  ["a buy's take profit at its price", LIMIT, [{ ...TP, tpTriggerPx: "90000" }], "51046"],
  ["a buy's stop loss above its price", LIMIT, [{ ...SL, slTriggerPx: "90001" }], "51047"],
  ["a sell's take profit above its price", { ...LIMIT, side: "sell", px: "93000" }, [TP], "51048"],
  ["a sell's stop loss below its price", { ...LIMIT, side: "sell", px: "93000" }, [SL], "51049"],
  ["a market buy's take profit below the best ask", MARKET, [{ ...TP, tpTriggerPx: "91000" }], "51050"],
  ["a market buy's stop loss above it", MARKET, [{ ...SL, slTriggerPx: "92000" }], "51051"],
  ["a market sell's take profit above the best bid", { ...MARKET, side: "sell" }, [TP], "51052"],
  ["a market sell's stop loss below it", { ...MARKET, side: "sell" }, [SL], "51053"],
  ["a market buy sized in coins", { ...SPOT_LIMIT, ordType: "market", px: "", tgtCcy: "base_ccy" }, [SL], "51044"],
  ["several on SPOT", SPOT_LIMIT, [TP, SL], "51077"],
  ["by the mark price on SPOT", SPOT_LIMIT, [{ ...SL, slTriggerPxType: "mark" }], "51415"],
  ["a ratio on SPOT", SPOT_LIMIT, [{ slTriggerRatio: "-0.1", slOrdPx: "-1" }], "54079"],
  ["a ratio of the wrong sign", LIMIT, [{ tpTriggerRatio: "-0.1", tpOrdPx: "-1" }], "54078"],
  ["a ratio and a price", LIMIT, [{ ...TP, tpTriggerRatio: "0.1" }], "50016"],
  ["both legs in one of several", LIMIT, [{ ...SL, ...TP, sz: "1" }, SPLIT[1] ?? {}], "51076"],
  ["split take profits without sizes", LIMIT, [TP, { ...TP, tpTriggerPx: "96000" }], "51089"],
  ["split sizes that are not the order's", { ...LIMIT, sz: "4" }, SPLIT, "51083"],
  [
    "two at one price",
    LIMIT,
    [
      { ...TP, sz: "1" },
      { ...TP, sz: "2" },
    ],
    "51081",
  ],
  ["two by different prices", LIMIT, [{ ...(SPLIT[0] ?? {}), tpTriggerPxType: "mark" }, SPLIT[1] ?? {}], "51080"],
  ["split at limits", LIMIT, [{ ...(SPLIT[0] ?? {}), tpOrdPx: "93000" }, SPLIT[1] ?? {}], "51082"],
  ["two stop losses", LIMIT, [SL, SL], "51084"],
  ["cost price with one take profit", LIMIT, [TP, { ...SL, amendPxOnTriggerType: "1" }], "51085"],
  [
    "two kinds of take profit",
    LIMIT,
    [{ ...(SPLIT[0] ?? {}), tpOrdKind: "limit", tpOrdPx: "93000" }, SPLIT[1] ?? {}],
    "51091",
  ],
  ["a callback of nothing", LIMIT, [{ callbackRatio: "0" }], "51257"],
  [
    "one name twice",
    { ...LIMIT },
    [
      { ...TP, attachAlgoClOrdId: "a" },
      { ...SL, attachAlgoClOrdId: "a" },
    ],
    "51068",
  ],
]

for (const [what, order, attachAlgoOrds, code] of REFUSED) {
  test(`an order that carries ${what}, so ${code}, and there is no order`, () => {
    const desk = new Desk()
    assert.equal(desk.place({ ...order, attachAlgoOrds }).sCode, code)
    assert.deepEqual(desk.rest("GET", "/api/v5/trade/orders-pending").data, [])
  })
}

test("a reduce-only order carries a stop loss, so 51100; single parameters of old, so 54070", () => {
  const desk = new Desk()
  desk.place({ ...MARKET })
  assert.equal(carry(desk, { ...LIMIT, side: "sell", px: "95000", reduceOnly: true }, SL).sCode, "51100")
  assert.equal(desk.place({ ...LIMIT, ...SL }).sCode, "54070")
})

const AMENDS: readonly (readonly [string, Json, string, string])[] = [
  ["a new stop loss", { newSlTriggerPx: "86000" }, "0", "86000 -1 95000"],
  ["a new price of it", { newSlOrdPx: "84000" }, "0", "85000 84000 95000"],
  ["the take profit taken away", { newTpTriggerPx: "0" }, "0", "85000 -1 "],
  ["an unknown one", { attachAlgoId: "1", newSlTriggerPx: "86000" }, "51527", "85000 -1 95000"],
  ["a stop loss above the order's price", { newSlTriggerPx: "91000" }, "51047", "85000 -1 95000"],
]

for (const [what, change, code, expected] of AMENDS) {
  test(`amending ${what} of what an order carries, so ${code}`, () => {
    const desk = new Desk()
    desk.listen()
    const { ordId } = carry(desk, LIMIT, { ...SL, ...TP, attachAlgoClOrdId: "guard" })
    desk.clearFrames()
    const body = { instId: "BTC-USDT-SWAP", ordId, attachAlgoOrds: [{ attachAlgoClOrdId: "guard", ...change }] }
    assert.equal(desk.change("amend", body), code)
    const [attached = {}] = attachedOf(desk, ordId)
    const { slTriggerPx, slOrdPx, tpTriggerPx } = attached
    assert.equal(`${slTriggerPx} ${slOrdPx} ${tpTriggerPx}`, expected)
    assert.deepEqual(
      desk.pushed("orders").map(({ amendResult }) => amendResult),
      code === "0" ? ["0"] : [],
    )
  })
}

test("amending TP/SL of an order that carries none, or by the parameters of old, so 51538", () => {
  const desk = new Desk()
  const { ordId } = desk.place(LIMIT)
  const body = { instId: "BTC-USDT-SWAP", ordId }
  assert.equal(desk.change("amend", { ...body, attachAlgoOrds: [{ newSlTriggerPx: "1", newSlOrdPx: "-1" }] }), "51538")
  assert.equal(desk.change("amend", { ...body, newSlTriggerPx: "1" }), "51538")
})
