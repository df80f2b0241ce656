import assert from "node:assert/strict"
import { test } from "node:test"
import { parsePrice, parseQuantity } from "./amount.ts"
import { replay } from "./codec.ts"
import { format } from "./decimal.ts"
import { requestIdFrom } from "./ids.ts"
import { decodeState, encodeState } from "./state-codec.ts"
import { ACCOUNT, BEGIN, stateText } from "./testing/desk.ts"
import { type ReportWords, reportOf } from "./testing/exchange-words.ts"
import { type Life, lifeIn } from "./testing/lives.ts"
import { shortAll } from "./testing/short.ts"

const MOMENT = BEGIN + 500

/** Of the same millisecond, unless told otherwise. */
function shows({ desk, orderId }: Life, words: ReportWords, source: "push" | "query" = "push"): string {
  const order = reportOf(desk.order(orderId), { updatedAt: MOMENT, ...words })
  const begunAt = source === "push" ? {} : { begunAt: desk.exchangeNow }
  return shortAll(desk.take({ type: "OrderReport", source, order, ...begunAt }).events.slice(0, 1))
}

function quantityOf({ desk, orderId }: Life): string {
  return format(desk.order(orderId).quantity)
}

test("OKX resizes an order three times within a millisecond and every push comes twice, so the doubled ones set nothing back", () => {
  const life = lifeIn("Acknowledged")
  const told = ["0.9", "0.8", "0.7", "0.9", "0.8", "0.7"].map((quantity) => shows(life, { quantity }))
  assert.deepEqual(told, ["Restated 0.9@100", "Restated 0.8@100", "Restated 0.7@100", "-", "-", "-"])
  assert.equal(quantityOf(life), "0.7")
  assert.equal(shows(life, { quantity: "1" }), "-", "what it was before is of no later moment either")
  assert.equal(shows(life, { quantity: "0.9", updatedAt: MOMENT + 1 }), "Restated 0.9@100")
  const { state, events } = life.desk
  assert.equal(stateText(decodeState(encodeState(state))), stateText(state))
  assert.equal(stateText(replay(ACCOUNT, events)), stateText(state))
})

test("the pushes of one millisecond come in another order, so the last one holds until a read says what does", () => {
  const life = lifeIn("Acknowledged")
  shows(life, { quantity: "0.7" })
  shows(life, { quantity: "0.9" })
  assert.equal(quantityOf(life), "0.9")
  assert.equal(shows(life, { quantity: "0.7" }, "query"), "Restated 0.7@100")
})

test("a doubled push shows the price from before our amendment while we ask to have it back, so the new wish is not called done by it", () => {
  const life = lifeIn("Acknowledged")
  const { desk, orderId } = life
  shows(life, { price: "101" })
  const requestId = requestIdFrom(desk.serial())
  desk.take({ type: "AmendOrder", orderId, requestId, price: parsePrice("100") })
  assert.equal(shows(life, { price: "100" }), "-")
  const amend = { requestId, result: "done", code: "0", message: "" } as const
  assert.equal(shows(life, { price: "100", more: { amend } }), "Amended 1@100")
})

test("an amendment by hand fails at OKX while ours is on its way, so ours is not called refused by it, and its own word counts", () => {
  const life = lifeIn("Acknowledged")
  const { desk, orderId } = life
  const requestId = requestIdFrom(desk.serial())
  desk.take({ type: "AmendOrder", orderId, requestId, price: parsePrice("99") })
  const failed = { result: "failed", code: "51511", message: "would take liquidity" } as const
  assert.equal(shows(life, { more: { amend: failed } }), "-")
  assert.equal(desk.order(orderId).pendingAmend?.requestId, requestId)
  assert.match(shows(life, { more: { amend: { ...failed, requestId } } }), /^AmendRefused/)
})

test("an amendment to less than is filled cuts the order to its filled part, so it is done and not called overwritten", () => {
  const life = lifeIn("PartiallyFilled")
  const { desk, orderId } = life
  const { filledQuantity } = desk.order(orderId)
  const requestId = requestIdFrom(desk.serial())
  desk.take({ type: "AmendOrder", orderId, requestId, quantity: parseQuantity("0.1") })
  const filled = format(filledQuantity)
  assert.ok(Number(filled) > 0.1 && Number(filled) < Number(quantityOf(life)), filled)
  assert.equal(shows(life, { quantity: filled, filled, state: "filled" }, "query"), `Amended ${filled}@100`)
})
