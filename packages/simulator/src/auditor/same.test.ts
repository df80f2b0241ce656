import assert from "node:assert/strict"
import { test } from "node:test"
import { Decimals, type Order, Orders, orderIdsFrom, serialOf } from "@okx-oms/core"
import { isSame } from "./same.ts"

test("amounts that differ in zeros alone are the same, so a snapshot may shorten them", () => {
  assert.ok(isSame({ price: { coefficient: 10n, scale: 1 } }, { price: Decimals.decimal("1") }))
  assert.ok(!isSame({ price: Decimals.decimal("1.1") }, { price: Decimals.decimal("1") }))
})

test("a field that one of two has not is a difference, so what a snapshot loses shows", () => {
  assert.ok(!isSame({ a: 1, b: 2 }, { a: 1 }))
  assert.ok(!isSame({ a: 1 }, { a: 1, b: 2 }))
  assert.ok(isSame({ a: 1, b: undefined }, { a: 1 }))
  assert.ok(!isSame([1, 2], [1]))
  assert.ok(!isSame({ a: 1 }, [1]))
})

test("who came first counts in sets and maps, so an order that moved to the end is seen", () => {
  assert.ok(isSame(new Set(["a", "b"]), new Set(["a", "b"])))
  assert.ok(!isSame(new Set(["a", "b"]), new Set(["b", "a"])))
  assert.ok(!isSame(new Map([["a", { b: 1 }]]), new Map([["a", { b: 2 }]])))
  assert.ok(!isSame(new Map(), new Set()))
})

test("orders are compared one by one though no field shows them, so a snapshot that loses one, or a part of one, is seen", () => {
  const { orderId } = orderIdsFrom(serialOf(1_790_000_000, 1))
  const booksOf = (part: object): Orders => {
    const orders = new Orders()
    orders.set(orderId, { orderId, ...part } as Order)
    return orders
  }
  assert.ok(isSame(booksOf({ state: "Filled" }), booksOf({ state: "Filled" })))
  assert.ok(!isSame(booksOf({ state: "Filled" }), booksOf({ state: "Cancelled" })))
  assert.ok(!isSame(booksOf({ state: "Filled" }), new Orders()))
  assert.ok(!isSame(booksOf({}), new Map([[orderId, { orderId }]])))
})
