// Orders under their tabs: each where its state says, kept as they change, the same as looking at all of them anew.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { OrderRow } from "@okx-oms/api"
import { type Arbitrary, array, boolean, constantFrom, assert as holds, integer, property, tuple } from "fast-check"
import { mergedEntries, newestFirst, type OrderEntry, orderKey } from "./order-entry.ts"
import { ORDER_TABS, OrderTabs, tabsOf } from "./order-tabs.ts"

const STATES: readonly OrderRow["state"][] = [
  "Created",
  "Validated",
  "Submitted",
  "Acknowledged",
  "PartiallyFilled",
  "Filled",
  "Cancelled",
  "Rejected",
  "Failed",
  "Expired",
]

function entry(number: number, state: OrderRow["state"], more: Partial<OrderEntry> = {}): OrderEntry {
  const orderId = `o${String(number).padStart(4, "0")}`
  const row = {} as OrderRow
  return {
    key: orderKey("a", orderId),
    orderId,
    account: "a",
    state,
    inDoubt: false,
    createdAt: number,
    seq: 1,
    row,
    ...more,
  }
}

test("an order that changes, so it is under its new tabs alone", () => {
  const tabs = new OrderTabs()
  tabs.put(entry(1, "Submitted", { inDoubt: true }))
  assert.deepEqual([tabs.size("working"), tabs.size("in-doubt"), tabs.size("all")], [1, 1, 1])
  tabs.put(entry(1, "Filled"))
  assert.deepEqual([tabs.size("working"), tabs.size("in-doubt"), tabs.size("filled"), tabs.size("all")], [0, 0, 1, 1])
  tabs.remove(orderKey("a", "o0001"))
  assert.equal(tabs.size("all"), 0)
})

test("a list that nobody changed, so it is the same list and nothing is drawn anew", () => {
  const tabs = new OrderTabs()
  tabs.put(entry(1, "Acknowledged"))
  const list = tabs.list("working")
  tabs.put(entry(2, "Filled"))
  assert.equal(tabs.list("working"), list)
  assert.notEqual(tabs.list("all").length, list.length)
})

test("any changes, so every tab has what looking at all orders would find, newest first", () => {
  const change: Arbitrary<[number, OrderRow["state"] | "gone", boolean, boolean]> = tuple(
    integer({ min: 1, max: 12 }),
    constantFrom(...STATES, "gone" as const),
    boolean(),
    boolean(),
  )
  holds(
    property(array(change, { maxLength: 60 }), (changes) => {
      const tabs = new OrderTabs()
      const all = new Map<string, OrderEntry>()
      const check = (): void => {
        for (const tab of ORDER_TABS) {
          const naive = [...all.values()].filter((one) => tabsOf(one).includes(tab)).sort(newestFirst)
          assert.deepEqual(tabs.list(tab), naive)
        }
      }
      for (const [number, state, inDoubt, isLookedAt] of changes) {
        const next = entry(number, state === "gone" ? "Filled" : state, { inDoubt })
        if (state === "gone") {
          tabs.remove(next.key)
          all.delete(next.key)
        } else {
          tabs.put(next)
          all.set(next.key, next)
        }
        if (isLookedAt) check()
      }
      check()
    }),
  )
})

test("an order that is in memory and on a page, so it is shown once, as it is newest", () => {
  const past = [entry(2, "Acknowledged", { seq: 5 }), entry(1, "Filled", { seq: 3 })]
  const live = [entry(3, "Acknowledged"), entry(2, "Filled", { seq: 9 })]
  const merged = mergedEntries(live, past)
  assert.deepEqual(
    merged.map(({ orderId, seq }) => [orderId, seq]),
    [
      ["o0003", 1],
      ["o0002", 9],
      ["o0001", 3],
    ],
  )
})
