// What is said to be true after a problem: a recorded refusal where one was recorded, and nowhere else.

import assert from "node:assert/strict"
import { test } from "node:test"
import { OmsProblem, problemOfRefusal } from "@okx-oms/api"
import type { Refusal } from "@okx-oms/core"
import { problemWords } from "./problem-words.ts"

function stateOf(refusal: Refusal, orderId?: string): string {
  const problem = problemOfRefusal(refusal, orderId === undefined ? {} : { orderId })
  const { detail: message, code, status, outcome, retryable } = problem
  return problemWords(new OmsProblem({ message, code, status, outcome, retryable, problem })).state
}

const OF_AN_ORDER: readonly Refusal[] = [
  { code: "order-closed", orderId: "o7", state: "Filled" },
  { code: "order-not-ours", orderId: "o7" },
  { code: "amend-nothing", orderId: "o7" },
  { code: "amend-pending", orderId: "o7" },
  { code: "amend-not-allowed", orderId: "o7", why: "it has no price" },
  { code: "client-order-id-taken", path: "clientOrderId", orderId: "o7" },
]

for (const refusal of OF_AN_ORDER) {
  test(`${refusal.code} names an order that is as it was, so nothing is said to be recorded`, () => {
    assert.equal(stateOf(refusal), "Nothing was done.")
  })
}

test("a placement that our checks deny, so where it is recorded", () => {
  const denied: Refusal = { code: "trading-halted", reason: "lunch" }
  assert.equal(stateOf(denied, "o8"), "Nothing was sent to OKX. The refusal is recorded as o8.")
})

test("an amendment that our checks deny leaves no trace, so none is named", () => {
  const denied: Refusal = { code: "balance-insufficient", needed: "2", available: "1", currency: "USDT" }
  assert.equal(stateOf(denied), "Nothing was done.")
})

test("a denial that is told again under its client id, so that nothing was checked now and how to have it checked", () => {
  const problem = problemOfRefusal({ code: "trading-halted", reason: "lunch" }, { orderId: "o8" })
  const { detail: message, code, status, outcome, retryable } = problem
  const again = { message, code, status, outcome, retryable, problem, replayed: true } as const
  const { state, advice } = problemWords(new OmsProblem(again))
  assert.match(state, /^It was refused before, under the same client id, as o8; .* Nothing was checked or sent now\.$/)
  assert.match(advice, /another --client-id/)
})
