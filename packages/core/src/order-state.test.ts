// The states of an order against the table of the design, written down here a second time and by hand: every pair of states is tried,
// so an edge that appears or disappears in order-state.ts fails, whichever of the two is wrong.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { InvalidOrderStatus, InvalidStateTransition } from "./errors.ts"
import {
  canCancel,
  canTransition,
  checkedStep,
  isActive,
  isTerminal,
  ORDER_STATES,
  type OrderOrigin,
  type OrderState,
  OrderStateMachine,
  parseOrderState,
  statusOf,
  TRANSITIONS,
  transitionCause,
} from "./order-state.ts"
import { millis } from "./time.ts"

const AT = millis(1_750_000_000_000)

/** Rows of the design: from, to, cause. */
const DESIGN: readonly (readonly [string, string, string])[] = [
  ["None", "Created", "command"],
  ["None", "Acknowledged PartiallyFilled Filled Cancelled", "adopted"],
  ["Created", "Validated", "checks passed"],
  ["Created", "Rejected", "refused by our checks"],
  ["Validated", "Submitted", "request leaves"],
  ["Validated", "Cancelled", "cancelled while queued"],
  ["Validated", "Failed", "never sent"],
  ["Submitted", "Acknowledged PartiallyFilled Filled Cancelled Expired", "exchange report"],
  ["Submitted", "Rejected", "refused by OKX"],
  ["Submitted", "Failed", "proven never placed"],
  ["Acknowledged", "PartiallyFilled Filled Cancelled Expired", "exchange report"],
  ["PartiallyFilled", "PartiallyFilled Filled Cancelled Expired", "exchange report"],
  ["Cancelled", "Cancelled Filled", "corrected"],
  ["Expired", "Expired Filled", "corrected"],
  ["Failed", "Acknowledged PartiallyFilled Filled Cancelled", "corrected"],
  ["Rejected", "Acknowledged PartiallyFilled Filled Cancelled", "corrected"],
  ["Expired", "Acknowledged PartiallyFilled Cancelled", "corrected"],
]
const EDGES = new Map(DESIGN.flatMap(([from, many, cause]) => many.split(" ").map((to) => [`${from}>${to}`, cause])))
const ORIGINS: readonly (OrderState | OrderOrigin)[] = ["None", ...ORDER_STATES]

for (const from of ORIGINS) {
  for (const to of ORDER_STATES) {
    const cause = EDGES.get(`${from}>${to}`)
    test(`${from} to ${to}, so ${cause ?? "no such transition"}`, () => {
      assert.equal(transitionCause(from, to), cause)
      assert.equal(canTransition(from, to), cause !== undefined)
      const step = (): unknown => checkedStep("o1", from, to, { at: AT, reason: "why" })
      if (cause !== undefined) assert.deepEqual(step(), { from, to, at: AT, reason: "why" })
      else
        assert.throws(
          step,
          (error) =>
            error instanceof InvalidStateTransition &&
            error.message === `order o1: no transition from ${from} to ${to}`,
        )
    })
  }
}

test("the exported table, so each of its edges once and no more than the design has", () => {
  assert.equal(TRANSITIONS.length, EDGES.size)
  assert.equal(new Set(TRANSITIONS.map(([from, to]) => `${from}>${to}`)).size, TRANSITIONS.length)
})

test("each state, so its status, whether it is final and whether a cancel makes sense", () => {
  const expected: Readonly<Record<OrderState, readonly [string, boolean, boolean]>> = {
    Created: ["Created", false, false],
    Validated: ["Created", false, true],
    Submitted: ["Submitted", false, true],
    Acknowledged: ["Submitted", false, true],
    PartiallyFilled: ["Partial", false, true],
    Filled: ["Filled", true, false],
    Cancelled: ["Cancelled", true, false],
    Rejected: ["Rejected", true, false],
    Failed: ["Failed", true, false],
    Expired: ["Cancelled", true, false],
  }
  for (const state of ORDER_STATES) {
    assert.deepEqual([statusOf(state), isTerminal(state), canCancel(state)], expected[state], state)
    assert.equal(isActive(state), !isTerminal(state))
  }
})

test("a state as text, so the state; another word, so InvalidOrderStatus that lists them", () => {
  for (const state of ORDER_STATES) assert.equal(parseOrderState(state), state)
  for (const bad of ["", "filled", "None", "Partial", 1, null]) {
    assert.throws(
      () => parseOrderState(bad),
      (error) => error instanceof InvalidOrderStatus && /Created, Validated/.test(error.message),
    )
  }
})

test("Filled, Cancelled and the rest of the final states lead nowhere but by a correction", () => {
  for (const [from, , cause] of TRANSITIONS) if (from !== "None" && isTerminal(from)) assert.equal(cause, "corrected")
  assert.ok(TRANSITIONS.every(([from]) => from !== "Filled"))
})

test("a machine takes a step, so a new machine with its history, and the old one is as it was", () => {
  const created = OrderStateMachine.start("o1", "Created", { at: AT, reason: "placed" })
  const validated = created.transition("Validated", {
    at: millis(AT + 5),
    reason: "checks passed",
    metadata: { by: "risk" },
  })
  assert.deepEqual([created.state, created.history.length], ["Created", 1])
  assert.deepEqual(validated.history, [
    { from: "None", to: "Created", at: AT, reason: "placed" },
    { from: "Created", to: "Validated", at: AT + 5, reason: "checks passed", metadata: { by: "risk" } },
  ])
  assert.deepEqual([validated.isActive, validated.isTerminal, validated.canCancel], [true, false, true])
})

test("a machine is asked for a step that the table lacks, so InvalidStateTransition with from, to and order", () => {
  const created = OrderStateMachine.start("o7", "Created", { at: AT, reason: "placed" })
  assert.throws(() => created.transition("Filled", { at: AT, reason: "x" }), {
    name: "InvalidStateTransition",
    from: "Created",
    to: "Filled",
    orderId: "o7",
  })
  assert.throws(() => OrderStateMachine.start("o7", "Submitted", { at: AT, reason: "x" }), {
    from: "None",
    to: "Submitted",
  })
})

test("time passes, so the time in the state counts on; the lifetime stops with the last step", () => {
  const live = OrderStateMachine.start("o1", "Acknowledged", { at: AT, reason: "adopted" })
  assert.equal(live.timeInState(millis(AT + 30)), 30)
  assert.equal(live.lifetime(millis(AT + 30)), 30)
  const done = live.transition("Cancelled", { at: millis(AT + 100), reason: "user" })
  assert.equal(done.lifetime(millis(AT + 5000)), 100)
  assert.equal(done.timeInState(millis(AT + 5000)), 4900)
})

test("a machine of a stored order, so it goes on where the order stood", () => {
  const stored = OrderStateMachine.of({ orderId: "o1", state: "Cancelled", history: [] })
  assert.equal(stored.transition("Filled", { at: AT, reason: "late fill" }).state, "Filled")
  assert.equal(stored.lifetime(AT), 0)
  assert.equal(stored.timeInState(AT), 0)
})

test("any walk along the table, so the history is a chain from None to the state", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 20 }), (choices) => {
      let machine: OrderStateMachine | undefined
      for (const [index, choice] of choices.entries()) {
        const from = machine?.state ?? "None"
        const next = TRANSITIONS.filter((edge) => edge[0] === from)
        const to = next[choice % (next.length || 1)]?.[1]
        if (to === undefined) break
        const step = { at: millis(AT + index), reason: "walk" }
        machine = machine?.transition(to, step) ?? OrderStateMachine.start("o1", to, step)
      }
      const history = machine?.history ?? []
      for (const [index, step] of history.entries()) assert.equal(step.from, history[index - 1]?.to ?? "None")
      assert.equal(history.at(-1)?.to, machine?.state)
    }),
  )
})
