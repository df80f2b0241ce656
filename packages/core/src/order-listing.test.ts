// The listing of an order against the whole fold of it, over any legal history and over events as the journal's text has them.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { legalHistory } from "../test/histories.ts"
import { encodeEvent } from "./codec.ts"
import { orderAfter } from "./evolve-order.ts"
import type { OrderId } from "./ids.ts"
import type { Order } from "./order.ts"
import { isOrderEvent, type OrderEvent } from "./order-event.ts"
import { fillIn, listingAfter, type OrderListing } from "./order-listing.ts"

test("any legal history, so after each event the listing says what the folded order says", () => {
  const seen = new Set<OrderEvent["type"]>()
  fc.assert(
    fc.property(legalHistory, ({ events }) => {
      const orders = new Map<OrderId, Order>()
      const listings = new Map<OrderId, OrderListing>()
      for (const event of events) {
        if (!isOrderEvent(event)) continue
        seen.add(event.type)
        const { orderId } = event
        const before = orders.get(orderId)
        const order = orderAfter(before, event)
        const listing = listingAfter(listings.get(orderId), JSON.parse(encodeEvent(event)))
        orders.set(orderId, order)
        listings.set(orderId, listing)
        const { clOrdId, okxOrderId, clientOrderId, symbol, strategy, state, createdAt } = order
        assert.deepEqual(listing, { orderId, clOrdId, okxOrderId, clientOrderId, symbol, strategy, state, createdAt })
        const booked = order.fills.filter((fill) => !before?.fills.includes(fill))
        if (event.type !== "OrderRecalled") assert.deepEqual(fillIn(event), booked.at(-1))
      }
    }),
  )
  for (const type of ["OrderFilled", "OrderCorrected", "OrderAdopted", "FillBooked", "OrderExpired"] as const)
    assert.ok(seen.has(type), `${type} was among them`)
})

test("an event of an order that nobody began, so there is no listing of it", () => {
  const events = fc.sample(legalHistory, { numRuns: 20, seed: 3 }).flatMap((history) => history.events)
  const later = events.filter(isOrderEvent).find(({ type }) => type === "OrderValidated")
  assert.ok(later !== undefined)
  assert.throws(() => listingAfter(undefined, later), /of unknown order/)
})
