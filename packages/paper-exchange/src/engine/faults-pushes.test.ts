// Faults of pushes and connections: fills told twice or not at all, channels that fall silent, connections that are cut,
// announced or refused, and logins and subscriptions that fail.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, type Json, KEYS, loginMessage } from "../testing/desk.ts"

const ORDERS = { channel: "orders", instType: "ANY" }

function events(desk: Desk): string[] {
  return desk.messages().map((message) => `${message.event}${message.code ?? ""}`)
}

test("repeated-fills, so a fill comes again after later news, with its tradeId, its old total and another uTime", () => {
  const desk = new Desk()
  desk.listen()
  desk.fault("repeated-fills", { delayMs: 200, times: 1 })
  desk.place({ clOrdId: "a1" })
  desk.trade("BTC-USDT", "sell", "90000", "0.04")
  desk.pass(100)
  desk.trade("BTC-USDT", "sell", "90000", "0.06")
  desk.pass(100)
  assert.deepEqual(desk.pushedStates(), ["live 0", "partially_filled 0.04", "filled 0.1", "partially_filled 0.04"])
  const [, first, , again] = desk.pushed("orders")
  assert.equal(again?.tradeId, first?.tradeId)
  assert.equal(Number(again?.uTime), Number(first?.uTime) + 1)
})

test("filled-without-fill, so the push says filled without a trade, and the fill is in REST alone", () => {
  const desk = new Desk()
  desk.listen()
  desk.fault("filled-without-fill")
  const { ordId } = desk.place({ clOrdId: "a1" })
  desk.trade("BTC-USDT", "sell", "90000", "0.1")
  const push = desk.pushed("orders").at(-1)
  assert.deepEqual(
    [push?.state, push?.accFillSz, push?.fillSz, push?.fillPx, push?.tradeId, push?.fillFee],
    ["filled", "0.1", "0", "", "", "0"],
  )
  const [fill] = desk.rest("GET", `/api/v5/trade/fills?ordId=${ordId}`).data
  assert.equal(fill?.fillSz, "0.1")
  desk.pass(10_000)
  assert.equal(desk.pushed("orders").length, 2)
})

test("filled-without-fill with a delay, so the whole push follows", () => {
  const desk = new Desk()
  desk.listen()
  desk.fault("filled-without-fill", { delayMs: 250 })
  desk.place({ clOrdId: "a1" })
  desk.trade("BTC-USDT", "sell", "90000", "0.1")
  desk.pass(250)
  const [, bare, whole] = desk.pushed("orders")
  assert.deepEqual([bare?.fillSz, whole?.fillSz, whole?.state], ["0", "0.1", "filled"])
})

test("orders are subscribed, so no snapshot comes even when orders rest", () => {
  const desk = new Desk()
  desk.place({})
  desk.listen([])
  desk.say({ op: "subscribe", args: [ORDERS] })
  desk.pass(10_000)
  assert.equal(desk.pushed("orders").length, 0)
})

test("muted-channel, so nothing is pushed any more while pings and acks go on, until it is subscribed again", () => {
  const desk = new Desk()
  desk.listen()
  desk.fault("muted-channel", { times: 1 })
  const args = [{ instIdCode: 3, tdMode: "cash", side: "buy", ordType: "limit", px: "90000", sz: "0.01" }]
  desk.say({ id: "1", op: "order", args })
  desk.say({ id: "2", op: "order", args })
  desk.say("ping")
  assert.equal(desk.pushed("orders").length, 0)
  assert.deepEqual(
    desk.messages().map((message) => [message.op, message.code]),
    [
      ["order", "0"],
      ["order", "0"],
    ],
  )
  assert.equal(desk.frames.at(-1)?.text, "pong")
  assert.equal(desk.logged("channel-muted").length, 1)
  desk.say({ op: "subscribe", args: [ORDERS] })
  desk.say({ id: "3", op: "order", args })
  assert.equal(desk.pushed("orders").length, 1)
})

test("muted-channel on one of two connections, so the other one still hears", () => {
  const desk = new Desk()
  desk.listen()
  desk.listen([ORDERS], "c2")
  desk.fault("muted-channel", { times: 1 })
  desk.place({})
  desk.place({})
  assert.deepEqual(
    desk.frames.map(({ connectionId }) => connectionId),
    ["c2", "c2"],
  )
})

test("announced-cut, so the notice comes at once and the connections close when it said", () => {
  const desk = new Desk()
  desk.listen()
  desk.connect("c2", "public")
  desk.fault("announced-cut", { account: "paper-key", delayMs: 5_000 })
  assert.deepEqual(events(desk), ["notice64008"])
  desk.pass(4_999)
  assert.equal(desk.closed.length, 0)
  desk.pass(1)
  assert.deepEqual(
    desk.closed.map(({ connectionId, code }) => [connectionId, code]),
    [["c1", 1001]],
  )
})

test("refused-connections for a while, so none opens and the one that is open stays", () => {
  const desk = new Desk()
  desk.listen()
  desk.fault("refused-connections", { forMs: 1_000 })
  assert.throws(() => desk.connect("c2"))
  desk.place({})
  assert.equal(desk.pushed("orders").length, 1)
  desk.pass(1_000)
  desk.connect("c3")
})

test("login-refused once, so the code is the one asked for and the next login succeeds", () => {
  const desk = new Desk()
  desk.connect()
  desk.fault("login-refused", { times: 1 })
  desk.say(loginMessage(KEYS, desk.nowMs))
  desk.fault("login-refused", { times: 1, code: "60011" })
  desk.say(loginMessage(KEYS, desk.nowMs))
  desk.say(loginMessage(KEYS, desk.nowMs))
  assert.deepEqual(events(desk), ["error60009", "error60011", "login0"])
})

test("lost-subscription, so neither ack nor pushes, and the next one counts", () => {
  const desk = new Desk()
  desk.listen([])
  desk.fault("lost-subscription", { times: 1 })
  desk.say({ op: "subscribe", args: [ORDERS] })
  desk.place({})
  assert.deepEqual(desk.messages(), [])
  desk.say({ op: "subscribe", args: [ORDERS] })
  desk.place({})
  assert.equal(desk.pushed("orders").length, 1)
})

test("31 connections subscribe to orders, so the last gets an ack and the end of its subscription", () => {
  const desk = new Desk()
  for (let at = 0; at < 31; at++) {
    if (at % 3 === 0) desk.pass(1_000)
    desk.connect(`c${at}`)
    desk.say(loginMessage(KEYS, desk.nowMs), `c${at}`)
    desk.say({ op: "subscribe", args: [ORDERS] }, `c${at}`)
  }
  assert.deepEqual(events(desk).slice(-2), ["subscribe", "channel-conn-count-error"])
  desk.clearFrames()
  desk.place({})
  assert.equal(desk.frames.length, 30)
})

test("delayed-pushes with a delay of its own, so they come then, in order", () => {
  const desk = new Desk()
  desk.listen()
  desk.fault("delayed-pushes", { delayMs: 4_000, times: 1 })
  const ids = (): Json["clOrdId"][] => desk.pushed("orders").map((row) => row.clOrdId)
  desk.place({ clOrdId: "a1" })
  desk.pass(3_999)
  desk.place({ clOrdId: "a2" })
  assert.deepEqual(ids(), [])
  desk.pass(1)
  assert.deepEqual(ids(), ["a1", "a2"])
})
