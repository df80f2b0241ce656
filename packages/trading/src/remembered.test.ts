import assert from "node:assert/strict"
import { test } from "node:test"
import { millis } from "@okx-oms/core"
import { Remembered } from "./remembered.ts"

test("remembered for its time at least and twice that at most, so what is asked for in between is there and what is old is gone", () => {
  const things = new Remembered<string, number>({ forMs: 100, atMost: 1_000 })
  things.set("a", 1, millis(0))
  things.set("b", 2, millis(99))
  assert.deepEqual([things.get("a"), things.get("b"), things.get("c")], [1, 2, undefined])
  things.set("c", 3, millis(100))
  assert.deepEqual([things.get("a"), things.get("b"), things.get("c")], [1, 2, 3])
  things.set("d", 4, millis(199))
  assert.equal(things.get("b"), 2)
  things.set("e", 5, millis(200))
  assert.deepEqual([things.get("a"), things.get("b"), things.get("c"), things.get("e")], [undefined, undefined, 3, 5])
})

test("told again, so the newer word stands, also while the older is in the map before", () => {
  const things = new Remembered<string, number>({ forMs: 100, atMost: 1_000 })
  things.set("a", 1, millis(0))
  things.set("a", 2, millis(50))
  assert.equal(things.get("a"), 2)
  things.set("a", 3, millis(150))
  assert.equal(things.get("a"), 3)
})

test("a long silence, so what was before it is forgotten with the first word after it", () => {
  const things = new Remembered<string, number>({ forMs: 100, atMost: 1_000 })
  things.set("a", 1, millis(0))
  things.set("b", 2, millis(10_000))
  assert.deepEqual([things.get("a"), things.get("b")], [undefined, 2])
})

test("more than it may hold, so the newest half of that at least and never more than all of it", () => {
  const things = new Remembered<number, number>({ forMs: 100, atMost: 10 })
  for (let at = 0; at < 1_000; at++) things.set(at, at, millis(1))
  const held = Array.from({ length: 1_000 }, (_, at) => at).filter((at) => things.get(at) !== undefined)
  assert.ok(held.length <= 10)
  assert.deepEqual(
    held,
    Array.from({ length: held.length }, (_, at) => 1_000 - held.length + at),
  )
  assert.ok(held.length >= 5)
})
