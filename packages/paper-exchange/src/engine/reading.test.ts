// Lists and how long things can be read: paging as OKX does it, and what is forgotten when.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk } from "../testing/desk.ts"
import { pageOf, readPage } from "./paging.ts"

const HOUR_MS = 3_600_000

/** Ten records with ids and times 1 to 10, as in OKX's own table of examples. */
function page(query: Record<string, string>, beginAlone: "newest" | "closest" = "closest"): number[] {
  const read = readPage(query)
  assert.ok(!("code" in read))
  const records = Array.from({ length: 10 }, (_, at) => at + 1)
  const list = { records, idOf: String, timeOf: (record: number) => record, accepts: () => true, beginAlone }
  return pageOf(list, read)
}

const PAGES: readonly [Record<string, string>, number[]][] = [
  [{}, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
  [{ before: "6", after: "10" }, [9, 8, 7]],
  [{ before: "2", after: "9", limit: "3" }, [8, 7, 6]],
  [{ before: "6", limit: "3" }, [9, 8, 7]],
  [{ after: "4" }, [3, 2, 1]],
  [{ after: "4", limit: "2" }, [3, 2]],
  [{ begin: "6", end: "10" }, [10, 9, 8, 7, 6]],
  [{ begin: "6", limit: "3" }, [8, 7, 6]],
  [{ end: "3" }, [3, 2, 1]],
  [{ begin: "3", end: "8", after: "7", limit: "2" }, [6, 5]],
  [{ before: "99" }, []],
]

for (const [query, expected] of PAGES) {
  test(`page ${JSON.stringify(query)} of 10 to 1, so ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(page(query), expected)
  })
}

test("fills with begin alone, so the newest come and not those closest to begin", () => {
  assert.deepEqual(page({ begin: "6", limit: "3" }, "newest"), [10, 9, 8])
})

test("a page parameter that is no number, so it is refused by its name", () => {
  for (const name of ["after", "before", "begin", "end", "limit"]) {
    const read = readPage({ [name]: "x" })
    assert.ok("code" in read && read.msg.includes(name), name)
  }
})

test("an order is cancelled unfilled, so it is readable for two hours, never in the archive, and gone after", () => {
  const desk = new Desk()
  desk.place({ clOrdId: "a1" })
  desk.rest("POST", "/api/v5/trade/cancel-order", { instId: "BTC-USDT", clOrdId: "a1" })
  const history = (which: string): number => desk.rest("GET", `/api/v5/trade/${which}?instType=SPOT`).data.length
  assert.equal(history("orders-history"), 1)
  assert.equal(history("orders-history-archive"), 0)
  desk.control("POST", "/paper/clock", { advanceMs: 2 * HOUR_MS - 1_000 })
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=a1").state, "canceled")
  desk.pass(1_000)
  assert.equal(desk.order("instId=BTC-USDT&clOrdId=a1").code, "51603")
  assert.equal(history("orders-history"), 0)
  desk.pass(120_000)
  assert.equal(desk.exchange.world.accounts.values().next().value?.orders.size, 0)
})

test("an order was filled, so it is in the history for 7 days, its fill for 3, and in the archives for three months", () => {
  const desk = new Desk()
  desk.place({ px: "91600", sz: "0.01" })
  const count = (path: string): number => desk.rest("GET", `/api/v5/${path}`).data.length
  const counts = (): number[] => [
    count("trade/orders-history?instType=SPOT"),
    count("trade/orders-history-archive?instType=SPOT"),
    count("trade/fills"),
    count("trade/fills-history?instType=SPOT"),
    count("account/bills"),
    count("account/bills-archive"),
  ]
  assert.deepEqual(counts(), [1, 1, 1, 1, 2, 2])
  desk.control("POST", "/paper/clock", { advanceMs: 73 * HOUR_MS })
  assert.deepEqual(counts(), [1, 1, 0, 1, 2, 2])
  desk.control("POST", "/paper/clock", { advanceMs: 100 * HOUR_MS })
  assert.deepEqual(counts(), [0, 1, 0, 1, 0, 2])
  desk.control("POST", "/paper/clock", { advanceMs: 90 * 24 * HOUR_MS })
  assert.deepEqual(counts(), [0, 0, 0, 0, 0, 0])
})

test("order lists are filtered, so only what is asked for comes, comma lists of ordType included", () => {
  const desk = new Desk()
  desk.place({ clOrdId: "a1" })
  desk.place({ clOrdId: "a2", ordType: "post_only" })
  desk.place({ instId: "BTC-USDT-SWAP", tdMode: "cross", sz: "1", clOrdId: "a3" })
  const found = (query: string): unknown[] =>
    desk.rest("GET", `/api/v5/trade/orders-pending?${query}`).data.map((row) => row.clOrdId)
  assert.deepEqual(found(""), ["a3", "a2", "a1"])
  assert.deepEqual(found("instType=SPOT"), ["a2", "a1"])
  assert.deepEqual(found("ordType=post_only"), ["a2"])
  assert.deepEqual(found("ordType=post_only,limit&instId=BTC-USDT"), ["a2", "a1"])
  assert.deepEqual(found("instFamily=BTC-USDT"), ["a3"])
  assert.deepEqual(found("state=partially_filled"), [])
  assert.equal(desk.rest("GET", "/api/v5/trade/orders-pending?state=filled").code, "51000")
  assert.equal(desk.rest("GET", "/api/v5/trade/orders-history").code, "50014")
})

test("an order that does not exist, so 51603 with no data and HTTP 200", () => {
  const desk = new Desk()
  const reply = desk.rest("GET", "/api/v5/trade/order?instId=BTC-USDT&ordId=1")
  assert.deepEqual([reply.status, reply.code, reply.data], [200, "51603", []])
})
