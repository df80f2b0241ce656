// Refusals: every code makes a sentence that a person can use, with every fact of it in the words.

import assert from "node:assert/strict"
import { test } from "node:test"
import { type Refusal, type RefusalCode, refusalSentence } from "./refusal.ts"

/** One refusal of every code, with facts that occur nowhere else; a code that is added to the union and not here does not compile. */
const EVERY: { readonly [Code in RefusalCode]: Extract<Refusal, { code: Code }> } = {
  "instrument-unknown": { code: "instrument-unknown", path: "symbol", symbol: "QQQ-USDT" },
  "instrument-not-live": { code: "instrument-not-live", path: "symbol", symbol: "QQQ-USDT", state: "suspend" },
  "instrument-unsupported": {
    code: "instrument-unsupported",
    path: "symbol",
    symbol: "QQQ-USD-SWAP",
    kind: "an inverse SWAP",
  },
  "price-missing": { code: "price-missing", path: "price", type: "limit" },
  "price-not-allowed": { code: "price-not-allowed", path: "price", type: "market" },
  "price-off-tick": { code: "price-off-tick", path: "price", price: "67000.13", tickSize: "0.25" },
  "quantity-off-lot": { code: "quantity-off-lot", path: "quantity", quantity: "0.1234", lotSize: "0.005" },
  "quantity-below-minimum": {
    code: "quantity-below-minimum",
    path: "quantity",
    quantity: "0.00001",
    minimum: "0.0007",
  },
  "quantity-above-maximum": { code: "quantity-above-maximum", path: "quantity", quantity: "99999", maximum: "10000" },
  "unit-not-allowed": { code: "unit-not-allowed", path: "unit", unit: "quote", allowed: "base" },
  "trade-mode-not-allowed": {
    code: "trade-mode-not-allowed",
    path: "tradeMode",
    tradeMode: "isolated",
    allowed: "cash",
  },
  "reduce-only-not-allowed": { code: "reduce-only-not-allowed", path: "reduceOnly", symbol: "QQQ-USDT" },
  "client-order-id-taken": { code: "client-order-id-taken", path: "clientOrderId", orderId: "o175000000000000001" },
  "batch-too-large": { code: "batch-too-large", path: "orders", count: 21, maximum: 20 },
  "trading-halted": { code: "trading-halted", reason: "a break was found" },
  "reduce-only-mode": { code: "reduce-only-mode", reason: "maintenance ahead" },
  "notional-above-limit": { code: "notional-above-limit", notional: "12345.6", limit: "10000", currency: "USDT" },
  "open-orders-above-limit": { code: "open-orders-above-limit", open: 51, limit: 50, symbol: "QQQ-USDT" },
  "position-above-limit": { code: "position-above-limit", position: "1234", limit: "1000", symbol: "QQQ-USDT-SWAP" },
  "price-outside-collar": { code: "price-outside-collar", price: "99", lowest: "95", highest: "98", last: "96.5" },
  "price-unknown": { code: "price-unknown", symbol: "QQQ-USDT", ageMs: 61000, limitMs: 60000 },
  "balance-insufficient": { code: "balance-insufficient", needed: "1000.5", available: "12.25", currency: "USDT" },
  "balance-unknown": { code: "balance-unknown", currency: "QQQ" },
  "position-unknown": { code: "position-unknown", symbol: "QQQ-USDT-SWAP" },
  "order-not-found": { code: "order-not-found", id: "o175000000000000009" },
  "order-closed": { code: "order-closed", orderId: "o175000000000000001", state: "Filled" },
  "order-not-ours": { code: "order-not-ours", orderId: "x175000000000000001" },
  "amend-nothing": { code: "amend-nothing", orderId: "o175000000000000001" },
  "amend-pending": { code: "amend-pending", orderId: "o175000000000000001" },
  "amend-not-allowed": {
    code: "amend-not-allowed",
    orderId: "o175000000000000001",
    why: "a market order cannot change",
  },
  "inbox-full": { code: "inbox-full", limit: 10000 },
  "not-ready": { code: "not-ready", why: "reconciliation is running" },
  "manager-stopped": { code: "manager-stopped", why: "the journal is fenced" },
}

for (const [code, refusal] of Object.entries(EVERY)) {
  test(`${code}, so a sentence that says all its facts`, () => {
    const sentence = refusalSentence(refusal)
    assert.match(sentence, /^(?:[A-Z0-9]).*\.$/)
    assert.doesNotMatch(sentence, /undefined|null|NaN|\[object|\$\{|\n| {2}/)
    for (const [name, fact] of Object.entries(refusal)) {
      if (name === "code" || name === "path") continue
      assert.ok(sentence.includes(String(fact)), `${name} ${fact} is not in: ${sentence}`)
    }
  })
}

test("no last price at all, so the sentence says so and not how old it is", () => {
  const sentence = refusalSentence({ code: "price-unknown", symbol: "QQQ-USDT", ageMs: null, limitMs: 60_000 })
  assert.equal(sentence, "No last price of QQQ-USDT is known yet, so the order cannot be checked. Try again shortly.")
})

test("all codes, so no two sentences are alike", () => {
  assert.equal(new Set(Object.values(EVERY).map(refusalSentence)).size, Object.keys(EVERY).length)
})
