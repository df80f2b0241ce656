import assert from "node:assert/strict"
import { test } from "node:test"
import { type Millis, millis, type OrderId, orderIdsFrom, serialOf } from "@okx-oms/core"
import fc from "fast-check"
import { Deadlines } from "./deadlines.ts"

const ORDERS: readonly OrderId[] = Array.from({ length: 6 }, (_, at) => orderIdsFrom(serialOf(1, at)).orderId)

test("a later word about an order replaces the earlier one, so it is due once, at the last time set", () => {
  const deadlines = new Deadlines()
  const [one, two] = ORDERS
  if (one === undefined || two === undefined) assert.fail()
  deadlines.set(one, millis(10))
  deadlines.set(two, millis(20))
  deadlines.set(one, millis(30))
  assert.equal(deadlines.next(), 20)
  assert.deepEqual(deadlines.due(millis(25)), [two])
  assert.deepEqual(deadlines.due(millis(29)), [])
  assert.deepEqual(deadlines.due(millis(30)), [one])
  assert.equal(deadlines.size, 0)
})

test("a hundred thousand orders with a limit of a day come and go within seconds, so memory holds what is looked after and little more", () => {
  const deadlines = new Deadlines()
  const [first] = ORDERS
  if (first === undefined) assert.fail()
  deadlines.set(first, millis(86_400_000))
  let most = 0
  for (let at = 1; at <= 100_000; at++) {
    const { orderId } = orderIdsFrom(serialOf(2, at))
    deadlines.set(orderId, millis(at + 5_000))
    deadlines.set(orderId, millis(at + 86_400_000))
    deadlines.set(orderId, undefined)
    most = Math.max(most, deadlines.kept)
  }
  assert.ok(most < 2_000, `${most} entries`)
  assert.deepEqual([deadlines.size, deadlines.due(millis(86_400_000))], [1, [first]])
})

/** The obvious way: a map, sorted when asked. */
class Naive {
  readonly #times = new Map<OrderId, Millis>()

  set(orderId: OrderId, at: Millis | undefined): void {
    if (at === undefined) this.#times.delete(orderId)
    else this.#times.set(orderId, at)
  }

  due(now: Millis): OrderId[] {
    const due = [...this.#times].filter(([, at]) => at <= now)
    for (const [orderId] of due) this.#times.delete(orderId)
    return due.sort((a, b) => a[1] - b[1]).map(([orderId]) => orderId)
  }

  next(): Millis | undefined {
    return [...this.#times.values()].sort((a, b) => a - b)[0]
  }
}

test("any words in any order, so the same as the obvious way", () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant("set" as const),
      order: fc.constantFrom(...ORDERS),
      at: fc.option(fc.nat({ max: 50 }), { nil: undefined }),
    }),
    fc.record({ do: fc.constant("due" as const), now: fc.nat({ max: 60 }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const [fast, naive] = [new Deadlines(), new Naive()]
      for (const next of steps) {
        if (next.do === "set") {
          const at = next.at === undefined ? undefined : millis(next.at)
          fast.set(next.order, at)
          naive.set(next.order, at)
        } else assert.deepEqual(fast.due(millis(next.now)).sort(), naive.due(millis(next.now)).sort())
        assert.equal(fast.next(), naive.next())
      }
    }),
  )
})
