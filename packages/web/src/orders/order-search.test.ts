// What a person finds: words anywhere among what names an order, exact filters, and ids of long ago.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { OrderRow } from "@okx-oms/api"
import { entryOfRow } from "../live/order-entry.ts"
import { exampleRow } from "../testing/example-row.ts"
import { choicesOf, filteredOrders, idSought, NO_FILTER } from "./order-search.ts"

const entry = (change: Partial<OrderRow>) => entryOfRow(exampleRow(change))
const A = entry({ orderId: "o179000000000000001", clientOrderId: "grid-7", strategy: "grid-btc", side: "buy" })
const B = entry({
  orderId: "o179000000000000002",
  okxOrderId: "555123",
  symbol: "ETH-USDT",
  side: "sell",
  state: "Filled",
})
const C = entry({ orderId: "o179000000000000003", reduceOnly: true, type: "post_only", reason: "Price outside collar" })
const ALL = [A, B, C]
const found = (search: string) => filteredOrders(ALL, { ...NO_FILTER, search })

test("nothing looked for, so it is the same list", () => {
  assert.equal(filteredOrders(ALL, NO_FILTER), ALL)
  assert.equal(found("   "), ALL)
})

test("words, so each must be found: symbol, any id, strategy, state, flags, reason", () => {
  assert.deepEqual(found("eth"), [B])
  assert.deepEqual(found("GRID-7"), [A])
  assert.deepEqual(found("555123"), [B])
  assert.deepEqual(found("filled sell"), [B])
  assert.deepEqual(found("post-only reduce"), [C])
  assert.deepEqual(found("collar"), [C])
  assert.deepEqual(found("o17900000000000000"), ALL)
  assert.deepEqual(found("eth grid"), [])
})

test("filters, so they are exact and go together with words", () => {
  assert.deepEqual(filteredOrders(ALL, { ...NO_FILTER, symbol: "BTC-USDT", side: "buy", search: "grid" }), [A])
  assert.deepEqual(filteredOrders(ALL, { ...NO_FILTER, symbol: "BTC" }), [])
  assert.deepEqual(choicesOf(ALL), { symbols: ["BTC-USDT", "ETH-USDT"], strategies: ["grid-btc", "manual"] })
})

test("a whole id, so it is looked for among all orders; plain words are not", () => {
  const sought = (search: string) => idSought({ ...NO_FILTER, search })
  assert.equal(sought(" o179000000000000009 "), "o179000000000000009")
  assert.equal(sought("filled"), undefined)
  assert.equal(sought("btc sell 1"), undefined)
})
