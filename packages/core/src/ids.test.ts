// Identifiers: the form of each, so that one is never taken for another, and what their doors refuse.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { InvalidIdentifier } from "./errors.ts"
import {
  adoptedOrderId,
  breakIdFrom,
  COUNTER_MAX,
  clOrdIdFromWire,
  looksLikeOurs,
  okxOrderIdFromWire,
  orderIdsFrom,
  parseAccountId,
  parseBreakId,
  parseClientOrderId,
  parseOrderId,
  parseStrategyId,
  parseTag,
  requestIdFrom,
  requestIdFromWire,
  serialOf,
} from "./ids.ts"

const SERIAL = "175000000000000042"

test("an epoch and a counter, so 18 digits that sort as they were drawn", () => {
  assert.equal(serialOf(1_750_000_000, 42), SERIAL)
  assert.equal(serialOf(1, 0), "000000000100000000")
  assert.equal(serialOf(9_999_999_999, COUNTER_MAX), "999999999999999999")
  const draw = fc.tuple(fc.integer({ min: 1, max: 9_999_999_999 }), fc.integer({ min: 0, max: COUNTER_MAX }))
  fc.assert(
    fc.property(draw, draw, ([epoch, counter], [laterEpoch, laterCounter]) => {
      const order = epoch - laterEpoch || counter - laterCounter
      const [a, b] = [serialOf(epoch, counter), serialOf(laterEpoch, laterCounter)]
      assert.equal(a.length, 18)
      assert.equal(Math.sign(order), a < b ? -1 : a > b ? 1 : 0)
    }),
  )
})

test("an epoch or counter out of range, so RangeError and no id that repeats another", () => {
  for (const epoch of [0, -1, 1.5, Number.NaN, 10_000_000_000]) assert.throws(() => serialOf(epoch, 0), RangeError)
  for (const counter of [-1, 0.5, COUNTER_MAX + 1, Number.NaN]) assert.throws(() => serialOf(1, counter), RangeError)
})

test("a serial, so the ids of an order tell each other; kinds differ by their first letter", () => {
  assert.deepEqual(orderIdsFrom(SERIAL), { orderId: `o${SERIAL}`, clOrdId: SERIAL })
  assert.equal(adoptedOrderId(SERIAL), `x${SERIAL}`)
  assert.equal(requestIdFrom(SERIAL), `r${SERIAL}`)
  assert.equal(breakIdFrom(SERIAL), `b${SERIAL}`)
  assert.match(requestIdFrom(SERIAL), /^[A-Za-z0-9]{1,32}$/)
  for (const make of [orderIdsFrom, adoptedOrderId, requestIdFrom, breakIdFrom]) {
    for (const bad of ["", "1", `${SERIAL}0`, SERIAL.slice(1), ` ${SERIAL.slice(1)}`, `${SERIAL}\n`]) {
      assert.throws(() => make(bad), RangeError, `${make.name} ${JSON.stringify(bad)}`)
    }
  }
})

test("order ids as text, so those of ours and of adopted orders, no other", () => {
  assert.equal(parseOrderId(`o${SERIAL}`), `o${SERIAL}`)
  assert.equal(parseOrderId(`x${SERIAL}`), `x${SERIAL}`)
  for (const bad of [SERIAL, `r${SERIAL}`, `o${SERIAL}1`, `O${SERIAL}`, "", `o${SERIAL}\n`, 5, null, undefined, {}]) {
    assert.throws(() => parseOrderId(bad, "id"), InvalidIdentifier)
  }
})

test("break ids as text, so those of breaks and no other", () => {
  assert.equal(parseBreakId(`b${SERIAL}`), `b${SERIAL}`)
  for (const bad of [SERIAL, `o${SERIAL}`, `b${SERIAL}1`, `B${SERIAL}`, "", `b${SERIAL}\n`, 5, null, undefined, {}]) {
    assert.throws(() => parseBreakId(bad, "id"), InvalidIdentifier)
  }
})

const DOORS: readonly (readonly [
  string,
  (text: unknown, field?: string) => string,
  readonly string[],
  readonly unknown[],
])[] = [
  [
    "client order id",
    parseClientOrderId,
    ["a", "grid-7:buy.3_x", "A".repeat(64)],
    ["", "A".repeat(65), "a b", "ä", "a/b", "a\n", 1, null],
  ],
  [
    "account",
    parseAccountId,
    ["main", "sub-1", "a".repeat(32)],
    ["", "Main", "a_b", "a".repeat(33), "a\n", 1, undefined],
  ],
  ["strategy", parseStrategyId, ["manual", "Grid.v2_x-1"], ["", "a:b", "a b", "a".repeat(33), {}, []]],
  ["tag", parseTag, ["okxoms1", "A".repeat(16)], ["", "a-b", "A".repeat(17), "a b", 0]],
]

for (const [name, parse, good, bad] of DOORS) {
  test(`a ${name} as text, so what fits passes unchanged and the rest is refused by field`, () => {
    for (const text of good) assert.equal(parse(text), text)
    for (const value of bad) {
      assert.throws(
        () => parse(value, "body.x"),
        (error) => error instanceof InvalidIdentifier && error.field === "body.x",
      )
    }
  })
}

test("ids from the wire, so text as told; only 18 digits look like ours", () => {
  assert.equal(clOrdIdFromWire(""), "")
  assert.equal(okxOrderIdFromWire("2503180842461503488"), "2503180842461503488")
  assert.equal(requestIdFromWire("r1"), "r1")
  assert.ok(looksLikeOurs(SERIAL))
  for (const other of ["", "abc", `o${SERIAL}`, `${SERIAL}0`, "e847386590ce4dBC"])
    assert.ok(!looksLikeOurs(other), other)
})
