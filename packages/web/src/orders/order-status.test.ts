// What the row says of an order: what stands, what goes on, what was refused, and what may be done with it.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { OrderRow } from "@okx-oms/api"
import { exampleRow } from "../testing/example-row.ts"
import { lineOf, notionalOf, whyNotAmend, whyNotCancel } from "./order-facts.ts"
import { lastReason, orderStatus } from "./order-status.ts"

const STEPS = {
  kind: "swap",
  tickSize: "0.1",
  lotSize: "1",
  minSize: "1",
  contractValue: "0.01",
  quoteCurrency: "USDT",
} as const
const AT = "2026-01-31T09:30:00.000Z"
const AMEND = { requestId: "r1", at: AT, price: "91200", quantity: null, accepted: false }
const CANCEL = { requestId: "r2", at: AT, reason: "by hand", attempts: 1, accepted: false }
const DOUBT = { since: AT, asked: "place", answer: "nothing", next: "ask again", nextAt: AT, asks: 1 }
const PROBLEM = { text: "It is off the tick.", advice: "", code: "price-off-tick" }

const statusOf = (row: Partial<OrderRow>, facts: Partial<Parameters<typeof orderStatus>[1]> = {}) =>
  orderStatus(exampleRow(row), {
    now: Date.parse(AT) - 1_500,
    steps: STEPS,
    fate: undefined,
    refusal: undefined,
    ...facts,
  })

test("an amendment under way, so it says requested and to what, at the tick's precision", () => {
  const { word, detail } = statusOf({ pending: { cancel: null, amend: AMEND } })
  assert.deepEqual([word, detail], ["working", "amend requested to 91,200.0"])
  assert.equal(
    statusOf({ pending: { cancel: null, amend: { ...AMEND, accepted: true } } }).detail,
    "amend to 91,200.0 taken",
  )
})

test("an order in doubt with a cancel under way, so both are said, in the doubt's tone", () => {
  const { word, tone, detail } = statusOf({ doubt: DOUBT, pending: { cancel: CANCEL, amend: null } })
  assert.deepEqual([word, tone, detail], ["in doubt", "doubt", "asking again in 2 s · cancel requested"])
})

test("a request of this page, so it is being sent and never more than that", () => {
  const fate = { what: "cancel", seq: 4, problem: undefined } as const
  assert.deepEqual([statusOf({}, { fate }).word, statusOf({}, { fate }).detail], ["working", "sending cancel…"])
})

test("a refused request, so its words stand at the row until the order is another one", () => {
  const fate = { what: "amend", seq: 4, problem: PROBLEM } as const
  const told = statusOf({ seq: 4 }, { fate })
  assert.deepEqual([told.detail, told.detailTone], ["amend refused: It is off the tick.", "bad"])
  assert.equal(statusOf({ seq: 5 }, { fate }).detail, "")
})

test("an amendment that OKX refused after it was taken, so the row says it, and the reason goes on saying it", () => {
  const refusal = { what: "amend", reason: "51503: the order does not exist", seq: 4 } as const
  assert.equal(statusOf({ seq: 4 }, { refusal }).detailTone, "bad")
  assert.equal(statusOf({ seq: 5 }, { refusal }).detail, "")
  assert.equal(lastReason(exampleRow({ seq: 5 }), refusal), "amend refused: 51503: the order does not exist")
  assert.equal(lastReason(exampleRow({ reason: "by hand" }), refusal), "by hand")
})

test("what may be done, so it is what the server would allow", () => {
  const row = (change: Partial<OrderRow>) => exampleRow(change)
  assert.equal(whyNotCancel(row({})), undefined)
  assert.equal(whyNotAmend(row({})), undefined)
  assert.match(whyNotCancel(row({ source: "exchange" })) ?? "", /not placed here/)
  assert.match(whyNotCancel(row({ state: "Filled" })) ?? "", /over/)
  assert.match(whyNotCancel(row({ pending: { cancel: CANCEL, amend: null } })) ?? "", /under way/)
  assert.match(whyNotAmend(row({ type: "ioc" })) ?? "", /does not rest/)
  assert.match(whyNotAmend(row({ state: "Submitted" })) ?? "", /not confirmed/)
  assert.match(whyNotAmend(row({ pending: { cancel: null, amend: AMEND } })) ?? "", /one at a time/)
})

test("what an order is worth, so contracts count by their value and a quote amount is what it is", () => {
  const notional = (change: Partial<OrderRow>) => notionalOf(exampleRow(change), STEPS)?.text
  assert.equal(notional({ unit: "contracts", quantity: "3", price: "91500" }), "2745.00")
  assert.equal(notional({ unit: "quote", quantity: "250", price: null }), "250.00")
  assert.equal(notional({ unit: "contracts", quantity: "100", price: null, averagePrice: "91500.5" }), "91500.50")
  assert.equal(notional({ unit: "contracts", quantity: "5000", price: "91500" }), "4575000")
  assert.equal(notional({ unit: "contracts", price: null }), undefined)
  assert.equal(lineOf(exampleRow({ price: "91490.9" }), STEPS), "buy 0.02 BTC-USDT at 91,490.9")
})
