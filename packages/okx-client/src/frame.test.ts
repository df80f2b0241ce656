import assert from "node:assert/strict"
import { test } from "node:test"
import { readFrame } from "./frame.ts"
import { ORDER_EXAMPLE } from "./wire/record/order.ts"

test("a bad row in a push does not hide the good ones, so one surprise costs one row and an alarm", () => {
  const bad = { ...ORDER_EXAMPLE, state: "half_filled" }
  const frame = readFrame(JSON.stringify({ arg: { channel: "orders", instType: "ANY" }, data: [ORDER_EXAMPLE, bad] }))
  assert.ok(frame.kind === "orders")
  assert.equal(frame.rows.length, 1)
  assert.match(frame.malformed[0] ?? "", /malformed order: \/state/)
})

test("unknown fields are ignored and late ones may be missing, so OKX may grow its rows", () => {
  const { tradeQuoteCcy, algoId, stpMode, ...older } = ORDER_EXAMPLE
  const frame = readFrame(JSON.stringify({ arg: { channel: "orders" }, data: [{ ...older, brandNew: { a: 1 } }] }))
  assert.ok(frame.kind === "orders" && frame.rows.length === 1)
  assert.equal(tradeQuoteCcy + algoId + stpMode, "USDTcancel_maker")
})

test("what is not understood comes out as unreadable with its beginning, so nothing is dropped in silence", () => {
  const strange = [
    "",
    "PONG",
    "{",
    "[]",
    "7",
    "null",
    '{"arg":{"channel":"moon"},"data":[]}',
    '{"event":"party"}',
    '{"op":"order"}',
    "{}",
  ]
  for (const text of strange) {
    const frame = readFrame(text)
    assert.equal(frame.kind, "unreadable", text)
  }
  const long = readFrame("x".repeat(10_000))
  assert.ok(long.kind === "unreadable" && long.text.length <= 300)
})

test("no text whatever makes reading throw, so a broken frame cannot stop the feed", () => {
  const pieces = [
    '{"arg":',
    '{"channel":"orders"}',
    ',"data":',
    "[{}]",
    "[null]",
    "[[]]",
    "5",
    "}",
    '"id":1',
    '{"op":"order","code":"0","data":',
  ]
  for (const a of pieces)
    for (const b of pieces) for (const c of pieces) for (const d of pieces) readFrame(a + b + c + d)
})
