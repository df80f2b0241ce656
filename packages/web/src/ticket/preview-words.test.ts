// The preview in words: signs of fees and distances, and the numbers of checks with their units.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { Preview } from "@okx-oms/api"
import { checkWords, previewFacts } from "./preview-words.ts"

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

function texts(change: Partial<Preview>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    previewFacts({ ...PREVIEW, ...change }, undefined).map(({ id, title, text }) => [id, `${title}: ${text.trim()}`]),
  )
}

test("value, fee and distance, so they are grouped and the sign is a word", () => {
  assert.deepEqual(texts({}), {
    notional: "Value: 14,999.95",
    fee: "Fee, at most: 0.0005 BTC",
    distance: "From mid: 0.25 % better",
  })
})

test("a fee below zero, so it is called a rebate; beyond the middle is worse; at the market there is no distance", () => {
  const { fee, distance } = texts({ feeEstimate: "-0.1", feeCurrency: "USDT", distancePercent: "1.5" })
  assert.deepEqual([fee, distance], ["Rebate: 0.1 USDT", "From mid: 1.5 % worse"])
  assert.equal(texts({ distancePercent: null }).distance, "From mid: at the market")
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
  })
  const denied = checkWords({ name: "not-ready", passed: false, value: null, limit: null, left: null }, PREVIEW)
  assert.deepEqual([denied.title, denied.numbers, denied.word], ["Ready to send", "", "denied"])
})

test("the age of the last price, so it is in seconds", () => {
  const check = { name: "price-unknown", passed: true, value: "3661", limit: "600000", left: "596339" }
  assert.equal(checkWords(check, PREVIEW).numbers, "3.7 of 600 s")
})

test("a check that this page does not know yet, so its own name is its title", () => {
  const { title } = checkWords({ name: "brand-new-check", passed: true, value: null, limit: null, left: null }, PREVIEW)
  assert.equal(title, "Brand new check")
})
