// What others do to an account: somebody on OKX's own page places, cancels and amends; the exchange cancels, resizes,
// liquidates and deleverages. And what the exchange forgets, with times of its own.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, type Json } from "../testing/desk.ts"

const SWAP = { instId: "BTC-USDT-SWAP", tdMode: "cross", side: "buy", ordType: "market", sz: "3" }

test("a cancel with any source, so it is on the push; 39 ends in mmp_canceled, and so does another when asked for", () => {
  const desk = new Desk()
  desk.listen()
  const cancel = (body: Json): void => {
    const { ordId } = desk.place({})
    const { status } = desk.control("POST", "/paper/orders/cancel", { ordId, ...body })
    assert.equal(status, 200)
  }
  cancel({ cancelSource: "99" })
  cancel({ cancelSource: "39" })
  cancel({ cancelSource: "0", state: "mmp_canceled" })
  cancel({})
  assert.deepEqual(
    desk
      .pushed("orders")
      .filter((row) => row.state !== "live")
      .map((row) => `${row.state} ${row.cancelSource}`),
    ["canceled 99", "mmp_canceled 39", "mmp_canceled 0", "canceled 0"],
  )
  assert.equal(desk.control("POST", "/paper/orders/cancel", { ordId: "1" }).status, 400)
  const { ordId } = desk.place({})
  assert.equal(desk.control("POST", "/paper/orders/cancel", { ordId, state: "gone" }).status, 400)
})

test("somebody on the page amends our order, so it is pushed without a reqId; the system resizes it, so with source 4", () => {
  const desk = new Desk()
  desk.listen()
  desk.place({ clOrdId: "a1" })
  const amend = (body: Json) => desk.control("POST", "/paper/orders/amend", { clOrdId: "a1", ...body })
  assert.equal(amend({ newPx: "90100", newSz: "0.2" }).body.px, "90100")
  assert.equal(amend({ newSz: "0.05", amendSource: "4" }).status, 200)
  assert.deepEqual(
    desk.pushed("orders").map((row) => [row.px, row.sz, row.amendResult, row.amendSource, row.reqId]),
    [
      ["90000", "0.1", "", "", ""],
      ["90100", "0.2", "0", "1", ""],
      ["90100", "0.05", "0", "4", ""],
    ],
  )
  assert.equal(amend({ newPx: "1.23456789" }).status, 400)
  assert.equal(amend({ clOrdId: "none", newSz: "1" }).status, 400)
})

test("an order from the page has no clOrdId, so the push says none and the log says external", () => {
  const desk = new Desk()
  desk.listen()
  const order = {
    instId: "BTC-USDT",
    tdMode: "cash",
    side: "buy",
    ordType: "limit",
    px: "90000",
    sz: "0.1",
    tag: "web",
  }
  desk.control("POST", "/paper/orders/external", { order })
  desk.place({ clOrdId: "a1" })
  assert.deepEqual(
    desk.pushed("orders").map((row) => [row.clOrdId, row.tag]),
    [
      ["", "web"],
      ["a1", ""],
    ],
  )
  assert.deepEqual(
    desk.logged("order-accepted").map((record) => [record.origin, record.external]),
    [
      ["web", true],
      ["api", false],
    ],
  )
})

for (const [category, subType, billType] of [
  ["full_liquidation", "107", "5"],
  ["partial_liquidation", "103", "5"],
  ["adl", "128", "9"],
] as const) {
  test(`${category}, so an order of the system reduces the position, with a trade id that is none`, () => {
    const desk = new Desk()
    desk.place(SWAP)
    desk.listen()
    const held = desk.rest("GET", "/api/v5/account/positions").data[0]
    const reply = desk.control("POST", "/paper/positions/reduce", { symbol: SWAP.instId, size: "1", category })
    assert.equal(reply.status, 200)
    const push = desk.pushed("orders").at(-1)
    assert.deepEqual(
      [push?.state, push?.category, push?.clOrdId, push?.tradeId, push?.execType, push?.fillSz],
      ["filled", category, "", "0", "", "1"],
    )
    const [fill] = desk.rest("GET", "/api/v5/trade/fills").data
    assert.match(String(fill?.tradeId), /^-\d+$/)
    assert.deepEqual([fill?.subType, fill?.execType, fill?.clOrdId], [subType, "", ""])
    assert.equal(desk.rest("GET", "/api/v5/account/bills").data[0]?.type, billType)
    const left = desk.rest("GET", "/api/v5/account/positions").data[0]
    assert.deepEqual([left?.pos, left?.tradeId], ["2", held?.tradeId])
  })
}

test("a liquidation that the orders channel does not tell, so only the position and the fills show it", () => {
  const desk = new Desk()
  desk.place(SWAP)
  desk.listen()
  desk.control("POST", "/paper/positions/reduce", { symbol: SWAP.instId, pushed: "false", price: "80000" })
  assert.equal(desk.pushed("orders").length, 0)
  assert.equal(desk.rest("GET", "/api/v5/account/positions").data.length, 0)
  assert.equal(desk.rest("GET", "/api/v5/trade/fills").data[0]?.fillPx, "80000")
  const again = desk.control("POST", "/paper/positions/reduce", { symbol: SWAP.instId })
  assert.equal(again.status, 400)
  assert.equal(desk.control("POST", "/paper/positions/reduce", { symbol: "BTC-USDT" }).status, 400)
  assert.equal(desk.control("POST", "/paper/positions/reduce", { symbol: SWAP.instId, category: "x" }).status, 400)
})

test("external-orders, unsolicited-amends and position-reductions as faults, so others act soon after we did, once each", () => {
  const desk = new Desk()
  desk.listen()
  desk.fault("external-orders", { times: 1 })
  desk.place({ clOrdId: "a1" })
  desk.pass(2_000)
  assert.deepEqual(
    desk.pushed("orders").map((row) => [row.clOrdId, row.tag, row.px, row.sz]),
    [
      ["a1", "", "90000", "0.1"],
      ["", "web", "90000", "0.1"],
    ],
  )
  desk.fault("unsolicited-amends")
  for (let at = 0; at < 10; at++) desk.place({ clOrdId: `b${at}`, px: "89000", sz: "0.01" })
  desk.pass(2_000)
  const amends = desk.pushed("orders").filter((row) => row.amendResult === "0")
  assert.equal(amends.length, 10)
  assert.deepEqual(
    new Set(amends.map((row) => `${row.amendSource} ${row.px} ${row.sz} ${row.reqId}`)),
    new Set(["1 88999.9 0.01 ", "4 89000 0.005 "]),
  )
  desk.fault("position-reductions", { times: 1 })
  desk.place(SWAP)
  desk.pass(5_000)
  const reduced = desk.logged("order-accepted").at(-1)
  assert.equal(reduced?.origin, "system")
  assert.notEqual(desk.rest("GET", "/api/v5/account/positions").data[0]?.pos, "3")
})

test("the clock jumps, so unfilled cancels are gone after 2 h, fills after 3 days, filled orders after 7", () => {
  const desk = new Desk()
  desk.place({ clOrdId: "a1" })
  desk.change("cancel", { clOrdId: "a1" })
  desk.place({ clOrdId: "a2" })
  desk.trade("BTC-USDT", "sell", "90000", "0.1")
  const shown = (): string => {
    const unfilled = desk.order("instId=BTC-USDT&clOrdId=a1").code ?? "there"
    const history = desk.rest("GET", "/api/v5/trade/orders-history?instType=SPOT").data.length
    return `${unfilled} ${history} ${desk.rest("GET", "/api/v5/trade/fills").data.length}`
  }
  const jump = (hours: number): void => {
    desk.control("POST", "/paper/clock", { advanceMs: hours * 3_600_000 })
  }
  assert.equal(shown(), "there 2 1")
  jump(2)
  assert.equal(shown(), "51603 1 1")
  jump(70)
  assert.equal(shown(), "51603 1 0")
  jump(97)
  assert.equal(shown(), "51603 0 0")
})

test("a shorter memory is asked for, so orders are forgotten then", () => {
  const desk = new Desk({ retention: { unfilledMs: 1_000 } })
  desk.place({ clOrdId: "a1" })
  desk.change("cancel", { clOrdId: "a1" })
  desk.pass(999)
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=a1").state, "canceled")
  desk.pass(1)
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=a1").code, "51603")
})
