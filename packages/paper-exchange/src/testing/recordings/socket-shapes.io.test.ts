// The shapes of what leaves over WebSocket against recorded messages: pushes of every channel, acknowledgements, events, answers
// to operations. What differs stands in shape-deviations.ts with its reason.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, type Json, loginMessage } from "../desk.ts"
import { assertShape } from "./assert-shape.ts"
import { FOLDER, recordedSequence, recording, SKIPPED } from "./recorded.ts"
import { ORDER, PUSHES, SPOKEN } from "./shape-tables.ts"

const PUBLIC = ["tickers", "books", "books5", "bbo-tbt", "candle1D", "candle1m", "trades"]

/** An account and a market that have been listened to while a good deal happened; everything that was said, oldest first. */
function listened(): Json[] {
  const desk = new Desk({ market: "random-walk" })
  desk.listen([
    { channel: "orders", instType: "ANY" },
    { channel: "positions", instType: "ANY" },
  ])
  desk.connect("c2", "any")
  for (const channel of PUBLIC) desk.say({ op: "subscribe", args: [{ channel, instId: "BTC-USDT" }] }, "c2")
  desk.say({ op: "subscribe", args: [{ channel: "funding-rate", instId: "BTC-USDT-SWAP" }] }, "c2")
  for (const instType of ["SPOT", "SWAP"])
    desk.say({ op: "subscribe", args: [{ channel: "instruments", instType }] }, "c2")
  desk.say({ op: "subscribe", args: [{ channel: "orders", instType: "SPOT", instId: "ETH-USDT" }] })
  desk.place({ clOrdId: "a1" })
  const swap = { instId: "BTC-USDT-SWAP", tdMode: "cross" }
  desk.place({ ...swap, sz: "1" })
  desk.place({ ...swap, ordType: "market", px: "", sz: "1" })
  const placed = desk.place({ instId: "ETH-USDT", side: "sell", px: "3060", sz: "0.1", clOrdId: "m1" })
  assert.equal(placed.sCode, "0")
  desk.trade("ETH-USDT", "buy", "3060", "50")
  for (const symbol of ["BTC-USDT-SWAP", "ETH-USDT"]) {
    desk.control("POST", "/paper/instrument", { symbol, state: "suspend" })
  }
  desk.say({ op: "subscribe", args: [{ channel: "account" }, { channel: "balance_and_position" }] })
  desk.pass(2_000)
  desk.control("POST", "/paper/notice")
  return desk.messages()
}

let said: Json[] | undefined

for (const { file, channel, like = () => true } of PUSHES) {
  test(`a push ${channel.replaceAll('"', "")} beside ${file}, so the shape is the recorded one`, (t) => {
    if (FOLDER === undefined) return t.skip(SKIPPED)
    said ??= listened()
    const recorded = recording(file)
    const ofChannel = said.filter((message) => "data" in message && JSON.stringify(message.arg).includes(channel))
    const push = ofChannel.find((message) => like(JSON.stringify(message)))
    assert.ok(push, `${file}: nothing of the kind was pushed, but ${ofChannel.length} of the channel`)
    assertShape(file, push, { ...recorded, arg: argAsHere(recorded.arg, push.arg) })
  })
}

/** What was subscribed is the subscriber's business; that the arg comes back, with the uid on private channels, is ours. */
function argAsHere(recorded: unknown, here: unknown): unknown {
  if (JSON.stringify(recorded).includes('"uid"')) assert.ok(JSON.stringify(here).includes('"uid"'))
  return here
}

test("public trades beside the recorded ones, so shape and order of ids are theirs", (t) => {
  if (FOLDER === undefined) return t.skip(SKIPPED)
  const desk = new Desk()
  desk.connect("c1", "public")
  desk.say({ op: "subscribe", args: [{ channel: "trades", instId: "BTC-USDT" }] })
  desk.clearFrames()
  desk.trade("BTC-USDT", "buy", "91500.1", "0.01")
  desk.trade("BTC-USDT", "sell", "91500", "0.01")
  desk.pass(1_000)
  const recorded = recordedSequence(SPOKEN.trades)
  const [first, second] = desk.messages()
  assertShape(SPOKEN.trades, first, recorded[0])
  assertShape(SPOKEN.trades, second, recorded[1])
  const ids = desk.pushed("trades").map(({ tradeId }) => Number(tradeId))
  assert.equal(ids[1], Number(ids[0]) + 1)
})

test("events beside recorded ones, so notice, connection count, acknowledgements and a failed login have their shapes", (t) => {
  if (FOLDER === undefined) return t.skip(SKIPPED)
  said ??= listened()
  const event = (name: string): Json | undefined => said?.find((message) => message.event === name)
  assertShape(SPOKEN.notice, event("notice"))
  assertShape(SPOKEN.connections, event("channel-conn-count"))
  for (const [at, recorded] of recordedSequence(SPOKEN.acknowledgements).entries()) {
    const desk = new Desk()
    desk.connect("c1", "any")
    const arg = Object(recorded.arg)
    desk.say({ op: "subscribe", args: [asListedHere(arg)] })
    const [acknowledged] = desk.messages()
    assert.equal(acknowledged?.event, "subscribe", `line ${at + 1}: ${JSON.stringify(arg)}`)
    assertShape(SPOKEN.acknowledgements, acknowledged, recorded)
  }
  const desk = new Desk()
  desk.connect()
  desk.keys = { ...desk.keys, apiKey: "nobody" }
  desk.say(loginMessage(desk.keys, desk.nowMs))
  assertShape(SPOKEN.loginRefused, desk.messages()[0])
})

/** BTC-USD is an index and a SPOT pair of the recorded exchange; here the pair is BTC-USDT. */
function asListedHere(arg: Json): Json {
  return JSON.parse(JSON.stringify(arg).replace('"BTC-USD"', '"BTC-USDT"').replace('"BTC-USD-SWAP"', '"BTC-USDT-SWAP"'))
}

test("answers to operations beside recorded ones, so good, refused and malformed ones have their shapes", (t) => {
  if (FOLDER === undefined) return t.skip(SKIPPED)
  const desk = new Desk()
  desk.listen([])
  const answerTo = (message: Json): Json | undefined => {
    desk.clearFrames()
    desk.say(message)
    return desk.messages().find((answer) => "op" in answer)
  }
  const order = { id: "1512", op: "order", args: [{ ...ORDER, instIdCode: 3 }] }
  const good = answerTo(order)
  for (const file of SPOKEN.operationDone) assertShape(file, good)
  const twice = answerTo(order)
  for (const file of SPOKEN.operationRefused) assertShape(file, twice)
  assertShape(SPOKEN.operationUnfunded, answerTo({ ...order, args: [{ ...ORDER, sz: "5", clOrdId: "c8" }] }))
  assertShape(SPOKEN.operationMalformed, answerTo({ ...order, args: {} }))
  const change = { instIdCode: 3, clOrdId: "c9", newSz: "0.2" }
  assertShape(SPOKEN.amendDone, answerTo({ id: "7", op: "amend-order", args: [change] }))
})
