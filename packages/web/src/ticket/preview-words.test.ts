// The preview in words: signs of fees and distances, and the numbers of checks with their units.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { PlaceRequest, Preview } from "@okx-oms/api"
import { checkWords, previewFacts, verdictOf } from "./preview-words.ts"

const PREVIEW: Preview = {
  account: "paper",
  mode: "paper",
  accepted: true,
  problem: null,
  replayOf: null,
  notional: "14999.95",
  feeEstimate: "0.0005",
  feeCurrency: "BTC",
  feeRate: "0.001",
  lastPrice: "30000",
  bestBid: "29999.9",
  bestAsk: "30000",
  distancePercent: "-0.25",
  checks: [],
  seq: 0,
}

function texts(change: Partial<Preview>, type: PlaceRequest["type"] = "limit"): Readonly<Record<string, string>> {
  return Object.fromEntries(
    previewFacts({ ...PREVIEW, ...change }, undefined, type).map(({ id, title, text }) => [
      id,
      `${title}: ${text.trim()}`,
    ]),
  )
}

test("value, fee and distance, so they are grouped and the sign is a word", () => {
  assert.deepEqual(texts({}), {
    notional: "Value: 14,999.95",
    fee: "Fee, at most: 0.0005 BTC",
    distance: "From mid: 0.25 % better",
  })
})

test("a fee below zero, so it is called a rebate; beyond the middle is worse; a market order has no distance, without a book it is not known", () => {
  const { fee, distance } = texts({ feeEstimate: "-0.1", feeCurrency: "USDT", distancePercent: "1.5" })
  assert.deepEqual([fee, distance], ["Rebate: 0.1 USDT", "From mid: 1.5 % worse"])
  assert.equal(texts({ distancePercent: null }, "market").distance, "From mid: at the market")
  assert.equal(texts({ distancePercent: null }).distance, "From mid: not known")
})

test("what is not known, so it is said to be unknown and is not shown as zero", () => {
  const { notional, fee } = texts({ notional: null, feeEstimate: null })
  assert.deepEqual([notional, fee], ["Value: not known", "Fee, at most: not known"])
})

test("checks, so numbers stand with their limit and the outcome is a word", () => {
  const check = { name: "notional-above-limit", passed: true, value: "14999.95", limit: "100000", left: "85000.05" }
  assert.deepEqual(checkWords(check, PREVIEW), {
    name: "notional-above-limit",
    title: "Order value",
    numbers: "14,999.95 of 100,000",
    more: "14999.95 of 100000",
    word: "passed",
    tone: "good",
  })
  const none = { passed: false, value: null, limit: null, left: null } as const
  const denied = checkWords({ name: "trading-halted", ...none }, PREVIEW)
  assert.deepEqual([denied.title, denied.numbers, denied.word, denied.tone], ["Not halted", "", "denied", "bad"])
  const waits = checkWords({ name: "not-ready", ...none }, PREVIEW)
  assert.deepEqual([waits.title, waits.word, waits.tone], ["Ready to send", "waits", "warn"])
})

test("nothing can leave now, so the order would wait and is not called refused; a denial is", () => {
  const of = (code: string) => {
    const problem = { type: "about:blank", title: "", status: 422, detail: "Because.", code } as const
    const facts = { outcome: "refused", retryable: false } as const
    const preview = { ...PREVIEW, accepted: false, problem: { ...problem, ...facts } } as Preview
    return verdictOf(preview, { type: "limit", side: "buy", price: "100" })
  }
  const waits = of("not-ready")
  assert.deepEqual([waits.tone, waits.text], ["warn", "Would be recorded and wait"])
  assert.match(waits.more, /was never sent\. Because\./)
  assert.deepEqual(of("trading-halted"), { tone: "bad", text: "Would be refused now", more: "Because." })
})

test("a price across the book or short of it, so post-only, ioc and fok are not promised what the book will not give", () => {
  const told = (type: PlaceRequest["type"], side: "buy" | "sell", price: string, book: Partial<Preview> = {}) =>
    verdictOf({ ...PREVIEW, ...book }, { type, side, price }).text
  assert.equal(told("post_only", "buy", "30000"), "OKX would cancel it at once")
  assert.equal(told("post_only", "buy", "29999.9"), "Would be taken now")
  assert.equal(told("post_only", "sell", "29999.9"), "OKX would cancel it at once")
  assert.equal(told("post_only", "sell", "30000"), "Would be taken now")
  for (const type of ["ioc", "fok"] as const) {
    assert.equal(told(type, "buy", "29999.9"), "Would end without a fill")
    assert.equal(told(type, "buy", "30000"), "Would be taken now")
    assert.equal(told(type, "sell", "30000"), "Would end without a fill")
    assert.equal(told(type, "sell", "29999.9"), "Would be taken now")
  }
  assert.equal(told("limit", "buy", "1"), "Would be taken now")
  assert.equal(told("fok", "buy", "1", { bestAsk: null }), "Would be taken now")
})

test("the age of the last price, so it is in seconds", () => {
  const check = { name: "price-unknown", passed: true, value: "3661", limit: "600000", left: "596339" }
  assert.equal(checkWords(check, PREVIEW).numbers, "3.7 of 600 s")
})

test("a check that this page does not know yet, so its own name is its title", () => {
  const { title } = checkWords({ name: "brand-new-check", passed: true, value: null, limit: null, left: null }, PREVIEW)
  assert.equal(title, "Brand new check")
})
