// An amendment while it is typed: steps, what is wrong, what it comes to.

import assert from "node:assert/strict"
import { test } from "node:test"
import { amendTargets, beginDraft, checkDraft, stepped } from "./amend-draft.ts"

const STEPS = {
  kind: "spot",
  tickSize: "0.1",
  lotSize: "0.00001",
  minSize: "0.0001",
  contractValue: "1",
  quoteCurrency: "USDT",
} as const
const ROW = { price: "41000", quantity: "0.02", unit: "base", symbol: "BTC-USDT", filledQuantity: "0.005" } as const

const draft = (change: { readonly price?: string; readonly quantity?: string }) =>
  checkDraft({ ...beginDraft("paper/o1", ROW, STEPS), ...change }, ROW, STEPS)

test("nothing typed yet, so nothing would be sent and nothing is wrong", () => {
  assert.equal(beginDraft("paper/o1", ROW, STEPS).price, "41000.0")
  assert.deepEqual(draft({}), { change: undefined, fault: undefined, summary: "" })
  assert.deepEqual(draft({ price: "41,000.00", quantity: "0.0200" }).change, undefined)
})

test("a new price, so only the price is asked for, with what it comes to", () => {
  const { change, summary } = draft({ price: "41,205.0" })
  assert.deepEqual(change, { price: "41205.0" })
  assert.equal(summary, "price 41,000.0 → 41,205.0 (+205, +0.50 %) · value 824.10 USDT")
})

test("a new quantity, so it is the total and must be more than what is filled", () => {
  assert.deepEqual(draft({ quantity: "0.03" }).change, { quantity: "0.03" })
  assert.equal(draft({ quantity: "0.005" }).fault?.field, "quantity")
  assert.match(draft({ quantity: "0.004" }).fault?.text ?? "", /0\.005 is filled already/)
})

test("what is no amount, off the tick, off the lot or too small, so it says which and nothing is sent", () => {
  for (const [change, words] of [
    [{ price: "" }, /above zero/],
    [{ price: "abc" }, /above zero/],
    [{ price: "-1" }, /above zero/],
    [{ price: "41000.05" }, /multiple of the tick, 0\.1/],
    [{ quantity: "0" }, /above zero/],
    [{ quantity: "0.020001" }, /multiple of the lot/],
    [{ quantity: "0.00005" }, /at least 0\.0001/],
  ] as const) {
    const { change: asked, fault } = draft(change)
    assert.equal(asked, undefined)
    assert.match(fault?.text ?? "", words)
  }
})

test("arrow keys, so the price goes by ticks, to the next one first, and never to zero", () => {
  assert.equal(stepped("41000.0", "0.1", 1), "41000.1")
  assert.equal(stepped("41000.0", "0.1", -10), "40999.0")
  assert.equal(stepped("41000.04", "0.1", 1), "41000.1")
  assert.equal(stepped("41000.04", "0.1", -1), "41000.0")
  assert.equal(stepped("0.1", "0.1", -1), "0.1")
  assert.equal(stepped("7", "1", 1), "8")
  assert.equal(stepped("no", "1", 1), "no")
})

test("an amendment under way, so its targets are told at the instrument's precision", () => {
  assert.equal(amendTargets({ price: "91200", quantity: null }, ROW, STEPS), "91,200.0")
  assert.equal(amendTargets({ price: "91200", quantity: "0.03" }, ROW, STEPS), "91,200.0, 0.03 BTC")
})
