// What GET /paper/state shows, how much of it, and that looking leaves no trace.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, type Json, KEYS } from "../testing/desk.ts"

const SECOND = { apiKey: "second-key", secret: "hidden-secret", passphrase: "hidden-pass" }

function desk(): Desk {
  return new Desk({
    accounts: [
      { ...KEYS, balances: { USDT: "100000", BTC: "10" } },
      { ...SECOND, label: "second", balances: { USDT: "5000" } },
    ],
  })
}

function state(at: Desk, query = ""): Json {
  const { status, body } = at.control("GET", `/paper/state${query}`)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

function list(holder: Json | undefined, name: string): Json[] {
  const found = holder?.[name]
  assert.ok(Array.isArray(found), `${name} is a list`)
  return found
}

test("an account that traded, so its rows are those of OKX's endpoints and every list has its count", () => {
  const at = desk()
  at.place({ px: "90000", clOrdId: "rests" })
  at.place({ ordType: "market", side: "sell", px: "", sz: "0.01" })
  const [first] = list(state(at), "accounts")
  assert.deepEqual(
    list(first, "openOrders").map(({ clOrdId }) => clOrdId),
    ["rests"],
  )
  assert.equal(first?.openOrderCount, 1)
  assert.equal(list(first, "lastFills")[0]?.side, "sell")
  assert.deepEqual(first?.balance, at.rest("GET", "/api/v5/account/balance").data[0])
  assert.deepEqual([first?.acctLv, first?.posMode, first?.level], ["2", "net_mode", "Lv1"])
})

test("a book, so it is shown as deep as asked, best first", () => {
  const books = list(state(desk(), "?symbol=BTC-USDT&depth=3"), "markets")
  assert.equal(books.length, 1)
  const [bids = [], asks = []] = [list(books[0], "bids"), list(books[0], "asks")]
  assert.deepEqual([bids.length, asks.length], [3, 3])
  assert.ok(JSON.stringify(bids[0]) > JSON.stringify(bids[1]))
})

test("one account and one market are named and the rest is brief, so the others are a line each", () => {
  const shown = state(desk(), "?account=second-key&symbol=ETH-USDT&brief=true")
  const [first, second] = list(shown, "accounts")
  assert.ok(first !== undefined && !("openOrders" in first) && second !== undefined && "openOrders" in second)
  const withBook = list(shown, "markets").filter((market) => "bids" in market)
  assert.deepEqual(
    withBook.map(({ symbol }) => symbol),
    ["ETH-USDT"],
  )
})

test("a limit, so no list is longer and the counts stay true", () => {
  const at = desk()
  for (let count = 0; count < 5; count++) at.place({ sz: "0.001" })
  const shown = state(at, "?limit=2&account=paper-key")
  const [first] = list(shown, "accounts")
  assert.deepEqual([list(first, "openOrders").length, first?.openOrderCount], [2, 5])
  assert.equal(list(shown, "markets").length, 2)
  assert.ok(Number(shown.marketCount) > 2)
})

for (const query of ["?limit=0", "?limit=x", "?depth=1000", "?account=nobody", "?symbol=NO-NO"]) {
  test(`state${query}, so it is refused with what is allowed`, () => {
    const { status, body } = desk().control("GET", `/paper/state${query}`)
    assert.equal(status, 400)
    assert.equal(typeof body.error, "string")
  })
}

test("the state is looked at often, so nothing secret is in it and the exchange goes on as if nobody had looked", () => {
  const at = desk()
  const untouched = desk()
  for (const one of [at, untouched]) {
    one.place({ sz: "0.001" })
    if (one === at) for (let count = 0; count < 3; count++) assert.doesNotMatch(JSON.stringify(state(one)), /hidden-/)
    one.trade("BTC-USDT", "sell", "89000", "1")
    one.pass(5_000)
  }
  const logOf = (one: Desk): string => JSON.stringify(one.control("GET", "/paper/log?limit=1000").body)
  const bookOf = (one: Desk): string => one.rest("GET", "/api/v5/market/books?instId=BTC-USDT&sz=5").text
  assert.equal(logOf(at), logOf(untouched))
  assert.equal(bookOf(at), bookOf(untouched))
})
