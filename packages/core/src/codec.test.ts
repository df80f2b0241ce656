// The codec: every type of event there and back, with every field that may be absent absent, and whole states, so that a journal read on another
// machine, or from a snapshot and the rest, is the journal that was written.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { ACCOUNT, BODIES, EVENT_TYPES, eventOf, order } from "../test/arbitrary.ts"
import { historyOf, legalHistory } from "../test/histories.ts"
import type { AccountState } from "./account-state.ts"
import { decodeEvent, encodeEvent, plainEvent, replay, reviveEvent } from "./codec.ts"
import { type Decimal, format } from "./decimal.ts"
import { UnreadableState } from "./errors.ts"
import { evolve } from "./evolve.ts"
import { decodeOrder, encodeOrder } from "./order-text.ts"
import { Orders } from "./orders.ts"
import { decodeState, encodeState, STATE_FORMAT } from "./state-codec.ts"

for (const type of EVENT_TYPES) {
  test(`any ${type}, so the very same after encode and decode`, () => {
    fc.assert(
      fc.property(eventOf(type), (event) => {
        const text = encodeEvent(event)
        assert.deepEqual(decodeEvent(text), event)
        assert.equal(encodeEvent(decodeEvent(text)), text)
        assert.equal(text, JSON.stringify(plainEvent(event)))
        assert.deepEqual(reviveEvent(structuredClone(plainEvent(event))), event)
      }),
      { numRuns: 100 },
    )
  })
}

test("any event as plain JSON, so every decimal is text and nothing else is changed", () => {
  const look = (value: unknown): void => {
    assert.notEqual(typeof value, "bigint")
    if (typeof value !== "object" || value === null) return
    assert.ok(!("coefficient" in value), JSON.stringify(value))
    for (const inner of Object.values(value)) look(inner)
  }
  fc.assert(fc.property(fc.constantFrom(...EVENT_TYPES).chain(eventOf), (event) => look(plainEvent(event))))
})

test("any order, so the very same after encode and decode", () => {
  fc.assert(fc.property(order, (made) => assert.deepEqual(decodeOrder(encodeOrder(made)), made)))
})

test("text of a person that looks like an amount or like JSON, so it stays text", () => {
  const halted = { type: "TradingHalted", mode: "halt", reason: "0.10", version: 1, seq: 1, cause: "command" } as const
  fc.assert(
    fc.property(eventOf("TradingHalted"), (event) => {
      const said = { ...event, ...halted }
      assert.equal(JSON.parse(encodeEvent(said)).reason, "0.10")
      assert.deepEqual(decodeEvent(encodeEvent(said)), said)
    }),
  )
})

test("the facts of a refusal, so text as it was, trailing zeros and all, whatever the fields are called", () => {
  const refusal = { code: "price-off-tick", path: "price", price: "1.230", tickSize: "0.10" } as const
  fc.assert(
    fc.property(eventOf("OrderRejected"), (event) => {
      assert.deepEqual(decodeEvent(encodeEvent({ ...event, refusal } as typeof event)), { ...event, refusal })
    }),
  )
})

test("text that is no event, so the process stops instead of going on with half a journal", () => {
  for (const text of ["", "{", "null", "5", "{}", '{"seq":1}', '{"type":"OrderCreated"}'])
    assert.throws(() => decodeEvent(text), text)
})

/** The state with every decimal in its canonical form and every map and set as a list in its order: equal values, equal shapes. */
function shown(value: unknown): unknown {
  if (value instanceof Map || value instanceof Orders) return [...value].map(shown)
  if (value instanceof Set) return [...value].map(shown)
  if (typeof value !== "object" || value === null) return value
  if ("coefficient" in value) return { decimal: format(value as Decimal) }
  if (Array.isArray(value)) return value.map(shown)
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, shown(field)]))
}

function same(one: AccountState, other: AccountState): void {
  const [a, b] = [one, other].map((state) => {
    const { open, waiting, unconfirmed, inDoubt, fillsMissing, reservedAtMarket, ...rest } = state
    const sets = [open, waiting, unconfirmed, inDoubt, fillsMissing].map((set) => [...set])
    const indexes: readonly ReadonlyMap<string, unknown>[] = [
      rest.byClOrdId,
      rest.byOkxOrderId,
      rest.byClientOrderId,
      rest.exposures,
      rest.reserved,
      new Map([...rest.openBreaksOf].map(([kind, open]) => [kind, [...open].sort()])),
    ]
    const maps = indexes.map((index) => shown(new Map([...index].sort(([one], [other]) => (one < other ? -1 : 1)))))
    const { byClOrdId: _a, byOkxOrderId: _b, byClientOrderId: _c, exposures: _d, openBreaksOf: _e, ...stated } = rest
    const { reserved: _f, ...others } = stated
    return { sets, maps, atMarket: [...reservedAtMarket].sort(), others: shown(others) }
  })
  assert.deepEqual(a, b)
}

function property(name: string, check: (history: ReturnType<typeof historyOf>) => void): void {
  test(name, () => fc.assert(fc.property(legalHistory, check), { numRuns: 200 }))
}

property("any legal history, so its state is equal after encode and decode", ({ state }) => {
  same(decodeState(encodeState(state)), state)
})

property("any legal history, so the text of the state is the same after encode and decode", ({ state }) => {
  const text = encodeState(state)
  assert.equal(encodeState(decodeState(text)), text)
})

property("any legal history written and read again, so replay gives the same state", ({ events, state }) => {
  const read = events.map((event) => decodeEvent(encodeEvent(event)))
  assert.deepEqual(read.map(encodeEvent), events.map(encodeEvent))
  assert.equal(encodeState(replay(ACCOUNT, read)), encodeState(state))
})

test("a snapshot anywhere and the rest after it, so the state of the whole", () => {
  fc.assert(
    fc.property(legalHistory, fc.nat(), ({ events, state }, place) => {
      const cut = place % (events.length + 1)
      const resumed = decodeState(encodeState(replay(ACCOUNT, events.slice(0, cut))))
      for (const event of events.slice(cut)) evolve(resumed, event)
      same(resumed, state)
      assert.equal(encodeState(resumed), encodeState(state))
    }),
    { numRuns: 300 },
  )
})

test("a state of another format, so it is not read", () => {
  const { state } = historyOf([])
  const text = encodeState(state).replace(`"format":${STATE_FORMAT}`, '"format":1')
  assert.throws(() => decodeState(text), UnreadableState)
  assert.throws(() => decodeState(text), new RegExp(`format 1, this program reads ${STATE_FORMAT}`))
})

test("the histories of these tests, so every type of event occurs in them", () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(legalHistory, ({ events }) => {
      for (const { type } of events) seen.add(type)
    }),
    { numRuns: 400, seed: 7 },
  )
  assert.deepEqual(
    Object.keys(BODIES).filter((type) => !seen.has(type)),
    [],
  )
})
