import assert from "node:assert/strict"
import { test } from "node:test"
import { parseOrderId } from "./ids.ts"
import { refusalSentence } from "./refusal.ts"
import { ExecutionError, errorOf, OrderNotFound, OrderRefused } from "./refusal-error.ts"

const ID = parseOrderId("o170000000000000001")

test("a closed order is to be changed, so ExecutionError with the order, its state and what to do", () => {
  const error = errorOf({ code: "order-closed", orderId: ID, state: "Filled" })
  assert.ok(error instanceof ExecutionError)
  assert.deepEqual([error.name, error.orderId, error.state], ["ExecutionError", ID, "Filled"])
  assert.match(error.message, /is Filled already; nothing was sent\. Look at the order/)
  assert.match(error.advice, /place a new one/)
})

test("every refusal that an order's own condition gives, so ExecutionError with the order and an advice", () => {
  const about = [
    { code: "order-not-ours", orderId: ID },
    { code: "amend-nothing", orderId: ID },
    { code: "amend-pending", orderId: ID },
    { code: "amend-not-allowed", orderId: ID, why: "it is a market order" },
  ] as const
  for (const refusal of about) {
    const error = errorOf(refusal)
    assert.ok(error instanceof ExecutionError, refusal.code)
    assert.equal(error.orderId, ID)
    assert.equal(error.message, `${refusalSentence(refusal)} ${error.advice}`)
  }
})

test("an unknown id, so OrderNotFound with the id", () => {
  const error = errorOf({ code: "order-not-found", id: "mine-1" })
  assert.ok(error instanceof OrderNotFound)
  assert.deepEqual([error.name, error.id, error.refusal.code], ["OrderNotFound", "mine-1", "order-not-found"])
})

test("a denied placement, so OrderRefused with the refusal and the order that was recorded", () => {
  const refusal = { code: "trading-halted", reason: "a break" } as const
  const error = errorOf(refusal, ID)
  assert.ok(error instanceof OrderRefused && !(error instanceof ExecutionError))
  assert.deepEqual([error.name, error.orderId, error.refusal], ["OrderRefused", ID, refusal])
})
