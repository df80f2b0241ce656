// Reads that lag behind, each endpoint by itself, and pages that shift while orders complete.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk } from "../testing/desk.ts"

const ORDER = "/api/v5/trade/order?instId=BTC-USDT&clOrdId="
const PENDING = "/api/v5/trade/orders-pending"
const HISTORY = "/api/v5/trade/orders-history?instType=SPOT"
const FILLS = "/api/v5/trade/fills"

/** "clOrdId state accFillSz sz" of every row. */
function rows(desk: Desk, target: string): string[] {
  return desk.rest("GET", target).data.map((row) => `${row.clOrdId} ${row.state} ${row.accFillSz} ${row.sz}`)
}

/** What GET order, the pending list and the history say, in this order. */
function views(desk: Desk, clOrdId: string): [string[], string[], string[]] {
  return [rows(desk, ORDER + clOrdId), rows(desk, PENDING), rows(desk, HISTORY)]
}

test("stale-order, so GET order shows a moment ago while the lists are fresh", () => {
  const desk = new Desk()
  desk.fault("stale-order", { delayMs: 500 })
  desk.place({ clOrdId: "a1" })
  assert.equal(desk.rest("GET", `${ORDER}a1`).code, "51603")
  assert.deepEqual(rows(desk, PENDING), ["a1 live 0 0.1"])
  desk.pass(500)
  assert.deepEqual(rows(desk, `${ORDER}a1`), ["a1 live 0 0.1"])
  desk.trade("BTC-USDT", "sell", "90000", "0.04")
  desk.pass(100)
  desk.trade("BTC-USDT", "sell", "90000", "0.06")
  assert.deepEqual(views(desk, "a1"), [["a1 live 0 0.1"], [], ["a1 filled 0.1 0.1"]])
  desk.pass(400)
  assert.deepEqual(rows(desk, `${ORDER}a1`), ["a1 partially_filled 0.04 0.1"])
  desk.pass(100)
  assert.deepEqual(rows(desk, `${ORDER}a1`), ["a1 filled 0.1 0.1"])
})

test("stale-pending, so the list shows what was open then, as it was, while GET order is fresh", () => {
  const desk = new Desk()
  desk.fault("stale-pending", { delayMs: 800 })
  desk.place({ clOrdId: "a1" })
  desk.place({ clOrdId: "a2", px: "89000" })
  assert.deepEqual(rows(desk, PENDING), [])
  desk.pass(800)
  desk.change("amend", { clOrdId: "a1", newSz: "0.3" })
  desk.change("cancel", { clOrdId: "a2" })
  desk.place({ clOrdId: "a3" })
  assert.deepEqual(rows(desk, `${ORDER}a2`), ["a2 canceled 0 0.1"])
  assert.deepEqual(rows(desk, PENDING), ["a2 live 0 0.1", "a1 live 0 0.1"])
  assert.deepEqual(rows(desk, `${PENDING}?state=partially_filled`), [])
  desk.pass(800)
  assert.deepEqual(rows(desk, PENDING), ["a3 live 0 0.1", "a1 live 0 0.3"])
})

test("stale-history, so an order that has just ended is in no list while GET order knows", () => {
  const desk = new Desk()
  desk.place({ clOrdId: "a1" })
  desk.fault("stale-history", { delayMs: 300 })
  desk.change("cancel", { clOrdId: "a1" })
  assert.deepEqual(views(desk, "a1"), [["a1 canceled 0 0.1"], [], []])
  desk.pass(300)
  assert.deepEqual(rows(desk, HISTORY), ["a1 canceled 0 0.1"])
})

test("stale-fills, so a fill is in the order at once and in the fills later", () => {
  const desk = new Desk()
  desk.fault("stale-fills", { delayMs: 1_500 })
  desk.place({ clOrdId: "a1" })
  desk.trade("BTC-USDT", "sell", "90000", "0.1")
  assert.deepEqual(rows(desk, `${ORDER}a1`), ["a1 filled 0.1 0.1"])
  assert.equal(desk.rest("GET", FILLS).data.length, 0)
  desk.pass(1_499)
  assert.equal(desk.rest("GET", FILLS).data.length, 0)
  desk.pass(1)
  assert.equal(desk.rest("GET", FILLS).data.length, 1)
})

test("stale reads at half the rate, so one read knows what the next one does not", () => {
  const desk = new Desk()
  desk.fault("stale-order", { rate: 0.5 })
  desk.place({ clOrdId: "a1" })
  const codes = Array.from({ length: 20 }, () => desk.rest("GET", `${ORDER}a1`).code)
  assert.deepEqual(new Set(codes), new Set(["0", "51603"]))
})

test("stale-reads with a delay of its own, so 51603 until then", () => {
  const desk = new Desk()
  desk.fault("stale-reads", { delayMs: 3_000 })
  desk.place({ clOrdId: "a1" })
  desk.pass(2_999)
  assert.equal(desk.rest("GET", `${ORDER}a1`).code, "51603")
  desk.pass(1)
  assert.equal(desk.rest("GET", `${ORDER}a1`).code, "0")
})

test("shifting-pages, so an order is filled before each page and every order is still met on a page or in the fills", () => {
  const desk = new Desk({ rateLimits: false })
  desk.listen()
  const placed = Array.from({ length: 60 }, (_, at) => String(desk.place({ clOrdId: `a${at}`, sz: "0.001" }).ordId))
  desk.fault("shifting-pages")
  const seen = new Set<string>()
  let after = ""
  for (;;) {
    const page = desk.rest("GET", `${PENDING}?limit=10${after === "" ? "" : `&after=${after}`}`).data
    for (const row of page) seen.add(String(row.ordId))
    if (page.length < 10) break
    after = String(page.at(-1)?.ordId)
  }
  const filled = desk.rest("GET", FILLS).data.map((fill) => String(fill.ordId))
  assert.ok(filled.length >= 6)
  assert.ok(
    filled.some((ordId) => !seen.has(ordId)),
    "one completed before its page came",
  )
  assert.ok(
    filled.some((ordId) => seen.has(ordId)),
    "one completed after its page came",
  )
  assert.deepEqual(new Set([...seen, ...filled]), new Set(placed))
  assert.equal(desk.pushed("orders").filter((row) => row.state === "filled").length, filled.length)
})
