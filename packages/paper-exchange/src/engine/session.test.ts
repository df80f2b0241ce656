// Over one WebSocket connection: login, subscriptions and their first pushes, operations, keep-alive, and what ends it.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, type Json, KEYS, loginMessage } from "../testing/desk.ts"

function events(desk: Desk): string[] {
  return desk.messages().map((message) => `${message.event}${message.code ?? ""}`)
}

test("ping, so pong; nothing for 30 s, so the connection is closed with 4004", () => {
  const desk = new Desk()
  desk.connect()
  desk.say("ping")
  assert.equal(desk.frames[0]?.text, "pong")
  desk.pass(29_000)
  assert.equal(desk.closed.length, 0)
  desk.pass(2_000)
  assert.deepEqual(
    desk.closed.map(({ code }) => code),
    [4004],
  )
})

test("login twice with the same key, so both are answered with success and the connection's id", () => {
  const desk = new Desk()
  desk.connect()
  desk.say({ ...loginMessage(KEYS, desk.nowMs), id: "l1" })
  desk.say(loginMessage(KEYS, desk.nowMs))
  assert.deepEqual(desk.messages(), [
    { id: "l1", event: "login", msg: "", code: "0", connId: "c1" },
    { event: "login", msg: "", code: "0", connId: "c1" },
  ])
})

test("logins that are wrong, so each has its code", () => {
  const desk = new Desk()
  desk.connect()
  const good = loginMessage(KEYS, desk.nowMs).args
  assert.ok(Array.isArray(good))
  const variants: [Json, string][] = [
    [{ apiKey: "nobody" }, "60032"],
    [{ passphrase: "wrong" }, "60024"],
    [{ sign: "AAAA" }, "60007"],
    [{ timestamp: "yesterday" }, "60004"],
    [{ timestamp: String(Math.floor(desk.nowMs / 1_000) - 40) }, "60006"],
    [{ sign: "" }, "60027"],
  ]
  for (const [change, code] of variants) {
    desk.clearFrames()
    desk.say({ op: "login", args: [{ ...good[0], ...change }] })
    assert.deepEqual(events(desk), [`error${code}`])
  }
})

test("subscriptions, so one ack per arg, again when repeated, with the count of connections", () => {
  const desk = new Desk()
  desk.listen([])
  const args = [{ channel: "orders", instType: "ANY" }, { channel: "account" }]
  desk.say({ id: "s1", op: "subscribe", args })
  assert.deepEqual(desk.messages()[0], { id: "s1", event: "subscribe", arg: args[0], connId: "c1" })
  assert.deepEqual(desk.messages()[1], { event: "channel-conn-count", channel: "orders", connCount: "1", connId: "c1" })
  desk.say({ op: "subscribe", args })
  desk.say({ op: "unsubscribe", args: [args[0]] })
  desk.place({})
  assert.equal(desk.pushed("orders").length, 0)
  assert.equal(events(desk).filter((event) => event === "subscribe").length, 4)
})

test("subscriptions that cannot be, so each has its code", () => {
  const desk = new Desk()
  desk.connect("c1", "private")
  desk.connect("c2", "public")
  const cases: [string, Json, string][] = [
    ["c1", { channel: "orders", instType: "ANY" }, "60011"],
    ["c2", { channel: "orders", instType: "ANY" }, "60018"],
    ["c1", { channel: "tickers", instId: "BTC-USDT" }, "60018"],
    ["c2", { channel: "candle1m", instId: "BTC-USDT" }, "64001"],
    ["c2", { channel: "tickers", instId: "NO-USDT" }, "60018"],
    ["c2", { channel: "none" }, "60018"],
    ["c1", { channel: "fills" }, "64003"],
  ]
  for (const [connection, arg, code] of cases) {
    desk.clearFrames()
    desk.say({ op: "subscribe", args: [arg] }, connection)
    assert.deepEqual(events(desk), [`error${code}`], JSON.stringify(arg))
  }
  for (const message of ["{", "[]", '{"args":[]}', '{"op":"subscribe","args":{}}']) {
    desk.clearFrames()
    desk.say(message)
    assert.deepEqual(events(desk), ["error60012"], message)
  }
  desk.clearFrames()
  desk.say('{"op":"dance"}')
  assert.deepEqual(events(desk), ["error60019"])
})

test("account, positions and balance_and_position, so a snapshot first, then what changed, and the regular push", () => {
  const desk = new Desk()
  desk.listen()
  const args = [{ channel: "account" }, { channel: "positions", instType: "ANY" }, { channel: "balance_and_position" }]
  desk.say({ op: "subscribe", args })
  const snapshots = desk.messages().filter((message) => message.eventType === "snapshot")
  assert.equal(snapshots.length, 2)
  assert.deepEqual([snapshots[0]?.curPage, snapshots[0]?.lastPage], [1, true])
  assert.equal(desk.pushed("balance_and_position")[0]?.eventType, "snapshot")
  desk.clearFrames()
  desk.place({ instId: "BTC-USDT-SWAP", tdMode: "cross", ordType: "market", sz: "1" })
  assert.equal(desk.pushed("balance_and_position")[0]?.eventType, "filled")
  assert.equal(desk.pushed("account").length, 0)
  desk.pass(60)
  const updates = desk.messages().filter((message) => message.eventType === "event_update")
  assert.equal(updates.length, 2)
  assert.equal(desk.pushed("positions")[0]?.pos, "1")
  assert.equal("curPage" in (updates[0] ?? {}), false)
  desk.clearFrames()
  desk.pass(5_000)
  assert.equal(desk.messages().filter((message) => message.eventType === "snapshot").length, 2)
})

test("account with updateInterval 0, so events come and regular pushes do not", () => {
  const desk = new Desk()
  desk.listen([{ channel: "account", extraParams: '{"updateInterval": "0"}' }])
  desk.pass(20_000)
  assert.equal(desk.pushed("account").length, 0)
  desk.place({})
  desk.pass(60)
  assert.equal(desk.pushed("account").length, 1)
})

test("orders of one symbol are subscribed, so others are not pushed; overlapping args push once each", () => {
  const desk = new Desk()
  desk.listen([
    { channel: "orders", instType: "SPOT", instId: "ETH-USDT" },
    { channel: "orders", instType: "ANY" },
  ])
  desk.place({})
  assert.equal(desk.pushed("orders").length, 1)
  desk.place({ instId: "ETH-USDT", px: "3000", sz: "0.1" })
  assert.equal(desk.pushed("orders").length, 3)
})

test("an order over the WebSocket, so its answer has id, op and microseconds, and comes before its pushes", () => {
  const desk = new Desk()
  desk.listen()
  const order = { instIdCode: 3, tdMode: "cash", side: "buy", ordType: "limit", px: "90000", sz: "0.1", clOrdId: "w1" }
  desk.say({ id: "7", op: "order", args: [order] })
  const [ack, push] = desk.messages()
  assert.deepEqual([ack?.id, ack?.op, ack?.code, ack?.msg], ["7", "order", "0", ""])
  assert.match(String(ack?.inTime), /^\d{16}$/)
  assert.ok(push?.arg)
  desk.clearFrames()
  desk.say({ id: "8", op: "order", args: [{ ...order, clOrdId: "w1" }] })
  const refused = desk.messages()[0]
  assert.deepEqual([refused?.code, refused?.msg], ["1", ""])
  desk.say({ id: "9", op: "batch-cancel-orders", args: [{ instIdCode: 3, clOrdId: "w1" }] })
  desk.say({ id: "10", op: "order", args: {} })
  assert.equal(desk.messages().at(-1)?.code, "60013")
  desk.say({ id: "11", op: "order", expTime: String(desk.nowMs - 1), args: [order] })
  assert.equal(desk.messages().at(-1)?.code, "50036")
})

test("instId instead of instIdCode, so it is refused as at OKX unless the exchange is told to be lenient", () => {
  const args = [{ instId: "BTC-USDT", tdMode: "cash", side: "buy", ordType: "limit", px: "90000", sz: "0.1" }]
  for (const [strictInstIdCode, code] of [
    [false, "0"],
    [undefined, "1"],
  ] as const) {
    const desk = new Desk(strictInstIdCode === undefined ? {} : { strictInstIdCode })
    desk.listen([])
    desk.say({ id: "1", op: "order", args })
    assert.equal(desk.messages()[0]?.code, code)
  }
})

test("operations without login or on the public path, so 60011 and 60028", () => {
  const desk = new Desk()
  desk.connect("c1", "private")
  desk.connect("c2", "public")
  desk.say({ id: "1", op: "order", args: [{}] }, "c1")
  desk.say({ id: "1", op: "order", args: [{}] }, "c2")
  assert.deepEqual(events(desk), ["error60011", "error60028"])
})

test("a fourth connection within a second, so it is refused; 481 requests of one connection, so 60014", () => {
  const desk = new Desk()
  for (const id of ["a", "b", "c"]) desk.connect(id, "public")
  assert.throws(() => desk.connect("d", "public"))
  for (let count = 0; count < 481; count++) desk.say({ op: "subscribe", args: [{ channel: "status" }] }, "a")
  assert.equal(events(desk).at(-1), "error60014")
})

test("books, so a snapshot and updates that name each other and lead to the book that REST shows", () => {
  const desk = new Desk({ market: "random-walk" })
  desk.connect("c1", "public")
  desk.say({ op: "subscribe", args: [{ channel: "books", instId: "BTC-USDT" }] })
  // Ends between two steps of the market, with nothing left to be pushed.
  for (let count = 0; count < 42; count++) desk.pass(100)
  const sides = { asks: new Map<string, string>(), bids: new Map<string, string>() }
  let last = -1
  for (const message of desk.messages().filter((one) => "action" in one)) {
    const [row] = Array.isArray(message.data) ? message.data : []
    assert.equal(row.prevSeqId, message.action === "snapshot" ? -1 : last)
    last = row.seqId
    for (const side of ["asks", "bids"] as const) {
      for (const [px, sz] of row[side]) {
        if (sz === "0") sides[side].delete(px)
        else sides[side].set(px, sz)
      }
    }
  }
  const book = desk.rest("GET", "/api/v5/market/books?instId=BTC-USDT&sz=400").data[0]
  for (const side of ["asks", "bids"] as const) {
    const shown = book?.[side]
    assert.ok(Array.isArray(shown) && shown.length > 20)
    const expected = shown.map(([px, sz]) => `${px}@${sz}`).sort()
    assert.deepEqual([...sides[side]].map(([px, sz]) => `${px}@${sz}`).sort(), expected)
  }
})

test("the upgrade notice is asked for, so every connection gets 64008", () => {
  const desk = new Desk()
  desk.connect("c1", "public")
  desk.control("POST", "/paper/notice")
  assert.equal(desk.messages()[0]?.code, "64008")
})
