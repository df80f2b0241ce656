// Recorded sequences of the real exchange, played again here: the same steps lead to the same order of messages and states, the
// same fields change from one message to the next, and the same ids link them. Values are the market's and are not compared.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Desk, type Json } from "../desk.ts"
import { FOLDER, recordedSequence, SKIPPED } from "./recorded.ts"
import { SEQUENCES } from "./shape-tables.ts"

/** What moves with the market or the clock and not with the order. */
const OF_THE_MOMENT = new Set(["uTime", "lastPx", "notionalUsd", "fillNotionalUsd", "fillMarkPx", "fillIdxPx"])

function channelOf(message: Json): string {
  return String(Object(message.arg).channel)
}

/** The rows of the orders channel, in order. */
function orderRows(messages: readonly Json[]): Json[] {
  return messages
    .filter((message) => channelOf(message) === "orders")
    .flatMap(({ data }): Json[] => (Array.isArray(data) ? data : []))
}

/** The names among `known` whose values differ between each row and the one before it. */
function changes(rows: readonly Json[], known: readonly string[]): string[][] {
  return rows.slice(1).map((row, at) => {
    const before = rows[at] ?? {}
    return known.filter((name) => !OF_THE_MOMENT.has(name) && before[name] !== row[name]).sort()
  })
}

/** Empty, zero or something: what a recorded field and ours have in common at each step. */
function fillState(row: Json): string[] {
  const kind = (name: string): string => {
    const value = String(row[name] ?? "")
    return value === "" ? "empty" : Number(value) === 0 ? "zero" : "set"
  }
  const names = [
    "accFillSz",
    "avgPx",
    "fee",
    "feeCcy",
    "fillFee",
    "fillFeeCcy",
    "fillPx",
    "fillSz",
    "fillTime",
    "tradeId",
  ]
  return names.map((name) => `${name} ${kind(name)}`)
}

function assertSameSteps(recorded: readonly Json[], here: readonly Json[]): void {
  const steps = (rows: readonly Json[]): string[] =>
    rows.map(({ state, execType, amendResult, fillSz }) => `${state} ${execType} ${amendResult} ${fillSz !== "0"}`)
  assert.deepEqual(steps(here), steps(recorded), "states, roles and results of amends")
  assert.deepEqual(here.map(fillState), recorded.map(fillState), "what is filled at each step")
  const known = Object.keys(recorded[0] ?? {}).filter((name) => name in (here[0] ?? {}))
  assert.deepEqual(changes(here, known), changes(recorded, known), "what changes from step to step")
  for (const rows of [recorded, here]) {
    assert.equal(new Set(rows.map(({ ordId, clOrdId, cTime }) => `${ordId} ${clOrdId} ${cTime}`)).size, 1, "one order")
    const times = rows.map(({ uTime }) => Number(uTime))
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    )
  }
}

test("a spot market buy for a sum of quote currency, so live, the fill as partially_filled, then filled without a fill", (t) => {
  if (FOLDER === undefined) return t.skip(SKIPPED)
  const desk = new Desk()
  desk.listen([{ channel: "orders", instType: "SPOT" }])
  desk.place({ ordType: "market", px: "", sz: "100", tgtCcy: "quote_ccy", clOrdId: "" })
  assertSameSteps(orderRows(recordedSequence(SEQUENCES.quoteBuy)), orderRows(desk.messages()))
})

test("a limit order rests, is amended and cancelled, so three messages of one order and the account's hold after the first", (t) => {
  if (FOLDER === undefined) return t.skip(SKIPPED)
  const desk = new Desk()
  desk.listen([{ channel: "orders", instType: "ANY" }, { channel: "account" }])
  const swap = { instId: "BTC-USDT-SWAP", clOrdId: "3MAAF2IDAAAQAAGSKMZCT5A3" }
  desk.place({ ...swap, tdMode: "cross", px: "90000", sz: "1" })
  desk.pass(200)
  const changed = { reqId: "", newPx: "89000", ...swap }
  assert.equal(desk.change("amend", changed), "0")
  desk.pass(200)
  assert.equal(desk.change("cancel", swap), "0")
  const recorded = recordedSequence(SEQUENCES.limitLife)
  assertSameSteps(orderRows(recorded), orderRows(desk.messages()))
  // The recording keeps one push of the account, between placing and amending.
  const order = (messages: readonly Json[]): string[] => messages.map(channelOf).slice(0, 3)
  assert.deepEqual(order(desk.messages()), order(recorded))
})

test("the same subscriptions again in growing lists, so every one is acknowledged each time and books begin with a snapshot", (t) => {
  if (FOLDER === undefined) return t.skip(SKIPPED)
  const lines = recordedSequence(SEQUENCES.repeatedSubscriptions)
  const listed: Readonly<Record<string, string>> = { "BTC-USD-220527": "ETH-USDT", "UNI-USD-SWAP": "BTC-USDT-SWAP" }
  const asHere = (message: unknown): Json =>
    JSON.parse(JSON.stringify(message).replace(/"instId":"([^"]+)"/g, (_, id) => `"instId":"${listed[id] ?? id}"`))
  const desk = new Desk({ market: "random-walk" })
  desk.connect("c1", "public")
  for (const { dir, msg } of lines) if (dir === "out") desk.say(asHere(msg))
  desk.pass(10_000)
  const acks = (messages: readonly Json[]): string[] =>
    messages.filter(({ event }) => event === "subscribe").map(({ arg }) => JSON.stringify(arg))
  const incoming = lines.filter(({ dir }) => dir === "in").map(({ msg }) => asHere(msg))
  assert.deepEqual(acks(desk.messages()), acks(incoming))
  for (const instId of ["ETH-USDT", "BTC-USDT-SWAP", "BTC-USDT"]) {
    const actions = (messages: readonly Json[]): unknown[] =>
      messages
        .filter(
          (message) => channelOf(message) === "books" && Object(message.arg).instId === instId && "data" in message,
        )
        .map(({ action }) => action)
    const recorded = actions(incoming)
    assert.deepEqual(recorded.slice(0, 3), actions(desk.messages()).slice(0, recorded.length).slice(0, 3), instId)
  }
})
