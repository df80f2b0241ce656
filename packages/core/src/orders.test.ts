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
import { decodeState, encodeState, stateTexts } from "./state-codec.ts"

test("any orders written twice, so both times the same texts, and each order is the one that was put in", () => {
  fc.assert(
    fc.property(fc.uniqueArray(order, { maxLength: 8, selector: ({ orderId }) => orderId }), (made) => {
      const orders = new Orders()
      for (const one of made) orders.set(one.orderId, one)
      const textOf = (kept: KeptOrder): string => (isText(kept) ? kept.text : encodeOrder(kept))
      const first = [...orders.kept()].map((kept) => textOf(orders.atRest(kept)))
      const second = [...orders.kept()].map(textOf)
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

test("a snapshot that is written while events go on, so it is of the moment at which it began, and every later version of an order is kept", () => {
  fc.assert(
    fc.property(legalHistory, fc.nat(), ({ events }, place) => {
      const cut = place % (events.length + 1)
      const plain = replay(ACCOUNT, events.slice(0, cut))
      const written = replay(ACCOUNT, events.slice(0, cut))
      const begun = encodeState(plain)
      const pieces: string[] = []
      const writing = stateTexts(written)
      pieces.push(writing.next().value ?? "")
      for (const event of events.slice(cut)) evolve(written, event)
      pieces.push(...writing)
      assert.equal(pieces.join(""), begun)
      assert.equal(encodeState(written), encodeState(replay(ACCOUNT, events)))
    }),
    { numRuns: 100 },
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
