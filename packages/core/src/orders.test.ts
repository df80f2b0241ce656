// Orders that are kept as text: whoever asks gets the order, and what a fold does with them is what it does with orders.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { ACCOUNT, order } from "../test/arbitrary.ts"
import { legalHistory } from "../test/histories.ts"
import { replay } from "./codec.ts"
import { evolve } from "./evolve.ts"
import { encodeOrder } from "./order-text.ts"
import { isAtRest, isText, type KeptOrder, Orders, readOrder } from "./orders.ts"
import { decodeState, encodeState } from "./state-codec.ts"

test("any orders written twice, so both times the same texts, and each order is the one that was put in", () => {
  fc.assert(
    fc.property(fc.uniqueArray(order, { maxLength: 8, selector: ({ orderId }) => orderId }), (made) => {
      const orders = new Orders()
      for (const one of made) orders.set(one.orderId, one)
      const first = [...orders.texts()].map((kept) => (typeof kept === "string" ? kept : kept.text))
      const second = [...orders.texts()].map((kept) => (typeof kept === "string" ? kept : kept.text))
      assert.deepEqual(first, made.map(encodeOrder))
      assert.deepEqual(second, first)
      for (const one of made) {
        const kept = orders.peek(one.orderId)
        assert.ok(kept !== undefined)
        assert.equal(isText(kept), isAtRest(one), "only what is at rest is text")
        for (const id of ["orderId", "clOrdId", "okxOrderId", "clientOrderId"] as const)
          assert.equal(kept[id], one[id], `${id} is known without reading`)
        assert.deepEqual(readOrder(kept), one)
        assert.deepEqual(orders.get(one.orderId), one)
        assert.equal(orders.get(one.orderId), orders.get(one.orderId), "asked for twice, it is the same value")
      }
      assert.deepEqual([...orders.values()], made)
      assert.deepEqual(
        [...orders.keys()],
        made.map(({ orderId }) => orderId),
      )
      assert.equal(orders.size, made.length)
    }),
  )
})

test("a history with a snapshot taken on the way, so it goes on as if none had been taken, and leaves the same orders behind", () => {
  fc.assert(
    fc.property(legalHistory, fc.nat(), ({ events }, place) => {
      const cut = place % (events.length + 1)
      const plain = replay(ACCOUNT, events.slice(0, cut))
      const written = replay(ACCOUNT, events.slice(0, cut))
      const resumed = decodeState(encodeState(written))
      for (const event of events.slice(cut)) {
        const gone = textsOf(evolve(plain, event))
        assert.deepEqual(textsOf(evolve(written, event)), gone)
        assert.deepEqual(textsOf(evolve(resumed, event)), gone)
      }
      assert.equal(encodeState(resumed), encodeState(plain))
    }),
    { numRuns: 100 },
  )
})

function textsOf(kept: readonly KeptOrder[]): readonly string[] {
  return kept.map((one) => encodeOrder(readOrder(one)))
}
