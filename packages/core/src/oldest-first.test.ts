// Closed orders, oldest end first, against the obvious: a plain list that is searched from its beginning.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { type OrderId, orderIdsFrom, serialOf } from "./ids.ts"
import { OldestFirst } from "./oldest-first.ts"
import { type Millis, millis } from "./time.ts"

const IDS = Array.from({ length: 12 }, (_, at) => orderIdsFrom(serialOf(1, at)).orderId)

type Step = { readonly kind: "add" | "delete" | "leave" | "clear"; readonly which: number }

test("any ends, reopenings and leavings, so the oldest is always the first of a plain list", () => {
  const kind = fc.oneof(
    { weight: 8, arbitrary: fc.constant<Step["kind"]>("add") },
    { weight: 3, arbitrary: fc.constant<Step["kind"]>("delete") },
    { weight: 6, arbitrary: fc.constant<Step["kind"]>("leave") },
    { weight: 1, arbitrary: fc.constant<Step["kind"]>("clear") },
  )
  const steps = fc.array(fc.record({ kind, which: fc.nat(IDS.length - 1) }), { maxLength: 200 })
  fc.assert(
    fc.property(steps, (taken) => {
      const closed = new OldestFirst<OrderId, Millis>()
      let plain: [string, number][] = []
      for (const [at, { kind, which }] of taken.entries()) {
        const orderId = kind === "leave" ? closed.oldest?.[0] : IDS[which]
        if (orderId === undefined) continue
        const known = plain.some(([id]) => id === orderId)
        if (kind === "clear") {
          closed.clear()
          plain = []
        } else if (kind !== "add") {
          closed.delete(orderId)
          plain = plain.filter(([id]) => id !== orderId)
        } else if (!known) {
          // Several end in the same millisecond.
          const endedAt = Math.floor(at / 5)
          closed.add(orderId, millis(endedAt))
          plain.push([orderId, endedAt])
        }
        assert.deepEqual(closed.oldest, plain[0])
        assert.equal(closed.size, plain.length)
        assert.deepEqual([...closed], plain)
      }
    }),
  )
})

test("the oldest is reopened and ends again in the same moment, so it is the newest", () => {
  const closed = new OldestFirst<OrderId, Millis>()
  const [first, second] = IDS
  if (first === undefined || second === undefined) throw new Error("two ids")
  closed.add(first, millis(1))
  closed.add(second, millis(1))
  assert.equal(closed.oldest?.[0], first)
  closed.delete(first)
  closed.add(first, millis(1))
  assert.equal(closed.oldest?.[0], second)
})

test("the oldest gets another value, so it stays the oldest and has it", () => {
  const closed = new OldestFirst<OrderId, Millis>()
  const [first, second] = IDS
  if (first === undefined || second === undefined) throw new Error("two ids")
  closed.add(first, millis(1))
  closed.add(second, millis(2))
  assert.deepEqual(closed.oldest, [first, 1])
  closed.add(first, millis(3))
  assert.deepEqual(closed.oldest, [first, 3])
})
