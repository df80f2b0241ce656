// One order folded by itself: it is the order that the fold of the whole account has, whatever else happens in the account.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { legalHistory } from "../test/histories.ts"
import { emptyAccount } from "./account-state.ts"
import { evolve } from "./evolve.ts"
import { orderAfter } from "./evolve-order.ts"
import type { OrderId } from "./ids.ts"
import type { Order } from "./order.ts"
import { isOrderEvent } from "./order-event.ts"
import { encodeOrder } from "./order-text.ts"
import { readOrder } from "./orders.ts"

test("any legal history, so after each event the order folded by itself is the account's", () => {
  fc.assert(
    fc.property(legalHistory, ({ events, state: { account } }) => {
      const state = emptyAccount(account)
      const folded = new Map<OrderId, Order>()
      for (const event of events) {
        const forgotten = evolve(state, event)
        if (!isOrderEvent(event)) continue
        const after = orderAfter(folded.get(event.orderId), event)
        folded.set(event.orderId, after)
        const kept = state.orders.peek(event.orderId) ?? forgotten.find(({ orderId }) => orderId === event.orderId)
        assert.ok(kept !== undefined)
        assert.equal(encodeOrder(after), encodeOrder(readOrder(kept)))
      }
    }),
  )
})

test("an order that begins twice, or that nobody began, so the fold of it stops as the account's does", () => {
  const [history] = fc.sample(legalHistory, { numRuns: 50, seed: 1 }).filter(({ events }) => events.length > 20)
  const created = history?.events.filter(isOrderEvent).find(({ type }) => type === "OrderCreated")
  assert.ok(created !== undefined)
  const order = orderAfter(undefined, created)
  assert.throws(() => orderAfter(order, created), /begins twice/)
  const { orderId, ...stamp } = created
  const validated = { ...stamp, type: "OrderValidated", orderId } as const
  assert.throws(() => orderAfter(undefined, validated), /of unknown order/)
})
