// The book against an obvious twin: a plain list, sorted anew for every question.

import assert from "node:assert/strict"
import { test } from "node:test"
import { type Decimal, Decimals, format } from "@okx-oms/core"
import fc from "fast-check"
import {
  addResting,
  bestLevel,
  createOrderBook,
  createResting,
  firstInLine,
  levelsOf,
  queueOf,
  type Resting,
  removeResting,
  type Side,
  shrinkResting,
} from "./order-book.ts"

interface Twin {
  readonly id: number
  readonly side: Side
  readonly ticks: number
  remaining: bigint
}

function twinLevels(orders: readonly Twin[], side: Side): string[] {
  const ticks = [...new Set(orders.filter((order) => order.side === side).map((order) => order.ticks))]
  ticks.sort((a, b) => (side === "buy" ? b - a : a - b))
  return ticks.map((level) => {
    const queue = orders.filter((order) => order.side === side && order.ticks === level)
    return `${level}:${queue.reduce((sum, order) => sum + order.remaining, 0n)}:${queue.map((order) => order.id).join(",")}`
  })
}

const size = (coefficient: bigint): Decimal => ({ coefficient, scale: 0 })

test("orders come, shrink and go in any order, so levels, totals and queues stay those of a sorted list", () => {
  const action = fc.record({
    kind: fc.constantFrom("add", "remove", "shrink"),
    side: fc.constantFrom<Side>("buy", "sell"),
    ticks: fc.integer({ min: 1, max: 12 }),
    amount: fc.bigInt({ min: 1n, max: 9n }),
    pick: fc.nat(),
  })
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const book = createOrderBook<number>()
      const resting = new Map<number, Resting<number>>()
      let twins: Twin[] = []
      for (const [id, { kind, side, ticks, amount, pick }] of actions.entries()) {
        const chosen = twins[pick % Math.max(1, twins.length)]
        const known = chosen === undefined ? undefined : resting.get(chosen.id)
        if (kind === "add") {
          const order = createResting(side, ticks, id, size(amount))
          addResting(book, order)
          resting.set(id, order)
          twins.push({ id, side, ticks, remaining: amount })
        } else if (chosen !== undefined && known !== undefined) {
          if (kind === "remove") removeResting(book, known)
          else shrinkResting(book, known, size(amount))
          chosen.remaining -= kind === "remove" ? chosen.remaining : amount
          twins = twins.filter((twin) => twin.remaining > 0n)
        }
        for (const each of ["buy", "sell"] as const) {
          const seen = levelsOf(book, each, 100).map(
            (level) =>
              `${level.ticks}:${format(level.total)}:${queueOf(level)
                .map((order) => order.owner)
                .join(",")}`,
          )
          assert.deepEqual(seen, twinLevels(twins, each))
        }
      }
    }),
    { numRuns: 200 },
  )
})

test("two orders at one price, so the earlier is first in line and a partial fill does not cost it its place", () => {
  const book = createOrderBook<string>()
  const first = createResting("buy", 5, "first", Decimals.ONE)
  const second = createResting("buy", 5, "second", Decimals.ONE)
  addResting(book, first)
  addResting(book, second)
  shrinkResting(book, first, { coefficient: 5n, scale: 1 })
  const level = bestLevel(book, "buy")
  assert.ok(level)
  assert.equal(firstInLine(level)?.owner, "first")
  removeResting(book, first)
  assert.equal(firstInLine(level)?.owner, "second")
})
