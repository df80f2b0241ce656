// Placing orders: what is accepted, what is pushed on the way, and every refusal that this exchange can give.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, type Json } from "../testing/desk.ts"

function trail(desk: Desk): string[] {
  return desk.pushed("orders").map((row) => `${row.state}:${row.accFillSz}:${row.cancelSource}`)
}

test("a limit order below the market, so it rests: live is pushed and it is pending", () => {
  const desk = new Desk()
  desk.listen()
  const item = desk.place({ clOrdId: "a1", tag: "t1" })
  assert.equal(item.sCode, "0")
  assert.equal(item.tag, "t1")
  assert.deepEqual(trail(desk), ["live:0:"])
  const pending = desk.rest("GET", "/api/v5/trade/orders-pending").data
  assert.equal(pending.length, 1)
  assert.equal(pending[0]?.clOrdId, "a1")
  assert.equal(pending[0]?.avgPx, "")
  assert.equal(desk.pushed("orders")[0]?.avgPx, "0")
})

test("an outside sell reaches the order in two parts, so it goes live, partially_filled, filled, with fees as maker", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ clOrdId: "a1" })
  desk.trade("BTC-USDT", "sell", "90000", "0.04")
  desk.trade("BTC-USDT", "sell", "89999.9", "1")
  assert.deepEqual(trail(desk), ["live:0:", "partially_filled:0.04:", "filled:0.1:"])
  const last = desk.pushed("orders")[2]
  assert.equal(last?.fillSz, "0.06")
  assert.equal(last?.fillPx, "90000")
  assert.equal(last?.execType, "M")
  assert.equal(last?.fee, "-0.00008")
  assert.equal(last?.feeCcy, "BTC")
  const fills = desk.rest("GET", "/api/v5/trade/fills").data
  assert.deepEqual(
    fills.map((fill) => [fill.fillSz, fill.fee, fill.execType]),
    [
      ["0.06", "-0.000048", "M"],
      ["0.04", "-0.000032", "M"],
    ],
  )
})

test("a SPOT market buy for quote, so the fill is partially_filled and a message without a trade says filled", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ ordType: "market", px: "", sz: "100" })
  const rows = desk.pushed("orders")
  assert.deepEqual(
    rows.map((row) => [row.state, row.tradeId !== "", row.fillSz !== "0"]),
    [
      ["live", false, false],
      ["partially_filled", true, true],
      ["filled", false, false],
    ],
  )
  assert.equal(rows[2]?.sz, "100")
  assert.equal(rows[2]?.tgtCcy, "quote_ccy")
  const read = desk.order(`instId=BTC-USDT&ordId=${rows[0]?.ordId}`)
  assert.equal(read.state, "filled")
  assert.notEqual(read.tradeId, "")
})

test("a SPOT market buy by base of more than one level, so every level is a partial fill before filled", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ ordType: "market", px: "", sz: "0.6", tgtCcy: "base_ccy" })
  const rows = desk.pushed("orders")
  assert.ok(rows.length > 3)
  assert.equal(rows.at(-1)?.state, "filled")
  assert.equal(rows.at(-1)?.accFillSz, "0.6")
  assert.ok(rows.slice(1, -1).every((row) => row.state === "partially_filled"))
})

test("a limit order through the market, so live and filled with the trade of each level", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ px: "91600", sz: "0.01" })
  assert.deepEqual(trail(desk), ["live:0:", "filled:0.01:"])
  assert.equal(desk.pushed("orders")[1]?.execType, "T")
})

test("a post-only order that would take, so only canceled with source 31 is pushed and the answer was a success", () => {
  const desk = new Desk()
  desk.listen()
  assert.equal(desk.place({ ordType: "post_only", px: "91600" }).sCode, "0")
  assert.deepEqual(trail(desk), ["canceled:0:31"])
})

test("ioc that finds nothing and fok that finds too little, so live and canceled with sources 14 and 13", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ ordType: "ioc" })
  desk.place({ ordType: "fok", px: "91500.1", sz: "1" })
  assert.deepEqual(trail(desk), ["live:0:", "canceled:0:14", "live:0:", "canceled:0:13"])
})

test("ioc that finds a part, so the rest is canceled after the fills", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ ordType: "ioc", px: "91500.1", sz: "1" })
  const rows = desk.pushed("orders")
  assert.equal(rows.at(-1)?.state, "canceled")
  assert.equal(rows.at(-1)?.cancelSource, "14")
  assert.equal(rows.at(-2)?.state, "partially_filled")
})

test("own orders meet, so the resting one is cancelled with source 32 and no trade happens between them", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ px: "91500", clOrdId: "maker" })
  desk.trade("BTC-USDT", "sell", "91500", "0.05")
  desk.clearFrames()
  desk.place({ side: "sell", ordType: "ioc", px: "91500", sz: "0.05" })
  const maker = desk.pushed("orders").filter((row) => row.clOrdId === "maker")
  assert.deepEqual(
    maker.map((row) => [row.state, row.cancelSource]),
    [["canceled", "32"]],
  )
})

test("stpMode cancel_taker, so the incoming order is cancelled and the resting one stays", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ px: "91500", clOrdId: "maker" })
  desk.trade("BTC-USDT", "sell", "91500", "0.05")
  desk.place({ side: "sell", px: "91500", sz: "0.5", stpMode: "cancel_taker", clOrdId: "taker" })
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=maker").state, "partially_filled")
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=taker").cancelSource, "32")
})

test("pxAmendType 1 beyond the band, so the price is moved to its edge", () => {
  const desk = new Desk()
  const item = desk.place({ side: "sell", px: "100", pxAmendType: "1", ordType: "post_only" })
  assert.equal(item.sCode, "0")
  assert.equal(desk.order(`instId=BTC-USDT&ordId=${item.ordId}`).px, "86925")
})

test("a market buy by base beyond the balance, so its size is cut, or refused with banAmend", () => {
  const poor = [{ apiKey: "paper-key", secret: "paper-secret", passphrase: "paper-pass", balances: { USDT: "1000" } }]
  const desk = new Desk({ accounts: poor })
  const order = { ordType: "market", px: "", sz: "0.1", tgtCcy: "base_ccy" }
  assert.equal(desk.place({ ...order, banAmend: true }).sCode, "51008")
  const cut = desk.order(`instId=BTC-USDT&ordId=${desk.place(order).ordId}`)
  assert.equal(cut.state, "filled")
  assert.ok(Number(cut.sz) < 0.011 && Number(cut.sz) > 0.0103)
})

const REFUSED: readonly [name: string, order: Json, sCode: string][] = [
  ["an unknown instrument", { instId: "NO-USDT" }, "51001"],
  ["a missing tdMode", { tdMode: "" }, "50014"],
  ["a wrong tdMode", { tdMode: "cross" }, "51000"],
  ["a tdMode that nobody has", { instId: "BTC-USDT-SWAP", tdMode: "portfolio" }, "51000"],
  ["a wrong side", { side: "hold" }, "51000"],
  ["a wrong ordType", { ordType: "gtc" }, "51000"],
  ["a clOrdId with a hyphen", { clOrdId: "a-1" }, "51000"],
  ["a clOrdId of 33 characters", { clOrdId: "a".repeat(33) }, "51000"],
  ["a tag of 17 characters", { tag: "t".repeat(17) }, "51000"],
  ["posSide long in net mode", { instId: "BTC-USDT-SWAP", tdMode: "cross", posSide: "long" }, "51000"],
  ["cancel_both with fok", { ordType: "fok", stpMode: "cancel_both" }, "50016"],
  ["no price", { px: "" }, "51204"],
  ["a price off the tick", { px: "90000.05" }, "51000"],
  ["a price of 33 characters", { px: `90000.${"0".repeat(27)}` }, "51514"],
  ["a negative size", { sz: "-1" }, "51000"],
  ["a size below the minimum", { sz: "0.000001" }, "51020"],
  ["a size off the lot", { sz: "0.100000001" }, "51121"],
  ["a market order for too much", { ordType: "market", px: "", sz: "1000001" }, "51201"],
  ["a buy above the band", { px: "96075.1" }, "51006"],
  ["a sell below the band", { side: "sell", px: "86924.9" }, "51006"],
  ["too little money", { sz: "2" }, "51008"],
  ["too few coins", { side: "sell", px: "92000", sz: "11" }, "51008"],
  ["too little margin", { instId: "BTC-USDT-SWAP", tdMode: "cross", sz: "1000" }, "51008"],
  ["reduce-only without a position", { instId: "BTC-USDT-SWAP", tdMode: "cross", sz: "1", reduceOnly: true }, "51169"],
]

for (const [name, order, sCode] of REFUSED) {
  test(`${name}, so ${sCode}, nothing is pushed and nothing can be read later`, () => {
    const desk = new Desk()
    desk.listen()
    const reply = desk.rest("POST", "/api/v5/trade/order", {
      instId: "BTC-USDT",
      tdMode: "cash",
      side: "buy",
      ordType: "limit",
      px: "90000",
      sz: "0.1",
      ...order,
    })
    assert.equal(reply.data[0]?.sCode ?? reply.code, sCode)
    assert.equal(reply.data[0]?.ordId, "")
    assert.equal(reply.code, "1")
    assert.equal(reply.msg, "All operations failed")
    assert.equal(reply.status, 200)
    assert.deepEqual(desk.pushed("orders"), [])
    assert.deepEqual(desk.rest("GET", "/api/v5/trade/orders-pending").data, [])
  })
}

test("a clOrdId is used again, so 51016 while the first is pending and a new order after it is done", () => {
  const desk = new Desk()
  const first = desk.place({ clOrdId: "same" })
  assert.equal(desk.place({ clOrdId: "same" }).sCode, "51016")
  desk.rest("POST", "/api/v5/trade/cancel-order", { instId: "BTC-USDT", clOrdId: "same" })
  const second = desk.place({ clOrdId: "same" })
  assert.equal(second.sCode, "0")
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=same").ordId, second.ordId)
  assert.equal(desk.order(`instId=BTC-USDT&ordId=${first.ordId}`).state, "canceled")
})

test("500 pending orders of one symbol, so the next is refused with 51174 and another symbol is not", () => {
  const desk = new Desk({ rateLimits: false })
  for (let count = 0; count < 500; count++) assert.equal(desk.place({ sz: "0.00001" }).sCode, "0")
  assert.equal(desk.place({ sz: "0.00001" }).sCode, "51174")
  assert.equal(desk.place({ instId: "ETH-USDT", px: "3000", sz: "0.001" }).sCode, "0")
})

test("the instrument is suspended, so 51022, and post_only takes post-only orders alone, so 54012", () => {
  const desk = new Desk()
  desk.control("POST", "/paper/instrument", { symbol: "BTC-USDT", state: "suspend" })
  assert.equal(desk.place({}).sCode, "51022")
  desk.control("POST", "/paper/instrument", { symbol: "BTC-USDT", state: "post_only" })
  assert.equal(desk.place({}).sCode, "54012")
  assert.equal(desk.place({ ordType: "post_only" }).sCode, "0")
})

test("a batch of good and bad orders, so code 2 and every item by itself in request order", () => {
  const desk = new Desk()
  const one = { instId: "BTC-USDT", tdMode: "cash", side: "buy", ordType: "limit", px: "90000", sz: "0.1" }
  const reply = desk.rest("POST", "/api/v5/trade/batch-orders", [one, { ...one, sz: "0" }, { ...one, instId: "NO" }])
  assert.equal(reply.code, "2")
  assert.deepEqual(
    reply.data.map((item) => item.sCode),
    ["0", "51000", "51001"],
  )
  assert.equal(desk.rest("POST", "/api/v5/trade/batch-orders", Array(21).fill(one)).code, "51111")
})

test("expTime has passed, so 50036 at the door and 50037 when the request came late, and nothing is placed", () => {
  const desk = new Desk()
  const body = { instId: "BTC-USDT", tdMode: "cash", side: "buy", ordType: "limit", px: "90000", sz: "0.1" }
  const past = { exptime: String(desk.nowMs - 1) }
  assert.equal(desk.rest("POST", "/api/v5/trade/order", body, past).code, "50036")
  assert.equal(desk.rest("POST", "/api/v5/trade/order", body, { exptime: "soon" }).code, "51000")
  desk.fault("late-request", { forMs: 100 })
  const late = desk.send("POST", "/api/v5/trade/order", body, { exptime: String(desk.nowMs + 2_500) })
  const early = desk.send("POST", "/api/v5/trade/order", body, { exptime: String(desk.nowMs + 3_500) })
  assert.equal(desk.reply(late), undefined)
  desk.pass(3_000)
  assert.equal(desk.reply(late)?.code, "50037")
  assert.equal(desk.reply(early)?.code, "0")
  assert.equal(desk.rest("GET", "/api/v5/trade/orders-pending").data.length, 1)
})
