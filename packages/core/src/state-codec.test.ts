// A state in parts: however it is cut, and whatever happens to the account while the parts are made, it is the state of the one moment.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { ACCOUNT } from "../test/arbitrary.ts"
import { legalHistory } from "../test/histories.ts"
import type { AccountState } from "./account-state.ts"
import { replay } from "./codec.ts"
import { UnreadableState } from "./errors.ts"
import { evolve } from "./evolve.ts"
import { isText } from "./orders.ts"
import {
  copyState,
  encodeState,
  encodeStatePart,
  STATE_FORMAT,
  type StateCopy,
  StateDecoder,
  statePartCount,
} from "./state-codec.ts"

test("parts of any length, made while the account goes on, so the state of the moment of the copy; and it goes on as any other", () => {
  fc.assert(
    fc.property(legalHistory, fc.nat(), fc.integer({ min: 1, max: 40 }), ({ events, state }, place, lengthMax) => {
      const cut = place % (events.length + 1)
      const live = replay(ACCOUNT, events.slice(0, cut))
      const atCut = encodeState(live)
      const copy = copyState(live)
      assert.equal(copy.seq, cut)
      for (const event of events.slice(cut)) evolve(live, event)
      const parts = partsOf(copy, lengthMax)
      for (const part of parts) assert.ok(ordersIn(part).length <= lengthMax)
      const decoded = stateOf(parts)
      assert.equal(encodeState(decoded), atCut)
      for (const event of events.slice(cut)) evolve(decoded, event)
      assert.equal(encodeState(decoded), encodeState(state))
    }),
    { numRuns: 200 },
  )
})

test("orders at rest kept as text or not, so the same parts; who reads parts has them read, for it looks at each", () => {
  let texts = 0
  fc.assert(
    fc.property(legalHistory, fc.integer({ min: 1, max: 40 }), ({ events }, lengthMax) => {
      const live = replay(ACCOUNT, events)
      const parts = partsOf(copyState(live), lengthMax)
      encodeState(live)
      const copy = copyState(live)
      texts += copy.orders.filter(isText).length
      assert.deepEqual(partsOf(copy, lengthMax), parts)
      assert.deepEqual(copy.orders, [...live.orders.kept()], "no part makes an order of a text")
      assert.deepEqual([...stateOf(parts).orders.kept()].filter(isText), [])
    }),
  )
  assert.ok(texts > 0, "some were text")
})

test("a part that is left out, so no state comes of it", () => {
  const { copy } = longest()
  const parts = partsOf(copy, 2)
  assert.ok(parts.length > 2)
  assert.throws(() => stateOf(parts.slice(0, -1)), /follow from the orders/)
  assert.throws(() => stateOf(parts.slice(1)), UnreadableState)
})

test("the first part of another format, so it is not read", () => {
  const [first = ""] = partsOf(longest().copy, 2)
  assert.throws(() => new StateDecoder(JSON.parse(first.replace(`"format":${STATE_FORMAT}`, '"format":2'))), /format 2/)
})

/** A history with many orders that are still open. */
function longest(): { readonly copy: StateCopy } {
  const [history] = fc
    .sample(legalHistory, { numRuns: 200, seed: 1 })
    .sort((a, b) => b.state.open.size - a.state.open.size)
  if (history === undefined) throw new Error("no history")
  return { copy: copyState(history.state) }
}

function partsOf(copy: StateCopy, lengthMax: number): readonly string[] {
  return Array.from({ length: statePartCount(copy, lengthMax) }, (_, part) => encodeStatePart(copy, part, lengthMax))
}

function ordersIn(part: string): readonly unknown[] {
  return (JSON.parse(part) as { orders: unknown[] }).orders
}

function stateOf([first = "", ...rest]: readonly string[]): AccountState {
  const decoder = new StateDecoder(JSON.parse(first))
  for (const part of rest) decoder.take(JSON.parse(part))
  return decoder.end()
}
